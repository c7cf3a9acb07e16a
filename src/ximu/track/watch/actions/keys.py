"""Keys with which a program sends figures for a person; shown once, kept as a hash, ended at any time."""

from __future__ import annotations

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.models import Government, Person
from ximu.track.watch.actions.observe import may_observe
from ximu.track.watch.models import DataKey


def make_key(person: Person, government: Government, name_zh: str) -> str:
    """A new key, told once; `name_zh` says what uses it. Raises TrackError W010, W078 (no name)."""
    if not may_observe(person, government):
        raise TrackError(
            "not allowed: observe", where=str(government), next_step="ask the inspection office", code="W010"
        )
    name = " ".join(name_zh.split())[:80]
    if not name:
        raise TrackError("the key has no name", next_step="say what will use it", code="W078")
    key = secrets.token_urlsafe(32)
    with transaction.atomic():
        DataKey.objects.create(
            person=person, government=government, name_zh=name, sha256=_hash(key), made_at=timezone.now()
        )
        journal.record(person, "make_key", government=government.key, content={"name": name})
    return key


def end_key(person: Person, key: DataKey) -> None:
    """No figure comes in with it any more. Raises TrackError W010 for a key of somebody else."""
    if key.person_id != person.pk:
        raise TrackError("not allowed: end_key", where=key.name_zh, next_step="ask its owner", code="W010")
    with transaction.atomic():
        DataKey.objects.filter(pk=key.pk, ended_at=None).update(ended_at=timezone.now())
        journal.record(person, "end_key", government=key.government.key, content={"name": key.name_zh})


def holder_of(key: str) -> DataKey | None:
    """Who sends with this key; None for one that was never made, has ended, or whose person is not active."""
    found = DataKey.objects.select_related("person", "government").filter(sha256=_hash(key), ended_at=None).first()
    return found if found is not None and found.person.is_active else None


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
