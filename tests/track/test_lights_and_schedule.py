"""时序进度 and lights: total over every kind of target, each city's rules as published, one of them reversed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ximu.ledger.errors import TrackError
from ximu.track.actions import ItemContent, NewMilestone, NewProgress, act, create_item, report_progress
from ximu.track.models import Item, Milestone
from ximu.track.rules.lights import light_of, light_rules, read_light_rules
from ximu.track.rules.schedule import progress
from ximu.track.standing import standing

YEAR = {"start": date(2026, 1, 1), "due": date(2026, 12, 31)}


@pytest.mark.parametrize(
    ("target", "actual", "on", "kind", "ratio", "gap"),
    [
        ("120", "60", date(2026, 6, 30), "cumulative", "1", "0"),
        ("120", "50", date(2026, 6, 30), "cumulative", None, "10"),
        ("120", "60", date(2026, 6, 15), "cumulative", "1.2", "-10"),  # June is not over
        ("8", "7.8", date(2026, 6, 30), "growth", "0.975", "0.2"),  # growth is never pro rata
        ("4.5", "4.3", date(2026, 6, 30), "cap", None, "-0.2"),  # a cap kept
        ("4.5", "5", date(2026, 6, 30), "cap", "0.9", "0.5"),
        ("0", "0", date(2026, 6, 30), "cap", None, "0"),  # no accident: no ratio, no failure
        ("0", "2", date(2026, 6, 30), "cap", None, "2"),
        ("-3", "-5", date(2026, 6, 30), "level", None, "2"),
    ],
)
def test_what_is_due_by_now(target: str, actual: str, on: date, kind: Any, ratio: str | None, gap: str) -> None:
    found = progress(target=Decimal(target), actual=Decimal(actual), on=on, kind=kind, **YEAR)
    assert found.gap == Decimal(gap)
    if ratio is not None:
        assert found.ratio == Decimal(ratio)


def test_a_seasonal_plan_comes_before_the_straight_line() -> None:
    plan = {date(2026, 3, 31): Decimal(5), date(2026, 6, 30): Decimal(80), date(2026, 9, 30): Decimal(100)}
    given_ = {"target": Decimal(100), "actual": Decimal(6), "plan": plan, **YEAR}
    assert progress(on=date(2026, 5, 31), **given_).gap == -1  # type: ignore[arg-type]
    assert progress(on=date(2026, 6, 30), **given_).gap_points == 74  # type: ignore[arg-type]
    assert progress(on=date(2026, 2, 1), **given_).scheduled == 0  # type: ignore[arg-type]


amounts = st.none() | st.decimals(-1000, 1000, places=2)


@given(
    amounts,
    amounts,
    st.dates(date(2025, 1, 1), date(2027, 12, 31)),
    st.sampled_from(["cumulative", "growth", "level", "cap"]),
)
def test_no_target_makes_it_fail(target: Decimal | None, actual: Decimal | None, on: date, kind: Any) -> None:
    found = progress(target=target, actual=actual, on=on, kind=kind, **YEAR)
    assert found.basis in ("none", "linear", "target")
    if found.gap is not None and found.gap_points is not None:
        assert (found.gap > 0) == (found.gap_points > 0)


@pytest.mark.parametrize(
    ("rules", "facts", "light", "means"),
    [
        ("yinchuan_2025", {"gap_points": 9}, "green", "on_schedule"),
        ("yinchuan_2025", {"gap_points": 10}, "yellow", "behind"),
        ("yinchuan_2025", {"gap_points": 30}, "yellow", "behind"),
        ("yinchuan_2025", {"gap_points": 31}, "red", "far_behind"),
        ("yinchuan_2025", {"months_not_started": 1}, "yellow", "behind"),
        ("yinchuan_2025", {"months_not_started": 3}, "red", "far_behind"),
        ("yinchuan_2025", {"months_without_entry": 2, "gap_points": 0}, "red", "far_behind"),
        ("yinchuan_2025", {"funds_percent": 99, "gap_points": 0}, "red", "far_behind"),
        ("yinchuan_2025", {}, "", "unknown"),
        ("sanya_2022", {"behind_percent": 0}, "green", "on_schedule"),
        ("sanya_2022", {"behind_percent": 50}, "yellow", "behind"),
        ("sanya_2022", {"behind_percent": "50.1"}, "red", "far_behind"),
        ("sanya_districts_2022", {"month_missed": 1, "months_missed_running": 1}, "yellow", "behind"),
        ("sanya_districts_2022", {"month_missed": 1, "months_missed_running": 2}, "red", "far_behind"),
        ("wuhan", {"progress_percent": 80}, "green", "on_schedule"),
        ("wuhan", {"progress_percent": 79}, "yellow", "behind"),
        ("wuhan", {"progress_percent": 59}, "red", "far_behind"),
        (
            "tianjin_2022",
            {"growth_percent": 8, "planned_growth_percent": 6, "city_mean_growth_percent": 7},
            "green",
            "on_schedule",
        ),
        (
            "tianjin_2022",
            {"growth_percent": 6, "planned_growth_percent": 6, "city_mean_growth_percent": 7},
            "yellow",
            "behind",
        ),
        (
            "tianjin_2022",
            {"growth_percent": -1, "planned_growth_percent": -2, "city_mean_growth_percent": -3},
            "red",
            "far_behind",
        ),
        ("tianjin_2022", {"growth_percent": 8}, "", "unknown"),
        ("hengyang_2026", {"progress_percent": 120, "rank_percent": 5}, "red", "ahead"),
        ("hengyang_2026", {"progress_percent": 90, "rank_percent": 95}, "yellow", "behind"),
        ("ouhai_2020", {"month_missed": 0, "missed_then_made_good": 1}, "yellow", "behind"),
        ("ouhai_2020", {"month_missed": 1, "missed_then_made_good": 1}, "red", "far_behind"),
        ("songyang_2022", {"month_missed": 1, "quarter_missed": 0}, "yellow", "behind"),
        ("songyang_2022", {"month_missed": 1, "quarter_missed": 1}, "red", "far_behind"),
        ("days_late", {"days_late": 0}, "green", "on_schedule"),
        ("days_late", {"days_late": 11}, "orange", "behind"),
    ],
)
def test_the_rules_of_each_city(rules: str, facts: dict[str, Any], light: str, means: str) -> None:
    found = light_of(light_rules()[rules], {name: Decimal(value) for name, value in facts.items()})
    assert (found.light, found.means) == (light, means)


def test_every_rule_set_says_where_it_comes_from() -> None:
    assert len(light_rules()) >= 9
    for rules in light_rules().values():
        assert rules.source
        assert rules.url or rules.note_zh or rules.place_zh
    with pytest.raises(TrackError, match=r"x\.toml: rule 1: light: 'blue' is no light"):
        read_light_rules(
            'id = "x"\nzh = "x"\nen = "x"\nplace_zh = ""\nsource = "s"\nurl = ""\nvalid_from = 2020-01-01\n'
            'light = []\nrule = [{ light = "blue" }]', "x.toml"
        )  # fmt: skip


@pytest.fixture
def task(world: SimpleNamespace) -> Item:
    """Forty lanes by the end of 2026, by quarters."""
    quarters = [NewMilestone(f"2026Q{number}", "", Decimal(number * 10)) for number in (1, 2, 3, 4)]
    from ximu.track.rules.playbook_file import shipped_playbooks

    item = create_item(
        world.inspector, world.city, shipped_playbooks()["key_tasks"],
        ItemContent(
            title_zh="改造背街小巷", lead_unit=world.housing, due_on=date(2026, 12, 31), amount_target=Decimal(40),
            milestones=quarters,
        ), on=date(2026, 1, 10),
    )  # fmt: skip
    act(world.inspector, item, "assign", on=date(2026, 1, 12))
    act(world.reporter, item, "accept", on=date(2026, 1, 13))
    return item


def test_three_axes_are_three(world: SimpleNamespace, task: Item) -> None:
    report_progress(world.reporter, task, NewProgress("2026-04", Decimal(12)), on=date(2026, 4, 30))
    found = standing(task, date(2026, 4, 30))
    assert (found.state, found.evidence, found.schedule) == ("under_way", "none", "on_schedule")
    assert (found.progress.scheduled, found.progress.actual, found.progress.ratio) == (10, 12, Decimal("1.2"))
    assert (found.light.light, found.light_rules) == ("green", "yinchuan_2025")
    assert standing(task, date(2026, 4, 30), lights="wuhan").light.light == "green"
    behind = standing(task, date(2026, 9, 30))
    assert (behind.schedule, behind.progress.gap_points, behind.light.light) == ("behind", 45, "red")
    assert standing(task, date(2027, 1, 1)).schedule == "overdue"


def test_a_month_made_good_is_yellow_never_green(world: SimpleNamespace, task: Item) -> None:
    report_progress(world.reporter, task, NewProgress("2026-04", Decimal(12)), on=date(2026, 4, 30))
    first = Milestone.objects.get(item=task, period="2026Q1")
    assert (first.missed, first.met_on) == (True, date(2026, 4, 30))
    assert standing(task, date(2026, 5, 1), lights="ouhai_2020").light.light == "yellow"
    assert standing(task, date(2026, 5, 1)).milestones_missed == 1


def test_closed_late_never_shows_on_time(world: SimpleNamespace, task: Item) -> None:
    act(world.head, task, "judge_not_completed", reason="未做", on=date(2026, 11, 2))
    assert standing(task, date(2026, 11, 3)).schedule == "closed_on_time"
    Item.objects.filter(pk=task.pk).update(late=True)
    task.refresh_from_db()
    for day in (date(2026, 11, 3), date(2027, 6, 1)):
        assert standing(task, day).schedule == "closed_late"
        assert standing(task, day).late
