"""Work as it stood at the end of a past day: state and closing from the moves, deadlines before later extensions, the unit that led."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from ximu.track.item_facts import many_item_facts
from ximu.track.models import Extension, Item, ItemClock, UnitOfItem
from ximu.track.rules.facts import ItemFacts, as_of
from ximu.track.rules.playbook import Phase
from ximu.track.rules.workdays import work_calendar


class Past(NamedTuple):
    """An item at the end of a past day.

    `late`: past its deadline then, or closed late by then, or late when it was extended. `facts` are those of today.
    """

    item: Item
    phase: Phase
    lead_unit: int | None
    due_on: date | None
    closed_on: date | None
    late: bool
    overdue: bool
    facts: ItemFacts


def stood(items: Sequence[Item], on: date) -> list[Past]:
    """The items that were there and open or closed at the end of the day `on`, with a fixed number of queries."""
    there = [item for item in items if item.created_on <= on]
    keys = [item.pk for item in there]
    extended: dict[int, list[Extension]] = defaultdict(list)
    for one in Extension.objects.filter(item_id__in=keys, answer="granted").order_by("pk"):
        extended[one.item_id].append(one)
    led: dict[int, int] = {}
    for row in UnitOfItem.objects.filter(item_id__in=keys, since__lte=on).order_by("pk"):
        if row.until is None or row.until > on:
            led[row.item_id] = row.unit_id
    paused = _pauses(there)
    found = []
    for item, facts in zip(there, many_item_facts(there), strict=True):
        book = item.book
        then = as_of(facts, book, on)
        phase = book.state(then.state).phase
        if phase == "draft":
            continue
        later = [one for one in extended[item.pk] if one.answered_on is not None and one.answered_on > on]
        due = _due_before(later[0].from_date if later else item.due_on, paused.get(item.pk, ()), on)
        overdue = phase == "open" and due is not None and due < on
        asked_late = any(one.asked_on > one.from_date for one in extended[item.pk] if one not in later)
        late = overdue or (item.late and (then.closed_on is not None or asked_late))
        found.append(Past(item, phase, led.get(item.pk, item.lead_unit_id), due, then.closed_on, late, overdue, facts))
    return found


def _pauses(items: Sequence[Item]) -> dict[int, tuple[tuple[date, date], ...]]:
    """Days on which the items' own deadlines stood still, as first day and the day time went on."""
    own = {item.pk: {clock.id for clock in item.book.clocks if clock.is_deadline} for item in items}
    found: dict[int, tuple[tuple[date, date], ...]] = {}
    for row in ItemClock.objects.filter(item_id__in=own).exclude(paused=[]).order_by("pk"):
        if row.clock in own[row.item_id]:
            ended = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in row.paused if last]
            found[row.item_id] = tuple(ended)
    return found


def _due_before(due: date | None, pauses: tuple[tuple[date, date], ...], on: date) -> date | None:
    """The deadline without what later pauses have added to it."""
    calendar = work_calendar()
    for first, last in reversed(pauses):
        lost = calendar.working_days_between(first, last)
        if due is None or first <= on or lost <= 0:
            continue
        day = due
        while calendar.add_working_days(day, lost).day > due or day == due:
            day -= timedelta(days=1)
        due = day
    return due
