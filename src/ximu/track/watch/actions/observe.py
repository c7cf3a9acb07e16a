"""Keeping figures: from a form, a table or a program, the same way."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.models import Government, Person, Unit
from ximu.track.permissions import may
from ximu.track.watch.models import PeriodObservation
from ximu.track.watch.table import NewObservation

Key = tuple[str, str, str, Decimal, Decimal | None, Decimal | None, str, date | None]


class Kept(NamedTuple):
    """How many figures were new, and how many were there already, word for word."""

    new: int
    known: int


def keep_observations(person: Person, government: Government, rows: Sequence[NewObservation]) -> Kept:
    """Keep these figures of the government, all or none; one that is there already is not kept twice.

    Raises TrackError W010 (not allowed), W077 (a period that is still to come).
    """
    if not may_observe(person, government):
        raise TrackError(
            "not allowed: observe", where=str(government), next_step="ask the inspection office", code="W010"
        )
    now = timezone.now()
    today = timezone.localdate()
    for one in rows:
        if one.until > today:
            raise TrackError(
                "the period is not over",
                where=f"{one.series.id} {one.period}",
                next_step="wait for its end",
                code="W077",
            )
    with transaction.atomic():
        journal.hold_writers()
        wanted = {_key(one): one for one in rows}
        series = {one.series.id for one in rows}
        held = PeriodObservation.objects.filter(government=government, series__in=series)
        known = {
            (row.series, row.spot_zh, row.period, row.value, row.part, row.whole, row.source_url, row.published_on)
            for row in held.only("series", "spot_zh", "period", "value", "part", "whole", "source_url", "published_on")
        }
        fresh = [one for key, one in wanted.items() if key not in known]
        PeriodObservation.objects.bulk_create(
            [
                PeriodObservation(
                    government=government, series=one.series.id, spot_zh=one.spot_zh, period=one.period, until=one.until,
                    value=one.value, part=one.part, whole=one.whole, source_url=one.source_url,
                    published_on=one.published_on, note_zh=one.note_zh, by=person, at=now,
                )
                for one in fresh
            ],
            500,
        )  # fmt: skip
        if fresh:
            told = [[one.series.id, one.spot_zh, one.period, one.value, one.source_url] for one in fresh]
            journal.record(person, "observe", government=government.key, content={"figures": told})
    return Kept(len(fresh), len(rows) - len(fresh))


def may_observe(person: Person, government: Government) -> bool:
    """Whether the person may add figures of the government, through its office or through one of its units."""
    if may(person, "observe", government=government):
        return True
    units = Unit.objects.filter(pk__in=[int(held.unit) for held in person.roles_on()], government=government)
    return any(may(person, "observe", unit=unit) for unit in units)


def _key(one: NewObservation) -> Key:
    return (one.series.id, one.spot_zh, one.period, one.value, one.part, one.whole, one.source_url, one.published_on)
