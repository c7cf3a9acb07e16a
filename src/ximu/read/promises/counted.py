"""What a clause with a number to reach promises."""

from __future__ import annotations

import re

from ximu.ledger.commitment import Stage
from ximu.read.promises.verdict import LEAST_OBJECT, NONE, Verdict, before_time, directional
from ximu.read.promises.words import Verb, Words

_NUMBER_AND_UNIT = 8  # characters
_RATHER_QUANTITY = {"finish": "amount", "obtain": "reach"}  # stages that these hints make a number to reach
_IN_A_NAME = ("的", "项目", "工程", "人")  # 去年开工的…, 整体搬迁项目: the verb before them is none of the promise


def judge_counted(
    text: str, known: Words, action: str, place: tuple[int, int, int], carried: str, claimed: Stage
) -> Verdict:
    """A clause with a number to reach."""
    at, start, end = place
    if not action and (invested := known.hints["invested"].match(text, start, end)):
        again = known.clause.match(text, invested.end(), end)
        if again and again["verb"] and again["body"]:
            action, start = again["verb"], again.start("body")
    meaning: Verb | None = known.verbs.get(action)
    if meaning is None:  # no verb: an adverb at the head belongs to the name of what is counted (基本医疗保险…)
        opening = known.opening.match(text, at, end)
        start = opening.end() if opening else start
    if meaning is not None and meaning.plain == "none":
        if action not in known.sorts.of_name:
            given = known.hints["given"].search(text, start, end) if action == "为" else None
            if given:  # 为2万名老人提供…
                return Verdict("testable", given[0], "quantity", (given.end(), end), "counted", "")
            return NONE
        start, meaning = start - len(action), None  # 实现利用外资…: the verb is part of what is counted
        action = carried
    # what was done (确定了…), a number of a manner of speaking
    if text.startswith("了", start) or known.hints["not_reached"].search(text, at, end):
        return NONE
    if known.hints["maintain"].search(text, start, end):
        return Verdict("testable", action, "maintain", (start, end), "maintain", "")
    if meaning is not None and action in known.sorts.carry_out and known.hints["in_measures"].search(text, start, end):
        return Verdict("ongoing", action, "advance", (start, end), "named", "")  # 落实20条措施: the number names them
    if claimed:
        return Verdict("testable", action, claimed, (start, end), "claim", "")
    if meaning is not None and meaning.named == "ongoing" and known.hints["fields"].search(text, start, end):
        return directional(action, "counted", "")  # 健全4个体系: how many there are is not to be reached
    if meaning is None and text.startswith("在", start) and (placed := known.phrase_verb.search(text, start + 1, end)):
        action, meaning, start = placed[0], known.verbs[placed[0]], placed.end()  # 在某处设置…: only what is set up
        if action in known.sorts.chained and (second := known.hints["second"].match(text, start, end)):
            start = second.end()
    if action in known.sorts.lets_do and (does := known.hints["does"].search(text, start + 2, end)):
        return Verdict("testable", does[0], "quantity", (does.end(), end), "counted", "")
    if meaning is None or not meaning.stage or action in known.sorts.lets_do:
        # 去年开工的12个项目: what was done already is no verb of the promise
        verbs = known.counted_inner.finditer(text, start, end)
        inner = next((match for match in verbs if not text.startswith(_IN_A_NAME, match.end())), None)
        if inner and text.startswith("了", inner.end()) and "：" not in text[inner.end() : end]:
            return NONE
        if inner and not known.hints["reach"].search(text, start, end):
            action, meaning = inner[0], known.verbs[inner[0]]
            start, end = _around(text, known, inner, start, end)
        elif meaning is None or action in known.sorts.sure:
            # a statistic to reach has no verb of its own, nor that of the clause before
            grows = known.hints["reach"].search(text, start, end) or known.hints["share"].search(text, start, end)
            return Verdict("testable", "" if grows else action or carried, "quantity", (start, end), "counted", "")
    stage = _counted_stage(text, known, meaning, action, start, end)
    open_ended = stage == "advance" or (stage == "quantity" and action in known.sorts.holds)
    worked_on = stage == "quantity" and meaning.named == "ongoing"
    if (open_ended and known.hints["named_before"].match(text, start, end)) or (
        worked_on and known.hints["named_etc"].match(text, start, end)
    ):
        # 加快甲、乙等12个项目: named, not reached
        return Verdict("ongoing", action, "advance", (start, end), "named", "")
    return Verdict("testable", action, stage, (start, end), "counted", "")


def _counted_stage(text: str, known: Words, meaning: Verb, action: str, start: int, end: int) -> Stage:
    """The stage of a clause with a number to reach: that of its verb, unless the words behind it say otherwise."""
    stage = meaning.counted or "quantity"
    if stage in _RATHER_QUANTITY and known.hints[_RATHER_QUANTITY[stage]].search(text, start, end):
        return "quantity"
    if stage == "finish" and known.hints["closing"].search(text, start, end):
        return "close"
    if stage == "quantity" and action.endswith("实施") and known.hints["works"].search(text, start, end):
        return "finish"
    if stage == "quantity" and known.hints["events"].search(text, start, end):
        return "hold"
    if stage == "advance" and known.hints["reach"].search(text, start, end):
        return "quantity"
    return stage


def _around(text: str, known: Words, inner: re.Match[str], start: int, end: int) -> tuple[int, int]:
    """Where, in [start, end), what is counted stands around the verb `inner`."""
    if inner[0] in known.sorts.adds and inner.start() - start > 1:
        return start, end  # 城镇新增就业, 劳动力转移就业: all of it is counted
    behind = text[inner.end() : inner.end() + 1]
    number_behind = behind.isdigit() and end - inner.end() <= _NUMBER_AND_UNIT
    listed = behind == "、" and inner.start() - start > LEAST_OBJECT + 1
    if number_behind or listed or end - inner.end() < LEAST_OBJECT:  # 土地整备完成90%, 赤字率按3%安排、…
        return start, before_time(text, known, start, inner.start())
    return inner.end(), end
