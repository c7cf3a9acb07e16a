"""How a watched series stands: age first, then bounds and trends; what a table may hold; as tables of cases and laws."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ximu.ledger.errors import TrackError
from ximu.track.rules.periods import period_days
from ximu.track.watch.rules import Figure, WatchedSeries, WatchRule, due_on, standing
from ximu.track.watch.series import read_series, series_of, watched_series
from ximu.track.watch.table import NewObservation, checked, read_rows, read_table

D = Decimal


def figures(*rows: tuple[str, Any]) -> list[Figure]:
    return [Figure(period, period_days(period)[1], D(str(value))) for period, value in rows]


def warned(series: str, rows: list[Figure], on: date = date(2026, 12, 31)) -> list[str]:
    found = standing(series_of(series), rows, on)
    return [one.rule.id for one in found.warned] if found else []


CASES: list[tuple[str, list[tuple[str, Any]], list[str]]] = [
    ("good_air_days_share", [("2025", 80)], []),
    ("good_air_days_share", [("2025", "79.9")], ["below_80"]),
    ("good_air_days_share", [("2026-10", "79.9")], []),  # the bound is for whole years
    ("good_air_days_share", [("2026-10", "59.9")], ["below_60_in_a_month"]),
    ("good_air_days_share", [("2025-10", 90), ("2026-10", 85)], ["down_on_year"]),
    ("good_air_days_share", [("2025-10", 90), ("2026-10", "85.1")], []),
    ("good_air_days_share", [("2025-09", 90), ("2026-10", 70)], []),  # another month is not the same period
    ("good_air_days_share", [("2025Q4", 90), ("2026Q1", 89), ("2026Q2", 88), ("2026Q3", 87)], ["worse_three_times"]),
    ("good_air_days_share", [("2025Q4", 90), ("2026Q1", 89), ("2026Q3", 88)], []),  # a quarter is missing
    ("good_air_days_share", [("2025Q4", 86), ("2026Q1", 89), ("2026Q2", 88), ("2026Q3", 87)], []),
    ("pm25_concentration", [("2025", 35)], []),
    ("pm25_concentration", [("2025", "35.1")], ["above_35"]),
    ("good_water_sections_share", [("2025", 100)], []),
    ("good_water_sections_share", [("2024", 100), ("2025", 95)], ["not_all_good", "down_on_year"]),
    ("comprehensive_debt_ratio", [("2025", 119)], []),
    ("comprehensive_debt_ratio", [("2025", 120)], ["yellow"]),
    ("comprehensive_debt_ratio", [("2025", 200)], ["orange"]),
    ("comprehensive_debt_ratio", [("2025", 300)], ["red"]),
    ("work_safety_deaths", [("2025-10", 3), ("2026-10", 4)], ["up_on_year"]),
    ("work_safety_deaths", [("2025-10", 3), ("2026-10", 3)], []),
    ("work_safety_accidents", [("2025-10", 3), ("2026-10", 4)], ["up_on_year"]),
    ("tax_share_of_revenue", [("2025", "59.9")], ["below_60"]),
    ("tax_share_of_revenue", [("2022", 70), ("2023", 69), ("2024", 68), ("2025", 67)], ["worse_three_times"]),
    ("poverty_incidence", [("2024", "0.5"), ("2025", "0.51")], ["up_on_year"]),
    ("poverty_register_households", [("2024", 1000), ("2025", 1099)], []),
    ("poverty_register_households", [("2024", 1000), ("2025", 1100)], ["up_tenth_on_year"]),
    ("river_water_class", [("2025-10", 3), ("2026-10", 3)], []),
    ("river_water_class", [("2025-10", 2), ("2026-10", 3)], ["down_a_class"]),
    ("river_water_class", [("2025-10", 5), ("2026-10", 4)], ["worse_than_three"]),
    ("river_water_class", [("2026-10", 6)], ["worse_than_three", "worse_than_five"]),
    ("debt_risk_grade", [("2024", 3), ("2025", 2)], []),
    ("debt_risk_grade", [("2024", 1), ("2025", 3)], ["orange", "down_a_grade"]),
    ("debt_risk_grade", [("2025", 4)], ["orange", "red"]),
    ("gross_regional_product", [("2024", 100), ("2025", 50)], []),  # any indicator can be watched; no rule, no warning
]


@pytest.mark.parametrize(("series", "rows", "wanted"), CASES)
def test_what_warns(series: str, rows: list[tuple[str, Any]], wanted: list[str]) -> None:
    assert warned(series, figures(*rows)) == wanted


def test_every_rule_that_ships_warns_in_some_case() -> None:
    seen = {(series, rule) for series, _, rules in CASES for rule in rules}
    assert seen == {(one.id, rule.id) for one in watched_series().values() for rule in one.rules}


AGES = [
    # The figure for October is due 30 days after the end of November.
    ("2026-10", date(2026, 12, 30), 0), ("2026-10", date(2026, 12, 31), 1), ("2025", date(2027, 3, 1), 0),
    ("2025", date(2027, 3, 2), 1), ("2026Q3", date(2027, 2, 9), 0), ("2026Q3", date(2027, 2, 10), 1),
]  # fmt: skip


@pytest.mark.parametrize(("period", "on", "days"), AGES)
def test_when_a_figure_is_stale(period: str, on: date, days: int) -> None:
    found = standing(series_of("good_air_days_share"), figures((period, 90)), on)
    assert found is not None
    assert found.stale_days == days


def test_a_share_of_too_few_days_warns_of_nothing() -> None:
    rows = [Figure("2026-10", date(2026, 10, 31), D(50), D(12), D(24))]
    found = standing(series_of("good_air_days_share"), rows, date(2026, 11, 5))
    assert found is not None
    assert (found.thin, found.warned) == (True, ())
    enough = standing(series_of("good_air_days_share"), [rows[0]._replace(whole=D(25))], date(2026, 11, 5))
    assert enough is not None
    assert [one.rule.id for one in enough.warned] == ["below_60_in_a_month"]


values = st.decimals(0, 1000, places=1)
months = [f"{year}-{month:02d}" for year in (2024, 2025) for month in range(1, 13)]


@given(st.lists(values, min_size=1, max_size=24), st.dates(date(2024, 1, 1), date(2027, 1, 1)))
def test_what_comes_later_changes_nothing_before(found: list[Decimal], on: date) -> None:
    rows = figures(*zip(months, found, strict=False))
    series = series_of("good_air_days_share")
    assert standing(series, rows, on) == standing(series, [row for row in rows if row.until <= on], on)


@given(values, values, st.sampled_from(["up", "down", "band", "neutral"]))
def test_only_a_way_that_is_better_can_get_worse(first: Decimal, second: Decimal, direction: Any) -> None:
    rule = WatchRule(id="r", zh="差", en="worse", light="red", worse_running=1)
    series = WatchedSeries(
        id="s", zh="某", en="some", unit="个", direction=direction, budget_days={"year": 1}, rules=(rule,)
    )
    found = standing(series, figures(("2024", first), ("2025", second)), date(2026, 1, 1))
    assert found is not None
    worse = {"up": second < first, "down": second > first}.get(direction, False)
    assert bool(found.warned) == worse


@given(st.sampled_from(months))
def test_a_figure_is_due_after_the_end_of_its_next_period(period: str) -> None:
    series = series_of("good_air_days_share")
    assert (due_on(series, figures((period, 1))[0]) - period_days(period)[1]).days in range(58, 62)


RIGHT: list[tuple[dict[str, str], tuple[str, Any]]] = [
    ({"series": "good_air_days_share", "period": "2026-03", "part": "26", "whole": "30"}, ("good_air_days_share", D("86.6667"))),
    ({"series": "空气质量优良率", "period": "2026-03", "value": "86.7", "part": "26", "whole": "30"}, ("good_air_days_share", D("86.7"))),
    ({"series": "优良天数比例", "period": "2025", "value": "85.5%"}, ("good_air_days_share", D("85.5"))),
    ({"series": "防止返贫监测户", "period": "2026Q1", "value": "1,204", "unit": "户"}, ("poverty_register_households", D(1204))),
    ({"series": "gross_regional_product", "period": "2025", "value": "995.5"}, ("gross_regional_product", D("995.5"))),
    ({"series": "river_water_class", "period": "2026-03", "value": "Ⅲ类"}, ("river_water_class", D(3))),
    ({"series": "河流水质类别", "period": "2026-03", "value": "劣V类", "unit": "类"}, ("river_water_class", D(6))),
    ({"series": "debt_risk_grade", "period": "2025", "value": "yellow"}, ("debt_risk_grade", D(2))),
    ({"series": "national_ranking", "period": "2025", "value": "87"}, ("national_ranking", D(87))),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "wanted"), RIGHT)
def test_a_right_row(cells: dict[str, str], wanted: tuple[str, Any]) -> None:
    found = checked(cells, "here")
    assert isinstance(found, NewObservation), found
    assert (found.series.id, found.value) == wanted


AIR = {"series": "good_air_days_share", "period": "2026-03"}
WRONG: list[tuple[dict[str, str], str]] = [
    ({"series": "幸福指数", "period": "2026"}, "no indicator"),
    (AIR | {"period": "三月", "value": "80"}, "no period"),
    (AIR, "value: is missing"),
    (AIR | {"value": "八成"}, "is no number"),
    (AIR | {"value": "101"}, "no share"),
    (AIR | {"value": "90", "part": "26", "whole": "30"}, "is not 26 ÷ 30 = 86.67"),
    (AIR | {"part": "31", "whole": "30"}, "part 31 of whole 30"),
    (AIR | {"part": "26"}, "go together"),
    (AIR | {"value": "86", "unit": "天"}, "unit"),
    (AIR | {"value": "86", "source_url": "javascript:alert(1)"}, "no web address"),
    (AIR | {"value": "86", "published_on": "2026年4月"}, "no day"),
    (AIR | {"value": "86.66667"}, "cannot be kept"),
    ({"series": "river_water_class", "period": "2025", "value": "7"}, "is no grade"),
    ({"series": "debt_risk_grade", "period": "2025", "value": "300%"}, "write one of 绿、黄、橙、红"),
    ({"series": "debt_risk_grade", "period": "2025"}, "is no grade"),
    (AIR | {"value": "NaN"}, "cannot be kept"),
    (AIR | {"value": "86", "note": "长" * 201}, "longer than 200"),
]


@pytest.mark.parametrize(("cells", "why"), WRONG)
def test_a_wrong_row_says_what_is_wrong(cells: dict[str, str], why: str) -> None:
    found = checked(cells, "table.csv: line 7")
    assert isinstance(found, TrackError)
    assert why in found.line()
    assert found.line().startswith("table.csv: line 7: ")


def test_a_table_with_a_wrong_row_keeps_the_others() -> None:
    text = "指标,时期,分子,分母,来源\n空气质量优良率,2026-03,26,30,https://example.org/a\n空气质量优良率,2026-04,x,30,\n,,,,\n"
    for encoding in ("utf-8-sig", "gb18030"):
        good, bad = read_table(text.encode(encoding), "t.csv")
        assert isinstance(good, NewObservation)
        assert "line 3" in str(bad)


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "no column"), (b"a,b\n1,2\n", "no column period, series"), (b"\xff\xfe\xff", "neither UTF-8")],
)
def test_a_table_that_cannot_be_used(data: bytes, why: str) -> None:
    with pytest.raises(TrackError, match=why):
        list(read_table(data, "t.csv"))


def test_rows_of_a_program() -> None:
    good, unknown, odd = read_rows([AIR | {"value": 86.5}, AIR | {"wert": 1}, "x"], "json")
    assert isinstance(good, NewObservation)
    assert good.value == D("86.5")
    assert "'wert' is no column" in str(unknown)
    assert "no object" in str(odd)
    with pytest.raises(TrackError, match="no list"):
        list(read_rows({"rows": []}, "json"))


@given(st.binary(max_size=200))
def test_no_bytes_break_the_table(data: bytes) -> None:
    try:
        for one in read_table(b"series,period,value\n" + data, "t.csv"):
            assert isinstance(one, NewObservation | TrackError)
    except TrackError:
        pass


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("[[series]]\nid = 'x'\n", "unit or direction"), ("[[series]]\nid = 'x'\nbudget = 1\n", "budget"), ("x", "series.toml"),
        ("[[series]]\nid = 'x'\nunit = '个'\ndirection = 'left'\n", "direction"),
        ("[[series]]\nid = 'x'\nunit = '级'\ndirection = 'up'\ngrade = [{ zh = '好', en = 'good' }]\n", "best to worst"),
    ],
)  # fmt: skip
def test_a_wrong_file_of_series_is_named(text: str, why: str) -> None:
    with pytest.raises(TrackError, match=why):
        read_series(text, "series.toml")


def test_each_way_to_write_a_grade_names_one_grade() -> None:
    graded = [one for one in watched_series().values() if one.grades]
    assert {one.id for one in graded} == {"river_water_class", "debt_risk_grade"}
    for series in graded:
        ways = [way for grade in series.grades for way in (grade.zh, grade.en, *grade.also)]
        assert len(set(ways)) == len(ways)
        assert [series.written_zh(D(number)) for number, _ in enumerate(series.grades, 1)] == [
            one.zh for one in series.grades
        ]
