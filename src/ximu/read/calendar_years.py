"""Calendar years written out in a text, in Arabic or Chinese digits."""

from __future__ import annotations

import re

_ZERO_TO_NINE = str.maketrans("〇○Ｏ零一二三四五六七八九", "0000123456789")
_CHINESE_YEAR = re.compile(r"[一二][九〇○Ｏ零][〇○Ｏ零一二三四五六七八九]{2}(?=年)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=\s?年)")


def arabic_years(words: str) -> str:
    """`words` with years written in Chinese digits (二〇一七年) written in Arabic ones, at equal length."""
    if "年" not in words:
        return words
    return _CHINESE_YEAR.sub(lambda match: match.group().translate(_ZERO_TO_NINE), words)


def years_in(words: str) -> tuple[int, ...]:
    """The calendar years that are written out in `words`, in order, without repetition."""
    return tuple(dict.fromkeys(int(match.group(1)) for match in _YEAR.finditer(arabic_years(words))))
