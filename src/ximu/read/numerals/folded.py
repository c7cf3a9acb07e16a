"""Bare input in one spelling, sign for sign: half-width, simplified; every position stays what it was."""

from __future__ import annotations

import re
from functools import cache

from ximu.terms.words import word_file

_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if chr(code) not in "，（）：；！？"}
_SEPARATOR = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")


@cache
def _table() -> dict[int, int | str]:
    same = {ord(sign): plain for sign, plain in word_file("numbers")["bare"]["same_signs"].items()}
    return {**_FULL_WIDTH, **same, 0x3000: " ", 0xA0: " "}


def folded(text: str) -> str:
    """The text in half-width, simplified signs; as long as it was, so that positions hold for both.

    A full-width comma between full-width digits separates thousands (４，５６５); any other stays a comma of the sentence.
    """
    return _SEPARATOR.sub(",", text).translate(_table())
