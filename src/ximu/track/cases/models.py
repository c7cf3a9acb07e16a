"""The tables of cases: the case beside its item, who asked, who asked the same, and how often an address sent something."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from ximu.track.models import Item, Person


class Channel(models.TextChoices):
    """On which way a case came."""

    PHONE = "phone", "电话"
    WEB = "web", "网页"
    APP = "app", "移动端"
    MAIL = "mail", "邮件"
    TABLE = "table", "表格"
    OPEN311 = "open311", "Open311"


class Case(models.Model):
    """What only cases have, beside an item: the item holds state, deadline, unit and title, this holds the rest.

    `code` is what the person follows it with; whoever knows it reads the answer, so it stands in no journal and on no
    list. `words_zh` are the person's own words, never changed and never public; what the public sees are the item's
    title and requirement as the clerk put them. `public_wanted`: what the person said about publishing, None when not
    asked; only the clerk publishes. A case with `leading` is a duplicate and answered with that one.
    Coordinates are WGS 84 degrees.
    """

    item = models.OneToOneField(Item, models.CASCADE, related_name="case")
    code = models.CharField(max_length=16, unique=True)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    scheme = models.CharField(max_length=40)
    category = models.CharField(max_length=40, blank=True, db_index=True)
    words_zh = models.TextField()
    place_zh = models.CharField(max_length=200, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    public_wanted = models.BooleanField(null=True)
    leading = models.ForeignKey("self", models.PROTECT, null=True, related_name="duplicates")
    outside_id = models.CharField(max_length=200, blank=True)  # the number it has where it came from
    received_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["received_at"], name="case_received"),
            models.Index(fields=["channel", "outside_id"], name="case_outside"),
        ]

    def __str__(self) -> str:
        return self.item.number


class Requester(models.Model):
    """Who asked. Only the clerk and the unit that leads the case see this row (`see_requester`); nobody else, ever."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="requester")
    name_zh = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    address_zh = models.CharField(max_length=200, blank=True)


class MeToo(models.Model):
    """Someone else asks the same and wants no answer of their own. `mark` keeps one visitor from counting twice."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="me_too")
    mark = models.CharField(max_length=64)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")  # the clerk who noted it; else null
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "mark"], name="me_too_once")]


class IntakeTry(models.Model):
    """Something came in from an address; kept for a day to refuse floods. `mark` is a keyed hash, never the address."""

    mark = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["mark", "at"], name="intake_try")]
