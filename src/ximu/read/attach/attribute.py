"""Numbers that only tell which things are meant: 总投资1亿元以上的项目, 过百亿企业, a named project's length."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.numerals.scan import Written
from ximu.terms.words import alternation, word_file, words

_AFTER = re.compile(r"(?P<glue>级|元?以上|元?以下|元?以内)?(?P<de>的)?(?P<noun>[\u4e00-\u9fffA-Za-z“])")
_NOT_OF = re.compile(
    r"的?(?:目标|规模|水平|台阶|大关|关口|速度|增速|增幅|比例|比重|要求|总量|时间|贡献|投入|优势|成绩|佳绩|任务|基础|高位|历史)"
)
_CHANGE = re.compile(r"增长|下降|提高|同比|左右|用于|支持|以来|分别|均|，")
_GROUP = re.compile(r"[\u4e00-\u9fff“”]{0,14}(?:之一|之列|行列)")
_MAGNITUDE_BEFORE = re.compile(r"[过批个家超类条]$")


@cache
def _dimension_units() -> frozenset[str]:
    table = word_file("numbers")["units"]
    return frozenset(
        unit for group in ("money", "length", "area", "volume", "weight", "energy") for unit in table[group].split()
    )


@cache
def _head_before() -> re.Pattern[str]:
    heads = alternation(word[::-1] for word in words("measures", "attribute.head"))
    return re.compile(rf"(?:约|近|达|到达|过超|超|过|为|于低不|于少不)?(?P<head>{heads})")


@cache
def _verb_before() -> re.Pattern[str]:
    return re.compile(alternation(w[::-1] for w in words("measures", "action.verbs")))


@cache
def _verb_after() -> re.Pattern[str]:
    return re.compile(alternation(words("measures", "action.verbs")))


@cache
def _things() -> re.Pattern[str]:
    return re.compile(alternation(words("measures", "attribute.after")))


def attribute_head(text: str, written: Written) -> str | None:
    """The word that names the attribute (总投资, 总长, or "" when none stands there); None when it is no attribute."""
    if written.elided and written.chinese:
        before = text[max(0, written.start - 1) : written.start]
        named = "\u4e00" <= text[written.end : written.end + 1] <= "\u9fff"
        if not named or text.startswith(("大关", "台阶"), written.end):
            return None
        return "" if _MAGNITUDE_BEFORE.match(before) else None
    after = _AFTER.match(text, written.end)
    if written.unit == "个":
        return "" if _GROUP.match(text, written.end) else None
    if written.unit not in _dimension_units() or after is None or _NOT_OF.match(text, written.end):
        return None
    if _CHANGE.match(text, after.start("noun")):
        return None
    before = text[max(0, written.start - 10) : written.start][::-1]
    head = _head_before().match(before)
    glued_below = text[written.end - 2 : written.end] in ("以下", "以内") or (after.group("glue") or "").endswith(
        "以下"
    )
    glued_above = text[written.end - 2 : written.end] == "以上" or bool(after.group("glue"))
    noun = after.start("noun")
    verb_follows = bool(_verb_after().match(text, noun)) and not _things().match(text, noun)
    marked = glued_above or glued_below or bool(after.group("de")) or bool(_things().match(text, noun))
    if head and not verb_follows and marked:
        return head.group("head")[::-1].strip("过超达到")
    if verb_follows:
        return None
    if glued_below or (after.group("de") and not _verb_before().match(before)):
        return ""
    if glued_above and _things().match(text, noun) and (written.unit == "元" or not _verb_before().match(before)):
        return ""
    return None
