"""What a page leaves in a text: lines with its number (- 12 -, 第3页 共18页), and the number put into a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "page_marks"

_BLANK = "[ \\t\\u3000\\u00a0]*"
_DASH = "[-‐-―－~～·]{1,2}"
_OF = "(?:[,，/／ ]*[共总][ ]*[0-9]{1,4}[ ]*页)"
_NUMBER = f"第[ ]*[0-9]{{1,4}}[ ]*页{_OF}?"
_LINE = re.compile(f"\\n{_BLANK}(?:{_DASH}[ ]*[0-9]{{1,4}}[ ]*{_DASH}|{_NUMBER}){_BLANK}(?=\\n|\\Z)")
_TITLE = "[^\\n，。；0-9]{1,24}"  # the running title beside the number
_TITLED = re.compile(
    f"\\n{_BLANK}(?:{_TITLE}[ \\t\\u3000]+{_NUMBER}|{_NUMBER}[ \\t\\u3000]+{_TITLE}){_BLANK}(?=\\n|\\Z)"
)
_INSIDE = re.compile(f"第[ ]?[0-9]{{1,4}}[ ]?页{_OF}")
# A bare page number between a number and its unit: 4.6|1|亿元.
_PARTED = re.compile(f"\\n(?<=[0-9]\\n){_BLANK}\\n{_BLANK}[0-9]{{1,3}}(?:{_BLANK}\\n){{2}}{_BLANK}(?=[亿万%％‰元个])")
# Stretches of equal length that a copying site numbers, wherever a sentence is cut: …农\n2、民人均纯收入.
_CUT = re.compile(f"(?:\\A|(?<!\\n)\\n){_BLANK}+\\n*+{_BLANK}+(?P<number>[0-9]{{1,3}})、")
_SHORTEST_CUT = 150  # characters of a stretch; the items of a list are shorter
_SENTENCE_END = frozenset("。！？”：")
_NEAR = 20  # blanks that may stand at the end of a line
_FINAL = frozenset("。！？；：…”』」）》】!?;:.)\n")
_BEGINS = re.compile("[一二三四五六七八九十]{1,3}、|[（(]|第[一二三四五六七八九十]|[0-9]{1,2}[.、．]|各位代表|[-#—―]")
_LONG = 20  # characters of a line that is no heading
_WHITE = " \t\u3000\u00a0\n"


def edits(text: str) -> Iterator[Edit]:
    """Each mark is read as nothing; with it goes the line end behind it when the page ended inside a sentence."""
    lines = [*_LINE.finditer(text), *(_TITLED.finditer(text) if "页" in text else ())] if "\n" in text else []
    for found in lines:
        start, end = _inside_sentence(text, *found.span())
        yield Edit(start, end, "", RULE, "the number of a page")
    for found in _PARTED.finditer(text) if "\n\n" in text else ():
        yield Edit(found.start(), found.end(), "", RULE, "the number of a page between a number and its unit")
    yield from _cuts(text)
    for found in _INSIDE.finditer(text) if "页" in text else ():
        yield Edit(found.start(), found.end(), "", RULE, "the number of a page put into a sentence")


def _inside_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The mark [start, end) with the line ends around it when the page ended inside a sentence, else as it is."""
    stop = start
    while stop > 0 and start - stop < _NEAR and text[stop - 1] in _WHITE:
        stop -= 1
    after = end
    while after < len(text) and after - end < _NEAR and text[after] in _WHITE:
        after += 1
    gap = text[end:after]
    if stop == 0 or text[stop - 1] in _FINAL or _BEGINS.match(text, after) or not gap.endswith("\n"):
        return start, end
    if gap == "\n" and "\n" not in text[stop:start]:
        return start, after
    # With blank lines around the mark a short line is a heading.
    return (stop, after) if stop - text.rfind("\n", 0, stop) > _LONG else (start, end)


def _cuts(text: str) -> Iterator[Edit]:
    """The numbers of stretches into which a copy was cut: 1, 2, 3… at line beginnings, one of them inside a sentence."""
    found = list(_CUT.finditer(text)) if "2、" in text else []
    if len(found) < 2 or any(int(cut["number"]) != number for number, cut in enumerate(found, 1)):
        return
    if any(second.start() - first.end() < _SHORTEST_CUT for first, second in pairwise(found)):
        return
    inside = [text[: cut.start()].rstrip()[-1:] not in _SENTENCE_END for cut in found[1:]]
    if not any(inside):
        return
    for cut, broken in zip(found, (False, *inside), strict=True):
        start = len(text[: cut.start()].rstrip()) if broken else cut.start("number")
        yield Edit(start, cut.end(), "", RULE, "the number of a stretch into which a copy was cut")


STEP = Step(RULE, frozenset("\n页"), edits)
