"""Ways in: a given password has to be changed first, accounts are closed and opened, a lost second factor is taken off,
a calendar is subscribed to by an address that nobody guesses and that can be revoked."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import icalendar
import pytest
from allauth.mfa.models import Authenticator
from bench_people import Office, as_person, make_item
from django.test import Client
from django.utils import timezone

from ximu.track import actions
from ximu.track.accounts.actions import make_calendar_key, unit_of_key
from ximu.track.accounts.models import CalendarKey, GivenPassword
from ximu.track.actions import appoint
from ximu.track.models import JournalEntry, Person

pytestmark = pytest.mark.django_db
OWN = "wo-zi-ji-de-mima-7"


def page_of(whom: Person) -> str:
    return f"/workbench/people/{whom.pk}/"


def shown_password(answer: Any) -> str:
    found = re.search(r'<code class="secret">(\w+)</code>', answer.content.decode())
    assert found, answer.content.decode()
    return found[1]


def signs_in(whom: Person, password: str) -> Client:
    client = Client()
    client.post("/accounts/login/", {"login": whom.username, "password": password})
    return client


def reset(of: Office, whom: Person) -> str:
    return shown_password(as_person(of[1]["admin"]).post(page_of(whom), {"do": "reset_password"}))


def test_a_given_password_opens_nothing_but_the_page_that_changes_it(here: Office) -> None:
    whom = here[1]["reporter"]
    given = reset(here, whom)
    client = signs_in(whom, given)
    for address in ("/workbench/", "/workbench/items/", "/workbench/items/export.xlsx", "/workbench/calendars/"):
        answer = client.get(address)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/password/change/"), address
    page = client.get("/accounts/password/change/", follow=True)
    assert "管理员给的" in page.content.decode()
    wrong = {"oldpassword": given, "password1": given[:6], "password2": given[:6]}
    assert client.post("/accounts/password/change/", wrong).status_code == 200  # too short
    assert client.get("/workbench/").status_code == 302
    right = {"oldpassword": given, "password1": OWN, "password2": OWN}
    assert client.post("/accounts/password/change/", right)["Location"] == "/workbench/"
    assert client.get("/workbench/").status_code == 200
    assert signs_in(whom, given).get("/workbench/").status_code == 302
    assert signs_in(whom, OWN).get("/workbench/").status_code == 200


def test_the_same_password_again_is_no_change(here: Office) -> None:
    whom = here[1]["reporter"]
    given = reset(here, whom)
    client = signs_in(whom, given)
    client.post("/accounts/password/change/", {"oldpassword": given, "password1": given, "password2": given})
    assert client.get("/workbench/").status_code == 302
    assert GivenPassword.objects.filter(person=whom).exists()


def test_a_reset_signs_everyone_out_and_ends_a_lock_out(here: Office) -> None:
    whom = here[1]["reporter"]
    given = reset(here, whom)
    client = signs_in(whom, given)
    client.post("/accounts/password/change/", {"oldpassword": given, "password1": OWN, "password2": OWN})
    for _ in range(6):
        signs_in(whom, "falsch-falsch")
    assert signs_in(whom, OWN).get("/workbench/").status_code == 302  # locked
    given = reset(here, whom)
    assert client.get("/workbench/")["Location"].startswith("/accounts/login/")
    assert signs_in(whom, given).get("/workbench/")["Location"] == "/accounts/password/change/"


def test_a_closed_account_is_out_at_once_and_its_posts_are_free(here: Office) -> None:
    whom, admin = here[1]["bureau"], as_person(here[1]["admin"])
    client = as_person(whom)
    secret = make_calendar_key(whom, here[0].units.get(key="water"))
    assert client.get("/workbench/").status_code == 200
    assert admin.post(page_of(whom), {"do": "deactivate"}).status_code == 302
    assert client.get("/workbench/").status_code == 302
    assert [one.until for one in whom.posts_held.all()] == [timezone.localdate()]
    assert unit_of_key(secret) is None
    assert "已停用" in admin.get(page_of(whom)).content.decode()
    assert whom.name_zh in admin.get("/workbench/people/").content.decode()
    assert admin.post(page_of(whom), {"do": "reset_password"}).status_code == 422
    given = shown_password(admin.post(page_of(whom), {"do": "activate"}))
    assert signs_in(whom, given).get("/workbench/")["Location"] == "/accounts/password/change/"
    told = list(JournalEntry.objects.filter(action__endswith="_person").values_list("action", flat=True))
    assert told == ["deactivate_person", "activate_person"]
    assert given not in "".join(JournalEntry.objects.values_list("content", flat=True))


def test_a_lost_second_factor_is_taken_off(here: Office) -> None:
    whom, admin = here[1]["head"], as_person(here[1]["admin"])
    assert "取消两步验证</button>" not in admin.get(page_of(whom)).content.decode()
    Authenticator.objects.create(user=whom, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert "取消两步验证</button>" in admin.get(page_of(whom)).content.decode()
    assert admin.post(page_of(whom), {"do": "reset_second_factor"}).status_code == 302
    assert not Authenticator.objects.filter(user=whom).exists()
    assert admin.post(page_of(whom), {"do": "reset_second_factor"}).status_code == 422


DEEDS = ("reset_password", "reset_second_factor", "deactivate", "activate")


@pytest.mark.parametrize("do", DEEDS)
@pytest.mark.parametrize("role", ["inspector", "head", "reporter", "bureau", "deputy"])
def test_only_the_administrator_does_this(here: Office, role: str, do: str) -> None:
    before = Person.objects.get(pk=here[1]["deputy"].pk).password
    assert as_person(here[1][role]).post(page_of(here[1]["deputy"]), {"do": do}).status_code == 403
    after = Person.objects.get(pk=here[1]["deputy"].pk)
    assert (after.password, after.is_active) == (before, True)


@pytest.mark.parametrize("do", DEEDS)
def test_nobody_does_this_to_people_of_another_government(here: Office, there: Office, do: str) -> None:
    assert as_person(there[1]["admin"]).post(page_of(here[1]["head"]), {"do": do}).status_code == 404
    # Who serves both belongs to both administrators, and none of them decides alone.
    post = there[0].units.get(key="water").posts.create(title_zh="联络员", role="reporter")
    appoint(there[1]["admin"], post, here[1]["head"], since=date(2026, 1, 1))
    Authenticator.objects.create(user=here[1]["head"], type=Authenticator.Type.TOTP, data={"secret": "x"})
    for admin in (here[1]["admin"], there[1]["admin"]):
        answer = as_person(admin).post(page_of(here[1]["head"]), {"do": do})
        assert (answer.status_code, "还在" in answer.content.decode()) == (422, True)
    assert Person.objects.get(pk=here[1]["head"].pk).is_active


def test_an_administrator_does_not_close_themselves_out(here: Office) -> None:
    assert as_person(here[1]["admin"]).post(page_of(here[1]["admin"]), {"do": "deactivate"}).status_code == 422
    assert Person.objects.get(pk=here[1]["admin"].pk).is_active


def address_of(answer: Any) -> str:
    found = re.search(r"http://testserver(/calendars/[\w-]{43}\.ics)", answer.content.decode())
    assert found
    return found[1]


def test_a_calendar_is_subscribed_to_without_signing_in_until_the_address_is_revoked(here: Office) -> None:
    due = timezone.localdate() + timedelta(days=20)
    item = make_item(here, due_on=due)
    make_item(here, title="还在起草的事", due_on=due)
    actions.act(here[1]["inspector"], item, "assign")
    bureau, unit = as_person(here[1]["bureau"]), here[0].units.get(key="water")
    address = address_of(bureau.post("/workbench/calendars/", {"unit": unit.pk}))
    assert address not in bureau.get("/workbench/calendars/").content.decode()
    anyone = Client()
    answer = anyone.get(address)
    events = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert due in {event.decoded("dtstart") for event in events}
    assert all("黑臭水体" in str(event["summary"]) for event in events)
    assert "起草" not in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    kept = CalendarKey.objects.get()
    assert kept.used_on == timezone.localdate()
    assert kept.sha256 not in address
    assert bureau.post("/workbench/calendars/", {"revoke": kept.pk}).status_code == 302
    assert anyone.get(address).status_code == 404
    assert bureau.post("/workbench/calendars/", {"revoke": kept.pk}).status_code == 422
    told = list(JournalEntry.objects.filter(action__endswith="calendar_key").values_list("action", flat=True))
    assert told == ["make_calendar_key", "revoke_calendar_key"]


@pytest.mark.parametrize("secret", ["x", "0" * 43, "%00", "..%2f..", "ü" * 43])
def test_an_address_that_was_guessed_opens_nothing(here: Office, secret: str) -> None:
    make_calendar_key(here[1]["bureau"], here[0].units.get(key="water"))
    assert Client().get(f"/calendars/{secret}.ics").status_code in (400, 404)


def test_units_make_addresses_of_their_own_calendar_only(here: Office, there: Office) -> None:
    unit, office_unit = here[0].units.get(key="water"), here[0].units.get(key="inspection")
    assert as_person(there[1]["inspector"]).post("/workbench/calendars/", {"unit": unit.pk}).status_code == 404
    assert as_person(here[1]["bureau"]).post("/workbench/calendars/", {"unit": office_unit.pk}).status_code == 404
    assert as_person(here[1]["deputy"]).get("/workbench/calendars/").status_code == 403
    make_calendar_key(here[1]["bureau"], unit)
    key = CalendarKey.objects.get()
    assert as_person(there[1]["inspector"]).post("/workbench/calendars/", {"revoke": key.pk}).status_code == 404
    assert CalendarKey.objects.get().revoked_at is None
    assert as_person(here[1]["inspector"]).post("/workbench/calendars/", {"unit": unit.pk}).status_code == 200
