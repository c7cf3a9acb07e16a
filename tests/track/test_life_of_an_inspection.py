"""One inspection from opening to archive, with a return, an extension and a transfer; and what is refused on the way."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from ximu.ledger.errors import ConflictError, TrackError
from ximu.track import journal
from ximu.track.actions import NewEvidence, act, open_moves
from ximu.track.models import Item, Notice, ReportRequest

DAY = date(2026, 10, 12)


def test_the_whole_life(world: SimpleNamespace, inspection: Item) -> None:
    act(world.inspector, inspection, "assign", on=DAY)
    assert inspection.phase == "open"
    act(world.reporter, inspection, "accept", on=date(2026, 10, 13))
    act(world.reporter, inspection, "report", reply="已整治三处", on=date(2026, 10, 20))
    act(world.inspector, inspection, "return", reason="请附照片", on=date(2026, 10, 21))
    photo = NewEvidence("照片", "现场.png", b"\x89PNG\r\n\x1a\n" + b"0" * 20)
    act(world.reporter, inspection, "report", reply="已附", evidence=[photo], on=date(2026, 10, 30))
    act(world.inspector, inspection, "pass", on=date(2026, 11, 3))
    act(world.inspector_two, inspection, "verify", reply="现场属实", on=date(2026, 11, 4))
    act(world.head, inspection, "close", on=date(2026, 11, 5))
    assert (inspection.state, inspection.phase, inspection.closed_on) == ("closed", "closed", date(2026, 11, 5))
    assert not inspection.late, "reported in time; the office's own days are not the unit's"
    act(world.inspector, inspection, "archive", on=date(2026, 11, 6))
    assert [move.move for move in inspection.moves.all()] == [
        "assign", "accept", "report", "return", "report", "pass", "verify", "close", "archive",
    ]  # fmt: skip
    assert inspection.version == 10
    assert journal.verify().broken is None
    assert ReportRequest.objects.filter(unit=world.housing).count() == 2


def test_who_reports_never_verifies(world: SimpleNamespace, inspection: Item) -> None:
    from ximu.track.models import Post, PostHolder

    for post in Post.objects.filter(unit=world.housing, role="reporter"):
        PostHolder.objects.create(post=post, person=world.inspector, since=date(2020, 1, 1))
    act(world.inspector, inspection, "assign", on=DAY)
    act(world.reporter, inspection, "accept", on=DAY)
    act(world.inspector, inspection, "report", reply="代报", on=DAY)
    with pytest.raises(TrackError, match="same person: report"):
        act(world.inspector, inspection, "pass", on=DAY)
    act(world.inspector_two, inspection, "pass", on=DAY)
    with pytest.raises(TrackError, match="same person: pass"):
        act(world.inspector_two, inspection, "verify", reply="属实", on=DAY)
    assert "verify" not in {one.move.id for one in open_moves(world.inspector, inspection)}
    assert "verify" in {one.move.id for one in open_moves(world.head, inspection)}


@pytest.mark.parametrize(
    ("who", "move", "given", "why"),
    [
        ("reporter", "assign", {}, "role"),
        ("inspector", "close", {}, "wrong state"),
        ("inspector", "vanish", {}, "no such move"),
        ("far_head", "assign", {}, "role"),
        ("deputy", "assign", {}, "role"),
        ("inspector", "assign", {"fields": {"outcome": "已解决"}}, "no field"),
        ("inspector", "assign", {"on": date(2999, 1, 1)}, "still to come"),
    ],
)
def test_what_the_playbook_does_not_allow_changes_nothing(
    world: SimpleNamespace, inspection: Item, who: str, move: str, given: dict[str, Any], why: str
) -> None:
    before = journal.verify().entries
    with pytest.raises(TrackError, match=why):
        act(getattr(world, who), inspection, move, **{"on": DAY, **given})
    inspection.refresh_from_db()
    assert (inspection.state, inspection.version, inspection.moves.count()) == ("proposed", 1, 0)
    assert journal.verify().entries == before


def test_what_a_move_must_carry_is_all_named(world: SimpleNamespace, inspection: Item) -> None:
    act(world.inspector, inspection, "assign", on=DAY)
    with pytest.raises(TrackError, match="missing: reason") as caught:
        act(world.head, inspection, "transfer", on=DAY)
    assert "missing: unit" in caught.value.line()
    with pytest.raises(TrackError, match="another government"):
        act(world.head, inspection, "transfer", reason="职责调整", unit=world.far_bureau, on=DAY)


def test_a_transfer_moves_the_duty_and_keeps_the_deadline(world: SimpleNamespace, inspection: Item) -> None:
    act(world.inspector, inspection, "assign", on=DAY)
    act(world.head, inspection, "transfer", reason="职责调整", unit=world.water, on=DAY)
    assert inspection.lead_unit == world.water
    assert inspection.due_on == date(2026, 11, 2)
    assert not inspection.supporting_units.filter(pk=world.water.pk).exists()
    with pytest.raises(TrackError, match="role"):
        act(world.reporter, inspection, "accept", on=DAY)
    act(world.water_reporter, inspection, "accept", on=DAY)
    assert [(one.unit, one.until) for one in inspection.led_by.order_by("pk")] == [
        (world.housing, DAY), (world.water, None),
    ]  # fmt: skip


def test_an_extension_asked_in_time_is_no_lateness(world: SimpleNamespace, inspection: Item) -> None:
    act(world.inspector, inspection, "assign", on=DAY)
    act(world.reporter, inspection, "accept", on=DAY)
    with pytest.raises(TrackError, match="longer than the playbook allows"):
        act(world.unit_head, inspection, "ask_extension", reason="雨季", date=date(2027, 11, 1), on=DAY)
    act(world.unit_head, inspection, "ask_extension", reason="雨季", date=date(2026, 11, 16), on=date(2026, 11, 2))
    with pytest.raises(TrackError, match="role"):
        act(world.inspector, inspection, "grant_extension", on=date(2026, 11, 4))
    act(world.head, inspection, "grant_extension", on=date(2026, 11, 4))
    assert (inspection.due_on, inspection.late) == (date(2026, 11, 16), False)
    act(world.reporter, inspection, "report", reply="完成", on=date(2026, 11, 16))
    assert not inspection.late


def test_late_stays_late(world: SimpleNamespace, inspection: Item) -> None:
    act(world.inspector, inspection, "assign", on=DAY)
    act(world.reporter, inspection, "accept", on=DAY)
    act(world.unit_head, inspection, "ask_extension", reason="忘了", date=date(2026, 11, 20), on=date(2026, 11, 9))
    act(world.head, inspection, "grant_extension", on=date(2026, 11, 9))
    assert (inspection.due_on, inspection.late) == (date(2026, 11, 20), True)
    act(world.reporter, inspection, "report", reply="完成", on=date(2026, 11, 10))
    act(world.inspector, inspection, "pass", on=date(2026, 11, 10))
    act(world.head, inspection, "verify", reply="属实", on=date(2026, 11, 10))
    act(world.head, inspection, "close", on=date(2026, 11, 10))
    assert (inspection.phase, inspection.late) == ("closed", True)
    act(world.head, inspection, "reopen", reason="复查", date=date(2026, 11, 21), on=date(2026, 11, 11))
    assert inspection.late


def test_time_stands_still_while_suspended(world: SimpleNamespace, inspection: Item) -> None:
    act(world.inspector, inspection, "assign", on=DAY)
    act(world.reporter, inspection, "accept", on=DAY)
    act(world.head, inspection, "suspend", reason="等待判决", on=date(2026, 10, 14))
    act(world.head, inspection, "resume", on=date(2026, 10, 19))
    assert inspection.state == "accepted"
    assert inspection.due_on == date(2026, 11, 5), "three working days were lost"


def test_of_two_who_saw_the_same_the_second_is_told(world: SimpleNamespace, inspection: Item) -> None:
    other = Item.objects.get(pk=inspection.pk)
    act(world.inspector, inspection, "assign", on=DAY)
    with pytest.raises(ConflictError, match="someone else changed it first"):
        act(world.inspector_two, other, "assign", on=DAY)


def test_those_concerned_are_told_and_nobody_else(world: SimpleNamespace, inspection: Item) -> None:
    act(world.inspector, inspection, "assign", on=DAY)
    told = set(Notice.objects.values_list("person__username", flat=True))
    assert told == {"reporter", "unithead", "water"}
