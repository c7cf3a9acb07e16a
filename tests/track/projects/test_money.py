"""A year's money against its plan: what counts for the year, what is due by now, which light; as tables and laws."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ximu.track.projects.money import Plan, Told, money_facts, money_light, tells_of_money, year_money
from ximu.track.rules.lights import light_rules

D = Decimal
Q1, Q2, Q3, Q4 = date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)
QUARTERS = Plan(
    year=2026, investment=D(10000), funds=D(8000), steps={Q1: D(1000), Q2: D(4000), Q3: D(7000), Q4: D(10000)},
    funds_steps={Q1: D(1000), Q2: D(3000), Q3: D(6000), Q4: D(8000)},
)  # fmt: skip


def told(*rows: tuple[date, Any, Any]) -> list[Told]:
    return [Told(day, None if a is None else D(str(a)), None if b is None else D(str(b))) for day, a, b in rows]


CASES: dict[str, tuple[Plan, list[Told], date, tuple[Any, Any, str]]] = {
    "half a year in, on the step": (QUARTERS, told((Q2, 4000, 3000)), Q2, (D(4000), D(4000), "green")),
    "between two quarters the last step holds": (QUARTERS, told((Q2, 4000, 3000)), date(2026, 8, 15), (D(4000), D(4000), "green")),
    "what was there at the end of last year is not of this one": (
        QUARTERS, told((date(2025, 12, 31), 5000, 5000), (Q2, 8500, 8000)), Q2, (D(3500), D(4000), "yellow")),
    "nothing told this year gives no light": (QUARTERS, told((date(2025, 12, 31), 5000, 5000)), Q2, (None, D(4000), "")),
    "less than half of what is due": (QUARTERS, told((Q2, 1999, 3000)), Q2, (D(1999), D(4000), "red")),
    "before the first step nothing is due": (QUARTERS, told((date(2026, 2, 28), 10, None)), date(2026, 2, 28), (D(10), D(0), "green")),
    "a straight line without steps": (Plan(year=2026, investment=D(12000)), told((Q2, 6000, None)), Q2, (D(6000), D(6000), "green")),
    "a later year does not count": (QUARTERS, told((Q4, 9000, None), (date(2027, 3, 31), 12000, None)), date(2027, 4, 30), (D(9000), D(10000), "yellow")),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_year_against_its_plan(name: str) -> None:
    plan, rows, on, (actual, scheduled, light) = CASES[name]
    found = year_money(plan, rows, on)
    assert (found.investment.actual, found.investment.scheduled) == (actual, scheduled)
    assert money_light(light_rules()["sanya_2022"], found).light == light


def test_funds_below_what_is_required_are_red_where_the_rules_say_so() -> None:
    short = year_money(QUARTERS, told((Q2, 4000, 2999)), Q2)
    assert money_facts(short)["funds_percent"] == D(2999) * 100 / 3000
    assert money_light(light_rules()["yinchuan_2025"], short).light == "red"
    assert (
        money_light(light_rules()["yinchuan_2025"], year_money(QUARTERS, told((Q2, 4000, 3000)), Q2)).light == "green"
    )


def test_a_step_made_good_later_stays_missed() -> None:
    found = year_money(QUARTERS, told((Q1, 900, None), (Q2, 4000, None)), Q2)
    assert found.missed == (Q1,)
    assert found.investment.gap == 0


def test_whether_the_last_report_was_verified() -> None:
    rows = [Told(Q1, D(1000), None, True), Told(Q2, D(4000), None, False)]
    assert not year_money(QUARTERS, rows, Q2).verified
    assert year_money(QUARTERS, rows, Q1).verified


def test_rule_sets_that_tell_of_money_are_told_apart() -> None:
    assert tells_of_money(light_rules()["sanya_2022"])
    assert not tells_of_money(light_rules()["days_late"])


amounts = st.decimals(0, 10**9, places=4)


@given(st.lists(amounts, min_size=1, max_size=6), amounts, st.integers(1, 12))
def test_the_years_of_a_project_add_up_to_what_it_has(rises: list[Decimal], opening: Decimal, month: int) -> None:
    """What single years have, added, is what was told last in all: nothing is counted twice or lost."""
    total, rows = opening, [Told(date(2019, 12, 31), opening, None)]
    for number, rise in enumerate(rises):
        total += rise
        rows.append(Told(date(2020 + number, month, 28), total, None))
    made = [
        year_money(Plan(year=2020 + number, investment=D(1)), rows, date(2099, 1, 1)).investment.actual or D(0)
        for number in range(len(rises))
    ]
    assert made == rises
    assert sum(made, opening) == total


@given(st.dictionaries(st.sampled_from([Q1, Q2, Q3]), amounts), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_later_reports_change_nothing_earlier(reports: dict[date, Decimal], on: date) -> None:
    rows = [Told(day, reports[day], None) for day in sorted(reports)]
    known = [row for row in rows if row.until <= on]
    assert year_money(QUARTERS, rows, on) == year_money(QUARTERS, known, on)
