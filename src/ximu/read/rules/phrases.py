"""Fixed phrases that hold a numeral and count nothing: 城乡二元结构, 两个市场两种资源, 和平共处五项原则."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.numerals.scan import Written
from ximu.terms.words import alternation, words

_AROUND = 8  # characters of a phrase before and behind its numeral


@cache
def _phrases() -> re.Pattern[str]:
    return re.compile(alternation(words("classes", "other.phrases")))


def in_phrase(text: str, written: Written) -> bool:
    """Whether the numeral is part of a fixed phrase."""
    found = _phrases().finditer(text, max(0, written.start - _AROUND), written.end + _AROUND)
    return any(match.start() <= written.digits_start < match.end() for match in found)
