"""Annual series as SDMX-ML 2.1: a structure message with our codelists, and generic data with the source of every value.

Source of the format: SDMX Technical Specification 2.1, section 3A (SDMX-ML). `Prepared` in the header is the day of the
newest report, so that the same reports give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from html import escape
from typing import Any, NamedTuple

from ximu.ledger.exchange.kinds import plain
from ximu.ledger.identity import digest
from ximu.ledger.link import Link
from ximu.link.collection import Collection
from ximu.link.products.annual import AnnualValue, Value, annual_values
from ximu.link.products.words import printable
from ximu.link.words import table
from ximu.terms.load import indicators, units

_MESSAGE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/message"
_STRUCTURE = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/structure"
_COMMON = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/common"
_GENERIC = "http://www.sdmx.org/resources/sdmxml/schemas/v2_1/data/generic"
DIMENSIONS = ("FREQ", "REF_AREA", "INDICATOR", "ASPECT", "UNIT_MEASURE", "SCOPE", "STANCE")
ATTRIBUTES = (
    "OBS_STATUS", "BOUND", "UPPER", "SURE", "REPORT_YEAR", "AS_WRITTEN", "SOURCE", "START_CHARACTER", "END_CHARACTER", "VERDICT",
)  # fmt: skip
WHOLE = "_T"  # the code that SDMX uses for a total


class SdmxValue(NamedTuple):
    """One value of a series: the key in the order of DIMENSIONS, the year, the value, the attributes that are known."""

    key: tuple[str, ...]
    year: int
    value: Decimal
    attributes: dict[str, str]


class Code(NamedTuple):
    """A code of a codelist with its names."""

    id: str
    zh: str
    en: str


def sdmx_files(collection: Collection, found: Iterable[Link]) -> dict[str, bytes]:
    """`structure.xml` and `data.xml`; the same reports give the same bytes."""
    values = annual_values(collection, found)
    days = [paper.report.delivered_on for paper in collection.papers if paper.report.delivered_on]
    prepared = f"{max(days).isoformat() if days else '2000-01-01'}T00:00:00"
    return {
        "structure.xml": _structure(values, prepared).encode("utf-8", "replace"),
        "data.xml": _data(tuple(observations(values)), prepared).encode("utf-8", "replace"),
    }


def observations(values: Iterable[AnnualValue]) -> Iterator[SdmxValue]:
    """Every value as an observation, ordered by series and year; a key and year occurs once."""
    found = [observation for one in values for observation in _observations(one)]
    yield from sorted(found, key=lambda each: (each.key, each.year))


def _observations(one: AnnualValue) -> Iterator[SdmxValue]:
    for stance, value in (("TARGET", one.target), ("PLAN", one.plan), ("FIRST", one.first), ("REVISED", one.revised)):
        if value is None:
            continue
        attributes = _attributes(value)
        if stance == "TARGET" and one.link is not None:
            attributes["VERDICT"] = one.link.verdict
        yield SdmxValue(_key(one, stance), one.year, value.low, attributes)
    if one.figure is not None:
        row = one.figure.observation
        attributes = {"OBS_STATUS": "A", "BOUND": "eq", "AS_WRITTEN": row.as_written, "SOURCE": row.source_url}
        yield SdmxValue(_key(one, "STATISTICS"), one.year, one.figure.quantity.low, attributes)


def _key(one: AnnualValue, stance: str) -> tuple[str, ...]:
    series = one.series
    return (
        "A", one.place_code, series.indicator_id, series.aspect, unit_code(series.unit), scope_code(series.scope), stance,
    )  # fmt: skip


def _attributes(value: Value) -> dict[str, str]:
    measure = value.statement.measure
    found = {
        "OBS_STATUS": "E" if measure.certainty == "estimated" else "A",
        "BOUND": measure.bound,
        "SURE": "true" if measure.sure else "false",
        "REPORT_YEAR": str(value.statement.paper.year),
        "AS_WRITTEN": measure.as_written,
        "SOURCE": measure.source,
        "START_CHARACTER": str(measure.start),
        "END_CHARACTER": str(measure.end),
    }
    return found | ({"UPPER": plain(value.high)} if value.high != value.low else {})


def unit_code(unit: str) -> str:
    """The code of a unit: what it measures, and four characters that stand for its written form."""
    entries = units().get(unit, ())
    return f"{entries[0].dimension.upper() if entries else 'OTHER'}_{digest(unit, length=4).upper()}"


def scope_code(scope: str) -> str:
    """The code of a part of a place, `_T` for the whole."""
    return f"S_{digest(scope, length=8).upper()}" if scope else WHOLE


def codelists(values: Iterable[AnnualValue]) -> dict[str, tuple[Code, ...]]:
    """Codelist → codes: the closed lists whole, of places, indicators, units and parts those that occur."""
    kept = list(values)
    fixed = {
        name: tuple(Code(code, words["zh"], words["en"]) for code, words in codes.items())
        for name, codes in table("products/sdmx")["codes"].items()
    }
    verdicts = table("products/products")["verdict"]
    known = {one.series.indicator_id for one in kept}
    units_here = sorted({one.series.unit for one in kept})
    scopes = sorted({one.series.scope for one in kept} - {""})
    areas = {one.place_code: one.place_name for one in kept}
    return fixed | {
        "CL_VERDICT": tuple(Code(name, words["zh"], words["en"]) for name, words in verdicts.items()),
        "CL_REF_AREA": tuple(Code(code, areas[code], areas[code]) for code in sorted(areas)),
        "CL_INDICATOR": tuple(Code(one.id, one.zh, one.en) for one in indicators().values() if one.id in known),
        "CL_UNIT": tuple(Code(unit_code(unit), unit, unit) for unit in units_here),
        "CL_SCOPE": (Code(WHOLE, "全域", "Whole area"), *(Code(scope_code(scope), scope, scope) for scope in scopes)),
    }


def _tag(name: str, attributes: Mapping[str, str] | None = None, *inside: str) -> str:
    """An XML element; what stands inside is XML already."""
    own = "".join(f' {key}="{_escaped(value)}"' for key, value in (attributes or {}).items())
    return f"<{name}{own}>{''.join(inside)}</{name}>" if inside else f"<{name}{own}/>"


def _escaped(text: str) -> str:
    """Text for an attribute; line ends are written out, else a reader would make spaces of them."""
    plain_text = escape(printable(text), quote=True)
    return plain_text.replace("\n", "&#10;").replace("\r", "&#13;").replace("\t", "&#9;")


def _named(name: str, identity: str, words: Mapping[str, Any], *inside: str, **more: str) -> str:
    names = (_tag("com:Name", {"xml:lang": language}, escape(printable(words[language]))) for language in ("en", "zh"))
    return _tag(name, {"id": identity, **more}, *names, *inside)


def _message(kind: str, prepared: str, header: str, body: str) -> str:
    spaces = {"xmlns:mes": _MESSAGE, "xmlns:str": _STRUCTURE, "xmlns:com": _COMMON, "xmlns:gen": _GENERIC}
    agency = table("products/sdmx")["agency"]["id"]
    head = _tag(
        "mes:Header", None,
        _tag("mes:ID", None, f"{agency}_{kind.upper()}"), _tag("mes:Test", None, "false"),
        _tag("mes:Prepared", None, prepared), _tag("mes:Sender", {"id": agency}), header,
    )  # fmt: skip
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + _tag(f"mes:{kind}", spaces, head, body) + "\n"


def _structure(values: tuple[AnnualValue, ...], prepared: str) -> str:
    data = table("products/sdmx")
    agency, version = data["agency"]["id"], data["agency"]["version"]
    own = {"agencyID": agency, "version": version, "isFinal": "false"}
    lists = [
        _named(
            "str:Codelist", name, {"zh": name, "en": name},
            *(_named("str:Code", code.id, {"zh": code.zh, "en": code.en}) for code in codes), **own,
        )
        for name, codes in sorted(codelists(values).items())
    ]  # fmt: skip
    concepts = [_named("str:Concept", name, words) for name, words in data["concept"].items()]
    scheme = _named("str:ConceptScheme", "CS_XIMU", data["agency"]["name"], *concepts, **own)
    components = _tag(
        "str:DataStructureComponents", None,
        _tag("str:DimensionList", {"id": "DimensionDescriptor"}, *_dimensions()),
        _tag("str:AttributeList", {"id": "AttributeDescriptor"}, *map(_attribute, ATTRIBUTES)),
        _tag("str:MeasureList", {"id": "MeasureDescriptor"}, _component("str:PrimaryMeasure", "OBS_VALUE", {}, "Double")),
    )  # fmt: skip
    definition = _named("str:DataStructure", data["agency"]["structure"], data["agency"]["name"], components, **own)
    reference = _tag("str:Structure", None, _ref(data["agency"]["structure"], "DataStructure", "datastructure"))
    flow = _named("str:Dataflow", data["agency"]["dataflow"], data["agency"]["name"], reference, **own)
    body = _tag(
        "mes:Structures", None,
        _tag("str:Dataflows", None, flow), _tag("str:Codelists", None, *lists), _tag("str:Concepts", None, scheme),
        _tag("str:DataStructures", None, definition),
    )  # fmt: skip
    return _message("Structure", prepared, "", body)


def _ref(name: str, kind: str, package: str) -> str:
    data = table("products/sdmx")["agency"]
    own = {"id": name, "version": data["version"], "agencyID": data["id"], "package": package, "class": kind}
    return _tag("Ref", own)


def _component(tag: str, name: str, attributes: dict[str, str], form: str, *inside: str) -> str:
    """A dimension, attribute or measure with its concept, and its codelist or the type of its text."""
    data = table("products/sdmx")
    concept = {
        "id": name, "maintainableParentID": "CS_XIMU", "maintainableParentVersion": data["agency"]["version"],
        "agencyID": data["agency"]["id"], "package": "conceptscheme", "class": "Concept",
    }  # fmt: skip
    codes = data["concept"][name].get("codes")
    held = (
        _tag("str:Enumeration", None, _ref(codes, "Codelist", "codelist"))
        if codes
        else _tag("str:TextFormat", {"textType": form})
    )
    identity = _tag("str:ConceptIdentity", None, _tag("Ref", concept))
    return _tag(tag, {"id": name, **attributes}, identity, _tag("str:LocalRepresentation", None, held), *inside)


def _dimensions() -> Iterator[str]:
    for nth, name in enumerate(DIMENSIONS, 1):
        yield _component("str:Dimension", name, {"position": str(nth)}, "String")
    yield _component(
        "str:TimeDimension", "TIME_PERIOD", {"position": str(len(DIMENSIONS) + 1)}, "ObservationalTimePeriod"
    )


def _attribute(name: str) -> str:
    forms = {"UPPER": "Double", "SURE": "Boolean", "REPORT_YEAR": "Integer"} | dict.fromkeys(
        ("START_CHARACTER", "END_CHARACTER"), "Integer"
    )
    relation = _tag(
        "str:AttributeRelationship", None, _tag("str:PrimaryMeasure", None, _tag("Ref", {"id": "OBS_VALUE"}))
    )
    return _component("str:Attribute", name, {"assignmentStatus": "Conditional"}, forms.get(name, "String"), relation)


def _data(found: tuple[SdmxValue, ...], prepared: str) -> str:
    data = table("products/sdmx")["agency"]
    own = {"structureID": "S", "dimensionAtObservation": "TIME_PERIOD"}
    structure = _tag("com:Structure", None, _ref(data["structure"], "DataStructure", "datastructure"))
    header = _tag("mes:Structure", own, structure)
    series: dict[tuple[str, ...], list[str]] = {}
    for one in found:
        inside = series.setdefault(
            one.key, [_tag("gen:SeriesKey", None, *_values(zip(DIMENSIONS, one.key, strict=True)))]
        )
        inside.append(_observation(one))
    sets = _tag(
        "mes:DataSet",
        {"structureRef": "S", "action": "Replace"},
        *(_tag("gen:Series", None, *each) for each in series.values()),
    )
    return _message("GenericData", prepared, header, sets)


def _observation(one: SdmxValue) -> str:
    known = [(name, one.attributes[name]) for name in ATTRIBUTES if name in one.attributes]
    return _tag(
        "gen:Obs", None,
        _tag("gen:ObsDimension", {"value": str(one.year)}), _tag("gen:ObsValue", {"value": plain(one.value)}),
        _tag("gen:Attributes", None, *_values(known)),
    )  # fmt: skip


def _values(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (_tag("gen:Value", {"id": name, "value": value}) for name, value in pairs)
