"""Distinct reports in a document, and the repetitions of each: copies are found by repeated clauses, in linear time."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from ximu.ledger.report import Copy
from ximu.read.report_evidence import looks_like_report

# A clause between punctuation and spaces: long enough to be rare, and the same whatever the width of its punctuation.
# The spaces are written out, because a class that holds \s is slower.
_SPACES = r"\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_CLAUSE = re.compile(f"[^{_SPACES}。！？；，：、,;:!?]{{6,120}}")
_FEW_REPEATS = 25  # so many repeated clauses occur in a single report
_LEAST_COPY = 400  # characters of matching clauses that make a copy
_LEAST_DENSITY = 0.6  # share of a copy's clauses that must match
_SLACK = 8  # clauses missing or added at one place; with more a new chain begins, and is joined to the last one later
_GAP = 300  # clauses that may lie between two chains of one copy
_SIDE_BY_SIDE = 40  # clauses by which two chains of one copy may differ in their distance from the original
_OVERLAP = 200  # characters two copies may share at their edges; with more the later one is no copy of its own
_LEAST_REPORT = 2_000  # characters between the beginnings of two different reports
_TITLE_REACH = 600  # characters between a report's title and its opening sentence


class Segment(NamedTuple):
    """One distinct report: [start, end) of the source text, and its further copies in the same file."""

    start: int
    end: int
    copies: tuple[Copy, ...]


class _Clause(NamedTuple):
    start: int
    end: int
    first: int  # number of the first clause with the same words; its own when it is new


class _Chain:
    """Clauses that repeat earlier ones in the same order: a copy in the making."""

    __slots__ = ("begin", "begin_first", "last", "last_first", "matched")

    def __init__(self, number: int, clause: _Clause) -> None:
        self.begin = self.last = number
        self.begin_first = self.last_first = clause.first
        self.matched = clause.end - clause.start

    def takes(self, number: int, clause: _Clause) -> bool:
        """Whether the clause goes on where the chain stands, a few missing or added clauses aside."""
        return clause.first > self.last_first and abs(self.drift(number, clause)) <= _SLACK + (number - self.last) // 4

    def drift(self, number: int, clause: _Clause) -> int:
        """Clauses added here (positive) or missing here (negative) since the last one."""
        return (number - self.last) - (clause.first - self.last_first)

    def add(self, number: int, clause: _Clause) -> None:
        self.last, self.last_first = number, clause.first
        self.matched += clause.end - clause.start


class _Found(NamedTuple):
    """A copy [start, end) of the earlier characters [of_start, of_end)."""

    start: int
    end: int
    of_start: int
    of_end: int
    similarity: float


def find_reports(text: str) -> tuple[Segment, ...]:
    """The distinct reports of a document in the order of the text; a document with one report gives one segment.

    Copies that do not overlap what they repeat are listed with the first one. Linear in the length of the text.
    """
    copies = _find_copies(text)
    pieces = _pieces(text, copies)
    own: list[list[Copy]] = [[] for _ in pieces]
    for copy in copies:
        of = [number for number, (start, end) in enumerate(pieces) if copy.of_start < end and start < copy.of_end]
        cuts = [copy.start, *_beginnings(text, copy.start, copy.end), copy.end]
        # A copy of several reports in a row is cut where they are; when the cuts do not agree it stays with the first.
        parts = list(pairwise(cuts)) if len(cuts) - 1 == len(of) else [(copy.start, copy.end)]
        for number, (start, end) in zip(of, parts, strict=False):
            start, end = _trimmed(text, start, end)
            own[number].append(Copy(start=start, end=end, similarity=round(copy.similarity, 4)))
    return tuple(Segment(start, end, tuple(found)) for (start, end), found in zip(pieces, own, strict=True))


def _find_copies(text: str) -> list[_Found]:
    words = _CLAUSE.findall(text)
    if len(words) - len(set(words)) < _FEW_REPEATS:
        return []
    seen: dict[str, int] = {}
    clauses = [
        _Clause(found.start(), found.end(), seen.setdefault(found.group(), number))
        for number, found in enumerate(_CLAUSE.finditer(text))
    ]
    accepted: list[_Found] = []
    for chain in _joined(sorted(_chains(clauses), key=lambda c: c.begin)):
        found = _measure(text, clauses, chain, accepted)
        if found is None:
            continue
        if accepted and found.start < accepted[-1].end:
            if accepted[-1].end - found.start > _OVERLAP:
                continue
            accepted[-1] = accepted[-1]._replace(end=found.start)
        accepted.append(found)
    return accepted


def _joined(chains: Sequence[_Chain]) -> list[_Chain]:
    """Chains of one copy as one: a stretch was changed between them, or a stray phrase made two that run side by side."""
    out: list[_Chain] = []
    for chain in chains:
        last = out[-1] if out else None
        if last is None:
            out.append(chain)
            continue
        goes_on = 0 < chain.begin - last.last <= _GAP and 0 < chain.begin_first - last.last_first <= _GAP
        offsets = (last.last - last.last_first) - (chain.begin - chain.begin_first)
        if goes_on or (chain.begin <= last.last and abs(offsets) <= _SIDE_BY_SIDE):
            last.last, last.last_first = max(chain.last, last.last), max(chain.last_first, last.last_first)
            last.matched += chain.matched
        else:
            out.append(chain)
    return out


def _chains(clauses: Sequence[_Clause]) -> Iterator[_Chain]:
    """All chains long enough to be looked at. At most four are open at a time, so the work stays linear."""
    open_chains: list[_Chain] = []
    for number, clause in enumerate(clauses):
        if clause.first == number:
            continue
        taking = [chain for chain in open_chains if chain.takes(number, clause)]
        if taking:
            # A phrase that stands twice in a report opens a chain of its own, which must not take over the true one.
            min(taking, key=lambda c: (abs(c.drift(number, clause)), -c.matched)).add(number, clause)
        else:
            open_chains.append(_Chain(number, clause))
            if len(open_chains) > 4:
                weakest = min(open_chains[:-1], key=lambda c: (c.last > number - _GAP, c.matched))
                open_chains.remove(weakest)
                if weakest.matched >= _LEAST_COPY:
                    yield weakest
    yield from (chain for chain in open_chains if chain.matched >= _LEAST_COPY)


def _measure(text: str, clauses: Sequence[_Clause], chain: _Chain, accepted: Sequence[_Found]) -> _Found | None:
    """The copy a chain stands for, or None when too little of it matches or it overlaps what it repeats."""
    begin, last = clauses[chain.begin], clauses[chain.last]
    of_begin, of_last = clauses[chain.begin_first], clauses[chain.last_first]
    here = sum(c.end - c.start for c in clauses[chain.begin : chain.last + 1])
    there = sum(c.end - c.start for c in clauses[chain.begin_first : chain.last_first + 1])
    known = {c.first for c in clauses[chain.begin_first : chain.last_first + 1]}
    matched = sum(c.end - c.start for c in clauses[chain.begin : chain.last + 1] if c.first in known)
    similarity = matched / max(here, there)
    if similarity < _LEAST_DENSITY or of_last.end > begin.start:
        return None
    # The exact edges lie between two clauses. The original must not grow into its own first copy, nor a copy into the last.
    floor = max(of_last.end, accepted[-1].end if accepted else 0)
    before = _common(text, begin.start, of_begin.start, -1, floor)
    ceiling = min((c.start for c in accepted if c.start >= of_last.end), default=begin.start - before)
    after = _common(text, last.end, of_last.end, 1, ceiling)
    start, end = begin.start - before, last.end + after
    while start < begin.start and text[start].isspace():
        start += 1
        before -= 1
    while end > last.end and text[end - 1].isspace():
        end -= 1
    return _Found(start, end, of_begin.start - before, of_last.end + after, min(1.0, similarity))


def _common(text: str, here: int, there: int, step: int, bound: int) -> int:
    """How many characters before (step -1) or after (step 1) two places are the same, at most 200.

    `bound` keeps the two stretches apart: the end of the original going back, the start of the copy going on.
    """
    count = 0
    while count < 200:
        a, b = (here - count - 1, there - count - 1) if step < 0 else (here + count, there + count)
        if b < 0 or a >= len(text) or (step < 0 and a < bound) or (step > 0 and b >= bound) or text[a] != text[b]:
            break
        count += 1
    return count


def _pieces(text: str, copies: Sequence[_Found]) -> list[tuple[int, int]]:
    """The stretches of text that hold one distinct report each: between copies, cut where a new report begins."""
    free: list[tuple[int, int]] = []
    done = 0
    for copy in copies:
        free.append((done, copy.start))
        done = copy.end
    free.append((done, len(text)))
    pieces: list[tuple[int, int]] = []
    for start, end in free:
        if pieces and (end - start < _LEAST_REPORT or not looks_like_report(text[start:end]).enough):
            continue  # page furniture between copies, comments after the last one
        cuts = [start, *_beginnings(text, start, end), end]
        pieces.extend((a, b) for a, b in pairwise(cuts) if b > a)
    return [_trimmed(text, start, end) for start, end in pieces] or [(0, len(text))]


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    return start, start + len(text[start:end].rstrip()) or end


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    with files("ximu.read").joinpath("copies.toml").open("rb") as file:
        data = tomllib.load(file)
    title = re.compile("|".join(data["titles"]), re.MULTILINE)
    return re.compile("|".join(data["openings"])), title, re.compile(data["in_titles"])


def _beginnings(text: str, start: int, end: int) -> list[int]:
    """Where a second, third … report begins inside one stretch of text."""
    if end - start < 2 * _LEAST_REPORT:
        return []
    opening, title, in_titles = _patterns()
    openings = [m.start() for m in opening.finditer(text, start, end)]
    # Few lines hold the words, and looking at each line for the whole pattern takes long.
    lines = sorted({text.rfind("\n", 0, m.start()) + 1 for m in in_titles.finditer(text, start, end)})
    titles = [line for line in lines if line >= start and title.match(text, line, end)]
    marks = sorted({*(_beginning(text, start, at, titles) for at in openings), *titles})
    cuts: list[int] = []
    for mark in marks:
        if mark - (cuts[-1] if cuts else start) >= _LEAST_REPORT and end - mark >= _LEAST_REPORT:
            cuts.append(mark)
    return cuts


def _beginning(text: str, start: int, opening: int, titles: Sequence[int]) -> int:
    """Where the report with this opening sentence begins: at its title, else at the address before the opening."""
    near = [t for t in titles if opening - _TITLE_REACH <= t < opening]
    if near:
        return near[0]
    floor = max(start, opening - _TITLE_REACH)
    named = text.rfind("政府工作报告", floor, opening)
    at = named if named >= 0 else text.rfind("代表", floor, opening)
    if at < 0:
        return opening
    return max(start, floor, *(text.rfind(mark, floor, at) + 1 for mark in "\n。！？"))
