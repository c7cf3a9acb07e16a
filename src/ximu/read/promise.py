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
from ximu.read.promises.judge import Verdict, at_once, judge
from ximu.read.promises.objects import split_objects
from ximu.read.promises.units import UnitReader
from ximu.read.promises.words import words

_FORWARD = frozenset({"goals", "plan", "self_government", "appendix"})


class Promise(NamedTuple):
    """One clause that says what the government will do; positions are half-open code points of the clean text.

    `doubt` is an id of doubt.toml, "" when the promise is sure.
    """

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


_PARAGRAPH = re.compile(r"\n|。(?=[（(][一二三四五六七八九十])")  # behind it a heading can stand
_RUN_IN = re.compile(
    r"[ \t\u3000*]*(?P<numbered>[（(]?[一二三四五六七八九十]+[)）、.]|\d+[.．、])?"
    r"(?=[^。！；;\n:：]{0,60}+(?:[。:：\n]|\Z))[^。！；;\n]{2,60}"
    r"(?P<close>[。:：](?=[^\n])|(?<![，,、])(?=\n|\Z))"
)
# 一是…。 with more of its own behind it announces; with 二是 right behind it, it is the item itself.
_RUN_IN_ITEM = re.compile(r"[一二三四五六七八九十]是[^，,。；;\n]{2,20}。(?=[^\n])(?![一二三四五六七八九十]{1,2}是)")
_ITEM_BEGINS = "。\u3000\n 十"
_NO_HEADING = re.compile(r"[，,][^，,]*[，,]|年[底内]|\d月")  # three clauses, or a time: a task of its own
_INDENT = 12  # characters that may stand before a heading on its line
_RUN_IN_LENGTH, _LINE_LENGTH = 24, 40  # longest heading at the head of a paragraph, and on a line of its own
_SHORTEST, _LONGEST = 2, 400  # characters of a clause; of a longer one (damaged text) only the beginning is judged
_MEASURED, _REACHED = frozenset({"counted", "maintain", "claim"}), frozenset({"quantity", "maintain"})
_RULES: dict[str, tuple[str, ...]] = {}
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
    around: list[Part] = []
    at = 0
    for start, end in pairwise(edges):
        around = [part for part in around if part.end > start]
        while at < len(parts) and parts[at].start <= start:
            if parts[at].end > start:
                around.append(parts[at])
            at += 1
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
    last = found[0][1] if found else stretch.start
    begins = [match.end() for match in _PARAGRAPH.finditer(text, max(0, last - 1), stretch.end)]
    for begin in begins if last else [0, *begins]:
        match = _RUN_IN.match(text, begin, stretch.end) if begin >= last else None
        if match is None:
            continue
        last = match.end()
        length = last - match.start()
        announces = length <= _RUN_IN_LENGTH and not _NO_HEADING.search(match[0])
        if announces or match["numbered"] or (not match["close"] and length <= _LINE_LENGTH):
            found.append(match.span())
    items = [
        match.span()
        for match in _RUN_IN_ITEM.finditer(text, stretch.start, stretch.end)
        if text[match.start() - 1] in _ITEM_BEGINS
    ]
    return sorted(found + items) if items else found


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
        """The promises of the stretch, in order."""
        text, known, headings, starts, units = self.text, words(), self.headings, self.starts, self.units
        bare, led = at_once(timed=False), at_once(timed=True)
        heading_at, heading_count = 0, len(headings)
        first, number_count = bisect_left(starts, self.stretch.start), len(starts)
        found: list[Promise] = []
        carried = ""
        end = self.stretch.start
        # All clauses in one call, as strings: this loop runs once a clause, and a match object costs more than its words.
        for numbering, lead, frame, verb, body, close in known.clause.findall(text, end, self.stretch.end):
            at = end + len(numbering)
            body_start = at + len(lead) + len(verb)
            body_end = body_start + len(body)
            end = body_end + len(close)
            if body_end - at >= _SHORTEST:
                while heading_at < heading_count and headings[heading_at][1] <= at:
                    heading_at += 1
                while first < number_count and starts[first] < at:
                    first += 1
                counted = first < number_count and starts[first] < body_end
                if counted or heading_at == heading_count or headings[heading_at][0] > at:
                    plain = None if counted else (led if lead else bare).get(verb or frame)
                    if plain is not None and not plain.telling(body[::-1]):
                        verdict = plain.verdict
                    else:
                        place = at, body_start, min(body_end, body_start + _LONGEST)
                        verdict = judge(text, known, frame, verb, place, counted, carried)
                    if verdict.label != "none" and not (units.any and units.names_unit(at, body_end)):
                        found.append(self._promise(at, body_end, verdict, first))
                    carried = verdict.action if verdict.label == "testable" else ""
            if not close or close in _STOPS:
                carried = ""
                self.due.begin_sentence(end)
        return found

    def _promise(self, start: int, end: int, verdict: Verdict, first: int) -> Promise:
        label, action, stage, _, rule, doubt = verdict
        due_on, assumed = self.due.of_clause(start, end) if self.due.any else self.due.assumed
        objects: tuple[str, ...] = ()
        if label == "directional":
            stage = ""
        else:
            name, cut = _without_numbers(self.text, verdict, self.numbers, first)
            objects = split_objects(
                name,
                drop_tail=stage in _OPEN_STAGES,
                cut_subject=action in words().lets_do,
                numbers_cut=cut,
            )
        responsible = self.units.of_clause(start) if self.units.any else None
        rules = _RULES.get(rule) or _RULES.setdefault(rule, (f"promise/{rule}",))
        return Promise._make(
            (start, end, label, action, objects, stage, due_on, assumed, responsible, rules, not doubt, doubt)
        )


def _without_numbers(text: str, verdict: Verdict, numbers: Sequence[tuple[int, int]], first: int) -> tuple[str, bool]:
    """The words of the object and whether numbers were taken out of them; of a number to reach, what it is the number of."""
    start, end = verdict.body
    last, at, count = start, first, len(numbers)
    body = ""
    while at < count and numbers[at][0] < end:
        number = numbers[at]
        if number[0] >= last:
            body += text[last : number[0]]
            last = min(number[1], end)
        at += 1
    body += text[last:end]
    if verdict.rule in _MEASURED and (not verdict.action or verdict.stage in _REACHED):
        body = body.replace(":", "：").rpartition("：")[2]
        cut = words().hints["subject_end"].search(body)
        if cut and cut.start() > 1:
            body = body[: cut.start()]
    return body, last > start
