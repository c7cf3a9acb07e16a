"""Texts that blanks part as a whole: every character or digit from the next, or clauses where commas stood."""

from __future__ import annotations

import re
from collections.abc import Iterator

BLANK = " \u00a0\u3000\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"
_HAN = "\u4e00-\u9fff"
_LEAST = 20  # blanks that tell how a text was copied
_SPREAD_SHARE = 4  # in a text spread out every fourth character at least is a blank
_LINE_SHARE = 8  # and in a line of it that is, every eighth
_SINGLE = re.compile(f"(?<=[^\\s])[{BLANK}](?=[^\\s])")
_PARTED, _TOGETHER = re.compile(f"[{_HAN}][{BLANK}](?=[{_HAN}])"), re.compile(f"[{_HAN}](?=[{_HAN}])")
_DIGITS_PARTED, _DIGITS_TOGETHER = re.compile(f"[0-9][{BLANK}](?=[0-9])"), re.compile("[0-9](?=[0-9])")
_FEWER = 10  # so many times fewer are hardly any
SPREAD_DIGITS = re.compile(rf"(?<![0-9.])[0-9](?:[{BLANK}]?\.?[{BLANK}]?[0-9])+")
# in running text a number follows a word or a sign at once; 增加值 12 13 are two numbers of a table
_YEAR_APART = rf"[12](?<![0-9.{BLANK}].)(?:(?<=1)[{BLANK}]?9|(?<=2)[{BLANK}]?0)(?:[{BLANK}]?[0-9]){{2}}(?=[{BLANK}]?年)"
SCATTERED_DIGITS = re.compile(rf"{_YEAR_APART}|[0-9](?<=[{_HAN}，、；：,;:∶（(“+-].)(?:[{BLANK}]?\.?[{BLANK}]?[0-9])+")
_PARTED_YEAR = re.compile(_YEAR_APART)
_LEAST_YEARS = 3
_CLAUSE_SHORTEST, _CLAUSE_LONGEST = 5, 60  # characters for each blank in the place of a comma
_PARTING = re.compile(f"[{_HAN}0-9%‰”）》][{BLANK}]+(?=[{_HAN}0-9“《])")
_BLANK_BEFORE_NUMBER = re.compile(f"[{_HAN}][{BLANK}]+[0-9](?![0-9]{{3}}年)")
_NO_BLANK_BEFORE_NUMBER = re.compile(f"[{_HAN}][0-9](?![0-9]{{3}}年)")
_YEAR = re.compile("[0-9]{4}年")
_PARAGRAPH = 60  # characters that no title has
_STOP = re.compile("[。；：、！？]")


def spread_out(text: str, gaps: list[re.Match[str]]) -> bool:
    """Whether nearly all characters of a text are parted by blanks; `gaps` are its blanks."""
    if len(gaps) * _SPREAD_SHARE < len(text) or len(gaps) < _LEAST:
        return False
    return sum(1 for _ in _PARTED.finditer(text)) > 2 * sum(1 for _ in _TOGETHER.finditer(text))


def single_gaps(text: str) -> Iterator[tuple[int, int]]:
    """The single blanks [start, end) inside the lines of such a text that are spread out; wider ones part words."""
    start = 0
    for line in text.split("\n"):
        gaps = list(_SINGLE.finditer(line))
        if len(gaps) * _LINE_SHARE >= len(line):
            yield from ((start + gap.start(), start + gap.end()) for gap in gaps)
        start += len(line) + 1


def digits_apart(text: str) -> bool:
    """Whether hardly a digit stands beside another one, and many with one blank between."""
    parted = sum(1 for _ in _DIGITS_PARTED.finditer(text))
    return parted >= _LEAST and parted > _FEWER * sum(1 for _ in _DIGITS_TOGETHER.finditer(text))


def digits_scattered(text: str) -> bool:
    """Whether blanks fell between digits at random: several years have one inside them (2 016年, 20 1 5年)."""
    years = (match.group() for match in _PARTED_YEAR.finditer(text))
    return sum(1 for year in years if not year.isdigit()) >= _LEAST_YEARS


def commas_lost(text: str, gaps: list[re.Match[str]]) -> bool:
    """Whether a text has blanks where others have commas: clauses parted by blanks, and hardly a comma."""
    if len(gaps) < _LEAST or _FEWER * (text.count("，") + text.count(",")) > len(gaps):
        return False
    parting = sum(1 for _ in _PARTING.finditer(text))
    return parting >= _LEAST and _CLAUSE_SHORTEST * parting <= len(text) <= _CLAUSE_LONGEST * parting


def clause_gaps(text: str, gaps: list[re.Match[str]]) -> Iterator[tuple[int, int, str]]:
    """The blanks [start, end) of such a text and what they stand for: a comma, or nothing around a number where most
    numbers have a blank before them.

    On a line without any stop (市长 某某, under the title) they stay.
    """
    numbers_apart = sum(1 for _ in _BLANK_BEFORE_NUMBER.finditer(text)) > sum(
        1 for _ in _NO_BLANK_BEFORE_NUMBER.finditer(text)
    )
    line_end, stopped = -1, False
    for gap in gaps:
        start, end = gap.span()
        if start > line_end:
            line_start = text.rfind("\n", 0, start) + 1
            line_end = text.find("\n", end)
            line_end = len(text) if line_end < 0 else line_end
            stopped = line_end - line_start > _PARAGRAPH or _STOP.search(text, line_start, line_end) is not None
        if not stopped or start == 0 or not _PARTING.match(text, start - 1):
            continue
        number = (text[end].isdigit() or text[start - 1].isdigit()) and not _YEAR.match(text, end)
        yield start, end, "" if numbers_apart and number else "，"
