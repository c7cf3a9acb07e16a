"""Which stated result fits a target best: of the same series and year, from the next report, then a later one, then another level's."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ximu.link.collection import Collection, Statement
from ximu.link.identity import Likeness, likeness, plain_scope
from ximu.link.quantity import same_unit
from ximu.link.words import table
from ximu.terms import places
from ximu.terms.load import indicators

_KINDS = {"report": 0, "task_division": 1, "explainer": 2}
_TWIN = Likeness(3, 0, 0)


class Found(NamedTuple):
    """A statement that may report a target, how well it fits, and its rank among such (lower is better)."""

    statement: Statement
    fit: Likeness
    rank: tuple[int, ...]

    @property
    def sure(self) -> bool:
        """Whether a person need not look at the match."""
        result = self.statement
        return self.fit.sure and result.measure.sure and result.paper.report.source_kind == "report"


def best(target: Statement, collection: Collection) -> Found | None:
    """The result that reports the target: same indicator, scope, aspect, unit and year, said after the year."""
    one = target.measure
    own = collection.results(target.paper.place, one.indicator, one.indicator_id)
    found = fitting(target, own)
    if not found:
        found = fitting(target, collection.results_in(target.paper.place, target.year, one.unit))
    if not found:
        found = _by_twin(target, collection)
    if found:
        return min(found, key=lambda each: each.rank)
    other = _of_other_levels(target, collection)
    return min(other, key=lambda each: each.rank) if other else None


def fitting(target: Statement, candidates: Iterable[Statement], year: int | None = None) -> list[Found]:
    """The candidates that are of the target's series in its year (or in `year`)."""
    found = []
    for candidate in candidates:
        if candidate.year != (year or target.year) or candidate.paper.year <= candidate.year:
            continue
        if not comparable_form(target, candidate):
            continue
        fit = likeness(target.measure, candidate.measure)
        if fit is not None:
            found.append(Found(candidate, fit, _rank(fit, candidate)))
    return found


def comparable_form(one: Statement, other: Statement) -> bool:
    """Whether aspect, unit and period of two measures are the same, and their place in a group of three (1∶52∶47)."""
    mine, theirs = one.measure, other.measure
    aspects = (one.aspect, other.aspect)
    if aspects[0] != aspects[1] or not same_unit(mine.unit, theirs.unit):
        return False
    if aspects[0] != "average_growth" and one.covers_several_years != other.covers_several_years:
        return False
    known = indicators().get(mine.indicator_id or "")
    return known is None or known.kind != "triple" or one.nth == other.nth


def _rank(fit: Likeness, candidate: Statement) -> tuple[int, ...]:
    measure = candidate.measure
    return (
        _KINDS.get(candidate.paper.report.source_kind, 3),
        candidate.paper.year,
        fit.scope,
        int(candidate.covers_part_of_year),
        fit.name,
        fit.action,
        int(measure.bound in ("ge", "le")),  # 突破1000亿，达到1173亿: the number that is exact
        int(not measure.sure),
        int(measure.role_of_section not in ("review", "front")),
        measure.start,
    )


def _by_twin(target: Statement, collection: Collection) -> list[Found]:
    """Results of an indicator that goes by the same words, where the report gives one of both only (公共财政收入 of a district)."""
    mine, found = target.measure.indicator_id, []
    for pair in table("words")["twins"]["pairs"]:
        if mine not in pair:
            continue
        (twin,) = set(pair) - {mine}
        for candidate in collection.results(target.paper.place, "", twin):
            if candidate.measure.indicator_id != twin or set(pair) <= collection.reported_in(candidate.paper):
                continue
            # The levels differ by the shared taxes; the pace is what the two names have in common.
            if candidate.aspect != "growth" or candidate.covers_part_of_year:
                continue
            if candidate.year == target.year < candidate.paper.year and comparable_form(target, candidate):
                found.append(Found(candidate, _TWIN, _rank(_TWIN, candidate)))
    return found


def _of_other_levels(target: Statement, collection: Collection) -> list[Found]:
    """What the report of the city says of the district: results there whose scope is the place of the target."""
    one = target.measure
    if not one.place or plain_scope(one.scope, one.place):
        return []
    found = []
    for candidate in collection.said_of({one.place, places.short_name(one.place)}):
        as_own = Likeness(0, 0, 0)
        if candidate.year != target.year or candidate.paper.year <= candidate.year:
            continue
        same = one.indicator_id is not None and one.indicator_id == candidate.measure.indicator_id
        if same and comparable_form(target, candidate):
            found.append(Found(candidate, as_own, _rank(as_own, candidate)))
    return found
