"""Full-width digits and letters, and the several shapes of the percent sign, are read as the plain ones, one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "forms"

_PLAIN = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_PLAIN |= {ord(c): ord("%") for c in "％℅﹪٪"}
_WIDE_DIGIT = "[0-9０-９]"
# A full-width point or comma counts only between digits.
_RUN = re.compile(f"[０-９Ａ-Ｚａ-ｚ％℅﹪٪]+|(?<={_WIDE_DIGIT})．(?={_WIDE_DIGIT})")


def edits(text: str) -> Iterator[Edit]:
    """One edit for each run of such characters; length never changes."""
    for found in _RUN.finditer(text):
        wide = found.group()
        yield Edit(found.start(), found.end(), "." if wide == "．" else wide.translate(_PLAIN), RULE, "full-width form")


STEP = Step(RULE, frozenset(map(chr, _PLAIN)) | frozenset("．"), edits)
