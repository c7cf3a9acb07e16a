"""Kept lines of the standing are those that would be made anew, after everything that can happen to an item; a past day stays as it was."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ximu.track import item_lines
from ximu.track.actions import (
    ItemContent,
    NewEvidence,
    NewMilestone,
    NewProgress,
    act,
    bring_evidence,
    cast_vote,
    create_item,
    edit_item,
    keep_standings,
    lock_period,
    report_progress,
    split,
    unlock_period,
    verify_evidence,
)
from ximu.track.models import Government, Item, KeptStanding
from ximu.track.rules.lights import rules_on
from ximu.track.rules.playbook_file import shipped_playbooks

pytestmark = pytest.mark.django_db
DAY = timezone.localdate()
YEAR = DAY.year
LAST_MONTH = DAY.replace(day=1) - timedelta(days=1)


@pytest.fixture(autouse=True)
def empty_shelf(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(item_lines, "_shelf", item_lines._Shelf(100))
    yield


def made(world: SimpleNamespace, book: str, *moves: tuple[str, str], year: int = YEAR) -> Item:
    content = ItemContent(
        title_zh="改造背街小巷", lead_unit=world.housing, due_on=date(year, 1, 31), year=year,
        milestones=[NewMilestone(f"{year}Q1", "完成一半")], amount_target=Decimal(100), amount_unit="米",
    )  # fmt: skip
    begun = min(date(year, 1, 10), DAY)
    item = create_item(world.inspector, world.city, shipped_playbooks()[book], content, on=begun)
    for who, move in moves:
        act(getattr(world, who), item, move, on=begun)
    return item


def task_of(world: SimpleNamespace) -> Item:
    return made(world, "key_tasks", ("inspector", "assign"), ("reporter", "accept"))


def lines_of(world: SimpleNamespace, day: date = DAY, year: int = YEAR) -> list[item_lines.ItemLine]:
    government: Government = world.city
    return item_lines.item_lines(government, year, Item.objects.filter(government=government).order_by("pk"), day)


def moved(world: SimpleNamespace, task: Item, _: Item) -> None:
    act(world.reporter, task, "report_done", reply="完成", evidence=[NewEvidence("照片", note_zh="现场")], on=DAY)


def told(world: SimpleNamespace, task: Item, _: Item) -> None:
    report_progress(world.reporter, task, NewProgress(f"{LAST_MONTH:%Y-%m}", progress_zh="过半"))


def shown(world: SimpleNamespace, task: Item, _: Item) -> None:
    bring_evidence(world.reporter, task, [NewEvidence("照片", note_zh="现场")])


def looked_at(world: SimpleNamespace, task: Item, _: Item) -> None:
    row = bring_evidence(world.reporter, task, [NewEvidence("照片", note_zh="现场")])[0]
    lines_of(world)
    verify_evidence(world.inspector, row, "refuted", "照片不是此处")


def put_off(world: SimpleNamespace, task: Item, _: Item) -> None:
    edit_item(world.inspector, task, ItemContent(due_on=DAY + timedelta(days=30)), reason="改期")


def part_closed(world: SimpleNamespace, task: Item, _: Item) -> None:
    part = split(world.inspector, task, [ItemContent(title_zh="东城", lead_unit=world.housing)])[0]
    lines_of(world)
    act(world.inspector, part, "assign", on=DAY)


def voted(world: SimpleNamespace, _: Item, candidate: Item) -> None:
    cast_vote(world.deputy, candidate, "selection", "for")
    lines_of(world)
    cast_vote(world.deputy, candidate, "selection", "against")


@pytest.mark.parametrize("happens", [moved, told, shown, looked_at, put_off, part_closed, voted])
def test_what_is_kept_is_what_would_be_made(
    world: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
    happens: Callable[[SimpleNamespace, Item, Item], None],
) -> None:
    task = task_of(world)
    candidate = made(world, "livelihood_projects", ("inspector", "shortlist"))
    keep_standings()
    happens(world, task, candidate)
    kept = lines_of(world)
    KeptStanding.objects.all().delete()
    monkeypatch.setattr(item_lines, "_shelf", item_lines._Shelf(100))
    assert kept == lines_of(world)


@pytest.mark.parametrize("by", ["worker", "memory"])
def test_only_what_has_changed_is_made_anew(world: SimpleNamespace, by: str) -> None:
    items = [task_of(world) for _ in range(3)]
    before = lines_of(world)
    if by == "worker":
        item_lines._shelf = item_lines._Shelf(0)
        assert keep_standings() >= 3
        assert keep_standings() == 0
    with CaptureQueriesContext(connection) as asked:
        assert lines_of(world) == before
    assert len(asked) == 5, "the kept lines; stamps of items, of parts, of ballots, of posts"
    assert [line.late for line in before] == [True] * 3
    put_off(world, items[1], items[1])
    assert [line.overdue for line in lines_of(world)] == [True, False, True]
    if by == "worker":
        months = LAST_MONTH.month if LAST_MONTH.year == YEAR else 0
        assert keep_standings() == 1 + months, "one item, today and every month that is over"


def test_a_past_day_says_what_that_day_said(world: SimpleNamespace) -> None:
    """The line of a day, told on that day, is told the same when more has happened; lights included."""
    year = 2025
    task = made(world, "key_tasks", ("inspector", "assign"), year=year)
    photo = {"reply": "完成", "evidence": [NewEvidence("照片", note_zh="现场")]}
    story: dict[int, tuple[str, str, dict[str, object]]] = {
        2: ("reporter", "accept", {}),
        3: ("head", "suspend", {"reason": "等待批复"}),
        4: ("head", "resume", {}),
        5: ("unit_head", "ask_extension", {"reason": "雨季", "date": date(year, 7, 31)}),
        6: ("head", "grant_extension", {}),
        7: ("reporter", "report_done", photo),
        8: ("inspector", "return", {"reason": "尚缺一段"}),
        9: ("head", "transfer", {"reason": "职责调整", "unit": world.water}),
        10: ("water_reporter", "accept", {}),
        11: ("water_reporter", "report_done", photo),
        12: ("inspector", "verify_done", {"reply": "属实"}),
    }
    told_then = {}
    for month in range(1, 13):
        if month in story:
            who, move, given = story[month]
            act(getattr(world, who), task, move, on=date(year, month, 5), **given)  # type: ignore[arg-type]
        end = date(year, month, calendar.monthrange(year, month)[1])
        if month in (2, 5, 6):
            reported = NewProgress(f"{year}-{month:02}", amount=Decimal(month * 15))
            report_progress(world.reporter, task, reported, on=end)
        told_then[end] = item_lines._made([task], end, False, shipped_playbooks())[task.pk]
    assert {end: lines_of(world, end, year)[0] for end in told_then} == told_then
    assert len({line.light for line in told_then.values()}) > 1
    assert {(line.phase, line.late, line.unit) for line in told_then.values()} >= {
        ("open", False, world.housing.pk), ("open", True, world.water.pk), ("closed", True, world.water.pk)
    }  # fmt: skip


def test_lights_of_a_day_before_the_rules_were_in_force(world: SimpleNamespace) -> None:
    first = date(2025, 1, 1)
    assert rules_on("yinchuan_2025", first) is not None
    assert rules_on("yinchuan_2025", first - timedelta(days=1)) is None
    assert rules_on("unknown", first) is None


@pytest.mark.skipif(LAST_MONTH.year != YEAR, reason="no month of this year is over")
def test_a_locked_month_stays_as_it_was_kept(world: SimpleNamespace) -> None:
    task = task_of(world)
    lock = lock_period(world.head, world.city, LAST_MONTH.replace(day=1), LAST_MONTH)
    keep_standings()
    before = lines_of(world, LAST_MONTH)
    edit_item(world.inspector, task, ItemContent(due_on=DAY + timedelta(days=30)), reason="改期")
    keep_standings()
    assert (lines_of(world, LAST_MONTH), before[0].overdue) == (before, True)
    unlock_period(world.head, lock, "补正")
    assert lines_of(world, LAST_MONTH)[0].overdue is False
    keep_standings()
    assert not KeptStanding.objects.filter(locked=True).exists()


def test_days_that_are_no_end_of_a_month_are_given_up(world: SimpleNamespace) -> None:
    task_of(world)
    keep_standings(today=DAY)
    keep_standings(today=DAY + timedelta(days=1))
    days = set(KeptStanding.objects.values_list("on", flat=True))
    assert DAY + timedelta(days=1) in days
    assert DAY not in days or (DAY + timedelta(days=1)).day == 1


def test_a_full_shelf_gives_up_the_oldest() -> None:
    shelf = item_lines._Shelf(2)
    kept = item_lines.Kept("stamp", item_lines.msgspec.Raw(b"null"))
    for key in (1, 2, 3):
        shelf.put(key, DAY, kept)
    assert [shelf.get(key, DAY, "stamp") for key in (1, 2, 3)] == [None, kept, kept]
    assert shelf.get(3, DAY, "another stamp") is None
