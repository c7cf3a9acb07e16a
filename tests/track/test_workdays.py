"""Working days: equal to chinesecalendar for every start and length, certain only in announced years."""

from __future__ import annotations

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ximu.ledger.errors import TrackError
from ximu.track.rules.workdays import Override, Overrides, add_months, make_calendar, read_overrides, work_calendar

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
LONGEST = 60
DAYS = [FIRST + timedelta(days=at) for at in range((LAST - FIRST).days + 1)]


def test_every_start_day_and_every_length_is_as_chinesecalendar_counts() -> None:
    works = [chinese_calendar.is_workday(day) for day in DAYS]
    calendar, compared = work_calendar(), 0
    for at, start in enumerate(DAYS):
        assert calendar.is_working_day(start) == works[at]
        first = at
        while first < len(DAYS) and not works[first]:
            first += 1
        walked, length = first, 0
        while length < LONGEST:  # a plain walk over the library's own answers
            walked += 1
            if walked >= len(DAYS):
                break
            if works[walked]:
                length += 1
                assert calendar.add_working_days(start, length) == (DAYS[walked], False), (start, length)
                compared += 1
    assert compared > 500_000


@pytest.mark.parametrize("start", DAYS[::97])
def test_the_library_itself_says_the_same(start: date) -> None:
    for length in (1, 2, 15, 60):
        if start < date(2026, 9, 1):
            assert work_calendar().add_working_days(start, length).day == chinese_calendar.find_workday(length, start)


def test_next_day_counts_the_first_working_day_after_a_day_off() -> None:
    calendar = work_calendar()
    saturday = date(2026, 11, 21)
    assert calendar.add_working_days(saturday, 1, "next_day").day == date(2026, 11, 23)
    assert calendar.add_working_days(saturday, 1).day == date(2026, 11, 24)
    for start in DAYS[:-100:13]:
        seen, day = 0, start
        while seen < 10:
            day += timedelta(days=1)
            seen += chinese_calendar.is_workday(day)
        assert calendar.add_working_days(start, 10, "next_day").day == day


@pytest.mark.parametrize(
    ("start", "length", "unit", "due", "provisional"),
    [
        (date(2017, 1, 20), 15, "working_day", date(2017, 2, 15), False),  # over the Spring Festival
        (date(2026, 12, 25), 15, "working_day", date(2027, 1, 15), True),
        (date(2026, 1, 31), 1, "month", date(2026, 2, 28), False),  # a make-up Saturday
        (date(2026, 3, 31), 3, "month", date(2026, 6, 30), False),
        (date(2026, 9, 20), 11, "calendar_day", date(2026, 10, 8), False),  # 1 October is off
        (date(2027, 3, 1), 3, "month", date(2027, 6, 1), True),
    ],
)
def test_lengths(start: date, length: int, unit: str, due: date, provisional: bool) -> None:
    assert work_calendar().add(start, length, unit) == (due, provisional)  # type: ignore[arg-type]


def test_an_announced_year_is_certain_and_its_days_count() -> None:
    text = 'year = [{ year = 2027, source = "n" }]\nday = [{ date = 2027-01-04, kind = "holiday", source = "n" }]'
    calendar = make_calendar(read_overrides(text, "x.toml"))
    assert calendar.add_working_days(date(2026, 12, 31), 1) == (date(2027, 1, 1), False)
    assert not calendar.is_working_day(date(2027, 1, 4))
    assert calendar.edition != work_calendar().edition


def test_a_wrong_day_stands_corrected() -> None:
    day = date(2005, 12, 31)
    calendar = make_calendar(Overrides(days=(Override(day, "workday", "notice"),)))
    assert work_calendar().is_working_day(day) != calendar.is_working_day(day)


def test_a_broken_table_is_one_line() -> None:
    with pytest.raises(TrackError, match=r"x\.toml: .*W042"):
        read_overrides('day = [{ date = 2027-01-04, kind = "off", source = "n" }]', "x.toml")


def test_days_outside_the_calendar_are_refused() -> None:
    with pytest.raises(TrackError, match="W041"):
        work_calendar().add_working_days(date(1999, 1, 1), 3)
    with pytest.raises(TrackError, match="W041"):
        work_calendar().add_working_days(date(2060, 12, 1), 300)


@given(st.dates(date(2004, 1, 1), date(2030, 1, 1)), st.integers(0, 200), st.integers(0, 200))
def test_two_lengths_one_after_the_other_are_their_sum(start: date, one: int, two: int) -> None:
    calendar = work_calendar()
    middle = calendar.add_working_days(start, one).day
    assert calendar.add_working_days(middle, two).day == calendar.add_working_days(start, one + two).day
    assert calendar.working_days_between(middle, calendar.add_working_days(middle, two).day) == two


@given(st.dates(date(2000, 1, 1), date(2050, 1, 1)), st.integers(0, 60))
def test_months_end_in_the_right_month(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day <= start.day
