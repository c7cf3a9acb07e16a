"""Result, target or attribute; how firm a target is said, and how certain a result."""

from __future__ import annotations

import re

from ximu.ledger.report import Role
from ximu.read.attach.item import Item

_ENSURE = re.compile(r"确保|必须|务必|严控|坚决|不低于|全面完成|不突破|守住")
_STRIVE = re.compile(r"力争|争取|力求|努力|奋力|争当")
_FIRM = re.compile(r"(?P<ensure>确保|必须|务必|严控|不低于)|(?P<strive>力争|争取|力求)")
_ESTIMATED = re.compile(r"预计|初步核算|初步统计|快报数")
_ALSO_BELOW = re.compile(r"预计(?:数)?[，,（(]?下同|下同）?")
_FORWARD = re.compile(r"(?:^|[，；：])(?:力争|确保|到20\d\d年(?!底?，?已)|今后|未来|下一步|明年|今年(?:要|将|计划|力争|预计))|将(?:达|实现|完成|建成|突破|新增)")
_BACKWARD = re.compile(r"去年|上年(?!增长|同期|末)|已(?:达|建成|完成|实现|累计)|截至目前|(?:五|三|四|两|一)年来")


def read_stances(items: list[Item], role: Role, sentence: str) -> None:
    """Stance, firmness and certainty of the items of one sentence."""
    forward = role in ("goals", "plan", "self_government", "appendix")
    if role in ("review", "problems", "front") and _FORWARD.search(sentence) and "年来" not in sentence:
        forward = role == "front"
    stance = "target" if forward else "result"
    if forward and _BACKWARD.search(sentence) and not _FIRM.search(sentence):
        stance = "result"
    base = items[0].sentence_start
    for item in items:
        if item.stance == "attribute":
            item.rules.append("stance.attribute")
            continue
        item.stance = stance
        if item.stance == "target":
            item.firmness = _firmness(sentence, item.written.start - base)
        elif _ESTIMATED.search(sentence, 0, max(0, item.written.start - base)):
            item.certainty = "estimated"


def _firmness(sentence: str, end: int) -> str:
    """The nearest word of firmness before the number, inside the part of the sentence that ； bounds."""
    begin = sentence.rfind("；", 0, end) + 1
    last = ""
    for match in _FIRM.finditer(sentence, begin, end):
        last = match.lastgroup or ""
    return last
