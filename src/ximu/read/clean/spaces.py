"""Spaces inside a sentence: between Chinese characters and digits, beside punctuation, between all characters of a line."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from ximu.read.clean.edits import Edit
from ximu.read.clean.parted import (
    BLANK,
    SCATTERED_DIGITS,
    SPREAD_DIGITS,
    clause_gaps,
    commas_lost,
    digits_apart,
    digits_scattered,
    single_gaps,
    spread_out,
)
from ximu.read.clean.step import Step

RULE = "spaces"

_GAP = re.compile(f"[{BLANK}][{BLANK}]*")  # a repeat at the beginning would be slower
_HAN = "\u4e00-\u9fff"
# Six or more single characters, each parted from the next by one space: a line spread out for looks. The patterns begin
# with the first space, so that a text without spaces costs one scan.
_SPREAD = re.compile(f"[{BLANK}][{_HAN}0-9](?:[{BLANK}][{_HAN}0-9.%，。、：；（）“”]){{4,}}(?![^\\s，。；、：])")
_SPREAD_YEAR = re.compile(f"[{BLANK}][0-9](?:[{BLANK}][0-9]){{2}}(?=[{BLANK}]?年)")
# Digits set apart one by one before what they count: 7 4 7 7 2亿元, 4 .5 %, 1 1 %.
_SPREAD_NUMBER = re.compile(
    rf"(?<![0-9.])[0-9](?:[{BLANK}]\.?[0-9](?![0-9])|\.[0-9](?![0-9])){{1,12}}(?=[{BLANK}]?(?:[%％‰亿億万萬元年月日倍]|个百分点))"
)
# One gap inside a number: where a text has several and no decimal point at all, its points are lost (5 9亿元, 108 3%).
_LOST_POINT = re.compile(rf"(?<=[{_HAN}])[0-9]{{1,4}}[{BLANK}](?=[0-9]{{1,2}}(?:[%％亿億万萬]|个百分点))")
_DECIMAL = re.compile(r"[0-9][.．][0-9]")
_LEAST_LOST = 3
# Groups of thousands set apart: 1 046.1万公顷.
_THOUSANDS = re.compile(
    rf"(?<=[{_HAN}])[1-9][0-9]{{0,2}}(?:[{BLANK}][0-9]{{3}}){{1,3}}(?![0-9])(?=(?:\.[0-9]+)?[万亿元吨户人个台头家亩公平方名件座])"
)
_COLUMNS = re.compile(f"[{BLANK}]{{2,}}(?=[^\\s])")
_COUNTER = re.compile(r"[0-9]{1,3}(?:[.．]|$)(?![0-9])")  # 关键词 1. 产业: the number counts a heading
_DATE_PART = re.compile("[0-9]{1,2}[月日]")
_DECIMALS = re.compile("[0-9]{1,2}(?:[%‰万亿元倍]|个百分点)")
_PROSE = re.compile("[，。；,;]")
_AFTER = frozenset("，。；、：！？,;）》”】")
_BEFORE = frozenset("，。；、！？）》”】%％")
_GLUED_UNITS = frozenset("年月日号万亿千百%％‰个元倍亩户人家项")
# Gaps between Chinese characters in running text that make them an accident of the copy, and at most so many characters
# for each of them: many gaps far apart, or a few close together.
_SCATTERED, _FEW_SCATTERED = 20, 6
_SCATTERED_DENSITY, _FEW_DENSITY = 300, 150


def edits(text: str) -> Iterator[Edit]:
    """Each space that separates nothing is read as nothing; indents, columns of tables and parted names stay."""
    gaps = list(_GAP.finditer(text))
    if spread_out(text, gaps):
        for start, end in single_gaps(text):
            yield Edit(start, end, "", RULE, "a text spread out with spaces")
        return
    # Both patterns begin with gap, character, gap, character, gap.
    spread = any(third.start() - first.end() == 3 for first, third in zip(gaps, gaps[2:], strict=False))
    for pattern in (_SPREAD, _SPREAD_YEAR) if spread else ():
        for run in pattern.finditer(text):
            if run.start() < 1 or not _stands_alone(text, run.start() - 1):
                continue
            for gap in _GAP.finditer(text, run.start(), run.end()):
                yield Edit(gap.start(), gap.end(), "", RULE, "a line spread out with spaces")
    lost = list(_LOST_POINT.finditer(text)) if gaps and not _DECIMAL.search(text) else []
    lost = lost if len(lost) >= _LEAST_LOST else []
    for run in lost:
        yield Edit(run.end() - 1, run.end(), ".", RULE, "decimal points lost, a space in the place of each")
    apart = not lost and _apart(gaps)
    scattered = not lost and bool(gaps) and digits_scattered(text)
    numbers = SPREAD_DIGITS if apart and digits_apart(text) else SCATTERED_DIGITS if scattered else _SPREAD_NUMBER
    for run in numbers.finditer(text) if apart or scattered else ():
        for gap in _GAP.finditer(text, run.start(), run.end()):
            yield Edit(gap.start(), gap.end(), "", RULE, "digits of one number set apart")
    for run in _THOUSANDS.finditer(text) if _thousands_apart(text, gaps) else ():
        for gap in _GAP.finditer(text, run.start(), run.end()):
            yield Edit(gap.start(), gap.end(), "", RULE, "groups of thousands set apart")
    if commas_lost(text, gaps):
        for start, end, read_as in clause_gaps(text, gaps):
            yield Edit(start, end, read_as, RULE, "commas lost, a space in the place of each")
        return
    between: list[tuple[int, int]] = []
    line_end, prose, columns, line_start = -1, False, False, 0
    for gap in gaps:
        start, end = gap.span()
        if start == 0 or end == len(text) or text[start - 1] == "\n" or text[end] in "\n\t" or text[start - 1] == "\t":
            continue
        if start > line_end:
            line_start = text.rfind("\n", 0, start) + 1
            line_end = text.find("\n", end)
            line_end = len(text) if line_end < 0 else line_end
            line = text[line_start:line_end]
            prose = len(line) >= 15 and _PROSE.search(line) is not None
            columns = not prose and len(_COLUMNS.findall(line.strip())) >= 3
        if columns:
            continue
        before, after = text[start - 1], text[end]
        why = _carries_nothing(text, start, end, before, after, prose=prose, line_start=line_start)
        if why:
            yield Edit(start, end, "", RULE, why)
        elif prose and _is_han(before) and _is_han(after):
            between.append((start, end))
    few, many = len(between) * _FEW_DENSITY, len(between) * _SCATTERED_DENSITY
    if (len(between) >= _SCATTERED and many >= len(text)) or (len(between) >= _FEW_SCATTERED and few >= len(text)):
        for start, end in between:
            if not _quoted(text, start, end):
                yield Edit(start, end, "", RULE, "spaces scattered between Chinese characters")


def _apart(gaps: list[re.Match[str]]) -> bool:
    """Whether two gaps stand so near each other that only one or two signs part them."""
    return any(second.start() - first.end() <= 2 for first, second in itertools.pairwise(gaps))


def _thousands_apart(text: str, gaps: list[re.Match[str]]) -> bool:
    """Whether a gap stands between a digit and three others: cheaper than the pattern, and most texts hold none."""
    return any(text[gap.end() : gap.end() + 3].isdigit() and text[gap.start() - 1].isdigit() for gap in gaps)


def _is_han(character: str) -> bool:
    return "\u4e00" <= character <= "\u9fff"


def _stands_alone(text: str, at: int) -> bool:
    """Whether the character at `at` is a single Chinese character or digit after a space, punctuation or line end."""
    if not (_is_han(text[at]) or text[at] in "0123456789"):
        return False
    return at == 0 or text[at - 1].isspace() or text[at - 1] in "，。；、："


def _carries_nothing(text: str, start: int, end: int, before: str, after: str, *, prose: bool, line_start: int) -> str:
    """Why the gap [start, end) can go, or "" when it may mean something."""
    if "0" <= before <= "9":
        digits_from = _run_start(text, start, line_start)
        if digits_from == line_start or text[line_start:digits_from].isspace():
            return ""  # 1 推进…: the number counts the line
        if after in _GLUED_UNITS or (prose and _is_han(after)):
            return "a space between a number and its unit or noun"
    if before == "." and _DECIMALS.match(text, end):
        digits_from = _run_start(text, start, line_start)
        if digits_from < start - 1 and digits_from > line_start and _is_han(text[digits_from - 1]):
            return "a space inside a number"
    if prose and "0" <= after <= "9" and (_is_han(before) and not _COUNTER.match(text, end)):
        return "a space before a number"
    if prose and before == "%" and _is_han(after):
        return "a space between a number and its unit or noun"
    if before in "十百千万" and after in "万亿":
        return "a space inside a number"
    if after in _BEFORE and before not in _AFTER:
        return "a space before punctuation"
    if before in "年月" and _DATE_PART.match(text, end):
        return "a space inside a date"
    if (
        (prose or before in "、，；")
        and before in _AFTER
        and not (before in "。！？；" and "\u3000\u3000" in text[start:end])
    ):
        return "a space after punctuation"
    return ""


def _run_start(text: str, end: int, floor: int) -> int:
    """Where the run of digits and points that ends at `end` begins; looks back at most 20 characters."""
    at = end
    while at > floor and end - at < 20 and text[at - 1] in "0123456789.":
        at -= 1
    return at


def _quoted(text: str, start: int, end: int) -> bool:
    """Whether the gap parts the two halves of a quoted name or slogan: “一江清水 两岸新城”."""
    left = text[max(0, start - 12) : start]
    right = text[end : end + 12]
    return left.rfind("“") > left.rfind("”") and "”" in right


STEP = Step(RULE, frozenset(BLANK), edits)
