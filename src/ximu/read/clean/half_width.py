"""Half-width punctuation beside Chinese characters is read as the full-width one, character by character."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "half_width"

_FULL = {
    ",": "，",
    ";": "；",
    ":": "：",
    "!": "！",
    "?": "？",
    "(": "（",
    ")": "）",
    "｡": "。",
    "､": "、",
    "｢": "「",
    "｣": "」",
}
_HAN = "\u4e00-\u9fff"
_WIDE = f"{_HAN}，。；：！？、（）“”《》【】"
_PUNCTUATION = re.compile(f"[,;:!?()｡､｢｣](?:(?<=[｡､｢｣])|(?<=[{_WIDE}].)|(?=[{_WIDE}]))")
_PAIR = re.compile(r"\([^()（）\n]{0,40}\)")
_STOP = re.compile(f"\\.(?:(?<=[{_HAN}”）%％].)(?:(?! ?[A-Za-z0-9.])|(?= ?[0-9]{{4}}年))|(?<=[0-9].)(?= ?(?:\\n|$)))")
_NUMBERING = re.compile("[ \u3000]*(?:[一二三四五六七八九十]{1,3}|[0-9]+)")  # 一. 2016年工作回顾
_QUOTES = re.compile('^[^"\n]*"[^\n]*$', re.MULTILINE)
_HAN_INSIDE = re.compile(f"[{_HAN}]")
_WHY = "half-width punctuation in Chinese text"


def edits(text: str) -> Iterator[Edit]:
    """One edit for each sign; between two digits or Latin letters it stays."""
    closed: set[int] = set()
    # One look for each sign is cheaper than the pattern, and most texts hold none of them.
    for found in _PUNCTUATION.finditer(text) if any(sign in text for sign in _FULL) else ():
        sign = found.group()
        if sign == ")" and found.start() in closed:
            continue
        if sign == "(":
            partner = _PAIR.match(text, found.start())
            if partner:
                closed.add(partner.end() - 1)
                yield Edit(partner.end() - 1, partner.end(), "）", RULE, _WHY)
        if sign == "?" and text[found.end() : found.end() + 1] in ("“", '"'):
            continue  # a character lost before a quotation, no question
        yield Edit(found.start(), found.end(), _FULL[sign], RULE, _WHY)
    for found in _STOP.finditer(text):
        if _NUMBERING.fullmatch(text, text.rfind("\n", 0, found.start()) + 1, found.start()):
            continue
        yield Edit(found.start(), found.end(), "。", RULE, _WHY)
    if '"' in text:
        for line in _QUOTES.finditer(text):
            yield from _paired(text, line.start(), line.end())


def _paired(text: str, start: int, end: int) -> Iterator[Edit]:
    """Straight quotation marks of one line open and close in turn; an odd number of them is left alone."""
    line = text[start:end]
    if line.count('"') % 2 or not _HAN_INSIDE.search(line):
        return
    at, opening = line.find('"'), True
    while at >= 0:
        yield Edit(start + at, start + at + 1, "“" if opening else "”", RULE, "straight quotation marks")
        at, opening = line.find('"', at + 1), not opening


STEP = Step(RULE, frozenset(_FULL) | frozenset('."'), edits)
