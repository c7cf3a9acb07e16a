"""Targets and results of indicators side by side, by value year, with the stored verdicts: what tables and charts show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, get_args
from urllib.parse import urlencode

from django.db.models import QuerySet
from msgspec import Struct
from msgspec.structs import replace

from ximu.ledger.measure import Aspect
from ximu.site.statements import address_of
from ximu.store import models

# A number that a heading of goals introduces outranks the same number repeated in the tasks, a review figure one elsewhere.
RANK = {"target": ("goals", "plan"), "result": ("review", "goals")}


class Figure(Struct, frozen=True, kw_only=True):
    """One number of a table and where it is said; `others` counts further statements of the same thing.

    `falls` is True when the text says that the value fell by so much: it is then shown below zero.
    `origin`: told by a report, computed from two levels of reports, statistics (then `address` is their source), or
    unmatched: a report tells it, but not surely of the target beside it.
    """

    id: str
    address: str
    report: str
    low: Decimal
    high: Decimal
    unit: str
    bound: str
    aspect: str
    as_written: str
    sure: bool
    others: int = 0
    falls: bool = False
    origin: str = "report"


class Cell(Struct, frozen=True, kw_only=True):
    """What was aimed at and what was reported for one value year.

    `verdict` is that of the stored link of the target ("" when there is none), `gap` its result minus target.
    """

    year: int
    target: Figure | None
    result: Figure | None
    verdict: str = ""
    gap: Decimal | None = None
    gap_unit: str = ""
    reason: str = ""


class Line(Struct, frozen=True, kw_only=True):
    """One line of a table, in one unit: an indicator and aspect (for a place), or a place (for an indicator)."""

    key: str
    aspect: str
    unit: str
    name: str
    address: str
    list_address: str
    cells: tuple[Cell, ...]


class Told(NamedTuple):
    """A measure with what the tables need, straight from the database."""

    statement_id: str
    report: str
    place: str
    place_name: str
    indicator_id: str
    aspect: str
    stance: str
    year: int
    role_of_section: str
    start: int
    low: Decimal
    high: Decimal
    unit: str
    bound: str
    sure: bool
    end: int
    as_written: str
    change: int


COLUMNS = (
    "statement_id", "report__public_id", "report__place__public_id", "report__place__name", "indicator_id", "aspect",
    "stance", "year", "role_of_section", "start", "low", "high", "unit", "bound", "sure", "statement__end",
    "statement__as_written", "change",
)  # fmt: skip
ASPECTS: tuple[Aspect, ...] = get_args(Aspect)


def told(measures: QuerySet[models.Measure], at_most: int | None = None) -> list[Told]:
    """The measures that can stand in a table: about the report's own place, one year, a value and no baseline."""
    own = measures.filter(
        indicator_id__isnull=False, role="value", scope="", cumulative=False, year__isnull=False,
        stance__in=("target", "result"), report__place__isnull=False,
    )  # fmt: skip
    return [Told._make(found) for found in own.values_list(*COLUMNS)[:at_most]]


def best(found: Sequence[Told]) -> Figure | None:
    """The statement that stands for all of one cell: sure ones first, then by the part of the report, then in order."""
    if not found:
        return None

    def rank(one: Told) -> tuple[bool, int, int]:
        order = RANK[one.stance]
        place = order.index(one.role_of_section) if one.role_of_section in order else len(order)
        return (not one.sure, place, one.start)

    same = {(one.low, one.high, one.unit, one.bound) for one in found}
    return figure_of_told(min(found, key=rank), others=len(same) - 1)


def figure_of_told(one: Told, others: int = 0) -> Figure:
    """A measure as a number of a table."""
    return Figure(
        id=one.statement_id,
        address=address_of(one.report, one.start, one.end),
        report=one.report,
        low=one.low,
        high=one.high,
        unit=one.unit,
        bound=one.bound,
        aspect=one.aspect,
        as_written=one.as_written,
        sure=one.sure,
        others=others,
        falls=one.change < 0,
    )


def known_aspect(aspect: str) -> Aspect:
    """The aspect of a row of the database as the records know it."""
    return next((known for known in ASPECTS if known == aspect), "level")


class Judged(NamedTuple):
    """What the stored link of a target says; `outcome` is None when no report tells a number."""

    verdict: str
    gap: Decimal | None
    gap_unit: str
    reason: str
    sure: bool
    target_change: int
    outcome: Figure | None


JUDGED_COLUMNS = (
    "target", "verdict", "gap", "gap_unit", "reason", "sure", "record__target__change", "record__outcome__change",
    "record__outcome__as_written", "record__outcome__bound", "aspect", "outcome", "outcome_report__public_id",
    "outcome_start", "outcome_end", "outcome_low", "outcome_high", "outcome_unit", "origin", "record__observed__source_url",
)  # fmt: skip


def judged(links: QuerySet[models.Link]) -> dict[str, Judged]:
    """Public id of a target → what became of it (one query)."""
    return {row[0]: _judged(row) for row in links.exclude(target="").values_list(*JUDGED_COLUMNS)}


def _judged(row: tuple[Any, ...]) -> Judged:
    _, verdict, gap, gap_unit, reason, sure, target_change, change, written, bound, aspect, outcome, report, *end = row
    start, stop, low, high, unit, origin, url = end
    told_by = None
    if low is not None:
        told_by = Figure(
            id=outcome,
            address=address_of(report, start, stop) if report else url or "",
            report=report or "",
            low=low,
            high=high,
            unit=unit,
            bound=bound or "eq",
            aspect=aspect,
            as_written=written or "",
            sure=sure,
            falls=change == -1,
            origin=origin,
        )
    return Judged(verdict, gap, gap_unit, reason, sure, target_change or 0, told_by)


def best_cells(links: QuerySet[models.Link]) -> dict[tuple[str, int], Cell]:
    """(Place, year) → the target in force with what became of it (one query); goals before tasks, the first one said."""
    rows = links.exclude(verdict="superseded").values_list(
        *JUDGED_COLUMNS, "place__public_id", "year", "importance", "report__public_id", "target_start", "target_end",
        "target_low", "target_high", "unit", "bound", "record__target__as_written",
    )  # fmt: skip
    found: dict[tuple[str, int], tuple[tuple[bool, bool, int], Cell]] = {}
    for row in rows:
        link = _judged(row[: len(JUDGED_COLUMNS)])
        place, year, importance, report, start, end, low, high, unit, bound, written = row[len(JUDGED_COLUMNS) :]
        order = (importance != "headline", not link.sure, start)
        if place is None or year is None or low is None or ((place, year) in found and found[place, year][0] <= order):
            continue
        target = Figure(
            id=row[0],
            address=address_of(report, start, end),
            report=report,
            low=low,
            high=high,
            unit=unit,
            bound=bound,
            aspect=row[JUDGED_COLUMNS.index("aspect")],
            as_written=written,
            sure=link.sure,
            falls=link.target_change < 0,
        )
        found[place, year] = (order, _with(link, year, target, None))
    return {key: cell for key, (_, cell) in found.items()}


def list_address(indicator_id: str, aspect: str, unit: str, place: str) -> str:
    """Where every statement behind a line of a table is listed."""
    return f"/indicators/{indicator_id}/?{urlencode({'aspect': aspect, 'unit': unit, 'place': place})}#list"


def cells(found: Iterable[Told], years: Sequence[int], links: Mapping[str, Judged]) -> tuple[Cell, ...]:
    """The cells of one line, one for each of `years`; `links` are the verdicts by target."""
    by_year: dict[tuple[int, str], list[Told]] = {}
    for one in found:
        by_year.setdefault((one.year, one.stance), []).append(one)
    return tuple(_cell(year, by_year, links) for year in years)


def _cell(year: int, by_year: Mapping[tuple[int, str], list[Told]], links: Mapping[str, Judged]) -> Cell:
    targets = by_year.get((year, "target"), [])
    # What a later report has replaced stands for a year only when nothing else does.
    in_force = [
        one for one in targets if one.statement_id not in links or links[one.statement_id].verdict != "superseded"
    ]
    target, result = best(in_force or targets), best(by_year.get((year, "result"), []))
    link = links.get(target.id) if target else None
    if target is None or link is None:
        return Cell(year=year, target=target, result=result)
    return _with(link, year, replace(target, falls=link.target_change < 0), result)


def _with(link: Judged, year: int, target: Figure, result: Figure | None) -> Cell:
    """A cell with the verdict on its target; the number that was judged stands beside it, so that the gap is right."""
    told_by = link.outcome if link.outcome and (link.gap is not None or link.outcome.unit == target.unit) else None
    if told_by is None and result is not None:
        result = replace(result, origin="unmatched")
    return Cell(
        year=year,
        target=target,
        result=told_by or result,
        verdict=link.verdict,
        gap=link.gap,
        gap_unit=link.gap_unit,
        reason=link.reason,
    )


def best_year(lines: Iterable[Line], asked: str) -> int | None:
    """The year to compare things in: the one asked for when any has a number for it, else the latest with most pairs."""
    pairs: Counter[int] = Counter()
    for line in lines:
        for cell in line.cells:
            if cell.target or cell.result:
                pairs[cell.year] += 2 if cell.target and cell.result else 1
    if asked.isascii() and asked.isdigit() and int(asked) in pairs:
        return int(asked)
    return max(pairs, key=lambda year: (pairs[year], year), default=None)
