"""The tables of what is counted: how many rows of the ledger have which values, so that no page has to count them.

Nothing but `ximu.store.tallies` writes here, in the transaction that changes what is counted. Every table has one row
for each set of values that occurs, `n` rows of the ledger have them. Where the ledger knows no year a tally has 0, and
"" where it knows no indicator, as a key must not be null.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


def _one_row_for(name: str, *columns: str) -> list[models.BaseConstraint]:
    return [models.UniqueConstraint(fields=columns, name=name)]


class Tally(models.Model):
    """What all tallies share."""

    n = models.IntegerField()

    class Meta:
        abstract = True


class ReportTally(Tally):
    """Reports by year, level and kind; `placed` when their place is known."""

    report_year = models.IntegerField()
    level = models.CharField(max_length=16, blank=True)
    source_kind = models.CharField(max_length=16)
    placed = models.BooleanField()

    class Meta:
        constraints: ClassVar = _one_row_for("report_tally_row", "report_year", "level", "source_kind", "placed")


class StatementTally(Tally):
    """Statements of every kind."""

    kind = models.CharField(max_length=12)
    sure = models.BooleanField()

    class Meta:
        constraints: ClassVar = _one_row_for("statement_tally_row", "kind", "sure")


class NumberTally(Tally):
    """Numbers by what they were taken for."""

    number_class = models.CharField(max_length=8)

    class Meta:
        constraints: ClassVar = _one_row_for("number_tally_row", "number_class")


class MeasureTally(Tally):
    """Measures of the indicators of the catalogue; `year` is the one the value is for."""

    indicator_id = models.CharField(max_length=120)
    aspect = models.CharField(max_length=16)
    unit = models.TextField(blank=True)
    stance = models.CharField(max_length=12)
    year = models.IntegerField()

    class Meta:
        constraints: ClassVar = _one_row_for(
            "measure_tally_row", "indicator_id", "aspect", "unit", "stance", "year"
        )  # fmt: skip


class LinkTally(Tally):
    """Targets by indicator and by what came of them."""

    indicator_id = models.CharField(max_length=120, blank=True)
    verdict = models.CharField(max_length=16)

    class Meta:
        constraints: ClassVar = _one_row_for("link_tally_row", "indicator_id", "verdict")


class PromiseTally(Tally):
    """Promises by everything their list can be narrowed by; `again` when one was promised before or again."""

    label = models.CharField(max_length=12)
    report_year = models.IntegerField()
    state = models.CharField(max_length=12)
    indicator_id = models.CharField(max_length=120, blank=True)
    again = models.BooleanField()
    sure = models.BooleanField()
    headline = models.BooleanField()

    class Meta:
        constraints: ClassVar = _one_row_for(
            "promise_tally_row", "label", "report_year", "state", "indicator_id", "again", "sure", "headline"
        )


class FindingTally(Tally):
    """Computed findings by everything their list can be narrowed by."""

    type = models.CharField(max_length=16)
    rule = models.CharField(max_length=48)
    severity = models.IntegerField()
    report_year = models.IntegerField()
    sure = models.BooleanField()

    class Meta:
        constraints: ClassVar = _one_row_for("finding_tally_row", "type", "rule", "severity", "report_year", "sure")


class IndicatorTally(Tally):
    """Places whose reports speak of an indicator."""

    indicator_id = models.CharField(max_length=120)

    class Meta:
        constraints: ClassVar = _one_row_for("indicator_tally_row", "indicator_id")


class ProjectTally(Tally):
    """Named projects by stage and by the years of the first and the last report that names them."""

    stage = models.CharField(max_length=12, blank=True)
    first_year = models.IntegerField()
    last_year = models.IntegerField()

    class Meta:
        constraints: ClassVar = _one_row_for("project_tally_row", "stage", "first_year", "last_year")


class Edition(models.Model):
    """One row: a `word` that is another one after every change of the ledger, for what is reckoned from all of it."""

    word = models.CharField(max_length=32)


class PlaceTally(models.Model):
    """How many reports a place has and of which years (null when none is known), and what it adds to other tallies.

    `adds` is a list of what this place stands for in tallies of places: [name of the tally, values, n].
    """

    place = models.OneToOneField("store.Place", models.CASCADE, primary_key=True, related_name="tally")
    reports = models.IntegerField(db_index=True)
    first_year = models.IntegerField(null=True)
    last_year = models.IntegerField(null=True)
    adds = models.JSONField(default=list)
