"""How items are at the end of a day: now as they are; on a past day state and closing from the moves, deadlines before later extensions, the unit that led."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from msgspec.structs import replace

from ximu.track.item_facts import many_item_facts, own_clocks, running_due
from ximu.track.item_rows import ClockRow, ExtensionRow, ItemRows
from ximu.track.models import Item
from ximu.track.rules.facts import ItemFacts, as_of
from ximu.track.rules.playbook import Phase
from ximu.track.rules.workdays import work_calendar


class Moment(NamedTuple):
    """An item at the end of a day.

    `late`: late for good by then, not what only runs late on that day. `running_due` is the day of its own clock while
    that runs. `overdue`: open past its deadline, also when the unit has reported in time.
    """

    state: str
    phase: Phase
    lead_unit: int | None
    due_on: date | None
    closed_on: date | None
    late: bool
    running_due: date | None
    overdue: bool


class Past(NamedTuple):
    """An item at the end of a past day, and the facts that its rates ask for."""

    item: Item
    moment: Moment
    facts: ItemFacts


def moment_of(item: Item, rows: ItemRows, day: date) -> Moment:
    """The item as it is now, told for the day `day`."""
    phase: Phase = item.phase  # type: ignore[assignment]
    overdue = phase == "open" and item.due_on is not None and item.due_on < day
    return Moment(
        item.state, phase, item.lead_unit_id, item.due_on, item.closed_on, item.late, running_due(item, rows), overdue
    )


def stood(items: Sequence[Item], on: date, rows: ItemRows | None = None) -> list[Past]:
    """The items that were there and open or closed at the end of the day `on`, with a fixed number of queries."""
    rows = rows or ItemRows(items)
    found = []
    for item, facts in zip(items, many_item_facts(items, rows), strict=True):
        if item.created_on > on:
            continue
        moment = _moment_then(item, facts, rows, on)
        if moment.phase != "draft":
            facts = replace(facts, due_on=moment.due_on, late=moment.late or _runs_late(moment, on))
            found.append(Past(item, moment, facts))
    return found


def _runs_late(moment: Moment, on: date) -> bool:
    return moment.running_due is not None and moment.running_due < on


def _moment_then(item: Item, facts: ItemFacts, rows: ItemRows, on: date) -> Moment:
    book = item.book
    then = as_of(facts, book, on)
    phase = book.state(then.state).phase
    granted = [one for one in rows.extensions.get(item.pk, ()) if one.answer == "granted"]
    later = [one for one in granted if one.answered_on is not None and one.answered_on > on]
    own = own_clocks(item, rows)
    pauses = _pauses(own or ())
    first_due = later[0].from_date if later else item.due_on
    due = _due_before(first_due, pauses, on)
    running = None
    if own is None:
        running = due if phase == "open" else None
    elif any(_runs(one, on) for one in own):
        running = due
    led = [one.unit for one in rows.led.get(item.pk, ()) if one.since <= on and (one.until is None or one.until > on)]
    return Moment(
        state=then.state, phase=phase, lead_unit=led[-1] if led else item.lead_unit_id, due_on=due,
        closed_on=then.closed_on, running_due=running, overdue=phase == "open" and due is not None and due < on,
        late=item.late and (
            then.closed_on is not None
            or _was_late(own or (), [one for one in granted if one not in later], on)
            or any(since <= on and (before := _due_before(first_due, pauses, since - timedelta(days=1))) is not None
                   and before < since for since, _ in pauses)
        ),
    )  # fmt: skip


def _runs(one: ClockRow, on: date) -> bool:
    return one.started_on <= on and (one.stopped_on is None or one.stopped_on > on) and not one.paused_on(on)


def _was_late(own: Sequence[ClockRow], granted: Sequence[ExtensionRow], on: date) -> bool:
    """Whether a clock was stopped late by then, or an extension was asked for too late."""
    stopped = any(one.late and one.stopped_on is not None and one.stopped_on <= on for one in own)
    return stopped or any(one.asked_on > one.from_date for one in granted)


def _pauses(own: Sequence[ClockRow]) -> tuple[tuple[date, date | None], ...]:
    """Days on which the item's own deadline stood still, as first day and the day time went on, None while it stands."""
    last = next((one.paused for one in reversed(own) if one.paused), ())
    return tuple((date.fromisoformat(since), date.fromisoformat(until) if until else None) for since, until in last)


def _due_before(due: date | None, pauses: tuple[tuple[date, date | None], ...], on: date) -> date | None:
    """The deadline without what pauses that began after `on` have added to it."""
    calendar = work_calendar()
    for first, last in reversed(pauses):
        lost = calendar.working_days_between(first, last) if last is not None else 0
        if due is None or first <= on or lost <= 0:
            continue
        day = due
        while calendar.add_working_days(day, lost).day > due or day == due:
            day -= timedelta(days=1)
        due = day
    return due
