"""The clerk's pages over the wire: a call noted, cases put in order, joined, counted, brought in; nobody else gets near."""

from __future__ import annotations

import io
from typing import Any

import pytest
from bench_people import Office, as_person
from case_office import SECRET, came_in, closed, dispatched, hotline
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook
from pytest_django import Settings

from ximu.site.workbench.cases import call_playbooks
from ximu.site.workbench.clerk_queue import waiting_states
from ximu.track import actions
from ximu.track.cases.codes import shown_code
from ximu.track.cases.models import Case
from ximu.track.models import Item, JournalEntry
from ximu.track.rules.playbook_file import shipped_playbooks

pytestmark = pytest.mark.django_db
LAMP = {"words": "滨河路12号门前路灯不亮", "place_zh": "滨河路12号"}


@pytest.fixture(autouse=True)
def _files(tmp_path: Any, settings: Settings) -> None:
    settings.TRACK_FILES = tmp_path / "var" / "evidence"


@pytest.fixture
def here() -> Office:
    return hotline()


@pytest.fixture
def there() -> Office:
    return hotline("there", "望川市")


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_only_a_clerk_has_these_pages(here: Office, language: str) -> None:
    case = dispatched(here)
    addresses = [
        "/workbench/cases/",
        "/workbench/cases/new/",
        "/workbench/cases/import/",
        f"/workbench/cases/{case.pk}/change/",
    ]
    for name, person in here[1].items():
        for address in addresses:
            status = as_person(person).get(f"{address}?lang={language}").status_code
            assert (status == 200) == (name == "clerk"), (name, address, status)


def test_a_call_is_taken_in_and_sent_on(here: Office) -> None:
    clerk = as_person(here[1]["clerk"])
    unit = here[0].units.get(key="water")
    call = {
        "words_zh": "滨河路水管漏水",
        "matter": "求助",
        "unit": unit.pk,
        "phone": SECRET.phone,
        "public_wanted": "yes",
    }
    answer = clerk.post("/workbench/cases/new/", call)
    item = Item.objects.get()
    assert answer["Location"] == f"/workbench/items/{item.pk}/"
    assert (item.state, item.lead_unit, item.case.channel, item.case.public_wanted) == (
        "dispatched",
        unit,
        "phone",
        True,
    )
    for wrong in ({"words_zh": ""}, {"matter": ""}, {"matter": "闲聊"}, {"phone": "call me"}):
        assert clerk.post("/workbench/cases/new/", call | wrong).status_code == 422
    assert Item.objects.count() == 1


def test_a_case_of_another_kind_is_noted_with_what_its_playbook_asks(here: Office) -> None:
    clerk = as_person(here[1]["clerk"])
    page = text_of(clerk.get("/workbench/cases/new/?playbook=petitions&lang=en"))
    assert "letter" in page
    assert 'name="field_signed_by"' not in page
    call = {"words_zh": "反映拆迁补偿没有到账", "name_zh": SECRET.name_zh, "field_form": "来访"}
    answer = clerk.post("/workbench/cases/new/?playbook=petitions", call)
    item = Item.objects.get()
    assert answer["Location"] == f"/workbench/items/{item.pk}/"
    assert (item.book.id, item.state, item.fields, item.case.requester.name_zh) == (
        "petitions", "received", {"form": "来访"}, SECRET.name_zh,
    )  # fmt: skip
    assert clerk.post("/workbench/cases/new/?playbook=petitions", call | {"field_form": "托梦"}).status_code == 422
    assert next(book.id for book in call_playbooks()) == "hotline"
    assert {book.id for book in call_playbooks()} == {
        "hotline", "petitions", "grid_events", "environmental_cases", "enterprise_support",
    }  # fmt: skip


@pytest.mark.parametrize("book", ["enterprise_support", "environmental_cases"])
def test_what_the_clerk_noted_is_sent_to_a_unit(here: Office, book: str) -> None:
    clerk = as_person(here[1]["clerk"])
    place = clerk.post(f"/workbench/cases/new/?playbook={book}", {"words_zh": "夜里有异味"})["Location"]
    item = Item.objects.get()
    sent = {"move": "assign", "assign-version": item.version}
    assert clerk.post(place, sent).status_code == 422, "nobody leads it"
    assert clerk.post(place, sent | {"assign-unit": here[0].units.get(key="water").pk}).status_code == 302
    item.refresh_from_db()
    assert (item.state, str(item.lead_unit)) == ("assigned", "市水务局")


SHOWS = {"clerk": True, "reporter": True, "bureau": True, "inspector": False, "head": False, "admin": False}


@pytest.mark.parametrize("name", SHOWS)
def test_who_asked_is_shown_to_clerk_and_lead_unit_only(here: Office, name: str) -> None:
    case = dispatched(here)
    page = text_of(as_person(here[1][name]).get(f"/workbench/items/{case.item_id}/"))
    for secret in (SECRET.phone, SECRET.email, SECRET.address_zh, case.words_zh):
        assert (secret in page) == SHOWS[name]
    assert (shown_code(case.code) in page) == (name == "clerk")


def test_nobody_of_another_government_sees_anything(here: Office, there: Office) -> None:
    case = dispatched(here)
    for person in there[1].values():
        client = as_person(person)
        assert client.get(f"/workbench/items/{case.item_id}/").status_code == 404
        for what in ("change", "join", "part", "me-too"):
            assert client.post(f"/workbench/cases/{case.pk}/{what}/", {"leading": case.item.number}).status_code == 404


def test_put_in_order_and_published(here: Office, client: Any) -> None:
    case, clerk = dispatched(here), as_person(here[1]["clerk"])
    case.item.refresh_from_db()
    address = f"/workbench/cases/{case.pk}/change/"
    given = {"title_zh": "滨河路路灯", "requirement_zh": "修好路灯", "category": "street_light", "place_zh": "滨河路"}
    assert clerk.post(address, given | {"version": 1}).status_code == 409
    assert clerk.post(address, given | {"title_zh": "", "version": case.item.version}).status_code == 422
    assert clerk.post(address, given | {"version": case.item.version}).status_code == 302
    for wanted, status in (("no", 422), ("yes", 302)):
        case.item.refresh_from_db()
        clerk.post(address, given | {"version": case.item.version, "public_wanted": wanted})
        assert clerk.post(f"/workbench/items/{case.item_id}/published/").status_code == status
    assert "修好路灯" in text_of(client.get(f"/cases/{case.pk}/"))


def test_the_same_matter_is_suggested_and_joined(here: Office) -> None:
    leading, case, clerk = dispatched(here, **LAMP), came_in(here, **LAMP), as_person(here[1]["clerk"])
    actions.act(here[1]["clerk"], case.item, "take_in", fields={"matter": "求助"})
    page = text_of(clerk.get(f"/workbench/items/{case.item_id}/"))
    assert "可能是同一件事" in page
    assert leading.item.number in page
    assert 'id="move-join"' not in page, "joining needs the number of the other"
    join = f"/workbench/cases/{case.pk}/join/"
    assert clerk.post(join, {"leading": "热2001-0001"}).status_code == 422
    assert clerk.post(join, {"leading": leading.item.number}).status_code == 302
    case.refresh_from_db()
    assert case.leading == leading
    assert case.item.number in text_of(clerk.get(f"/workbench/items/{leading.item_id}/"))
    assert clerk.post(f"/workbench/cases/{case.pk}/part/", {"reason": ""}).status_code == 422
    assert clerk.post(f"/workbench/cases/{case.pk}/part/", {"reason": "不是同一盏"}).status_code == 302
    case.refresh_from_db()
    assert case.leading is None


def test_a_caller_is_counted_once(here: Office) -> None:
    case, clerk = dispatched(here), as_person(here[1]["clerk"])
    for number in ("138 0000 2222", "13800002222", "13800003333"):
        assert clerk.post(f"/workbench/cases/{case.pk}/me-too/", {"phone": number}).status_code == 302
    assert clerk.post(f"/workbench/cases/{case.pk}/me-too/", {"phone": "?"}).status_code == 422
    assert case.me_too.count() == 2


def test_what_waits(here: Office) -> None:
    came_in(here, words="甲事")
    closed(here, words="乙事")
    unhappy = closed(here, words="丙事")
    actions.act(here[1]["clerk"], unhappy.item, "call_back", fields={"satisfaction": "不满意"})
    page = text_of(as_person(here[1]["clerk"]).get("/workbench/cases/"))
    parts = parts_of(page)
    assert "甲事" in parts["hotline-received"]
    assert "乙事" in parts["to_call"]
    assert "丙事" in parts["unhappy"]
    assert "丙事" not in parts["to_call"]


def parts_of(page: str) -> dict[str, str]:
    """The parts of the clerk's desk by the key of their heading."""
    return {one.split('"', 1)[0]: one.split("</section>")[0] for one in page.split('id="part-')[1:]}


def test_every_playbook_of_cases_waits_on_the_same_desk(here: Office) -> None:
    clerk = as_person(here[1]["clerk"])
    assert "现在没有等着处理的" in text_of(clerk.get("/workbench/cases/"))
    for book in ("grid_events", "environmental_cases", "petitions", "enterprise_support"):
        came_in(here, words=f"{book}的事", playbook=book, category="")
    came_in(here, words="热线的事")
    parts = parts_of(text_of(clerk.get("/workbench/cases/")))
    assert list(parts) == [
        "enterprise_support-collected", "environmental_cases-received", "grid_events-reported", "hotline-received",
        "petitions-received",
    ]  # fmt: skip
    for key, part in parts.items():
        assert f"{key.partition('-')[0].replace('hotline', '热线')}的事" in part
        assert part.count("的事") == 1, key
    assert "You can:" in text_of(clerk.get("/workbench/cases/?lang=en"))


WAITING = {
    "approval_parts": (), "approvals": (), "correction_requests": (), "cppcc_proposals": (), "deputy_suggestions": (),
    "enterprise_support": ("collected", "answered"), "environmental_cases": ("received",),
    "grid_events": ("reported", "registered", "handled"), "hotline": ("received", "registered", "replied"),
    "penalty_oversight": (), "petitions": ("received", "signed", "answered"),
}  # fmt: skip


def test_which_states_wait_for_a_clerk() -> None:
    found = {
        key: tuple(state for state, _ in waiting_states(book))
        for key, book in shipped_playbooks().items()
        if book.kind == "case"
    }
    assert found == WAITING


def test_titles_and_answers_stay_out_of_the_journal(here: Office) -> None:
    case = closed(here, reply="钱某您好，灯已修好")
    actions.act(here[1]["clerk"], case.item, "call_back", fields={"satisfaction": "满意"}, reply="钱某说很好")
    text = " ".join(one.content for one in JournalEntry.objects.all())
    assert "钱某" not in text
    assert "滨河路" not in text


def table(*rows: tuple[Any, ...]) -> SimpleUploadedFile:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("工单编号", "诉求内容", "联系电话"), *rows):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("办件.xlsx", out.getvalue())


def test_a_table_is_shown_before_it_is_kept(here: Office) -> None:
    clerk, address = as_person(here[1]["clerk"]), "/workbench/cases/import/"
    assert clerk.post(address, {}).status_code == 422
    wrong = clerk.post(address, {"files": [table(("A1", "灯不亮", ""), ("A2", "", ""), ("A3", "积水", "没有"))]})
    assert wrong.status_code == 422
    assert "没有填" in text_of(wrong)
    assert "不是电话号码" in text_of(wrong)
    digest = wrong.context["digest"]
    assert not Case.objects.exists()
    assert clerk.post(address, {"stage": "save", "digest": "x"}).status_code == 422
    assert clerk.post(address, {"stage": "save", "digest": digest}).status_code == 422
    assert not Case.objects.exists()
    assert clerk.post(address, {"stage": "save", "digest": digest, "only_right": "yes"}).status_code == 302
    assert [one.outside_id for one in Case.objects.all()] == ["A1"]
    again = clerk.post(address, {"files": [table(("A1", "灯不亮", ""))]})
    assert "新 0 件，已有 1 件" in text_of(again)


def test_messages_are_brought_in(here: Office) -> None:
    clerk, address = as_person(here[1]["clerk"]), "/workbench/cases/import/"
    mail = b"From: q@mail.example\r\nMessage-ID: <1@mail.example>\r\nSubject: lamp\r\n\r\nThe lamp is out.\r\n"
    seen = clerk.post(address, {"files": [SimpleUploadedFile("a.eml", mail)]})
    clerk.post(address, {"stage": "save", "digest": seen.context["digest"]})
    assert Case.objects.get().words_zh == "The lamp is out."
    mixed = clerk.post(address, {"files": [SimpleUploadedFile("a.eml", mail), table(("A1", "灯", ""))]})
    assert "一次只导入一个表" in text_of(mixed)


def test_the_number_of_queries_of_the_desk_does_not_grow(here: Office) -> None:
    clerk = as_person(here[1]["clerk"])

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            clerk.get("/workbench/cases/")
        return len(seen)

    for step in (came_in, dispatched, closed):
        step(here)
    before = queries()
    for step in (came_in, dispatched, closed) * 3:
        step(here)
    assert queries() == before
