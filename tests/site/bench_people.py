"""An invented office for the tests of the workbench: a government, a bureau, a person for each role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings
from django.utils import timezone

from ximu.site.workbench.demonstration import PEOPLE, demonstrate
from ximu.track import actions
from ximu.track.editions import playbooks
from ximu.track.models import Government, Item, Person, Post, PostHolder, Unit

Office = tuple[Government, dict[str, Person]]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def office(key: str, place: str) -> Office:
    """A government with an inspection office and one bureau, and a person for each role."""
    government = Government.objects.create(key=key, name_zh=f"{place}人民政府")
    inspection = Unit.objects.create(government=government, key="inspection", name_zh="督查室")
    bureau = Unit.objects.create(government=government, key="water", name_zh="市水务局", short_zh="水务局")
    people = {}
    for one in PEOPLE:
        unit = bureau if one.role in ("reporter", "unit_head") else inspection
        name = f"{key}-{one.username}"
        person = Person.objects.create(username=name, password=make_password(None), name_zh=one.name_zh)
        post = Post.objects.create(unit=unit, title_zh=one.title_zh, role=one.role)
        PostHolder.objects.create(post=post, person=person, since=timezone.localdate() - timedelta(days=30))
        people[one.username] = person
    return government, people


@contextmanager
def demonstrated(blocker: Any) -> Iterator[None]:
    """The fictional office with all its examples while the block runs; `blocker` is that of pytest-django."""
    with (
        blocker.unblock(),
        override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]),
        transaction.atomic(),
    ):
        demonstrate()
        yield
        transaction.set_rollback(True)


def as_person(person: Person) -> Client:
    """A client that is signed in as the person."""
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def make_item(of: Office, book: str = "key_tasks", title: str = "整治黑臭水体12条", **content: Any) -> Item:
    """A draft that the water bureau leads."""
    government, people = of
    lead = government.units.get(key="water")
    given = actions.ItemContent(title_zh=title, lead_unit=lead, **content)
    return actions.create_item(people["inspector"], government, playbooks()[book], given)
