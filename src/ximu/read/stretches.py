"""The stretches of a text in which the same parts of the outline are open, and what lies around them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ximu.read.outline import Part


def stretches(parts: tuple[Part, ...]) -> Iterator[tuple[int, int, list[Part]]]:
    """Start and end of each stretch with the parts around it, outermost first; none where no part reaches.

    One walk over the parts: looking at all of them for every stretch would take the square of their number.
    """
    edges = sorted({part.start for part in parts} | {part.end for part in parts})
    around: list[Part] = []
    at = 0
    for start, end in pairwise(edges):
        around = [part for part in around if part.end > start]
        while at < len(parts) and parts[at].start <= start:
            if parts[at].end > start:
                around.append(parts[at])
            at += 1
        yield start, end, around
