"""What one unit works at, seen by everyone else of its own government: other units, deputies, clerks, the public; no address leaks it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from bench_people import as_person, make_item, office
from django.test import Client
from django.utils import timezone
from secret_office import SECRET, SecretOffice, workbench_addresses
from test_foreign_ids import body

from ximu.site.published_pages import page_of
from ximu.track import actions
from ximu.track.models import Item, Person, Post, PostHolder, Unit

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
PUBLIC = (
    "/", "/search/?q=整治河道", "/search/feed.atom?q=整治河道", "/feed.atom", "/statistics/", "/statistics.json", "/cases/", "/registers/",
    "/projects/register/", "/projects/register/oc4ids/", "/api/v1/work-items?limit=500", "/api/v1/work-items?format=csv",
    "/api/v1/rates", "/open311/v2/requests.json", "/sitemap-items.xml", "/sitemap-work.xml", "/watch/",
)  # fmt: skip


@pytest.fixture
def works(db: None, own_folders: None) -> tuple[SecretOffice, dict[str, Client]]:
    """A city whose water bureau works at a secret that is not published, and clients of its other people."""
    of = office("near", "临江市")
    government, people = of
    today = timezone.localdate()
    item = make_item(of, title=f"整治河道3条{SECRET}", requirement_zh=SECRET, due_on=today - timedelta(days=3))
    actions.act(people["inspector"], item, "assign")
    shown = actions.NewEvidence("照片", name=f"{SECRET}.txt", data=SECRET.encode(), note_zh=SECRET)
    piece = actions.bring_evidence(people["reporter"], item, [shown])[0]
    told = actions.report_progress(people["reporter"], item, actions.NewProgress(f"{today:%Y-%m}", progress_zh=SECRET))
    other = Unit.objects.create(government=government, key="parks", name_zh="市园林局")
    clients = {"public": Client(), "deputy": as_person(people["deputy"])}
    for role in ("reporter", "unit_head", "clerk"):
        person = Person.objects.create(username=f"other-{role}", name_zh=role)
        post = Post.objects.create(unit=other, title_zh=role, role=role)
        PostHolder.objects.create(post=post, person=person, since=date(2020, 1, 1))
        clients[role] = as_person(person)
    numbers = tuple(sorted({item.pk, piece.pk, told.pk, government.pk, other.pk, people["head"].pk}))
    return SecretOffice(of, numbers, "x"), clients


@pytest.mark.parametrize("who", ["public", "deputy", "reporter", "unit_head", "clerk"])
def test_nobody_else_of_the_government_sees_it(works: tuple[SecretOffice, dict[str, Client]], who: str) -> None:
    of, clients = works
    leaks = [address for address in [*PUBLIC, *workbench_addresses(of)] if SECRET in body(clients[who].get(address))]
    assert leaks == []


def test_nothing_is_moved_by_another_unit(works: tuple[SecretOffice, dict[str, Client]]) -> None:
    _, clients = works
    item = Item.objects.get()
    for role in ("reporter", "unit_head", "clerk", "deputy"):
        for move in item.book.moves:
            data: dict[str, Any] = {"move": move.id, f"{move.id}-version": item.version, f"{move.id}-reply": "x"}
            assert clients[role].post(f"/workbench/items/{item.pk}/", data).status_code in (403, 404), (role, move.id)
    item.refresh_from_db()
    assert (item.state, page_of(item)) == ("assigned", None)


def test_those_it_belongs_to_see_it(works: tuple[SecretOffice, dict[str, Client]]) -> None:
    of, _ = works
    client = as_person(of.office[1]["reporter"])
    seen = [address for address in workbench_addresses(of) if SECRET in body(client.get(address))]
    assert len(seen) >= 4  # else the test above looks for what nobody sees
