"""Letters in a number, as a scanner reads digits: 2O17年, l2.5%."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "letter_digits"

_LETTER = re.compile("[OoIl](?:(?<=[0-9][OoIl])|(?<=[0-9][.][OoIl])|(?=[0-9.OoIl]{0,3}[0-9]))")
_LETTER_RUN = re.compile("(?=[OoIl.]*[0-9])[0-9OoIl][0-9OoIl.]{0,19}(?=[ ]?[%％‰\u4e00-\u9fff～~—-])")
_LETTERS, _DIGITS = re.compile("[OoIl]"), {"O": "0", "o": "0", "I": "1", "l": "1"}
_LONGEST = 20  # characters of a number
_NAMES = frozenset(("o2o",))


def _run_start(text: str, at: int) -> int:
    """Where the run of digits, points and such letters around `at` begins; -1 when a Latin letter stands before it."""
    floor = max(0, at - _LONGEST)
    while at > floor and text[at - 1] in "0123456789.OoIl":
        at -= 1
    return -1 if at > 0 and text[at - 1].isascii() and text[at - 1].isalpha() else at


def edits(text: str) -> Iterator[Edit]:
    """One edit for each letter; codes, formulas and names that hold such letters stay."""
    done = 0
    for found in _LETTER.finditer(text):
        begin = _run_start(text, found.start()) if found.start() >= done else -1
        run = _LETTER_RUN.match(text, begin) if begin >= 0 else None
        if run is not None and found.start() < run.end() and run.group().lower() not in _NAMES:
            done = run.end()
            for letter in _LETTERS.finditer(text, begin, done):
                yield Edit(letter.start(), letter.end(), _DIGITS[letter.group()], RULE, "a letter for a digit")


STEP = Step(RULE, frozenset("OoIl"), edits)
