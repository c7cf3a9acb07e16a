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
from ximu.read.promises.objects import split_objects, strength
from ximu.read.promises.words import Verb, Words, words

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


class _Verdict(NamedTuple):
    """What one clause was judged to be, and by which rule."""

    label: str
    action: str
    stage: Stage
    body: tuple[int, int]
    rule: str
    doubt: str


_RUN_IN = re.compile(
    r"(?:^[ \t\u3000*]*|(?<=。)(?=[（(][一二三四五六七八九十]))"
    r"(?P<numbered>[（(]?[一二三四五六七八九十]+[)）、.]|\d+[.．、])?[^。！；;\n]{2,40}(?P<close>[。:：](?=[^\n])|(?=\n|\Z))",
    re.M,
)
_BLANK = " \t\r\xa0\u3000"
_MAINTAIN = re.compile(r"(?:稳定|保持|控制|维持|稳控)(?:在|于)")
_SUBJECT_END = re.compile(
    r"力争|达到|达|增长|增速|下降|提高|控制|保持|稳定|突破|超过|高于|低于|完成|实现|降低|降至|降到|均|不低于|不超过|不少于|同步|新增|比|占|与经济|与GDP|位居|进入|压减|翻"
)
_HEADLINE = re.compile(r"[:：]")
_AMOUNT = re.compile(r"投资|征地|征收|拆迁|征拆|收储|收入|产值|税收|任务|交易额|销售|贷款|融资|引资")
_FINAL_BACKGROUND = re.compile(
    r"(?:为(?:契机|抓手|目标|主线|重点|引领|核心|统揽|导向|牵引|中心|主体|支撑|龙头|突破口|载体|基础|纽带|样本|主题|指引|动力|根本|统领|总抓手|依托|指导|遵循|关键|着力点)|的(?:原则|要求|目标|思路|理念|精神|总基调|方针|姿态|信心|决心|态度|勇气|劲头|干劲))$"
)
_IN_FIELD = re.compile(r"(?:上|中|方面|领域)(?:再?取得|实现|创造|迈出|走在|展现|见|作出|做出|争|树|有|当|闯)")
_SPIRIT = re.compile(r"(?:讲话|指示|精神|方针|思想|理念|要求|部署|决策)")
_FOR_ALL = re.compile(r"(?:贯穿|作为|贯彻|放在|摆在|当作|视为)")


def promises(
    text: str, parts: tuple[Part, ...], report_year: int | None, numbers: Sequence[tuple[int, int]]
) -> list[Promise]:
    """The promises of the parts of `text` that look forward.

    `numbers` are the (start, end) of the measures in `text`, in order; a clause that holds one is a number to reach.
    """
    found: list[Promise] = []
    starts = [n[0] for n in numbers]
    for start, end in forward_ranges(parts):
        found += _range(text, start, end, starts, numbers, report_year)
    return found


def forward_ranges(parts: tuple[Part, ...]) -> list[tuple[int, int]]:
    """The stretches of text whose innermost part looks forward, headings left out."""
    edges = sorted({p.start for p in parts} | {p.end for p in parts})
    ranges: list[tuple[int, int]] = []
    for start, end in pairwise(edges):
        role, depth = "", -1
        for part in parts:
            if part.start <= start and end <= part.end and part.level >= depth:
                role, depth = part.role, part.level
        if role in _FORWARD:
            ranges.append((start, end))
    return ranges


def _headings(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Sentences that only announce a paragraph: short, at its head, with more behind them; and lines without a stop."""
    found = []
    for match in _RUN_IN.finditer(text, start, end):
        length = match.end() - match.start()
        if not match["close"]:
            if length <= 40:
                found.append(match.span())
        elif match["numbered"] or length <= 24:
            found.append(match.span())
    return found


def _range(
    text: str, start: int, end: int, starts: list[int], numbers: Sequence[tuple[int, int]], report_year: int | None
) -> list[Promise]:
    known = words()
    headings = _headings(text, start, end)
    heading_at, heading_count = 0, len(headings)
    found: list[Promise] = []
    carried = ""
    for match in known.clause.finditer(text, start, end):
        frame, verb = match.group("frame", "verb")
        body_start, body_end = match.span("body")
        close = match["close"]
        at = match.start()
        if body_end - at >= 2:
            while text[at] in _BLANK:
                at += 1
            while heading_at < heading_count and headings[heading_at][1] <= at:
                heading_at += 1
            first = bisect_left(starts, at)
            counted = first < len(starts) and starts[first] < body_end
            in_heading = heading_at < heading_count and headings[heading_at][0] <= at
            if not in_heading or counted:
                verdict = _judge(text, known, frame or "", verb or "", body_start, body_end, counted, carried)
                if verdict.label != "none":
                    found.append(_promise(text, at, body_end, verdict, numbers, first, report_year))
                carried = verdict.action if verdict.label == "testable" else ""
        if close in "。！!\n":
            carried = ""
    return found


def _judge(
    text: str, known: Words, frame: str, verb: str, start: int, end: int, counted: bool, carried: str
) -> _Verdict:
    """The label, action and stage of one clause whose words behind the verb are [start, end)."""
    action = verb or frame
    if counted:
        return _counted(text, known, action, start, end, carried)
    meaning = known.verbs.get(action)
    if meaning is None:
        return _verbless(text, known, start, end)
    if meaning.plain == "none":
        return _Verdict("none", "", "", (start, end), "background", "")
    body = text[start:end]
    if claim := known.claims.search(body):
        return (
            _Verdict("testable", action, "finish", (start, end), "claim", "")
            if claim
            else _verbless(text, known, start, end)
        )
    if frame and not verb:
        ending = known.endings.search(text, start, end)
        if ending and ending.start() - start > 1:
            stage = known.ending_stage[ending[0]]
            if strength(text, start, ending.start()):
                return _Verdict("testable", ending[0], stage, (start, ending.start()), "verb_behind", "")
    vague = known.vague.search(text, start, end)
    if vague:
        return _Verdict("directional", action, "", (start, end), "vague", "")
    if meaning.named == meaning.plain:
        return _Verdict(meaning.plain, action, meaning.stage, (start, end), "definite", "")
    if _SPIRIT.search(body[-4:]) and action in {"落实", "全面落实", "贯彻", "贯彻落实", "严格落实"}:
        return _Verdict("none", "", "", (start, end), "spirit", "")
    named = strength(text, start, end)
    if named > meaning.strong:
        return _Verdict(meaning.named, action, meaning.stage, (start, end), "named", "")
    return _Verdict(meaning.plain, action, meaning.stage, (start, end), "general", "")


def _counted(text: str, known: Words, action: str, start: int, end: int, carried: str) -> _Verdict:
    """A clause with a number to reach."""
    meaning: Verb | None = known.verbs.get(action)
    if meaning is not None and meaning.plain == "none" and action not in {"坚持", "通过"}:
        return _Verdict("none", "", "", (start, end), "background", "")
    body = text[start:end]
    if _MAINTAIN.search(body):
        return _Verdict("testable", action, "maintain", (start, end), "maintain", "")
    if meaning is None:
        inner = known.inner.search(text, start, end)
        if inner:
            return _Verdict(
                "testable", inner["verb"], known.verbs[inner["verb"]].counted, (inner.end(), end), "inner", ""
            )
        return _Verdict("testable", carried, "quantity", (start, end), "counted", "")
    stage = meaning.counted or "quantity"
    if stage == "finish" and _AMOUNT.search(body):
        stage = "quantity"
    return _Verdict("testable", action, stage, (start, end), "counted", "")


def _verbless(text: str, known: Words, start: int, end: int) -> _Verdict:
    """A clause that does not begin with a verb we know."""
    none = _Verdict("none", "", "", (start, end), "no_verb", "")
    body = text[start:end]
    if not body:
        return none
    if body[0] in "以为由从对向因" and (body[0] != "以" or _FINAL_BACKGROUND.search(body)):
        return none
    if _FINAL_BACKGROUND.search(body):
        return none
    if body[0] in "把将":
        return none if _FOR_ALL.search(body) else _Verdict("directional", body[0], "", (start, end), "disposal", "")
    if body[0] == "在":
        return _Verdict("directional", "", "", (start, end), "in_field", "") if _IN_FIELD.search(body) else none
    inner = known.inner.search(text, start, end)
    if inner:
        verb = known.verbs[inner["verb"]]
        return _Verdict("testable", inner["verb"], verb.stage, (inner.end(), end), "inner", "")
    claim = known.claims.search(body)
    if claim:
        return _Verdict("testable", "实现", "finish", (start, end), "claim", "")
    ending = known.endings.search(text, start, end)
    if ending and strength(text, start, ending.start()) > 1:
        return _Verdict(
            "testable", ending[0], known.ending_stage[ending[0]], (start, ending.start()), "verb_behind", ""
        )
    return none


def _promise(
    text: str,
    start: int,
    end: int,
    verdict: _Verdict,
    numbers: Sequence[tuple[int, int]],
    first: int,
    report_year: int | None,
) -> Promise:
    objects: tuple[str, ...] = ()
    if verdict.label != "directional":
        objects = split_objects(_without_numbers(text, verdict, numbers, first))
    due = date(report_year, 12, 31) if report_year else None
    return Promise(
        start, end, verdict.label, verdict.action, objects,  # type: ignore[arg-type]
        verdict.stage if verdict.label != "directional" else "",
        due, True, None, (f"promise/{verdict.rule}",), not verdict.doubt, verdict.doubt,
    )  # fmt: skip


def _without_numbers(text: str, verdict: _Verdict, numbers: Sequence[tuple[int, int]], first: int) -> str:
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
    if verdict.rule in {"counted", "maintain"} and (not verdict.action or verdict.stage in {"quantity", "maintain"}):
        body = _HEADLINE.split(body)[-1]
        cut = _SUBJECT_END.search(body)
        if cut and cut.start() > 1:
            body = body[: cut.start()]
    return body
