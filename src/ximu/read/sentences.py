"""Where sentences and clauses of a clean text begin and end."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

_SENTENCE = "。！？!?\n"
# One class of characters first, so that the search runs from one of them to the next; then the signs inside a number.
_STOP = re.compile(r"[，；。！？!?\n,;:：](?:(?<![,;:：])|(?!\d)|(?<!\d.))")


def line_starts(text: str) -> Iterator[int]:
    """Where the lines of a text begin, the first at 0."""
    start = 0
    while start >= 0:
        yield start
        start = text.find("\n", start) + 1 or -1


class Boundaries:
    """Sentence ends and clause stops of one text, found once; every question is a bisection.

    A sentence ends after 。！？ or a line end; a clause also after ，；： and their half-width forms (not inside a number).
    """

    def __init__(self, text: str) -> None:
        self.length = len(text)
        self.stops = [match.start() for match in _STOP.finditer(text)]
        self.sentence_ends = [stop + 1 for stop in self.stops if text[stop] in _SENTENCE]

    def sentence(self, position: int) -> tuple[int, int]:
        """The half-open range of the sentence that holds the character at `position`."""
        index = bisect_right(self.sentence_ends, position)
        start = self.sentence_ends[index - 1] if index else 0
        end = self.sentence_ends[index] if index < len(self.sentence_ends) else self.length
        return start, end

    def clause(self, start: int, end: int) -> tuple[int, int]:
        """The half-open range between the stop before `start` and the stop at or after `end`."""
        index = bisect_left(self.stops, start)
        left = self.stops[index - 1] + 1 if index else 0
        index = bisect_left(self.stops, end)
        right = self.stops[index] if index < len(self.stops) else self.length
        return left, right
