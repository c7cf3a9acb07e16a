"""What every repair is: an id, the characters that must occur for it to have anything to do, and its edits."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ximu.read.clean.edits import Edit


class Step(NamedTuple):
    """One repair. `signs`: it is skipped when the text holds none of these characters (empty: never skipped)."""

    rule: str
    signs: frozenset[str]
    edits: Callable[[str], Iterable[Edit]]
