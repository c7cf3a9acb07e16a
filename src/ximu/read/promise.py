"""Sentences that promise without the number being the point: one Promise for each clause that says what will be done."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from ximu.ledger.commitment import Label, Stage
from ximu.read.outline import Part
from ximu.read.promises.due import DueReader, long_goal
from ximu.read.promises.judge import Verdict, judge
from ximu.read.promises.objects import split_objects
from ximu.read.promises.units import UnitReader
from ximu.read.promises.words import words

_FORWARD = frozenset({"goals", "plan", "self_government", "appendix"})


class Promise(NamedTuple):
    """One clause that says what the government will do; positions are half-open code points of the clean text."""

    start: int
    end: int
    label: Label
    action: str
    objects: tuple[str, ...]
    stage: Stage
    due_on: date | None
    due_assumed: bool
    responsible: str | None
    rules: tuple[str, ...]
    sure: bool
    doubt: str


_RUN_IN = re.compile(
    r"(?:^[ \t\u3000*]*|(?<=。)(?=[（(][一二三四五六七八九十]))"
    r"(?P<numbered>[（(]?[一二三四五六七八九十]+[)）、.]|\d+[.．、])?[^。！；;\n]{2,60}(?P<close>[。:：](?=[^\n])|(?<![，,、])(?=\n|\Z))",
    re.M,
)
_INDENT = 12  # characters that may stand before a heading on its line
_RUN_IN_LENGTH, _LINE_LENGTH = 24, 40  # longest heading at the head of a paragraph, and on a line of its own
_STOPS = "。！!\n"
_OPEN_STAGES = frozenset({"start", "advance"})


def promises(
    text: str, parts: tuple[Part, ...], report_year: int | None, numbers: Sequence[tuple[int, int]]
) -> list[Promise]:
    """The promises of the parts of `text` that look forward.

    `numbers` are the (start, end) of the measures in `text`, in order; a clause that holds one is a number to reach.
    """
    found: list[Promise] = []
    starts = [number[0] for number in numbers]
    for stretch in forward_stretches(parts):
        found += _Walk(text, stretch, report_year, numbers, starts).read()
    return found


class Stretch(NamedTuple):
    """A stretch of text that looks forward; `titles` are those of the parts around it, outermost first."""

    start: int
    end: int
    role: str
    titles: tuple[str, ...]


def forward_stretches(parts: tuple[Part, ...]) -> list[Stretch]:
    """The stretches of text whose innermost part looks forward, in order."""
    edges = sorted({part.start for part in parts} | {part.end for part in parts})
    stretches: list[Stretch] = []
    for start, end in pairwise(edges):
        around = [part for part in parts if part.start <= start and end <= part.end]
        if around:
            inner = max(around, key=lambda part: part.level)
            if inner.role in _FORWARD:
                stretches.append(Stretch(start, end, inner.role, tuple(part.title for part in around)))
    return stretches


def _headings(text: str, stretch: Stretch) -> list[tuple[int, int]]:
    """Sentences that only announce a paragraph: short, at its head, with more behind them; and lines without a stop."""
    if stretch.role == "appendix":  # there the short numbered sentences are the tasks themselves
        return []
    found = []
    title = stretch.titles[-1] if stretch.titles else ""
    if title:
        at = text.find(title, stretch.start, stretch.start + len(title) + _INDENT)
        if at >= 0:
            found.append((stretch.start, at + len(title)))
    for match in _RUN_IN.finditer(text, found[0][1] if found else stretch.start, stretch.end):
        length = match.end() - match.start()
        if length <= _RUN_IN_LENGTH or match["numbered"] or (not match["close"] and length <= _LINE_LENGTH):
            found.append(match.span())
    return found


class _Walk:
    """Reads the clauses of one stretch in order, with what the sentence and the paragraph have said so far."""

    def __init__(
        self,
        text: str,
        stretch: Stretch,
        report_year: int | None,
        numbers: Sequence[tuple[int, int]],
        starts: list[int],
    ) -> None:
        self.text, self.stretch, self.numbers, self.starts = text, stretch, numbers, starts
        self.headings = _headings(text, stretch)
        self.units = UnitReader(text, stretch.start, stretch.end)
        goal = next((end for title in stretch.titles if (end := long_goal(title, report_year))), None)
        year_end = date(report_year, 12, 31) if report_year else None
        self.due = DueReader(text, stretch.start, stretch.end, report_year, goal or year_end)

    def read(self) -> list[Promise]:
        text, known, headings, starts = self.text, words(), self.headings, self.starts
        heading_at, heading_count = 0, len(headings)
        found: list[Promise] = []
        carried = ""
        for match in known.clause.finditer(text, self.stretch.start, self.stretch.end):
            body_start, body_end = match.span("body")
            at = match.start("head")
            if body_end - at >= 2:
                while heading_at < heading_count and headings[heading_at][1] <= at:
                    heading_at += 1
                first = bisect_left(starts, at)
                counted = first < len(starts) and starts[first] < body_end
                in_heading = heading_at < heading_count and headings[heading_at][0] <= at
                if counted or not in_heading:
                    frame, verb = match.group("frame", "verb")
                    verdict = judge(text, known, frame or "", verb or "", body_start, body_end, counted, carried)
                    if verdict.label != "none" and not (self.units.any and self.units.names_unit(at, body_end)):
                        found.append(self._promise(at, body_end, verdict, first))
                    carried = verdict.action if verdict.label == "testable" else ""
            if match["close"] in _STOPS:
                carried = ""
                self.due.begin_sentence(match.end())
        return found

    def _promise(self, start: int, end: int, verdict: Verdict, first: int) -> Promise:
        due_on, assumed = self.due.of_clause(start, end)
        directional = verdict.label == "directional"
        objects: tuple[str, ...] = ()
        if not directional:
            objects = split_objects(
                _without_numbers(self.text, verdict, self.numbers, first),
                drop_tail=verdict.stage in _OPEN_STAGES,
                cut_subject=verdict.action in words().lets_do,
            )
        return Promise(
            start,
            end,
            verdict.label,  # type: ignore[arg-type]
            verdict.action,
            objects,
            "" if directional else verdict.stage,
            due_on,
            assumed,
            self.units.of_clause(start) if self.units.any else None,
            (f"promise/{verdict.rule}",),
            not verdict.doubt,
            verdict.doubt,
        )


def _without_numbers(text: str, verdict: Verdict, numbers: Sequence[tuple[int, int]], first: int) -> str:
    """The words of the object, numbers taken out; of a number to reach without verb, what it is the number of."""
    start, end = verdict.body
    pieces, last = [], start
    for number in numbers[first:]:
        if number[0] >= end:
            break
        if number[0] >= last:
            pieces.append(text[last : number[0]])
            last = min(number[1], end)
    pieces.append(text[last:end])
    body = "".join(pieces)
    if verdict.rule in {"counted", "maintain", "claim"} and (
        not verdict.action or verdict.stage in {"quantity", "maintain"}
    ):
        body = body.replace(":", "：").rpartition("：")[2]
        cut = words().hints["subject_end"].search(body)
        if cut and cut.start() > 1:
            body = body[: cut.start()]
    return body
