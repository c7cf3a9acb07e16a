"""The clauses and sentences of a paper with their section, in source positions, cut once for every kind of finding."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import NamedTuple

from ximu.ledger.report import Role
from ximu.link.collection import Paper

_SENTENCE = re.compile(r"[^。！？；;!?\n]+")
_CLAUSE = re.compile(r"[^，,：:、。！？；;!?\n]+")
_CLAUSE_WITH_LISTS = re.compile(r"[^，,：:。！？；;!?\n]+")


class Passage(NamedTuple):
    """Characters [start, end) of the source text, and the role of the section they stand in."""

    start: int
    end: int
    text: str
    role: Role


class Roles:
    """The role of the section at any position of a paper."""

    def __init__(self, paper: Paper) -> None:
        sections = sorted(paper.reading.sections, key=lambda one: (one.start, one.level))
        self._starts = [one.start for one in sections]
        self._roles: list[Role] = [one.role for one in sections]

    def at(self, position: int) -> Role:
        """The role there; `front` before the first section."""
        found = bisect_right(self._starts, position)
        return self._roles[found - 1] if found else "front"


def sentences(paper: Paper) -> Iterator[Passage]:
    """The sentences of a paper, cut also at ； and line ends."""
    return _cut(paper, _SENTENCE)


def clauses(paper: Paper) -> Iterator[Passage]:
    """The clauses of a paper; a list with 、 stays in one piece."""
    return _cut(paper, _CLAUSE_WITH_LISTS)


def parts_of(sentence: str) -> list[str]:
    """The smallest pieces of a sentence, cut at every mark."""
    return _CLAUSE.findall(sentence)


def _cut(paper: Paper, pieces: re.Pattern[str]) -> Iterator[Passage]:
    roles = Roles(paper)
    for found in pieces.finditer(paper.text, paper.report.start, paper.report.end):
        yield Passage(found.start(), found.end(), found.group(), roles.at(found.start()))
