"""What projects have beyond items: yearly plans with their steps, and joins with projects that reports name."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ximu.track.models.items import Item, amount_field
from ximu.track.models.people import Person


class YearPlan(models.Model):
    """What is to be invested, and paid in, in one year; 万元. `funds` is null when nobody planned them."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="year_plans")
    year = models.IntegerField()
    investment = models.DecimalField(max_digits=15, decimal_places=4)
    funds = amount_field()
    set_by = models.ForeignKey(Person, models.PROTECT, related_name="year_plans")
    set_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "year"], name="plan_of_year")]
        ordering: ClassVar = ["year"]


class PlanStep(models.Model):
    """What is to be there at the end of a month or quarter, since the year began; 万元."""

    plan = models.ForeignKey(YearPlan, models.CASCADE, related_name="steps")
    period = models.CharField(max_length=8)  # 2026Q1 or 2026-03
    until = models.DateField()
    investment = models.DecimalField(max_digits=15, decimal_places=4)
    funds = amount_field()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "period"], name="step_of_plan")]
        ordering: ClassVar = ["until"]


class ProjectJoin(models.Model):
    """A person's word on whether a project of reports (its public id in the ledger) is this project of the register.

    `statement` is the public id of the statement that was shown when it was decided; never a copy of its text.
    """

    class Word(models.TextChoices):
        """What was decided."""

        SAME = "same"
        OTHER = "other"

    item = models.ForeignKey(Item, models.CASCADE, related_name="project_joins")
    project = models.CharField(max_length=64, db_index=True)
    statement = models.CharField(max_length=64, blank=True)
    word = models.CharField(max_length=8, choices=Word.choices)
    by = models.ForeignKey(Person, models.PROTECT, related_name="project_joins")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "project"], name="join_of_project")]
