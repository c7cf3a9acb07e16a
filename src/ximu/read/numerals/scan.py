"""Every number of a text in two fast passes: value or range, scale, unit and the words glued to it."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from ximu.read.numerals.value import arabic, canonical, chinese, scale_of
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


_made = tuple.__new__  # `Written(…)` takes twice the time
END = Written(sys.maxsize, sys.maxsize, 0, 0, Decimal(0), Decimal(0), "", "", False, False)  # behind every number
# Both patterns begin with one plain set of characters: only then does `re` skip to the next candidate by itself.
# Groups of thousands are few, so that 1,234,234,… without end is not tried anew from every comma.
NUMERAL = r"[0-9](?:[0-9]{0,2}(?:,[0-9]{3}){1,6}(?!,?[0-9])|[0-9]*)(?:\.[0-9]+)?"
_CN = "一二两三四五六七八九十百千万亿零〇"


@cache
def unit_pattern() -> str:
    """A regular expression without groups that matches every unit and classifier."""
    stops: dict[str, str] = word_file("numbers")["unit_not_before"]
    units: dict[str, str] = word_file("numbers")["units"]
    every = {word for group in units.values() for word in group.split()}
    guarded = "".join(f"{unit}(?!{alternation(after.split())})|" for unit, after in stops.items())
    # km² and t are units where no further letter follows; a Chinese character spares trying them.
    signs = set(units["signs"].split())
    written = f"(?![\u4e00-\u9fff])(?:{alternation(signs)})(?![A-Za-z0-9²³])"
    named = alternation(every - stops.keys() - signs)
    return f"(?!{alternation(words('numbers', 'units_not'))})(?:{guarded}{named}|{written})"


@cache
def scale_pattern() -> str:
    """A regular expression without groups for the scale words, not where they begin a unit or another word (千瓦)."""
    stops = word_file("numbers")["scale_not_before"]
    table = sorted(word_file("numbers")["scale"], key=lambda word: (-len(word), word))
    choices = [f"{word}(?!{alternation(stops[word].split())})" if word in stops else word for word in table]
    return "(?:" + "|".join(choices) + ")"


@cache
def _arabic() -> re.Pattern[str]:
    unit, scale = unit_pattern(), scale_pattern()
    separators = alternation(words("numbers", "range.separators"))
    after = alternation(
        word for bound in ("ge", "le", "approx") for word in words("numbers", f"after.{bound}") if len(word) > 1
    )
    return re.compile(
        rf"({NUMERAL})(?P<m1>[多余])?(?P<s1>{scale})?(?:(?P<m2>[多余来])(?P<s3>[万亿])?)?(?P<u1>{unit})?"
        rf"(?:(?:以上)?{separators}(?P<b>{NUMERAL})(?P<s2>{scale})?(?P<m3>[多余])?(?P<u2>{unit})?)?"
        rf"(?P<m4>[多余](?=[^样年式元边]))?(?P<after>{after})?"
    )


@cache
def _chinese() -> re.Pattern[str]:
    folds = "".join(word for word in word_file("numbers")["folds"] if word)
    # The first character decides by looking back at it: 一半, 两位数, 过半, 首位, 翻番, or a numeral with what follows it.
    return re.compile(
        rf"[{_CN}过翻首](?:(?P<fixed>(?<=一)半(?:以上)?|(?<=两)位数|(?<=过)半(?!数)|(?:(?<=首)位|(?<=[榜之]首))(?![\u4e00-\u9fff]))|(?<=翻)了?(?P<folds>近?[{folds}]?)番(?P<m3>多)?"
        rf"|(?<![过翻首])[{_CN}]*(?:点[{_CN}]+)?"
        rf"(?:(?P<share>分之[{_CN}]+(?:点[{_CN}]+)?)(?P<m4>[多强](?!的?[数大制化省市国]))?|(?:(?P<m>[多余])(?P<s>[万亿](?=[\u4e00-\u9fff]))?)?(?P<unit>{unit_pattern()})?)(?P<m2>(?<=[成倍])[多余])?"
        rf"(?P<after>以上|以下|以内|左右)?)"
    )


@cache
def _after_bound() -> dict[str, str]:
    return {word: bound for bound in ("ge", "le", "approx") for word in words("numbers", f"after.{bound}")}


def arabic_numbers(text: str) -> list[Written]:
    """All numbers in Arabic digits, in order; ranges are one number, parts of a ratio are one each."""
    after_bound = _after_bound()
    found: list[Written] = []
    for match in _arabic().finditer(text):
        digits, m1, s1, m2, s3, u1, b, s2, m3, u2, m4, after = match.groups()
        start, end = match.span()
        digits_start = start
        before = text[start - 1] if start else ""
        if before in _PRE:
            if before == "近" and text[start - 2 : start - 1] == "接":
                before = ""  # 接|近2万家: 接近 is a word before the number
            else:
                start -= 1
        unit = u1 or ""
        if s3:
            s1 = f"{s1 or ''}{s3}"  # 4万多亿元
        if after:
            bound = after_bound[after]
        elif m1 or m2 or m3 or m4:
            bound = "ge"
        else:
            bound = _PRE.get(before, "")
        if b is None:
            low = high = arabic(digits, s1 or "")
            digits_end = match.end("s3") if s3 else match.end("s1") if s1 else match.end(1)
        else:
            # A scale or unit written once at the end belongs to both (3至5万人).
            low, high = arabic(digits, s1 or ("" if u1 and u1 != u2 else s2 or "")), arabic(b, s2 or "")
            low, high = min(low, high), max(low, high)  # a fall is written from above (12.5到11%)
            digits_end = match.end("s2") if s2 else match.end("b")
            unit = u2 or unit
            if low != high and not bound:
                bound = "range"
        if before == "之" and not unit and (share := _SHARES.get(text[max(0, start - 3) : start])):
            start, unit = start - 3, share  # 百分之8
        if not bound and unit in _WITHIN and text.startswith("内", end):
            end, bound = end + 1, "le"  # 30分钟内
        elif before in _MINUS and b is None and _below_nothing(text, start):
            start, low, high = start - 1, -low, -low
        if unit == _CLASS and low >= _LARGE and not after:
            unit, end, bound = _SUM_UNIT, end - len(_CLASS), bound or "ge"  # 500亿|级企业
        fields = start, end, digits_start, digits_end, low, high, unit, bound, before == "第", False, False
        written = _made(Written, fields)
        if unit == _TENTH:
            written = _tenths(written)
        if s1 and found and b is None and _continues(text, found[-1], written):
            written = _with_rest(found.pop(), written)
        elif before == "/" and found:
            if _is_slashed(text, found[-1], written):
                written = _slashed(text, found.pop(), written)
            elif _is_rate(text, found[-1], written):
                rate = text[start - 1 : written.digits_end]
                written = found.pop()._replace(end=end, unit=rate, bound=written.bound)
        found.append(written)
    return found


_SHARES = {"百分之": "%", "千分之": "‰"}
_MINUS = frozenset("-－−–")
_LONGEST_BEFORE_MINUS = 6


@cache
def _before_minus() -> re.Pattern[str]:
    return re.compile(rf"{alternation(words('numbers', 'minus.after'))}[ ]?$")


def _below_nothing(text: str, start: int) -> bool:
    """Whether the sign before the digits at `start` makes the value less than nothing (增长|-18.9%)."""
    return _before_minus().search(text, max(0, start - 1 - _LONGEST_BEFORE_MINUS), start - 1) is not None


_WITHIN = frozenset(("秒", "分钟", "小时", "个小时", "天", "个工作日", "工作日"))
_WHOLES = range(2, 101)
_TENTH = "成"
_CLASS, _LARGE, _SUM_UNIT = "级", 100_000_000, "元"
_SCALE_OF = {"万": 10_000, "亿": 100_000_000}
_OVER = "强"  # 占全国1/5|强
_RATE_BASES = frozenset(("10万", "百万", "100万", "1万", "1000"))


def _tenths(written: Written) -> Written:
    """三成 as a share of a hundred."""
    return written._replace(low=written.low * 10, high=written.high * 10, unit="%")


def _continues(text: str, above: Written, below: Written) -> bool:
    """Whether the second number is the rest of the first (1万|6千户, 1亿|3千万)."""
    scale = _SCALE_OF.get(text[above.end - 1], 0) if above.end == above.digits_end == below.start else 0
    return below.low < scale <= above.low and not above.bound and above.low == above.high


def _with_rest(above: Written, below: Written) -> Written:
    """Both as one number."""
    total = above.low + below.low
    return below._replace(start=above.start, digits_start=above.digits_start, low=total, high=total)


def _is_rate(text: str, above: Written, below: Written) -> bool:
    """Whether the second number is what a rate is counted by (8.5/10万)."""
    bare = above.end == above.digits_end == below.digits_start - 1
    return bare and text[below.digits_start : below.digits_end] in _RATE_BASES


def _is_slashed(text: str, above: Written, below: Written) -> bool:
    """Whether two numbers are one fraction (占全市1/3): bare whole numbers inside a sentence, no date and no page."""
    return (
        above.end == above.digits_end == below.digits_start - 1
        and below.low == below.high
        and not below.unit
        and text[below.digits_end : below.digits_end + 1] not in ("/", ".", "年", "月")
        and above.low < below.low
        and below.low in _WHOLES
        and text[below.digits_start : below.digits_end].isdigit()
        and text[above.digits_start : above.digits_end].isdigit()
        and text[above.digits_start - 1 : above.digits_start] not in ("", "/", "\n", " ", "-", ".")
    )


def _slashed(text: str, above: Written, below: Written) -> Written:
    """The fraction as a share of a hundred."""
    share = canonical(above.low * 100 / below.low)
    bound = below.bound or above.bound
    end = below.end
    if not bound and text.startswith(_OVER, end):
        end, bound = end + 1, "ge"
    return above._replace(
        end=end, digits_end=below.digits_end, low=share, high=share, unit="%", bound=bound, ordinal=False
    )


_PRE = {"第": "", "近": "approx", "约": "approx"}


def chinese_numbers(text: str, taken: Iterable[Written] = ()) -> list[Written]:
    """All numbers in Chinese characters, in order; most of them are no measures, which the rules decide.

    Those that begin inside one of `taken`, which are in order, are left out (the 亿 of 3.5亿元).
    """
    after_bound = _after_bound()
    found = []
    ends_in_one = _ends_in_one()
    following = iter(taken)
    taken_start, taken_end = next(following, END)[:2]
    for match in _chinese().finditer(text):
        start, end = match.span()
        while taken_end <= start:
            taken_start, taken_end = next(following, END)[:2]
        if taken_start <= start:
            continue
        fixed, folds, over, share, _, more, scale, unit, late, after = match.groups()
        if fixed is not None or folds is not None:
            found.append(_fixed(text, start, end, folds, over is not None))
            continue
        if share:
            share_written = _share(text, match)
            if share_written is not None:
                found.append(share_written)
            continue
        digits_end = end - len(after or "") - len(unit or "") - bool(more) - bool(scale) - bool(late)
        before = text[start - 1] if start else ""
        if before in ends_in_one and text.startswith("一一", start):
            start, before = start + 1, "一"  # 唯一|一家
        numeral = text[start:digits_end]
        value = chinese(numeral)
        if value is None:
            continue
        if before == "第":
            found.append(Written(start - 1, digits_end, start, digits_end, value, value, "位", "", True, True))
            continue
        bound = after_bound[after] if after else "ge" if more or late else ""
        if scale:
            value, digits_end = value * _SCALE_OF[scale], digits_end + 2  # 三百|多万元
        if unit == _CLASS and value >= _LARGE:
            unit, end = None, end - len(after or "") - len(_CLASS)  # 百亿|级产业集群
        if before == "近" and text[start - 2 : start - 1] != "接":
            start, bound = start - 1, bound or "approx"
        elided = not unit and numeral[-1] in "千万亿百"
        digits_start = digits_end - len(numeral) - (2 if scale else 0)
        fields = start, end, digits_start, digits_end, value, value, unit or "", bound, False, True, elided
        written = _made(Written, fields)
        found.append(_tenths(written) if unit == _TENTH else written)
    return found


@cache
def _ends_in_one() -> frozenset[str]:
    return frozenset(words("numbers", "doubled.after"))


def _fixed(text: str, start: int, end: int, folds: str | None, over: bool) -> Written:
    """A number without a numeral: 一半, 过半, 两位数 (at least 10 %), 翻番 (twice as much), 首位, 榜首 (the first place)."""
    begin = start - 1 if text[start:end] == _FIRST else start
    if folds is None:
        entry = word_file("numbers")["fixed"][text[begin:end]]
        value, unit, bound = Decimal(entry["value"]), entry["unit"], entry["bound"]
        if text[start - 1 : start] == "近":
            begin, bound = start - 1, "approx"
    else:
        value, unit = Decimal(word_file("numbers")["folds"][folds.removeprefix("近")]), "倍"
        bound = "approx" if folds.startswith("近") else "ge" if over else ""
    return Written(begin, end, start, end, value, value, unit, bound, unit == _PLACE, True)


_FIRST, _PLACE = "首", "位"


def _share(text: str, match: re.Match[str]) -> Written | None:
    """A fraction in Chinese characters as a share of a hundred (三分之一), or of a thousand after 千分之."""
    start, end = match.span()
    digits_end = match.end("share")
    below, above = chinese(text[start : match.start("share")]), chinese(match.group("share")[2:])
    if not below or above is None:
        return None
    unit, whole = ("‰", 1000) if below == 1000 else ("%", 100)
    value = canonical(above * whole / below)
    after = match.group("after")
    bound = _after_bound()[after] if after else "ge" if match.group("m4") else ""
    return Written(start, end, start, digits_end, value, value, unit, bound, False, True)


__all__ = ["END", "Written", "arabic_numbers", "chinese_numbers", "scale_of", "scale_pattern", "unit_pattern"]
