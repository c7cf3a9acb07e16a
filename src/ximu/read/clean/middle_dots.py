"""Middle dots in names: `?` where the dot was lost in recoding, and dots of other alphabets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "middle_dots"

_WORD = "\u4e00-\u9fffA-Za-z0-9"
_QUOTED = re.compile(f"[“《「『]([{_WORD}、]{{1,12}})[?？]([{_WORD}、]{{1,12}})[”》」』]")
_ASKED = re.compile("[吗呢谁么怎哪何几否]|多少|是不是|能不能|有没有|为啥")
_DATE = re.compile("[?](?<=[^0-9][0-9][?]|[0-1][0-9][?])(?:[1-9]|[12][0-9]|3[01])(?![0-9])")
_OTHER = re.compile(f"[・•‧∙⋅●](?<=[{_WORD}].)(?=[{_WORD}])")


def edits(text: str) -> Iterator[Edit]:
    """Each such sign is read as `·`. A question in quotation marks stays a question."""
    if "?" in text or "？" in text:
        for found in _QUOTED.finditer(text):
            if not _ASKED.search(found[1]) and not _ASKED.search(found[2]):
                at = found.end(1)
                yield Edit(at, at + 1, "·", RULE, "a question mark inside a quoted name")
        for found in _DATE.finditer(text):
            at = text.index("?", found.start())
            yield Edit(at, at + 1, "·", RULE, "a question mark between month and day")
    for found in _OTHER.finditer(text):
        yield Edit(found.start(), found.end(), "·", RULE, "a dot of another alphabet inside a name")


STEP = Step(RULE, frozenset("?？・•‧∙⋅●"), edits)
