"""Which pieces of text occur more than once in a large collection, in little memory and two passes."""

from __future__ import annotations

from collections.abc import Iterable

_SMALLEST, _LARGEST = 20, 33  # the filter has 2**20 to 2**33 bits: 128 KB to 1 GB
_BITS_A_PIECE = 16


def seen_twice(pieces: Iterable[str], expected: int) -> set[int]:
    """The hashes of all pieces that occur at least twice, with some that only collide with another.

    `expected` is about how many pieces there are. A bit for each piece says whether its hash was seen; only what is
    seen again is remembered. One piece in sixteen is kept for nothing, no repeated one is lost. A wrong `expected`
    costs memory or such pieces, never a result: callers compare the pieces themselves.
    """
    size = min(max((expected * _BITS_A_PIECE).bit_length(), _SMALLEST), _LARGEST)
    mask = (1 << size) - 1
    seen = bytearray(1 << (size - 3))
    again: set[int] = set()
    for piece in pieces:
        number = hash(piece)
        place = number & mask
        bit = 1 << (place & 7)
        if seen[place >> 3] & bit:
            again.add(number)
        else:
            seen[place >> 3] |= bit
    return again
