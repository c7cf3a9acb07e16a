"""Line ends of other systems (CR LF, CR) are read as LF."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "line_ends"

_END = re.compile(r"\r\n?")


def edits(text: str) -> Iterator[Edit]:
    """An edit for every line end with a carriage return."""
    for found in _END.finditer(text):
        yield Edit(found.start(), found.end(), "\n", RULE, "line end of another system")


STEP = Step(RULE, frozenset("\r"), edits)
