"""The further statements that the reason of a link speaks of: last year's level, the economy, the place above."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec.structs import replace

from ximu.ledger.link import Link, Linked
from ximu.link.clauses import Clause, clauses
from ximu.link.collection import Collection, Paper, Statement
from ximu.link.computed import level
from ximu.link.identity import place_key
from ximu.link.relative import growth
from ximu.link.words import table
from ximu.terms import places

_BREAK = re.compile(r"[，；。！？：,;!?:\n]")
_REACH = 60
# How a reason quotes words that it could not read as a result (see link/outcome.py).
_QUOTED = re.compile("报告提到([^，“]+)，没有读到|报告写有“(.+?)”")


def ends_behind(link: Link, paper: Paper, collection: Collection) -> tuple[Linked, ...]:
    """What the reason quotes besides target and outcome, so that each of its numbers can be cited; in its order."""
    found = [one.linked() for one in (*_rates(link, paper, collection), *_last_level(link, paper, collection))]
    found += _spoken_of(link, paper, collection)
    known = {(end.source, end.start, end.end) for end in (link.target, link.outcome) if end is not None}
    ends: dict[tuple[str, int, int], Linked] = {}
    for end in found:
        if (end.source, end.start, end.end) not in known:
            ends.setdefault((end.source, end.start, end.end), end)
    return tuple(ends.values())


def _rates(link: Link, paper: Paper, collection: Collection) -> Iterator[Statement]:
    """The growth of every indicator of a promise without a number, then that of what it is held against."""
    if link.target.bound != "relative" or link.outcome is None:
        return
    clause = next((one for one in clauses(paper) if one.start == link.target.start), None)
    if clause is None:
        return
    for indicator_id in clause.ids:
        rate = growth(paper.place, indicator_id, paper.year, collection)
        if rate is not None:
            yield rate.statement
    yield from _against(clause, paper, collection)


def _against(clause: Clause, paper: Paper, collection: Collection) -> Iterator[Statement]:
    if clause.kind == "economy":
        economy = growth(paper.place, table("words")["relative"]["economy_indicator"], paper.year, collection)
        if economy is not None:
            yield economy.statement
        return
    here = places.by_code(paper.report.place_code or "")
    above = [place_key(one.name, one.code) for one in places.ancestors(here)] if here is not None else []
    above += sorted({other.place for other in collection.papers if other.report.level == "state"})
    rates = (growth(place, one, paper.year, collection) for place in above for one in clause.ids)
    yield from (rate.statement for rate in rates if rate is not None)


def _last_level(link: Link, paper: Paper, collection: Collection) -> Iterator[Statement]:
    """The level of the year before, from which growth (or from which with growth a level) is computed."""
    for measure in paper.reading.measures:
        if (measure.start, measure.end, measure.indicator) != (
            link.target.start,
            link.target.end,
            link.target.indicator,
        ):
            continue
        target = Statement(measure, paper)
        before = level(target, collection, target.year - 1) if link.outcome is not None else None
        if before is not None and link.outcome is not None and link.outcome.bound != "step" and _computed(link):
            yield before
        return


def _spoken_of(link: Link, paper: Paper, collection: Collection) -> Iterator[Linked]:
    """The clause of the next report with the words that the reason quotes because no result could be read in them."""
    quoted = _QUOTED.search(link.reason) if link.outcome is None else None
    words = (quoted[1] or quoted[2]) if quoted else ""
    for other in collection.papers if words else ():
        after = other.place == paper.place and other.year == (link.target.year or 0) + 1
        at = other.text.find(words, other.report.start) if after and other.report.source_kind == "report" else -1
        if at < 0:
            continue
        start = max((hit.end() for hit in _BREAK.finditer(other.text, max(0, at - _REACH), at)), default=at)
        stop = _BREAK.search(other.text, at + len(words), at + len(words) + _REACH)
        end = stop.start() if stop else at + len(words)
        yield replace(
            link.target, source=other.report.source, start=start, end=end, as_written=other.text[start:end],
            low=None, high=None, report_year=other.report.report_year,
        )  # fmt: skip
        return


def _computed(link: Link) -> bool:
    """Whether the reason tells how the result was, or could not be, computed."""
    outcome = link.outcome
    return outcome is not None and (outcome.origin == "computed" or link.verdict == "not_testable")
