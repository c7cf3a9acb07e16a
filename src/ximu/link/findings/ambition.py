"""Targets that ask for less than is there already, and goals of several years that the yearly target cannot reach."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any

from ximu.ledger.finding import Finding
from ximu.ledger.measure import Measure
from ximu.link.collection import Paper, Statement
from ximu.link.findings.growth import yearly_rate
from ximu.link.findings.shelf import Shelf, exact, said, unanimous
from ximu.link.findings.telling import LOOK, NOTE, of_measure, rounded, tell, value
from ximu.link.identity import likeness
from ximu.link.words import table
from ximu.terms.load import indicators

_HUNDRED = Decimal(100)


@cache
def _limits() -> dict[str, Any]:
    found: dict[str, Any] = table("findings/findings")["ambition"]
    return found


def target_below_result(shelf: Shelf) -> Iterator[Finding]:
    """A level to be reached this year that last year's result has passed already."""
    for paper in shelf.papers:
        results = [m for m in said(paper, "result") if _own_level(m) and m.year == paper.year - 1]
        earlier = shelf.reports.get(paper.place, {}).get(paper.year - 1)
        for target in said(paper, "target"):
            if not _own_level(target) or target.bound == "le" or Statement(target, paper).year != paper.year:
                continue
            same = [m for m in results if exact(m) and m.unit == target.unit and _one_thing(m, target)]
            if len({m.low for m in same}) != 1:
                continue
            if _parts_named(paper, target) != _parts_named(paper, same[0]):
                continue
            finding = _below(paper, target, same[0], earlier)
            if finding is not None:
                yield finding


def _own_level(measure: Measure) -> bool:
    return measure.aspect == "level" and measure.sure and not measure.cumulative and measure.low > 0


def _one_thing(one: Measure, other: Measure) -> bool:
    close = likeness(one, other)
    return close is not None and close.name <= 1 and close.action <= 1 and close.scope == 0


def _parts_named(paper: Paper, measure: Measure) -> frozenset[str]:
    """The words for parts of the place before a number, after the last word for the whole of it."""
    before = paper.text[measure.sentence_start : measure.end]
    whole = max(before.rfind(word) for word in _limits()["wholes"].split())
    before = before[max(whole, 0) :]
    return frozenset(word for word in _limits()["parts"].split() if word in before)


def _better_higher(measure: Measure) -> bool:
    known = indicators().get(measure.indicator_id or "")
    if known is not None:
        return known.direction == "up"
    return measure.indicator.endswith(tuple(_limits()["better_higher"].split()))


def _below(paper: Paper, target: Measure, result: Measure, earlier: Paper | None) -> Finding | None:
    gap = result.low - target.high
    if gap <= 0:
        return None
    if target.unit == "%":
        if not _better_higher(target) or gap < _limits()["share_points"]:
            return None
        why = f"目标{value(target)}，上年结果已是{value(result)}，低{rounded(gap)}个百分点"
        return _low_target(paper, target, result, why)
    percent = gap / result.low * _HUNDRED
    if percent > _limits()["another_thing_percent"]:
        return None
    if target.indicator_id in _limits()["stocks"] and percent >= _limits()["stock_percent"]:
        why = f"目标{value(target)}，上年结果已是{value(result)}，低{rounded(percent)}%"
        return _low_target(paper, target, result, why)
    if target.indicator_id in _limits()["yearly"] and earlier is not None:
        before = [
            m
            for m in said(earlier, "target")
            if _own_level(m)
            and m.unit == target.unit
            and Statement(m, earlier).year == earlier.year
            and _one_thing(m, target)
        ]
        if before and min(m.low for m in before) > target.high:
            why = (
                f"目标{value(target)}，比上年的目标{value(before[0])}低，也低于上年的结果{value(result)}"
                f"（低{rounded(percent)}%）"
            )
            return _low_target(paper, target, result, why)
    return None


def _low_target(paper: Paper, target: Measure, result: Measure, why: str) -> Finding:
    rule = "ambition.target_below_result"
    return tell(paper, "ambition", rule, LOOK, of_measure(target), of_measure(result), f"{target.indicator}：{why}")


def goal_out_of_reach(shelf: Shelf) -> Iterator[Finding]:
    """到2025年达到1800亿元: the yearly growth that takes, against the growth that is planned for this year."""
    points = Decimal(_limits()["needed_points"])
    for paper in shelf.papers:
        if not paper.year:
            continue
        yearly = unanimous(m for m in said(paper, "target") if _growth_target(m, paper))
        levels = (m for m in said(paper, "result") if _own_level(m) and _whole(m) and m.unit != "%")
        results = unanimous(m for m in levels if m.year == paper.year - 1)
        for goal in said(paper, "target"):
            span = (goal.year or 0) - (paper.year - 1)
            if span < _limits()["shortest_span"] or not _own_level(goal) or not _whole(goal) or goal.bound == "le":
                continue
            base, rate = results.get(goal.indicator_id or ""), yearly.get(goal.indicator_id or "")
            if base is None or rate is None or base.unit != goal.unit or goal.unit == "%" or not _one_thing(base, goal):
                continue
            needed = yearly_rate(base.low, goal.low, span)
            # What nothing can grow by is a number misread.
            if needed - rate.high >= points and needed <= _limits()["most_needed"]:
                yield _out_of_reach(paper, (goal, base, rate), needed, span)


def _whole(measure: Measure) -> bool:
    return measure.indicator_id is not None and not measure.scope and exact_or_floor(measure)


def exact_or_floor(measure: Measure) -> bool:
    """Whether the number has one value: also with 以上 or 突破, which is then the least."""
    return measure.low == measure.high


def _growth_target(measure: Measure, paper: Paper) -> bool:
    return (
        measure.indicator_id is not None
        and measure.aspect == "growth"
        and measure.unit == "%"
        and not measure.scope
        and measure.sure
        and Statement(measure, paper).year == paper.year
        and Statement(measure, paper).change >= 0
    )


def _out_of_reach(paper: Paper, three: tuple[Measure, Measure, Measure], needed: Decimal, span: int) -> Finding:
    goal, base, rate = three
    known = indicators().get(goal.indicator_id or "")
    real = known is not None and known.growth_basis == "real"
    why = (
        f"{goal.indicator}{value(base)}到{goal.year}年{value(goal)}，{span}年年均需增长{rounded(needed)}%，"
        f"年度目标只有{rate.as_written}，每年差{rounded(needed - rate.high)}个百分点"
    )
    if real:
        why += "（总量按现价，增速按可比价，价格上涨会缩小差距）"
    severity = LOOK if not real or needed - rate.high >= 2 else NOTE
    return tell(
        paper,
        "ambition",
        "ambition.goal_out_of_reach",
        severity,
        of_measure(goal),
        of_measure(rate),
        why,
        sure=not real,
    )
