"""Standings kept by the system, so that nobody waits for them: of today and of every month that is over, of each government and year."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from ximu.track.item_lines import item_stamps, kept_lines, make_lines, packed
from ximu.track.models import Government, Item, KeptStanding, LockedPeriod

Step = Callable[[int, int], None]


def month_ends(year: int, today: date) -> list[date]:
    """The last days of the months of a year that are over, newest first."""
    ends = [date(year, month, monthrange(year, month)[1]) for month in range(12, 0, -1)]
    return [end for end in ends if end < today]


def keep_standings(step: Step | None = None, today: date | None = None) -> int:
    """Make anew every kept line whose item has changed, and take away the days that nobody asks for any more.

    A standing of a locked day is made once and stays. `step(done, all)` tells how many standings were looked at, also
    between batches of lines; what it raises ends the run, and nothing is lost. Returns how many lines were made.
    """
    today, made = today or timezone.localdate(), 0
    of = list(Item.objects.order_by().values_list("government", "year").distinct())
    governments = Government.objects.in_bulk([key for key, _ in of])
    asked = [(governments[key], year, day) for key, year in of for day in (today, *month_ends(year, today))]
    for done, (government, year, day) in enumerate(asked):
        tell = partial(step, done, len(asked)) if step is not None else None
        if tell is not None:
            tell()
        made += _keep(government, year, day, tell)
    for government in governments.values():
        old = KeptStanding.objects.filter(government=government, on__lt=today)
        stale = [row.pk for row in old.only("on") if (row.on + timedelta(days=1)).day != 1]
        KeptStanding.objects.filter(pk__in=stale).delete()
    return made


def _keep(government: Government, year: int, day: date, between: Callable[[], object] | None) -> int:
    kept, locked = kept_lines(government, year, day)
    if locked:
        return 0
    stamps = dict(item_stamps(Item.objects.filter(government=government, year=year), day))
    same = {key: one for key, one in kept.items() if stamps.get(key) == one.stamp}
    changed = {key: stamp for key, stamp in stamps.items() if key not in same}
    same |= make_lines(changed, day, between)
    with transaction.atomic():
        is_locked = day < timezone.localdate() and LockedPeriod.holding(government.pk, day).exists()
        if changed or is_locked or len(same) != len(kept):
            values = {"content": packed(same), "locked": is_locked}
            KeptStanding.objects.update_or_create(government=government, year=year, on=day, defaults=values)
    return len(changed)
