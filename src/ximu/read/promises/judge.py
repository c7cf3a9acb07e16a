"""What one clause promises: its label, its action and its stage, and the rule that said so."""

from __future__ import annotations

import re
from typing import NamedTuple

from ximu.ledger.commitment import Stage
from ximu.read.promises.objects import strength
from ximu.read.promises.words import Verb, Words

_UNUSUAL = "no governing verb at the head of the clause"
HEADLINE = re.compile(r"[:：]")
_MAINTAIN = re.compile(r"(?:稳定|保持|控制|维持|稳控)(?:在|于)")
_AMOUNT = re.compile(r"投资|征地|征收|拆迁|征拆|收储|收入|产值|税收|任务|交易额|销售|贷款|融资|引资")
_FINAL_BACKGROUND = re.compile(
    r"(?:为(?:契机|抓手|目标|主线|重点|引领|核心|统揽|导向|牵引|中心|主体|支撑|龙头|突破口|载体|基础|纽带|样本|主题|指引|动力|根本|统领|总抓手|依托|指导|遵循|关键|着力点)|的(?:同时|基础上|前提下|过程中|背景下|原则|要求|目标|思路|理念|精神|总基调|方针|姿态|信心|决心|态度|勇气|劲头|干劲))$"
)
_IN_FIELD = re.compile(r"(?:上|中|方面|领域)(?:再?取得|实现|创造|迈出|走在|展现|见|作出|做出|争|树|有|当|闯)")
_SPIRIT = re.compile(r"(?:讲话|指示|精神|方针|思想|理念|要求|部署|决策)")
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


class Verdict(NamedTuple):
    """What one clause was judged to be, and by which rule."""

    label: str
    action: str
    stage: Stage
    body: tuple[int, int]
    rule: str
    doubt: str


def judge(text: str, known: Words, frame: str, verb: str, start: int, end: int, counted: bool, carried: str) -> Verdict:
    """The label, action and stage of one clause whose words behind the verb are [start, end)."""
    colon = HEADLINE.search(text, start, end - 1)
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
        return Verdict("none", "", "", (start, end), "background", "")
    if claim := known.claims.search(text, start, end):
        return Verdict("testable", action, _claim_stage(claim), (start, end), "claim", "")
    if frame and not verb:
        ending = known.endings.search(text, start, end)
        if ending and ending.start() - start > 1 and strength(text, start, ending.start()):
            stage = known.ending_stage[ending[0]]
            return Verdict("testable", ending[0], stage, (start, ending.start()), "verb_behind", "")
    if known.vague.search(text, start, end):
        return Verdict("directional", action, "", (start, end), "vague", "")
    if meaning.named == meaning.plain:
        return Verdict(meaning.plain, action, meaning.stage, (start, end), "definite", "")
    if action in _CARRY_OUT and _SPIRIT.search(text, max(start, end - 4), end):
        return Verdict("none", "", "", (start, end), "spirit", "")
    return _open_ended(text, meaning, action, start, end)


def _open_ended(text: str, meaning: Verb, action: str, start: int, end: int) -> Verdict:
    """A clause whose label depends on whether its object is a named thing."""
    named = strength(text, start, end)
    if named > (2 if meaning.strong else 0):
        stage = meaning.stage
        if stage == "finish" and action == "建立" and _RULE.search(text, start, end):
            stage = "issue"
        doubt = "the object is named by a common noun with a longer word before it" if named == 1 else ""
        return Verdict(meaning.named, action, stage, (start, end), "named", doubt)
    return Verdict(meaning.plain, action, meaning.stage, (start, end), "general", "")


def _claim_stage(claim: re.Match[str]) -> Stage:
    return (claim.lastgroup or "finish").removeprefix("last_")  # type: ignore[return-value]


def _counted(text: str, known: Words, action: str, start: int, end: int, carried: str) -> Verdict:
    """A clause with a number to reach."""
    meaning: Verb | None = known.verbs.get(action)
    if meaning is not None and meaning.plain == "none":
        return Verdict("none", "", "", (start, end), "background", "")
    if _MAINTAIN.search(text, start, end):
        return Verdict("testable", action, "maintain", (start, end), "maintain", "")
    if claim := known.claims.search(text, start, end):
        return Verdict("testable", action, _claim_stage(claim), (start, end), "claim", "")
    if meaning is None or meaning.stage not in _STEPS:
        inner = known.counted_inner.search(text, start, end)
        if inner and not _REACH.search(text, start, end):
            action, start = inner[0], inner.end()
            meaning = known.verbs[action]
        elif meaning is None:
            return Verdict("testable", carried, "quantity", (start, end), "counted", "")
    stage = meaning.counted or "quantity"
    if stage == "finish" and _AMOUNT.search(text, start, end):
        stage = "quantity"
    elif stage == "finish" and _CLOSING.search(text, start, end):
        stage = "close"
    elif stage == "quantity" and action.endswith("实施") and _WORKS.search(text, start, end):
        stage = "finish"
    elif stage == "advance" and _REACH.search(text, start, end):
        stage = "quantity"
    return Verdict("testable", action, stage, (start, end), "counted", "")


def _verbless(text: str, known: Words, start: int, end: int) -> Verdict:
    """A clause that does not begin with a verb we know."""
    none = Verdict("none", "", "", (start, end), "no_verb", "")
    body = text[start:end]
    if not body or _FINAL_BACKGROUND.search(body):
        return none
    if body[0] in "把将":
        return (
            none if _FOR_ALL.search(body) else Verdict("directional", body[0], "", (start, end), "disposal", _UNUSUAL)
        )
    claim = known.claims.search(body)
    if claim:
        return Verdict("testable", "", _claim_stage(claim), (start, end), "claim", "")
    if body[0] in "以在与同对向就":
        return _after_phrase(text, known, start, end, none)
    if body[0] in "为由从因使":
        return none
    inner = known.inner.search(text, start, end)
    if inner:
        verb = known.verbs[inner["verb"]]
        return Verdict("testable", inner["verb"], verb.stage, (inner.end(), end), "inner", _UNUSUAL)
    ending = known.endings.search(text, start, end)
    if ending and strength(text, start, ending.start()) > 2:
        return Verdict("testable", ending[0], known.ending_stage[ending[0]], (start, ending.start()), "verb_behind", "")
    if known.intention.search(text, start, end):
        return Verdict("directional", "", "", (start, end), "intention", _UNUSUAL)
    return none


def _after_phrase(text: str, known: Words, start: int, end: int, none: Verdict) -> Verdict:
    """A clause that begins with a phrase of means, place or partner (与…开展…, 在…上取得…, 以…为主加强…)."""
    first = text[start]
    if first == "在" and not _IN_FIELD.search(text, start, end) and not _IN_PLACE.match(text, start, end):
        return none
    if first == "以" and not _BY_MEANS.search(text, start, end):
        return none
    verb = known.phrase_verb.search(text, start + 1, end)
    if verb is None:
        return Verdict("directional", "", "", (start, end), "in_field", _UNUSUAL) if first == "在" else none
    meaning = known.verbs[verb[0]]
    body = (start + 1, verb.start()) if first in "与同" else (verb.end(), end)
    if meaning.named == "ongoing" and strength(text, *body) > 2:
        return Verdict("ongoing", verb[0], meaning.stage, body, "phrase", _UNUSUAL)
    return Verdict("directional", verb[0], "", body, "phrase", _UNUSUAL)
