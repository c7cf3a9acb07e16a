"""Spaces inside a sentence: between Chinese characters and digits, after punctuation, between all characters of a line."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "spaces"

_SPACE = "[ \u00a0\u3000\u2002-\u200a]"
_HAN = "[\u4e00-\u9fff]"
_GAP = re.compile(
    # 提案 83件, 2024 年: the space carries nothing; 关键词 1. 产业 keeps it, the number counts the heading
    f"(?<={_HAN}){_SPACE}{{1,3}}(?=[0-9])(?![^\\n]{{1,4}}?[.、．] )"
    f"|(?<=[0-9%]){_SPACE}{{1,3}}(?={_HAN})"
    # after a comma or full stop within a line
    f"|(?<=[，。；、：！？]){_SPACE}{{1,3}}(?=[^\\s])"
)


def edits(text: str) -> Iterator[Edit]:
    """Each such space is read as nothing."""
    for found in _GAP.finditer(text):
        yield Edit(found.start(), found.end(), "", RULE, "a space that separates nothing")


STEP = Step(RULE, frozenset(" \u00a0\u3000"), edits)
