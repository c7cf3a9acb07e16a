"""Growth targets above those of the level above (层层加码), and targets raised after they were passed (棘轮)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ximu.ledger.finding import Finding
from ximu.ledger.measure import Measure
from ximu.link.collection import Paper, Statement
from ximu.link.findings.shelf import Shelf, said
from ximu.link.findings.telling import LOOK, NOTE, of_measure, rounded, tell
from ximu.link.words import table
from ximu.terms import places

_HEAD = 400  # characters at the head of a report in which it says whose it is
_LONGEST = 12  # characters of a place name
_NATION = "全国"


def _limits() -> dict[str, Any]:
    found: dict[str, Any] = table("findings/findings")["amplification"]
    return found


def headline(paper: Paper) -> Measure | None:
    """The growth target of the report's own place for its year; None when it sets none or several."""
    found = [
        measure
        for measure in said(paper, "target")
        if measure.indicator_id == _limits()["indicator"]
        and measure.aspect == "growth"
        and measure.unit == "%"
        and not measure.scope
        and measure.sure
        and Statement(measure, paper).year == paper.year
        and Statement(measure, paper).change >= 0
    ]
    return found[0] if len({(measure.low, measure.high) for measure in found}) == 1 else None


def above_superior(shelf: Shelf) -> Iterator[Finding]:
    """Own growth target minus that of the level above for the same year."""
    points = Decimal(str(_limits()["points"]))
    named = papers_by_name(shelf)
    for years in shelf.reports.values():
        for paper in years.values():
            own, superior = headline(paper), superior_report(shelf, paper, named)
            theirs = headline(superior) if superior is not None else None
            if own is None or superior is None or theirs is None:
                continue
            more = own.low - theirs.low
            if more >= points and own.high > theirs.high:
                why = (
                    f"{paper.report.place}{paper.year}年{own.indicator}目标增长{own.as_written}，"
                    f"{superior.report.place}{theirs.as_written}，高{rounded(more)}个百分点"
                )
                severity = LOOK if more >= _limits()["strong_points"] else NOTE
                yield tell(
                    paper,
                    "amplification",
                    "amplification.above_superior",
                    severity,
                    of_measure(own),
                    of_measure(theirs),
                    why,
                )


def papers_by_name(shelf: Shelf) -> dict[tuple[str, int], Paper]:
    """The reports by the name of their place and their year."""
    papers = [paper for years in shelf.reports.values() for paper in years.values()]
    return {(paper.report.place or "", paper.year): paper for paper in papers}


def superior_report(shelf: Shelf, paper: Paper, by_name: dict[tuple[str, int], Paper]) -> Paper | None:
    """The report of the nearest level above given in the same year."""
    if paper.report.level == "province":
        return shelf.reports.get(_NATION, {}).get(paper.year)
    for key in _keys_above(paper):
        found = shelf.reports.get(key, {}).get(paper.year)
        if found is not None:
            return found
    # A place without a code says itself, at the head of its report, where it lies: 临江市滨江区.
    if paper.report.place_code is None:
        return next((by_name[name, paper.year] for name in _names_above(paper) if (name, paper.year) in by_name), None)
    return None


def _names_above(paper: Paper) -> Iterator[str]:
    """What stands in front of the place's name at the head of its report, the nearest characters first."""
    place = paper.report.place or ""
    head = "".join(paper.text[paper.report.start : paper.report.start + _HEAD].split())
    yield from (place[:end] for end in range(len(place) - 1, 1, -1))
    for found in re.finditer(re.escape(place), head) if place else ():
        yield from (
            head[found.start() - length : found.start()] for length in range(2, min(_LONGEST, found.start()) + 1)
        )


def _keys_above(paper: Paper) -> list[str]:
    here = places.by_code(paper.place)
    return [above.code for above in places.ancestors(here)] if here is not None else []


def ratchet(shelf: Shelf) -> Iterator[Finding]:
    """A growth target that was passed clearly and raised as clearly the year after."""
    points = Decimal(str(_limits()["ratchet_points"]))
    for earlier, later in shelf.neighbors():
        last, now = headline(earlier), headline(later)
        if last is None or now is None:
            continue
        results = [
            m
            for m in said(later, "result")
            if m.indicator_id == last.indicator_id
            and m.aspect == "growth"
            and m.unit == "%"
            and m.year == earlier.year
            and not m.scope
            and Statement(m, later).change > 0
        ]
        if len({m.low for m in results}) != 1:
            continue
        result = results[0]
        if result.low - last.high >= points and now.low - last.high >= points:
            why = (
                f"{last.indicator}上年目标{last.as_written}，结果{result.as_written}，"
                f"今年目标提高到{now.as_written}，提高{rounded(now.low - last.high)}个百分点"
            )
            yield tell(later, "amplification", "amplification.ratchet", NOTE, of_measure(now), of_measure(last), why)
