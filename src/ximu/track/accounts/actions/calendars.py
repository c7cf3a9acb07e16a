"""Keys of a unit's calendar: whoever has one subscribes to its deadlines; made, found by what was given, revoked."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.accounts.models import CalendarKey
from ximu.track.models import Person, Unit
from ximu.track.permissions import may

MOST_KEYS = 20  # of one unit at a time


def make_calendar_key(person: Person, unit: Unit) -> str:
    """A new key of the unit's calendar: 256 random bits as text, told this once.

    Raises TrackError W010, W027 (the unit has many already).
    """
    _require(person, unit)
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        journal.hold_writers()
        if CalendarKey.objects.filter(unit=unit, revoked_at=None).count() >= MOST_KEYS:
            raise TrackError(
                f"the unit has {MOST_KEYS} keys already", where=str(unit), next_step="revoke one first", code="W027"
            )
        key = CalendarKey.objects.create(unit=unit, sha256=_hash(secret), made_by=person, made_at=timezone.now())
        _note(person, unit, "make_calendar_key", key)
    return secret


def revoke_calendar_key(person: Person, key: CalendarKey) -> None:
    """Let a key open nothing any more. Raises TrackError W010, W027 (it is revoked already)."""
    _require(person, key.unit)
    with transaction.atomic():
        open_still = CalendarKey.objects.filter(pk=key.pk, revoked_at=None)
        if not open_still.update(revoked_at=timezone.now(), revoked_by=person):
            raise TrackError("it is revoked already", where=str(key.unit), next_step="nothing to do", code="W027")
        _note(person, key.unit, "revoke_calendar_key", key)


def unit_of_key(secret: str) -> Unit | None:
    """The unit whose calendar a key opens; None for one that never was or is revoked. The day of its use is kept."""
    found = CalendarKey.objects.select_related("unit__government").filter(sha256=_hash(secret), revoked_at=None).first()
    if found is None:
        return None
    today = timezone.localdate()
    if found.used_on != today:
        CalendarKey.objects.filter(pk=found.pk).update(used_on=today)
    return found.unit


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _require(person: Person, unit: Unit) -> None:
    if not (may(person, "export", unit=unit) or may(person, "export", government=unit.government)):
        raise TrackError("not allowed: export", where=str(unit), next_step="ask the inspection office", code="W010")


def _note(person: Person, unit: Unit, action: str, key: CalendarKey) -> None:
    content = {"unit": unit.name_zh, "key": key.pk}
    journal.record(person, action, government=unit.government.key, content=content)
