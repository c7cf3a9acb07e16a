"""Result, target or attribute; how firm a target is said, and how certain a result."""

from __future__ import annotations

import re
import sys
from functools import cache
from typing import Literal

from ximu.ledger.measure import Stance
from ximu.ledger.report import Role
from ximu.read.attach.item import Item
from ximu.read.attach.words import split_head
from ximu.terms.words import alternation, any_expression, expressions, words

Firmness = Literal["ensure", "strive", ""]

_WORDS = "time_and_stance"
_FORWARD_ROLES: frozenset[Role] = frozenset(("goals", "plan", "self_government", "appendix"))


@cache
def _forward() -> re.Pattern[str]:
    at_clause, anywhere = expressions(_WORDS, "forward.at_clause"), expressions(_WORDS, "forward.anywhere")
    return re.compile(rf"(?:^|[，；：]){at_clause}|{anywhere}")


_backward = any_expression(_WORDS, "backward.anywhere")


_now = any_expression(_WORDS, "backward.now")


_announced = any_expression(_WORDS, "forward.announced")


@cache
def _firm() -> re.Pattern[str]:
    kinds = ("ensure", "strive", "neither")
    return re.compile(alternation(word for kind in kinds for word in words(_WORDS, f"firm.{kind}")))


@cache
def _firmness() -> dict[str, Firmness]:
    strive: dict[str, Firmness] = dict.fromkeys(words(_WORDS, "firm.strive"), "strive")
    neither: dict[str, Firmness] = dict.fromkeys(words(_WORDS, "firm.neither"), "")
    return strive | neither | dict.fromkeys(words(_WORDS, "firm.ensure"), "ensure")


_estimated = any_expression(_WORDS, "estimated.here")


_also_below = any_expression(_WORDS, "estimated.also_below")


def estimated_from(text: str) -> int | None:
    """Where 预计（下同） stands: from there on the results of the review are estimates. None when nothing says so."""
    match = _also_below().search(text) if any(map(text.__contains__, words(_WORDS, "estimated.sign"))) else None
    return match.start() if match else None


_AIMED = ("目标", "的目标", "年度目标")
_COMING = ("到", "预计", "计划", "拟", "将", "力争", "要")
_EXPECTED = re.compile("预计(?:[今全]年|(?:19|20)\\d\\d年)")  # of the year under review: an estimate
_year_to_come = any_expression(_WORDS, "forward.year_to_come")


def read_stances(
    items: list[Item], role: Role, sentence: str, estimated: int | None, report_year: int | None = None
) -> None:
    """Stance, firmness and certainty of the items of one sentence; `estimated` is where 预计（下同） stands."""
    stance = _stance(role, sentence)
    if stance == "result" and role == "review" and report_year is not None and any(map(sentence.__contains__, _COMING)):
        to_come = _year_to_come().search(sentence)
        if to_come and int(to_come.group("year") or to_come.group("this")) >= report_year:
            stance = "target"
    base = items[0].sentence_start
    firm = _firm_words(sentence) if stance == "target" else []
    said = _NOWHERE if stance == "target" else _first_estimate(sentence)
    at, passed = 0, 0
    firmness: Firmness = ""
    for item in items:
        if item.stance == "attribute":
            item.rules.append("stance.attribute")
            continue
        item.stance = stance
        told_of = stance == "target" and "about.measured" in item.rules  # 120个|断面优良率达到90%: how many there are
        if told_of or _is_size(item) or _is_fact(item):
            item.stance = "attribute"
            item.rules.append("stance.attribute")
            continue
        hoped = stance == "result" and role == "review" and "将" in item.tail and _to_come().search(item.tail)
        if hoped and not _EXPECTED.search(item.left):
            item.stance = "target"
        if item.aspect == "rank" and stance == "target" and item.right.startswith(_standing()):
            item.stance = "attribute"  # 利用产量全国第一的优势
            item.rules.append("stance.attribute")
            continue
        if "about.aim" in item.rules:
            item.stance = "target"
        if role == "front":
            item.rules.append("stance.front")
        item.rules.append("stance." + item.stance)
        if item.stance == "result" and item.right.startswith(_AIMED):
            item.rules.append("stance.aim")  # 超额完成9000万元|目标
        place = max(0, item.written.start - base)
        if stance == "target":
            if firm:
                if sentence.find("；", passed, place) >= 0:
                    firmness = ""
                    passed_at = sentence.rfind("；", passed, place)
                    while at < len(firm) and firm[at][0] < passed_at:
                        at += 1
                while at < len(firm) and firm[at][0] < place:
                    firmness, at = firm[at][1], at + 1
                item.firmness, passed = firmness, place
        elif item.role == "value" and (said < place or (estimated is not None and item.written.start > estimated)):
            item.certainty = "estimated"


@cache
def _standing() -> tuple[str, ...]:
    return words("measures", "rank.standing")


@cache
def _sizes() -> tuple[str, ...]:
    return words("measures", "attribute.properties")


@cache
def _facts() -> re.Pattern[str]:
    facts = alternation(words("measures", "attribute.facts"))
    return re.compile(rf"[\u4e00-\u9fff]{{0,6}}?{alternation(words('measures', 'people.nouns'))}?(?=的?{facts})")


def _is_fact(item: Item) -> bool:
    """Whether a number only tells how many people there are, of whom something else is said (9亿劳动力|蕴藏潜力)."""
    if item.aspect != "level" or item.action or split_head(item.left)[1] or item.unit not in ("人", "名", "位"):
        return False
    who = _facts().match(("人" if item.right.startswith("口") else "") + item.right)
    if who is None:
        return False
    item.indicator = who.group()
    return True


@cache
def _beds() -> tuple[str, ...]:
    return words("measures", "attribute.beds")


@cache
def _gives_size() -> frozenset[str]:
    return frozenset(words("measures", "attribute.gives_size"))


def _is_size(item: Item) -> bool:
    """Whether a number only tells how large a thing named before is to be (设置床位500张, 床位将达800张)."""
    if item.aspect != "level" or item.role != "value":
        return False
    if item.indicator.endswith(_sizes()):
        return not item.action or item.action in _gives_size()
    beds = item.indicator.endswith(_beds())
    return beds and (item.action in _gives_size() or (not item.action and "将" in item.tail))


_to_come = any_expression(_WORDS, "forward.before_number")


_NOWHERE = sys.maxsize


def _firm_words(sentence: str) -> list[tuple[int, Firmness]]:
    """The words of firmness in a sentence: where each begins and what it says."""
    kinds = _firmness()
    return [(match.start(), kinds[match.group()]) for match in _firm().finditer(sentence)]


def _first_estimate(sentence: str) -> int:
    match = _estimated().search(sentence)
    return match.start() if match else _NOWHERE


def _stance(role: Role, sentence: str) -> Stance:
    """What the section makes of its statements, unless the sentence says otherwise."""
    if role == "glossary":
        return "attribute"
    if role in _FORWARD_ROLES:
        looks_back = _backward().search(sentence) and not _now().search(sentence)
        return "result" if looks_back and not _firm().search(sentence) else "target"
    if role == "front":
        return "target" if _forward().search(sentence) and "年来" not in sentence else "result"
    return "target" if role == "review" and "目标" in sentence and _announced().search(sentence) else "result"
