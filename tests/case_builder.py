"""Many finished cases at once: what walking through the moves would leave, written in batches.

`test_stated_figures` checks on one case of each kind that the rows are those which the actions write.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType, SimpleNamespace
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.utils import timezone

from ximu.track.editions import edition_of
from ximu.track.models import Item, ItemMove
from ximu.track.rules.engine import outcome
from ximu.track.rules.facts import Event, ItemFacts
from ximu.track.rules.playbook_file import shipped_playbooks

_BATCH = 500


class Walked(NamedTuple):
    """The life of a case: its moves, one a day, and what it is in the end. `late` is what its own clock left behind."""

    moves: tuple[str, ...]
    late: bool = False
    fields: Mapping[str, Any] = MappingProxyType({})
    due_after: int = 90


def build(
    world: SimpleNamespace, book_id: str, groups: Sequence[tuple[int, Walked]], first: date, *, published: bool = False
) -> list[Item]:
    """So many cases of each group, on working days one after the other from `first`, led by the bureaus in turn."""
    book = shipped_playbooks()[book_id]
    edition, units = edition_of(book), (world.housing, world.water)
    made: list[tuple[Item, list[ItemMove]]] = []
    for count, life in groups:
        for _ in range(count):
            number = len(made)
            day = first + timedelta(days=number % 28)
            item = Item(
                government=world.city, edition=edition, number=f"{book.number}{first.year}-{number + 1:05d}",
                year=first.year, title_zh=f"{book.zh}{number + 1}", state=book.start, created_on=day,
                created_by=world.inspector, lead_unit=units[number % 2], late=life.late, fields=dict(life.fields),
                due_on=day + timedelta(days=life.due_after), published_at=timezone.now() if published else None,
            )  # fmt: skip
            made.append((item, _walk(world, item, life)))
    Item.objects.bulk_create([item for item, _ in made], _BATCH)
    ItemMove.objects.bulk_create([move for _, moves in made for move in moves], _BATCH)
    return [item for item, _ in made]


def _walk(world: SimpleNamespace, item: Item, life: Walked) -> list[ItemMove]:
    book = shipped_playbooks()[item.edition.playbook]
    rows: list[ItemMove] = []
    events: tuple[Event, ...] = ()
    item.phase = book.state(book.start).phase
    for at, name in enumerate(life.moves):
        move, on = book.move(name), item.created_on + timedelta(days=at)
        facts = ItemFacts(key="", state=item.state, created_on=item.created_on, events=events)
        assert item.state in move.from_, (book.id, item.state, name)
        result = outcome(book, facts, move)
        events = (*events, Event(name, result.state_before, result.state_after, on, "p"))
        at_noon = datetime(on.year, on.month, on.day, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
        rows.append(
            ItemMove(
                item=item, round=1, move=name, state_before=result.state_before, state_after=result.state_after,
                person=world.inspector, at=at_noon, on=on,
            )
        )  # fmt: skip
        item.state, item.phase = result.state_after, book.state(result.state_after).phase
        item.closed_on = on if result.closes else None if result.reopens else item.closed_on
        if move.effect == "exclude":
            item.excluded_reason = "撤回"
    return rows
