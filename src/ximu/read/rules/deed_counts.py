"""Small Chinese numerals at the end of a clause that count what was done: 新建小学两所，桥梁三座."""

from __future__ import annotations

import re
from functools import cache

from ximu.terms.words import alternation, words

_REACH = 40
_MOST_ITEMS = 12  # of a list that are gone through
_CLAUSE = re.compile(r"[^，,。；;：:、\n！？（）()]*$")


@cache
def _deed() -> re.Pattern[str]:
    """A verb near the beginning of a clause, and the thing it was done to."""
    verbs = alternation((*(word for word in words("measures", "action.verbs") if len(word) > 1), "获"))
    return re.compile(rf"[\u4e00-\u9fff“”]{{0,4}}?{verbs}了?[\u4e00-\u9fff“”A-Za-z]{{2,}}$")


@cache
def _number() -> str:
    return rf"(?:[0-9.]+万?|[一二两三四五六七八九十百]{{1,4}}){alternation(words('classes', 'counted.units'))}"


@cache
def _count() -> re.Pattern[str]:
    return re.compile(rf"{_number()}$")


@cache
def _counted_deed() -> re.Pattern[str]:
    """A deed with a number before the thing it was done to: 获得|8项|科技进步奖."""
    verbs = alternation((*(word for word in words("measures", "action.verbs") if len(word) > 1), "获"))
    return re.compile(rf"[\u4e00-\u9fff“”]{{0,4}}?{verbs}了?{_number()}[\u4e00-\u9fff“”A-Za-z]{{2,}}$")


def _clause(text: str, end: int) -> str:
    found = _CLAUSE.search(text, max(0, end - _REACH), end)
    return found.group() if found else ""


def counts_deed(text: str, start: int, end: int) -> bool:
    """Whether the numeral [start, end) counts the thing of a deed, alone or as one of a list."""
    at, written = start, text[start:end]
    for _ in range(_MOST_ITEMS):
        found = _CLAUSE.search(text, max(0, at - _REACH), at)
        begin = found.start() if found else at
        words_before = text[begin:at]
        if written in words_before:
            return False  # 出现一户解决一户
        if _deed().match(words_before):
            return True
        parting = text[begin - 1 : begin]
        part = parting in ("，", ",") and words_before.startswith("其中")
        if part and _counted_deed().match(_clause(text, begin - 1)):
            return True
        goes_on = parting == "、" or part
        above = _count().search(text, max(0, begin - 1 - 8), begin - 1) if goes_on and len(words_before) > 1 else None
        if above is None:
            return False
        at = above.start()
    return False
