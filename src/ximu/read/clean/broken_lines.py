"""Sentences broken over lines: lines wrapped at a fixed width, and single breaks in the middle of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "broken_lines"

_BREAK = re.compile(r"\n\s*")
_NEVER_FIRST = frozenset("，。；、！？）》”’】%％")
_NEVER_LAST = frozenset("，、（《“‘【")
_FINAL = frozenset("。！？；：…”』」）》】!?;:.)")
_UNIT = re.compile("[万亿千百%％‰个元年月日户人家项公平亩吨倍名位件处座台套辆张所条次米里]")
_MARK = re.compile(
    r"[一二三四五六七八九十〇]{1,3}[、.．是]|[（(][一二三四五六七八九十0-9]{1,3}[）)]|第[一二三四五六七八九十0-9]{1,3}[章节条，、部]"
    r"|[0-9]{1,3}[.．、](?![0-9])|[#>*\-•●◆■★※①-⑳]|—|――|各位代表|附[件：]|注[：释]"
)
_STOP = re.compile("[。；！]")
_LEAST_WRAPPED = 10  # lines that end in the middle of a sentence at nearly the same width
_TOLERANCE = 5  # columns by which wrapped lines may differ (a digit is one column, a Chinese character two)


class _Line(NamedTuple):
    start: int
    end: int  # before trailing spaces and line ends
    gap_end: int  # where the next line's first character is
    indented: bool  # the next line
    blank_between: bool


def edits(text: str) -> Iterator[Edit]:
    """Each line break inside a sentence is read as nothing, with the spaces around it."""
    lines = _lines(text)
    if len(lines) < 2:
        return
    width, blanks_part = _wrap_width(text, lines)
    for line in lines[:-1]:
        why = _inside_sentence(text, line, width, blanks_part)
        if why:
            yield Edit(line.end, line.gap_end, "", RULE, why)


def _lines(text: str) -> list[_Line]:
    """Lines that hold something."""
    lines: list[_Line] = []
    start = len(text) - len(text.lstrip())
    for found in _BREAK.finditer(text, start):
        gap, end = found.group(), found.start()
        while end > start and text[end - 1] in " \t\u00a0\u3000":
            end -= 1
        lines.append(_Line(start, end, found.end(), not gap.endswith("\n"), gap.count("\n") > 1))
        start = found.end()
    if start < len(text):
        lines.append(_Line(start, len(text), len(text), False, False))
    return lines


def _wide(text: str) -> int:
    """Columns on a screen: two for a Chinese character, one for a digit or letter."""
    return len(text.encode("gb18030", "replace"))


def _open_ended(text: str, line: _Line) -> bool:
    return line.end > line.start and text[line.end - 1] not in _FINAL


def _wrap_width(text: str, lines: list[_Line]) -> tuple[int, bool]:
    """The width at which the text was wrapped (0: it was not), and whether blank lines part its paragraphs."""
    open_ended = [line for line in lines[:-1] if _open_ended(text, line) and not _MARK.match(text, line.gap_end)]
    if len(open_ended) < _LEAST_WRAPPED or len(open_ended) * 4 < len(lines):
        return 0, False
    single = [line for line in open_ended if not line.blank_between]
    blanks_part = len(single) * 2 >= len(open_ended)
    widths = sorted(_wide(text[line.start : line.end]) for line in (single if blanks_part else open_ended))
    width = widths[int(len(widths) * 0.8)]
    near = sum(1 for w in widths if width - _TOLERANCE <= w <= width + _TOLERANCE)
    return (width if width >= 24 and near * 10 >= len(widths) * 6 else 0), blanks_part


def _inside_sentence(text: str, line: _Line, width: int, blanks_part: bool) -> str:
    """Why the break after `line` stands inside a sentence, or ""."""
    if line.end == line.start or line.gap_end >= len(text):
        return ""
    last, first = text[line.end - 1], text[line.gap_end]
    if first in _NEVER_FIRST and last not in "。！？；：":
        return "the next line begins with punctuation that ends or parts a sentence"
    if _MARK.match(text, line.gap_end) or _MARK.fullmatch(text, line.start, line.end):
        return ""
    if last in _NEVER_LAST:
        return "the line ends in the middle of a sentence"
    if last in _FINAL:
        return ""
    if "0" <= last <= "9" and line.end - line.start >= 8 and _UNIT.match(text, line.gap_end):
        return "the break parts a number from its unit"
    if width and not (blanks_part and line.blank_between):
        columns = _wide(text[line.start : line.end])
        if abs(columns - width) <= _TOLERANCE and not (line.indented and not blanks_part):
            return "the text was wrapped at a fixed width"
    if first == "（" and not line.indented and _STOP.search(text, line.start, line.end):
        return "the next line begins with a remark on the last word"
    # Between two Chinese characters the break often stands where punctuation was lost: it goes on parting the clauses.
    return ""


STEP = Step(RULE, frozenset("\n"), edits)
