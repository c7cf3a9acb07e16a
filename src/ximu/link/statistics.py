"""Official statistics beside what reports say: reading the table a person adds, and finding the figure for a target."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from io import StringIO
from typing import NamedTuple

from ximu.ledger.errors import ExchangeError
from ximu.ledger.link import Linked
from ximu.ledger.measure import Aspect
from ximu.ledger.observation import Observation
from ximu.link.collection import Collection, Statement
from ximu.link.identity import name_likeness, plain_name, plain_scope
from ximu.link.quantity import ARITHMETIC, Quantity, aspect_of, quantity, same_unit
from ximu.terms import places
from ximu.terms.load import bare_unit, indicators, units

REQUIRED = ("place", "indicator", "year", "value", "unit", "source_url")
OPTIONAL = ("aspect", "scope", "published_on", "note")
ASPECTS: dict[str, Aspect] = {
    "level": "level", "growth": "growth", "average_growth": "average_growth", "change": "change", "rank": "rank",
    "总量": "level", "水平": "level", "增速": "growth", "增长": "growth", "年均增速": "average_growth", "增减": "change", "位次": "rank",
}  # fmt: skip
_YEARS = range(1949, 2101)
_SCALES = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}


class Figure(NamedTuple):
    """A row of official statistics, ready to be compared."""

    observation: Observation
    quantity: Quantity


def figure(target: Statement, collection: Collection) -> Figure | None:
    """The row about the target's series and year; of several the one published last."""
    one, found = target.measure, []
    for row in collection.observed(target.paper.place, target.year):
        if name_likeness(one.indicator, one.indicator_id, row.indicator, row.indicator_id) not in (0, 1):
            continue
        if plain_scope(row.scope, row.place) != plain_scope(one.scope, one.place):
            continue
        value = quantity(row.value, row.value, row.unit, row.aspect, row.indicator_id, 0)
        if value.aspect == target.quantity.aspect and same_unit(row.unit, one.unit):
            found.append(Figure(row, value))
    return max(found, key=lambda each: (each.observation.published_on or date.min, each.observation.line), default=None)


def linked_figure(found: Figure) -> Linked:
    """The row as the end of a link; its position is the line of the table."""
    row = found.observation
    return Linked(
        source=row.source, start=row.line, end=row.line, as_written=row.as_written, indicator=row.indicator,
        indicator_id=row.indicator_id, low=row.value, high=row.value, unit=row.unit, bound="eq", aspect=row.aspect,
        year=row.year, place=row.place, scope=row.scope, origin="statistics", source_url=row.source_url,
    )  # fmt: skip


def read_observations(data: bytes, source: str) -> Iterator[Observation | ExchangeError]:
    """The rows of a CSV table: each an Observation, or the error that names its line. Raises ExchangeError when the
    table as a whole cannot be used (not UTF-8, a column missing).
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ExchangeError("is not UTF-8", where=source, next_step="save the table as UTF-8 CSV") from error
    rows = csv.DictReader(StringIO(text, newline=""), restval="")
    columns = [name.strip() for name in rows.fieldnames or ()]
    if missing := [name for name in REQUIRED if name not in columns]:
        wanted = ", ".join(REQUIRED)
        raise ExchangeError(f"no column {', '.join(missing)}", where=source, next_step=f"the table needs {wanted}")
    rows.fieldnames = columns
    try:
        for row in rows:
            cells = {name: (row.get(name) or "").strip() for name in (*REQUIRED, *OPTIONAL)}
            if any(cells.values()):
                yield _observation(cells, rows.line_num, source)
    except csv.Error as error:
        yield ExchangeError(f"line {rows.line_num}: {error}", where=source, next_step="mend the row")


def _observation(cells: dict[str, str], line: int, source: str) -> Observation | ExchangeError:
    """One row; what is wrong with it names the line, the column and the cell."""
    try:
        return _row(cells, line, source)
    except _WrongCell as wrong:
        return ExchangeError(f"line {line}, {wrong.column}: {wrong}", where=source, next_step="mend the row")


class _WrongCell(Exception):
    """A cell that cannot be used, and why."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(why)
        self.column = column


def _row(cells: dict[str, str], line: int, source: str) -> Observation:
    for name in ("place", "indicator", "source_url"):
        if not cells[name]:
            raise _WrongCell(name, "is empty")
    if not cells["source_url"].startswith(("http://", "https://")):
        raise _WrongCell("source_url", f"{cells['source_url']!r} is no address that begins with http:// or https://")
    year = _year(cells["year"])
    unit, factor = _unit(cells["unit"])
    indicator_id = identify(cells["indicator"])
    return Observation(
        source=source,
        line=line,
        place=cells["place"],
        place_code=_place_code(cells["place"], year),
        indicator=cells["indicator"],
        indicator_id=indicator_id,
        year=year,
        value=ARITHMETIC.multiply(_value(cells["value"]), factor),
        unit=unit,
        aspect=_aspect(cells["aspect"], unit, indicator_id),
        source_url=cells["source_url"],
        published_on=_day(cells["published_on"]),
        scope=cells["scope"],
        as_written=f"{cells['value']}{cells['unit']}",
        note=cells["note"],
    )


def _year(cell: str) -> int:
    digits = cell.removesuffix("年")
    if not (digits.isascii() and digits.isdigit()) or int(digits) not in _YEARS:
        raise _WrongCell("year", f"{cell!r} is no year between {_YEARS[0]} and {_YEARS[-1]}")
    return int(digits)


def _value(cell: str) -> Decimal:
    try:
        value = Decimal(cell.replace(",", "").replace("，", "").replace("−", "-"))
    except InvalidOperation:
        raise _WrongCell("value", f"{cell!r} is no number") from None
    if not value.is_finite() or abs(value.adjusted()) > 24:
        raise _WrongCell("value", f"{cell!r} is no number that statistics can state")
    return value


def _unit(cell: str) -> tuple[str, Decimal]:
    bare = bare_unit(cell)
    if bare not in units():
        raise _WrongCell("unit", f"{cell!r} is not known; see ximu ref")
    exponent = sum(_SCALES[character] for character in cell[: len(cell) - len(bare)])
    return bare, Decimal(10) ** exponent


def _aspect(cell: str, unit: str, indicator_id: str | None) -> Aspect:
    if cell:
        if cell not in ASPECTS:
            raise _WrongCell("aspect", f"{cell!r} is none of {', '.join(ASPECTS)}")
        return ASPECTS[cell]
    known = indicators().get(indicator_id or "")
    if unit == "%" and known is not None and known.unit != "%":
        return "growth"
    return aspect_of("level", unit, indicator_id)


def _day(cell: str) -> date | None:
    if not cell:
        return None
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise _WrongCell("published_on", f"{cell!r} is no day like 2025-01-31") from None


def _place_code(name: str, year: int) -> str | None:
    found = places.find(name, year)
    return found[0].code if len({place.code for place in found}) == 1 else None


@cache
def _names() -> dict[str, str]:
    """Every name and alias of the catalogue that stands alone → id; the id itself too."""
    found: dict[str, str] = {}
    for one in indicators().values():
        for word in (one.zh, *one.aliases):
            found.setdefault(plain_name(word), one.id)
    return found | {key: key for key in indicators()}


def identify(indicator: str) -> str | None:
    """The catalogue id of an indicator named by its id, name or alias; None when the catalogue does not know it."""
    return _names().get(indicator) or _names().get(plain_name(indicator))
