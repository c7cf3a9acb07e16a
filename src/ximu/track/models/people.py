"""Governments, their units, posts with dated holders, and the people who sign in.

Duty belongs to the post: a successor takes over what the post was given without a new document. A role is held through
a post, by whoever holds the post on the day.
"""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import make_password
from django.db import models
from django.db.models import Q
from django.utils import timezone

from ximu.track.rules.facts import Actor, RoleHeld


class Government(models.Model):
    """One government in this installation; none sees another's drafts. `key` stands in addresses and never changes."""

    key = models.SlugField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    place_code = models.CharField(max_length=32, blank=True, db_index=True)  # the division code of its place

    def __str__(self) -> str:
        return self.name_zh


class Unit(models.Model):
    """A bureau, county, park or office of a government; `short_zh` and `other_names` find it in tables and brackets."""

    government = models.ForeignKey(Government, models.PROTECT, related_name="units")
    key = models.SlugField(max_length=40)
    name_zh = models.CharField(max_length=80)
    short_zh = models.CharField(max_length=40, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    other_names = models.JSONField(default=list)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["government", "key"], name="unit_key")]

    def __str__(self) -> str:
        return self.name_zh


class Role(models.TextChoices):
    """What a post lets its holder do; the table of permissions says what that is."""

    READER = "reader", "公众"
    REPORTER = "reporter", "填报人"
    UNIT_HEAD = "unit_head", "单位负责人"
    CLERK = "clerk", "受理员"
    INSPECTOR = "inspector", "督查员"
    INSPECTION_HEAD = "inspection_head", "督查室负责人"
    DEPUTY = "deputy", "人大代表"
    ADMINISTRATOR = "administrator", "管理员"


class Post(models.Model):
    """A post in a unit, with the role it gives. A deputy's post is in the unit of the congress."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts")
    title_zh = models.CharField(max_length=80)
    title_en = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=16, choices=Role.choices)

    def __str__(self) -> str:
        return f"{self.unit.name_zh}{self.title_zh}"


class PersonManager(BaseUserManager["Person"]):
    """Makes people; the password is hashed with argon2."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> Person:
        """A person who can sign in; without a password nobody can sign in as them."""
        person = self.model(username=self.model.normalize_username(username), **fields)
        person.password = make_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """Someone who can sign in. What they may do follows from the posts they hold today, never from this row."""

    username = models.CharField(max_length=80, unique=True)
    name_zh = models.CharField(max_length=40)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="zh")
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now)

    objects = PersonManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name_zh"]

    def __str__(self) -> str:
        return self.name_zh or self.username

    def roles_on(self, day: date | None = None) -> tuple[RoleHeld, ...]:
        """The roles held on `day` (today when not given), one for each post; none for a person who is not active."""
        if not self.is_active:
            return ()
        day = day or timezone.localdate()
        held = PostHolder.objects.filter(Q(until=None) | Q(until__gte=day), person=self, since__lte=day)
        rows = held.values_list("post__role", "post__unit_id", "post__unit__government_id")
        return tuple(RoleHeld(role, str(unit), str(government)) for role, unit, government in rows)

    def actor(self, day: date | None = None) -> Actor:
        """The person as the engine sees them."""
        return Actor(str(self.pk), self.roles_on(day))


class PostHolder(models.Model):
    """Who held a post from `since` to `until`, both days included; `until` null: still."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holders")
    person = models.ForeignKey(Person, models.PROTECT, related_name="posts_held")
    since = models.DateField()
    until = models.DateField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "since"], name="holder_person")]
