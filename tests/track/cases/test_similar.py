"""Which cases are suggested as the same matter, and which are not."""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from case_samples import came_in, closed, walk
from hypothesis import given
from hypothesis import strategies as st

from ximu.track.cases.actions import join_duplicate
from ximu.track.cases.similar import meters, overlap, similar_cases

LAMP = {"words": "滨河路12号门前路灯不亮", "place_zh": "滨河路12号"}
HERE = {"latitude": Decimal("27.8300"), "longitude": Decimal("113.1300")}
# What the other says, and whether it is suggested.
PAIRS: tuple[tuple[dict[str, Any], dict[str, Any], bool], ...] = (
    (LAMP, {"words": "滨河路路灯坏了不亮", "place_zh": "滨河路"}, True),
    (LAMP, {"words": "路灯一直不亮，晚上看不见", "place_zh": "滨河路12号附近"}, True),
    (LAMP, {"words": "北山公园红绿灯时间太短", "place_zh": "北山公园"}, False),
    (LAMP, {"words": "孩子今年入学怎么报名", "category": "school"}, False),
    ({"words": "井盖丢了", "category": "road", **HERE}, {"words": "路面有个洞", "category": "road", **HERE}, True),
    ({"words": "井盖丢了", "category": "road", **HERE},
     {"words": "路面有个洞", "category": "road", "latitude": Decimal("27.93"), "longitude": Decimal("113.13")}, False),
)  # fmt: skip


@pytest.mark.parametrize(("one", "other", "same"), PAIRS)
def test_pairs(world: SimpleNamespace, one: dict[str, Any], other: dict[str, Any], same: bool) -> None:
    case, second = came_in(world, **one), came_in(world, **other)
    assert [found.case for found in similar_cases(case)] == ([second] if same else [])
    assert [found.case for found in similar_cases(second)] == ([case] if same else [])


def test_only_open_leading_cases_of_the_own_government(world: SimpleNamespace) -> None:
    case, joined, leading = came_in(world, **LAMP), came_in(world, **LAMP), came_in(world, **LAMP)
    closed(world, **LAMP)
    came_in(SimpleNamespace(city=world.county), **LAMP)
    walk(world, joined, ("clerk", "take_in", {"fields": {"matter": "求助"}}))
    join_duplicate(world.clerk, joined, leading)
    found = similar_cases(case)
    assert [one.case for one in found] == [leading]
    assert set(found[0].signs) == {"category", "place", "words"}


@given(st.text(max_size=30), st.text(max_size=30))
def test_overlap_is_a_share_and_the_same_both_ways(one: str, other: str) -> None:
    assert 0 <= overlap(one, other) <= 1
    assert overlap(one, other) == overlap(other, one)


def test_meters() -> None:
    zero, one = Decimal(0), Decimal(1)
    assert meters(None, one, zero, zero) is None
    degree = meters(zero, zero, one, zero)
    assert degree is not None
    assert 111_100 < degree < 111_300  # a degree of a meridian is 111.2 km on a sphere of 6,371 km
