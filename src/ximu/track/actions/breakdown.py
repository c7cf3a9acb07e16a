"""分解: one item into several parts, several into one; every part keeps the statements it came from."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from msgspec import UNSET
from msgspec.structs import replace

from ximu.ledger.errors import TrackError
from ximu.track.actions.change import keep, note, take
from ximu.track.actions.item import ItemContent
from ximu.track.actions.making import make_item
from ximu.track.editions import book_named_by
from ximu.track.models import Item, Person
from ximu.track.permissions import require
from ximu.track.rules.playbook import Playbook

Part = ItemContent


def split(
    person: Person, item: Item, parts: Sequence[Part], *, book: Playbook | None = None, version: int | None = None
) -> list[Item]:
    """Make parts of an item; it stays and is closed when its parts are, where the playbook asks so.

    A part that names no statements, year or deadline of its own takes those of the item; it goes by `book`, else by the
    playbook that the item's own names for parts. Raises TrackError W007 (that one is not in use), W010, W019 (fewer than
    one part, or the item is closed or merged), W018, ConflictError W020.
    """
    with transaction.atomic():
        now = take(item, version)
        require(person, "break_down", now)
        if not parts or now.phase in ("closed", "archived") or now.merged_into_id:
            raise TrackError(
                "nothing to split", where=now.number, next_step="give open work and its parts", code="W019"
            )
        statements = tuple(now.sources.order_by("pk").values_list("statement", flat=True))
        made, goes_by = [], book or _book_of_parts(now)
        for part in parts:
            own = replace(
                part,
                statements=statements if part.statements is UNSET else part.statements,
                year=now.year if part.year is UNSET else part.year,
                due_on=now.due_on if part.due_on is UNSET else part.due_on,
                due_assumed=now.due_assumed if part.due_on is UNSET else part.due_assumed,
            )
            made.append(make_item(person, now.government, goes_by, own, parent=now))
        keep(now)
        note(person, "split", now, {"parts": [one.number for one in made]})
        for one in made:
            note(person, "create", one, {"part_of": now.number, "title_zh": one.title_zh})
    item.refresh_from_db()
    return made


def _book_of_parts(item: Item) -> Playbook:
    own = item.book
    return book_named_by(item, own.parts_on, "parts_on") if own.parts_on else own


def merge(person: Person, items: Sequence[Item], content: ItemContent, *, book: Playbook | None = None) -> Item:
    """Make one item of several that are still being drawn up; they stay visible and point to it.

    The new item keeps the statements of all. Raises TrackError W010, W019 (fewer than two, other governments, work that
    is under way), W018, ConflictError W020.
    """
    if len({item.pk for item in items}) < 2 or len({item.government_id for item in items}) != 1:
        raise TrackError("nothing to merge", next_step="give two or more items of one government", code="W019")
    with transaction.atomic():
        taken = [take(item, None) for item in sorted(items, key=lambda one: one.pk)]
        for now in taken:
            require(person, "break_down", now)
            if now.phase != "draft" or now.merged_into_id:
                raise TrackError(
                    "work is under way", where=now.number, next_step="merge before it is assigned", code="W019"
                )
        statements = [one for now in taken for one in now.sources.order_by("pk").values_list("statement", flat=True)]
        if content.statements is UNSET:
            content = replace(content, statements=tuple(dict.fromkeys(statements)))
        whole = make_item(person, taken[0].government, book or taken[0].book, content)
        for now in taken:
            keep(now, merged_into=whole)
            note(person, "merge", now, {"into": whole.number})
        note(person, "create", whole, {"merged_from": [now.number for now in taken], "title_zh": whole.title_zh})
    for item in items:
        item.refresh_from_db()
    return whole
