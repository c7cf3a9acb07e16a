"""Footnote marks glued to words and numbers: `[3]`, `［3］`, a raised or circled digit, a digit after a percent sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step
from ximu.read.clean.words import words

RULE = "footnote_marks"

_SQUARE = re.compile(
    r"\[注?[0-9]{1,3}\]|［注?[0-9]{1,3}］|〔注?[0-9]{1,3}〕(?!号)|【注?[0-9]{1,3}】|[（(]注释?[：:]?[0-9]{1,3}[）)]"
)
_RAISED = re.compile("[¹²³⁰⁴-⁹][¹²³⁰⁴-⁹]{0,2}")
_CIRCLED = re.compile("[①-⑳㉑-㉟㊱-㊿](?=[，。；、！？）”,;])")
_RAISED_OR_CIRCLED = frozenset("¹²³") | frozenset(
    map(chr, (*range(0x2070, 0x207A), *range(0x2460, 0x2474), *range(0x3251, 0x3260), *range(0x32B1, 0x32C0)))
)
_GLUED = tuple(re.compile(unit + "[0-9]{1,2}(?=[，。；、）,;])") for unit in "%元")
_WORD_END = re.compile("[\u4e00-\u9fff0-9a-zA-Z%”》）]")


def edits(text: str) -> Iterator[Edit]:
    """Each mark is read as nothing. A mark at the beginning of a line or clause counts something and stays."""
    bracketed = any(sign in text for sign in "[［〔【") or "（注" in text or "(注" in text
    for found in _SQUARE.finditer(text) if bracketed else ():
        if _follows_word(text, found.start()):
            yield Edit(found.start(), found.end(), "", RULE, "a footnote mark in brackets")
    for glued in _GLUED:
        for found in glued.finditer(text):
            if found.start() and text[found.start() - 1] in "0123456789万亿":
                yield Edit(found.start() + 1, found.end(), "", RULE, "a footnote mark glued to a number with its unit")


def _raised_or_circled(text: str) -> Iterator[Edit]:
    belongs = tuple(words(RULE)["raised_belongs_to"])
    for found in _RAISED.finditer(text):
        if _follows_word(text, found.start()) and not text.endswith(belongs, max(0, found.start() - 4), found.start()):
            yield Edit(found.start(), found.end(), "", RULE, "a raised footnote mark")
    for found in _CIRCLED.finditer(text):
        if _follows_word(text, found.start()):
            yield Edit(found.start(), found.end(), "", RULE, "a circled footnote mark")


def _follows_word(text: str, at: int) -> bool:
    return at > 0 and _WORD_END.match(text, at - 1) is not None


STEP = Step(RULE, frozenset("[［〔【%元注"), edits, _RAISED_OR_CIRCLED, _raised_or_circled)
