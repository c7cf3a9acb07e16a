"""The integrity view: what is counted as what, that everything adds up, and that no order and no copy changes it."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ximu.cli.labels import labels
from ximu.ledger.integrity import DUE, GROUPS, JUDGED, PARTS, IntegrityGroup, IntegrityPoint, IntegrityYear, Share
from ximu.ledger.link import VERDICTS, Importance, Link, Linked, Verdict
from ximu.ledger.reading import ReportReading
from ximu.link.collection import collect
from ximu.link.duplicates import Aligned, Duplicate
from ximu.link.integrity import band_of, integrity, share
from ximu.link.integrity_groups import rules
from ximu.link.links import links
from ximu.link.words import table
from ximu.read.intake import read_bytes
from ximu.read.pipeline import read_document, read_path
from ximu.terms.load import indicators

REPORTS = Path(__file__).resolve().parents[2] / "sample" / "reports"


@cache
def sample() -> tuple[tuple[Link, ...], tuple[ReportReading, ...]]:
    found = [read_path(path) for path in sorted(REPORTS.iterdir())]
    collection = collect((report, reading.text) for reading in found for report in reading.reports)
    return tuple(links(collection)), tuple(paper.reading for paper in collection.papers)


def group(years: Sequence[IntegrityYear], year: int, name: str) -> IntegrityGroup:
    (one,) = [each for each in years if each.year == year and each.place == "临江市"]
    return next(each for each in one.groups if each.group == name)


def parts(one: IntegrityGroup) -> dict[str, int]:
    return {part: count for part, count in one.counts.items() if count}


def test_the_sample_city_is_counted_as_a_person_counts_it() -> None:
    years = integrity(*sample())
    goals = group(years, 2024, "development_targets")
    assert parts(goals) == {"kept": 8, "missed": 2, "silent": 1}
    assert [point.target.indicator for point in goals.points if point.part == "silent"] == ["固定资产投资"]
    assert (goals.fulfillment.count, goals.fulfillment.whole, goals.coverage.whole) == (8, 10, 11)
    assert goals.band == "three_quarters"
    contracts = group(years, 2024, "investment_contracts")
    assert {(p.target.as_written, p.part) for p in contracts.points} == {("75%以上", "kept"), ("60个", "missed")}
    assert contracts.band is None
    assert "不到5个" in contracts.band_reason
    items = group(years, 2023, "livelihood_projects")
    assert {p.target.as_written for p in items.points if p.part == "missed"} == {"92个"}
    assert all(p.placed_by == "列在实事清单里" for p in items.points if p.target.as_written.endswith(("辆", "户")))


def test_admissions_are_those_of_the_next_report() -> None:
    (year,) = [one for one in integrity(*sample()) if (one.place, one.year) == ("临江市", 2022)]
    said = [one.as_written for one in year.admissions]
    assert any("没有完成5000个" in words for words in said)
    assert {one.source.rpartition("/")[2] for one in year.admissions} == {"linjiang-2023.txt"}


def test_nothing_is_judged_before_the_next_report() -> None:
    for one in group(integrity(*sample()), 2025, "development_targets").points:
        assert one.part == "not_due"


def adds_up(years: Sequence[IntegrityYear], given: Sequence[Link]) -> None:
    """Every link is one point or outside; every share has the numbers that its parts give."""
    points = [point for year in years for each in year.groups for point in each.points]
    assert len(points) + sum(year.outside for year in years) == len(set(given))
    for year in years:
        assert tuple(each.group for each in year.groups) == GROUPS
        for each in year.groups:
            assert each.counts == {part: sum(point.part == part for point in each.points) for part in PARTS}
            assert each.fulfillment.whole == each.coverage.count == sum(each.counts[part] for part in JUDGED)
            assert each.fulfillment.count == each.counts["kept"]
            assert each.coverage.whole == sum(each.counts[part] for part in DUE)
            assert each.timeliness.count <= each.timeliness.whole <= each.coverage.whole
            assert each.testability.count <= each.testability.whole


def test_the_sample_adds_up() -> None:
    found, readings = sample()
    adds_up(integrity(found, readings), found)


def test_order_and_copies_change_nothing() -> None:
    found, readings = sample()
    wanted = integrity(found, readings)
    draw = random.Random(1)
    for _ in range(5):
        mixed, others = [*found, *found[:40]], [*readings, readings[0]]
        draw.shuffle(mixed)
        draw.shuffle(others)
        assert integrity(mixed, others) == wanted


VERDICT = st.sampled_from(VERDICTS)
IMPORTANCE: Any = st.sampled_from(get_args(Importance))


@st.composite
def judged(draw: st.DrawFn) -> tuple[Link, ...]:
    """The links of the sample city with other verdicts, in another order."""
    chosen = draw(st.lists(st.sampled_from(sample()[0]), max_size=40))
    return tuple(
        replace(one, verdict=draw(VERDICT), sure=draw(st.booleans()), importance=draw(IMPORTANCE)) for one in chosen
    )


@given(judged())
def test_whatever_the_verdicts_everything_adds_up(found: tuple[Link, ...]) -> None:
    years = integrity(found, sample()[1])
    adds_up(years, found)
    assert integrity(tuple(reversed(found)), sample()[1]) == years
    for year in years:
        for each in year.groups:
            for point in each.points:
                assert point.part not in JUDGED or point.sure, "a doubtful verdict never counts"


@given(st.integers(0, 400), st.integers(0, 400), st.integers(0, 400))
def test_bands_are_laws(kept: int, others: int, silent: int) -> None:
    judged_of, due = kept + others, kept + others + silent
    band, reason, since = band_of(share(kept, judged_of), share(judged_of, due))
    data = table("integrity")["bands"][-1]
    enough = judged_of >= data["fewest_judged"] and 100 * judged_of >= Decimal(data["least_coverage"]) * due
    assert (band is not None) == enough
    assert reason
    assert since
    if band is not None and others:
        # One more kept instead of missed never makes the band worse.
        order = [each["id"] for each in sorted(data["band"], key=lambda each: Decimal(each["at_least"]))]
        better, _, _ = band_of(share(kept + 1, judged_of), share(judged_of, due))
        assert order.index(str(better)) >= order.index(band)


@pytest.mark.parametrize(
    ("kept", "whole", "band"),
    [
        (9, 10, "nine_tenths"), (899, 1000, "three_quarters"), (3, 4, None), (6, 8, "three_quarters"),
        (749, 1000, "half"), (5, 10, "half"), (499, 1000, "below_half"), (0, 5, "below_half"), (0, 0, None),
    ],
)  # fmt: skip
def test_bands_at_their_cut_offs(kept: int, whole: int, band: str | None) -> None:
    assert band_of(share(kept, whole), share(whole, whole))[0] == band


def test_a_day_before_all_tables_gets_the_oldest() -> None:
    assert band_of(share(9, 10), share(10, 10), date(1999, 1, 1))[2] == str(table("integrity")["bands"][0]["since"])


PLAN = """临江市政府工作报告
——2021年1月9日在临江市第八届人民代表大会第五次会议上
市长 王某
各位代表：
一、2020年工作回顾
全年地区生产总值增长6%。
二、2021年工作安排
（一）抓好招商
招商签约项目60个，家庭医生签约服务覆盖率达到65%以上。
（二）保障和改善民生
新增养老床位300张。
（三）建设交通
改造农村公路80公里。
"""


@pytest.mark.parametrize(
    ("as_written", "wanted"),
    [
        ("60个", "investment_contracts"),
        ("65%以上", None),  # 签约 of a family doctor is no contract of investors
        ("300张", "livelihood_projects"),
        ("80公里", None),
    ],
)
def test_a_target_is_in_the_group_of_its_words_or_in_none(as_written: str, wanted: str | None) -> None:
    reading = read_document(read_bytes(PLAN.encode(), "plan.txt"))
    found = list(links(collect((report, reading.text) for report in reading.reports)))
    (year,) = [one for one in integrity(found, [*reading.reports]) if one.year == 2021]
    places = {point.target.as_written: each.group for each in year.groups for point in each.points}
    assert as_written in {link.target.as_written for link in found}
    assert places.get(as_written) == wanted


def made(verdict: Verdict, *, sure: bool = True, importance: Importance = "headline", value: str = "6") -> Link:
    target = Linked(
        source=next(one.report.source for one in sample()[1] if one.report.report_year == 2022), start=1700, end=1702, as_written=value, indicator="甲" + value,
        indicator_id=None, low=Decimal(value), high=Decimal(value), unit="%", bound="eq", aspect="level", year=2022,
        place="临江市", report_year=2022,
    )  # fmt: skip
    return Link(
        target=target, outcome=target, observed=None, verdict=verdict, gap=None, gap_unit="", reason="", sure=sure,
        importance=importance,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("link", "part"),
    [
        (made("met"), "kept"),
        (made("within_tolerance"), "kept"),
        (made("partly"), "partly"),
        (made("missed"), "missed"),
        (made("unreported"), "silent"),
        (made("met", sure=False), "doubtful"),
        (made("unreported", sure=False), "doubtful"),
        (made("not_testable"), "not_testable"),
        (made("not_due"), "not_due"),
        (made("superseded"), "superseded"),
    ],
)
def test_a_verdict_counts_as(link: Link, part: str) -> None:
    found = Counter(p.part for year in integrity([link], sample()[1]) for each in year.groups for p in each.points)
    assert found == {part: 1}


def test_the_same_target_said_twice_counts_once() -> None:
    again = replace(made("met"), target=replace(made("met").target, start=1800, end=1802))
    (part,) = [
        parts(each) for year in integrity([made("met"), again], sample()[1]) for each in year.groups if each.points
    ]
    assert part == {"kept": 1, "repeated": 1}


def test_every_id_and_band_of_the_table_is_known_and_named() -> None:
    assert {one for rule in rules() for one in rule.ids} <= set(indicators())
    assert {rule.group for rule in rules()} == set(GROUPS)
    for bands in table("integrity")["bands"]:
        assert {each["id"] for each in bands["band"]} <= set(labels()["integrity_band"])
        assert min(Decimal(each["at_least"]) for each in bands["band"]) == 0
    assert set(PARTS) == set(labels()["integrity_part"])
    assert set(GROUPS) == set(labels()["integrity_group"])


@pytest.mark.parametrize("page", ["link-format.md", "link-format.en.md"])
def test_every_field_stands_in_the_reference(page: str, project: Path) -> None:
    text = (project / "docs" / "reference" / page).read_text(encoding="utf-8")
    kinds = (IntegrityYear, IntegrityGroup, IntegrityPoint, Share, Duplicate, Aligned)
    assert [name for kind in kinds for name in kind.__struct_fields__ if f"`{name}`" not in text] == []
