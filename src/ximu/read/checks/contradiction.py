"""The same thing with two values in one document (全市新增市场主体41万家 / 4.1万家)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal
from itertools import pairwise

from ximu.ledger.finding import Finding
from ximu.ledger.measure import Measure
from ximu.read.checks.quote import plain, quotation

_SHIFTS = (Decimal(10), Decimal(100), Decimal(1000))
_NEAR = Decimal("1.1")
_SHORTEST_NAME = 5  # characters; shorter names (项目, 企业) are said of different things in one report


def find(measures: Sequence[Measure]) -> list[Finding]:
    """Pairs of measures that agree in everything but the value.

    Only exact values of the report's own place and a named year count, and only names that are long enough to mean
    one thing. Two values far apart are mostly two things (a part and the whole, a year and five years), so that a pair
    counts when it looks like a slip: a shifted decimal point, or nearly the same level of a catalogue indicator. A
    finding that a statistician would call silly costs more than a missed one.
    """
    named: dict[str, list[Measure]] = defaultdict(list)
    for measure in measures:
        named[measure.indicator].append(measure)
    found: list[Finding] = []
    for several in named.values():
        if len(several) > 1:  # most names stand once
            found.extend(_finding(*pair) for group in _same(several) for pair in pairwise(group) if _slip(*pair))
    return found


def _same(measures: Sequence[Measure]) -> Iterable[list[Measure]]:
    """Groups of measures that agree in everything but the value."""
    same: dict[Hashable, list[Measure]] = defaultdict(list)
    for measure in measures:
        if _comparable(measure):
            same[_identity(measure)].append(measure)
    return same.values()


def _comparable(measure: Measure) -> bool:
    return (
        measure.stance != "attribute"
        and measure.role == "value"
        and measure.low == measure.high
        and measure.bound == "eq"
        and measure.year is not None
        and not measure.scope
        and measure.role_of_section not in ("appendix", "glossary", "furniture")
        and (measure.indicator_id is not None or len(measure.indicator) >= _SHORTEST_NAME)
        and not any(rule.startswith("list.same_name") for rule in measure.rules)
    )


def _identity(measure: Measure) -> Hashable:
    return (
        measure.indicator,
        measure.action,
        measure.unit,
        measure.aspect,
        measure.stance,
        measure.year,
        measure.cumulative,
    )


def _slip(first: Measure, second: Measure) -> bool:
    if first.sentence_start == second.sentence_start:
        return False
    large, small = max(first.low, second.low), min(first.low, second.low)
    if small <= 0 or large == small:
        return False
    if large / small in _SHIFTS:
        return True
    return first.indicator_id is not None and first.unit != "%" and first.aspect == "level" and large / small <= _NEAR


def _finding(first: Measure, second: Measure) -> Finding:
    large, small = max(first.low, second.low), min(first.low, second.low)
    times = large / small if small > 0 else None
    why = f"{first.action}{first.indicator}在同一文件中有两个数值：{plain(first.low)}{first.unit}、{plain(second.low)}{second.unit}"
    if times is not None and times in _SHIFTS:
        why += f"，是{plain(times)}倍，可能错了小数点"
    return Finding(
        source=first.source,
        report=first.report,
        type="contradiction",
        severity=3 if times is not None and times >= 2 else 2,
        a=quotation(first),
        b=quotation(second),
        why=why,
        sure=True,
        rules=("check.same_thing_two_values",),
    )
