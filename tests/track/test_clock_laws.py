"""Laws of clocks: a deadline with pauses is the day that a count of days by an outside calendar gives."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ximu.track.actions.clocks import computed_due
from ximu.track.models import Item, ItemClock
from ximu.track.rules.playbook import Clock
from ximu.track.rules.playbook_file import shipped_playbooks
from ximu.track.rules.workdays import work_calendar

DAY = timedelta(days=1)
CLOCK: Clock = next(
    clock
    for book in shipped_playbooks().values()
    for clock in book.clocks
    if clock.main and clock.unit == "working_day"
)


def counted_by_hand(start: date, length: int, pauses: list[tuple[date, date]]) -> date:
    """Walk day by day: what comes in on a day off counts as come in on the next working day; a day of a pause counts not."""
    day = start
    while not chinese_calendar.is_workday(day):
        day += DAY
    left = length
    while left:
        day += DAY
        stands = any(since < day <= until for since, until in pauses)
        left -= chinese_calendar.is_workday(day) and not stands
    return day


@settings(max_examples=150)
@given(
    st.dates(date(2023, 1, 1), date(2025, 3, 1)),
    st.integers(1, 40),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 25)), max_size=3),
)
def test_a_deadline_with_pauses_is_a_count_of_days(start: date, length: int, stops: list[tuple[int, int]]) -> None:
    pauses: list[tuple[date, date]] = []
    at = start
    while not chinese_calendar.is_workday(at):
        at += DAY
    for before, lasts in stops:
        since = at + before * DAY
        if since >= counted_by_hand(start, length, pauses):
            break  # time does not stand still once it is over
        at = since + lasts * DAY
        pauses.append((since, at))
    running = ItemClock(started_on=start, paused=[[since.isoformat(), until.isoformat()] for since, until in pauses])
    clock = replace(CLOCK, length=length, length_by={}, begin="next_working_day")
    due, provisional = computed_due(Item(fields={}), clock, running, work_calendar())
    assert (due, provisional) == (counted_by_hand(start, length, pauses), False)
