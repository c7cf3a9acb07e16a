"""The hotline: deadlines by kind of matter, whole lives, duplicates, call-backs, and the rates that follow."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from case_samples import MONDAY, came_in, closed, dispatched, walk

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.actions import act, publish
from ximu.track.cases.actions import call_back, join_duplicate, me_too, part_duplicate
from ximu.track.cases.actions.duplicates import answer_of
from ximu.track.cases.figures import call_backs
from ximu.track.figures import rates
from ximu.track.models import Item
from ximu.track.permissions import visible_to
from ximu.track.rules.playbook_file import shipped_playbooks

TUESDAY = MONDAY + timedelta(days=1)
# Counted by hand on a calendar: taken in on Tuesday, 3 March 2026; no holiday until 4 April.
DUE = (
    ("咨询", date(2026, 3, 5)), ("求助", date(2026, 3, 17)), ("建议", date(2026, 3, 17)), ("投诉", date(2026, 3, 24)),
    ("举报", date(2026, 3, 24)),
)  # fmt: skip


@pytest.mark.parametrize(("matter", "due"), DUE)
def test_the_kind_of_matter_sets_the_deadline(world: SimpleNamespace, matter: str, due: date) -> None:
    case = walk(world, came_in(world), ("clerk", "take_in", {"fields": {"matter": matter}}))
    assert case.item.due_on == due


def test_a_case_that_is_not_taken_in_by_kind_is_refused(world: SimpleNamespace) -> None:
    with pytest.raises(TrackError, match="missing: matter"):
        act(world.clerk, came_in(world).item, "take_in", on=TUESDAY)


LIVES: dict[str, tuple[list[tuple[str, str, dict[str, Any]]], str]] = {
    "answered at once": ([("clerk", "take_in", {"fields": {"matter": "咨询"}}), ("clerk", "answer", {"reply": "周三办"})], "closed"),
    "not taken in": ([("clerk", "refuse", {"reason": "属法院管辖"})], "refused"),
    "sent back, transferred, returned": ([
        ("clerk", "take_in", {"fields": {"matter": "投诉"}}), ("clerk", "dispatch", {"unit": "water"}),
        ("water_reporter", "decline", {"reason": "不属本局"}), ("clerk", "dispatch", {"unit": "water"}),
        ("clerk", "transfer", {"unit": "housing", "reason": "职责调整"}), ("reporter", "accept", {}),
        ("unit_head", "ask_extension", {"reason": "待检测", "date": date(2026, 4, 1)}), ("clerk", "grant_extension", {}),
        ("clerk", "suspend", {"reason": "诉求人外出"}), ("clerk", "resume", {}), ("inspector", "urge", {}),
        ("reporter", "report", {"reply": "已处理"}), ("clerk", "return", {"reason": "没有说明结果"}),
        ("reporter", "report", {"reply": "已退款"}), ("clerk", "close", {}), ("clerk", "archive", {}),
    ], "archived"),
}  # fmt: skip


@pytest.mark.parametrize("name", LIVES)
def test_a_whole_life(world: SimpleNamespace, name: str) -> None:
    steps, end = LIVES[name]
    given = [
        (who, move, {**carried, "unit": getattr(world, carried["unit"])} if "unit" in carried else carried)
        for who, move, carried in steps
    ]
    case = walk(world, came_in(world), *given)
    assert case.item.state == end
    assert not case.item.late
    assert journal.verify().broken is None


def test_dissatisfied_it_is_dealt_with_again(world: SimpleNamespace) -> None:
    case = closed(world)
    with pytest.raises(TrackError, match="not yet"):
        walk(world, case, ("clerk", "redo", {"reason": "诉求人不满意"}))
    call_back(world.clerk, case, "", words="占线", on=case.item.closed_on)
    call_back(world.clerk, case, "不满意", solved=False, on=case.item.closed_on)
    redone = walk(world, case, ("clerk", "redo", {"reason": "诉求人不满意"}))
    assert (redone.item.state, redone.item.round, redone.item.closed_on) == ("registered", 2, None)
    assert redone.item.due_on is not None
    assert redone.item.due_on > MONDAY + timedelta(days=14)
    walk(
        world, redone, ("clerk", "dispatch", {"unit": world.housing}), ("reporter", "accept", {}),
        ("reporter", "report", {"reply": "换了新灯"}), ("clerk_two", "close", {}),
    )  # fmt: skip
    call_back(world.clerk_two, redone, "满意", solved=True, on=redone.item.closed_on)
    found = call_backs(visible_to(world.clerk))
    assert found == (1, 1, 0, {"满意": 1}, {"受理员甲": 1, "受理员乙": 1})
    assert answer_of(redone.item) == "换了新灯"


def test_who_answered_does_not_call_and_solved_needs_an_answer(world: SimpleNamespace) -> None:
    case = closed(world)
    for person in (world.reporter, world.unit_head, world.inspector, world.far_clerk):
        with pytest.raises(TrackError, match="role"):
            call_back(person, case, "满意")
    with pytest.raises(TrackError, match="nobody was reached"):
        call_back(world.clerk, case, "", solved=True)
    with pytest.raises(TrackError, match="wrong value"):
        call_back(world.clerk, case, "好极了")


def test_duplicates_are_answered_with_the_leading_case(world: SimpleNamespace) -> None:
    leading, other = dispatched(world), came_in(world)
    walk(world, other, ("clerk", "take_in", {"fields": {"matter": "求助"}}))
    join_duplicate(world.clerk, other, leading, reason="同一盏灯", on=TUESDAY)
    assert (other.item.state, other.leading) == ("joined", leading)
    walk(
        world,
        leading,
        ("reporter", "accept", {}),
        ("reporter", "report", {"reply": "灯已修好"}),
        ("clerk", "close", {}),
    )
    other.item.refresh_from_db()
    assert (other.item.state, other.item.late, answer_of(other.item)) == ("closed", False, "灯已修好")
    assert other.requester.case_id == other.pk
    for case, said in ((leading, "满意"), (other, "不满意")):
        call_back(world.clerk, case, said)
    assert call_backs(visible_to(world.clerk)).answers == {"满意": 1, "不满意": 1}
    act(world.clerk, other.item, "redo", reason="家门口的仍不亮")
    other.refresh_from_db()
    assert (other.leading, other.item.state) == (None, "registered")


def test_what_cannot_be_joined(world: SimpleNamespace) -> None:
    first, second, third = dispatched(world), came_in(world), came_in(world)
    for case in (second, third):
        walk(world, case, ("clerk", "take_in", {"fields": {"matter": "求助"}}))
    far = came_in(SimpleNamespace(city=world.county))
    done = closed(world)
    join_duplicate(world.clerk, second, first)
    refused = (
        (third, second, "itself joined"),
        (third, third, "no case"),
        (third, far, "no case"),
        (third, done, "closed"),
    )
    for case, leading, what in refused:
        with pytest.raises(TrackError, match=what):
            join_duplicate(world.clerk, case, leading)
    with pytest.raises(TrackError, match="others are joined"):
        join_duplicate(world.clerk, first, third)
    with pytest.raises(TrackError, match="not allowed"):
        join_duplicate(world.inspector, third, first)
    third.refresh_from_db()
    assert third.leading is None
    part_duplicate(world.clerk, second, "不是同一盏")
    assert (second.leading, Item.objects.get(pk=second.item_id).state) == (None, "registered")


def test_people_who_ask_the_same_are_counted_once_each(world: SimpleNamespace) -> None:
    case = dispatched(world)
    with pytest.raises(TrackError, match="not public"):
        me_too(case, "visitor 1")
    publish(world.clerk, case.item)
    assert [me_too(case, f"visitor {n}") for n in (1, 2, 1)] == [1, 2, 2]
    assert me_too(case, "a caller", by=world.clerk) == 3
    assert all("visitor" not in one.mark for one in case.me_too.all())
    with pytest.raises(TrackError, match="not allowed"):
        me_too(case, "x", by=world.far_clerk)
    walk(world, case, ("reporter", "accept", {}), ("reporter", "report", {"reply": "好了"}), ("clerk", "close", {}))
    with pytest.raises(TrackError, match="closed"):
        me_too(case, "visitor 9")


def test_rates_with_what_is_left_out(world: SimpleNamespace) -> None:
    good, late = closed(world), dispatched(world)
    walk(world, late, ("reporter", "accept", {}))
    act(world.reporter, late.item, "report", reply="晚了", on=date(2026, 3, 20))
    act(world.clerk, late.item, "close", on=date(2026, 3, 20))
    unfair = closed(world)
    act(world.head, unfair.item, "exclude", reason="诉求没有依据", on=date(2026, 3, 20))
    walk(world, came_in(world), ("clerk", "refuse", {"reason": "属法院管辖"}))
    dispatched(world)
    call_back(world.clerk, good, "基本满意", solved=True, on=date(2026, 3, 20))
    call_back(world.clerk, late, "不满意", on=date(2026, 3, 20))
    found = {
        one.rate: (one.numerator, one.denominator, len(one.left_out_keys))
        for one in rates(shipped_playbooks()["hotline"], visible_to(world.head), until=date(2026, 3, 31))
    }
    assert found == {
        "on_time_closing_rate": (1, 3, 1), "closing_rate": (2, 3, 1), "satisfaction_rate": (1, 2, 0),
        "solved_rate": (1, 1, 0), "redo_rate": (Decimal(0), 2, 1),
    }  # fmt: skip
