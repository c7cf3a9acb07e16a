"""Clocks of an item: started, stopped, paused and lengthened by moves; late is set here and never taken back."""

from __future__ import annotations

from datetime import date

from ximu.track.models import Item, ItemClock
from ximu.track.rules.playbook import Clock, Playbook
from ximu.track.rules.workdays import WorkCalendar, work_calendar


def clocks_after(item: Item, book: Playbook, move: str, on: date, calendar: WorkCalendar | None = None) -> None:
    """Let `move` ("created" for the making of the item) start, stop and resume the item's clocks on the day `on`."""
    calendar = calendar or work_calendar()
    now_running = {one.clock: one for one in item.clocks.filter(stopped_on=None).order_by("pk")}
    for clock in book.clocks:
        running = now_running.get(clock.id)
        if running and move in clock.stops_on:
            stop(item, clock, running, on)
            running = None
        if move in clock.resumes_on and running is None:
            running = _resume(item, clock)
        if move in clock.starts_on:
            if running:
                stop(item, clock, running, on)
            _start(item, clock, on, calendar)


def stop(item: Item, clock: Clock, running: ItemClock, on: date) -> None:
    """Stop a running clock on the day `on`; past its day it is late, and so is the item when the clock is its own."""
    running.stopped_on = on
    mark_late(item, clock, running, on)
    running.save()


def mark_late(item: Item, clock: Clock, running: ItemClock, on: date) -> None:
    """Set what is late for good on the day `on`; a paused clock is not late."""
    paused = bool(running.paused) and running.paused[-1][1] is None
    if running.due_on is not None and on > running.due_on and not paused:
        running.late = True
        if clock.is_deadline:
            item.late = True


def pause(item: Item, book: Playbook, on: date) -> None:
    """Time stands still from the day `on`; what was late by then is late."""
    for running in item.clocks.filter(stopped_on=None):
        mark_late(item, book.clock(running.clock), running, on)
        running.paused = [*running.paused, [on.isoformat(), None]]
        running.save()


def resume(item: Item, book: Playbook, on: date, calendar: WorkCalendar | None = None) -> None:
    """Time goes on from the day `on`; deadlines move by what lay between."""
    calendar = calendar or work_calendar()
    for running in item.clocks.filter(stopped_on=None):
        if running.paused and running.paused[-1][1] is None:
            since = date.fromisoformat(running.paused[-1][0])
            running.paused = [*running.paused[:-1], [since.isoformat(), on.isoformat()]]
            _lengthen(item, book.clock(running.clock), running, since, on, calendar)
            running.save()


def extend(item: Item, book: Playbook, to: date, calendar: WorkCalendar | None = None) -> None:
    """Move the item's deadline to `to`, as granted; clocks that follow it go along."""
    calendar = calendar or work_calendar()
    item.due_on, item.due_provisional = to, to.year not in calendar.announced
    for clock in book.clocks:
        if not clock.is_deadline:
            continue
        for running in item.clocks.filter(clock=clock.id, stopped_on=None):
            running.extended_to = running.due_on = to
            running.provisional, running.calendar = item.due_provisional, calendar.edition
            running.save()


def latest_extension(book: Playbook, item: Item, calendar: WorkCalendar | None = None) -> date | None:
    """The last day to which the item's deadline may be extended in all; None when its clocks name no bound."""
    calendar = calendar or work_calendar()
    for clock in book.clocks:
        if clock.is_deadline and clock.extend_at_most:
            running = item.clocks.filter(clock=clock.id, stopped_on=None).last()
            first = original_due(item, clock, running, calendar) if running else item.due_on
            return calendar.add(first, clock.extend_at_most, clock.unit).day if first else None
    return None


def original_due(item: Item, clock: Clock, running: ItemClock, calendar: WorkCalendar) -> date | None:
    """The day the clock had without extensions, pauses counted."""
    if clock.of_item or clock.of_parent:
        asked = item.extensions.filter(answer="granted").order_by("pk").first()
        return asked.from_date if asked else item.due_on
    due, _ = computed_due(item, clock, running, calendar)
    return due


def computed_due(item: Item, clock: Clock, running: ItemClock, calendar: WorkCalendar) -> tuple[date, bool]:
    """The day a clock of fixed length ends: its length and what it was paused, counted from its start."""
    end = calendar.add(running.started_on, length_for(clock, item), clock.unit, clock.begin)
    day, provisional = end.day, end.provisional
    for since, until in running.paused:
        if until is not None:
            lost = calendar.working_days_between(date.fromisoformat(since), date.fromisoformat(until))
            moved = calendar.add_working_days(day, max(lost, 0))
            day, provisional = moved.day, provisional or moved.provisional
    return day, provisional


def length_for(clock: Clock, item: Item) -> int:
    """The clock's length for this item: by the value of a field where the playbook says so."""
    for field, lengths in clock.length_by.items():
        found = lengths.get(str(item.fields.get(field, "")))
        if found is not None:
            return found
    return clock.length or 0


def _start(item: Item, clock: Clock, on: date, calendar: WorkCalendar) -> None:
    running = ItemClock(item=item, clock=clock.id, round=item.round, started_on=on, calendar=calendar.edition)
    if clock.of_parent and item.parent is not None and item.parent.due_on is not None:
        item.due_on, item.due_provisional = item.parent.due_on, item.parent.due_provisional
        if item.parent.book.state(item.parent.state).pauses_clocks:
            running.paused = [[on.isoformat(), None]]
    if clock.of_item or clock.of_parent:
        running.due_on, running.provisional = item.due_on, item.due_provisional
    else:
        running.due_on, running.provisional = computed_due(item, clock, running, calendar)
    if clock.main:
        item.due_on, item.due_provisional, item.due_assumed = running.due_on, running.provisional, False
    running.save()


def _resume(item: Item, clock: Clock) -> ItemClock | None:
    stopped = item.clocks.filter(clock=clock.id).last()
    if stopped is not None:
        stopped.stopped_on = None
        if clock.of_item or clock.of_parent:
            stopped.due_on, stopped.provisional = item.due_on, item.due_provisional
        stopped.save()
    return stopped


def _lengthen(item: Item, clock: Clock, running: ItemClock, since: date, until: date, calendar: WorkCalendar) -> None:
    if running.due_on is None:
        return
    lost = max(calendar.working_days_between(since, until), 0)
    moved = calendar.add_working_days(running.due_on, lost)
    running.due_on = moved.day
    running.provisional = running.provisional or moved.provisional
    running.calendar = calendar.edition
    if clock.is_deadline:
        item.due_on, item.due_provisional = running.due_on, running.provisional
