"""The journal, notices, the count of what units were asked for, locked periods, and standings kept for them."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, NoReturn

from django.db import models

from ximu.ledger.errors import TrackError
from ximu.track.models.items import Item
from ximu.track.models.people import Government, Person, Unit


class JournalEntry(models.Model):
    """One action; `hash` covers the whole entry and the hash before it. Only `ximu.track.journal` adds entries.

    Names and numbers are kept as text, so that an entry says the same when its rows are gone.
    """

    number = models.BigIntegerField(primary_key=True)  # 1, 2, 3 … without a gap
    at = models.CharField(max_length=40)  # ISO 8601 with offset, the very text that is hashed
    person = models.CharField(max_length=80)
    government = models.CharField(max_length=40, db_index=True)
    action = models.CharField(max_length=60)
    item = models.CharField(max_length=40, blank=True, db_index=True)
    content = models.TextField()  # canonical JSON
    hash_before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the entry; one that is there already is refused."""
        if not self._state.adding:
            self._refuse()
        super().save(*args, force_insert=True)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused: the journal only grows."""
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise TrackError(
            "the journal only grows", where=f"entry {self.number}", next_step="add a new entry", code="W030"
        )


class Notice(models.Model):
    """A line for one person: in the site at once, by mail when they have an address and mail is set up.

    `key` is unique, so the same reminder is never told twice. `kind` and `content` become words on the page.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="notices")
    item = models.ForeignKey(Item, models.CASCADE, null=True, related_name="notices")
    kind = models.CharField(max_length=40)
    content = models.JSONField(default=dict)
    key = models.CharField(max_length=160, unique=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    mail_failures = models.IntegerField(default=0)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "read_at"], name="notice_unread")]


class ReportRequest(models.Model):
    """A unit was asked for a report: the burden that inspection puts on units is counted, not estimated."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="report_requests")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="report_requests")
    item = models.ForeignKey(Item, models.CASCADE, null=True, related_name="report_requests")
    why = models.CharField(max_length=40)  # the move that asked
    on = models.DateField(db_index=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="report_requests")


class LockedPeriod(models.Model):
    """No progress may be reported or changed for days in [since, until] any more; unlocked by a second entry only."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="locked_periods")
    since = models.DateField()
    until = models.DateField()
    locked_by = models.ForeignKey(Person, models.PROTECT, related_name="locked_periods")
    at = models.DateTimeField()
    unlocked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="unlocked_periods")
    unlocked_reason = models.TextField(blank=True)

    @classmethod
    def holding(cls, government: int, day: date) -> models.QuerySet[LockedPeriod]:
        """The locks of a government (its key) that hold for a day."""
        return cls._default_manager.filter(government=government, unlocked_by=None, since__lte=day, until__gte=day)


class KeptStanding(models.Model):
    """What every item of a government and year adds to the standing at the end of a day, as `ximu.track.item_lines` packs it.

    It can be made anew at any time; of a `locked` day it is what the standing was made of and is not made anew.
    """

    government = models.ForeignKey(Government, models.CASCADE, related_name="kept_standings")
    year = models.IntegerField()
    on = models.DateField()
    locked = models.BooleanField(default=False)
    content = models.BinaryField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["government", "year", "on"], name="kept_standing")]
