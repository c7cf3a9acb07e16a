"""The public pages of cases: what can be sent, what is refused, what is shown, and what nobody is ever shown."""

from __future__ import annotations

from typing import Any

import pytest
from bench_people import Office
from case_office import SECRET, came_in, closed, dispatched, hotline
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from ximu.site.cases.intake import TRAP
from ximu.site.cases.visitor import address_of
from ximu.track import actions
from ximu.track.cases.actions import join_duplicate
from ximu.track.cases.codes import shown_code
from ximu.track.cases.models import Case

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
WORDS = "滨河路路灯不亮，夜里很黑。"


@pytest.fixture(autouse=True)
def _files(tmp_path: Any, settings: Settings) -> None:
    settings.TRACK_FILES = tmp_path / "evidence"


@pytest.fixture
def here() -> Office:
    return hotline()


def send(client: Client, **more: Any) -> Any:
    data = {"government": "here", "words_zh": WORDS, "phone": SECRET.phone, "name_zh": SECRET.name_zh, **more}
    return client.post("/cases/new/", data)


def test_without_a_clerk_nobody_asks_for_anything(client: Client) -> None:
    assert client.get("/cases/new/").status_code == 404


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_matter_is_sent_and_followed(client: Client, here: Office, language: str) -> None:
    assert client.get(f"/cases/new/?lang={language}").status_code == 200
    photo = SimpleUploadedFile("灯.png", PNG)
    answer = send(client, category="street_light", place_zh="滨河路", photos=[photo], public_wanted="on")
    case = Case.objects.get()
    assert answer["Location"] == f"/cases/follow/{shown_code(case.code)}/?sent=1"
    assert (case.channel, case.public_wanted, case.requester.phone) == ("web", True, SECRET.phone)
    assert case.item.evidence.count() == 1
    page = client.get(answer["Location"])
    text = page.content.decode()
    assert shown_code(case.code) in text
    assert WORDS in text
    assert SECRET.phone not in text
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"words_zh": ""}, 422),
        ({"words_zh": "长" * 5001}, 422),
        ({"government": "nowhere"}, 422),
        ({"phone": "call me"}, 422),
        ({"email": "nobody"}, 422),
        ({"category": "moon"}, 422),
        ({"words_zh": "灯\0不亮"}, 400),
        ({"photos": [SimpleUploadedFile("灯.png", b"MZ")]}, 422),
        ({"photos": [SimpleUploadedFile(f"{n}.png", PNG) for n in range(4)]}, 422),
        ({"photos": [SimpleUploadedFile("灯.png", PNG + b"\0" * (5 * 1024 * 1024))]}, 422),
        ({TRAP: "http://spam.example"}, 302),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_is_not_kept(client: Client, here: Office, given: dict[str, Any], status: int) -> None:
    assert send(client, **given).status_code == status
    assert not Case.objects.exists()


def test_a_form_of_another_site_is_refused(here: Office) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert send(strict).status_code == 403
    assert not Case.objects.exists()


def test_a_flood_is_refused_in_words(client: Client, here: Office, settings: Settings) -> None:
    settings.INTAKE_PER_HOUR = 2
    assert [send(client).status_code for _ in range(3)] == [302, 302, 429]
    assert Case.objects.count() == 2


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [(0, "198.51.100.7", "127.0.0.1"), (1, "198.51.100.7", "198.51.100.7"), (1, "203.0.113.1, 198.51.100.7", "198.51.100.7"),
     (2, "203.0.113.1, 198.51.100.7", "203.0.113.1"), (2, "198.51.100.7", "127.0.0.1"), (1, "", "127.0.0.1")],
)  # fmt: skip
def test_what_a_visitor_writes_is_not_believed(
    rf: Any, settings: Settings, proxies: int, forwarded: str, address: str
) -> None:
    settings.PROXIES = proxies
    assert address_of(rf.get("/", headers={"X-Forwarded-For": forwarded})) == address


def test_a_code_is_asked_for_and_guessing_is_stopped(client: Client, here: Office, settings: Settings) -> None:
    case = came_in(here)
    typed = client.post("/cases/follow/", {"code": f" {shown_code(case.code).upper()} "})
    assert typed["Location"] == f"/cases/follow/{shown_code(case.code)}/"
    assert client.post("/cases/follow/", {"code": "aaaa-bbbb-cccc"}).status_code == 404
    assert client.get("/cases/follow/aaaa-bbbb-cccc/").status_code == 404
    assert client.get(f"/cases/follow/{case.pk}/").status_code == 404
    settings.INTAKE_PER_HOUR = 0
    assert client.post("/cases/follow/", {"code": case.code}).status_code == 429


def follow(client: Client, case: Case, language: str = "zh") -> str:
    return client.get(f"/cases/follow/{shown_code(case.code)}/?lang={language}").content.decode()


def test_the_answer_is_read_when_it_was_checked(client: Client, here: Office) -> None:
    case, people = dispatched(here), here[1]
    actions.act(people["reporter"], case.item, "accept")
    actions.act(people["reporter"], case.item, "report", reply="灯已修好")
    assert "灯已修好" not in follow(client, case), "nobody has checked it"
    actions.act(people["clerk"], case.item, "close")
    text = follow(client, case)
    assert "灯已修好" in text
    assert people["reporter"].name_zh not in text


def test_why_it_was_not_taken_in(client: Client, here: Office) -> None:
    case = came_in(here)
    actions.act(here[1]["clerk"], case.item, "refuse", reason="属法院管辖")
    assert "属法院管辖" in follow(client, case)


def test_a_duplicate_reads_the_answer_and_nothing_private_of_the_other(client: Client, here: Office) -> None:
    leading, case = dispatched(here, words="我家门口的灯，找钱某"), came_in(here)
    actions.act(here[1]["clerk"], case.item, "take_in", fields={"matter": "求助"})
    join_duplicate(here[1]["clerk"], case, leading)
    text = follow(client, case)
    assert leading.item.number in text
    assert "我家门口" not in text


def test_only_published_cases_are_public(client: Client, here: Office) -> None:
    hidden, shown = dispatched(here), closed(here, words="南门积水")
    actions.publish(here[1]["clerk"], shown.item)
    text = client.get("/cases/").content.decode()
    assert "南门积水" in text
    assert "夜里很黑" not in text
    assert client.get(f"/cases/{hidden.pk}/").status_code == 404
    assert client.post(f"/cases/{hidden.pk}/me-too/").status_code == 404
    page = client.get(f"/cases/{shown.pk}/").content.decode()
    assert "灯已修好" in page
    for secret in (*SECRET, shown_code(shown.code), shown.code):
        assert secret not in page + text
    data = client.get(f"/cases/{shown.pk}.json").json()
    assert (data["line"]["title"], data["answer"]) == ("南门积水", "灯已修好")
    assert "words_zh" not in str(data)
    table = client.get("/cases/?format=csv").content.decode("utf-8-sig")
    assert "南门积水" in table
    assert SECRET.phone not in table


@pytest.mark.parametrize("key", [0, 2**31, 2**63, 10**30])
def test_no_such_case(client: Client, here: Office, key: int) -> None:
    assert client.get(f"/cases/{key}/").status_code == 404
    assert client.post(f"/cases/{key}/me-too/").status_code == 404


@pytest.mark.parametrize(
    ("query", "count"), [("q=积水", 1), ("q=没有", 0), ("category=street_light", 2), ("category=road", 0), ("state=closed", 1),
                         ("state=open", 1), ("state=late", 0), ("sort=others", 2), ("sort=due&page=9", 2)],
)  # fmt: skip
def test_the_list_is_narrowed(client: Client, here: Office, query: str, count: int) -> None:
    for case in (dispatched(here), closed(here, words="南门积水")):
        actions.publish(here[1]["clerk"], case.item)
    assert client.get(f"/cases.json?{query}").json()["total"] == count


def test_the_same_with_me_counts_a_browser_once(here: Office, settings: Settings) -> None:
    case = dispatched(here)
    actions.publish(here[1]["clerk"], case.item)
    first, second = Client(), Client()
    for client in (first, first, second):
        assert client.post(f"/cases/{case.pk}/me-too/")["Location"].endswith("said=counted")
    assert case.me_too.count() == 2
    settings.INTAKE_PER_HOUR = 3
    assert Client().post(f"/cases/{case.pk}/me-too/")["Location"].endswith("said=often")
    assert case.me_too.count() == 2


def test_the_number_of_queries_does_not_grow(client: Client, here: Office) -> None:
    def shown() -> int:
        case = closed(here)
        actions.publish(here[1]["clerk"], case.item)
        return case.pk

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    addresses = ("/cases/", f"/cases/{shown()}/")
    before = [queries(address) for address in addresses]
    for _ in range(4):
        shown()
    assert [queries(address) for address in addresses] == before
