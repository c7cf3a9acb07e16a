"""What happened to an item: moves, clocks, reports of progress, evidence, ballots, extensions."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ximu.track.models.items import Item, amount_field
from ximu.track.models.people import Person, Unit


class ItemMove(models.Model):
    """A move that was made. `on` is the day in China; `carried` holds what came along (private fields as "•")."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="moves")
    round = models.IntegerField()
    move = models.CharField(max_length=40)
    state_before = models.CharField(max_length=40)
    state_after = models.CharField(max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, related_name="item_moves")
    at = models.DateTimeField()
    on = models.DateField()
    reply = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    carried = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["item", "move"], name="move_of_item")]


class ItemClock(models.Model):
    """A clock of the playbook that runs or ran on an item; `due_on` already counts pauses and extensions.

    `paused`: [[first day, last day or null], …]. Stopped clocks are never computed anew.
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="clocks")
    clock = models.CharField(max_length=40)
    round = models.IntegerField()
    started_on = models.DateField()
    due_on = models.DateField(null=True, db_index=True)
    provisional = models.BooleanField(default=False)
    calendar = models.CharField(max_length=12)  # edition of the calendar it was computed with
    paused = models.JSONField(default=list)
    extended_to = models.DateField(null=True)
    stopped_on = models.DateField(null=True)
    late = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["stopped_on", "due_on"], name="clock_running")]


class ProgressReport(models.Model):
    """What a unit reported for a period: the amount in all so far, and in words how it stands, what is wrong, what next."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="reports")
    period = models.CharField(max_length=8)
    until = models.DateField()
    amount = amount_field()
    funds = amount_field()  # 万元 in all so far
    progress_zh = models.TextField(blank=True)
    problems_zh = models.TextField(blank=True)
    next_steps_zh = models.TextField(blank=True)
    not_started_reason_zh = models.TextField(blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="progress_reports")
    at = models.DateTimeField()
    verified_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="verified_reports")
    verified_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["until", "pk"]


class Evidence(models.Model):
    """A file, an address or a number that shows what was done; files are kept by their sha256 and never change."""

    class Verdict(models.TextChoices):
        """What the person who looked at it says; "" until then."""

        NONE = "", "未核"
        HOLDS = "holds", "属实"
        REFUTED = "refuted", "不实"

    item = models.ForeignKey(Item, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64, blank=True)
    media_type = models.CharField(max_length=80, blank=True)
    size_bytes = models.BigIntegerField(default=0)
    url = models.URLField(max_length=500, blank=True)
    note_zh = models.TextField(blank=True)
    taken_on = models.DateField(null=True)
    place_zh = models.CharField(max_length=120, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="brought_evidence")
    at = models.DateTimeField()
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True)
    verified_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="looked_at_evidence")
    verified_at = models.DateTimeField(null=True)


class Ballot(models.Model):
    """One person's vote on an item; it can be changed while the vote is open."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="ballots")
    vote = models.CharField(max_length=40)
    round = models.IntegerField()
    person = models.ForeignKey(Person, models.PROTECT, related_name="ballots")
    choice = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "vote", "round", "person"], name="one_vote_each")
        ]


class Extension(models.Model):
    """A longer deadline asked for, and the answer; while `answer` is "" the question is open."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="extensions")
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="asked_extensions")
    asked_on = models.DateField()
    from_date = models.DateField()
    to_date = models.DateField()
    reason = models.TextField()
    answer = models.CharField(max_length=8, blank=True)  # "", granted, refused
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="answered_extensions")
    answered_on = models.DateField(null=True)


class UnitOfItem(models.Model):
    """Which unit led an item from when to when, so that a transfer leaves the earlier unit's part visible."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="led_by")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="led_items")
    since = models.DateField()
    until = models.DateField(null=True)
