"""Signing in: a new session each time, no way to another site, no host of someone else, forms only from our own pages."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest
from bench_people import as_person, make_item, office
from django.core.cache import cache
from django.test import Client
from pytest_django import Settings

from ximu.track.models import Person

pytestmark = pytest.mark.django_db
PASSWORD = "dlouhe-heslo-77"
ELSEWHERE = (
    "https://evil.example/", "//evil.example/", "///evil.example", "/\\evil.example", "\\\\evil.example", "https:evil.example",
    "javascript:alert(1)", "http:///evil.example", "/%09/evil.example", "\t//evil.example", "https://testserver@evil.example/",
    "https://testserver.evil.example/", " https://evil.example", "data:text/html,x",
)  # fmt: skip


@pytest.fixture
def person(settings: Settings) -> Person:
    found = office("here", "临江市")[1]["inspector"]
    found.set_password(PASSWORD)
    found.save()
    cache.clear()  # of attempts that other tests made
    return found


def sign_in(client: Client, person: Person, **more: Any) -> Any:
    return client.post("/accounts/login/", {"login": person.username, "password": PASSWORD} | more)


def test_a_session_that_was_planted_is_not_the_one_that_is_signed_in(client: Client, person: Person) -> None:
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = "yes"
    session.save()
    client.cookies["ximu_session"] = planted = str(session.session_key)
    assert sign_in(client, person).status_code == 302
    mine = client.cookies["ximu_session"].value
    assert mine != planted
    stranger = Client()
    stranger.cookies["ximu_session"] = planted
    assert stranger.get("/workbench/").status_code == 302
    assert client.get("/workbench/").status_code == 200


def test_a_made_up_session_is_not_taken_over(client: Client, person: Person) -> None:
    client.cookies["ximu_session"] = "a" * 32
    assert sign_in(client, person).status_code == 302
    assert client.cookies["ximu_session"].value != "a" * 32


def test_signing_out_ends_the_session_for_every_copy_of_its_cookie(client: Client, person: Person) -> None:
    sign_in(client, person)
    copy = Client()
    copy.cookies["ximu_session"] = client.cookies["ximu_session"].value
    assert copy.get("/workbench/").status_code == 200
    client.post("/accounts/logout/")
    assert copy.get("/workbench/").status_code == 302


def test_a_new_password_ends_the_other_sessions(client: Client, person: Person) -> None:
    sign_in(client, person)
    person.set_password(PASSWORD + "2")
    person.save()
    assert client.get("/workbench/").status_code == 302


def test_someone_who_may_no_longer_sign_in_is_out_at_once(client: Client, person: Person) -> None:
    sign_in(client, person)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/workbench/").status_code == 302
    fresh = Client()
    sign_in(fresh, person)
    assert fresh.get("/workbench/").status_code == 302


def leads_to(location: str) -> str:
    """The site where a browser goes: it leaves out tabs and line ends and takes a backslash for a slash."""
    seen = location.strip().translate({9: None, 10: None, 13: None, 92: "/"})
    return urljoin("https://testserver/accounts/login/", seen).partition("://")[2].partition("/")[0]


@pytest.mark.parametrize("address", ELSEWHERE)
def test_after_signing_in_one_stays_here(person: Person, address: str) -> None:
    given = {"login": person.username, "password": PASSWORD}
    by_form = Client().post("/accounts/login/", given | {"next": address})
    by_address = Client().post(f"/accounts/login/?{urlencode({'next': address})}", given)
    for response in (by_form, by_address):
        assert response.status_code == 302
        assert leads_to(response["Location"]) == "testserver"
    signed = Client()
    signed.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    again = signed.get("/accounts/login/", {"next": address})
    assert leads_to(again.headers.get("Location", "/")) == "testserver"


def test_browsers_are_not_misjudged() -> None:
    assert leads_to("/\\evil.example") == leads_to("\t//evil.example") == leads_to("//evil.example") == "evil.example"


def test_a_vote_leads_back_to_the_workbench_only() -> None:
    from ximu.track import actions

    of = office("votes", "临江市")
    item = make_item(of, "livelihood_projects", "新建社区食堂6处")
    for move in item.book.moves_from(item.state):
        if move.to == "candidate":
            actions.act(of[1]["inspector"], item, move.id)
    actions.publish(of[1]["head"], item)
    client = as_person(of[1]["deputy"])
    for address in ELSEWHERE:
        response = client.post(f"/workbench/items/{item.pk}/votes/selection/", {"choice": "for", "next": address})
        assert response["Location"] == f"/workbench/items/{item.pk}/"


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "localhost:80@evil.example", "local host", ""]
)
def test_a_host_of_someone_else_is_refused(settings: Settings, host: str) -> None:
    settings.ALLOWED_HOSTS = ["localhost"]
    for address in ("/", "/accounts/login/", "/feed.atom", "/sitemap.xml"):
        response = Client(HTTP_HOST=host).get(address)
        assert response.status_code == 400 or (not host and response.status_code == 200)
        assert "evil.example" not in response.content.decode()


def test_a_host_in_another_header_counts_for_nothing(client: Client) -> None:
    response = client.get("/feed.atom", HTTP_X_FORWARDED_HOST="evil.example", HTTP_X_ORIGINAL_URL="/workbench/")
    assert "evil.example" not in response.content.decode()


def test_a_form_from_elsewhere_is_refused(person: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    assert sign_in(client, person).status_code == 403
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    for address in ("/workbench/notices/read/", "/workbench/people/", "/workbench/import/", "/accounts/logout/"):
        assert client.post(address, {}).status_code == 403


def test_guessing_a_password_ends_after_five(person: Person) -> None:
    client = Client()
    for _ in range(5):
        client.post("/accounts/login/", {"login": person.username, "password": "nope"})
    assert "_auth_user_id" not in client.session
    sign_in(client, person)
    assert "_auth_user_id" not in client.session


def test_whether_a_name_is_known_is_not_told(client: Client, person: Person) -> None:
    known = client.post("/accounts/login/", {"login": person.username, "password": "nope"}).content.decode()
    unknown = client.post("/accounts/login/", {"login": "nobody", "password": "nope"}).content.decode()

    def plain(page: str) -> str:
        return re.sub(r'value="[^"]*"', "", page)

    assert plain(known) == plain(unknown)
