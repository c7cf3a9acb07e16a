"""Sentences taken over from last year's report or from another place, found by the clauses that they share."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from ximu.ledger.finding import Finding
from ximu.link.collection import Paper
from ximu.link.findings.passages import Passage, parts_of, sentences
from ximu.link.findings.seen_twice import seen_twice
from ximu.link.findings.shelf import Shelf
from ximu.link.findings.telling import NOTE, quote, tell
from ximu.link.words import table
from ximu.terms import places

_HAN = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z.%]")


class _Sentence(NamedTuple):
    """A sentence of a report: its pieces are what is compared."""

    paper: Paper
    passage: Passage
    pieces: tuple[str, ...]

    @property
    def length(self) -> int:
        """Characters of all pieces."""
        return sum(map(len, self.pieces))


@cache
def _limits() -> dict[str, Any]:
    found: dict[str, Any] = table("findings/findings")["recycled"]
    return found


@cache
def _custom() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _limits()["custom"].split())))


def sentence(shelf: Shelf) -> Iterator[Finding]:
    """A sentence whose pieces stand, for the most part, in a sentence of last year's report or of another place.

    Two passes over the texts: the first learns which pieces occur twice, the second keeps the sentences made of them.
    """
    papers = [paper for years in shelf.reports.values() for paper in years.values()]
    characters = sum(paper.report.characters for paper in papers)
    again = seen_twice(
        (piece for paper in papers for one in _sentences(paper) for piece in one.pieces), characters // 10
    )
    kept, formulas = _of_known_pieces(papers, again)
    index = _index(kept)
    for number, one in enumerate(kept):
        shared: Counter[int] = Counter()
        for piece in set(one.pieces) - formulas:
            for other in index[piece]:
                if other != number and _may_be_taken_from(one.paper, kept[other].paper):
                    shared[other] += len(piece)
        best = max(shared, key=lambda other: (shared[other], kept[other].paper.year), default=None)
        if best is None:
            continue
        common = _in_common(one, kept[best], formulas)
        longest = max(one.length, kept[best].length)
        if common >= _limits()["shortest"] and common >= _limits()["alike"] * longest:
            yield _taken_over(one, kept[best], common, longest)


def _of_known_pieces(papers: Sequence[Paper], again: set[int]) -> tuple[list[_Sentence], frozenset[str]]:
    """The sentences made mostly of pieces that occur twice, and the pieces in so many reports that they are formulas."""
    kept: list[_Sentence] = []
    reports: Counter[str] = Counter()
    limit: float = _limits()["alike"]
    for paper in papers:
        here: set[str] = set()
        for one in _sentences(paper):
            known = [piece for piece in one.pieces if hash(piece) in again]
            here.update(known)
            if sum(map(len, known)) >= limit * one.length:
                kept.append(one)
        reports.update(here)
    fewest: int = _limits()["formula"]
    return kept, frozenset(piece for piece, count in reports.items() if count >= fewest)


def _own_name(place: str | None) -> re.Pattern[str] | None:
    """The names by which a report calls its own place, the longest first; None when the place is not known."""
    names = sorted({place, places.short_name(place)}, key=len, reverse=True) if place else []
    return re.compile("|".join(map(re.escape, names))) if names else None


def _sentences(paper: Paper) -> Iterator[_Sentence]:
    own = _own_name(paper.report.place)
    for passage in sentences(paper):
        if passage.role in _limits()["sections"] or len(passage.text) < _limits()["shortest"]:
            continue
        if _custom().search(passage.text):
            continue
        # 建设美丽临江 and 建设美丽青禾 are one sentence with the name filled in.
        told = own.sub("", passage.text) if own is not None else passage.text
        pieces = tuple(piece for found in parts_of(told) if len(piece := _HAN.sub("", found)) >= _limits()["piece"])
        one = _Sentence(paper, passage, pieces)
        if one.length >= _limits()["shortest"]:
            yield one


def _index(kept: list[_Sentence]) -> dict[str, list[int]]:
    index: dict[str, list[int]] = defaultdict(list)
    for number, one in enumerate(kept):
        for piece in set(one.pieces):
            index[piece].append(number)
    return index


def _may_be_taken_from(paper: Paper, other: Paper) -> bool:
    """Last year's report of the place, or an earlier one (or of the same year) of another place of its level."""
    if paper.place == other.place:
        return other.year == paper.year - 1
    levels = {paper.report.level, other.report.level} - {None}
    if len(levels) == 2:
        return False
    # Of two reports of one year the first by key counts as the source, so that a pair is told once.
    return other.year < paper.year or (other.year == paper.year and other.place < paper.place)


def _in_common(one: _Sentence, other: _Sentence, formulas: frozenset[str]) -> int:
    both = Counter(one.pieces) & Counter(other.pieces)
    return sum(len(piece) * times for piece, times in both.items() if piece not in formulas)


def _taken_over(one: _Sentence, other: _Sentence, common: int, longest: int) -> Finding:
    same_place = one.paper.place == other.paper.place
    whose = "上年的报告" if same_place else f"{other.paper.report.place}{other.paper.year}年的报告"
    why = f"与{whose}用了同一句话：{longest}字中有{common}字相同"
    return tell(
        one.paper,
        "recycled",
        "recycled.sentence",
        NOTE,
        quote(one.paper, one.passage.start, one.passage.end),
        quote(other.paper, other.passage.start, other.passage.end),
        why,
    )
