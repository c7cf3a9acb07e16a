"""Numbers on lines of their own, as pages leave them that set every number apart: 增长⏎3.5%⏎左右."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step
from ximu.read.clean.words import any_of, words

RULE = "lone_numbers"

_LONE = re.compile(r"(?m)^[ \t\u00a0\u3000]*[0-9][0-9.,]*[%％‰]?[ \t\u00a0\u3000]*$")
_BREAK = re.compile(r"[ \t\u00a0\u3000]*\n\s*")
_FINAL = "。！？；：!?;:"
_LEAST = 6  # so many such numbers tell that the page set them apart
_MOST_GO_ON = 2  # of so many one at least goes on with its unit or a mark, which the cells of a table do not
_CLAUSE = re.compile("[，,、][^。！？；：]*$")


@cache
def _goes_on() -> re.Pattern[str]:
    """What follows a number inside a sentence: its unit, a word of its bounds, a mark."""
    return re.compile(rf"[，,、。；;）)：:～~—\-]|{any_of(words(RULE)['after_number'])}")


def edits(text: str) -> Iterator[Edit]:
    """The breaks before and after each such number are read as nothing, and those inside a word of such a text."""
    lone = [(found.start(), found.end()) for found in _LONE.finditer(text)]
    if len(lone) < _LEAST:
        return
    after = [_BREAK.match(text, end) for _, end in lone]
    goes_on = [gap is not None and _goes_on().match(text, gap.end()) is not None for gap in after]
    if sum(goes_on) * _MOST_GO_ON < len(lone):
        return
    joined: set[int] = set()  # where the breaks begin that are gone
    for (start, _), gap, on in zip(lone, after, goes_on, strict=True):
        before = text[:start].rstrip()
        if before and before[-1] not in _FINAL:
            joined.add(len(before))
        if gap is not None and on:
            joined.add(gap.start())
    for gap in _BREAK.finditer(text):
        inside = gap.start() in joined
        if inside or _inside_word(text, gap):
            yield Edit(gap.start(), gap.end(), "", RULE, "a number stood on a line of its own")


def _inside_word(text: str, gap: re.Match[str]) -> bool:
    """Whether a break of such a text parts two Chinese characters of one clause (全年地区生⏎产总值)."""
    start, end = gap.span()
    if gap.group().count("\n") > 1 or gap.group()[-1] != "\n" or not start or end >= len(text):
        return False
    if not ("\u4e00" <= text[start - 1] <= "\u9fff" and "\u4e00" <= text[end] <= "\u9fff"):
        return False
    line = text[text.rfind("\n", 0, start) + 1 : start]
    return _CLAUSE.search(line) is not None


STEP = Step(RULE, frozenset("\n"), edits)
