"""Keys sort as a search shows its rows, and none is given twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ximu.store.ordered_keys import (
    bucket_of_key,
    buckets_of,
    first_key,
    keys_of_rank,
    rank_of_count,
    rank_of_year,
)

YEARS = st.none() | st.integers(1949, 2100)
OWNERS = st.integers(0, 2**28 - 1)
NUMBERS = st.integers(0, 2**24 - 1)


@given(YEARS, OWNERS, NUMBERS, YEARS, OWNERS, NUMBERS)
def test_order_and_room(
    year: int | None, owner: int, number: int, other_year: int | None, other_owner: int, other_number: int
) -> None:
    rank, other_rank = rank_of_year(year), rank_of_year(other_year)
    key, other = first_key(rank, owner) + number, first_key(other_rank, other_owner) + other_number
    assert 0 <= key < 2**63  # what a database keeps as a whole number
    assert (key == other) == ((year, owner, number) == (other_year, other_owner, other_number))
    if year != other_year:
        assert (key < other) == (other_year is None or (year is not None and year > other_year))
    elif owner == other_owner:
        assert (key < other) == (number < other_number)
    assert bucket_of_key(key) in buckets_of([rank])
    first, behind = keys_of_rank(rank)
    assert first <= key < behind


def test_what_has_no_place_in_the_order_stands_at_its_end() -> None:
    assert rank_of_year(9999) == rank_of_year(3000) == 0
    assert rank_of_year(1) == rank_of_year(900) < rank_of_year(None)
    assert rank_of_count(5000) == rank_of_count(2047) == 0 < rank_of_count(3) < rank_of_count(1)
