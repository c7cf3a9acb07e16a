"""Ordinals: which are places in an order (居全省第二, 居全国首位) and which only number things (第二届)."""

from __future__ import annotations

import re
from functools import cache

from ximu.ledger.measure import NumberClass
from ximu.read.numerals.scan import Written
from ximu.terms.words import alternation, any_word, words

_LOOK = 12  # characters in which the order stands before the ordinal
_ENDS = ("，", ",", "。", "；", "、", "")


@cache
def _rank_before() -> re.Pattern[str]:
    choices = alternation(w[::-1] for w in (*words("measures", "rank.context"), *words("measures", "rank.group")))
    verbs = alternation(word[::-1] for word in words("measures", "rank.order"))
    since = r"的?(?:年(?:\d{4}|上|去|当)|初年)[由从到至]"  # 由2019年的|第十一位|跃升至
    return re.compile(rf"(?:分别|均|双双)?(?:{choices}|{since}|[\u4e00-\u9fff（）]{{1,8}}?{verbs})")


rejected_after = any_word("measures", "rank.reject_after")


def sort_ordinal(text: str, written: Written) -> tuple[NumberClass, str]:
    """The class of a number behind 第, or of 首位 and 榜首, with its rule."""
    after = text[written.digits_end : written.digits_end + 4]
    if not written.chinese and written.unit in ("位", "名"):
        return "measure", "measure.rank"
    if after[:1] == "名" and after[1:2] in _ENDS:
        return "measure", "measure.rank"  # 获总分第一名
    if (written.unit and not written.chinese) or rejected_after().match(after):
        return "ordinal", "ordinal.numbered"
    if _rank_before().match(text[max(0, written.start - _LOOK) : written.start][::-1]):
        return "measure", "measure.rank"
    return "ordinal", "ordinal.numbered"


_TIMES, _LONGEST = "次", 30
_SESSIONS = re.compile(r"届(?:[一二三四五六七八九十\d]{1,3}次[、和及])*$")


def numbers_session(text: str, written: Written) -> bool:
    """Whether 次 only numbers the meetings of a term of office (市委七届|六次|、七次全会)."""
    start = written.digits_start
    return written.unit == _TIMES and _SESSIONS.search(text, max(0, start - _LONGEST), start) is not None


__all__ = ["numbers_session", "rejected_after", "sort_ordinal"]
