"""Sentences broken over lines: lines wrapped at a fixed width, and single breaks in the middle of a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "broken_lines"

_BREAK = re.compile(r"\n\s*")
_NEVER_FIRST = frozenset("，。；、！？）》”’】%％")
_NEVER_LAST = frozenset("，、（《“‘【")
_DIGITS = frozenset("0123456789")
_LEADS_TO = frozenset("的由达至近约逾")  # before a number, never at the end of a line
_SENTENCE = 15  # characters of a line that is no title
_FINAL = frozenset("。！？；：…”』」）》】!?;:.)")
_ENDING = _FINAL - {"."}  # a point may stand inside a number
_CLOSING = frozenset("”』」）》】：:)")  # in a wrapped text these end a line by chance
_UNIT = re.compile("[万亿千百%％‰个元年月日户人家项公平亩吨倍名位件处座台套辆张所条次米里]")
_MARK = re.compile(
    r"[一二三四五六七八九十〇]{1,3}[、.．是]|[（(][一二三四五六七八九十0-9]{1,3}[）)]|第[一二三四五六七八九十0-9]{1,3}[章节条，、部]"
    r"|[0-9]{1,3}[.．、](?![0-9])|[#>*\-•●◆■★※①-⑳]|—|――|各位代表|附[件：]|注[：释]"
)
_STOP = re.compile("[。；！]")
_LEAST_WRAPPED = 10  # lines that end in the middle of a sentence at nearly the same width


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
    wrap = _wrap(text, lines)
    why = ""
    for line in lines[:-1]:
        why = _inside_sentence(text, line, wrap, continued=bool(why))
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


def _columns(text: str) -> int:
    """Columns on a screen: two for a Chinese character, one for a digit or letter."""
    return len(text.encode("gb18030", "replace"))


def _open_ended(text: str, line: _Line) -> bool:
    return line.end > line.start and text[line.end - 1] not in _FINAL


class _Wrap(NamedTuple):
    """How a text was wrapped: `measure` gives a line's size, the wrapped lines lie within `tolerance` of `width`."""

    measure: Callable[[str], int]
    width: int
    tolerance: int
    blanks_part: bool  # blank lines part the paragraphs, so no sentence goes on after one

    def fills(self, text: str, line: _Line) -> bool:
        return abs(self.measure(text[line.start : line.end]) - self.width) <= self.tolerance


_MEASURES: tuple[tuple[Callable[[str], int], int], ...] = ((len, 2), (_columns, 4))


def _wrap(text: str, lines: list[_Line]) -> _Wrap | None:
    """The width at which the text was wrapped, in characters or in columns, or None when it was not."""
    open_ended = [line for line in lines[:-1] if _open_ended(text, line) and not _MARK.match(text, line.gap_end)]
    if len(open_ended) < _LEAST_WRAPPED or len(open_ended) * 4 < len(lines):
        return None
    single = [line for line in open_ended if not line.blank_between]
    blanks_part = len(single) * 2 >= len(open_ended)
    candidates = [text[line.start : line.end] for line in (single if blanks_part else open_ended)]
    best: _Wrap | None = None
    best_score = 0
    for measure, tolerance in _MEASURES:
        sizes = Counter(map(measure, candidates))
        longest = sorted(measure(text[line.start : line.end]) for line in lines)[len(lines) * 9 // 10]
        for size in sizes:
            near = sum(sizes[k] for k in range(size - tolerance, size + tolerance + 1))
            score = near + sizes[size]  # lines of exactly this size count twice
            # In a wrapped text few lines are longer than the width.
            if score > best_score and near * 10 >= len(candidates) * 6 and size >= 12 and longest <= size + tolerance:
                best, best_score = _Wrap(measure, size, tolerance, blanks_part), score
    return best


def _inside_sentence(text: str, line: _Line, wrap: _Wrap | None, *, continued: bool) -> str:
    """Why the break after `line` stands inside a sentence, or ""."""
    if line.end == line.start or line.gap_end >= len(text):
        return ""
    last, first = text[line.end - 1], text[line.gap_end]
    if wrap is None and last in _ENDING and first not in _NEVER_FIRST:
        return ""  # nearly every line of a sound text
    if first in _NEVER_FIRST and last not in "。！？；：":
        return "the next line begins with punctuation that ends or parts a sentence"
    filled = wrap is not None and wrap.fills(text, line) and not line.indented and last not in _FINAL
    if last == "、" and not line.blank_between:
        return "the line ends in the middle of a sentence"  # 一、|二、三产业
    if _MARK.match(text, line.gap_end) and not (filled and first.isdigit()):
        return ""
    if _MARK.fullmatch(text, line.start, line.end):
        return ""
    if text.endswith("会议上", line.start, line.end):
        return ""  # the line under the title, whatever its length
    if last in _NEVER_LAST:
        return "the line ends in the middle of a sentence"
    if last == "." and first.isdigit() and text[line.end - 2 : line.end - 1].isdigit():
        return "the break parts a number"
    wrapped = (
        wrap is not None
        and not (wrap.blanks_part and line.blank_between)
        and not line.indented
        and wrap.fills(text, line)
    )
    if wrapped and (last not in _FINAL or last in _CLOSING):
        return "the text was wrapped at a fixed width"
    if last in _FINAL:
        return ""
    if last.isdigit() and (continued or line.end - line.start >= 8) and _UNIT.match(text, line.gap_end):
        return "the break parts a number from its unit"
    if first in _DIGITS and last in _LEADS_TO and line.end - line.start >= _SENTENCE:
        return "the break parts a number from the word that leads to it"
    if first == "（" and not line.indented and _STOP.search(text, line.start, line.end):
        return "the next line begins with a remark on the last word"
    # Between two Chinese characters the break often stands where punctuation was lost: it goes on parting the clauses.
    return ""


STEP = Step(RULE, frozenset("\n"), edits)
