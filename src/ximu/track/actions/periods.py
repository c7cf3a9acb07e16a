"""Locking and unlocking periods: after the monthly standing is out, nobody changes what it was made of."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.jobs.queue import ask
from ximu.track.models import Government, KeptStanding, LockedPeriod, Person
from ximu.track.permissions import require

STANDINGS = "now"  # the key of the job that keeps standings when it is asked for between two days


def lock_period(person: Person, government: Government, since: date, until: date) -> LockedPeriod:
    """Lock the days [since, until]; standings of months that end in it are kept as they are, as soon as a worker comes to it.

    Raises TrackError W010, W024 when `until` is before `since`.
    """
    require(person, "lock_period", government=government)
    if until < since:
        raise TrackError("it ends before it begins", where=f"{since} to {until}", code="W024")
    with transaction.atomic():
        kept = LockedPeriod.objects.create(
            government=government, since=since, until=until, locked_by=person, at=timezone.now()
        )
        content = {"since": since, "until": until}
        journal.record(person, "lock_period", government=government.key, content=content)
        ask("standings", key=STANDINGS)
    return kept


def unlock_period(person: Person, period: LockedPeriod, reason: str) -> LockedPeriod:
    """Open a locked period again, with a reason. Raises TrackError W010, W024 without a reason."""
    require(person, "lock_period", government=period.government)
    if not reason.strip():
        raise TrackError("a reason is missing", where=f"{period.since} to {period.until}", code="W024")
    with transaction.atomic():
        period.unlocked_by, period.unlocked_reason = person, reason
        period.save()
        KeptStanding.objects.filter(
            government=period.government, on__gte=period.since, on__lte=period.until, locked=True
        ).update(locked=False)
        content = {"since": period.since, "until": period.until, "reason": reason}
        journal.record(person, "unlock_period", government=period.government.key, content=content)
    return period
