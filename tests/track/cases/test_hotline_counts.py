"""The size of a real year: 5,588 matters, 99 % and more of them closed on time, counted from the moves alone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from ximu.track.rules.facts import Event, ItemFacts
from ximu.track.rules.playbook_file import shipped_playbooks
from ximu.track.rules.rates import compute_rate
from ximu.track.rules.workdays import work_calendar

MATTERS, LATE, REFUSED, UNFAIR, OPEN = 5588, 45, 60, 12, 30
YEAR_END = date(2026, 12, 31)
WAY = (("take_in", "received", "registered"), ("dispatch", "registered", "dispatched"), ("accept", "dispatched", "handling"),
       ("report", "handling", "replied"), ("close", "replied", "closed"))  # fmt: skip


def matter(
    number: int, *, late: bool = False, refused: bool = False, unfair: bool = False, is_open: bool = False
) -> ItemFacts:
    """A matter taken in on a day of 2026: closed on the last day of its ten, or a day after it."""
    came = date(2026, 1, 5) + timedelta(days=number % 330)
    due = work_calendar().add_working_days(came, 10).day
    end = due + timedelta(days=1) if late else due
    if refused:
        events = (Event("refuse", "received", "refused", came, "clerk"),)
    else:
        way = WAY[:3] if is_open else WAY
        events = tuple(Event(*step, end if step[0] in ("report", "close") else came, "clerk") for step in way)
    closed_on = None if is_open else events[-1].on
    return ItemFacts(
        key=str(number), state=events[-1].state_after, created_on=came, events=events, due_on=None if refused else due,
        closed_on=closed_on, late=late, excluded=unfair,
    )  # fmt: skip


def test_the_rates_of_a_year_of_that_size() -> None:
    counted = [matter(number, late=number < LATE) for number in range(MATTERS)]
    beside = [matter(number, refused=True) for number in range(REFUSED)]
    beside += [matter(number, late=True, unfair=True) for number in range(UNFAIR)]
    beside += [matter(number, is_open=True) for number in range(OPEN)]
    book = shipped_playbooks()["hotline"]
    found = compute_rate(book, "on_time_closing_rate", counted + beside, until=YEAR_END)
    still_due = sum(1 for one in beside if one.closed_on is None and one.due_on is not None and one.due_on < YEAR_END)
    assert (found.numerator, found.denominator) == (MATTERS - LATE, MATTERS + still_due)
    assert len(found.left_out_keys) == UNFAIR, "with a recorded reason; what was refused never counted"
    assert found.percent is not None
    assert Decimal("98.6") < found.percent < Decimal("98.8"), "what is open past its day counts against the rate"
    alone = compute_rate(book, "on_time_closing_rate", counted, until=YEAR_END)
    assert alone.percent is not None
    assert alone.percent >= 99
