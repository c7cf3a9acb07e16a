"""Marks of emphasis around words and numbers (`**增长8.5%**`, `__目标__`), left over from a marked-up text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "emphasis"

_LINE = re.compile(r"^[^\n]*(?:\*\*|__)[^\n]*$", re.MULTILINE)
_MARK = re.compile(r"(?<![*_])(?:\*\*\*?|__)(?![*_])")
_LEAST = 3  # pairs in a text of which every line closes what it opens
_NUMBER_BEGINS = re.compile(r"[0-9]")
_NUMBER_ENDS = re.compile(r"[0-9%％‰]")
_STOPS = "，。；：！？、（）“”《》,;:!?()\n"


def edits(text: str) -> Iterator[Edit]:
    """Both marks of a pair are read as nothing; two stars in the place of a word that a filter took away stay.

    Marks are pairs when every line of the text closes what it opens; else only those around a number, or with stops
    or line ends outside both.
    """
    lines = [list(_MARK.finditer(text, line.start(), line.end())) for line in _LINE.finditer(text)]
    matched = all(
        len(marks) % 2 == 0
        and all(_pair(text, first, last) for first, last in zip(marks[::2], marks[1::2], strict=True))
        for marks in lines
    )
    whole = matched and sum(map(len, lines)) >= 2 * _LEAST
    for marks in lines:
        at = 0
        while at + 1 < len(marks):
            first, last = marks[at], marks[at + 1]
            if _pair(text, first, last) and (whole or _stands_out(text, first, last)):
                for mark in (first, last):
                    yield Edit(mark.start(), mark.end(), "", RULE, "a mark of emphasis")
                at += 1
            at += 1


def _pair(text: str, first: re.Match[str], last: re.Match[str]) -> bool:
    """Whether two marks can be one pair: the same sign, no blank inside either of them, no digits of a year before."""
    inner = text[first.end() : last.start()]
    if inner.startswith("年") and text[first.start() - 1 : first.start()].isdigit():
        return False  # 20**年
    return first.group() == last.group() and bool(inner) and not inner[0].isspace() and not inner[-1].isspace()


def _stands_out(text: str, first: re.Match[str], last: re.Match[str]) -> bool:
    """Whether a pair can be nothing but emphasis: no filter takes a word away beside a number or around a clause."""
    if _NUMBER_BEGINS.match(text, first.end()) or _NUMBER_ENDS.match(text, last.start() - 1):
        return True
    before, after = text[first.start() - 1 : first.start()], text[last.end() : last.end() + 1]
    closed = not after or after in _STOPS or text[last.start() - 1] in _STOPS
    return closed and (not before or before in _STOPS)


STEP = Step(RULE, frozenset("*_"), edits)
