"""Colons of ratios: in `4.9:47.3:47.8` they become `∶`, and a `∶` that stands for a plain colon becomes `：`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "ratio_colons"

_NUMBER = r"[0-9]{1,4}(?:\.[0-9]{1,3})?"
_COLON = " ?[:：∶︰﹕] ?"
_BEFORE_NUMBER = tuple(re.compile(sign + " ?[0-9]") for sign in ":：∶︰﹕")  # one sign each: far faster than a class
_RATIO = re.compile(rf"{_NUMBER}(?:{_COLON}{_NUMBER}){{1,4}}(?![0-9.])")
_ONE_COLON = re.compile(_COLON)
_TIME = re.compile("(?:[01]?[0-9]|2[0-4])[:：][0-5][0-9][:：][0-5][0-9]")
# The sign first, so that `re` runs from one to the next; a space may stand before it.
_WORD = "[\u4e00-\u9fff”）]"
_PLAIN = re.compile(f"∶(?:(?<={_WORD}∶)|(?<={_WORD} ∶)) ?(?=[\u4e00-\u9fff“（0-9])")
_RATIO_WORDS = re.compile("比(?!如)")
_REACH = 14


def edits(text: str) -> Iterator[Edit]:
    """One edit for each colon that is written otherwise than it is meant. Times of day (`8:30`) stay."""
    done = 0
    for start, end in sorted(sign.span() for pattern in _BEFORE_NUMBER for sign in pattern.finditer(text)):
        if start < done:
            continue
        found = _RATIO.match(text, _number_before(text, start))
        if found is None or found.end() < end:
            continue
        done = found.end()
        written = found.group()
        colons = list(_ONE_COLON.finditer(text, found.start(), done))
        sure = (
            len(colons) > 1
            or "." in written
            or "∶" in written
            or _RATIO_WORDS.search(text, max(0, found.start() - _REACH), found.start()) is not None
        )
        time_of_day = len(colons) == 2 and _TIME.fullmatch(written)
        if sure and not time_of_day:
            for colon in colons:
                if colon.group() != "∶":
                    yield Edit(colon.start(), colon.end(), "∶", RULE, "the colon of a ratio")
    for found in _PLAIN.finditer(text):
        start = found.start() - (text[found.start() - 1] == " ")
        yield Edit(start, found.end(), "：", RULE, "a ratio colon between words")


def _number_before(text: str, colon: int) -> int:
    """Where the number before a colon begins, at most nine characters back."""
    at = colon
    while at > 0 and colon - at < 9 and text[at - 1] in " .0123456789":
        at -= 1
    while at < colon and text[at] in " .":
        at += 1
    return at


STEP = Step(RULE, frozenset(":：∶︰﹕"), edits)
