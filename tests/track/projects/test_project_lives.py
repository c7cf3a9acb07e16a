"""Whole lives of projects: stages on evidence, yearly plans, batches in parts, joins; and the rates on a cut-off day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from project_world import DAY, listed, made, signed, stage, told

from ximu.ledger.errors import ConflictError, TrackError
from ximu.track import journal
from ximu.track.actions import ItemContent, NewEvidence, act, publish, split, verify_progress
from ximu.track.models import Item, JournalEntry
from ximu.track.permissions import visible_to
from ximu.track.projects.actions import NewStep, decide_join, set_year_plan
from ximu.track.projects.joins import joined_items
from ximu.track.projects.models import PlanStep, YearPlan
from ximu.track.projects.stages import stages_of, way_of
from ximu.track.projects.totals import lights_for, money_of, totals
from ximu.track.rules.playbook_file import shipped_playbooks

D = Decimal
WAYS = {
    "key_projects": ["preparing", "started", "completed", "in_operation"],
    "investment_promotion": ["intended", "signed", "confirm_fulfillment", "started", "completed", "in_operation"],
    "housing_renewal": ["batch_open", "signed", "started", "completed", "handed_over"],
}


@pytest.mark.parametrize("book", WAYS)
def test_the_way_of_a_playbook(book: str) -> None:
    assert [way.id for way in way_of(shipped_playbooks()[book])] == WAYS[book]
    assert all(way.evidence_kinds for way in way_of(shipped_playbooks()[book]) if way.confirm)


def test_a_key_project_from_preparing_to_operation(world: SimpleNamespace) -> None:
    item = listed(world, "临江北站", 120000, ["start"])
    act(world.inspector, item, "carry_over", on=date(2026, 3, 2))
    for name in ("completion", "operation"):
        stage(world, item, name, on=date(2026, 4, 1))
    assert (item.state, item.phase, item.closed_on) == ("in_operation", "closed", date(2026, 4, 1))
    stages = {one.id: one for one in stages_of(item)}
    assert stages["started"].evidence == ("施工许可证",)
    assert (stages["started"].on, stages["started"].confirmed_by) == (DAY, "督查员甲")
    assert all(one.on for one in stages.values())
    assert journal.verify().broken is None


REFUSED: dict[str, tuple[str, dict[str, Any], str]] = {
    "no evidence": ("report_start", {"date": DAY}, "missing: evidence"),
    "evidence of another stage": ("report_start", {"date": DAY, "evidence": [NewEvidence("纳税证明", note_zh="附件")]}, "evidence kind"),
    "no day": ("report_start", {"evidence": [NewEvidence("开工令", note_zh="附件")]}, "missing: date"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_a_stage_needs_its_evidence_and_its_day(world: SimpleNamespace, name: str) -> None:
    item = listed(world, "临江北站", 120000)
    move, given, why = REFUSED[name]
    with pytest.raises(TrackError, match=why):
        act(world.reporter, item, move, on=DAY, **given)


def test_a_stage_is_not_confirmed_before_it_is_reported(world: SimpleNamespace) -> None:
    item = listed(world, "临江北站", 120000)
    with pytest.raises(TrackError, match="not yet"):
        act(world.inspector, item, "confirm_start", date=DAY, on=DAY)
    with pytest.raises(TrackError, match="role"):
        act(world.reporter, item, "confirm_start", date=DAY, on=DAY)


def test_reported_amounts_cannot_be_typed(world: SimpleNamespace) -> None:
    with pytest.raises(TrackError, match="paid_in"):
        made(world, "key_projects", fields={"paid_in": "100"})


def test_rates_on_a_cut_off_day_count_what_was_so_then(world: SimpleNamespace) -> None:
    first = signed(world, "电池厂", "30000.5", ["fulfillment"])
    second = signed(world, "冷链园", 10000)
    signed(world, "样机车间", 20000)
    stage(world, second, "start", on=date(2026, 5, 6))
    told(world, first, "2026-03", 5000, "12000.25", on=date(2026, 4, 2))
    told(world, first, "2026-06", 9000, "30000.5", on=date(2026, 7, 2))
    act(world.head, second, "terminate", reason="投资方撤资", on=date(2026, 8, 3))
    book = shipped_playbooks()["investment_promotion"]

    def rate(name: str, on: date) -> tuple[Decimal, Decimal]:
        found = {one.rate: one for one in totals(book, Item.objects.all(), on).rates}[name]
        return found.numerator, found.denominator

    april, july, autumn = date(2026, 4, 30), date(2026, 7, 31), date(2026, 9, 30)
    assert rate("fulfillment_rate", april) == (D(1), D(3))
    assert rate("fulfillment_rate_amount", april) == (D("30000.5"), D("60000.5"))
    assert rate("funds_rate_amount", date(2026, 3, 30)) == (D(0), D("60000.5"))
    assert rate("funds_rate_amount", april) == (D("12000.25"), D("60000.5"))
    assert rate("funds_rate_amount", july) == (D("30000.5"), D("60000.5"))
    assert rate("funds_rate", july) == (D(1), D(3))
    assert rate("start_rate", april) == (D(0), D(3))
    assert rate("start_rate", july) == (D(1), D(3))
    assert rate("start_rate_amount", autumn) == (D(10000), D("60000.5"))
    assert {name: len(keys) for name, keys in totals(book, Item.objects.all(), autumn).reached.items()} == {
        "intended": 3, "signed": 3, "confirm_fulfillment": 1, "started": 1, "completed": 0, "in_operation": 0,
    }  # fmt: skip


def test_what_is_left_out_says_why_and_is_not_counted(world: SimpleNamespace) -> None:
    signed(world, "电池厂", 30000, ["fulfillment"])
    out = signed(world, "重复上报", 30000)
    act(world.head, out, "exclude", reason="与电池厂为同一项目", on=DAY)
    found = totals(shipped_playbooks()["investment_promotion"], Item.objects.all(), date(2026, 12, 31)).rates[0]
    assert (found.numerator, found.denominator, found.left_out_keys) == (D(1), D(1), (str(out.pk),))


def test_a_batch_closes_when_its_estates_are_handed_over(world: SimpleNamespace) -> None:
    batch = made(world, "housing_renewal", "2026 年第一批")
    act(world.inspector, batch, "open_batch", on=DAY)
    estates = split(
        world.inspector, batch, [ItemContent(title_zh=name, lead_unit=world.housing) for name in ("柳巷", "东渡口")]
    )
    survey = {"date": DAY, "evidence": [NewEvidence("摸底表", note_zh="附件")]}
    for estate, households in zip(estates, (120, 80), strict=True):
        fields = {"renewal": "棚户区", "households": households}
        act(world.inspector, estate, "survey", fields=fields, on=estate.created_on, **survey)
    today = estates[0].created_on
    for name in ("agreements", "start", "completion", "handing_over"):
        stage(world, estates[0], name, on=today)
    with pytest.raises(TrackError, match="not yet"):
        act(world.inspector, batch, "close_batch", reply="全部交付", on=today)
    rates = {one.rate: one for one in totals(batch.book, Item.objects.all(), today).rates}
    assert rates["handed_over_rate_households"].percent == 60
    assert (rates["completion_rate"].numerator, rates["completion_rate"].denominator) == (1, 2)
    for name in ("start", "completion", "handing_over"):
        stage(world, estates[1], name, on=today)
    act(world.inspector, batch, "close_batch", reply="全部交付", on=today)
    assert batch.state == "batch_closed"


def test_a_plan_of_a_year_with_steps_and_its_change(world: SimpleNamespace) -> None:
    item = listed(world, "临江北站", 120000)
    steps = [NewStep("2026Q1", D(5000)), NewStep("2026Q2", D(20000), D(18000))]
    set_year_plan(world.inspector, item, 2026, D(60000), funds=D(50000), steps=steps)
    with pytest.raises(TrackError, match="W171"):
        set_year_plan(world.inspector, item, 2026, D(50000))
    set_year_plan(world.inspector, item, 2026, D(50000), funds=D(40000), steps=steps, reason="市里调整计划")
    assert (YearPlan.objects.get().investment, PlanStep.objects.count()) == (D(50000), 2)
    assert '"investment_before":"60000' in JournalEntry.objects.filter(action="set_year_plan").latest("number").content
    report = told(world, item, "2026-06", 22000, 17000, on=date(2026, 7, 3))
    found = money_of([item], date(2026, 7, 31), lights_for(item.book))[item.pk]
    assert found.year is not None
    assert (found.year.investment.actual, found.year.investment.scheduled) == (D(22000), D(20000))
    assert (found.light.light, found.year.verified) == ("red", False)  # funds below what is due
    verify_progress(world.inspector, report)
    again = money_of([item], date(2026, 7, 31), lights_for(item.book))[item.pk]
    assert again.year is not None
    assert again.year.verified


WRONG_PLANS: dict[str, tuple[int, Any, list[NewStep], str]] = {
    "below zero": (2026, -1, [], "no amount"),
    "more than a column holds": (2026, 10**12, [], "no amount"),
    "a step of another year": (2026, 10, [NewStep("2027Q1", D(1))], "no month or quarter of 2026"),
    "a whole year as a step": (2026, 10, [NewStep("2026", D(1))], "no month or quarter"),
    "a step above the plan": (2026, 10, [NewStep("2026Q1", D(11))], "steps rise"),
    "a step that falls": (2026, 10, [NewStep("2026Q1", D(5)), NewStep("2026Q2", D(4))], "steps rise"),
    "a month and its quarter": (2026, 10, [NewStep("2026Q1", D(5)), NewStep("2026-03", D(5))], "two steps end"),
    "funds by step without funds of the year": (2026, 10, [NewStep("2026Q1", D(5), D(5))], "funds"),
    "no period": (2026, 10, [NewStep("春天", D(5))], "no period"),
}


@pytest.mark.parametrize("name", WRONG_PLANS)
def test_a_wrong_plan_is_refused_and_nothing_is_kept(world: SimpleNamespace, name: str) -> None:
    item = listed(world, "临江北站", 120000)
    year, amount, steps, why = WRONG_PLANS[name]
    with pytest.raises(TrackError, match=why):
        set_year_plan(world.inspector, item, year, D(amount), steps=steps)
    assert not YearPlan.objects.exists()


def test_who_may_not_plan_or_join(world: SimpleNamespace) -> None:
    item = listed(world, "临江北站", 120000)
    for person in (world.reporter, world.unit_head, world.deputy, world.far_head):
        with pytest.raises(TrackError, match="W010"):
            set_year_plan(person, item, 2026, D(1))
        with pytest.raises(TrackError, match="W010"):
            decide_join(person, item, "p1", "same")
    with pytest.raises(ConflictError):
        set_year_plan(world.inspector, item, 2026, D(1), version=item.version - 1)


def test_a_join_is_seen_by_everyone_once_the_project_is_published(world: SimpleNamespace) -> None:
    item = listed(world, "临江北站", 120000)
    decide_join(world.inspector, item, "p1", "same", statement="s1")
    decide_join(world.inspector, item, "p2", "other")
    assert joined_items(world.inspector, "p1") == [item]
    assert joined_items(None, "p1") == []
    publish(world.head, item)
    assert joined_items(None, "p1") == [item]
    assert joined_items(None, "p2") == []
    assert joined_items(world.far_inspector, "p1") == [item]
    decide_join(world.inspector, item, "p1", "other")
    assert joined_items(None, "p1") == []
    assert visible_to(None).filter(pk=item.pk).exists()
