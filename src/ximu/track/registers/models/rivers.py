"""河长制, 一河一策: a file for each river or lake, who was its chief and when, and every patrol."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ximu.track.models import Government, Item, Person, Unit


class River(models.Model):
    """A river, lake or reservoir. `water_section` names the section at which its water is measured; `unit` keeps the file."""

    class Kind(models.TextChoices):
        """What kind of water it is."""

        RIVER = "river"
        LAKE = "lake"
        RESERVOIR = "reservoir"

    government = models.ForeignKey(Government, models.PROTECT, related_name="rivers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rivers")
    key = models.SlugField(max_length=40)
    name_zh = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.RIVER)
    reach_zh = models.CharField(max_length=200, blank=True)  # 起止
    length_km = models.DecimalField(max_digits=8, decimal_places=2, null=True)  # 千米
    water_section = models.CharField(max_length=120, blank=True)
    plan_zh = models.TextField(blank=True)  # 一河一策: goals, problems, measures
    plan_until = models.IntegerField(null=True)  # the last year of the plan
    published_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["government", "key"], name="river_key")]
        ordering: ClassVar = ["name_zh", "pk"]

    def __str__(self) -> str:
        return self.name_zh


class RiverChief(models.Model):
    """Who answers for a river by which post (市级河长), both days included; `until` null: still."""

    river = models.ForeignKey(River, models.CASCADE, related_name="chiefs")
    post_zh = models.CharField(max_length=80)
    person_zh = models.CharField(max_length=40)
    phone = models.CharField(max_length=40, blank=True)  # 监督电话 of the post, as the sign at the river shows it
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        ordering: ClassVar = ["post_zh", "-since", "-pk"]


class Patrol(models.Model):
    """One patrol by the holder of a post; what was found may have become an item."""

    river = models.ForeignKey(River, models.CASCADE, related_name="patrols")
    chief = models.ForeignKey(RiverChief, models.PROTECT, related_name="patrols")
    on = models.DateField(db_index=True)
    found_zh = models.TextField()
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="patrols")
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="patrols")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-on", "-pk"]
