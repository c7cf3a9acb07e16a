"""Annual values: for each place, indicator and year the target, the result first reported and as revised, in one unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from ximu.ledger.identity import place_id
from ximu.ledger.link import Link
from ximu.ledger.measure import Aspect
from ximu.link.collection import Collection, Paper, Statement
from ximu.link.identity import place_key, plain_scope
from ximu.link.products.comparison import Library
from ximu.link.quantity import RATES, Quantity, comparable, factor_between, in_unit_of, quantity, same_unit
from ximu.link.statistics import Figure
from ximu.terms import places
from ximu.terms.load import bare_unit, indicators, units

_BESIDE = ("appendix", "glossary", "furniture")


class SeriesKey(NamedTuple):
    """What makes values one series: the key of the place, the catalogue's id, aspect, unit, part of the place ("" = all)."""

    place: str
    indicator_id: str
    aspect: Aspect
    unit: str
    scope: str


class Value(NamedTuple):
    """A statement of a series with its two ends in the unit of the series, below zero for a fall."""

    statement: Statement
    low: Decimal
    high: Decimal


class AnnualValue(NamedTuple):
    """One series in one year.

    `target` is that of the report of the year, `relative` its promise without a number, `plan` the newest target an
    earlier report set for the year. `first` is the result as first reported, `revised` as the last later report has it.
    """

    series: SeriesKey
    year: int
    paper: Paper | None  # the report of the year, which sets the target
    place_name: str
    place_code: str
    level: str
    target: Value | None = None
    relative: Link | None = None
    plan: Value | None = None
    first: Value | None = None
    revised: Value | None = None
    figure: Figure | None = None
    link: Link | None = None


class _Said:
    """What was said of one series in one year, while it is collected."""

    def __init__(self) -> None:
        self.targets: list[Value] = []
        self.results: list[Value] = []
        self.relative: Link | None = None
        self.figure: Figure | None = None


def annual_values(collection: Collection, found: Iterable[Link]) -> tuple[AnnualValue, ...]:
    """Every annual value of a catalogue indicator in the reports at hand, by place, indicator and year.

    Left out: numbers for part of a year or for several years together, indicators that are not in the catalogue,
    explainers and other papers that only retell a report. Links give the verdict on each target.
    """
    kept = list(found)
    verdicts = {
        (link.target.source, link.target.start, link.target.end, link.target.indicator_id): link for link in kept
    }
    shelves: dict[tuple[SeriesKey, int], _Said] = defaultdict(_Said)
    for paper in collection.papers:
        if paper.report.source_kind == "report" and paper.year and not paper.place.startswith("?"):
            _file(paper, shelves)
    _file_relative(kept, shelves, Library(collection))
    _file_figures(collection, shelves)
    own = {(paper.place, paper.year): paper for paper in collection.papers if paper.report.source_kind == "report"}
    newest: dict[str, Paper] = {paper.place: paper for paper in collection.papers}
    made = (
        _annual(series, year, shelves[series, year], own.get((series.place, year)), newest[series.place], verdicts)
        for series, year in sorted(shelves)
        if series.place in newest
    )
    return tuple(one for one in made if one is not None)


def _file(paper: Paper, shelves: dict[tuple[SeriesKey, int], _Said]) -> None:
    for measure in paper.reading.measures:
        if measure.indicator_id is None or measure.role != "value" or measure.stance == "attribute":
            continue
        if measure.role_of_section in _BESIDE or measure.aspect == "multiple":
            continue
        statement = Statement(measure, paper)
        if not statement.year or statement.covers_part_of_year or statement.covers_several_years:
            continue
        scope = plain_scope(measure.scope, measure.place)
        here = in_series_unit(statement.quantity, measure.indicator_id)
        if not comparable(here.low, here.high):
            continue
        series = SeriesKey(paper.place, measure.indicator_id, here.aspect, here.unit, scope)
        said = shelves[series, statement.year]
        if measure.stance == "target":
            said.targets.append(Value(statement, here.low, here.high))
        elif statement.year < paper.year:
            said.results.append(Value(statement, here.low, here.high))


def in_series_unit(value: Quantity, indicator_id: str) -> Quantity:
    """The number in the customary unit of its indicator where it converts, else in its own.

    Rates are in % (changes in 个百分点), ranks in 位.
    """
    if value.aspect == "rank":
        return value
    if value.unit in RATES:
        return value._replace(unit="%" if value.unit in ("%", "％") else "个百分点")
    known = indicators().get(indicator_id)
    unit = bare_unit(known.unit) if known is not None else value.unit
    if not same_unit(value.unit, unit):
        unit = _customary(value.unit)
    return in_unit_of(value, value._replace(unit=unit)) or value


@cache
def _customary(unit: str) -> str:
    """One written form for units that differ in writing only: 名 and 人, 块 and 元."""
    for entry in units().get(unit, ()):
        if entry.base and factor_between(unit, entry.base) == 1:
            return entry.base
    return unit


def _file_relative(found: list[Link], shelves: dict[tuple[SeriesKey, int], _Said], library: Library) -> None:
    """Promises without a number that name an indicator of the catalogue: they are for its growth."""
    for link in found:
        target = link.target
        paper = library.paper_of(target)
        if target.bound not in ("relative", "delegated") or target.indicator_id is None or paper is None:
            continue
        if paper.place.startswith("?") or not target.year:
            continue
        said = shelves[SeriesKey(paper.place, target.indicator_id, "growth", "%", ""), target.year]
        said.relative = said.relative or link


def _file_figures(collection: Collection, shelves: dict[tuple[SeriesKey, int], _Said]) -> None:
    by_name = {paper.report.place: paper.place for paper in collection.papers}
    for row in collection.observations:
        if row.indicator_id is None:
            continue
        value = in_series_unit(
            quantity(row.value, row.value, row.unit, row.aspect, row.indicator_id, 0), row.indicator_id
        )
        place = by_name.get(row.place) or place_key(row.place, row.place_code)
        series = SeriesKey(place, row.indicator_id, value.aspect, value.unit, plain_scope(row.scope, row.place))
        said = shelves[series, row.year]
        held = said.figure.observation.published_on if said.figure else None
        if said.figure is None or (row.published_on or date.min) >= (held or date.min):
            said.figure = Figure(row, value)


def _annual(
    series: SeriesKey,
    year: int,
    said: _Said,
    paper: Paper | None,
    newest: Paper,
    verdicts: dict[tuple[str, int, int, str | None], Link],
) -> AnnualValue | None:
    target = min((one for one in said.targets if one.statement.paper.year == year), key=_rank_of_target, default=None)
    earlier = [one for one in said.targets if one.statement.paper.year < year]
    plan = min(earlier, key=lambda one: (-one.statement.paper.year, *_rank_of_target(one)), default=None)
    results = sorted(said.results, key=_rank_of_result)
    first = results[0] if results else None
    last_year = max((one.statement.paper.year for one in results), default=0)
    later = [one for one in results if first and one.statement.paper.year == last_year > first.statement.paper.year]
    if not (target or plan or first or said.relative or said.figure):
        return None
    link = said.relative if target is None else _link_of(target, verdicts)
    code, name, level = _who(newest)
    return AnnualValue(
        series=series, year=year, paper=paper, place_name=name, place_code=code, level=level, target=target,
        relative=said.relative if target is None else None, plan=plan, first=first,
        revised=later[0] if later else None, figure=said.figure, link=link,
    )  # fmt: skip


def _rank_of_target(one: Value) -> tuple[bool, bool, int]:
    measure = one.statement.measure
    return measure.role_of_section != "goals", not measure.sure, measure.start


def _rank_of_result(one: Value) -> tuple[int, bool, bool, int]:
    measure = one.statement.measure
    return one.statement.paper.year, not measure.sure, measure.role_of_section not in ("review", "front"), measure.start


def _link_of(target: Value, verdicts: dict[tuple[str, int, int, str | None], Link]) -> Link | None:
    measure = target.statement.measure
    return verdicts.get((measure.source, measure.start, measure.end, measure.indicator_id))


def _who(newest: Paper) -> tuple[str, str, str]:
    """The public id, the name and the level of the place, as its newest report has them.

    The id is the newest division code, so that a place keeps one id through its history.
    """
    report = newest.report
    code = newest.place if places.by_code(newest.place) is not None else report.place_code
    return place_id(code, report.place or newest.place), report.place or newest.place, report.level or ""
