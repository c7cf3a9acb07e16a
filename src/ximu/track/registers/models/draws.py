"""双随机、一公开: who may be drawn, a seed committed to beforehand, who was drawn, and what the inspection found."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ximu.track.models import Government, Person, Unit


class Draw(models.Model):
    """One draw. Once committed, everything that decides it is fixed; once drawn, the seed is public.

    `plan` is what `ximu.track.rules.drawing` reads: objects, inspectors, weights, how many. `commitment` is the SHA-256
    of plan and secret, shown before the draw; `secret` stays hidden until then. `public_source_zh` names a number that
    nobody knows yet (a lottery number of a later day); `public_value` is that number.
    """

    government = models.ForeignKey(Government, models.PROTECT, related_name="draws")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="draws")
    title_zh = models.CharField(max_length=120)
    plan = models.JSONField()
    secret = models.CharField(max_length=64)
    commitment = models.CharField(max_length=64)
    public_source_zh = models.CharField(max_length=200, blank=True)
    public_value = models.CharField(max_length=200, blank=True)
    committed_by = models.ForeignKey(Person, models.PROTECT, related_name="draws")
    committed_at = models.DateTimeField()
    drawn_at = models.DateTimeField(null=True)
    shown_on = models.DateField(null=True)  # the list and the secret are public from this day, so that nobody is warned
    drawn = models.JSONField(default=list)  # [{object, inspectors}] in the order of the draw

    class Meta:
        ordering: ClassVar = ["-committed_at", "-pk"]

    def __str__(self) -> str:
        return self.title_zh


class DrawOutcome(models.Model):
    """What the inspection of one drawn object found."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="outcomes")
    object_id = models.CharField(max_length=60)
    result = models.CharField(max_length=20)  # an id of `draw_results.toml`
    found_zh = models.TextField(blank=True)
    on = models.DateField()
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="draw_outcomes")
    entered_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["draw", "object_id"], name="draw_outcome")]
        ordering: ClassVar = ["object_id"]
