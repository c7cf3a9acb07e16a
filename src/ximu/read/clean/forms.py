"""Full-width digits and letters, and the several shapes of the percent sign, are read as the plain ones, one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "forms"

_PLAIN = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_PLAIN |= {ord(c): ord("%") for c in "％℅﹪٪"}
_DIGIT = "[0-9０-９]"
_RUN = re.compile("[０-９Ａ-Ｚａ-ｚ％℅﹪٪][０-９Ａ-Ｚａ-ｚ％℅﹪٪]*")
_POINT = re.compile(f"[．﹒](?<={_DIGIT}.)(?={_DIGIT})")
_LISTING = re.compile("[﹑､]")  # small and half-width forms of 、
_QUOTES = {"〝": "“", "〞": "”"}
_QUOTE = re.compile("[〝〞]")


def edits(text: str) -> Iterator[Edit]:
    """One edit for each run of such characters; length never changes."""
    for found in _RUN.finditer(text):
        yield Edit(found.start(), found.end(), found.group().translate(_PLAIN), RULE, "full-width form")
    for found in _POINT.finditer(text):
        yield Edit(found.start(), found.end(), ".", RULE, "another form of the decimal point")
    for found in _LISTING.finditer(text):
        yield Edit(found.start(), found.end(), "、", RULE, "another form of the listing comma")
    for found in _QUOTE.finditer(text):
        yield Edit(found.start(), found.end(), _QUOTES[found.group()], RULE, "another form of a quotation mark")


STEP = Step(RULE, frozenset(map(chr, _PLAIN)) | frozenset("．﹒﹑､〝〞"), edits)
