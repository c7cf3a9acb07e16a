"""Characters nobody sees: zero-width ones, a byte order mark inside the text, control and private-use characters."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "invisible"

_CONTROL = "".join(map(chr, [*range(9), 11, 12, *range(14, 32), *range(127, 133), *range(134, 160)]))
_HIDDEN = _CONTROL + "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff"
_PRIVATE = "".join(map(chr, range(0xE000, 0xF900)))
_LINES = "\u2028\u2029\u0085"
_HIDDEN_CLASS = re.escape(_HIDDEN) + "\ue000-\uf8ff"
_RUN = re.compile(f"[{_HIDDEN_CLASS}][{_HIDDEN_CLASS}]*|[{_LINES}]")


def edits(text: str) -> Iterator[Edit]:
    """Hidden characters are read as nothing, Unicode's own line separators as line ends."""
    for found in _RUN.finditer(text):
        if found.group() in _LINES:
            yield Edit(
                found.start(), found.end(), "\n", RULE, "a line separator that programs do not see as a line end"
            )
        else:
            yield Edit(found.start(), found.end(), "", RULE, "characters that cannot be seen")


STEP = Step(RULE, frozenset(_HIDDEN + _PRIVATE + _LINES), edits)
