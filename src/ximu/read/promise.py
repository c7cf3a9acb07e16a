"""Sentences that promise without the number being the point: one Promise for each clause that says what will be done."""

from __future__ import annotations

import itertools
import re
import sys
from bisect import bisect_left
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from ximu.ledger.commitment import Label, Stage
from ximu.read.numerals.value import small_number
from ximu.read.outline import Part
from ximu.read.promises.due import DueReader, long_goal
from ximu.read.promises.judge import at_once, judge
from ximu.read.promises.names import strength
from ximu.read.promises.objects import MANIFOLD, split_objects
from ximu.read.promises.units import UnitReader
from ximu.read.promises.verdict import Verdict
from ximu.read.promises.words import words
from ximu.read.stretches import stretches

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


_PARAGRAPH = re.compile(r"\n|。[（(][一二三四五六七八九十]")  # behind its first character a heading can stand
_RUN_IN = re.compile(
    r"[ \t\u3000*]*(?P<numbered>[（(]?[一二三四五六七八九十]+[)）、.]|\d+[.．、])?"
    r"(?=[^。！；;\n:：]{0,60}+(?:[。:：\n]|\Z))[^。！；;\n]{2,60}"
    r"(?P<close>[。:：](?=[^\n])|(?<![，,、])(?=\n|\Z))"
)
# 一是…。 with more of its own behind it announces; with 二是 right behind it, it is the item itself.
_RUN_IN_ITEM = re.compile(
    r"[一二三四五六七八九十]是[^，,。；;\n]{2,20}(?:[，,][^，,。；;\n]{2,20})?。(?=[^\n])(?![一二三四五六七八九十]{1,2}是)"
)
# ②某水厂二期工程。 with its tasks behind it announces them; in a list of tasks the next number follows at once.
_CIRCLED = re.compile(r"[①-⑳][^，,。；;：\n]{2,24}[。：](?=[^\n①-⑳])")
_ITEM_BEGINS = "。\u3000\n 十"
_NO_HEADING = re.compile(r"《|[，,][^，,]*[，,]|年[底内]|\d月")  # three clauses, or a time: a task of its own
_TIMED = re.compile(r"年[底内]|[月季]底|上半年|下半年")  # a line that names a time is a task
_OWN_PLACE = re.compile("(?![全我本各将把对使])[\u4e00-\u9fff]{2,4}?[省市区县州盟旗镇]")
_TASK, _TASK_LONGEST = re.compile(r"[ \t\u3000]*\d{1,2}[.．、](?!\d)"), 120  # an item of a list of tasks
_INDENT = 12  # characters that may stand before a heading on its line
_RUN_IN_LENGTH, _LINE_LENGTH = 24, 40  # longest heading at the head of a paragraph, and on a line of its own
_SHORTEST, _LONGEST = 2, 400  # characters of a clause; of a longer one (damaged text) only the beginning is judged
_MEASURED, _REACHED = frozenset({"counted", "maintain", "claim"}), frozenset({"quantity", "maintain"})
_NOTHING: tuple[str, ...] = ()
_EXPLAINED = re.compile(r"^[（(][^）)]*[）)]")
_NUMBERED = re.compile(r"^\d{1,2}[、．]")  # the number of a task
_MANIFOLD = re.compile(MANIFOLD)
_AND = ("和", "及", "与")
_AS_WELL = "以及"
_RATES = ("增速", "增幅", "涨幅", "降幅", "增量", "占比")
_COUNT_OF_NAMED = re.compile(r"(?P<count>[2-9两三四五六七八九])[个条座项处家所大][^、，\d]{2,12}$")
_BRACKETS = ("（", "(")
_STOPS = "。！!\n"
_NEVER = (sys.maxsize, sys.maxsize)
_BUILT = frozenset({"start", "finish"})
_OPEN_STAGES = frozenset({"start", "advance"})


def promises(
    text: str,
    parts: tuple[Part, ...],
    report_year: int | None,
    numbers: Sequence[tuple[int, int]],
    names: Sequence[tuple[str, ...]] = (),
) -> list[Promise]:
    """The promises of the parts of `text` that look forward.

    `numbers` are the (start, end) of the measures in `text`, in order; a clause that holds one is a number to reach.
    `names` are the indicators of each of them, where they are known.
    """
    found: list[Promise] = []
    starts = [number[0] for number in numbers]
    for stretch in forward_stretches(parts):
        found += _Walk(text, stretch, report_year, numbers, starts, names).read()
    return found


class Stretch(NamedTuple):
    """A stretch of text that looks forward; `titles` are those of the parts around it, outermost first."""

    start: int
    end: int
    role: str
    titles: tuple[str, ...]


def forward_stretches(parts: tuple[Part, ...]) -> list[Stretch]:
    """The stretches of text whose innermost part looks forward, in order."""
    found = []
    for start, end, around in stretches(parts):
        if around:
            inner = max(around, key=lambda part: part.level)
            if inner.role in _FORWARD:
                found.append(Stretch(start, end, inner.role, tuple(part.title for part in around)))
    return found


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
    begins = [match.start() + 1 for match in _PARAGRAPH.finditer(text, max(0, last - 1), stretch.end)]
    for begin in begins if last else [0, *begins]:
        match = _RUN_IN.match(text, begin, stretch.end) if begin >= last else None
        if match is None:
            continue
        if match["numbered"] and _in_task_list(text, begin, stretch):
            continue
        last = match.end()
        length = last - match.start()
        announces = length <= _RUN_IN_LENGTH and not _NO_HEADING.search(match[0])
        bare = not match["close"] and length <= _LINE_LENGTH and not _TIMED.search(match[0])
        if announces or match["numbered"] or bare:
            found.append(match.span())
    items = [
        match.span()
        for match in _RUN_IN_ITEM.finditer(text, stretch.start, stretch.end)
        if text[match.start() - 1] in _ITEM_BEGINS
    ]
    if text.find("①", stretch.start, stretch.end) >= 0:
        circled = [match.span() for match in _CIRCLED.finditer(text, stretch.start, stretch.end)]
        items += circled if len(circled) > 1 else []
    return sorted(found + items) if items else found


def _in_task_list(text: str, begin: int, stretch: Stretch) -> bool:
    """Whether a numbered line stands in a list of tasks: it and the one beside it are short and numbered in digits."""
    end = text.find("\n", begin, stretch.end)
    if end < 0 or end - begin > _TASK_LONGEST or not _TASK.match(text, begin, end):
        return False
    before = text[max(stretch.start, begin - 2 * _TASK_LONGEST) : begin].rstrip().rpartition("\n")[2]
    after = text[end : min(stretch.end, end + 2 * _TASK_LONGEST)].lstrip().partition("\n")[0]
    return any(len(line) <= _TASK_LONGEST and _TASK.match(line) for line in (before, after))


class _Walk:
    """Reads the clauses of one stretch in order, with what the sentence and the paragraph have said so far."""

    def __init__(
        self,
        text: str,
        stretch: Stretch,
        report_year: int | None,
        numbers: Sequence[tuple[int, int]],
        starts: list[int],
        names: Sequence[tuple[str, ...]],
    ) -> None:
        self.names = names
        self.text, self.stretch, self.numbers, self.starts = text, stretch, numbers, starts
        self.headings = _headings(text, stretch)
        self.units = UnitReader(text, stretch.start, stretch.end)
        goal = next((end for title in stretch.titles if (end := long_goal(title, report_year))), None)
        year_end = date(report_year, 12, 31) if report_year else None
        self.due = DueReader(text, stretch.start, stretch.end, report_year, goal or year_end)

    def read(self) -> list[Promise]:
        """The promises of the stretch, in order."""
        text, known, starts, units, times = self.text, words(), self.starts, self.units, self.due
        unit_named, due_named, due = units.any, times.any, times.assumed
        telling = known.telling.search
        bare, led = at_once(timed=False), at_once(timed=True)
        headings = iter(self.headings)
        heading_start, heading_end = next(headings, _NEVER)
        first = bisect_left(starts, self.stretch.start)
        number = starts[first] if first < len(starts) else sys.maxsize
        found: list[Promise] = []
        carried, led_by, responsible = "", "", None
        # Of the sentence so far, for a clause without an object of its own: the last objects, or the words of an intention.
        said, before = _NOTHING, (0, 0)
        end = self._begin()
        # All clauses in one call, as strings: this loop runs once a clause, and a match object costs more than its words.
        for numbering, lead, frame, verb, body, close in known.clause.findall(text, end, self.stretch.end):
            at = end + len(numbering)
            body_start = at + len(lead) + len(verb)
            body_end = body_start + len(body)
            end = body_end + len(close)
            if body_end - at >= _SHORTEST and (body or verb or lead[-1:] != "年"):
                while heading_end <= at:
                    heading_start, heading_end = next(headings, _NEVER)
                while number < at:
                    first += 1
                    number = starts[first] if first < len(starts) else sys.maxsize
                counted = number < body_end
                if counted or heading_start > at:
                    backwards = body[::-1]
                    plain = None if counted else (led if lead else bare).get(verb or frame)
                    hit = plain.look(backwards) if plain is not None else None
                    if plain is not None and hit is None:
                        verdict = plain.verdict
                    else:
                        place = at, body_start, min(body_end, body_start + _LONGEST)
                        told = telling(backwards, hit.start() if hit else 0) is not None
                        verdict = judge(text, known, frame, verb, place, counted, carried, told)
                    if led_by and (verdict.doubt or not verdict.action):
                        verdict = _going_on(text, verdict, at, body_end, led_by)
                    label, action, stage, _, rule, doubt = verdict
                    carried = action if label == "testable" and action in known.verbs else ""
                    led_by = action if label == "ongoing" else ""
                    if label != "none" and not (unit_named and units.names_unit(at, body_end)):
                        if due_named:
                            due = times.of_clause(at, body_end)
                        if unit_named:
                            responsible = units.of_clause(at)
                        if label == "directional":
                            objects, before = _NOTHING, (body_start, body_end)
                        else:
                            objects = said = self._objects(verdict, first) or said or self._meant(stage, before)
                        # as a tuple first: `Promise(…)` takes twice the time
                        promise = at, body_end, label, action, objects, stage, *due, responsible, *_grounds(rule, doubt)
                        found.append(Promise._make(promise))
            if not close or close in _STOPS:
                carried, led_by, said, before = "", "", _NOTHING, (0, 0)
                if due_named:
                    times.begin_sentence(end)
        return found

    def _meant(self, stage: Stage, before: tuple[int, int]) -> tuple[str, ...]:
        """What a clause without an object builds when only the intention in front of it says so."""
        return split_objects(self.text[slice(*before)]) if stage in _BUILT else ()

    def _begin(self) -> int:
        """Where the clauses begin: in an appendix, whose short sentences are all tasks, behind its title."""
        start, title = self.stretch.start, self.stretch.titles[-1] if self.stretch.titles else ""
        at = self.text.find(title, start, start + len(title) + _INDENT) if title else -1
        return at + len(title) if self.stretch.role == "appendix" and at >= 0 else start

    def _objects(self, verdict: Verdict, first: int) -> tuple[str, ...]:
        """What the clause acts on; `first` is the index of the first number in or behind it."""
        if self.names and verdict.rule in _MEASURED and not verdict.action and verdict.stage in _REACHED:
            reached = self._reached(verdict, first)
            if reached:
                return reached
        name, cut = _without_numbers(self.text, verdict, self.numbers, first)
        return split_objects(
            name,
            drop_tail=verdict.stage in _OPEN_STAGES or verdict.action in words().sorts.holds,
            cut_subject=verdict.action in words().sorts.lets_do,
            numbers_cut=cut,
            issued=verdict.stage == "issue",
        )

    def _reached(self, verdict: Verdict, first: int) -> tuple[str, ...]:
        """What the numbers of a clause without a verb are the numbers of."""
        found: list[str] = []
        start, end = verdict.body
        while first < len(self.numbers) and self.numbers[first][0] < end:
            found += self.names[first]
            first += 1
        # 310条河流…比例: what is counted in front is part of the next name
        whole = [
            name for name, next_ in itertools.zip_longest(found, found[1:], fillvalue="") if not next_.startswith(name)
        ]
        reached = list(dict.fromkeys(_NUMBERED.sub("", name, count=1) for name in whole or found if len(name) > 1))
        if (
            reached
            and (place := _OWN_PLACE.match(self.text, start, end))
            and self.text.startswith(reached[0], place.end())
        ):
            reached[0] = place[0] + reached[0]
        # 研发投入增速: the indicator is 研发投入, what is to be reached its growth
        for index, name in enumerate(reached):
            at = self.text.find(name, start, end)
            if at >= 0 and self.text.startswith(_RATES, at + len(name), end):
                reached[index] = self.text[at : at + len(name) + 2]
        return tuple(reached)


def _going_on(text: str, verdict: Verdict, start: int, end: int, led_by: str) -> Verdict:
    """The verdict of a clause without a verb that may go on with the list of the clause before, whose verb is `led_by`."""
    if text.startswith(_AS_WELL, start):  # 以及东湖灌区、云溪水库等水利工程
        start += len(_AS_WELL)
        goes_on = strength(text[start:end], 3) > 2
    else:  # 东湖、云溪等17条公路
        goes_on = verdict.rule == "counted" and words().hints["named_etc"].match(text, start, end) is not None
    return Verdict("ongoing", led_by, "advance", (start, end), "named", "") if goes_on else verdict


@cache
def _grounds(rule: str, doubt: str) -> tuple[tuple[str, ...], bool, str]:
    """The last fields of a promise: its rules, whether it is sure, its doubt."""
    return (f"promise/{rule}",), not doubt, doubt


def _as_many(text: str, body: str, number_start: int, end: int) -> bool:
    """Whether a number says how many have just been named, with their class behind it (临江路、青石路|2条道路)."""
    found = _COUNT_OF_NAMED.match(text, number_start, end)
    named = body.count("、") + 1
    return found is not None and named > 1 and small_number(found["count"]) == named


def _without_numbers(text: str, verdict: Verdict, numbers: Sequence[tuple[int, int]], first: int) -> tuple[str, bool]:
    """The words of the object and whether numbers were taken out of them; of a number to reach, what it is the number of."""
    start, end = verdict.body
    last, body = start, ""
    while first < len(numbers) and numbers[first][0] < end:
        number_start, number_end = numbers[first]
        if number_start >= last:
            words_between = text[last:number_start]
            if last > start and (verb := words().hints["further"].search(words_between)):
                words_between = words_between[: verb.start()]
            body += words_between
            if body.endswith(_AND) and not body[:-1].endswith("级"):  # 3座甲和5座乙: two things
                body = body.removesuffix("以及") + "、" if body.endswith("以及") else body[:-1] + "、"
            if last == start < number_start and _as_many(text, body, number_start, end):
                return body, False
            last = min(number_end, end)
            if text[last - 1] == "多" and _MANIFOLD.match(text, last):  # 2座多功能书院
                last -= 1
        first += 1
    rest = text[last:end]
    if last > start and rest[:1] in _BRACKETS and ("）" in rest or ")" in rest):  # 供应1800套（具体数值…）
        rest = _EXPLAINED.sub("", rest, count=1)
    body += rest
    if last > start and "的" in body:
        body = words().hints["sized_left"].sub("", body, count=1)
    if verdict.rule in _MEASURED and body and (not verdict.action or verdict.stage in _REACHED):
        body = body.replace(":", "：").rpartition("：")[2]
        if verdict.action in words().sorts.spends and (paid := words().hints["paid_for"].search(body, 2)):
            body = body[: paid.start()]
        added = words().hints["added"].search(body)
        if added:  # 城镇新增就业: the number of 城镇就业
            body = body[: added.start()] + body[added.end() :]
        cut = words().hints["subject_end"].search(body)
        if cut and cut.start() > 1:
            body = body[: cut.start()]
    return body, last > start
