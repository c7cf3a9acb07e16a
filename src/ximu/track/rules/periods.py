"""Periods as tables write them: 2026, 2026Q1, 2026-03; their first and last days."""

from __future__ import annotations

import calendar
import re
from datetime import date

from ximu.ledger.errors import TrackError

_PERIOD = re.compile(r"(\d{4})(?:Q([1-4])|-(0[1-9]|1[0-2]))?")


def period_days(period: str) -> tuple[date, date]:
    """First and last day of a period. Raises TrackError W043 when it is written otherwise."""
    hit = _PERIOD.fullmatch(period)
    if hit is None or int(hit[1]) < 1900:
        raise TrackError(f"{period!r} is no period", next_step="write 2026, 2026Q1 or 2026-03", code="W043")
    year = int(hit[1])
    first, last = (1, 12)
    if hit[2]:
        first, last = int(hit[2]) * 3 - 2, int(hit[2]) * 3
    elif hit[3]:
        first = last = int(hit[3])
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def period_after(period: str) -> str:
    """The period of the same kind that follows: 2026-12 → 2027-01. Raises as `period_days`."""
    last = period_days(period)[1]
    if "Q" in period:
        return f"{last.year + last.month // 12}Q{last.month // 3 % 4 + 1}"
    if "-" in period:
        return f"{last.year + last.month // 12}-{last.month % 12 + 1:02}"
    return str(last.year + 1)
