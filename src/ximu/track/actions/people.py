"""Units, posts and people of a government, by its administrator; and the first government, by whoever runs the site."""

from __future__ import annotations

from datetime import date, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.models import Government, Person, Post, PostHolder, Unit
from ximu.track.models.people import Role
from ximu.track.permissions import require


def found_government(
    key: str, name_zh: str, *, administrator: str, administrator_name_zh: str, password: str | None = None
) -> tuple[Government, Person]:
    """A new government with an office unit and its first administrator; for the command and the demo, not for pages.

    An administrator who is known already takes the further post. Raises TrackError W025 when the key is taken.
    """
    with transaction.atomic():
        if Government.objects.filter(key=key).exists():
            raise TrackError("the key is taken", where=key, next_step="choose another key", code="W025")
        government = Government.objects.create(key=key, name_zh=name_zh)
        unit = Unit.objects.create(government=government, key="office", name_zh="政府督查室")
        post = Post.objects.create(unit=unit, title_zh="系统管理员", title_en="administrator", role="administrator")
        person = Person.objects.filter(username=administrator).first()
        if person is None:
            person = Person.objects.create_user(administrator, password, name_zh=administrator_name_zh)
        PostHolder.objects.create(post=post, person=person, since=timezone.localdate())
        content = {"name_zh": name_zh, "administrator": administrator}
        journal.record(person, "found_government", government=key, content=content)
    return government, person


def make_unit(
    person: Person, government: Government, key: str, name_zh: str, *, short_zh: str = "", name_en: str = "",
    other_names: tuple[str, ...] = (), parent: Unit | None = None,
) -> Unit:  # fmt: skip
    """A new unit. Raises TrackError W010, W025 (the key is taken)."""
    require(person, "manage_people", government=government)
    with transaction.atomic():
        try:
            with transaction.atomic():
                unit = Unit.objects.create(
                    government=government, key=key, name_zh=name_zh, short_zh=short_zh, name_en=name_en,
                    other_names=list(other_names), parent=parent,
                )  # fmt: skip
        except IntegrityError as error:
            raise TrackError("the key is taken", where=key, next_step="choose another key", code="W025") from error
        journal.record(person, "make_unit", government=government.key, content={"key": key, "name_zh": name_zh})
    return unit


def make_post(person: Person, unit: Unit, title_zh: str, role: str, *, title_en: str = "") -> Post:
    """A new post in a unit, with the role it gives. Raises TrackError W010, W025 (no such role)."""
    require(person, "manage_people", government=unit.government)
    if role not in Role.values:
        raise TrackError(f"{role!r} is no role", next_step=f"choose one of {', '.join(Role.values)}", code="W025")
    with transaction.atomic():
        post = Post.objects.create(unit=unit, title_zh=title_zh, title_en=title_en, role=role)
        content = {"unit": unit.name_zh, "title_zh": title_zh, "role": role}
        journal.record(person, "make_post", government=unit.government.key, content=content)
    return post


def make_person(
    person: Person, government: Government, username: str, name_zh: str, *, email: str = "", password: str | None = None
) -> Person:
    """Someone new who can sign in once they have a password. Raises TrackError W010, W025 (name taken, weak password)."""
    require(person, "manage_people", government=government)
    if password is not None:
        try:
            validate_password(password)
        except ValidationError as error:
            raise TrackError(" ".join(error.messages), next_step="choose another password", code="W025") from error
    with transaction.atomic():
        if Person.objects.filter(username=username).exists():
            raise TrackError("the user name is taken", where=username, next_step="choose another", code="W025")
        made = Person.objects.create_user(username, password, name_zh=name_zh, email=email)
        content = {"username": username, "name_zh": name_zh}
        journal.record(person, "make_person", government=government.key, content=content)
    return made


def appoint(person: Person, post: Post, whom: Person, *, since: date | None = None) -> PostHolder:
    """Let `whom` hold the post from `since` on; who held it until then leaves it the day before, and duty passes on.

    Raises TrackError W010, W025 when a holder came later than `since`.
    """
    government, day = post.unit.government, since or timezone.localdate()
    require(person, "manage_people", government=government)
    with transaction.atomic():
        if post.holders.filter(since__gte=day).exists():
            raise TrackError(
                "someone came to the post later", where=str(post), next_step="give a later day", code="W025"
            )
        post.holders.filter(until=None).update(until=day - timedelta(days=1))
        held = PostHolder.objects.create(post=post, person=whom, since=day)
        content = {"post": str(post), "person": whom.username, "since": day}
        journal.record(person, "appoint", government=government.key, content=content)
    return held


def dismiss(person: Person, holder: PostHolder, *, until: date | None = None) -> PostHolder:
    """Let someone's time in a post end after the day `until`. Raises TrackError W010."""
    government, day = holder.post.unit.government, until or timezone.localdate()
    require(person, "manage_people", government=government)
    with transaction.atomic():
        holder.until = day
        holder.save()
        content = {"post": str(holder.post), "person": holder.person.username, "until": day}
        journal.record(person, "dismiss", government=government.key, content=content)
    return holder
