"""Observations of a period, warnings that were raised from them, and keys with which programs send figures."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ximu.track.models.items import Item
from ximu.track.models.people import Government, Person


class PeriodObservation(models.Model):
    """One figure of a series for a month, a quarter or a year; never changed.

    `spot_zh` is a part of the place, as a monitored river section; "" for the whole. `part` ÷ `whole` are what a share
    was counted from (good days ÷ valid days). Without `source_url` a figure is the office's own and not published.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="observations")
    series = models.CharField(max_length=120)
    spot_zh = models.CharField(max_length=80, blank=True)
    period = models.CharField(max_length=8)
    until = models.DateField()
    value = models.DecimalField(max_digits=15, decimal_places=4)
    part = models.DecimalField(max_digits=15, decimal_places=4, null=True)
    whole = models.DecimalField(max_digits=15, decimal_places=4, null=True)
    source_url = models.URLField(max_length=500, blank=True)
    published_on = models.DateField(null=True)
    note_zh = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="observations")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["government", "series", "until"], name="observed_series")]
        ordering: ClassVar = ["until", "pk"]


class RaisedWarning(models.Model):
    """A rule that warned about a period; unique, so that the same warning is raised once however often it is looked for."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="raised_warnings")
    series = models.CharField(max_length=120)
    spot_zh = models.CharField(max_length=80, blank=True)
    rule = models.CharField(max_length=40)
    period = models.CharField(max_length=8)
    item = models.OneToOneField(Item, models.CASCADE, related_name="raised_warning")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["government", "series", "spot_zh", "rule", "period"], name="warning_raised_once"
            )
        ]


class DataKey(models.Model):
    """A key with which a program sends figures for a person; only its sha256 is kept."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="data_keys")
    government = models.ForeignKey(Government, models.CASCADE, related_name="data_keys")
    name_zh = models.CharField(max_length=80)
    sha256 = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
