"""Roman numerals that recoding turned into Cyrillic letters: `Ш类` for `Ⅲ类`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step
from ximu.read.clean.words import any_of, words

RULE = "roman_numerals"

_CYRILLIC = re.compile("[\u0400-\u04ff]+")


def edits(text: str) -> Iterator[Edit]:
    """A lone letter of the list before a word for a class or grade is read as the numeral; Russian words stay."""
    tables = words(RULE)
    letters: dict[str, str] = tables["letters"]
    follows = re.compile(any_of(tables["context"]["after"]))
    for found in _CYRILLIC.finditer(text):
        if found.group() in letters and follows.match(text, found.end()):
            yield Edit(
                found.start(), found.end(), letters[found.group()], RULE, "a Cyrillic letter for a Roman numeral"
            )


STEP = Step(RULE, frozenset("ШшПІ"), edits)
