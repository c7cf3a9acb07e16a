"""Places: names, short names, codes of a year, what stands inside what, successors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ximu.terms import places

CODES = [
    ("株洲", 2017, None, ["430200", "430221"]),
    ("株洲市", 2017, None, ["430200"]),
    ("株洲县", 2017, None, ["430221"]),
    ("株洲县", 2018, None, []),
    ("渌口区", 2018, None, ["430212"]),
    ("龙岗区", 2014, None, ["440307"]),
    ("深圳市龙岗区", 2014, None, ["440307"]),
    ("湖南省株洲市天元区", 2019, None, ["430211"]),
    ("广西", 2025, None, ["450000"]),
    ("内蒙古", 2025, None, ["150000"]),
    ("吉林", 2025, None, ["220000", "220200"]),
    ("鼓楼区", 2019, None, ["320106", "320302", "350102", "410204"]),
    ("鼓楼区", 2019, "350100", ["350102"]),
    ("朝阳区", 2019, "110000", ["110105"]),
    ("湘西", 2019, None, ["433100"]),
    ("攸县", 2019, None, ["430223"]),
    ("株洲高新区", 2019, None, ["430200Z1"]),
    ("株洲高新区", 1980, None, []),
    ("重庆市", 1996, None, ["510200"]),
    ("重庆市", 1998, None, ["500000"]),
    ("无此地县", None, None, []),
    ("", None, None, []),
]


@pytest.mark.parametrize(
    ("name", "year", "within", "codes"), CODES, ids=[f"{case[0]}/{case[1]}/{case[2]}" for case in CODES]
)
def test_a_name_finds_these_codes(name: str, year: int | None, within: str | None, codes: list[str]) -> None:
    assert [place.code for place in places.find(name, year, within)] == codes


SHORT = [
    ("株洲市", "株洲"), ("广西壮族自治区", "广西"), ("新疆维吾尔自治区", "新疆"), ("西藏自治区", "西藏"), ("攸县", "攸县"), ("天元区", "天元"),
    ("恩施土家族苗族自治州", "恩施"), ("阿坝藏族羌族自治州", "阿坝"), ("香港特别行政区", "香港"), ("大兴安岭地区", "大兴安岭"), ("神农架林区", "神农架"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "short"), SHORT)
def test_short_names(name: str, short: str) -> None:
    assert places.short_name(name) == short


SUCCESSORS = [
    ("430221", 2017, ["430221"]),
    ("430221", 2019, ["430212"]),
    ("431121", 2022, ["431181"]),
    ("110103", 2012, ["110101"]),
    ("330104", 2022, ["330102"]),
    ("440307", 2022, ["440307"]),
    ("999999", 2022, []),
]


@pytest.mark.parametrize(("code", "year", "codes"), SUCCESSORS)
def test_what_stands_in_a_later_year_where_a_place_stood(code: str, year: int, codes: list[str]) -> None:
    assert [place.code for place in places.successors(code, year)] == codes


def test_a_code_has_its_name_of_the_year() -> None:
    county = places.by_code("110221", 1990)
    assert county is not None
    assert county.name == "昌平县"
    assert places.by_code("110221", 2010) is None
    assert places.by_code("430212") is not None


def test_above_a_county_stand_its_prefecture_and_its_province() -> None:
    county = places.by_code("440307", 2020)
    assert county is not None
    assert [place.name for place in places.ancestors(county)] == ["深圳市", "广东省"]
    assert places.is_within("440307", "440000")
    assert not places.is_within("440307", "430000")


def test_a_zone_may_run_as_one_with_a_county() -> None:
    assert places.runs_as_one_with("430200Z1") == "430211"
    assert places.runs_as_one_with("430200") is None


def test_every_place_has_a_known_parent_and_years_in_order() -> None:
    count = 0
    for entries in places.every_place():
        for place in entries:
            count += 1
            assert place.parent == "" or places.by_code(place.parent) is not None, place
            assert place.valid_from is None or place.valid_to is None or place.valid_from <= place.valid_to, place
            assert place.name.strip() == place.name
            assert places.short_name(place.name) in place.name or place.name.endswith("自治州")
    assert count > 7000
    assert (
        sum(
            place.level == "province" and place.valid_to is None
            for entries in places.every_place()
            for place in entries
        )
        == 34
    )


def test_in_one_year_a_code_has_one_name() -> None:
    twice = []
    for entries in places.every_place():
        if entries[0].level == "zone":
            continue  # a zone has several names at once
        for year in range(1980, 2025):
            names = [place.name for place in entries if place.in_force(year)]
            if len(names) > 1:
                twice.append((entries[0].code, year, names))
    assert twice == []


@given(st.text(alphabet="株洲市天元区湖南省县深圳龙岗一二", max_size=12), st.integers(1980, 2030))
def test_what_is_found_is_in_force_and_bears_the_name(name: str, year: int) -> None:
    for place in places.find(name, year):
        assert place.in_force(year)
        assert name.endswith((place.name, places.short_name(place.name)))
