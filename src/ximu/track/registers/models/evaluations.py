"""What outsiders say of the work: evaluations by third parties."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ximu.track.models import Government, Item, Person


class Evaluation(models.Model):
    """An evaluation by someone outside the government; never without how many answered and how they were chosen.

    `satisfied` of `answered` said satisfied or basically satisfied, when that was asked. `method` is an id of
    `methods.toml`.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="evaluations")
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="evaluations")
    subject_zh = models.CharField(max_length=200)
    evaluator_zh = models.CharField(max_length=120)
    paid_by_zh = models.CharField(max_length=120, blank=True)  # who commissioned it
    method = models.CharField(max_length=20)
    asked_whom_zh = models.CharField(max_length=200)
    asked = models.IntegerField()
    answered = models.IntegerField()
    satisfied = models.IntegerField(null=True)
    since = models.DateField()
    until = models.DateField()
    result_zh = models.TextField()
    source_url = models.URLField(max_length=500, blank=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="evaluations")
    entered_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        ordering: ClassVar = ["-until", "-pk"]
