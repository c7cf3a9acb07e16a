"""Levels against growth: last year's level and this year's, a start and its multiple, a start and its average growth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby, pairwise

from ximu.ledger.finding import Finding
from ximu.ledger.measure import Measure
from ximu.link.collection import Paper, Statement
from ximu.link.findings.arithmetic import half_step
from ximu.link.findings.shelf import Shelf, exact, said, unanimous
from ximu.link.findings.telling import LOOK, NOTE, of_measure, rounded, tell, value
from ximu.link.identity import likeness
from ximu.link.quantity import comparable
from ximu.link.words import table
from ximu.terms.load import indicators

_HUNDRED = Decimal(100)
_LONGEST_PLAN = 11  # years that an average growth may cover


def level_and_growth(shelf: Shelf) -> Iterator[Finding]:
    """This year's level against last year's and the stated growth, where growth is counted in money of the year."""
    limits = table("findings/findings")["growth"]
    margin = Decimal(limits["margin_points"])
    for earlier, later in shelf.neighbors():
        before = unanimous(m for m in said(earlier, "result") if _level(m, earlier))
        for level, growth in _pairs(later):
            last = before.get(level.indicator_id or "")
            known = indicators().get(level.indicator_id or "")
            if last is None or known is None or known.growth_basis != "nominal" or known.id in limits["never"]:
                continue
            if last.unit != level.unit or any(earlier.year <= c.year <= later.year for c in known.changes):
                continue
            close = likeness(last, level)
            if close is None or close.name > 1 or close.scope or close.action > 1:
                continue
            yield from _compare(later, (last, level, growth), margin)


def _level(measure: Measure, paper: Paper) -> bool:
    return (
        measure.aspect == "level"
        and measure.indicator_id is not None
        and exact(measure)
        and measure.sure
        and measure.low > 0
        and not measure.cumulative
        and not measure.scope
        and measure.year == paper.year - 1
        and measure.unit not in ("%", "个百分点")
    )


def _pairs(paper: Paper) -> Iterator[tuple[Measure, Measure]]:
    """A level and the growth right behind it: 561.4亿元，增长8.2%."""
    measures = list(said(paper, "result"))
    for level, growth in pairwise(measures):
        if (
            _level(level, paper)
            and growth.aspect == "growth"
            and growth.indicator == level.indicator
            and growth.year == level.year
            and exact(growth)
            and growth.unit == "%"
            and growth.sentence_start == level.sentence_start
            and re.match(table("findings/findings")["growth"]["between"], _words_between(paper, level, growth))
        ):
            yield level, growth


def _words_between(paper: Paper, one: Measure, other: Measure) -> str:
    return "".join(paper.text[one.end : other.start].split())


def _compare(paper: Paper, three: tuple[Measure, Measure, Measure], margin: Decimal) -> Iterator[Finding]:
    last, level, growth = three
    stated = Statement(growth, paper).quantity.low
    lowest = ((level.low - half_step(level)) / (last.low + half_step(last)) - 1) * _HUNDRED
    highest = ((level.low + half_step(level)) / (last.low - half_step(last)) - 1) * _HUNDRED
    if lowest - margin <= stated <= highest + margin:
        return
    right = (level.low / last.low - 1) * _HUNDRED
    why = (
        f"{level.indicator}上年报告{value(last)}，今年报告{value(level)}，相除为{_signed(right)}，"
        f"文中写{_signed(stated)}，相差{rounded(abs(right - stated))}个百分点；上年数修订或统计口径改变也会如此"
    )
    yield tell(
        paper, "arithmetic", "arithmetic.level_and_growth", LOOK, of_measure(growth), of_measure(last), why, sure=False
    )


def _signed(percent: Decimal) -> str:
    return f"{'下降' if percent < 0 else '增长'}{rounded(abs(percent))}%"


def _grown(paper: Paper, aspect: str) -> Iterator[tuple[Measure, Measure, Measure]]:
    """Start, end and what is said of the way between them, one behind the other in one sentence."""
    finite = (measure for measure in paper.reading.measures if comparable(measure.low, measure.high))
    for _, group in groupby(finite, key=lambda measure: measure.sentence_start):
        said_here = list(group)
        for start, end, way in zip(said_here, said_here[1:], said_here[2:], strict=False):
            if start.role == "baseline" and end.role == "value" and way.aspect == aspect and end.aspect == "level":
                same = start.indicator == end.indicator == way.indicator and start.unit == end.unit
                if same and exact(start) and exact(end) and exact(way) and start.low > 0 and end.low > start.low:
                    yield start, end, way


def multiple_of_start(shelf: Shelf) -> Iterator[Finding]:
    """从1.2万增加到3万，增长1.5倍: the multiple against the two ends, read as growth and as a multiple."""
    for paper in shelf.papers:
        for start, end, way in _grown(paper, "multiple"):
            times = end.low / start.low
            near = Decimal("0.06") * times + half_step(way)
            if way.low > 0 and abs(times - way.low) > near and abs(times - 1 - way.low) > near:
                why = f"{start.indicator}{value(end)}÷{value(start)}＝{rounded(times, 2)}倍，文中写{way.as_written}"
                yield tell(
                    paper, "arithmetic", "arithmetic.multiple_of_start", LOOK, of_measure(end), of_measure(way), why
                )


def average_growth(shelf: Shelf) -> Iterator[Finding]:
    """从A增加到B，年均增长x%: no number of years makes A into B at that rate. Only for growth in money of the year."""
    for paper in shelf.papers:
        for start, end, way in _grown(paper, "average_growth"):
            known = indicators().get(end.indicator_id or "")
            if known is None or known.growth_basis != "nominal" or way.unit != "%" or way.low <= 0:
                continue
            rates = [(yearly_rate(start.low, end.low, years), years) for years in range(2, _LONGEST_PLAN)]
            nearest, years = min(rates, key=lambda rate: abs(rate[0] - way.low))
            if abs(nearest - way.low) > Decimal("0.5") + half_step(way):
                why = (
                    f"{start.indicator}从{value(start)}到{value(end)}，按{years}年算年均{rounded(nearest)}%，"
                    f"任何年数都得不出文中的{value(way)}"
                )
                yield tell(
                    paper,
                    "arithmetic",
                    "arithmetic.average_growth",
                    NOTE,
                    of_measure(way),
                    of_measure(end),
                    why,
                    sure=False,
                )


def average_since(shelf: Shelf) -> Iterator[Finding]:
    """总量达到A，五年年均增长x%: the average against the level of five years ago in the report of that time."""
    limits = table("findings/findings")["growth"]
    margin = Decimal(str(limits["average_margin_points"]))
    for years in shelf.reports.values():
        for paper in years.values():
            span = len(paper.report.review_years)
            then = years.get(paper.year - span)
            if span < 2 or then is None:
                continue
            before = unanimous(m for m in said(then, "result") if _level(m, then))
            for level, growth in pairwise(said(paper, "result")):
                if not _level(level, paper) or growth.aspect != "average_growth" or growth.indicator != level.indicator:
                    continue
                known, first = indicators().get(level.indicator_id or ""), before.get(level.indicator_id or "")
                if first is None or known is None or known.growth_basis != "nominal" or known.id in limits["never"]:
                    continue
                close = likeness(first, level)
                if close is None or close.name > 1 or close.scope or first.unit != level.unit or not exact(growth):
                    continue
                right = yearly_rate(first.low, level.low, span)
                if abs(right - growth.low) > margin:
                    why = (
                        f"{level.indicator}{then.year - 1}年{value(first)}，{paper.year - 1}年{value(level)}，"
                        f"{span}年年均{rounded(right)}%，文中写{value(growth)}；修订或统计口径改变也会如此"
                    )
                    a, b = of_measure(growth), of_measure(first)
                    yield tell(paper, "arithmetic", "arithmetic.average_since", LOOK, a, b, why, sure=False)


def yearly_rate(first: Decimal, last: Decimal, years: int) -> Decimal:
    """The yearly growth in percent that makes `first` into `last` in so many years; both above zero."""
    return ((last / first) ** (Decimal(1) / years) - 1) * _HUNDRED
