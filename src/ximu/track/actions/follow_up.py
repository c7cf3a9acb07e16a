"""What a move does to other items: the follow-up it makes, and the one clock it keeps for all parts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ximu.track.actions.change import keep, note
from ximu.track.actions.clocks import mark_late
from ximu.track.actions.item import ItemContent
from ximu.track.actions.making import make_item
from ximu.track.editions import book_named_by
from ximu.track.models import Item, Person
from ximu.track.rules.playbook import FollowUp


def make_follow_up(person: Person, item: Item, follow_up: FollowUp, fields: Mapping[str, Any], day: date) -> Item:
    """The item that a move makes on another playbook: a part, led by the same unit, from the same statements.

    `fields` are those of the item with what came along. Raises TrackError W007 when the playbook is not in use.
    """
    book = book_named_by(item, follow_up.playbook, "follow_up")
    content = ItemContent(
        title_zh=follow_up.title_zh.replace("{title}", item.title_zh), lead_unit=item.lead_unit,
        lead_unit_assumed=item.lead_unit_assumed, supporting_units=tuple(item.supporting_units.all()),
        due_on=date.fromisoformat(str(fields[follow_up.due])), year=item.year,
        statements=tuple(item.sources.order_by("pk").values_list("statement", flat=True)),
    )  # fmt: skip
    made = make_item(person, item.government, book, content, parent=item, on=day)
    note(person, "create", made, {"follow_up_of": item.number, "title_zh": made.title_zh, "due_on": made.due_on})
    return made


def carry_to_parts(person: Person | None, item: Item, day: date) -> None:
    """One clock for all: the clocks of open parts that follow their parent's pause, go on and end with it."""
    stands = item.book.state(item.state).pauses_clocks
    for part in item.parts.filter(phase="open").select_related("edition", "government").order_by("pk"):
        names = {clock.id: clock for clock in part.book.clocks if clock.of_parent}
        running = list(part.clocks.filter(clock__in=names, stopped_on=None))
        for one in running:
            mark_late(part, names[one.clock], one, day)
            since, until = one.paused[-1] if one.paused else (None, day.isoformat())
            if stands and until is not None:
                one.paused = [*one.paused, [day.isoformat(), None]]
            elif not stands and until is None:
                one.paused = [*one.paused[:-1], [since, day.isoformat()]]
            one.due_on, one.provisional = item.due_on, item.due_provisional
            one.save()
        if running:
            keep(part, due_on=item.due_on, due_provisional=item.due_provisional, late=part.late)
            note(person, "follow_parent", part, {"parent": item.number, "due_on": item.due_on, "late": part.late})
