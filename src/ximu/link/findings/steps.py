"""Steps in the wrong order: a first phase begun after the second is finished, a title to be won that is held already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ximu.ledger.commitment import Commitment
from ximu.ledger.finding import Finding
from ximu.link.collection import Paper
from ximu.link.findings.names import core, expression, is_named, limits, pattern, phase, plain, words
from ximu.link.findings.passages import Passage, clauses
from ximu.link.findings.shelf import Shelf
from ximu.link.findings.telling import LOOK, quote, tell

_LOOKS_BACK = ("review", "problems", "front")


class _Said(NamedTuple):
    """A clause of a review, without white space, in its paper."""

    paper: Paper
    passage: Passage
    text: str


def _reviewed(paper: Paper) -> Iterator[_Said]:
    for passage in clauses(paper):
        if passage.role in _LOOKS_BACK:
            yield _Said(paper, passage, plain(passage.text))


@cache
def _numbered() -> re.Pattern[str]:
    return re.compile(f"(?P<name>[\\u4e00-\\u9fff·]{{2,24}}?)第?(?P<n>[{limits()['phases']}])期")


def first_after_second(shelf: Shelf) -> Iterator[Finding]:
    """开工建设甲园一期, when an earlier report says that 甲园二期 is finished."""
    for years in shelf.reports.values():
        finished: list[tuple[int, int, _Said]] = []  # year, number of the phase, clause
        for year in sorted(years):
            paper = years[year]
            for promise in paper.reading.commitments:
                if promise.label == "testable" and promise.stage in ("start", "finish"):
                    yield from _out_of_order(paper, promise, finished)
            for said in _reviewed(paper):
                ends = pattern("finished").search(said.text)
                finished += [
                    (year, _number(found["n"]), said) for found in _numbered().finditer(said.text) if ends is not None
                ]


def _number(written: str) -> int:
    numbers: str = limits()["phases"]
    return numbers.index(written)


def _out_of_order(paper: Paper, promise: Commitment, finished: list[tuple[int, int, _Said]]) -> Iterator[Finding]:
    for thing in promise.objects:
        own = phase().search(plain(thing))
        name = core(thing)
        if own is None or len(name) < 3:
            continue
        for year, number, said in finished:
            later = f"{name}{limits()['phases'][number]}期"
            if number > _number(own["n"]) and year < paper.year and later in said.text:
                why = f"{year}年的报告说{later}已完成，{paper.year}年的报告又要{promise.action}{thing}"
                yield tell(
                    paper,
                    "repeated",
                    "repeated.first_after_second",
                    LOOK,
                    quote(paper, promise.start, promise.end),
                    quote(said.paper, said.passage.start, said.passage.end),
                    why,
                )
                return


def title_again(shelf: Shelf) -> Iterator[Finding]:
    """争创甲城市, when an earlier report says that the title is won."""
    for years in shelf.reports.values():
        won: list[tuple[int, _Said]] = []
        for year in sorted(years):
            paper = years[year]
            for promise in paper.reading.commitments:
                if promise.stage == "obtain" and not pattern("renewed").search(promise.as_written):
                    yield from _won_already(paper, promise, won)
            won += [
                (year, said)
                for said in _reviewed(paper)
                if pattern("obtained").search(said.text)
                and not pattern("not_obtained").search(said.text)
                and not expression("counted").search(said.text)
            ]


def _won_already(paper: Paper, promise: Commitment, won: list[tuple[int, _Said]]) -> Iterator[Finding]:
    for thing in promise.objects:
        title = core(thing)
        for word in words("strive"):
            title = title.removeprefix(word)
        if not is_named(title):
            continue
        held = next(((year, said) for year, said in reversed(won) if year < paper.year and title in said.text), None)
        if held is not None:
            year, said = held
            why = f"{year}年的报告说已{pattern('obtained').search(said.text)[0]}“{title}”，{paper.year}年的报告又写{promise.as_written.strip()}"  # type: ignore[index]
            yield tell(
                paper,
                "repeated",
                "repeated.title_again",
                LOOK,
                quote(paper, promise.start, promise.end),
                quote(said.paper, said.passage.start, said.passage.end),
                why,
            )
            return
