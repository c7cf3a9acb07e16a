"""A step promised again, year after year, while no review says a word about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ximu.ledger.commitment import Commitment
from ximu.ledger.finding import Finding
from ximu.link.collection import Paper
from ximu.link.findings.names import core, expression, is_named, limits, speaks_of
from ximu.link.findings.passages import sentences
from ximu.link.findings.shelf import Shelf
from ximu.link.findings.telling import LOOK, quote, tell

_LOOKS_BACK = ("review", "problems", "front")
Promise = tuple[Paper, Commitment]


def promised_again(shelf: Shelf) -> Iterator[Finding]:
    """The same step on the same named thing in several reports, and nothing about it in the reviews between them."""
    for years in shelf.reports.values():
        by_thing: dict[tuple[str, str], list[Promise]] = defaultdict(list)
        reviews = {}
        for year in sorted(years):
            paper = years[year]
            reviews[year] = "".join("".join(p.text.split()) for p in sentences(paper) if p.role in _LOOKS_BACK)
            for promise in _steps(paper):
                for thing in promise.objects:
                    name = core(thing, with_phase=promise.stage == "finish")
                    if is_named(name):
                        by_thing[name, promise.stage].append((paper, promise))
        for (name, stage), promises in by_thing.items():
            fewest = limits()["title_reports"] if stage == "obtain" else 2
            for chain in _chains(promises, name, reviews):
                if len(chain) >= fewest:
                    yield _again(chain, name)


def _steps(paper: Paper) -> Iterator[Commitment]:
    """Steps on things without a number, to be taken in the year of the report; what is open-ended is no step."""
    for promise in paper.reading.commitments:
        if promise.label != "testable" or promise.stage not in limits()["steps"] or promise.measures:
            continue
        in_time = promise.due_on is None or promise.due_on.year == paper.year
        if in_time and not expression("open").search("".join(promise.as_written.split())):
            yield promise


def _chains(promises: list[Promise], name: str, reviews: dict[int, str]) -> Iterator[list[Promise]]:
    """Runs of at least two years in which no review takes the thing up."""
    chain: list[Promise] = []
    for paper, promise in promises:
        if chain and chain[-1][0].year == paper.year:
            continue
        # Silence is only what was heard: the review of every year between must be at hand.
        between = range(chain[0][0].year + 1, paper.year + 1) if chain else range(0)
        silent = all(reviews.get(year) and not speaks_of(reviews[year], name) for year in between)
        if chain and silent and paper.year - chain[-1][0].year <= limits()["longest_pause"]:
            chain.append((paper, promise))
            continue
        if len(chain) > 1:
            yield chain
        chain = [(paper, promise)]
    if len(chain) > 1:
        yield chain


def _again(chain: list[Promise], name: str) -> Finding:
    (first_paper, first), (last_paper, last) = chain[0], chain[-1]
    years = "、".join(str(paper.year) for paper, _ in chain)
    why = f"“{name}”在{years}年的报告里{len(chain)}次写入，其间的工作回顾没有提到它"
    return tell(
        last_paper,
        "repeated",
        "repeated.promised_again",
        LOOK,
        quote(last_paper, last.start, last.end),
        quote(first_paper, first.start, first.end),
        why,
        sure=len(chain) > 2,
    )
