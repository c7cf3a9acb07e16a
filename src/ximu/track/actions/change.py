"""What every action on an item shares: the row taken for change, the version, the journal entry."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import connection
from django.utils import timezone

from ximu.ledger.errors import ConflictError, TrackError
from ximu.track import journal
from ximu.track.models import Item, LockedPeriod, Person
from ximu.track.rules.playbook import Playbook

HIDDEN = "•"


def take(item: Item, version: int | None) -> Item:
    """The item's row as it is now, held against others until the transaction ends.

    `version` is what the person saw; the one that `item` was loaded with when None. Raises ConflictError W020 when the
    item has changed since, TrackError W021 when it is gone.
    """
    if not connection.in_atomic_block:
        raise TrackError("an item is changed inside a transaction only", where=item.number, code="W031")
    journal.hold_writers()
    now = Item.objects.select_related("edition", "government", "lead_unit").filter(pk=item.pk).first()
    if now is None:
        raise TrackError("there is no such item any more", where=item.number, code="W021")
    seen = item.version if version is None else version
    if now.version != seen:
        last = now.moves.select_related("person").last()
        who = f"; last: {last.person} {last.move}" if last else ""
        raise ConflictError(
            f"someone else changed it first (version {now.version}, seen {seen}{who})",
            where=item.number, next_step="look at it again, then decide",
        )  # fmt: skip
    return now


def keep(item: Item, **changes: Any) -> None:
    """Write the changed columns with the next version; only if nobody else wrote in between."""
    changes["version"] = item.version + 1
    changes["changed_at"] = timezone.now()
    if not Item.objects.filter(pk=item.pk, version=item.version).update(**changes):
        raise ConflictError(
            "someone else changed it first", where=item.number, next_step="look at it again, then decide"
        )
    for name, value in changes.items():
        setattr(item, name, value)


def note(person: Person | None, action: str, item: Item, content: dict[str, Any]) -> None:
    """The journal entry of an action on an item."""
    journal.record(person, action, government=item.government.key, item=item.number, content=content)


def tidy(text: str) -> str:
    """Text as it is kept: one kind of line end, no control characters, no space around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(char for char in lines if char in "\n\t" or char.isprintable() or char == "\u3000").strip()


def without_private(book: Playbook, fields: dict[str, Any]) -> dict[str, Any]:
    """Fields as they may stand in history and journal: that a private one was given, not what it says."""
    private = {field.id for field in book.fields if field.private}
    return {name: HIDDEN if name in private and value not in (None, "") else value for name, value in fields.items()}


def words_told(book: Playbook, text: str) -> str:
    """Free text as it may stand in the journal: of a case, which tells of people who asked, only the sha256 of it."""
    if book.kind != "case" or not text:
        return text
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def refuse_locked(item: Item, day: Any) -> None:
    """Raises TrackError W022 when the period of `day` is locked."""
    locked = LockedPeriod.holding(item.government_id, day).first()
    if locked:
        raise TrackError(
            f"the period {locked.since} to {locked.until} is locked",
            where=item.number, next_step="ask the head of the inspection office to unlock it", code="W022",
        )  # fmt: skip
