"""Sums that do not come out: parts and wholes, shares, days against a rate, counts against the number of residents."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from itertools import groupby
from typing import Any

from ximu.ledger.finding import Finding
from ximu.ledger.measure import Measure
from ximu.link.collection import Paper
from ximu.link.findings.shelf import Shelf, exact, said
from ximu.link.findings.telling import LOOK, NOTE, WRONG, of_measure, rounded, tell, value
from ximu.link.identity import plain_name
from ximu.link.wording import number
from ximu.link.words import table

_HUNDRED = Decimal(100)
_WORD = re.compile(r"[\u4e00-\u9fff]")


def _limits(group: str) -> dict[str, Any]:
    found: dict[str, Any] = table("findings/findings")[group]
    return found


def within(shelf: Shelf) -> Iterator[Finding]:
    """What the reader found already inside one report: shares that make 100, a change against its two ends."""
    for paper in shelf.papers:
        for found in paper.reading.findings:
            if found.type == "arithmetic" and not _of_two_ratios(paper, found):
                yield found


def _of_two_ratios(paper: Paper, found: Finding) -> bool:
    """Whether the shares that do not make 100 are of two ratios: words stand between them (46∶54优化为41∶59)."""
    if "check.shares_make_100" not in found.rules or found.b is None:
        return False
    return _WORD.search(paper.text, found.a.start, found.b.end) is not None


def half_step(measure: Measure) -> Decimal:
    """Half of the last digit that the text gives: 71.4亿 may be anything within 0.05亿 of it, 4万 within 0.5万."""
    written = re.search(r"[\d.]+", measure.as_written)
    if written is None or measure.low == 0:
        return Decimal(0)
    digits = written.group().strip(".")
    scale = abs(measure.low) / Decimal(digits) if Decimal(digits or "0") else Decimal(0)
    decimals = len(digits.partition(".")[2])
    return scale * Decimal(1).scaleb(-decimals) / 2


def _sentences(paper: Paper, *stances: str) -> Iterator[list[Measure]]:
    for _, group in groupby(said(paper, *stances), key=lambda measure: measure.sentence_start):
        yield list(group)


def share_of_whole(shelf: Shelf) -> Iterator[Finding]:
    """其中税收收入71.4亿元，占比75.4%: the share against part and whole of the same sentence."""
    margin = Decimal(str(_limits("shares")["margin_points"]))
    for paper in shelf.papers:
        for measures in _sentences(paper, "result"):
            for triple in _limits("shares")["triples"]:
                shares = [
                    m for m in measures if m.indicator_id == triple["share"] and _plain_level(m) and m.unit == "%"
                ]
                parts = [m for m in measures if m.indicator_id == triple["part"] and _plain_level(m) and m.unit == "元"]
                wholes = [
                    m for m in measures if m.indicator_id in triple["wholes"] and _plain_level(m) and m.unit == "元"
                ]
                if len(shares) == len(parts) == 1 and wholes:
                    yield from _share(paper, parts[0], wholes, shares[0], margin)


def _plain_level(measure: Measure) -> bool:
    return exact(measure) and measure.aspect == "level" and not measure.cumulative


def _share(
    paper: Paper, part: Measure, wholes: Sequence[Measure], share: Measure, margin: Decimal
) -> Iterator[Finding]:
    for whole in wholes:
        lowest = (part.low - half_step(part)) / (whole.low + half_step(whole)) * _HUNDRED - half_step(share) - margin
        highest = (part.low + half_step(part)) / (whole.low - half_step(whole)) * _HUNDRED + half_step(share) + margin
        if lowest <= share.low <= highest or part.low > whole.low:
            return
    whole = wholes[-1]
    right = part.low / whole.low * _HUNDRED
    why = (
        f"{part.indicator}{value(part)}÷{whole.indicator}{value(whole)}＝{rounded(right)}%，文中写{value(share)}，"
        f"相差{rounded(abs(right - share.low))}个百分点"
    )
    yield tell(paper, "arithmetic", "arithmetic.share_of_whole", LOOK, of_measure(share), of_measure(whole), why)


def parts_exceed_whole(shelf: Shelf) -> Iterator[Finding]:
    """共1.46万户，其中甲0.52万户、乙0.98万户: parts of one list that are more than the whole."""
    for paper in shelf.papers:
        for measures in _sentences(paper, "result", "target"):
            for place, whole in enumerate(measures[:-2]):
                if not _plain_level(whole) or whole.unit == "%":
                    continue
                parts = _parts(paper, whole, measures[place + 1 :])
                total = sum((part.low for part in parts), Decimal(0))
                slack = sum((half_step(part) for part in parts), half_step(whole))
                if len(parts) >= 2 and total > whole.low + slack:
                    yield _exceeded(paper, whole, parts, total)


def _parts(paper: Paper, whole: Measure, following: Sequence[Measure]) -> list[Measure]:
    """The measures of the list right behind 其中; empty when it is no plain list of one unit."""
    parts: list[Measure] = []
    before = whole.end
    for measure in following:
        between = "".join(paper.text[before : measure.start].split())
        if not parts:
            opening = _opening().match(between)
            if opening is None:
                return []
            between = between[opening.end() :]
        elif between[:1] not in ("、", "和", "及", "，", ","):
            break
        elif between[:1] in ("，", ",") and "、" in paper.text[parts[0].end : before]:
            break  # a list with 、 ends at the first comma
        if measure.unit != whole.unit or not _plain_level(measure) or _not_disjoint().search(between):
            break
        parts.append(measure)
        before = measure.end
    names = {part.indicator for part in parts}
    return parts if len(names) == len(parts) else []


@cache
def _opening() -> re.Pattern[str]:
    return re.compile("^[，,（(]?(?:" + "|".join(map(re.escape, _limits("parts")["opens"].split())) + ")")


@cache
def _not_disjoint() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _limits("parts")["not_disjoint"].split())))


def _exceeded(paper: Paper, whole: Measure, parts: Sequence[Measure], total: Decimal) -> Finding:
    added = "＋".join(part.as_written for part in parts)
    why = f"{whole.action}{whole.indicator}共{value(whole)}，其中各部分{added}＝{number(total)}{whole.unit}，部分之和大于总数"
    last = parts[-1]
    return tell(paper, "arithmetic", "arithmetic.parts_exceed_whole", LOOK, of_measure(whole), of_measure(last), why)


def days_and_rate(shelf: Shelf) -> Iterator[Finding]:
    """Good days divided by their share: the days with valid measurements, which a year has 365 or 366 of."""
    limits = _limits("days")
    for paper in shelf.papers:
        measures = [m for m in said(paper, "result") if exact(m) and m.sure and m.aspect == "level"]
        days = [m for m in measures if m.indicator_id == limits["days"] and m.unit == "天"]
        for one in days:
            rates = [m for m in measures if m.indicator_id == limits["share"] and _beside(one, m) and m.low > 0]
            if len(rates) != 1:
                continue
            rate = rates[0]
            longest = (one.low + half_step(one)) / (rate.low - half_step(rate)) * _HUNDRED
            shortest = (one.low - half_step(one)) / (rate.low + half_step(rate)) * _HUNDRED
            if longest < limits["fewest"] or shortest > limits["most"]:
                yield _days(paper, one, rate, limits["unlikely_below"])


def _beside(days: Measure, rate: Measure) -> bool:
    return days.sentence_start == rate.sentence_start and days.scope == rate.scope and days.year == rate.year


def _days(paper: Paper, days: Measure, rate: Measure, unlikely_below: int) -> Finding:
    valid = days.low / rate.low * _HUNDRED
    why = f"优良{value(days)}÷{value(rate)}＝{rounded(valid, 0)}天"
    few = unlikely_below <= valid < 366
    why += "，比全年少，可能有无效监测日" if few else "，全年没有这么多天" if valid > 366 else "，远少于全年"
    why += f"；按365天算应为{rounded(days.low / 365 * _HUNDRED)}%"
    severity = NOTE if few else LOOK
    return tell(
        paper, "arithmetic", "arithmetic.days_and_rate", severity, of_measure(days), of_measure(rate), why, sure=not few
    )


def per_head(shelf: Shelf) -> Iterator[Finding]:
    """More new firms or jobs than a place of so many residents can have; the residents are taken from its own reports."""
    most = _limits("per_head")
    residents = _residents(shelf)
    for paper in shelf.papers:
        people = residents.get(paper.place)
        if people is None:
            continue
        for measure in said(paper, "result"):
            limit = most.get(measure.indicator_id or "")
            if limit is None or not _plain_level(measure) or measure.unit == "%" or measure.scope or not measure.sure:
                continue
            if measure.low > people.low * Decimal(str(limit)):
                per_thousand = measure.low / people.low * 1000
                why = f"{measure.action}{measure.indicator}{value(measure)}÷常住人口{value(people)}，每千人{rounded(per_thousand)}，高得不合情理"
                yield tell(
                    paper,
                    "arithmetic",
                    "arithmetic.per_head",
                    WRONG,
                    of_measure(measure),
                    of_measure(people),
                    why,
                    sure=False,
                )


def _residents(shelf: Shelf) -> dict[str, Measure]:
    """Place → its largest stated number of residents."""
    found: dict[str, Measure] = {}
    for paper in shelf.papers:
        for measure in said(paper, "result"):
            if not _counts_residents(measure):
                continue
            known = found.get(paper.place)
            found[paper.place] = measure if known is None or measure.low > known.low else known
    return found


def _counts_residents(measure: Measure) -> bool:
    return (
        measure.indicator_id == "permanent_population"
        and _plain_level(measure)
        and measure.unit == "人"
        and not measure.scope
        and not measure.action
        and plain_name(measure.indicator) in _limits("per_head")["residents"].split()
        and measure.sure
    )
