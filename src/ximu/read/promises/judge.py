"""What one clause promises: its label, its action and its stage, and the rule that said so."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from ximu.ledger.commitment import Stage
from ximu.read.promises.counted import judge_counted
from ximu.read.promises.names import names, strength
from ximu.read.promises.verdict import LEAST_OBJECT, NONE, Verdict, before_time, directional
from ximu.read.promises.words import Verb, Words, backwards, words

_SCHEMES = ("行动", "计划", "工程", "方案", "试点")
_SOME = ("一批", "若干", "一些")
_JOINS = "和与及并或、"
_MEANS = "通过"  # a means, but an examination is a step: 通过国家验收
_WAYS = ("办法", "措施", "方式", "手段", "途径", "等", "招")  # a clause that ends so tells the means only
_FOR = "为"  # a purpose, but for whom something is done: 为老人免费安装…
# ids of doubt.toml
_UNUSUAL, _COMMON = "promise.no_verb", "promise.common_noun"


class AtOnce(NamedTuple):
    """The verdict of a verb as long as `look` finds nothing in the words behind it, spelled backwards."""

    verdict: Verdict
    look: Callable[[str], re.Match[str] | None]


@cache
def at_once(timed: bool) -> dict[str, AtOnce]:
    """By verb, what most clauses with it are, so that one look at their words suffices: no promise, or an intention.

    `timed`: there are words before the verb, which may name a time.
    """
    known, named = words(), names()
    colon = re.compile("[：:]").search
    cues = (word[::-1] for word in (*named.cue, *named.undertaking))
    last = "(?<!.)", (*known.claims_last, *known.endings)
    listed = "(?=等[^、等]{2,12}、)", ["等"]  # A、B等…, spelled backwards
    found = re.compile(backwards(("", known.signal), last, listed, ("", cues))).search
    verdicts: dict[str, AtOnce] = {}
    for action, verb in known.verbs.items():
        if verb.plain == "none" and action not in (_FOR, _MEANS):
            verdicts[action] = AtOnce(NONE, colon)
        elif verb.plain != "directional" or action in known.sorts.carry_out or action in known.sorts.holds:
            continue
        elif verb.named == "directional" and action not in known.sorts.sure:
            verdicts[action] = AtOnce(directional(action, "direction", ""), known.telling.search)
        elif timed and action in known.ending_stage:  # 力争10月运营
            continue
        elif verb.named == "ongoing" or (verb.named == "testable" and not timed):
            verdicts[action] = AtOnce(directional(action, "general", ""), found)
    return verdicts


def judge(
    text: str, known: Words, frame: str, verb: str, place: tuple[int, int, int], counted: bool, carried: str, told: bool
) -> Verdict:
    """The label, action and stage of one clause.

    `place` is where the clause begins, where the words behind its verb begin, and where they end; `counted`: it holds a
    number to reach; `carried`: the verb of the clause before, in the same sentence; `told`: `Words.telling` may find something in it.
    """
    at, start, end = place
    kind: str
    stage: Stage
    kind, stage, colon = "", "", 0
    if told:
        kind, stage, colon = _signal(text, known, start, end)
        if text.endswith(known.claims_last, start, end):
            stage = "finish"
        if colon:
            again = known.clause.match(text, colon, end)
            if again and again["body"]:
                frame, verb = again["frame"] or "", again["verb"] or ""
                start = again.start("body")
                counted = counted and any(map(str.isdigit, text[start:end]))
    action = verb or frame
    if frame and not verb and text.endswith(known.name_adverbs, at + len(frame), start):  # 推进集中供热
        start -= len(next(word for word in known.name_adverbs if text.endswith(word, at, start)))
    start = _behind_second(text, known, action, start, end)
    if counted and (sized := known.hints["sized"].match(text, start, end)):
        at = start = sized.end()
        counted = any(map(str.isdigit, text[start:end]))
    if counted:
        return judge_counted(text, known, action, (at, start, end), carried, stage)
    meaning = known.verbs.get(action)
    if meaning is None:
        return _verbless(text, known, start, end, stage)
    if meaning.plain != "none" and known.hints["all_work"].fullmatch(text, start, end):
        return NONE
    if meaning.plain == "none" or kind == "announcing":
        return _background(text, known, action, start, end)
    if stage and not (action in known.sorts.carry_out and known.hints["in_measures"].search(text, start, end)):
        if frame and not verb and not text.endswith(known.claims_last, start, end):
            if text.endswith(known.endings, start + 2, end):  # 确保…全部开工
                action, end = _ending(text, known, start, end)
        elif early := next((word for word in known.claims_last if text.endswith(word, start, end)), ""):
            end -= len(early) if early.endswith("完成") else 0  # 任务|提前一年完成
        return Verdict("testable", action, stage, (start, end), "claim", "")
    if told and frame and not verb and text.endswith(known.endings, start + 2, end):
        ending, before = _ending(text, known, start, end)
        if strength(text[start:before]) or text.find("全部", at, before) >= 0:
            if ending in known.soft_endings and frame in known.open_frames:
                return Verdict("ongoing", frame, "advance", (start, before), "verb_behind", "")
            return Verdict("testable", ending, known.ending_stage[ending], (start, before), "verb_behind", "")
    if start >= end and frame and action in known.ending_stage:  # 力争10月运营
        return Verdict("testable", action, known.ending_stage[action], (start, end), "verb_behind", "")
    if kind == "vague" and not (meaning.stage == "hold" and text.endswith("活动", start, end)):
        return directional(action, "vague", "")
    if meaning.named == meaning.plain:
        return _whatever_the_object(text, known, meaning, action, start, end)
    if action in known.sorts.carry_out and known.hints["spirit"].search(text, max(start, end - 4), end):
        return NONE
    return _open_ended(text, known, meaning, action, at, start, end)


def _background(text: str, known: Words, action: str, start: int, end: int) -> Verdict:
    """A clause whose verb gives background, unless it says for whom something is done, or what is to be passed."""
    if action == _MEANS and known.hints["passed"].search(text, start, end):
        return Verdict("testable", action, "obtain", (start, end), "definite", "")
    if action == _MEANS and (done := _done_by_it(text, known, start, end)) is not None:
        return done
    for_whom = action == _FOR and known.hints["for_whom"].match(text, start, end)
    return _after_phrase(text, known, start - len(_FOR), end) if for_whom else NONE


def _done_by_it(text: str, known: Words, start: int, end: int) -> Verdict | None:
    """What is done by a means that the clause begins with (通过改革|整合社会保险); None when it tells the means only."""
    if text.endswith(_WAYS, start, end):
        return None
    deed = known.clause.match(text, start, end)  # the means may be a deed itself: 通过大力推广…
    begin = deed.start("body") if deed and deed["verb"] else start
    for verb in known.phrase_verb.finditer(text, begin + 2, end):
        if end - verb.end() < LEAST_OBJECT or text[verb.start() - 1] in _JOINS or text[verb.end()] in "、等的式":
            continue
        meaning = known.verbs[verb[0]]
        if meaning.plain == meaning.named == "directional":
            return directional(verb[0], "phrase", _UNUSUAL)
        verdict = _open_ended(text, known, meaning, verb[0], start, verb.end(), end)
        return verdict._replace(doubt=_UNUSUAL, rule="phrase")
    return None


def _whatever_the_object(text: str, known: Words, meaning: Verb, action: str, start: int, end: int) -> Verdict:
    """A clause whose verb is an intention, or a definite step, with any object."""
    if meaning.plain == "directional":
        enters = known.hints["enters"].search(text, start + 2, end) if action in known.sorts.sure else None
        if enters and strength(text[start : enters.start()]):
            return Verdict("testable", enters[0], "obtain", (start, enters.start()), "enters", "")
        return directional(action, "direction", "")
    if known.hints["saying"].fullmatch(text, start, end):  # 发现一起、查处一起
        return NONE
    stage = meaning.stage
    if stage == "finish" and "完成" in action:
        stage = _completed(text, known, start, end)
    return Verdict(meaning.plain, action, stage, (start, end), "definite", "")


def _behind_second(text: str, known: Words, action: str, start: int, end: int) -> int:
    """Where the object begins: a second verb is no part of it (新建改造…, 新建和改造…)."""
    if action in known.sorts.chained and (second := known.hints["second"].match(text, start, end)):
        start = second.end()
    while start < end and text[start] in _JOINS:  # 取缔、淘汰和改造…
        again = known.clause.match(text, start + 1, end)
        if not (again and again["verb"] and again["body"]):
            break
        second = known.hints["second"].match(text, again.start("body"), end)
        start = second.end() if second else again.start("body")
    return start


def _open_ended(text: str, known: Words, meaning: Verb, action: str, at: int, start: int, end: int) -> Verdict:
    """A clause whose label depends on whether its object is a named thing."""
    if action in known.sorts.holds and known.hints["edition"].search(text, start, end):
        return Verdict("testable", action, "hold", (start, end), "edition", "")
    begin = start
    if action in known.sorts.shapes or text.startswith("以", start):
        # 以某公园为主体的…, 打造某城的…: only what stands behind 的 is made
        begin = max(start, text.rfind("的", start, end) + 1)
    named = strength(text[begin:end], 3 if meaning.strong else 1, action in known.sorts.loose)
    if named:
        stage = meaning.stage
        if stage == "finish" and action == "建立" and known.hints["rule"].search(text, start, end):
            stage = "issue"
        doubt = _COMMON if named == 1 else ""
        return Verdict(meaning.named, action, stage, (start, end), "named", doubt)
    if meaning.named == "testable" and known.hints["timed"].search(text, at, start):
        return Verdict("testable", action, meaning.stage, (start, end), "timed", "")
    if meaning.plain == "directional":
        return directional(action, "general", "")
    return Verdict(meaning.plain, action, meaning.stage, (start, end), "general", "")


def _completed(text: str, known: Words, start: int, end: int) -> Stage:
    """What 完成 in front of [start, end) completes: a work, a target, or the creation of a title."""
    if text.endswith("创建", start, end):
        return "obtain"
    return "quantity" if known.hints["target"].search(text, start, end) else "finish"


def _signal(text: str, known: Words, start: int, end: int) -> tuple[str, Stage, int]:
    """What one look at [start, end) finds: the kind of the strongest signal, the stage of an all-or-none claim, and the
    place behind a colon inside the clause (0: none)."""
    kind, stage, colon = "", "", 0
    for match in known.signals.finditer(text, start, end):
        found, claimed = known.signal[match[0]]
        if text.rfind("《", start, match.start()) > text.rfind("》", start, match.start()):
            continue  # a word of a title
        if found == "vague" and known.hints["field_of_title"].match(text, match.start()):
            continue  # 争创某某等领域国家创新中心: the title names it
        if match[0] == "系列" and text[match.start() - 1] == "”":
            continue  # “…”系列活动: the quotation names it
        if found == "vague" and text.rfind("“", start, match.start()) > text.rfind("”", start, match.start()):
            continue  # a word of a name in quotation marks
        if found == "claim" and text.startswith(_SCHEMES, match.end()):
            continue  # a word of the name of a scheme: 化肥零增长行动
        if found == "colon":
            kind, colon = ("announcing", 0) if match.end() == end else (kind, match.end())
        elif found == "vague" and known.hints["some_title"].match(text, match.start()):
            continue
        elif found == "vague" and not kind:
            etc = text[match.start() - 1] == "等"
            kind = "" if etc or _names_before(text, start, match.start()) else "vague"
        elif found == "vague":
            continue
        else:
            kind, stage = found, claimed or stage
    return kind, stage, colon  # type: ignore[return-value]


def _names_before(text: str, start: int, at: int) -> bool:
    """Whether a list in [start, at) names a thing, so that a vague word behind it makes no vague object of all."""
    if text[at - 1] in "和与及" and text.startswith(_SOME, at):  # 东湖公园和一批小公园
        return strength(text[start : at - 1], 3) > 2
    return text[at] != "等" and text.rfind("、", start, at) > 0 and strength(text[start:at], 2) > 1


def _ending(text: str, known: Words, start: int, end: int) -> tuple[str, int]:
    """The deed at the end of a clause that is known to end with one, and where what is done to ends."""
    ending = next(word for word in known.endings if text.endswith(word, start, end))
    return ending, before_time(text, known, start, end - len(ending))


def _verbless(text: str, known: Words, start: int, end: int, claimed: Stage) -> Verdict:
    """A clause that does not begin with a verb we know."""
    body = text[start:end]
    if not body or known.hints["background"].search(body):
        return NONE
    again = _acting(text, known, start, end)
    if again is not None:
        return again
    if body[0] in "把将":
        return NONE if known.hints["for_all"].search(body) else directional(body[0], "disposal", _UNUSUAL)
    if claimed:
        inner = known.inner.search(text, start, end) if claimed == "finish" else None
        if inner and end - inner.end() >= LEAST_OBJECT:
            start = inner.end()
        elif inner:  # 卫生院改造今年全部完成
            end = before_time(text, known, start, inner.start())
        return Verdict("testable", inner["verb"] if inner else "", claimed, (start, end), "claim", "")
    if known.hints["phrase"].match(body):
        return _after_phrase(text, known, start, end)
    if body[0] in "为由从因使这那但也并":
        return NONE
    inner = known.inner.search(text, start, end)
    if inner:
        verb = known.verbs[inner["verb"]]
        behind = end - inner.end() >= LEAST_OBJECT
        where = (inner.end(), end) if behind else (start, inner.start())
        stage = _completed(text, known, *where) if verb.stage == "finish" and "完成" in inner["verb"] else verb.stage
        return Verdict("testable", inner["verb"], stage, where, "inner", _UNUSUAL)
    if text.endswith(known.endings, start + 2, end):
        ending, before = _ending(text, known, start, end)
        if strength(text[start:before]) or known.hints["by_month"].search(text, before, end):
            return Verdict("testable", ending, known.ending_stage[ending], (start, before), "verb_behind", "")
    acts = known.subject_acts.match(text, start, end)
    if acts and acts.end() < end:
        verb = known.verbs[acts["verb"]]
        verdict = _open_ended(text, known, verb, acts["verb"], start, acts.end(), end)
        return verdict._replace(doubt=_UNUSUAL, rule="subject")
    if progress := known.hints["progress"].search(text, start, end):
        if strength(text[start : progress.start()]) > 1:
            before = before_time(text, known, start, progress.start())
            return Verdict("ongoing", "取得", "advance", (start, before), "progress", _UNUSUAL)
        return directional("取得", "progress", _UNUSUAL)
    if known.intention.search(text, start, end):
        return directional("", "intention", _UNUSUAL)
    return NONE


def _acting(text: str, known: Words, start: int, end: int) -> Verdict | None:
    """A clause whose verb stands behind who is to act (各街道要…) or how (“一企一策”推动…); None when there is no such verb."""
    lead = known.hints["before_verb"].match(text, start, end)
    again = known.clause.match(text, lead.end(), end) if lead else None
    if again is None or not again["body"] or not (again["verb"] or again["frame"]):
        return None
    action = again["verb"] or again["frame"]
    meaning = known.verbs[action]
    if meaning.plain == "none":
        return NONE
    if meaning.named == meaning.plain:
        if meaning.plain == "directional":
            return directional(action, "subject", _UNUSUAL)
        return Verdict(meaning.plain, action, meaning.stage, (again.start("body"), end), "subject", _UNUSUAL)
    verdict = _open_ended(text, known, meaning, action, start, again.start("body"), end)
    return verdict._replace(doubt=_UNUSUAL, rule="subject")


_NO_DEED = frozenset("中上下的和及与、器率性")  # behind a verb that is part of the place (城市更新|中, 企业孵化|器)


def _deed_somewhere(text: str, known: Words, start: int, end: int) -> Verdict | None:
    """What a clause promises behind a place or field (在县城|启动供热工程, 在就业方面|出台政策); None when no deed stands there."""
    for verb in known.phrase_verb.finditer(text, start + 2, end):
        place = known.hints["somewhere"].search(text, start + 1, verb.start())
        if place is None or text[verb.end() : verb.end() + 1] in _NO_DEED:
            continue
        meaning = known.verbs[verb[0]]
        if meaning.named == meaning.plain == "directional":
            return directional(verb[0], "phrase", _UNUSUAL)
        if meaning.named == meaning.plain:
            return Verdict(meaning.plain, verb[0], meaning.stage, (verb.end(), end), "phrase", _UNUSUAL)
        verdict = _open_ended(text, known, meaning, verb[0], start, verb.end(), end)
        return verdict._replace(doubt=_UNUSUAL, rule="phrase")
    return None


def _after_phrase(text: str, known: Words, start: int, end: int) -> Verdict:
    """A clause that begins with a phrase of means, place or partner (与…开展…, 在…上取得…, 以…为主加强…)."""
    first = text[start]
    if first == "在" and (deed := _deed_somewhere(text, known, start, end)) is not None:
        return deed
    field = known.hints["in_field"].search(text, start, end) if first == "在" else None
    if first == "在" and field is None and not known.hints["in_place"].match(text, start, end):
        return NONE
    if first == "以" and not known.hints["by_means"].match(text, start, end):
        return NONE
    verb = known.phrase_verb.search(text, field.start() + 1 if field else start + 1, end)
    if verb is not None and text[verb.start() - 1] in "不有":  # 不确定, 有保障
        verb = None
    if verb is not None and first in "与同" and text[verb.end() : verb.end() + 1] in ("", "、", "，"):
        return directional(verb[0], "phrase", _UNUSUAL)  # 与某区一体化推进、融合发展
    if verb is None and first == "对" and known.hints["done_to"].match(text, start, end):
        return directional("", "done_to", _UNUSUAL)
    if verb is None:
        return directional("", "in_field", _UNUSUAL) if first == "在" else NONE
    meaning = known.verbs[verb[0]]
    body = (start + 1, before_time(text, known, start + 1, verb.start())) if first in "与同对" else (verb.end(), end)
    if first in "与同" and strength(text[verb.end() : end]) > 2:  # 与某大学共建某书院
        body = verb.end(), end
    if first == "对":
        done = known.hints["done"].search(text, *body)
        body = max(body[0], text.rfind("的", *body) + 1), done.start() if done else body[1]
    done_to = first == "对" and meaning.named == "testable"
    if (done_to or meaning.named == "ongoing") and strength(text[body[0] : body[1]]) > 2:
        return Verdict(meaning.named, verb[0], meaning.stage, body, "phrase", _UNUSUAL)
    return directional(verb[0], "phrase", _UNUSUAL)
