"""The indicators, units, modifiers and the glossary: read once from the TOML files, frozen, with clear errors."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Struct

from ximu.terms.errors import TermsError

Reading = Literal[
    "level",  # a value of a period or at a date
    "growth",  # percent change
    "increment",  # newly added in the period
    "cumulative",  # a sum over several years
    "share",  # percent of a whole
    "change",  # absolute difference
    "change_points",  # difference in percentage points
    "ratio",  # several parts of a whole
    "rank",  # place in a named list
    "ordinal",  # a grade
    "completion_rate",  # percent of a plan
]
T = TypeVar("T")
COMPILED = "compiled.json"
# 千瓦, 千米 and 百分点 begin with what is a scale elsewhere.
_SCALE = re.compile(r"^[十百千万亿]*?(?=千[瓦米克伏]|百分点|[^十百千万亿])")


class Condition(Struct, frozen=True, forbid_unknown_fields=True):
    """Words that name an indicator only in certain company; an empty list asks for nothing.

    `actions`: the verb holds one of these. `sentence`: the sentence holds one of these. `aspects`, `units`: the measure
    has one of these. `within`: the words may stand anywhere in what is measured, whatever surrounds them. `bare`: the
    measure has no verb of its own. `alone`: nothing else stands in the name (经济, but not 经济总量).
    """

    words: tuple[str, ...]
    actions: tuple[str, ...] = ()
    sentence: tuple[str, ...] = ()
    aspects: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    within: bool = False
    bare: bool = False
    alone: bool = False


class Change(Struct, frozen=True, forbid_unknown_fields=True):
    """A break: from `year` on the figure does not continue the series before."""

    year: int
    note: str
    note_en: str = ""


class Plausible(Struct, frozen=True, forbid_unknown_fields=True):
    """Guards: a value outside is for a person to look at, never refused.

    `level`: in the indicator's `unit`, for one year, by level of place (province, prefecture, county, all).
    """

    level: dict[str, tuple[Decimal, Decimal]] = {}
    growth_percent: tuple[Decimal, Decimal] | None = None
    share_percent: tuple[Decimal, Decimal] | None = None


class Indicator(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One indicator of the catalogue.

    `id` never changes. `unit` is the customary unit, `units` all that reports use. `direction` says which way is good.
    `aliases` name it alone; `aliases_weak` only beside a number in one of its units; `aliases_if` only in given company.
    `qualifiers` may stand beside an alias without making another thing of it. `edition` is the edition of the catalogue
    that added the id.
    """

    id: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str = ""
    unit: str
    units: tuple[str, ...]
    aspects: tuple[Reading, ...]
    direction: Literal["up", "down", "band", "neutral"]
    growth_basis: Literal["real", "nominal", ""] = ""
    kind: Literal["", "open", "triple", "ordinal", "composite"] = ""
    edition: int = 1
    aliases: tuple[str, ...] = ()
    aliases_weak: tuple[str, ...] = ()
    aliases_if: tuple[Condition, ...] = ()
    qualifiers: tuple[str, ...] = ()
    not_to_confuse_with: tuple[str, ...] = ()
    hard_bounds: tuple[Decimal, Decimal] | None = None
    note: str = ""
    note_en: str = ""
    changes: tuple[Change, ...] = ()
    plausible: Plausible = Plausible()
    domain: str = ""


class Unit(Struct, frozen=True):
    """A written unit: `factor` of them make `base`; base "" means that it is not converted. `exact` or rounded."""

    written: str
    dimension: str
    base: str
    factor: Decimal
    exact: bool


class Dimension(Struct, frozen=True, forbid_unknown_fields=True):
    """What some units measure; a unit such as 户 may belong to several. `rounded` units have no exact factor."""

    base: str
    en: str
    units: dict[str, Decimal]
    rounded: tuple[str, ...] = ()


class Modifier(Struct, frozen=True, forbid_unknown_fields=True):
    """Words beside a number that set one of bound, firmness or certainty."""

    en: str
    bound: Literal["", "approx", "ge", "le", "range"] = ""
    firmness: Literal["", "ensure", "strive"] = ""
    certainty: Literal["", "estimated"] = ""
    before: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


class Form(Struct, frozen=True, forbid_unknown_fields=True):
    """A way to set a target without a number of its own."""

    form: str
    en: str
    words: tuple[str, ...]


class Term(Struct, frozen=True, forbid_unknown_fields=True):
    """One word of the glossary; `not_words` are the English words not to use for it."""

    zh: str
    en: str
    group_zh: str
    group_en: str
    identifier: str = ""
    not_words: tuple[str, ...] = msgspec.field(name="not", default=())
    note_zh: str = ""


class Terms(Struct, frozen=True):
    """All of them, in the order of the files."""

    source_sha256: str
    indicators: tuple[Indicator, ...]
    dimensions: dict[str, Dimension]
    modifiers: tuple[Modifier, ...]
    forms: tuple[Form, ...]
    glossary: tuple[Term, ...]


def _folder() -> Traversable:
    return files(__package__)


def _sources(folder: Traversable) -> dict[str, bytes]:
    """File name → bytes of every TOML file that this module reads, in a fixed order."""
    names = sorted(entry.name for entry in folder.joinpath("indicators").iterdir() if entry.name.endswith(".toml"))
    paths = [f"indicators/{name}" for name in names] + ["units.toml", "modifiers.toml", "glossary.toml"]
    return {path: folder.joinpath(path).read_bytes() for path in paths}


def _digest(sources: Mapping[str, bytes]) -> str:
    seen = hashlib.sha256()
    for name, data in sources.items():
        seen.update(name.encode() + b"\0" + data + b"\0")
    return seen.hexdigest()


@cache
def terms() -> Terms:
    """Everything, loaded once.

    Parsing TOML is slow, so the package carries the same tables as compiled.json. It is used only when it was made
    from exactly these TOML files; after an edit the TOML files themselves are read, so an edit always counts.
    """
    folder = _folder()
    sources = _sources(folder)
    digest = _digest(sources)
    compiled = folder.joinpath(COMPILED)
    if compiled.is_file():
        data = compiled.read_bytes()
        if data[:200].find(digest.encode()) > 0:
            return msgspec.json.decode(data, type=Terms)
    return parse(sources, digest)


def parse(sources: Mapping[str, bytes], digest: str = "") -> Terms:
    """The tables from the bytes of the TOML files; TermsError names the file and the entry that is wrong."""
    found = [
        _convert(
            name,
            {**row, "domain": name.removeprefix("indicators/").removesuffix(".toml")},
            Indicator,
            row.get("id", "?"),
        )
        for name, data in sources.items()
        if name.startswith("indicators/")
        for row in _rows(name, data, "indicator")
    ]
    dimensions = {
        key: _convert("units.toml", table, Dimension, key)
        for key, table in _table("units.toml", sources["units.toml"]).get("dimension", {}).items()
    }
    modifier_data, glossary_data = sources["modifiers.toml"], sources["glossary.toml"]
    made = Terms(
        source_sha256=digest or _digest(sources),
        indicators=tuple(found),
        dimensions=dimensions,
        modifiers=tuple(
            _convert("modifiers.toml", row, Modifier, row.get("en", "?"))
            for row in _rows("modifiers.toml", modifier_data, "modifier")
        ),
        forms=tuple(
            _convert("modifiers.toml", row, Form, row.get("form", "?"))
            for row in _rows("modifiers.toml", modifier_data, "form")
        ),
        glossary=tuple(
            _convert("glossary.toml", row, Term, row.get("zh", "?"))
            for row in _rows("glossary.toml", glossary_data, "term")
        ),
    )
    _check(made)
    return made


def _table(name: str, data: bytes) -> dict[str, Any]:
    try:
        return msgspec.toml.decode(data, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise TermsError(f"not valid TOML: {error}", where=f"terms/{name}", next_step="mend the file") from error


def _rows(name: str, data: bytes, key: str) -> list[dict[str, Any]]:
    rows = _table(name, data).get(key, [])
    if not isinstance(rows, list):
        raise TermsError(f"{key} is no list of tables", where=f"terms/{name}", next_step=f"write [[{key}]]")
    return rows


def _convert(name: str, row: dict[str, Any], into: type[T], entry: str) -> T:
    try:
        return msgspec.convert(row, into, strict=False)
    except msgspec.ValidationError as error:
        raise TermsError(f"entry {entry}: {error}", where=f"terms/{name}", next_step="mend the entry") from error


def _check(made: Terms) -> None:
    """What no single entry can show: ids are unique, every reference and unit exists, aspects fit the units."""
    known: set[str] = set()
    written = {unit for dimension in made.dimensions.values() for unit in dimension.units}
    for one in made.indicators:
        where = f"terms/indicators/{one.domain}.toml"
        if one.id in known:
            raise TermsError(f"entry {one.id}: the id stands twice", where=where, next_step="rename the newer one")
        known.add(one.id)
        for unit in (one.unit, *one.units):
            if bare_unit(unit) not in written:
                raise TermsError(
                    f"entry {one.id}: unit {unit} is unknown", where=where, next_step="add it to units.toml"
                )
    for one in made.indicators:
        for other in one.not_to_confuse_with:
            if other not in known:
                where = f"terms/indicators/{one.domain}.toml"
                raise TermsError(f"entry {one.id}: no indicator {other}", where=where, next_step="mend the reference")


def bare_unit(unit: str) -> str:
    """A unit without its scale words: 亿元 → 元, 亿千瓦时 → 千瓦时, 千米 stays."""
    return _SCALE.sub("", unit, count=1)


@cache
def indicators() -> Mapping[str, Indicator]:
    """Id → indicator, in the order of the files."""
    return {one.id: one for one in terms().indicators}


@cache
def units() -> Mapping[str, tuple[Unit, ...]]:
    """Written unit (without scale) → what it may be: one entry for each dimension it belongs to."""
    found: dict[str, list[Unit]] = {}
    for name, dimension in terms().dimensions.items():
        for written, factor in dimension.units.items():
            entry = Unit(
                written=written,
                dimension=name,
                base=dimension.base,
                factor=factor,
                exact=written not in dimension.rounded,
            )
            found.setdefault(written, []).append(entry)
    return {written: tuple(entries) for written, entries in found.items()}


def compiled() -> bytes:
    """The bytes that compiled.json must hold: the TOML files as one JSON document."""
    sources = _sources(_folder())
    made = parse(sources)
    # The digest is the first field, so that a look at the beginning tells whether the file is current.
    return msgspec.json.encode(made)
