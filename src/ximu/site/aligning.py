"""Two texts side by side: which sentences stayed, changed or are new, and which characters of two sentences agree."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import chain
from typing import Literal, NamedTuple

from msgspec import Struct

How = Literal["same", "changed", "new"]
# Two characters that stand next to each other in both say nothing; so many in a row do.
_SHORTEST_RUN = 3
# A sentence counts as changed when so much of the longer one is in both, else as new.
CHANGED_SHARE = 0.5
_SIGNS = re.compile(r"\W+")
_NUMBER = re.compile(r"\d+")
_SHINGLE = 4


class Part(Struct, frozen=True, kw_only=True):
    """A run of characters that the other text has too, or has not."""

    text: str
    same: bool


class Pair(NamedTuple):
    """A sentence of the later text (`here`) and the one of the earlier text it goes back to (None when it is new)."""

    here: int
    there: int | None
    how: How
    share: float


def aligned(one: str, other: str) -> tuple[tuple[Part, ...], tuple[Part, ...]]:
    """Both texts cut into runs that are the same and runs that are not; together the runs are the texts."""
    blocks = [
        (block.a, block.b, block.size)
        for block in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
        if block.size >= _SHORTEST_RUN
    ]
    return (
        _cut(one, [(start, size) for start, _, size in blocks]),
        _cut(other, [(start, size) for _, start, size in blocks]),
    )


def _cut(text: str, blocks: Sequence[tuple[int, int]]) -> tuple[Part, ...]:
    parts, at = [], 0
    for start, size in (*blocks, (len(text), 0)):
        if start > at:
            parts.append(Part(text=text[at:start], same=False))
        if size:
            parts.append(Part(text=text[start : start + size], same=True))
        at = start + size
    return tuple(parts)


def pair_sentences(here: Sequence[str], there: Sequence[str]) -> list[Pair]:
    """For each sentence of the later text the most alike of the earlier one, each used once; in the order of the text.

    The same sentence is one whose characters agree but for signs and white space. A changed one is alike when each
    number counts as one sign. Otherwise candidates share runs of four characters, most of them first, so that long texts are not compared each with each.
    """
    mine, theirs = [_bare(text) for text in here], [_bare(text) for text in there]
    exact: dict[str, list[int]] = defaultdict(list)
    for number, text in enumerate(theirs):
        exact[text].append(number)
    taken: dict[int, int] = {}
    for number, text in enumerate(mine):
        if text and exact.get(text):
            taken[number] = exact[text].pop(0)
    free = set(range(len(theirs))) - set(taken.values())
    # 增长8.1% and 增长7.4% are one sentence with another number.
    mine, theirs = [_NUMBER.sub("0", text) for text in mine], [_NUMBER.sub("0", text) for text in theirs]
    ranked = sorted(_candidates(mine, theirs, taken, free), reverse=True)
    used: set[int] = set()
    changed: dict[int, tuple[int, float]] = {}
    for share, later, earlier in ranked:
        if -later not in changed and -earlier not in used:
            changed[-later] = (-earlier, share)
            used.add(-earlier)
    return [
        Pair(number, taken[number], "same", 1.0)
        if number in taken
        else Pair(number, changed[number][0], "changed", changed[number][1])
        if number in changed
        else Pair(number, None, "new", 0.0)
        for number in range(len(mine))
    ]


def _candidates(
    mine: Sequence[str], theirs: Sequence[str], taken: dict[int, int], free: set[int]
) -> list[tuple[float, int, int]]:
    """(share in common, −later, −earlier) of the pairs that are alike enough; earlier ones in the text win a tie."""
    own_pieces = {number: _shingles(text) for number, text in enumerate(mine) if number not in taken}
    pieces = {number: _shingles(theirs[number]) for number in free}
    in_both = set[str]().union(*own_pieces.values())
    index: dict[str, list[int]] = defaultdict(list)
    for number, found in pieces.items():
        for piece in found & in_both:
            index[piece].append(number)
    alike = []
    for number, own in own_pieces.items():
        text = mine[number]
        # How many pieces each other sentence shares, counted by the interpreter itself: this is most of the work.
        shared = Counter(chain.from_iterable(filter(None, map(index.get, own))))
        for other, common in shared.items():
            share = common / max(len(own), len(pieces[other]))
            # One word changed breaks four runs. What the lengths and letters rule out is not compared run by run.
            if share >= CHANGED_SHARE / 2 and _at_most(text, theirs[other]) >= CHANGED_SHARE:
                real = SequenceMatcher(None, text, theirs[other], autojunk=False)
                size = sum(block.size for block in real.get_matching_blocks() if block.size > 1)
                whole = size / max(len(text), len(theirs[other]))
                if whole >= CHANGED_SHARE:
                    alike.append((whole, -number, -other))
    return alike


def _at_most(one: str, other: str) -> float:
    """An upper bound of the share in common: no more than the letters that both have."""
    longer = max(len(one), len(other))
    if min(len(one), len(other)) < CHANGED_SHARE * longer:
        return 0.0
    return (Counter(one) & Counter(other)).total() / longer


def _shingles(text: str) -> set[str]:
    return {text[start : start + _SHINGLE] for start in range(max(len(text) - _SHINGLE + 1, 0))}


def _bare(text: str) -> str:
    return _SIGNS.sub("", text)
