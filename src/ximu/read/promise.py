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
    r"(?P<numbered>[（(]?[一二三四五六七八九十]+[)）、.]|\d+[.．、])?[^。！；;\n]{2,40}(?P<close>[。:：](?=[^\n])|(?<![，,、])(?=\n|\Z))",
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
    r"(?:为(?:契机|抓手|目标|主线|重点|引领|核心|统揽|导向|牵引|中心|主体|支撑|龙头|突破口|载体|基础|纽带|样本|主题|指引|动力|根本|统领|总抓手|依托|指导|遵循|关键|着力点)|的(?:同时|基础上|前提下|过程中|背景下|原则|要求|目标|思路|理念|精神|总基调|方针|姿态|信心|决心|态度|勇气|劲头|干劲))$"
)
_IN_FIELD = re.compile(r"(?:上|中|方面|领域)(?:再?取得|实现|创造|迈出|走在|展现|见|作出|做出|争|树|有|当|闯)")
_SPIRIT = re.compile(r"(?:讲话|指示|精神|方针|思想|理念|要求|部署|决策)")
_LETS_DO = frozenset({"支持", "引导", "鼓励", "争取", "推动", "引进", "全力支持", "带动", "助推"})
_CARRY_OUT = frozenset({"落实", "全面落实", "贯彻", "贯彻落实", "严格落实"})
_STEPS = frozenset({"start", "finish", "close", "obtain", "issue", "hold", "quantity", "maintain"})
_REACH = re.compile(r"达到|压减|增长|突破|迈上|提高|下降|降低|达(?=\d)|翻番|超过|减少|控制")
_CLOSING = re.compile(r"关停|关闭|淘汰|拆除|取缔|退出(?!机制)")
_WORKS = re.compile(r"改造|治理|整治|修复|加固|(?<!项目)建设")
_RULE = re.compile(r"机制|制度|办法")
_IN_PLACE = re.compile(
    r"在[^上中]{2,14}(?:实施|开展|推广|推行|建设|布局|设立|试点|打造|建立|新建|探索|推进)|在此基础上"
)
_BY_MEANS = re.compile(r"为(?:主|重点|抓手|契机|核心|牵引|引领|龙头|突破口|载体|支撑)(?=.)|带动|促进|推动|倒逼|引领|换")
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
    colon = _HEADLINE.search(text, start, end - 1)
    if colon:
        again = known.clause.match(text, colon.end(), end)
        if again and again.end("body") > again.start("body"):
            frame, verb = again["frame"] or "", again["verb"] or ""
            start = again.start("body")
    action = verb or frame
    if counted:
        return _counted(text, known, action, start, end, carried)
    meaning = known.verbs.get(action)
    if meaning is None:
        return _verbless(text, known, start, end)
    if meaning.plain == "none" or known.announcing.search(text, start, end):
        return _Verdict("none", "", "", (start, end), "background", "")
    if claim := known.claims.search(text, start, end):
        return _Verdict("testable", action, _claim_stage(claim), (start, end), "claim", "")
    if frame and not verb:
        ending = known.endings.search(text, start, end)
        if ending and ending.start() - start > 1 and strength(text, start, ending.start()):
            stage = known.ending_stage[ending[0]]
            return _Verdict("testable", ending[0], stage, (start, ending.start()), "verb_behind", "")
    if known.vague.search(text, start, end):
        return _Verdict("directional", action, "", (start, end), "vague", "")
    if meaning.named == meaning.plain:
        return _Verdict(meaning.plain, action, meaning.stage, (start, end), "definite", "")
    if action in _CARRY_OUT and _SPIRIT.search(text, max(start, end - 4), end):
        return _Verdict("none", "", "", (start, end), "spirit", "")
    return _open_ended(text, meaning, action, start, end)


def _open_ended(text: str, meaning: Verb, action: str, start: int, end: int) -> _Verdict:
    """A clause whose label depends on whether its object is a named thing."""
    named = strength(text, start, end)
    if named > meaning.strong:
        stage = meaning.stage
        if stage == "finish" and action == "建立" and _RULE.search(text, start, end):
            stage = "issue"
        return _Verdict(meaning.named, action, stage, (start, end), "named", "")
    return _Verdict(meaning.plain, action, meaning.stage, (start, end), "general", "")


def _claim_stage(claim: re.Match[str]) -> Stage:
    return (claim.lastgroup or "finish").removeprefix("last_")  # type: ignore[return-value]


def _counted(text: str, known: Words, action: str, start: int, end: int, carried: str) -> _Verdict:
    """A clause with a number to reach."""
    meaning: Verb | None = known.verbs.get(action)
    if meaning is not None and meaning.plain == "none":
        return _Verdict("none", "", "", (start, end), "background", "")
    if _MAINTAIN.search(text, start, end):
        return _Verdict("testable", action, "maintain", (start, end), "maintain", "")
    if claim := known.claims.search(text, start, end):
        return _Verdict("testable", action, _claim_stage(claim), (start, end), "claim", "")
    if meaning is None or meaning.stage not in _STEPS:
        inner = known.counted_inner.search(text, start, end)
        if inner and not _REACH.search(text, start, end):
            action, start = inner[0], inner.end()
            meaning = known.verbs[action]
        elif meaning is None:
            return _Verdict("testable", carried, "quantity", (start, end), "counted", "")
    stage = meaning.counted or "quantity"
    if stage == "finish" and _AMOUNT.search(text, start, end):
        stage = "quantity"
    elif stage == "finish" and _CLOSING.search(text, start, end):
        stage = "close"
    elif stage == "quantity" and action.endswith("实施") and _WORKS.search(text, start, end):
        stage = "finish"
    elif stage == "advance" and _REACH.search(text, start, end):
        stage = "quantity"
    return _Verdict("testable", action, stage, (start, end), "counted", "")


def _verbless(text: str, known: Words, start: int, end: int) -> _Verdict:
    """A clause that does not begin with a verb we know."""
    none = _Verdict("none", "", "", (start, end), "no_verb", "")
    body = text[start:end]
    if not body or _FINAL_BACKGROUND.search(body):
        return none
    if body[0] in "把将":
        return none if _FOR_ALL.search(body) else _Verdict("directional", body[0], "", (start, end), "disposal", "")
    claim = known.claims.search(body)
    if claim:
        return _Verdict("testable", "", _claim_stage(claim), (start, end), "claim", "")
    if body[0] in "以在与同对向就":
        return _after_phrase(text, known, start, end, none)
    if body[0] in "为由从因使":
        return none
    inner = known.inner.search(text, start, end)
    if inner:
        verb = known.verbs[inner["verb"]]
        return _Verdict("testable", inner["verb"], verb.stage, (inner.end(), end), "inner", "")
    ending = known.endings.search(text, start, end)
    if ending and strength(text, start, ending.start()) > 1:
        return _Verdict(
            "testable", ending[0], known.ending_stage[ending[0]], (start, ending.start()), "verb_behind", ""
        )
    if known.intention.search(text, start, end):
        return _Verdict("directional", "", "", (start, end), "intention", "")
    return none


def _after_phrase(text: str, known: Words, start: int, end: int, none: _Verdict) -> _Verdict:
    """A clause that begins with a phrase of means, place or partner (与…开展…, 在…上取得…, 以…为主加强…)."""
    first = text[start]
    if first == "在" and not _IN_FIELD.search(text, start, end) and not _IN_PLACE.match(text, start, end):
        return none
    if first == "以" and not _BY_MEANS.search(text, start, end):
        return none
    verb = known.phrase_verb.search(text, start + 1, end)
    if verb is None:
        return _Verdict("directional", "", "", (start, end), "in_field", "") if first == "在" else none
    meaning = known.verbs[verb[0]]
    body = (start + 1, verb.start()) if first in "与同" else (verb.end(), end)
    if meaning.named == "ongoing" and strength(text, *body) > 1:
        return _Verdict("ongoing", verb[0], meaning.stage, body, "phrase", "")
    return _Verdict("directional", verb[0], "", body, "phrase", "")


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
        objects = split_objects(
            _without_numbers(text, verdict, numbers, first),
            drop_tail=verdict.stage in {"start", "advance"},
            cut_subject=verdict.action in _LETS_DO,
        )
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
    if verdict.rule in {"counted", "maintain", "claim"} and (
        not verdict.action or verdict.stage in {"quantity", "maintain"}
    ):
        body = _HEADLINE.split(body)[-1]
        cut = _SUBJECT_END.search(body)
        if cut and cut.start() > 1:
            body = body[: cut.start()]
    return body
