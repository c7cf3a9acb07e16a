"""An entry of a register playbook, made by the unit that keeps the register or by the inspection office."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from msgspec import UNSET

from ximu.ledger.errors import TrackError
from ximu.track.actions.item import ItemContent, told
from ximu.track.actions.making import make_item
from ximu.track.models import Government, Item, Person
from ximu.track.permissions import require
from ximu.track.registers.actions.checks import tell_journal
from ximu.track.rules.playbook import Playbook


def add_entry(
    person: Person, government: Government, book: Playbook, content: ItemContent, *, on: date | None = None
) -> Item:
    """A new item of a register, in its start state. Raises TrackError W010, W018, W149 when the playbook is no register."""
    if book.kind != "register":
        raise TrackError("this playbook is no register", where=book.id, next_step="name a register", code="W149")
    lead = None if content.lead_unit is UNSET else content.lead_unit
    if lead is not None:
        require(person, "keep_registers", unit=lead)
    else:
        require(person, "keep_registers", government=government)
    with transaction.atomic():
        item = make_item(person, government, book, content, on=on)
        tell_journal(
            person, "add_entry", government, item=item.number, playbook=book.id, edition=book.edition,
            **told(book, content),
        )  # fmt: skip
    return item
