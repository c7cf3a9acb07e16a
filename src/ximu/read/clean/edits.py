"""Edits of a text, their composition over several passes, and the exact map from clean text back to source text."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ximu.ledger.report import Repair


class Edit(NamedTuple):
    """Characters [start, end) of the text a pass looks at are to be read as `read_as`.

    An edit that reads as what is there changes nothing: it is a note that a damage was seen and not repaired.
    """

    start: int
    end: int
    read_as: str
    rule: str
    why: str


def in_order(edits: Iterable[Edit]) -> list[Edit]:
    """The edits sorted by position; of two that overlap the one that starts first (then the longer) stays."""
    kept: list[Edit] = []
    last_end = 0
    for edit in sorted(edits, key=lambda e: (e.start, -e.end)):
        if edit.start >= last_end:
            kept.append(edit)
            last_end = edit.end
    return kept


def apply(text: str, edits: Sequence[Edit], offset: int = 0) -> str:
    """The text after all edits, which are in order and do not overlap; `offset` is where `text` begins in their count."""
    pieces: list[str] = []
    done = 0
    for edit in edits:
        pieces.append(text[done : edit.start - offset])
        pieces.append(edit.read_as)
        done = edit.end - offset
    pieces.append(text[done:])
    return "".join(pieces)


class _Placed(NamedTuple):
    """An earlier edit with the place of its outcome in the text the later pass looks at."""

    start: int
    end: int
    edit: Edit


def _placed(edits: Iterable[Edit]) -> Iterator[_Placed]:
    growth = 0
    for edit in edits:
        start = edit.start + growth
        end = start + len(edit.read_as)
        yield _Placed(start, end, edit)
        growth = end - edit.end


def compose(first: Sequence[Edit], second: Sequence[Edit], between: str) -> list[Edit]:
    """Edits of the original text that do what `first` and then `second` do; `between` is the outcome of `first`.

    A later edit that touches characters an earlier one wrote is merged with it into one edit.
    """
    if not first or not second:
        return list(first or second)
    earlier = list(_placed(first))
    out: list[Edit] = []
    back = 0  # original position minus position in `between`, for the characters after all edits seen so far
    i = k = 0
    while i < len(earlier) or k < len(second):
        if k == len(second) or (i < len(earlier) and _before(earlier[i], second[k])):
            out.append(earlier[i].edit)
            back = earlier[i].edit.end - earlier[i].end
            i += 1
        elif i == len(earlier) or second[k].end <= earlier[i].start:
            edit = second[k]
            out.append(edit._replace(start=edit.start + back, end=edit.end + back))
            k += 1
        else:
            cluster_from, i_from, k_from = min(earlier[i].start, second[k].start), i, k
            cluster_to = max(earlier[i].end, second[k].end)
            i, k = i + 1, k + 1
            grown = True
            while grown:
                grown = False
                if i < len(earlier) and earlier[i].start < cluster_to:
                    cluster_to, i, grown = max(cluster_to, earlier[i].end), i + 1, True
                if k < len(second) and second[k].start < cluster_to:
                    cluster_to, k, grown = max(cluster_to, second[k].end), k + 1, True
            head, tail = earlier[i_from], earlier[i - 1]
            start = head.edit.start if head.start == cluster_from else cluster_from + back
            back = tail.edit.end - tail.end
            end = cluster_to + back if tail.end < cluster_to else tail.edit.end
            parts = [p.edit for p in earlier[i_from:i]] + list(second[k_from:k])
            read_as = apply(between[cluster_from:cluster_to], second[k_from:k], cluster_from)
            out.append(
                Edit(start, end, read_as, _joined("+", (p.rule for p in parts)), _joined("; ", (p.why for p in parts)))
            )
    return out


def _before(earlier: _Placed, later: Edit) -> bool:
    return earlier.end <= later.start


def _joined(separator: str, words: Iterable[str]) -> str:
    return separator.join(dict.fromkeys(w for w in words if w))


class CleanText:
    """A repaired piece of a source text: `text` is the clean text, `repairs` what was changed, in SOURCE positions.

    The repairs are in order, do not overlap, and replay: replacing every `was` by its `read_as` gives `text`.
    """

    __slots__ = ("_breaks", "_to_ends", "_to_starts", "repairs", "text")

    def __init__(self, source: str, start: int, end: int, edits: Sequence[Edit]) -> None:
        """`edits` count from `start`; they must be in order and must not overlap."""
        piece = source[start:end]
        self.text = apply(piece, edits)
        self._breaks, self._to_starts, self._to_ends = _distances(edits, start)
        self.repairs = tuple(
            Repair(
                start=e.start + start,
                end=e.end + start,
                was=piece[e.start : e.end],
                read_as=e.read_as,
                rule=e.rule,
                why=e.why,
            )
            for e in edits
        )

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """The source characters from the first to the last character of clean [start, end).

        A character that a repair wrote stands for all that the repair replaced, unless it replaced one by one.
        An empty span maps to an empty span.
        """
        breaks = self._breaks
        if len(breaks) == 1:  # most texts: nothing changed its length
            distance = self._to_starts[0]
            return start + distance, (end if end > start else start) + distance
        first = start + self._to_starts[bisect_right(breaks, start) - 1]
        if end <= start:
            return first, first
        return first, end + self._to_ends[bisect_right(breaks, end - 1) - 1]

    def source_spans(self, spans: Sequence[tuple[int, int]]) -> Sequence[tuple[int, int]]:
        """`source_span` of each of many that are not empty."""
        breaks, starts, ends = self._breaks, self._to_starts, self._to_ends
        if len(breaks) > 1:
            return [
                (start + starts[bisect_right(breaks, start) - 1], end + ends[bisect_right(breaks, end - 1) - 1])
                for start, end in spans
            ]
        distance = starts[0]
        if not distance:
            return spans
        return [(start + distance, end + distance) for start, end in spans]


def _distances(edits: Iterable[Edit], start: int) -> tuple[list[int], list[int], list[int]]:
    """Clean positions from which on the source is another distance away, the first of them 0, with two distances for each.

    The second list holds the distance to where the source of a clean character begins, the third to where it ends.
    """
    breaks, to_starts, to_ends = [0], [start], [start]
    for clean_start, clean_end, edit in _placed(edits):
        if clean_end - clean_start == edit.end - edit.start:
            continue
        for at in range(clean_start, clean_end):
            breaks.append(at)
            to_starts.append(start + edit.start - at)
            to_ends.append(start + edit.end - at - 1)
        breaks.append(clean_end)
        to_starts.append(start + edit.end - clean_end)
        to_ends.append(start + edit.end - clean_end)
    return breaks, to_starts, to_ends
