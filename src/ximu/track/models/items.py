"""Items: a task, project, case or register entry on a playbook, with the statements it came from and its milestones."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import ClassVar

import msgspec
from django.db import models

from ximu.track.models.people import Government, Person, Post, Unit
from ximu.track.rules.playbook import Playbook


def amount_field() -> models.DecimalField[Decimal | int | None, Decimal | None]:
    """An amount with up to 11 digits before and 4 after the point: 15 digits, which every database keeps exactly."""
    return models.DecimalField(max_digits=15, decimal_places=4, null=True)


class PlaybookEdition(models.Model):
    """A playbook as it was when items were made under it; never changed, so closed work is never rewritten."""

    playbook = models.CharField(max_length=40)
    edition = models.IntegerField()
    digest = models.CharField(max_length=64)
    content = models.TextField()  # the playbook as JSON
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["playbook", "edition"], name="playbook_edition")]

    def __str__(self) -> str:
        return f"{self.playbook} {self.edition}"

    @property
    def book(self) -> Playbook:
        """The playbook of this edition."""
        return _decoded(self.content)


@lru_cache(maxsize=64)
def _decoded(content: str) -> Playbook:
    return msgspec.json.decode(content, type=Playbook)


class Item(models.Model):
    """One piece of work.

    `state` is the official status and only moves change it, `phase` goes with it; `version` rises with every change, so that of two people
    who saw the same item the second is told. `late` is set once and never taken back. A unit or a deadline that no
    document states is marked assumed. `amount_target` and the reported amounts are in `amount_unit`.
    """

    class TargetKind(models.TextChoices):
        """How the amount is to be read against its target."""

        CUMULATIVE = "cumulative"
        GROWTH = "growth"
        LEVEL = "level"
        CAP = "cap"

    government = models.ForeignKey(Government, models.PROTECT, related_name="items")
    edition = models.ForeignKey(PlaybookEdition, models.PROTECT, related_name="items")
    number = models.CharField(max_length=40)
    year = models.IntegerField(db_index=True)
    title_zh = models.TextField()
    requirement_zh = models.TextField(blank=True)  # 目标任务 what is to be reached
    actions_zh = models.TextField(blank=True)  # 具体措施
    leader_zh = models.CharField(max_length=80, blank=True)  # 牵头领导
    kind_zh = models.CharField(max_length=80, blank=True)  # the part of the list it stands in
    state = models.CharField(max_length=40, db_index=True)
    phase = models.CharField(max_length=8, default="draft", db_index=True)  # of the state, as the playbook says
    version = models.IntegerField(default=1)
    round = models.IntegerField(default=1)  # 2 after the first redo
    lead_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="leads")
    lead_unit_assumed = models.BooleanField(default=False)
    supporting_units: models.ManyToManyField[Unit, models.Model] = models.ManyToManyField(Unit, related_name="supports")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="items")  # 责任岗位
    person_zh = models.CharField(max_length=80, blank=True)  # 责任人 as a table names one
    planned_start_on = models.DateField(null=True)
    due_on = models.DateField(null=True, db_index=True)
    due_assumed = models.BooleanField(default=False)
    due_provisional = models.BooleanField(default=False)
    amount_target = amount_field()
    amount_unit = models.CharField(max_length=20, blank=True)
    amount_kind = models.CharField(max_length=12, choices=TargetKind.choices, default=TargetKind.CUMULATIVE)
    indicator_id = models.CharField(max_length=120, blank=True)
    funds_required = amount_field()  # 万元
    fields = models.JSONField(default=dict)
    excluded_reason = models.TextField(blank=True)  # left out of rates, with the reason
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_from")
    created_on = models.DateField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(Person, models.PROTECT, related_name="made_items")
    changed_at = models.DateTimeField(auto_now=True)
    closed_on = models.DateField(null=True)
    late = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["government", "number"], name="item_number")]
        indexes: ClassVar = [
            models.Index(fields=["government", "year", "state"], name="item_list"),
            models.Index(fields=["lead_unit", "state"], name="item_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title_zh}"

    @property
    def book(self) -> Playbook:
        """The playbook it was made under, in that edition."""
        return self.edition.book


class ItemSource(models.Model):
    """A statement of the ledger that the item came from, by its public id; never a copy of its text."""

    item = models.ForeignKey(Item, models.CASCADE, related_name="sources")
    statement = models.CharField(max_length=64, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "statement"], name="item_source")]


class Milestone(models.Model):
    """What has to be visible at the end of a month or quarter (形象进度), with the amount due in all by then.

    `missed` is set when the period ends without it and stays, also when it is made good (`met_on` after `due_on`).
    """

    item = models.ForeignKey(Item, models.CASCADE, related_name="milestones")
    period = models.CharField(max_length=8)  # 2026, 2026Q1 or 2026-03
    due_on = models.DateField()
    plan_zh = models.TextField(blank=True)
    amount = amount_field()
    met_on = models.DateField(null=True)
    missed = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "period"], name="milestone_period")]
        ordering: ClassVar = ["due_on"]
