"""Places where a character was lost in recoding: noted, never guessed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "lost_characters"

# One class of characters first, so that the search runs from one of them to the next.
_LOST = re.compile(
    '[\ufffd?？□■](?:(?<=\ufffd)\ufffd*|(?<=[\u4e00-\u9fff][?？])(?=[“"][\u4e00-\u9fff])|(?<=[□■])[□■]{0,5}(?=[\u4e00-\u9fff]))'
)


def edits(text: str) -> Iterator[Edit]:
    """A note for each place: it reads as what is there."""
    for found in _LOST.finditer(text):
        if found.start() and text[found.start() - 1] != "\n":
            yield Edit(found.start(), found.end(), found.group(), RULE, "a character was lost here; not repaired")


STEP = Step(RULE, frozenset("\ufffd?？□■"), edits)
