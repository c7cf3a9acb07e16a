"""Fields that a form does not show are not taken, and the open interface takes nothing at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bench_people import Office, as_person, make_item, office
from django.test import Client
from django.utils import timezone

from ximu.track import actions
from ximu.track.models import Item, Person, Post, PostHolder

pytestmark = pytest.mark.django_db
HIDDEN = {
    "state": "closed", "phase": "closed", "closed_on": "2020-01-01", "late": "", "number": "X-1", "created_by": "1", "created_by_id": "1",
    "government": "2", "government_id": "2", "published_at": "2020-01-01", "excluded_reason": "x", "round": "9", "edition": "1", "id": "99",
    "pk": "99", "version_": "9", "parent": "1", "merged_into": "1", "due_provisional": "on", "fields": "{}",
}  # fmt: skip


@pytest.fixture
def here() -> Office:
    return office("here", "临江市")


def columns(item: Item) -> dict[str, Any]:
    return Item.objects.filter(pk=item.pk).values().get()


def test_editing_changes_what_the_form_shows_and_nothing_else(here: Office) -> None:
    office("there", "望川市")
    item = make_item(here)
    before = columns(item)
    data = {"title_zh": "整治黑臭水体13条", "version": item.version, "lead_unit": item.lead_unit_id}
    response = as_person(here[1]["inspector"]).post(f"/workbench/items/{item.pk}/edit/", HIDDEN | data)
    assert response.status_code == 302, response.content.decode()[-800:]
    changed = {name for name, value in columns(item).items() if value != before[name]}
    assert changed == {"title_zh", "version", "changed_at"}


def test_a_move_carries_what_its_form_shows(here: Office) -> None:
    item = make_item(here, due_on=timezone.localdate() + timedelta(days=9))
    before = columns(item)
    data = {"move": "assign", "assign-version": item.version} | {
        f"assign-{name}": value for name, value in HIDDEN.items()
    }
    assert as_person(here[1]["inspector"]).post(f"/workbench/items/{item.pk}/", HIDDEN | data).status_code == 302
    after = columns(item)
    assert (after["number"], after["government_id"], after["published_at"], after["closed_on"], after["created_by_id"]) == (
        before["number"], before["government_id"], None, None, before["created_by_id"],
    )  # fmt: skip
    assert after["phase"] == "open"


def test_nobody_makes_themselves_more_than_a_post_gives(here: Office) -> None:
    post = Post.objects.filter(unit__government=here[0], role="reporter").order_by("pk")[0]
    given = {"username": "xin", "name_zh": "辛", "post": post.pk, "since": timezone.localdate().isoformat()}
    more = {
        "is_superuser": "on",
        "is_staff": "on",
        "is_active": "",
        "password": "x",
        "role": "administrator",
        "pk": here[1]["admin"].pk,
    }
    data = {"do": "person"} | {f"person-{name}": value for name, value in (given | more).items()} | more
    assert as_person(here[1]["admin"]).post("/workbench/people/", data).status_code == 200
    made = Person.objects.get(username="xin")
    assert made.pk != here[1]["admin"].pk
    assert made.is_active
    assert not made.check_password("x")
    assert not getattr(made, "is_superuser", False)
    assert not getattr(made, "is_staff", False)
    assert PostHolder.objects.get(person=made).post == post


def test_evidence_is_of_whoever_brings_it(here: Office) -> None:
    item = make_item(here)
    actions.act(here[1]["inspector"], item, "assign")
    item.refresh_from_db()
    fields = {
        "version": item.version, "evidence_kind": "照片", "evidence_note": "x", "verdict": "holds", "person": here[1]["head"].pk,
        "verified_by": here[1]["head"].pk, "sha256": "a" * 64, "item": "1", "media_type": "text/html",
    }  # fmt: skip
    data = fields | {f"evidence-{name}": value for name, value in fields.items()}
    assert as_person(here[1]["reporter"]).post(f"/workbench/items/{item.pk}/evidence/", data).status_code == 302
    piece = item.evidence.get()
    assert (piece.person, piece.verified_by, piece.sha256, piece.media_type) == (here[1]["reporter"], None, "", "")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_the_open_interface_takes_nothing(client: Client, method: str) -> None:
    document = client.get("/api/v1/openapi.json").json()
    assert {verb for path in document["paths"].values() for verb in path} <= {"get", "head", "options", "parameters"}
    for path in document["paths"]:
        address = path.replace("{", "").replace("}", "")
        response = getattr(client, method)(address, data={"title": "x"}, content_type="application/json")
        assert response.status_code in (404, 405), (method, path)
