"""Targets and results as the rows of a chart and of the table under it: one row for a thing and a year, in one unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from ximu.site.charts.glyphs import shape_of
from ximu.site.charts.look import Spec
from ximu.site.figures import figure, grouped, scale_of, units_en
from ximu.site.language import say, say_code
from ximu.site.outcomes import outcome_of
from ximu.site.series import Cell, Figure


class Point(NamedTuple):
    """One target with its result; `name` is what the row is called (a place or an indicator), `group` its panel."""

    name: str
    cell: Cell
    group: str = ""


class Scale(NamedTuple):
    """The one unit of a chart as the ledger has it, by what its values are divided, and the unit that is left to read."""

    written: str
    factor: Decimal
    unit: str


def scale(points: Iterable[Point], unit: str, language: str) -> Scale:
    """The scale word that suits the largest value of a chart: 250000000000 元 → divided by 10⁸, in 亿元."""
    drawn = [one for point in points for one in ends(point.cell) if one.unit == unit]
    sizes = [abs(end) for one in drawn for end in (one.low, one.high)]
    factor, word = scale_of(max(sizes, default=Decimal(0)), unit, language)
    if language == "zh":
        return Scale(unit, factor, word + unit)
    return Scale(unit, factor, " ".join(part for part in (word, units_en().get(unit, unit)) if part))


def ends(cell: Cell) -> list[Figure]:
    """The numbers of a cell."""
    return [one for one in (cell.target, cell.result) if one is not None]


def signed(one: Figure) -> tuple[Decimal, Decimal]:
    """The value with its sign: below zero when the text says that it fell by so much."""
    return (-one.high, -one.low) if one.falls else (one.low, one.high)


def bound_of(one: Figure) -> str:
    """The bound of the signed value: to fall by 3% or more is to come to −3% or less."""
    return {"ge": "le", "le": "ge"}.get(one.bound, one.bound) if one.falls else one.bound


def amount(one: Figure, language: str) -> str:
    """A number for reading, with its unit."""
    low, high = signed(one)
    number, unit = figure(low, high, one.unit, bound_of(one), language)
    return f"{number}\u202f{unit}" if unit else number


def gap_of(cell: Cell, language: str) -> str:
    """Result minus target with its sign and unit: +0.7 个百分点; "" when the two were not compared."""
    if cell.gap is None:
        return ""
    factor, word = scale_of(abs(cell.gap), cell.gap_unit, language)
    number = grouped(cell.gap / factor)
    unit = word + cell.gap_unit
    if language == "en":
        unit = " ".join(part for part in (word, units_en().get(cell.gap_unit, cell.gap_unit)) if part)
    return f"{'+' if cell.gap > 0 else '±' if not cell.gap else ''}{number}\u202f{unit}"


def said(point: Point, language: str) -> str:
    """A point in words: 株洲市 2016年：目标 8.5 %，结果 8.0 %，差距 −0.5 个百分点，未达到."""
    cell = point.cell
    parts = []
    if cell.target:
        parts.append(say("chart.said_target", language, value=amount(cell.target, language)))
    if cell.result:
        parts.append(say("chart.said_result", language, value=amount(cell.result, language)))
    if cell.gap is not None:
        parts.append(say("chart.said_gap", language, value=gap_of(cell, language)))
    outcome = outcome_of(cell.verdict)
    if outcome:
        parts.append(say_code("outcome", outcome.code, language))
    stop = "，" if language == "zh" else ", "
    return say("chart.said", language, name=point.name, year=cell.year, what=stop.join(parts))


def rows(points: Sequence[Point], by: Scale, language: str) -> list[Spec]:
    """The points as the rows of a specification; what is not there is null."""
    return [_row(point, by, language) for point in points]


def _row(point: Point, by: Scale, language: str) -> Spec:
    # A result in another unit (美元 beside 元) stands in the table, not on this scale.
    target, result = (one if one and one.unit == by.written else None for one in (point.cell.target, point.cell.result))
    low, high = signed(target) if target else (None, None)
    words = said(point, language)
    outcome = outcome_of(point.cell.verdict) if result and result.origin != "unmatched" else None
    return {
        "name": point.name,
        "group": point.group,
        "year": point.cell.year,
        "low": _plain(low, by),
        "high": _plain(high, by),
        "shape": shape_of(bound_of(target), low, high) if target else "exact",
        "said": words,
        "href": target.address if target else "",
        "actual": _plain(_middle(result), by) if result else None,
        "outcome": (outcome.code if outcome else "none"),
        "actual_said": words,
        "actual_href": result.address if result else "",
    }


def _middle(one: Figure) -> Decimal:
    low, high = signed(one)
    return (low + high) / 2


def _plain(value: Decimal | None, by: Scale) -> float | None:
    return None if value is None else float(value / by.factor)
