"""The tables of background work: jobs, the files they read, and the workers that are there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Job(models.Model):
    """One piece of background work.

    `place` is how far it is in its own count (the last line of a table, say) and is kept in the transaction of the work
    itself, so that after a stop it goes on behind what is done. `done` of `total` is for people. `rows` tells what was
    left out: [{line, what, where, next_step, code}]. Only the worker named in `worker` may write while it runs.
    """

    class State(models.TextChoices):
        """Where a job stands; the last three are its end."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        CANCELLED = "cancelled"

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=80, blank=True)  # of jobs with one key only one waits
    government = models.ForeignKey("track.Government", models.PROTECT, null=True, related_name="jobs")
    person = models.ForeignKey("track.Person", models.PROTECT, null=True, related_name="jobs")
    given = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    asked_at = models.DateTimeField()
    run_after = models.DateTimeField(null=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    attempts = models.IntegerField(default=0)
    worker = models.CharField(max_length=64, blank=True)
    seen_at = models.DateTimeField(null=True)  # its worker was there
    cancel_asked = models.BooleanField(default=False)
    place = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    rows = models.JSONField(default=list)
    rows_in_all = models.IntegerField(default=0)
    error = models.JSONField(default=dict)  # {what, where, next_step, code}

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["state", "seen_at"], name="job_state"),
            models.Index(fields=["government", "-asked_at"], name="job_list"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=Q(state="waiting") & ~Q(key=""), name="job_waits_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def over(self) -> bool:
        """Whether it has come to its end, one way or the other."""
        return self.state not in (Job.State.WAITING, Job.State.RUNNING)


class JobFile(models.Model):
    """What a job reads; kept in the database, since a worker may be on another machine, and taken away at the end."""

    job = models.OneToOneField(Job, models.CASCADE, related_name="file")
    data = models.BinaryField()


class WorkerSign(models.Model):
    """A worker that is there: its own random name, and when it was last seen."""

    name = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
