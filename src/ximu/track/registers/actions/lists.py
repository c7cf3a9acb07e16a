"""Versions of published lists: made as a whole, put into force by publishing, never changed afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.models import Government, Person
from ximu.track.permissions import require
from ximu.track.registers.actions.checks import tell_journal, texts
from ximu.track.registers.kinds import known, list_kinds
from ximu.track.registers.models import ListEntry, ListVersion


def make_version(
    person: Person, government: Government, kind: str, rows: Sequence[dict[str, str]], *, in_force_on: date,
    document_no: str = "", note_zh: str = "",
) -> ListVersion:  # fmt: skip
    """A new version of a list from rows as `tables.read_table` gives them; not public until it is published.

    Raises TrackError W010, W140 (no such list), W149 (a text that does not fit).
    """
    require(person, "keep_registers", government=government)
    known(list_kinds(), kind, "list")
    kept = texts(ListVersion, (), document_no=document_no, note_zh=note_zh)
    with transaction.atomic():
        journal.hold_writers()
        last = ListVersion.objects.filter(government=government, kind=kind).order_by("-number").first()
        version = ListVersion.objects.create(
            government=government, kind=kind, number=last.number + 1 if last else 1, in_force_on=in_force_on,
            made_by=person, made_at=timezone.now(), **kept,
        )  # fmt: skip
        entries = [ListEntry(version=version, **_entry(row)) for row in rows]
        ListEntry.objects.bulk_create(entries, 500)
        tell_journal(
            person, "make_list_version", government,
            list=kind, number=version.number, entries=len(entries), in_force_on=in_force_on, **kept,
        )  # fmt: skip
    return version


def drop_version(person: Person, version: ListVersion) -> None:
    """Take away a version that was never published. Raises TrackError W010, W143."""
    require(person, "keep_registers", government=version.government)
    with transaction.atomic():
        journal.hold_writers()
        now = ListVersion.objects.get(pk=version.pk)
        if now.published_at is not None:
            raise TrackError(
                "a published version stays", where=str(now), next_step="make a new version instead", code="W143"
            )
        tell_journal(person, "drop_list_version", version.government, list=now.kind, number=now.number)
        now.delete()


def publish_version(person: Person, version: ListVersion) -> None:
    """Make a version public. Raises TrackError W010, W143 when it begins before the one that is public already."""
    require(person, "publish_registers", government=version.government)
    with transaction.atomic():
        journal.hold_writers()
        now = ListVersion.objects.get(pk=version.pk)
        before = (
            ListVersion.objects.filter(government=now.government_id, kind=now.kind, published_at__isnull=False)
            .order_by("-in_force_on", "-number")
            .first()
        )
        if now.published_at is not None:
            raise TrackError("it is public already", where=str(now), code="W143")
        if before is not None and (now.in_force_on < before.in_force_on or now.number < before.number):
            raise TrackError(
                f"version {before.number} is in force from {before.in_force_on}", where=str(now),
                next_step="make a new version with a later day", code="W143",
            )  # fmt: skip
        now.published_at = timezone.now()
        now.save(update_fields=["published_at"])
        tell_journal(person, "publish_list_version", version.government, list=now.kind, number=now.number)
    version.refresh_from_db()


def _entry(row: dict[str, str]) -> dict[str, Any]:
    return texts(ListEntry, ("code", "name_zh"), **row)
