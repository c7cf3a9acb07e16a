"""The administrator's page: who is added, appointed and dismissed, by whom, and that a password is shown once."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from bench_people import Office, as_person
from django.test import Client
from django.utils import timezone

from ximu.track.models import JournalEntry, Person, Post, PostHolder, Unit

pytestmark = pytest.mark.django_db
PAGE = "/workbench/people/"


def post_of(of: Office, role: str) -> Post:
    return Post.objects.filter(unit__government=of[0], role=role).order_by("pk")[0]


def do(client: Client, name: str, **fields: Any) -> Any:
    return client.post(PAGE, {"do": name} | {f"{name}-{key}": value for key, value in fields.items()})


def test_someone_new_signs_in_with_a_password_that_is_shown_once(here: Office) -> None:
    admin = as_person(here[1]["admin"])
    today = timezone.localdate().isoformat()
    made = do(admin, "person", username="xin", name_zh="辛填报", post=post_of(here, "reporter").pk, since=today)
    assert made.status_code == 200
    found = re.search(r'<code class="secret">(\w+)</code>', made.content.decode())
    assert found
    assert found[1] not in admin.get(PAGE).content.decode()
    client = Client()
    assert client.post("/accounts/login/", {"login": "xin", "password": found[1]}).status_code == 302
    assert client.get("/workbench/")["Location"] == "/accounts/password/change/"
    own = {"oldpassword": found[1], "password1": "eine-eigene-7", "password2": "eine-eigene-7"}
    assert client.post("/accounts/password/change/", own).status_code == 302
    assert "市水务局科员" in client.get("/workbench/").content.decode()
    # Who held the post until then has left it.
    assert PostHolder.objects.get(person=here[1]["reporter"]).until == timezone.localdate() - timedelta(days=1)
    told = JournalEntry.objects.filter(government="here").values_list("action", flat=True)
    assert {"make_person", "appoint"} <= set(told)
    assert found[1] not in "".join(JournalEntry.objects.values_list("content", flat=True))


def test_a_unit_a_post_and_who_holds_it(here: Office) -> None:
    admin = as_person(here[1]["admin"])
    assert do(admin, "unit", name_zh="市林业局", key="forest").status_code == 302
    unit = Unit.objects.get(key="forest", government=here[0])
    assert do(admin, "post", unit=unit.pk, title_zh="局长", role="unit_head").status_code == 302
    post = Post.objects.get(unit=unit)
    since = timezone.localdate() - timedelta(days=3)
    assert do(admin, "appoint", post=post.pk, whom=here[1]["bureau"].pk, since=since.isoformat()).status_code == 302
    held = PostHolder.objects.get(post=post)
    assert (held.person, held.since, held.until) == (here[1]["bureau"], since, None)
    assert admin.post(PAGE, {"do": "dismiss", "holder": held.pk}).status_code == 302
    held.refresh_from_db()
    assert held.until == timezone.localdate()


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("unit", {"name_zh": "又一个水务局", "key": "water"}),
        ("unit", {"name_zh": "", "key": "x"}),
        ("post", {"title_zh": "科员", "role": "emperor"}),
        ("person", {"username": "here-head", "name_zh": "重名", "since": "2026-01-01"}),
        ("person", {"username": "a b", "name_zh": "空格", "since": "2026-01-01"}),
    ],
)
def test_what_does_not_fit_is_told_and_changes_nothing(here: Office, name: str, fields: dict[str, str]) -> None:
    before = (Unit.objects.count(), Post.objects.count(), Person.objects.count())
    more = {"post": post_of(here, "deputy").pk} if name == "person" else {}
    assert do(as_person(here[1]["admin"]), name, **fields, **more).status_code == 422
    assert (Unit.objects.count(), Post.objects.count(), Person.objects.count()) == before


@pytest.mark.parametrize("role", ["inspector", "head", "reporter", "bureau", "deputy"])
def test_it_is_the_administrators_own(here: Office, role: str) -> None:
    client = as_person(here[1][role])
    assert client.get(PAGE).status_code == 403
    assert do(client, "unit", name_zh="市林业局", key="forest").status_code == 403


def test_people_of_another_government_are_out_of_reach(here: Office, there: Office) -> None:
    client = as_person(there[1]["admin"])
    page = client.get(PAGE + "?government=here").content.decode()
    assert "临江市" not in page
    assert ">here-head" not in page
    own, theirs = post_of(there, "deputy"), post_of(here, "deputy")
    today = timezone.localdate().isoformat()
    assert do(client, "appoint", post=theirs.pk, whom=there[1]["deputy"].pk, since=today).status_code == 422
    assert do(client, "appoint", post=own.pk, whom=here[1]["deputy"].pk, since=today).status_code == 422
    holder = PostHolder.objects.get(post=theirs)
    assert client.post(PAGE, {"do": "dismiss", "holder": holder.pk}).status_code == 422
    holder.refresh_from_db()
    assert holder.until is None


def test_an_administrator_does_not_lock_the_door_from_outside(here: Office) -> None:
    holder = PostHolder.objects.get(person=here[1]["admin"])
    client = as_person(here[1]["admin"])
    assert client.post(PAGE, {"do": "dismiss", "holder": holder.pk}).status_code == 422
