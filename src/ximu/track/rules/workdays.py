"""Chinese working days with make-up days 调休: which day is one, how many lie between, and when a length runs out.

Days of 2004–2026 come from chinesecalendar (State Council notices); a dated table of our own (`workdays.toml`) comes
on top. A day in a year whose notice is not out counts Monday to Friday and makes the result provisional.
"""

from __future__ import annotations

import calendar as gregorian
import datetime
import hashlib
import tomllib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

import chinese_calendar
import msgspec
from msgspec import Struct

from ximu.ledger.errors import TrackError

FIRST, LAST = date(2000, 1, 1), date(2060, 12, 31)
Unit = Literal["working_day", "calendar_day", "month"]
Begin = Literal["next_working_day", "next_day"]
_ONE_DAY = timedelta(days=1)


class Override(Struct, frozen=True, forbid_unknown_fields=True):
    """One announced day: `kind` says whether people work; `source` is the number or address of the notice."""

    date: datetime.date
    kind: Literal["holiday", "workday"]
    source: str


class AnnouncedYear(Struct, frozen=True, forbid_unknown_fields=True):
    """A year whose whole arrangement is announced, so that its deadlines are certain."""

    year: int
    source: str


class Overrides(Struct, frozen=True, forbid_unknown_fields=True, rename={"years": "year", "days": "day"}):
    """The table that comes on top of chinesecalendar."""

    years: tuple[AnnouncedYear, ...] = ()
    days: tuple[Override, ...] = ()


class DueDay(NamedTuple):
    """The last day of a length; `provisional` when it lies, or was counted through, a year not yet announced."""

    day: date
    provisional: bool


class WorkCalendar:
    """Working days from 2000 to 2060 as one sorted list, so that every question is a search in it."""

    def __init__(self, announced: Iterable[int], working: Iterable[int]) -> None:
        self.announced = frozenset(announced)
        self._days = tuple(sorted(working))
        # Changes whenever a day does; open work is computed anew then.
        content = ",".join(map(str, (*sorted(self.announced), "", *self._days)))
        self.edition = hashlib.sha256(content.encode()).hexdigest()[:12]

    def is_working_day(self, day: date) -> bool:
        """Whether people work on `day`, make-up days included."""
        at = bisect_left(self._days, self._ordinal(day))
        return at < len(self._days) and self._days[at] == day.toordinal()

    def add_working_days(self, start: date, length: int, begin: Begin = "next_working_day") -> DueDay:
        """The day on which `length` ≥ 0 working days after `start` end; the start day itself is not counted.

        What comes in on a day off counts as come in on the next working day (`next_working_day`, as
        `chinese_calendar.find_workday`); with `next_day` that working day is already the first of the length.
        Raises TrackError W041 beyond 2060.
        """
        if length < 0:
            raise TrackError("a length cannot be negative", where=str(length), code="W041")
        ordinal = self._ordinal(start)
        if begin == "next_working_day" or length == 0:
            at = bisect_left(self._days, ordinal) + length
        else:
            at = bisect_right(self._days, ordinal) + length - 1
        if at >= len(self._days):
            raise self._outside(start)
        due = date.fromordinal(self._days[at])
        return DueDay(due, self._provisional(start, due))

    def working_days_between(self, after: date, until: date) -> int:
        """How many working days lie in (after, until]; negative when `until` is before `after`."""
        return bisect_right(self._days, self._ordinal(until)) - bisect_right(self._days, self._ordinal(after))

    def add(self, start: date, length: int, unit: Unit, begin: Begin = "next_working_day") -> DueDay:
        """The last day of a length in any unit, the start day not counted.

        A length in calendar days or months that ends on a day off ends on the next working day (Civil Code, art. 203);
        a month ends on the day of the same number, or on the last of a shorter month (art. 202).
        """
        if unit == "working_day":
            return self.add_working_days(start, length, begin)
        last = start + timedelta(days=length) if unit == "calendar_day" else add_months(start, length)
        due = self.add_working_days(last, 0)
        return DueDay(due.day, due.provisional or self._provisional(start, due.day))

    def shift(self, day: date, working_days: int) -> date:
        """The working day that lies `working_days` after `day`, or before it when negative; for reminders."""
        at = bisect_left(self._days, self._ordinal(day)) + working_days
        return date.fromordinal(self._days[min(max(at, 0), len(self._days) - 1)])

    def _provisional(self, start: date, due: date) -> bool:
        return any(year not in self.announced for year in range(start.year, due.year + 1))

    def _ordinal(self, day: date) -> int:
        if not FIRST <= day <= LAST:
            raise self._outside(day)
        return day.toordinal()

    @staticmethod
    def _outside(day: date) -> TrackError:
        return TrackError(
            f"outside {FIRST.year}–{LAST.year}", where=day.isoformat(), next_step="check the date", code="W041"
        )


def add_months(start: date, months: int) -> date:
    """The same day `months` later, or the last day of that month when it is shorter."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(start.day, gregorian.monthrange(year, month + 1)[1]))


def make_calendar(overrides: Overrides) -> WorkCalendar:
    """The calendar of chinesecalendar with `overrides` on top."""
    from chinese_calendar.constants import holidays

    known = {day.year for day in holidays}
    announced = set(range(min(known), max(known) + 1)) | {one.year for one in overrides.years}
    changed = {one.date: one.kind == "workday" for one in overrides.days}
    working, day = [], FIRST
    while day <= LAST:
        works = changed.get(day)
        if works is None:
            library = min(known) <= day.year <= max(known)
            works = chinese_calendar.is_workday(day) if library else day.weekday() < 5
        if works:
            working.append(day.toordinal())
        day += _ONE_DAY
    return WorkCalendar(announced, working)


def read_overrides(text: str, name: str) -> Overrides:
    """The override table from TOML. Raises TrackError W042 that names the entry."""
    try:
        return msgspec.convert(tomllib.loads(text), Overrides)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise TrackError(str(error), where=name, next_step="correct the entry", code="W042") from error


@cache
def work_calendar() -> WorkCalendar:
    """The calendar in use: chinesecalendar with the shipped table."""
    text = (files("ximu.track.rules") / "workdays.toml").read_text(encoding="utf-8")
    return make_calendar(read_overrides(text, "workdays.toml"))
