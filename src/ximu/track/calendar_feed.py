"""Deadlines as iCalendar (RFC 5545): one calendar a unit, or of what a person can see; each open clock one all-day event."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet
from icalendar import Alarm, Calendar, Event

from ximu.track.models import Item, ItemClock, Milestone, Unit

MEDIA_TYPE = "text/calendar; charset=utf-8"


def unit_calendar(unit: Unit, items: QuerySet[Item], *, address: str = "") -> bytes:
    """The open deadlines and milestones that `unit` leads or supports, out of `items` (from `visible_to`).

    `address` is the head of item addresses on the site, for the link of an event. Summaries say when a deadline is
    provisional or assumed.
    """
    own = items.filter(Q(lead_unit=unit) | Q(supporting_units=unit), phase="open").distinct()
    return calendar_of(own, f"{unit.name_zh} 时限", address=address)


def calendar_of(items: QuerySet[Item], name: str, *, address: str = "") -> bytes:
    """The open clocks and milestones of `items` as one calendar called `name`."""
    calendar = Calendar()
    calendar.add("prodid", "-//ximu//deadlines//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", "Asia/Shanghai")
    rows = items.select_related("edition", "government", "lead_unit").prefetch_related(
        Prefetch("clocks", ItemClock.objects.filter(stopped_on=None, due_on__isnull=False).order_by("due_on")),
        Prefetch("milestones", Milestone.objects.filter(met_on=None).order_by("due_on")),
    )
    for item in rows.order_by("due_on", "number"):
        for event in _events(item, address):
            calendar.add_component(event)
    found: bytes = calendar.to_ical()
    return found


def _events(item: Item, address: str) -> Iterable[Event]:
    for running in item.clocks.all():
        clock = item.book.clock(running.clock)
        marks = [
            word for said, word in ((running.provisional, "暂定"), (item.due_assumed and clock.of_item, "推定")) if said
        ]
        title = f"{clock.zh}：{item.title_zh}" + (f"（{'、'.join(marks)}）" if marks else "")
        event = _event(item, f"clock-{running.pk}", title, running.due_on, item.changed_at, address)
        for ahead in clock.remind_before[:1]:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("description", title)
            alarm.add("trigger", timedelta(days=-ahead))
            event.add_component(alarm)
        yield event
    for milestone in item.milestones.all():
        title = f"{milestone.period} 节点：{item.title_zh}"
        yield _event(item, f"milestone-{milestone.pk}", title, milestone.due_on, item.changed_at, address)


def _event(item: Item, key: str, title: str, day: object, changed_at: datetime, address: str) -> Event:
    event = Event()
    event.add("uid", f"{item.government.key}-{item.pk}-{key}@ximu")
    event.add("dtstamp", changed_at)
    event.add("dtstart", day)
    event.add("summary", title)
    event.add("sequence", item.version)
    event.add("categories", [item.book.zh])
    lead = str(item.lead_unit or "")
    event.add("description", f"{item.number}　{lead}{'（推定）' if item.lead_unit_assumed else ''}")
    if address:
        event.add("url", f"{address}{item.number}")
    return event
