"""Who may do what: every role × every action × own and other unit × own and other government; nothing leaks."""

from __future__ import annotations

from datetime import date
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track.actions import ItemContent, act, create_item, edit_item, publish, split, withdraw
from ximu.track.cases.models import Case
from ximu.track.models import Item, Person, PostHolder, Unit
from ximu.track.permissions import ROLES, may, table, visible_to
from ximu.track.rules.playbook_file import shipped_playbooks

WHO = {
    "nobody": None, "clerk": "clerk", "reporter": "reporter", "unit_head": "unit_head", "inspector": "inspector", "inspection_head": "head",
    "deputy": "deputy", "administrator": "admin", "other_unit": "water_reporter", "other_government": "far_head",
}  # fmt: skip
# What each may do about an item that the housing bureau leads: not published, draft | open | published. Written by hand
# from tracking.md's roles, not from the table.
OFFICE = {
    "see", "see_private", "edit", "break_down", "export", "verify_progress", "bring_evidence", "verify_evidence", "create",
    "see_burden", "assess", "review", "keep_registers", "see_jobs", "observe",
}  # fmt: skip
HEAD = OFFICE | {"publish", "lock_period", "freeze_assessment", "answer_appeal", "see_journal", "publish_registers"}
UNIT = {
    "see", "see_private", "see_requester", "report_progress", "bring_evidence", "export", "see_burden", "keep_registers", "observe",
}  # fmt: skip
UNIT_HEAD = UNIT | {"appeal", "publish_registers"}
EXPECTED = {
    "nobody": (set(), set(), {"see"}),
    "clerk": (set(), set(), {"see"}),
    "reporter": (set(), UNIT, UNIT),
    "unit_head": (set(), UNIT_HEAD, UNIT_HEAD),
    "inspector": (OFFICE, OFFICE, OFFICE),
    "inspection_head": (HEAD, HEAD, HEAD),
    "deputy": ({"see_burden"}, {"see_burden"}, {"see_burden", "see"}),
    "administrator": ({"see", "export", "see_journal", "manage_people", "see_burden", "see_jobs"},) * 3,
    "other_unit": (set(), set(), {"see"}),
    "other_government": (set(), set(), {"see"}),
}


@pytest.fixture
def items(world: SimpleNamespace) -> list[Item]:
    """A draft, an open and a published item of the housing bureau alone."""
    book = shipped_playbooks()["key_tasks"]
    made = [
        create_item(world.inspector, world.city, book, ItemContent(title_zh=name, lead_unit=world.housing))
        for name in ("草稿", "已交办", "已公开")
    ]
    for item in made[1:]:
        act(world.inspector, item, "assign")
    publish(world.head, made[2])
    return made


def who(world: SimpleNamespace, name: str) -> Person | None:
    attribute = WHO[name]
    return getattr(world, attribute) if attribute else None


def test_the_whole_matrix(world: SimpleNamespace, items: list[Item]) -> None:
    assert {WHO[name] and name for name in WHO} >= set(ROLES) - {"reader"}
    wrong = []
    for (name, expected), action in product(EXPECTED.items(), table()):
        for item, allowed in zip(items, expected, strict=True):
            if may(who(world, name), action, item) != (action in allowed):
                wrong.append((name, action, item.title_zh, may(who(world, name), action, item)))
    assert not wrong


# About a case: the clerk who takes cases in reaches every one of the government, the office works at it as at any item.
CASE = {"see", "see_private", "see_requester", "take_in", "publish", "bring_evidence"}
EXPECTED_OF_CASES = {**EXPECTED, "clerk": (CASE, CASE, CASE | {"see"})}


def test_the_matrix_of_cases(world: SimpleNamespace, items: list[Item]) -> None:
    for item in items:
        Case.objects.create(item=item, code=item.number, received_at=timezone.now())
    wrong = []
    for (name, expected), action in product(EXPECTED_OF_CASES.items(), table()):
        for item, allowed in zip(items, expected, strict=True):
            if may(who(world, name), action, item) != (action in allowed):
                wrong.append((name, action, item.title_zh))
    assert not wrong
    for name in WHO:
        seen = set(visible_to(who(world, name)).values_list("pk", flat=True))
        assert seen == {item.pk for item in items if may(who(world, name), "see", item)}, name


# What each may do for the whole government and for a unit, by hand: own government | own or another unit of it. Of
# another government nobody may anything.
FOR_ALL = {
    "clerk": {"see", "see_private", "see_requester", "take_in", "publish", "bring_evidence"},
    "inspector": OFFICE,
    "inspection_head": HEAD,
    "deputy": {"see_burden"},
    "administrator": {"see", "export", "see_journal", "manage_people", "see_burden", "see_jobs"},
}
FOR_UNIT = {
    **{name: allowed for name, allowed in FOR_ALL.items() if name != "clerk"},
    "reporter": {"see", "see_private", "see_requester", "export", "report_progress", "observe", "bring_evidence", "see_burden", "keep_registers"},
    "unit_head": UNIT_HEAD,
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in WHO if name not in ("other_unit", "other_government")])
def test_the_matrix_of_governments_and_units(world: SimpleNamespace, name: str) -> None:
    person = who(world, name)
    of_a_unit = name in ("reporter", "unit_head")
    for action in table():
        asked = {
            "own government": may(person, action, government=world.city),
            "own unit": may(person, action, unit=world.housing),
            "other unit": may(person, action, unit=world.water),
            "other government": may(person, action, government=world.county),
            "unit of another government": may(person, action, unit=world.far_bureau),
        }
        assert asked == {
            "own government": action in FOR_ALL.get(name, ()),
            "own unit": action in FOR_UNIT.get(name, ()),
            "other unit": action in FOR_UNIT.get(name, ()) and not of_a_unit,
            "other government": False,
            "unit of another government": False,
        }, action


def test_what_can_be_seen_is_what_may_be_seen(world: SimpleNamespace, items: list[Item]) -> None:
    for name in WHO:
        person = who(world, name)
        seen = set(visible_to(person).values_list("pk", flat=True))
        assert seen == {item.pk for item in items if may(person, "see", item)}, name


def test_a_supporting_unit_sees_and_brings_evidence_but_does_not_report(
    world: SimpleNamespace, items: list[Item]
) -> None:
    items[1].supporting_units.add(world.water)
    person = world.water_reporter
    assert may(person, "see", items[1])
    assert may(person, "bring_evidence", items[1])
    assert not may(person, "report_progress", items[1])
    assert not may(person, "see_private", items[1])
    assert items[1].pk in visible_to(person).values_list("pk", flat=True)


@pytest.mark.slow
def test_every_move_of_every_playbook_by_every_role(world: SimpleNamespace) -> None:
    """Roles of units move only what their unit leads; nobody moves anything of another government."""
    book_of = shipped_playbooks()
    for book in book_of.values():
        item = create_item(world.inspector, world.city, book, ItemContent(title_zh=book.zh, lead_unit=world.housing))
        for move, name in product(book.moves, WHO):
            person = who(world, name)
            role = {"other_unit": "reporter", "other_government": "inspection_head"}.get(name, name)
            own = name not in ("other_unit", "other_government", "nobody")
            # The item has no supporting unit, so what is theirs to do is nobody's of a unit.
            own = own and not (move.whose == "supporting" and role in ("reporter", "unit_head"))
            assert may(person, f"move:{move.id}", item) == (own and role in move.who), (book.id, move.id, name)


@pytest.mark.parametrize(
    "name", ["nobody", "reporter", "unit_head", "deputy", "other_unit", "other_government", "administrator"]
)
def test_what_may_not_be_done_is_refused_by_the_action_too(
    world: SimpleNamespace, items: list[Item], name: str
) -> None:
    person: Any = who(world, name) or Person(username="ghost", name_zh="无")
    if person.pk is None:
        person.save()
    book = shipped_playbooks()["key_tasks"]
    calls = [
        lambda: create_item(person, world.city, book, ItemContent(title_zh="越权")),
        lambda: edit_item(person, items[0], ItemContent(title_zh="越权")),
        lambda: publish(person, items[1]),
        lambda: withdraw(person, items[2], "越权"),
        lambda: split(person, items[0], [ItemContent(title_zh="越权")]),
        lambda: act(person, items[1], "suspend", reason="越权"),
    ]
    for call in calls:
        with pytest.raises(TrackError):
            call()
    assert not Item.objects.filter(title_zh="越权").exists()


def test_a_role_ends_with_the_post(world: SimpleNamespace, items: list[Item]) -> None:
    PostHolder.objects.filter(person=world.reporter).update(until=date(2020, 12, 31))
    assert not may(world.reporter, "see", items[1])
    PostHolder.objects.create(
        post=PostHolder.objects.get(person=world.reporter).post, person=world.water_reporter, since=date(2021, 1, 1)
    )
    assert may(world.water_reporter, "report_progress", items[1]), "the successor takes over without a new document"


def test_who_is_not_active_may_nothing(world: SimpleNamespace, items: list[Item]) -> None:
    world.head.is_active = False
    world.head.save()
    assert not may(world.head, "publish", items[1])


def test_units_and_governments(world: SimpleNamespace) -> None:
    assert may(world.unit_head, "export", unit=world.housing)
    assert not may(world.unit_head, "export", unit=world.water)
    assert may(world.inspector, "export", unit=world.water)
    assert not may(world.inspector, "export", unit=world.far_bureau)
    assert may(world.inspector, "create", government=world.city)
    assert not may(world.inspector, "create", government=world.county)
    assert not may(world.far_head, "lock_period", government=world.city)
    assert Unit.objects.filter(government=world.city).count() == 4
