"""What every repair is: an id, the characters that must occur for it to have anything to do, and its edits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Set
from typing import NamedTuple

from ximu.read.clean.edits import Edit, in_order


class Step(NamedTuple):
    """One repair. `signs`: it is skipped when the text holds none of these characters (empty: never skipped).

    `rare_edits` are further edits, only looked for when the text holds one of `rare_signs`.
    """

    rule: str
    signs: frozenset[str]
    edits: Callable[[str], Iterable[Edit]]
    rare_signs: frozenset[str] = frozenset()
    rare_edits: Callable[[str], Iterable[Edit]] | None = None

    def all_edits(self, text: str, characters: Set[str]) -> list[Edit]:
        """The edits of a text in order; `characters` are those of it that are the sign of some step."""
        if self.signs and self.signs.isdisjoint(characters):
            return []
        edits = list(self.edits(text))
        if self.rare_edits is not None and not self.rare_signs.isdisjoint(characters):
            edits += self.rare_edits(text)
        return in_order(edits)
