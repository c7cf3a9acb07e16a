"""A report printed in traditional characters is read in simplified ones, character by character."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step
from ximu.read.clean.words import words

RULE = "traditional"

# Some of these stand in every text of the other script; one that holds none of them is not looked at.
SIGNS = frozenset("國會發經實業產為與對應來時學開關進務")
_LEAST, _SHARE = 8, 30  # so many such characters, and one in so many of all, make a text of the other script
_WHY = "a traditional character"


@cache
def table() -> dict[str, str]:
    """Traditional character → simplified character."""
    return {old: new for olds, news in words(RULE)["pairs"] for old, new in zip(olds, news, strict=True)}


@cache
def _any() -> re.Pattern[str]:
    return re.compile(f"[{''.join(table())}]")


def edits(text: str) -> Iterator[Edit]:
    """One edit for each character, when the text is printed so; a single one is a name and stays."""
    found = list(_any().finditer(text))
    if len(found) >= _LEAST and len(found) * _SHARE >= len(text):
        for match in found:
            yield Edit(match.start(), match.end(), table()[match.group()], RULE, _WHY)


def simplified(text: str) -> str:
    """The text in simplified characters, for a look at what it is about; its length stays."""
    if SIGNS.isdisjoint(text):
        return text
    return text.translate({ord(old): new for old, new in table().items()})


STEP = Step(RULE, SIGNS, edits)
