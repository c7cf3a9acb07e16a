"""A series as points to draw: every target by the way it is bounded, every result, earlier vintages, the level above."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

from ximu.ledger.link import Linked
from ximu.ledger.measure import Bound
from ximu.link.quantity import Quantity, add, comparable, in_unit_of, quantity, subtract
from ximu.link.series import Series
from ximu.link.verdict import allowance, side_of

Shape = Literal["floor", "cap", "interval", "exact", "about", "actual", "vintage", "statistics", "above"]
TARGETS: tuple[Shape, ...] = ("floor", "cap", "interval", "exact", "about")
_BOUNDS: dict[str, Bound] = {"eq": "eq", "approx": "approx", "ge": "ge", "le": "le", "range": "range"}


class Point(NamedTuple):
    """One thing to draw in a year, in the unit of its series, below zero for a fall.

    `value` is where it stands; `low`, `high` are its ends: of an interval, or of what still counts as 左右 (the tolerance
    of verdict.toml); both equal `value` elsewhere. `as_written` stands at [start, end) of `source`, a report of
    `report_year`.
    """

    year: int
    shape: Shape
    value: Decimal
    low: Decimal
    high: Decimal
    as_written: str
    report_year: int | None
    source: str = ""
    start: int = 0
    end: int = 0


def points(found: Series, above: Series | None = None) -> tuple[Point, ...]:
    """The points of a series by year; with `above`, what the level above reached in the same aspect.

    The newest result of a year is `actual`, the ones reported before it are `vintage`. A number that no government can
    mean (damaged beyond all bounds) is no point.
    """
    return tuple(sorted(_points(found, above), key=lambda one: (one.year, one.shape, one.value, one.source, one.start)))


def shape_of(
    here: Quantity, bound: Bound, indicator: str, indicator_id: str | None
) -> tuple[Shape, Decimal, Decimal, Decimal]:
    """How a target is drawn: its shape, where it stands, and its two ends."""
    if here.low != here.high:
        return "interval", _middle(here), here.low, here.high
    if bound == "approx":
        soft = allowance(here, bound)
        return "about", here.low, subtract(here.low, soft), add(here.high, soft)
    if bound in ("ge", "le"):
        side = side_of(bound, here, indicator, indicator_id, "")
        return "cap" if side == "cap" else "floor", here.low, here.low, here.high
    return "exact", here.low, here.low, here.high


def _points(found: Series, above: Series | None) -> Iterator[Point]:
    for year in found.years:
        for target in year.targets:
            here, bound = _quantity(target, found), _BOUNDS.get(target.bound)
            if here is not None and bound is not None:
                yield _point(year.year, shape_of(here, bound, target.indicator, target.indicator_id), target)
        results = _valued(year.actuals, found)
        for said, value in results[-1:]:
            yield _point(year.year, ("actual", value, value, value), said)
        for said, value in results[:-1]:
            if value != results[-1][1]:
                yield _point(year.year, ("vintage", value, value, value), said)
        for said, value in _valued(year.observed, found)[-1:]:
            yield _point(year.year, ("statistics", value, value, value), said)
    for year in above.years if above is not None and above.aspect == found.aspect else ():
        for said, value in _valued((*year.actuals, *year.observed), found)[-1:]:
            yield _point(year.year, ("above", value, value, value), said)


def _point(year: int, drawn: tuple[Shape, Decimal, Decimal, Decimal], said: Linked) -> Point:
    return Point(year, *drawn, said.as_written, said.report_year, said.source, said.start, said.end)


def _valued(said: Sequence[Linked], found: Series) -> list[tuple[Linked, Decimal]]:
    """The statements that can be drawn, each with its value; an interval stands at its middle."""
    return [(one, _middle(here)) for one in said if (here := _quantity(one, found)) is not None]


def _middle(one: Quantity) -> Decimal:
    return one.low if one.low == one.high else add(one.low, subtract(one.high, one.low) / 2)


def _quantity(one: Linked, found: Series) -> Quantity | None:
    """The number of a statement in the unit of the series, None when it cannot be drawn."""
    if one.low is None or one.high is None:
        return None
    own = quantity(one.low, one.high, one.unit, one.aspect, one.indicator_id, one.change)
    zero = Decimal(0)
    here = in_unit_of(own, quantity(zero, zero, found.unit, found.aspect, found.indicator_id, 0))
    return here if here is not None and comparable(here.low, here.high) else None
