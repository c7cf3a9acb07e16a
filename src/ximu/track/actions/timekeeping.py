"""The daily run: reminders before and after expiry, escalation, milestones missed; and a new calendar for open work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from ximu.track.actions.change import keep, note, take
from ximu.track.actions.clocks import computed_due
from ximu.track.actions.follow_up import carry_to_parts
from ximu.track.models import ItemClock, Milestone
from ximu.track.notices import holders, tell
from ximu.track.rules.playbook import Clock
from ximu.track.rules.workdays import WorkCalendar, work_calendar

_BATCH = 20  # clocks looked at in one transaction: others wait for no longer than these take


class Reminders(NamedTuple):
    """How many notices were queued, and how many milestones passed without being met."""

    notices: int
    milestones_missed: int


def remind(on: date | None = None, step: Callable[[int, int], None] | None = None) -> Reminders:
    """Queue what is due on the day `on`: each reminder and each escalation once, however often this runs.

    `step(done, all)` tells how many clocks were looked at; what it raises ends the run, and nothing is lost.
    """
    day, told = on or timezone.localdate(), 0
    running = ItemClock.objects.filter(stopped_on=None, due_on__isnull=False).select_related("item__edition")
    keys = list(running.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(keys), _BATCH):
        # Read whole before anything is written: SQLite refuses a write while a reading of before is open.
        with transaction.atomic():
            for one in list(running.filter(pk__in=keys[at : at + _BATCH]).order_by("pk")):
                if not (one.paused and one.paused[-1][1] is None):
                    told += _remind(one, one.item.book.clock(one.clock), day)
        if step is not None:
            step(min(at + _BATCH, len(keys)), len(keys))
    missed = Milestone.objects.filter(due_on__lt=day, met_on=None, missed=False, item__phase="open").update(missed=True)
    return Reminders(told, missed)


def recompute(calendar: WorkCalendar | None = None) -> int:
    """Compute the deadlines of running clocks anew with the calendar in use; stopped clocks and closed work stay.

    Returns how many deadlines moved or became certain. A granted extension is a date and stays as it was granted.
    """
    calendar = calendar or work_calendar()
    changed = 0
    running = (
        ItemClock.objects.filter(stopped_on=None)
        .exclude(calendar=calendar.edition)
        .exclude(item__phase__in=("closed", "archived"))
    )
    for one in running.select_related("item__edition").order_by("pk"):
        with transaction.atomic():
            changed += _recompute(one, calendar)
    return changed


def _recompute(one: ItemClock, calendar: WorkCalendar) -> int:
    item = take(one.item, one.item.version)
    clock = item.book.clock(one.clock)
    before = (one.due_on, one.provisional)
    if one.extended_to is not None or clock.of_item or clock.of_parent:
        one.provisional = one.due_on is not None and one.due_on.year not in calendar.announced
    else:
        one.due_on, one.provisional = computed_due(item, clock, one, calendar)
    one.calendar = calendar.edition
    one.save()
    if before == (one.due_on, one.provisional):
        return 0
    if clock.is_deadline:
        keep(item, due_on=one.due_on, due_provisional=one.provisional)
        carry_to_parts(None, item, timezone.localdate())
    note(None, "recompute", item, {"clock": clock.id, "due_on_before": before[0], "due_on": one.due_on})
    return 1


def _remind(one: ItemClock, clock: Clock, day: date) -> int:
    if one.due_on is None:
        return 0
    calendar, told = work_calendar(), 0
    content = {"clock_zh": clock.zh, "clock_en": clock.en, "due_on": one.due_on.isoformat(), "number": one.item.number}
    # The date is part of the key: after an extension the reminders begin anew.
    key = f"{one.pk}:{one.due_on}"
    for ahead in clock.remind_before:
        if calendar.shift(one.due_on, -ahead) <= day <= one.due_on:
            people = holders(one.item, ("reporter", "unit_head"), day)
            told += tell(people, "remind_before", one.item, f"before:{ahead}:{key}", content)
    for after in clock.remind_after:
        if day >= calendar.shift(one.due_on, after) and day > one.due_on:
            people = holders(one.item, ("reporter", "unit_head"), day)
            told += tell(people, "remind_after", one.item, f"after:{after}:{key}", content)
    for step in clock.escalate:
        if day >= calendar.shift(one.due_on, step.after) and day > one.due_on:
            people = holders(one.item, step.tells, day)
            told += tell(
                people, "escalate", one.item, f"{step.level}:{step.after}:{key}", {**content, "level": step.level}
            )
    return told
