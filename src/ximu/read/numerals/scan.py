"""Every number of a text in one pass: value or range, scale, unit and the words glued to it."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

from ximu.read.numerals.value import arabic, chinese, scale_of
from ximu.terms.words import alternation, word_file, words


class Written(NamedTuple):
    """One number as it stands in the text: [start, end) with glued words, [digits_start, digits_end) the bare numeral.

    `bound` is what the glued words say ("" when they say nothing); `ordinal` is True after 第; `chinese` True for a
    numeral in Chinese characters; `low` and `high` differ only in a range. `elided` is True when a scale stands alone
    and its unit is left out (千亿大关).
    """

    start: int
    end: int
    digits_start: int
    digits_end: int
    low: Decimal
    high: Decimal
    unit: str
    bound: str
    ordinal: bool
    chinese: bool
    elided: bool = False


_NUM = r"(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+)?"
_CN = "一二两三四五六七八九十百千万亿零〇"


@cache
def unit_pattern() -> str:
    """A regular expression without groups that matches every unit and classifier."""
    return alternation(word for group in word_file("numbers")["units"].values() for word in group.split())


@cache
def _arabic() -> re.Pattern[str]:
    unit = unit_pattern()
    scale = r"(?:十万亿|百万亿|万亿|千亿|百亿|十亿|千万|百万|十万|万|亿|千(?![瓦米克伏赫卡帕焦])|百(?!分[之点]|货|强|个)|十(?![一二三四五几年]))"
    separators = "|".join(re.escape(word) for word in words("numbers", "range.separators"))
    after = alternation(
        word for bound in ("ge", "le", "approx") for word in words("numbers", f"after.{bound}") if len(word) > 1
    )
    return re.compile(
        rf"(?P<pre>第|近|约)?(?P<a>{_NUM})(?P<m1>[多余])?(?P<s1>{scale})?(?P<m2>[多余来])?"
        rf"(?:(?P<u1>{unit})?(?P<g1>以上)?(?:{separators})(?P<b>{_NUM})(?P<s2>{scale})?(?P<m3>[多余])?)?"
        rf"(?P<unit>{unit})?(?P<m4>[多余](?=[^样年]))?(?P<after>{after})?"
    )


@cache
def _chinese() -> re.Pattern[str]:
    unit = unit_pattern()
    return re.compile(
        rf"第[{_CN}]+"
        rf"|(?P<fraction>[{_CN}]+分之[{_CN}]+(?:点[{_CN}]+)?)(?P<fafter>以上|以下|以内|左右)?"
        r"|(?P<half>(?:过半(?!数)|一半(?:以上)?|翻(?P<folds>[一两三四]?)番|两位数))"
        rf"|(?P<near>近)?(?P<num>[{_CN}]+(?:点[{_CN}]+)?)(?P<m>[多余])?(?P<unit>{unit})?(?P<after>以上|以下|以内|左右)?"
    )


@cache
def _after_bound() -> dict[str, str]:
    return {word: bound for bound in ("ge", "le", "approx") for word in words("numbers", f"after.{bound}")}


def arabic_numbers(text: str) -> list[Written]:
    """All numbers in Arabic digits, in order; ranges are one number, parts of a ratio are one each."""
    return [_from_arabic(match) for match in _arabic().finditer(text)]


def _from_arabic(match: re.Match[str]) -> Written:
    pre, a, m1, s1, m2, u1, _, b, s2, m3, unit, m4, after = match.groups()
    low_scale = s1 or ""
    if b is None:
        low = high = arabic(a, low_scale)
        digits_end = match.end("s1") if s1 else match.end("a")
    else:
        low, high, digits_end = _range(a, low_scale, b, s2 or "", u1 or "", unit or "", match)
    bound = _bound(after, bool(m1 or m2 or m3 or m4), pre)
    if b is not None and low != high and not bound:
        bound = "range"
    return Written(
        match.start(),
        match.end(),
        match.start("a"),
        digits_end,
        low,
        high,
        unit or u1 or "",
        bound,
        pre == "第",
        False,
    )


def _range(a: str, s1: str, b: str, s2: str, u1: str, unit: str, match: re.Match[str]) -> tuple[Decimal, Decimal, int]:
    """Both ends of a range: a scale or unit written once at the end belongs to both (3至5万人)."""
    scale_a = s1 or ("" if u1 and u1 != unit else s2)
    return arabic(a, scale_a), arabic(b, s2), match.end("s2") if s2 else match.end("b")


def _bound(after: str | None, more: bool, pre: str | None) -> str:
    if after:
        return _after_bound()[after]
    if more:
        return "ge"
    return "approx" if pre in ("近", "约") else ""


_FOLDS = {"": 2, "一": 2, "两": 4, "三": 8, "四": 16}


def chinese_numbers(text: str) -> list[Written]:
    """All numbers in Chinese characters, in order; most of them are no measures, which the rules decide."""
    found = []
    for match in _chinese().finditer(text):
        written = _from_chinese(match)
        if written is not None:
            found.append(written)
    return found


def _from_chinese(match: re.Match[str]) -> Written | None:
    start, end = match.span()
    group: Any = match.group
    if group("fraction"):
        return _fraction(match)
    half = group("half")
    if half:
        if half == "两位数":
            return Written(start, end, start, end, Decimal(10), Decimal(10), "%", "ge", False, True)
        if half.startswith("翻"):
            folds = Decimal(_FOLDS[group("folds") or ""])
            return Written(start, end, start, end, folds, folds, "倍", "", False, True)
        fifty = Decimal(50)
        return Written(start, end, start, end, fifty, fifty, "%", "ge" if half != "一半" else "", False, True)
    if group("num") is None:
        value = chinese(match.group()[1:])
        return None if value is None else Written(start, end, start + 1, end, value, value, "位", "", True, True)
    numeral, unit = group("num"), group("unit") or ""
    value = chinese(numeral)
    if value is None:
        return None
    bound = _bound(group("after"), bool(group("m")), group("near"))
    elided = numeral[-1] in "千万亿百" and not unit
    return Written(start, end, match.start("num"), match.end("num"), value, value, unit, bound, False, True, elided)


def _fraction(match: re.Match[str]) -> Written | None:
    below, _, above = match.group("fraction").partition("分之")
    denominator, numerator = chinese(below), chinese(above)
    if not denominator or numerator is None:
        return None
    share = numerator * 100 / denominator if denominator not in (1000, 10000) else numerator * 1000 / denominator
    unit = "‰" if denominator in (1000,) else "%"
    start, end = match.span()
    bound = _bound(match.group("fafter"), False, None)
    return Written(start, end, match.start(), match.end("fraction"), share, share, unit, bound, False, True)


__all__ = ["Written", "arabic_numbers", "chinese_numbers", "scale_of", "unit_pattern"]
