"""Assessments of units: the rule set, the points with the facts behind them, what was frozen, and appeals."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ximu.track.models.people import Government, Person, Unit


class Assessment(models.Model):
    """One assessment of a period by one rule set. Frozen, its scores never change; published, everyone sees them."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="assessments")
    title_zh = models.CharField(max_length=120)
    rule_set = models.CharField(max_length=40)
    rule_digest = models.CharField(max_length=64)
    rule_content = models.TextField()  # the rule set as JSON, as it was
    since = models.DateField()
    until = models.DateField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="assessments")
    made_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    frozen_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="frozen_assessments")
    published_at = models.DateTimeField(null=True)


class AssessmentScore(models.Model):
    """The result of one unit: the total, the band, and every point with its facts as `ximu.track.scoring` gives them."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="scores")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="scores")
    total = models.DecimalField(max_digits=12, decimal_places=4)
    band = models.CharField(max_length=40, blank=True)
    facts = models.JSONField()
    points = models.JSONField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["assessment", "unit"], name="score_of_unit")]


class Appeal(models.Model):
    """A unit says that a score is wrong, with a reason; upheld, a fact is corrected before the result is published."""

    score = models.ForeignKey(AssessmentScore, models.CASCADE, related_name="appeals")
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="appeals")
    at = models.DateTimeField()
    answer = models.CharField(max_length=8, blank=True)  # "", upheld, refused
    answer_reason = models.TextField(blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="answered_appeals")
    answered_at = models.DateTimeField(null=True)
