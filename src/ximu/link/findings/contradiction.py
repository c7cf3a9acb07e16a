"""The same thing with two values: in one report, in two copies, in a report and its explainer, a year later."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal

from ximu.ledger.finding import Finding
from ximu.ledger.measure import Measure
from ximu.link.collection import Paper
from ximu.link.findings.shelf import Copy, Shelf, exact, said
from ximu.link.findings.telling import LOOK, WRONG, of_measure, rounded, tell, value
from ximu.link.identity import likeness, plain_name
from ximu.link.words import table

_DIGITS = 3  # 12.3 and 1.23 are one slip of the point; 20 and 2 are mostly two things


def within(shelf: Shelf) -> Iterator[Finding]:
    """What the reader found already inside one report."""
    for paper in shelf.papers:
        yield from (found for found in paper.reading.findings if found.type == "contradiction")


def shifted_point(shelf: Shelf) -> Iterator[Finding]:
    """Two numbers of one report with the same digits and a shifted point, said of the same thing (12.3万户, 1.23万户)."""
    for paper in shelf.papers:
        by_digits: dict[tuple[object, ...], list[Measure]] = defaultdict(list)
        for measure in said(paper, "result"):
            digits = _digits(measure.low)
            if exact(measure) and measure.aspect == "level" and measure.unit != "%" and len(digits) >= _DIGITS:
                by_digits[digits, measure.unit, measure.year].append(measure)
        for group in by_digits.values():
            for place, first in enumerate(group):
                for second in group[place + 1 :]:
                    if _shifted(first, second) and _one_name(first, second):
                        yield _two_values(paper, first, second, "同一份报告里")


def _one_name(first: Measure, second: Measure) -> bool:
    """Whether one name begins with the other; what follows in the longer one is then what is told about the thing."""
    if first.scope != second.scope or first.action != second.action:
        return False
    short, long = sorted((plain_name(first.indicator), plain_name(second.indicator)), key=len)
    return len(short) >= 4 and long.startswith(short)


def retold(shelf: Shelf) -> Iterator[Finding]:
    """Another copy, or a newspaper, gives another number than the report."""
    for copy in (*shelf.copies, *shelf.retellings):
        for measure in said(copy.paper, "result", "target"):
            if not exact(measure) or not measure.sure or measure.year is None:
                continue
            told = [
                one
                for one in said(copy.original, measure.stance)
                if exact(one) and _same_thing(one, measure) and _same_time(one, measure)
            ]
            if len(told) == 1 and told[0].low != measure.low and _worth_telling(copy, told[0], measure):
                yield _two_values(copy.paper, measure, told[0], "这里与报告原文")


def _worth_telling(copy: Copy, original: Measure, measure: Measure) -> bool:
    """A rounded number (1502亿 for 1502.3亿) contradicts nothing; nor does one whose right value also stands there."""
    if any(one.low == original.low and _same_thing(one, original) for one in said(copy.paper, original.stance)):
        return False
    return original.low != 0 and measure.low != 0 and not _rounds_to(original.low, measure.low)


def _rounds_to(exact_value: Decimal, told: Decimal) -> bool:
    step = Decimal(1).scaleb(int(told.normalize().as_tuple().exponent))
    return abs(exact_value - told) <= step


def next_year(shelf: Shelf) -> Iterator[Finding]:
    """A later report gives a past year another value than the report of that time, too far apart for a revision."""
    times = Decimal(str(table("findings/findings")["contradiction"]["revision_times"]))
    for earlier, later in shelf.neighbors():
        for measure in said(later, "result"):
            if measure.year != earlier.year - 1 or not _solid(measure):
                continue
            told = [one for one in said(earlier, "result") if _solid(one) and _same_thing(one, measure)]
            told = [one for one in told if one.year == measure.year]
            if len(told) == 1 and min(told[0].low, measure.low) > 0:
                small, large = sorted((told[0].low, measure.low))
                if large / small >= times:
                    yield _two_values(later, measure, told[0], f"{measure.year}年的数，前后两份报告")


def _solid(measure: Measure) -> bool:
    return (
        exact(measure)
        and measure.sure
        and measure.aspect == "level"
        and measure.unit != "%"
        and measure.indicator_id is not None
        and not measure.cumulative
        and not measure.certainty
    )


def _same_thing(one: Measure, other: Measure) -> bool:
    if one.unit != other.unit or one.aspect != other.aspect or one.cumulative != other.cumulative:
        return False
    close = likeness(one, other)
    return close is not None and close.name <= 1 and close.action <= 1 and close.scope == 0


def _same_time(one: Measure, other: Measure) -> bool:
    return one.year == other.year


def _shifted(first: Measure, second: Measure) -> bool:
    small, large = sorted((first.low, second.low))
    return small > 0 and large / small in table("findings/findings")["contradiction"]["shifts"]


def _digits(number: Decimal) -> tuple[int, ...]:
    return number.normalize().as_tuple().digits


def _two_values(paper: Paper, first: Measure, second: Measure, where: str) -> Finding:
    small, large = sorted((abs(first.low), abs(second.low)))
    why = f"{where}{first.action}{first.indicator}有两个数：{value(first)}、{value(second)}"
    slip = _shifted(first, second)
    if slip:
        why += f"，{rounded(large)}÷{rounded(small)}＝{rounded(large / small)}，可能错了小数点"
    elif large / small >= 2:
        why += f"，相差到{rounded(large / small)}倍"
    rule = {"同": "contradiction.shifted_point", "这": "contradiction.retold"}.get(where[0], "contradiction.next_year")
    severity = WRONG if slip else LOOK
    return tell(paper, "contradiction", rule, severity, of_measure(first), of_measure(second), why, sure=slip)
