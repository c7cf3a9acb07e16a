"""Sums inside one report: shares that must make 100, a change against its start and end, days against a rate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from ximu.ledger.finding import Finding
from ximu.ledger.measure import Measure
from ximu.read.checks.quote import plain, quotation

_ROUNDING = Decimal("0.2")  # three shares rounded to one digit add up to 100 within this
_HALF_DIGIT = Decimal("0.11")  # start and end each rounded to one digit, their difference to another


def find(measures: Sequence[Measure]) -> list[Finding]:
    """Sums that do not come out."""
    return [*_ratios(measures), *_changes(measures)]


def _ratios(measures: Sequence[Measure]) -> Iterator[Finding]:
    """Parts of a ratio of shares (三次产业结构) must add up to 100."""
    for parts in _parts_of_ratios(measures):
        if len(parts) != 3 or parts[0].unit != "%":
            continue
        total = sum((part.low for part in parts), Decimal(0))
        if abs(total - 100) > _ROUNDING:
            shares = "＋".join(plain(part.low) for part in parts)
            yield Finding(
                source=parts[0].source,
                report=parts[0].report,
                type="arithmetic",
                severity=2,
                a=quotation(parts[0]),
                b=quotation(parts[-1]),
                why=f"{parts[0].indicator}各部分{shares}＝{plain(total)}，应为100",
                sure=True,
                rules=("check.shares_make_100",),
            )


def _parts_of_ratios(measures: Sequence[Measure]) -> Iterator[list[Measure]]:
    """Runs of measures that stand in one ratio of one sentence. Few measures do, so the others cost one look each."""
    for in_ratio, run in groupby(measures, key=lambda measure: "measure.ratio" in measure.rules):
        if in_ratio:
            for _, group in groupby(run, key=lambda measure: (measure.sentence_start, measure.indicator, measure.role)):
                yield list(group)


def _changes(measures: Sequence[Measure]) -> Iterator[Finding]:
    """由59.1%提高到63%，提高3.9个百分点: the difference that is said against the difference of the ends."""
    for place, start in enumerate(measures):
        if start.role != "baseline" or place + 2 >= len(measures):
            continue
        end, change = measures[place + 1], measures[place + 2]
        if not _of_one_thing(start, end, change) or end.role != "value" or change.aspect != "change":
            continue
        points = start.unit == end.unit == "%" and change.unit == "个百分点"
        if not (points or start.unit == end.unit == change.unit) or not _exact(start, end, change):
            continue
        difference = abs(end.low - start.low)
        if abs(difference - change.low) > (_HALF_DIGIT if points else 0):
            yield Finding(
                source=start.source,
                report=start.report,
                type="arithmetic",
                severity=2,
                a=quotation(end),
                b=quotation(change),
                why=f"{start.indicator}从{plain(start.low)}到{plain(end.low)}，相差{plain(difference)}，文中说{plain(change.low)}",
                sure=True,
                rules=("check.change_between_ends",),
            )


def _of_one_thing(*measures: Measure) -> bool:
    return len({(measure.sentence_start, measure.indicator) for measure in measures}) == 1


def _exact(*measures: Measure) -> bool:
    return all(measure.bound == "eq" and measure.low == measure.high for measure in measures)
