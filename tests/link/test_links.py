"""Targets meet their outcomes in small invented reports, read from text: silence, computed growth, statistics, order."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from made_reports import made

from ximu.ledger.errors import ExchangeError
from ximu.ledger.link import Link
from ximu.ledger.observation import Observation
from ximu.link.collection import collect
from ximu.link.links import links
from ximu.link.series import series
from ximu.link.statistics import read_observations

HEADER = "place,indicator,year,value,unit,source_url,aspect,published_on\n"


def linked(*reports: Any, statistics: str = "", goal: str) -> Link:
    """The link of the one target whose words are `goal`."""
    rows = [one for one in read_observations((HEADER + statistics).encode(), "a.csv") if isinstance(one, Observation)]
    found = [link for link in links(collect(reports, rows)) if link.target.as_written == goal]
    assert len(found) == 1, found
    return found[0]


def test_the_next_report_says_nothing() -> None:
    link = linked(made(2023, goals="固定资产投资增长6%以上。"), made(2024, review="粮食总产量99万吨。"), goal="6%以上")
    assert (link.verdict, link.outcome, link.gap, link.sure) == ("unreported", None, None, True)
    assert "2024年的报告没有说到" in link.reason


def test_no_later_report_is_at_hand() -> None:
    assert linked(made(2023, goals="固定资产投资增长6%以上。"), goal="6%以上").verdict == "not_due"


def test_the_report_that_looks_back_on_the_year_is_missing() -> None:
    link = linked(made(2021, goals="固定资产投资增长6%以上。"), made(2024, review="粮食总产量99万吨。"), goal="6%以上")
    assert (link.verdict, link.sure) == ("not_testable", False)


def test_growth_is_computed_from_two_levels_of_current_prices() -> None:
    link = linked(
        made(2023, review="社会消费品零售总额500亿元。", goals="社会消费品零售总额增长8%。"),
        made(2024, review="社会消费品零售总额545亿元。"),
        goal="8%",
    )
    assert (link.verdict, link.gap, link.sure) == ("met", Decimal(1), False)
    assert link.outcome is not None
    assert (link.outcome.origin, link.outcome.low) == ("computed", Decimal("9.00"))
    assert link.outcome.as_written == "545亿元"


def test_growth_of_constant_prices_is_never_computed_from_levels() -> None:
    link = linked(
        made(2023, review="地区生产总值1000亿元。", goals="地区生产总值增长8%。"),
        made(2024, review="地区生产总值1100亿元。"),
        goal="8%",
    )
    assert link.verdict == "not_testable"
    assert "可比价" in link.reason


def test_levels_far_apart_make_no_accusation() -> None:
    link = linked(
        made(2023, review="社会消费品零售总额500亿元。", goals="社会消费品零售总额增长8%。"),
        made(2024, review="社会消费品零售总额450亿元。"),
        goal="8%",
    )
    assert link.verdict == "not_testable"


def test_a_level_is_computed_from_growth() -> None:
    link = linked(
        made(2023, review="社会消费品零售总额500亿元。", goals="社会消费品零售总额达到540亿元。"),
        made(2024, review="社会消费品零售总额增长7%。"),
        goal="540亿元",
    )
    assert (link.verdict, link.gap) == ("missed", Decimal(-500_000_000))


@pytest.mark.parametrize(("income", "verdict"), [("6.1", "met"), ("5.6", "within_tolerance"), ("4", "missed")])
def test_incomes_in_step_with_the_economy(income: str, verdict: str) -> None:
    link = linked(
        made(2023, goals="居民人均可支配收入与经济增长基本同步。"),
        made(2024, review=f"地区生产总值增长6%，居民人均可支配收入增长{income}%。"),
        goal="居民人均可支配收入与经济增长基本同步",
    )
    assert link.verdict == verdict
    assert link.gap == Decimal(income) - 6
    assert (link.target.low, link.target.bound, link.target.relative_to) == (None, "relative", "经济增长")


def test_two_incomes_of_which_one_keeps_step() -> None:
    link = linked(
        made(2023, goals="城乡居民收入增长快于经济增长。"),
        made(
            2024, review="地区生产总值增长6%。城镇居民人均可支配收入比上年增长5%；农村居民人均可支配收入比上年增长7%。"
        ),
        goal="城乡居民收入增长快于经济增长",
    )
    assert (link.verdict, link.gap) == ("partly", Decimal(-1))


def test_a_task_of_the_level_above_is_not_testable() -> None:
    link = linked(
        made(2023, goals="节能减排完成省下达任务。"), made(2024, review="工作平稳。"), goal="节能减排完成省下达任务"
    )
    assert (link.verdict, link.target.bound) == ("not_testable", "delegated")


def test_statistics_rank_above_what_the_report_says() -> None:
    link = linked(
        made(2023, goals="地区生产总值增长6%。"),
        made(2024, review="地区生产总值增长6.2%。"),
        statistics="临江市,GDP,2023,5.8,%,https://example.org/a,,2024-02-01\n临江市,GDP,2023,5.6,%,https://example.org/b,,2024-12-01\n",
        goal="6%",
    )
    assert (link.verdict, link.gap) == ("missed", Decimal("-0.4"))
    assert link.outcome is not None
    assert link.outcome.low == Decimal("6.2")
    assert link.observed is not None
    assert (link.observed.low, link.observed.source_url) == (Decimal("5.6"), "https://example.org/b")
    assert "报告自称增长6.2%" in link.reason


def test_a_later_target_for_the_same_year_takes_the_place_of_the_first() -> None:
    link = linked(
        made(2021, goals="到2025年，森林覆盖率达到62%。"),
        made(2023, goals="到2025年，森林覆盖率达到60%。"),
        goal="62%",
    )
    assert link.verdict == "superseded"
    assert "2023年的报告" in link.reason


def test_a_part_of_the_year_is_said_to_be_one() -> None:
    link = linked(made(2023, goals="固定资产投资增长6%。"), made(2024, review="上半年固定资产投资增长7%。"), goal="6%")
    assert not link.sure
    assert "部分月份" in link.reason


def test_another_place_does_not_answer_for_this_one() -> None:
    link = linked(
        made(2023, goals="固定资产投资增长6%以上。"),
        made(2024, review="工作平稳。"),
        made(2024, review="固定资产投资增长9%。", place="云岭市"),
        goal="6%以上",
    )
    assert link.verdict == "unreported"


def test_a_series_keeps_every_vintage_and_the_statistics() -> None:
    rows = read_observations((HEADER + "临江市,GDP,2022,995,亿元,https://example.org/a,,\n").encode(), "a.csv")
    found = series(
        collect(
            [
                made(2023, review="地区生产总值1000亿元，增长5%。", goals="地区生产总值增长6%。"),
                made(2024, review="2022年地区生产总值990亿元。2023年地区生产总值1080亿元，增长6.1%。"),
            ],
            [one for one in rows if isinstance(one, Observation)],
        ),
        "临江市",
        "地区生产总值",
    )
    (level,) = [one for one in found if one.aspect == "level"]
    first = level.years[0]
    assert (first.year, [one.low for one in first.actuals]) == (
        2022,
        [Decimal(100_000_000_000), Decimal(99_000_000_000)],
    )
    assert [one.report_year for one in first.actuals] == [2023, 2024]
    assert [one.low for one in first.observed] == [Decimal(99_500_000_000)]
    (growth,) = [one for one in found if one.aspect == "growth"]
    assert [(year.year, len(year.targets), len(year.actuals)) for year in growth.years] == [(2022, 0, 1), (2023, 1, 1)]


WRONG_ROWS = [
    ("临江市,GDP,二三,5.8,%,https://example.org/a,,", "year"),
    ("临江市,GDP,2023,五,%,https://example.org/a,,", "value"),
    ("临江市,GDP,2023,5.8,箩,https://example.org/a,,", "unit"),
    ("临江市,GDP,2023,5.8,%,example.org,,", "source_url"),
    (",GDP,2023,5.8,%,https://example.org/a,,", "place"),
    ("临江市,GDP,2023,5.8,%,https://example.org/a,涨,", "aspect"),
    ("临江市,GDP,2023,5.8,%,https://example.org/a,,去年", "published_on"),
    ("临江市,GDP,2023,1E+400,%,https://example.org/a,,", "value"),
]


@pytest.mark.parametrize(("row", "column"), WRONG_ROWS, ids=[column for _, column in WRONG_ROWS])
def test_a_wrong_row_names_line_and_column(row: str, column: str) -> None:
    right = "临江市,GDP,2023,5.8,%,https://example.org/a,,"
    first, second = read_observations(f"{HEADER}{row}\n{right}\n".encode(), "a.csv")
    assert isinstance(first, ExchangeError)
    assert f"line 2, {column}" in first.line()
    assert isinstance(second, Observation)


@pytest.mark.parametrize("data", [b"place,year\n", "place,indicator\n临江市".encode("gb18030"), b""])
def test_a_table_that_cannot_be_used_is_refused(data: bytes) -> None:
    with pytest.raises(ExchangeError):
        list(read_observations(data, "a.csv"))


def test_a_table_gives_scale_sign_and_aspect() -> None:
    rows = '临江市,社会消费品零售总额,2023,"1,028.5",亿元,https://example.org/a,,\n临江市,GDP,2023,-1.2,%,https://example.org/a,,\n'
    level, growth = read_observations((HEADER + rows).encode("utf-8-sig"), "a.csv")
    assert isinstance(level, Observation)
    assert isinstance(growth, Observation)
    assert (level.value, level.unit, level.aspect) == (Decimal("102850000000"), "元", "level")
    assert (growth.value, growth.aspect, growth.indicator_id) == (Decimal("-1.2"), "growth", "gross_regional_product")


def test_without_the_text_nobody_knows_a_rise_from_a_fall() -> None:
    target, _ = made(2023, goals="外贸进出口总额增长8%。")
    result, _ = made(2024, review="外贸进出口总额60亿元，下降9%。")
    link = linked((target, ""), (result, ""), goal="8%")
    assert not link.sure
    assert "升降未核" in link.reason
    with_text = linked(
        made(2023, goals="外贸进出口总额增长8%。"), made(2024, review="外贸进出口总额60亿元，下降9%。"), goal="8%"
    )
    assert (with_text.verdict, with_text.gap, with_text.sure) == ("missed", Decimal(-17), True)
