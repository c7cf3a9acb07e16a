"""The sound of a character in brackets behind it, as dictionaries print it: it is read as nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "pronunciations"

_TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
_SOUND = re.compile(f"[（(][a-zü]{{0,4}}[{_TONES}][a-zü]{{0,4}}[）)]")
_HAN = re.compile("[\u4e00-\u9fff]")


def edits(text: str) -> Iterator[Edit]:
    """One edit for each sound that follows a Chinese character."""
    for found in _SOUND.finditer(text):
        if found.start() and _HAN.match(text, found.start() - 1):
            yield Edit(found.start(), found.end(), "", RULE, "the sound of the character before it")


STEP = Step(RULE, frozenset(_TONES), edits)
