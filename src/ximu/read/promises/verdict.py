"""What one clause was judged to be, and what every judge of clauses needs."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ximu.ledger.commitment import Stage
from ximu.read.promises.words import Words

LEAST_OBJECT = 3  # characters


class Verdict(NamedTuple):
    """What one clause was judged to be, and by which rule."""

    label: str
    action: str
    stage: Stage
    body: tuple[int, int]
    rule: str
    doubt: str


NONE = Verdict("none", "", "", (0, 0), "none", "")


@cache
def directional(action: str, rule: str, doubt: str) -> Verdict:
    """An intention: nobody asks for its object, so that one verdict serves every clause with the same verb."""
    return Verdict("directional", action, "", (0, 0), rule, doubt)


def before_time(text: str, known: Words, start: int, end: int) -> int:
    """Where [start, end) ends without a time at its end (临江机场2026年底…建成)."""
    trailing = known.hints["trailing"].search(text, start, end)
    return trailing.start() if trailing and trailing.start() > start else end
