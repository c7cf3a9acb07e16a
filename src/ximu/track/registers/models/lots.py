"""Traceability of products: a lot with its code, the steps it went through, and a recall."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ximu.track.models import Government, Person, Unit


class Lot(models.Model):
    """What was made at one time in one place. `code` stands on the package; anyone can look it up."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="lots")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="lots")
    code = models.CharField(max_length=20, unique=True)
    product_zh = models.CharField(max_length=120)
    producer_zh = models.CharField(max_length=120)
    origin_zh = models.CharField(max_length=200)
    made_on = models.DateField()
    amount = models.DecimalField(max_digits=15, decimal_places=4, null=True)
    amount_unit = models.CharField(max_length=20, blank=True)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="lots")
    entered_at = models.DateTimeField()
    recalled_on = models.DateField(null=True)
    recall_reason_zh = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["-made_on", "-pk"]

    def __str__(self) -> str:
        return f"{self.code} {self.product_zh}"


class LotStep(models.Model):
    """One step of a lot. `hash` covers the step and the hash before it, so a changed or removed step shows."""

    lot = models.ForeignKey(Lot, models.CASCADE, related_name="steps")
    number = models.IntegerField()  # 1, 2, 3 … of the lot
    kind = models.CharField(max_length=20)  # an id of `lot_steps.toml`
    on = models.DateField()
    where_zh = models.CharField(max_length=200)
    by_zh = models.CharField(max_length=120)
    note_zh = models.TextField(blank=True)
    certificate = models.CharField(max_length=120, blank=True)
    passed = models.BooleanField(null=True)  # of a test: whether the lot passed it
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="lot_steps")
    entered_at = models.DateTimeField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["lot", "number"], name="lot_step_number")]
        ordering: ClassVar = ["number"]
