"""Kept lines of the standing are those that would be made anew, after everything that can happen to an item."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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
    report_progress,
    split,
    verify_evidence,
)
from ximu.track.models import Item
from ximu.track.rules.playbook_file import shipped_playbooks

DAY = date(2026, 11, 20)


def made(world: SimpleNamespace, book: str, *moves: tuple[str, str]) -> Item:
    content = ItemContent(
        title_zh="改造背街小巷", lead_unit=world.housing, due_on=date(2026, 6, 30), year=2026,
        milestones=[NewMilestone("2026Q1", "完成一半")],
    )  # fmt: skip
    item = create_item(world.inspector, world.city, shipped_playbooks()[book], content, on=date(2026, 1, 10))
    for who, move in moves:
        act(getattr(world, who), item, move, on=date(2026, 1, 12))
    return item


def lines_of(items: list[Item]) -> list[item_lines.ItemLine]:
    return item_lines.item_lines(Item.objects.filter(pk__in=[item.pk for item in items]), DAY)


def moved(world: SimpleNamespace, task: Item, _: Item) -> None:
    act(world.reporter, task, "report_done", reply="完成", evidence=[NewEvidence("照片", note_zh="现场")], on=DAY)


def told(world: SimpleNamespace, task: Item, _: Item) -> None:
    report_progress(world.reporter, task, NewProgress("2026-10", progress_zh="过半"))


def shown(world: SimpleNamespace, task: Item, _: Item) -> None:
    bring_evidence(world.reporter, task, [NewEvidence("照片", note_zh="现场")])


def looked_at(world: SimpleNamespace, task: Item, _: Item) -> None:
    row = bring_evidence(world.reporter, task, [NewEvidence("照片", note_zh="现场")])[0]
    lines_of([task])
    verify_evidence(world.inspector, row, "refuted", "照片不是此处")


def put_off(world: SimpleNamespace, task: Item, _: Item) -> None:
    edit_item(world.inspector, task, ItemContent(due_on=date(2026, 12, 31)), reason="改期")


def part_closed(world: SimpleNamespace, task: Item, _: Item) -> None:
    part = split(world.inspector, task, [ItemContent(title_zh="东城", lead_unit=world.housing)])[0]
    lines_of([task])
    act(world.inspector, part, "assign", on=DAY)


def voted(world: SimpleNamespace, _: Item, candidate: Item) -> None:
    cast_vote(world.deputy, candidate, "selection", "for")
    lines_of([candidate])
    cast_vote(world.deputy, candidate, "selection", "against")


@pytest.mark.django_db
@pytest.mark.parametrize("happens", [moved, told, shown, looked_at, put_off, part_closed, voted])
def test_what_is_kept_is_what_would_be_made(
    world: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
    happens: Callable[[SimpleNamespace, Item, Item], None],
) -> None:
    monkeypatch.setattr(item_lines, "_shelf", item_lines._Shelf(100))
    task = made(world, "key_tasks", ("inspector", "assign"), ("reporter", "accept"))
    candidate = made(world, "livelihood_projects", ("inspector", "shortlist"))
    lines_of([task, candidate])
    happens(world, task, candidate)
    kept = lines_of([task, candidate])
    monkeypatch.setattr(item_lines, "_shelf", item_lines._Shelf(100))
    assert kept == lines_of([task, candidate])


@pytest.mark.django_db
def test_only_what_has_changed_is_made_anew(world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(item_lines, "_shelf", item_lines._Shelf(100))
    items = [made(world, "key_tasks", ("inspector", "assign"), ("reporter", "accept")) for _ in range(3)]
    before = lines_of(items)
    with CaptureQueriesContext(connection) as asked:
        assert lines_of(items) == before
    assert len(asked) == 3, "stamps of items, of parts, of ballots"
    assert [line.late for line in before] == [True] * 3
    put_off(world, items[1], items[1])
    assert [line.overdue for line in lines_of(items)] == [True, False, True]


def test_a_full_shelf_gives_up_the_oldest() -> None:
    shelf = item_lines._Shelf(2)
    line = item_lines.ItemLine(None, "open", False, False, "none", "key_tasks", ())
    for key in (1, 2, 3):
        shelf.put(key, "stamp", line)
    assert [shelf.get(key, "stamp") for key in (1, 2, 3)] == [None, line, line]
    assert shelf.get(3, "another stamp") is None
