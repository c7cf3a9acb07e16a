"""The workbench over the wire: who sees what, what a form may do, and that nothing leaks to others."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from ximu.site.workbench.demonstration import PASSWORD, PEOPLE
from ximu.track import actions
from ximu.track.editions import playbooks
from ximu.track.models import Government, Item, JournalEntry, Notice, Person, Post, PostHolder, Unit

pytestmark = pytest.mark.django_db
PAGES = ("/workbench/", "/workbench/items/", "/workbench/standing/", "/workbench/breakdown/", "/workbench/journal/")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@cache
def hashed() -> str:
    """The hash of the one password; making it is slow on purpose."""
    return make_password(PASSWORD)


def office(key: str, place: str) -> tuple[Government, dict[str, Person]]:
    """A government with an inspection office and one bureau, and a person for each role."""
    government = Government.objects.create(key=key, name_zh=f"{place}人民政府")
    inspection = Unit.objects.create(government=government, key="inspection", name_zh="督查室")
    bureau = Unit.objects.create(government=government, key="water", name_zh="市水务局", short_zh="水务局")
    people = {}
    for one in PEOPLE:
        unit = bureau if one.role in ("reporter", "unit_head") else inspection
        person = Person.objects.create(username=f"{key}-{one.username}", password=hashed(), name_zh=one.name_zh)
        post = Post.objects.create(unit=unit, title_zh=one.title_zh, role=one.role)
        PostHolder.objects.create(post=post, person=person, since=timezone.localdate() - timedelta(days=30))
        people[one.username] = person
    return government, people


@pytest.fixture
def here() -> tuple[Government, dict[str, Person]]:
    return office("here", "临江市")


@pytest.fixture
def there() -> tuple[Government, dict[str, Person]]:
    return office("there", "望川市")


@pytest.fixture
def item(here: tuple[Government, dict[str, Person]]) -> Item:
    """A key task that the water bureau leads, still a draft."""
    government, people = here
    content = actions.ItemContent(
        title_zh="整治黑臭水体12条", lead_unit=government.units.get(key="water"),
        due_on=timezone.localdate() + timedelta(days=40),
    )  # fmt: skip
    return actions.create_item(people["inspector"], government, playbooks()["key_tasks"], content)


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def at(item: Item) -> str:
    return f"/workbench/items/{item.pk}/"


def move(client: Client, item: Item, name: str, **fields: Any) -> Any:
    item.refresh_from_db()
    data = {"move": name, f"{name}-version": item.version} | {f"{name}-{key}": value for key, value in fields.items()}
    return client.post(at(item), data)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_asks_who_is_there(client: Client, address: str) -> None:
    response = client.get(address)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=")


def test_nobody_signs_up(client: Client) -> None:
    assert "login" in client.get("/accounts/login/").content.decode()
    client.post(
        "/accounts/signup/", {"username": "mallory", "password1": "a-long-password-9", "password2": "a-long-password-9"}
    )
    assert not Person.objects.filter(username="mallory").exists()


def test_wrong_passwords_lock_the_name_for_a_while(client: Client, here: Any) -> None:
    data = {"login": "here-inspector", "password": "wrong"}
    for _ in range(5):
        client.post("/accounts/login/", data)
    right = client.post("/accounts/login/", data | {"password": PASSWORD})
    assert right.status_code == 429 or "半小时" in right.content.decode()
    assert client.get("/workbench/").status_code == 302


def test_passwords_are_hashed_with_argon2(here: Any) -> None:
    assert Person.objects.get(username="here-head").password.startswith("argon2")


def test_pages_of_one_person_are_kept_by_no_cache(here: Any) -> None:
    response = as_person(here[1]["inspector"]).get("/workbench/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "public" not in response["Cache-Control"]


@pytest.mark.parametrize("role", [one.username for one in PEOPLE])
def test_what_other_governments_draw_up_is_not_there(item: Item, there: Any, role: str) -> None:
    client = as_person(there[1][role])
    assert client.get(at(item)).status_code == 404
    assert item.title_zh not in client.get("/workbench/items/").content.decode()
    assert item.title_zh not in client.get("/workbench/items/?q=黑臭").content.decode()
    for address in ("evidence/", "progress/", "published/"):
        assert client.post(at(item) + address, {"version": 1}).status_code == 404
    assert client.get(at(item) + "edit/").status_code == 404
    assert item.number not in client.get("/workbench/standing/?government=here").content.decode()


@pytest.mark.parametrize(("role", "status"), [("inspector", 200), ("head", 200), ("admin", 200), ("reporter", 404), ("bureau", 404), ("deputy", 404)])  # fmt: skip
def test_a_draft_is_the_inspection_offices_own(here: Any, item: Item, role: str, status: int) -> None:
    assert as_person(here[1][role]).get(at(item)).status_code == status


@pytest.mark.parametrize(
    ("role", "status"),
    [("inspector", 403), ("head", 200), ("admin", 200), ("reporter", 403), ("bureau", 403), ("deputy", 403)],
)
def test_the_journal_is_for_a_few(here: Any, item: Item, role: str, status: int) -> None:
    assert as_person(here[1][role]).get("/workbench/journal/").status_code == status


@pytest.mark.parametrize(("language", "deeds"), [("zh", ["交办", "新建事项"]), ("en", ["Assign", "Item made"])])
def test_the_journal_says_what_was_done_in_words(here: Any, item: Item, language: str, deeds: list[str]) -> None:
    actions.act(here[1]["inspector"], item, "assign")
    entries = as_person(here[1]["head"]).get("/workbench/journal/", {"lang": language}).context["entries"]
    assert [deed for _, deed in entries] == deeds


def test_the_life_of_a_key_task(here: Any, item: Item) -> None:
    people = {name: as_person(person) for name, person in here[1].items()}
    assert move(people["inspector"], item, "assign").status_code == 302
    assert Notice.objects.filter(person=here[1]["bureau"], read_at=None).exists()
    assert move(people["bureau"], item, "accept", reply="收到").status_code == 302
    unfinished = move(people["reporter"], item, "report_done", reply="十二条全部整治完")
    assert unfinished.status_code == 422  # it asks for evidence
    assert "report_done-reply" in unfinished.content.decode()
    photo = SimpleUploadedFile("完工.png", b"\x89PNG\r\n\x1a\n" + b"0" * 64)
    done = move(people["reporter"], item, "report_done", reply="全部整治完", evidence_kind="照片", evidence_file=photo)
    assert done.status_code == 302
    piece = item.evidence.get()
    own = move(people["reporter"], item, "verify_done", reply="属实")
    assert own.status_code == 422  # not theirs to make
    sent = people["inspector"].get(f"{at(item)}evidence/{piece.pk}/")
    assert sent["Content-Disposition"].startswith("attachment")
    assert people["inspector"].post(f"{at(item)}verify/evidence/{piece.pk}/", {"verdict": "holds"}).status_code == 302
    assert move(people["inspector"], item, "return", reason="差一条的照片").status_code == 302
    again = SimpleUploadedFile("补.png", b"\x89PNG\r\n\x1a\n" + b"1" * 64)
    move(people["reporter"], item, "report_done", reply="已补", evidence_kind="照片", evidence_file=again)
    assert move(people["inspector"], item, "verify_done", reply="现场看过").status_code == 302
    item.refresh_from_db()
    assert (item.state, item.phase, item.late) == ("completed", "closed", False)
    told = list(JournalEntry.objects.filter(item=item.number).order_by("number").values_list("action", flat=True))
    assert told[0] == "create"
    assert len(told) >= 7
    page = people["head"].get(at(item)).content.decode()
    assert "差一条的照片" in page


def test_two_people_at_once_the_second_is_told(here: Any, item: Item) -> None:
    inspector, head = as_person(here[1]["inspector"]), as_person(here[1]["head"])
    seen = item.version
    assert inspector.post(at(item), {"move": "assign", "assign-version": seen}).status_code == 302
    late = head.post(at(item), {"move": "ask_report", "ask_report-version": seen})
    assert late.status_code == 409
    assert "看过最新内容" in late.content.decode()


def test_a_refused_file_changes_nothing(here: Any, item: Item) -> None:
    client = as_person(here[1]["inspector"])
    program = SimpleUploadedFile("a.pdf", b"MZ\x90\0 not a pdf")
    data = {"evidence-version": item.version, "evidence-evidence_kind": "合同", "evidence-evidence_file": program}
    refused = client.post(at(item) + "evidence/", data)
    assert refused.status_code == 422
    assert "W015" in refused.content.decode()
    assert item.evidence.count() == 0


def test_publishing_is_for_the_head_and_shows_the_item_to_everyone(here: Any, there: Any, item: Item) -> None:
    inspector, head = as_person(here[1]["inspector"]), as_person(here[1]["head"])
    assert head.post(at(item) + "published/", {"version": item.version}).status_code == 422  # still a draft
    assert move(inspector, item, "assign").status_code == 302
    item.refresh_from_db()
    assert inspector.post(at(item) + "published/", {"version": item.version}).status_code == 403
    assert head.post(at(item) + "published/", {"version": item.version}).status_code == 302
    assert as_person(there[1]["deputy"]).get(at(item)).status_code == 200
    item.refresh_from_db()
    without = head.post(at(item) + "published/", {"version": item.version})
    assert without.status_code == 422  # withdrawing needs a reason
    assert head.post(at(item) + "published/", {"version": item.version, "reason": "写错了"}).status_code == 302
    assert as_person(there[1]["deputy"]).get(at(item)).status_code == 404


def test_a_form_from_another_place_is_refused(here: Any, item: Item) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(here[1]["inspector"], backend=BACKEND)
    assert client.post(at(item), {"move": "assign", "assign-version": item.version}).status_code == 403
    item.refresh_from_db()
    assert item.state == "drafted"


def test_what_people_write_is_never_markup(here: Any, item: Item) -> None:
    evil = "<script>alert(1)</script>"
    actions.edit_item(here[1]["inspector"], item, actions.ItemContent(title_zh=evil, requirement_zh=evil))
    page = as_person(here[1]["inspector"]).get(at(item)).content.decode()
    assert evil not in page
    assert "&lt;script&gt;" in page


def test_a_promise_shows_its_work_when_it_is_published_and_only_then(client: Client, report: str, here: Any) -> None:
    from ximu.store import models

    promise = models.Promise.objects.filter(report__public_id=report, kind="commitment").first()
    assert promise is not None
    content = actions.ItemContent(title_zh="修好九座桥", statements=(promise.public_id,), fields={})
    item = actions.create_item(here[1]["inspector"], here[0], playbooks()["key_tasks"], content)
    address = f"/promises/{promise.public_id}/"
    assert "修好九座桥" not in client.get(address).content.decode()
    assert client.get(address.rstrip("/") + ".json").json()["work"] == []
    actions.act(here[1]["inspector"], item, "assign")
    actions.publish(here[1]["head"], item)
    assert "修好九座桥" in client.get(address).content.decode()
    (shown,) = client.get(address.rstrip("/") + ".json").json()["work"]
    assert (shown["number"], shown["evidence"], shown["late"]) == (item.number, "none", False)
    actions.withdraw(here[1]["head"], item, "写错了")
    assert client.get(address.rstrip("/") + ".json").json()["work"] == []


def reviewing(here: Any, report: str) -> tuple[Client, str]:
    from ximu.store import models

    Government.objects.filter(pk=here[0].pk).update(place_code="990100")
    assert models.Report.objects.get(public_id=report).place.code == "990100"  # type: ignore[union-attr]
    return as_person(here[1]["inspector"]), f"/workbench/review/{report}/"


def test_what_is_unsure_is_looked_at_first(here: Any, report: str) -> None:
    from ximu.store import models, review

    client, address = reviewing(here, report)
    held = models.Report.objects.get(public_id=report)
    order = list(review.queue(held, "here-inspector").values_list("sure", flat=True))
    assert order == sorted(order)
    first = review.queue(held, "here-inspector").first()
    assert first is not None
    assert f'value="{first.pk}"' in client.get(address).content.decode()
    assert client.get("/workbench/review/").status_code == 200
    assert as_person(here[1]["bureau"]).get(address).status_code == 403


def test_confirming_correcting_and_refusing_are_kept_and_survive_a_newer_reading(here: Any, report: str) -> None:
    import json

    from ximu.store import models, review
    from ximu.store.review_models import Review

    client, address = reviewing(here, report)
    held = models.Report.objects.get(public_id=report)
    measures = list(models.Statement.objects.filter(report=held, kind="measure").order_by("start")[:3])
    before = [one.measure.record for one in measures]
    assert client.post(address, {"statement": measures[0].pk, "verdict": "confirmed"}).status_code == 302
    assert client.post(address, {"statement": measures[1].pk, "verdict": "refused"}).status_code == 302
    fields = {
        name: str(value) if value is not None else ""
        for name, value in before[2].items()
        if not isinstance(value, list)
    }
    fields |= {"cumulative": "false", "year": "2029", "indicator": "改正后的名字"}
    corrected = client.post(address, {"statement": measures[2].pk, "verdict": "corrected", **fields})
    assert corrected.status_code == 302, corrected.content.decode()[-1500:]
    wrong = client.post(address, {"statement": measures[2].pk, "verdict": "corrected", **fields, "low": "viel"})
    assert wrong.status_code == 422
    assert [
        one.measure.record for one in models.Statement.objects.filter(pk__in=[m.pk for m in measures]).order_by("start")
    ] == before

    lines = [json.loads(line) for line in b"".join(client.get(address + "gold.jsonl").streaming_content).splitlines()]  # type: ignore[attr-defined]
    assert [line["type"] for line in lines] == ["measure", "other", "measure"]
    assert (lines[2]["indicator"], lines[2]["year"]) == ("改正后的名字", 2029)
    assert Review.objects.get(statement=measures[2].pk).after == {"indicator": "改正后的名字", "year": 2029}

    models.Statement.objects.filter(report=held).delete()  # as a newer reading does before it writes its own
    assert len(list(review.gold(held))) == 3


def test_agreement_is_counted_over_what_two_people_looked_at(here: Any, report: str) -> None:
    from ximu.store import models, review

    held = models.Report.objects.get(public_id=report)
    first, second = models.Statement.objects.filter(report=held, kind="measure").order_by("start")[:2]
    assert review.agreement(held) == (0, 0)
    for name, verdict in (("a", "confirmed"), ("b", "confirmed")):
        review.give(first, name, verdict)
    review.give(second, "a", "confirmed")
    review.give(second, "b", "refused")
    assert review.agreement(held) == (2, 1)
    review.give(second, "b", "confirmed")  # the last look counts
    assert review.agreement(held) == (2, 2)
