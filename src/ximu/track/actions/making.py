"""Items made: one or thousands by the same way, each checked, all of a batch written together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models.functions import Length
from django.utils import timezone
from msgspec import UNSET

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.actions.clocks import clocks_after
from ximu.track.actions.item import ItemContent, fill, supporting, told
from ximu.track.actions.progress import new_milestones
from ximu.track.editions import edition_of
from ximu.track.models import Government, Item, ItemSource, Milestone, Person, PlaybookEdition, Unit, UnitOfItem
from ximu.track.permissions import require
from ximu.track.rules.playbook import Playbook

_BATCH = 500


class _Drawn(NamedTuple):
    """An item that is checked and not written yet."""

    item: Item
    content: ItemContent
    supporting: list[Unit]
    milestones: list[Milestone]


def create_item(
    person: Person,
    government: Government,
    book: Playbook,
    content: ItemContent,
    *,
    parent: Item | None = None,
    on: date | None = None,
) -> Item:
    """A new item in the start state of `book`. `number` is given or made: head, year, running number.

    Raises TrackError W010 (not allowed), W018 (what is missing or wrong), W006 (see `editions`).
    """
    require(person, "create", government=government)
    with transaction.atomic():
        return make_item(person, government, book, content, parent=parent, on=on, noted=True)


def make_item(
    person: Person,
    government: Government,
    book: Playbook,
    content: ItemContent,
    *,
    parent: Item | None = None,
    on: date | None = None,
    noted: bool = False,
) -> Item:
    """The rows of a new item, inside the transaction of an action that has checked permission and writes the journal."""
    making = Making(person, government, book, on)
    making.draw(content, parent)
    return making.keep(noted=noted)[0]


class Making:
    """A batch of new items inside the transaction of an action: `draw` checks each, `keep` writes all.

    Whoever uses it has checked the permission to create. Numbers run in the order of drawing.
    """

    def __init__(self, person: Person, government: Government, book: Playbook, on: date | None = None) -> None:
        journal.hold_writers()
        self._person, self._government, self._book = person, government, book
        self._day = on or timezone.localdate()
        self._edition: PlaybookEdition = edition_of(book)
        self._last: dict[int, int] = {}
        self._drawn: list[_Drawn] = []
        self._numbers: set[str] = set()

    def draw(self, content: ItemContent, parent: Item | None = None) -> Item:
        """The new item, not written yet. Raises TrackError W018, W012; then it is left out and others may follow."""
        if content.title_zh is UNSET or not content.title_zh.strip():
            raise TrackError("the title is missing", next_step="say what is to be done", code="W018")
        book, start = self._book, self._book.state(self._book.start)
        year = self._day.year if content.year is UNSET else content.year
        item = Item(
            government=self._government, edition=self._edition, year=year, state=start.id, phase=start.phase,
            created_on=self._day, created_by=self._person, parent=parent,
            number="" if content.number is UNSET else content.number,
        )  # fmt: skip
        fill(item, book, content)
        if content.number is not UNSET and self._is_taken(item.number):
            raise TrackError("the number is taken", where=item.number, next_step="choose another", code="W018")
        units = supporting(item, content)
        milestones = [] if content.milestones is UNSET else new_milestones(item, content.milestones)
        if content.number is UNSET:
            item.number = self._next_number(year)
        self._numbers.add(item.number)
        self._drawn.append(_Drawn(item, content, units, milestones))
        return item

    def keep(self, *, noted: bool = True) -> list[Item]:
        """Write all that was drawn, with an entry of the journal for each unless the caller writes its own."""
        drawn, self._drawn = self._drawn, []
        items = [one.item for one in drawn]
        Item.objects.bulk_create(items, _BATCH)
        Supporting = Item.supporting_units.through
        Supporting._default_manager.bulk_create(
            [Supporting(item=one.item, unit=unit) for one in drawn for unit in one.supporting], _BATCH
        )
        ItemSource.objects.bulk_create(
            [ItemSource(item=one.item, statement=key) for one in drawn for key in _statements(one.content)], _BATCH
        )
        Milestone.objects.bulk_create([row for one in drawn for row in one.milestones], _BATCH)
        led = [UnitOfItem(item=one, unit=one.lead_unit, since=self._day) for one in items if one.lead_unit is not None]
        UnitOfItem.objects.bulk_create(led, _BATCH)
        if any("created" in clock.starts_on for clock in self._book.clocks):
            for one in items:
                clocks_after(one, self._book, "created", self._day)
                one.save()
        if noted:
            book = {"playbook": self._book.id, "edition": self._book.edition}
            entries = [
                journal.Entry("create", one.item.number, {**book, **told(self._book, one.content)}) for one in drawn
            ]
            journal.record_many(self._person, entries, government=self._government.key)
        return items

    def _is_taken(self, number: str) -> bool:
        return number in self._numbers or Item.objects.filter(government=self._government, number=number).exists()

    def _next_number(self, year: int) -> str:
        head = f"{self._book.number}{year}-"
        if year not in self._last:
            self._last[year] = _last_number(self._government, head)
        self._last[year] += 1
        while (number := f"{head}{self._last[year]:04d}") in self._numbers:
            self._last[year] += 1
        return number


def _statements(content: ItemContent) -> Sequence[str]:
    return () if content.statements is UNSET else tuple(dict.fromkeys(content.statements))


def _last_number(government: Government, head: str) -> int:
    # By bounds and not by a pattern, so that the index answers; four digits, then five: text sorts as numbers do.
    own = Item.objects.filter(government=government, number__gt=head, number__lt=f"{head}:")
    for digits in (5, 4):
        size = len(head) + digits
        found = (
            own.annotate(size=Length("number")).filter(size=size).order_by("-number").values_list("number", flat=True)
        )
        last = next((int(rest) for one in found[:50] if (rest := one.removeprefix(head)).isdigit()), 0)
        if last:
            return last
    return 0
