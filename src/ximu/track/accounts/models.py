"""The tables of accounts: who still has a password that someone else gave them, and keys of calendars."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class GivenPassword(models.Model):
    """The person's password was made by an administrator; until they change it they can do nothing else."""

    person = models.OneToOneField("track.Person", models.CASCADE, related_name="given_password")
    given_by = models.ForeignKey("track.Person", models.PROTECT, related_name="passwords_given")
    at = models.DateTimeField()


class CalendarKey(models.Model):
    """Whoever has the key reads a unit's open deadlines without signing in; only its hash is kept, and it can be revoked."""

    unit = models.ForeignKey("track.Unit", models.PROTECT, related_name="calendar_keys")
    sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey("track.Person", models.PROTECT, related_name="calendar_keys")
    made_at = models.DateTimeField()
    used_on = models.DateField(null=True)  # the last day it was asked for
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey("track.Person", models.PROTECT, null=True, related_name="revoked_calendar_keys")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "revoked_at"], name="calendar_key_of_unit")]
