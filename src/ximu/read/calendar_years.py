"""Calendar years written out in a text, in Arabic or Chinese digits."""

from __future__ import annotations

import re

from ximu.read.numerals.value import small_number

_ZERO_TO_NINE = str.maketrans("〇○Ｏ零OoОＯ０一二三四五六七八九", "000000000123456789")
_CHINESE_YEAR = re.compile(r"[一二][九〇○Ｏ零OoО0０][〇○Ｏ零OoО0０一二三四五六七八九]{2}(?=年)")
_CHINESE_DAY = re.compile(
    r"((?:19|20)\d\d)年([一二三四五六七八九]|十[一二]?)月([一二三四五六七八九]|[二三]?十[一二三四五六七八九]?)日"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\s?年)")


def arabic_years(words: str) -> str:
    """`words` with years written in Chinese digits (二〇一七年) written in Arabic ones, at equal length."""
    if "年" not in words:
        return words
    return _CHINESE_YEAR.sub(lambda match: match.group().translate(_ZERO_TO_NINE), words)


def arabic_dates(words: str) -> str:
    """`words` with years, and months and days behind them, in Arabic digits (二〇一七年一月二十日 → 2017年1月20日)."""
    return _CHINESE_DAY.sub(
        lambda match: f"{match[1]}年{small_number(match[2])}月{small_number(match[3])}日", arabic_years(words)
    )


def years_in(words: str) -> tuple[int, ...]:
    """The calendar years that are written out in `words`, in order, without repetition."""
    return tuple(dict.fromkeys(int(match.group(1)) for match in _YEAR.finditer(arabic_years(words))))
