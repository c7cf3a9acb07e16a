"""How alike two reports are, judged by the clauses they share, and a small sketch that finds likely copies fast."""

from __future__ import annotations

import re
from hashlib import blake2b
from typing import NamedTuple

from ximu.store.bigrams import plain

# Signs of every kind separate, so that punctuation, masks (**) and line breaks do not matter; shorter pieces are
# shared by unlike reports too often to say anything.
_CLAUSE = re.compile(r"\w{6,}")
SKETCH_SIZE = 24


class Likeness(NamedTuple):
    """`shared`: clauses in common ÷ all clauses of both; `contained`: ÷ the clauses of the shorter one. Both 0–1."""

    shared: float
    contained: float


def clause_hashes(text: str) -> frozenset[int]:
    """A signed 64-bit hash for every clause; a text too short for clauses is one clause."""
    bare = plain(text)
    return frozenset(_hash(clause) for clause in _CLAUSE.findall(bare) or [bare])


def likeness(one: frozenset[int], other: frozenset[int]) -> Likeness:
    """How alike two sets of clause hashes are."""
    common = len(one & other)
    return Likeness(common / len(one | other), common / min(len(one), len(other)))


def sketch(hashes: frozenset[int]) -> list[int]:
    """The smallest hashes: two texts that share most clauses share most of these (Broder's bottom-k sketch, 1997)."""
    return sorted(hashes)[:SKETCH_SIZE]


def _hash(clause: str) -> int:
    return int.from_bytes(blake2b(clause.encode("utf-8", "surrogatepass"), digest_size=8).digest(), signed=True)
