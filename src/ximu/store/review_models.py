"""What people say of readings: each look at a statement is kept, none replaces another."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ximu.ledger.identity import STATEMENT_ID_LENGTH


class Review(models.Model):
    """One look of one person at one statement; the last look of a person counts.

    The statement is named by its public id, which a newer reading of the same text gives again, and by its characters,
    so that a look outlives a reading that no longer has it. `before` is the record that was looked at, `after` the
    corrected fields (empty unless corrected), `reader_version` the reader that made it. Rows are only added.
    """

    class Verdict(models.TextChoices):
        """What the person says of the record."""

        CONFIRMED = "confirmed"
        CORRECTED = "corrected"
        REFUSED = "refused"

    statement = models.CharField(max_length=STATEMENT_ID_LENGTH, db_index=True)
    report = models.ForeignKey("store.Report", models.CASCADE, related_name="reviews")
    kind = models.CharField(max_length=12)
    start = models.IntegerField()
    end = models.IntegerField()
    as_written = models.TextField()
    reviewer = models.CharField(max_length=80)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    before = models.JSONField()
    after = models.JSONField(default=dict)
    note = models.TextField(blank=True)
    reader_version = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["report", "statement", "reviewer"], name="review_of_statement")]

    def __str__(self) -> str:
        return f"{self.statement} {self.verdict}"
