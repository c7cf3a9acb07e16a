"""Each rule of the findings on short reports: what it must find, and what it must leave alone."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ximu.cli.findings import TYPES as cli_types
from ximu.cli.labels import labels
from ximu.ledger.finding import Finding
from ximu.ledger.reading import Reading
from ximu.link.findings.growth import yearly_rate
from ximu.link.findings.kinds import RULES, TYPES, find
from ximu.link.findings.seen_twice import seen_twice
from ximu.read.intake import read_bytes
from ximu.read.pipeline import read_document

CASES: list[dict[str, Any]] = tomllib.loads(
    (Path(__file__).with_name("findings_cases.toml")).read_text(encoding="utf-8")
)["case"]
# What needs two places, another file or a check of the reader is tested on the sample city, or below.
ELSEWHERE = {
    "contradiction.within", "arithmetic.within", "contradiction.retold", "amplification.above_superior",
    "arithmetic.multiple_of_start", "arithmetic.average_growth", "arithmetic.average_since",
}  # fmt: skip


def report(year: int, review: str, goals: str, plan: str, place: str = "临江市") -> Reading:
    """A small report in the usual form."""
    text = f"""{year}年{place}政府工作报告

——{year}年1月12日在{place}第七届人民代表大会第二次会议上

各位代表：

我代表市人民政府作工作报告，请各位审议。

一、{year - 1}年工作回顾

过去一年，粮食总产量99万吨，办理建议186件、提案213件。{review}

二、{year}年工作总体要求和主要预期目标

主要预期目标是：{goals}

三、{year}年重点工作

加快推进以下重点工作，新建农村公路120公里。{plan}

各位代表，让我们一起加油干！
"""
    return read_document(read_bytes(text.encode(), f"{place}-{year}.txt"))


def only(rule: str, readings: list[Reading]) -> tuple[Finding, ...]:
    return find(readings, frozenset(set(RULES) - {rule}))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['rule']}: {case['name']}")
def test_a_rule_finds_what_it_must_and_nothing_else(case: dict[str, Any]) -> None:
    readings = [report(int(year), *said) for year, said in case["reports"].items()]
    found = only(case["rule"], readings)
    if "finds" not in case:
        assert [one.why for one in found] == []
        return
    a, b, why = case["finds"]
    assert len(found) == 1
    assert found[0].a.as_written.startswith(a)
    assert found[0].b is not None
    assert found[0].b.as_written.startswith(b)
    assert why in found[0].why
    assert found[0].rules == (case["rule"],)


@pytest.mark.parametrize("page", ["findings.md", "findings.en.md"])
def test_every_rule_is_explained(page: str) -> None:
    text = (Path(__file__).resolve().parents[2] / "docs/explanation" / page).read_text(encoding="utf-8")
    listed = {line.split("`")[1] for line in text.splitlines() if line.startswith("- `")}
    assert listed == set(RULES)


def test_every_rule_that_a_finding_may_carry_has_a_label() -> None:
    named = {rule for rule in RULES if not rule.endswith(".within")}
    assert named <= set(labels()["finding_rule"])
    assert set(cli_types) == set(TYPES)


def test_every_rule_has_a_case_that_finds_and_one_that_does_not() -> None:
    finds = {case["rule"] for case in CASES if "finds" in case}
    silent = {case["rule"] for case in CASES if "finds" not in case}
    assert finds == silent == set(RULES) - ELSEWHERE


@pytest.mark.parametrize(
    ("review", "rule", "expected"),
    [
        ("绿道长度从100公里增加到300公里，增长4倍。", "arithmetic.multiple_of_start", 1),
        ("绿道长度从100公里增加到300公里，增长2倍。", "arithmetic.multiple_of_start", 0),
        ("绿道长度从100公里增加到300公里，增长3倍。", "arithmetic.multiple_of_start", 0),  # the other way of counting
        ("社会消费品零售总额从300亿元增加到350亿元，年均增长20%。", "arithmetic.average_growth", 1),
        ("社会消费品零售总额从300亿元增加到350亿元，年均增长8%。", "arithmetic.average_growth", 0),
    ],
)
def test_a_start_and_an_end_against_what_is_said_of_the_way(review: str, rule: str, expected: int) -> None:
    assert len(only(rule, [report(2031, review, "", "")])) == expected


@pytest.mark.parametrize(
    ("review", "expected"),
    [
        ("三次产业结构为9.1∶43.6∶48.3。", 1),
        ("城乡居民收入比由2.85∶1缩小为2.6∶1。", 0),
        ("二三产业结构由46.2∶53.8优化为41.2∶58.8。", 0),
    ],
)
def test_shares_that_do_not_make_100_are_passed_on(review: str, expected: int) -> None:
    assert len(only("arithmetic.within", [report(2031, review, "", "")])) == expected


@pytest.mark.parametrize(("stated", "expected"), [("14.9%", 0), ("14%", 0), ("19%", 1)])
def test_an_average_against_the_level_five_years_ago(stated: str, expected: int) -> None:
    then = report(2031, "社会消费品零售总额500亿元，增长5%。", "", "")
    now = report(2036, f"社会消费品零售总额1000亿元，年均增长{stated}。", "", "")
    one = now.reports[0]
    now = replace(now, reports=(replace(one, report=replace(one.report, review_years=tuple(range(2031, 2036)))),))
    found = only("arithmetic.average_since", [then, now])
    assert len(found) == expected
    assert all("14.9%" in one.why and one.b and one.b.as_written == "500亿元" for one in found)


@pytest.mark.parametrize("kind", ["explainer", "task_division", "report"])
@pytest.mark.parametrize(
    ("told", "expected"),
    [("820公里", 1), ("280公里", 0)],
)
def test_what_is_told_otherwise_than_in_the_report(kind: str, told: str, expected: int) -> None:
    shared = "改造老旧小区75个。新增公共停车位2000个。建成社区食堂20个。新增养老床位1000张。"
    own = report(2031, "", "", f"新改建旅游公路280公里。{shared}")
    other = report(2031, "", "", f"新改建旅游公路{told}。{shared}")
    one = other.reports[0]
    other = replace(other, source="other.txt", reports=(replace(one, report=replace(one.report, source_kind=kind)),))
    assert len(only("contradiction.retold", [own, other])) == expected


@pytest.mark.parametrize(("own", "theirs", "expected"), [("7%", "5.5%", 1), ("5.5%", "5.5%", 0), ("6%", "5.5%", 0)])
def test_a_district_above_its_city(own: str, theirs: str, expected: int) -> None:
    city = report(2031, "", f"地区生产总值增长{theirs}左右。", "")
    district = report(2031, "", f"全区地区生产总值增长{own}左右。", "", "临江市滨江区")
    elsewhere = report(2031, "", "地区生产总值增长3%左右。", "", "青禾市")
    assert len(only("amplification.above_superior", [city, elsewhere, district])) == expected


def test_a_sentence_of_another_place_of_the_same_level() -> None:
    """Also when the name of the place is filled in anew."""
    plan = "让{0}白茶装进快递箱、走上电商台，让{0}茶农在家门口数着订单过日子，把山货变成真金白银。"
    own, taken = plan.format("临江"), plan.format("青禾")
    found = only("recycled.sentence", [report(2031, "", "", own), report(2032, "", "", taken, "青禾市")])
    assert [(one.source, one.b.source) for one in found if one.b] == [("青禾市-2032.txt", "临江市-2031.txt")]
    assert "临江市2031年的报告" in found[0].why


values = st.one_of(
    st.decimals(allow_nan=True, allow_infinity=True),
    st.sampled_from([Decimal(0), Decimal("-0"), Decimal("1E+999999"), Decimal("1E-999999"), Decimal(-5)]),
)
REVIEW = (
    "地方一般公共预算收入98.6亿元，增长4.7%，其中税收收入71.4亿元，占比72.4%。空气优良天数320天，优良率87.7%。"
    "年末常住人口210万人，新登记市场主体1.5万户，其中企业0.52万户、个体工商户0.98万户。招商引资项目履约率74%。"
)
GOALS = (
    "地区生产总值增长6%，地方一般公共预算收入增长5%，招商引资项目履约率75%。到2035年，地方一般公共预算收入达到130亿元。"
)


@settings(max_examples=60)
@given(st.lists(values, min_size=6, max_size=6))
def test_no_number_makes_it_fail(numbers: list[Decimal]) -> None:
    """Damaged texts hold absurd numbers; every finding still has words, and none of them is raised."""
    readings = []
    for year, reading in ((2031, report(2031, REVIEW, GOALS, "")), (2032, report(2032, REVIEW, GOALS, ""))):
        one = reading.reports[0]
        absurd = tuple(
            replace(measure, low=numbers[(place + year) % 6], high=numbers[(place + year) % 6])
            if (place + year) % 3 == 0
            else measure
            for place, measure in enumerate(one.measures)
        )
        readings.append(replace(reading, reports=(replace(one, measures=absurd),)))
    assert all(found.why for found in find(readings))


@given(
    st.decimals(min_value=1, max_value=10**9, places=2),
    st.decimals(min_value=1, max_value=10**9, places=2),
    st.integers(min_value=1, max_value=10),
)
def test_the_yearly_rate_leads_from_the_first_level_to_the_last(first: Decimal, last: Decimal, years: int) -> None:
    reached = first * (1 + yearly_rate(first, last, years) / 100) ** years
    assert abs(reached - last) <= last * Decimal("1e-9")


@given(st.lists(st.text(min_size=1, max_size=3), max_size=200), st.integers(min_value=0, max_value=500))
def test_no_repeated_piece_is_lost(pieces: list[str], expected: int) -> None:
    again = seen_twice(pieces, expected)
    assert {hash(piece) for piece in pieces if pieces.count(piece) > 1} <= again
