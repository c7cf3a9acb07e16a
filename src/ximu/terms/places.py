"""Places: division codes of GB/T 2260 through the years, zones with own codes, names, short names, successors."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from ximu.terms.errors import TermsError

PlaceLevel = Literal["province", "prefecture", "county", "zone"]
_ORDER = {"province": 0, "prefecture": 1, "county": 2, "zone": 3}
_KIND = "(?:特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|[省市区县州盟旗])$"


class Place(NamedTuple):
    """One name of one place in some years.

    `code`: six digits of GB/T 2260, or an own code for a zone. `parent`: the code above, "" for a province.
    `valid_from`, `valid_to`: first and last year in force; None = not known, or still in force. Source: PLACES.md.
    """

    code: str
    name: str
    level: PlaceLevel
    parent: str
    valid_from: int | None
    valid_to: int | None

    def in_force(self, year: int | None) -> bool:
        """Whether the place bore this name and code in the year; with no year, whether it still does."""
        if year is None:
            return self.valid_to is None
        return (self.valid_from is None or self.valid_from <= year) and (self.valid_to is None or year <= self.valid_to)


class _Table(NamedTuple):
    by_code: dict[str, tuple[Place, ...]]
    by_name: dict[str, tuple[Place, ...]]
    by_short: dict[str, tuple[Place, ...]]
    successors: dict[str, tuple[tuple[str, int], ...]]
    joined: dict[str, str]  # code of a zone → code of the county it runs as one with


def find(name: str, year: int | None = None, within: str | None = None) -> tuple[Place, ...]:
    """Places of this name, outermost level first; several when the name is ambiguous, none when it is unknown.

    `name` may be full (株洲市), short (株洲) or lead from the outer to the inner place (湖南省株洲市天元区).
    `year` keeps the names in force in that year; without it names of all years are given, those still in force first.
    `within` (a code) keeps the places inside that place.
    """
    table = _table()
    name = name.strip()
    found = table.by_name.get(name, ()) or table.by_short.get(name, ()) or _everyday(name)
    if not found:
        found = _composite(name, year)
    kept = [
        place
        for place in found
        if (year is None or place.in_force(year)) and (within is None or is_within(place.code, within))
    ]
    kept.sort(key=lambda place: (_ORDER[place.level], place.valid_to is not None, place.code))
    return tuple(kept)


def by_code(code: str, year: int | None = None) -> Place | None:
    """The place with this code in the year (without a year: its latest name), or None."""
    entries = _table().by_code.get(code, ())
    if year is None:
        return entries[-1] if entries else None
    return next((place for place in entries if place.in_force(year)), None)


def ancestors(place: Place) -> tuple[Place, ...]:
    """The places above, nearest first."""
    above: list[Place] = []
    code = place.parent
    while code:
        parent = by_code(code)
        if parent is None:
            break
        above.append(parent)
        code = parent.parent
    return tuple(above)


def is_within(code: str, outer: str) -> bool:
    """Whether the place `code` is `outer` or lies inside it."""
    while code:
        if code == outer:
            return True
        entry = by_code(code)
        code = entry.parent if entry else ""
    return False


def successors(code: str, year: int) -> tuple[Place, ...]:
    """The places that stand in `year` where `code` stood: itself while in force, else what took its place.

    First the table of successors by hand (株洲县 → 渌口区), then a place of the same short name in the same province
    that begins when the old one ends (祁阳县 → 祁阳市). Empty when not known.
    """
    here = by_code(code, year)
    if here is not None:
        return (here,)
    table = _table()
    found = [by_code(new, year) for new, since in table.successors.get(code, ()) if since <= year]
    if any(found):
        return tuple(place for place in found if place is not None)
    old = by_code(code)
    if old is None or old.valid_to is None or old.valid_to >= year:
        return ()
    stem = short_name(old.name)
    return tuple(
        place
        for place in table.by_short.get(stem, ())
        if place.code[:2] == code[:2]
        and place.level == old.level
        and place.in_force(year)
        and (place.valid_from or 0) >= old.valid_to
    )


def every_place() -> tuple[tuple[Place, ...], ...]:
    """All places of all years, the names of one code together."""
    return tuple(_table().by_code.values())


def runs_as_one_with(code: str) -> str | None:
    """The code of the county whose government and the zone `code` are one staff (株洲高新区 with 天元区), or None."""
    return _table().joined.get(code)


@cache
def short_name(name: str) -> str:
    """The name without its kind: 株洲市 → 株洲, 广西壮族自治区 → 广西; two-character names (攸县) keep theirs."""
    data = _more()
    special: str | None = data["short"].get(name)
    if special is not None:
        return special
    if len(name) <= 2:
        return name
    match = _kind().search(name)
    stem = name[: match.start()] if match else name
    return stem if len(stem) >= 2 else name


@cache
def _kind() -> re.Pattern[str]:
    return re.compile(f"(?:(?:{_more()['peoples']})*{_KIND})")


@cache
def _more() -> dict[str, Any]:
    text = files("ximu.terms").joinpath("places_more.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _rows() -> list[Place]:
    """Every row of places.csv, with the changes and zones of places_more.toml."""
    data = _more()
    changes = {(entry["code"], entry["name"]): entry for entry in data["change"]}
    rows: list[Place] = []
    lines = files("ximu.terms").joinpath("places.csv").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines[1:], 2):
        fields = line.split(",")
        if len(fields) != 6:
            raise TermsError(f"line {number} has {len(fields)} fields, not 6", where="terms/places.csv")
        code, name, level, parent, first, last = fields
        place = Place(code, name, level, parent, int(first) if first else None, int(last) if last else None)  # type: ignore[arg-type]
        change = changes.get((code, name))
        if change is not None:
            place = place._replace(
                valid_from=change.get("first", place.valid_from), valid_to=change.get("last", place.valid_to)
            )
        rows.append(place)
    for zone in data["zone"]:
        rows += [
            Place(zone["code"], name, "zone", zone["parent"], zone["first"], zone.get("last"))
            for name in (*zone.get("other_names", ()), zone["name"])
        ]
    return rows


@cache
def _table() -> _Table:
    by_code: dict[str, list[Place]] = {}
    by_name: dict[str, list[Place]] = {}
    by_short: dict[str, list[Place]] = {}
    shorts: dict[str, str] = {}
    for place in _rows():
        by_code.setdefault(place.code, []).append(place)
        by_name.setdefault(place.name, []).append(place)
        short = shorts.get(place.name)
        if short is None:
            short = shorts[place.name] = short_name(place.name)
        by_short.setdefault(short, []).append(place)
    successors: dict[str, tuple[tuple[str, int], ...]] = {}
    for entry in _more()["successor"]:
        successors[entry["was"]] = (*successors.get(entry["was"], ()), (entry["code"], entry["since"]))
    return _Table(
        by_code={key: tuple(value) for key, value in by_code.items()},
        by_name={key: tuple(value) for key, value in by_name.items()},
        by_short={key: tuple(value) for key, value in by_short.items()},
        successors=successors,
        joined={zone["code"]: zone["with"] for zone in _more()["zone"] if "with" in zone},
    )


def _everyday(name: str) -> tuple[Place, ...]:
    """A name that leaves out the peoples: 恩施州, 湘西自治州, 靖州县."""
    match = _kind().search(name)
    if match is None or match.start() < 2:
        return ()
    return tuple(place for place in _table().by_short.get(name[: match.start()], ()) if place.name[-1] == name[-1])


def _composite(name: str, year: int | None) -> tuple[Place, ...]:
    """A name that leads from the outer to the inner place: the longest known ending whose outer names fit."""
    table = _table()
    for cut in range(2, len(name) - 1):
        inner = table.by_name.get(name[cut:], ()) or table.by_short.get(name[cut:], ())
        if not inner:
            continue
        outer = find(name[:cut], year)
        kept = tuple(place for place in inner if any(is_within(place.code, above.code) for above in outer))
        if kept:
            return kept
    return ()


def every_short_name() -> tuple[str, ...]:
    """The short names that some place bears or once bore, in the order of the list."""
    return tuple(_table().by_short)


@cache
def short_names(year: int | None = None) -> dict[str, tuple[Place, ...]]:
    """Short name → places that bear it in the year, outermost first, zones left out; for counting names in a text."""
    found: dict[str, tuple[Place, ...]] = {}
    for short, places in _table().by_short.items():
        kept = [place for place in places if place.level != "zone" and place.in_force(year)]
        if kept:
            found[short] = tuple(sorted(kept, key=lambda place: _ORDER[place.level]))
    return found
