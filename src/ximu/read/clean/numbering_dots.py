"""The dot of a line's number in a list, glued to a number: `18.12345热线` is the eighteenth line, on the line 12345."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "numbering_dots"

_BLANK = "[ \\t\\u3000\\u00a0]*"
_GLUED = re.compile(f"{_BLANK}[0-9]{{1,2}}[.．][0-9]")
_GLUED_BELOW = re.compile(f"\\n{_GLUED.pattern}")  # on its own, `re` runs from line end to line end
_NUMBERED = re.compile(f"(?:\\A|\\n){_BLANK}([0-9]{{1,2}})([.．])(?=([0-9])|[^\\s])")


class _Line(NamedTuple):
    """A line that begins with a number and a dot; `glued` when a digit follows the dot."""

    number: int
    dot: int
    glued: bool


def edits(text: str) -> Iterator[Edit]:
    """The dot is read as 、 in a run of lines numbered one after the other, when some line of the run has words behind its dot.

    Lines of decimals alone are no list (`7.5`, `8.2` of a table), and neither are lines numbered in two steps (`2.1`, `2.2`).
    """
    if not (_GLUED.match(text) or _GLUED_BELOW.search(text)):
        return
    lines = [_Line(int(one[1]), one.start(2), one[3] is not None) for one in _NUMBERED.finditer(text)]
    for run in _runs(lines):
        if not all(line.glued for line in run):
            for line in run:
                if line.glued:
                    yield Edit(line.dot, line.dot + 1, "、", RULE, "the number of a line in a list before a number")


def _runs(lines: list[_Line]) -> Iterator[list[_Line]]:
    """The lines in runs whose numbers go up by one; a line beside one of the same number belongs to none."""
    run: list[_Line] = []
    for at, line in enumerate(lines):
        twice = any(other.number == line.number for other in (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2]))
        if twice or not run or line.number != run[-1].number + 1:
            yield run
            run = []
        if not twice:
            run.append(line)
    yield run


STEP = Step(RULE, frozenset(".．"), edits)
