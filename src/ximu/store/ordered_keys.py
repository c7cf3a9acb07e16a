"""Keys in the order in which a search shows its rows, so that the first rows are found without all the others.

A key is a rank (the latest year first, what most reports name first), then one of eight parts of the rank, then the
report or place it belongs to and its number there. The index of PostgreSQL gives rows in no order; there every entry
begins with the `tag` of rank and part, so a part is asked after the other until enough are found, and only the rows of
one part have to be put in order. The index of SQLite is in the order of the keys itself.
"""

from __future__ import annotations

from collections.abc import Iterable

PARTS = 8
_LAST_RANK = 2047
_OWNER_BITS, _NUMBER_BITS = 25, 24  # below the part: together with rank and part 63 bits, as many as a key may have
_LATEST_YEAR = 3000


def rank_of_year(year: int | None) -> int:
    """The latest year first, those that are not known last."""
    return _LAST_RANK if year is None else min(max(_LATEST_YEAR - year, 0), _LAST_RANK - 1)


def rank_of_count(n: int) -> int:
    """The greatest number first."""
    return _LAST_RANK - min(max(n, 0), _LAST_RANK)


def bucket_of(rank: int, owner: int) -> int:
    """The part of a rank that rows of `owner` (the key of a report or a place) lie in."""
    return rank * PARTS + owner % PARTS


def buckets_of(ranks: Iterable[int]) -> list[int]:
    """All parts of these ranks, in the order of their keys."""
    return [rank * PARTS + part for rank in sorted(set(ranks)) for part in range(PARTS)]


def tag_of(bucket: int) -> str:
    """What the entries of a part begin with."""
    return f"{bucket:04x}"


def first_key(rank: int, owner: int) -> int:
    """The key of the first row of `owner`; the others count on from it."""
    return (bucket_of(rank, owner) << _OWNER_BITS | owner // PARTS) << _NUMBER_BITS


def bucket_of_key(key: int) -> int:
    """The part that a key lies in."""
    return key >> (_OWNER_BITS + _NUMBER_BITS)


def keys_of_rank(rank: int) -> tuple[int, int]:
    """The half-open range of the keys of a rank."""
    behind = _OWNER_BITS + _NUMBER_BITS
    return (rank * PARTS) << behind, ((rank + 1) * PARTS) << behind
