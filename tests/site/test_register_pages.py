"""Public pages of registers: their twins and tables, what is not shown, how many queries they take, requests for correction."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from bench_people import demonstrated
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from ximu.site.registers.draws import published_file
from ximu.track import actions
from ximu.track.editions import playbooks
from ximu.track.models import Government, Item, Person, Unit
from ximu.track.registers import actions as registers
from ximu.track.registers.models import Draw, Evaluation, ListVersion, Lot, LotStep, River
from ximu.track.rules.check_codes import shown_code
from ximu.track.rules.drawing import differences, read_draw

pytestmark = pytest.mark.django_db
LISTS = ("/registers/rivers/", "/registers/draws/", "/registers/evaluations/", "/registers/major_decisions/",
         "/registers/enforcement_decisions/", "/registers/government_credit/", "/registers/river_problems/",
         "/registers/congress_ballots/", "/registers/correction_requests/")  # fmt: skip
PAGES = (
    *LISTS, "/registers/", "/registers/lists/linjiang/powers/", "/registers/lists/linjiang/powers/changes/",
    "/registers/rivers/linjiang/qingxi/",
)  # fmt: skip


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The fictional office with an example of every register, made once: each test goes back to it."""
    with demonstrated(django_db_blocker):
        yield


@pytest.fixture
def office(filled: None, db: None) -> Government:
    """Its government."""
    return Government.objects.get()


def person(username: str) -> Person:
    return Person.objects.get(username=username)


def entry(register: str, place: int = 0) -> str:
    """The address of a published entry."""
    item = Item.objects.filter(edition__playbook=register, published_at__isnull=False).order_by("pk")[place]
    return f"/registers/{register}/{item.government.key}/{item.number}/"


def text_of(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def test_every_page_with_its_twin(client: Client, office: Government) -> None:
    addresses = [*PAGES, *(f"/registers/draws/{one.pk}/" for one in Draw.objects.all())]
    addresses += [
        f"/trace/{shown_code(Lot.objects.get().code)}/",
        "/trace/",
        entry("major_decisions"),
        entry("congress_ballots"),
    ]
    for address in addresses:
        for language in ("zh", "en"):
            page = text_of(client, f"{address}?lang={language}")
            assert "KeyError" not in page
            assert "{%" not in page
        twin = json.loads(text_of(client, address.rstrip("/") + ".json"))
        assert isinstance(twin, dict)
        assert twin


@pytest.mark.parametrize("address", [*LISTS, "/registers/lists/linjiang/powers/"])
def test_lists_as_tables(client: Client, office: Government, address: str) -> None:
    twin = json.loads(text_of(client, address.rstrip("/") + ".json"))
    records = next(value for value in twin.values() if isinstance(value, list))
    rows = list(csv.DictReader(io.StringIO(text_of(client, f"{address}?format=csv").lstrip("\ufeff"))))
    assert len(rows) == len(records)
    if records:
        assert set(rows[0]) == set(records[0])


def queries(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        text_of(client, address)
    return len(caught)


@pytest.mark.slow
def test_the_number_of_queries_is_fixed(client: Client, office: Government) -> None:
    before = {address: queries(client, address) for address in (*PAGES, entry("river_problems"))}
    head, inspector, water = person("head"), person("inspector"), Unit.objects.get(key="water")
    from ximu.site.workbench.register_examples import Office, _credit, _decision, _enforcement, _evaluation

    again = Office(
        office, {one.key: one for one in Unit.objects.all()}, {one.username: one for one in Person.objects.all()}
    )
    for make in (_credit, _decision, _enforcement, _evaluation):
        make(again)
    for number in range(3):
        river = registers.add_river(inspector, water, registers.NewRiver(key=f"r{number}", name_zh=f"支流{number}"))
        registers.publish_river(head, river)
        chief = registers.appoint_chief(inspector, river, "镇级河长", "某", since=timezone.localdate())
        problem = registers.NewProblem(title_zh="又见渣土")
        registers.add_patrol(inspector, chief, on=timezone.localdate(), found_zh="见", problem=problem)
    main = River.objects.get(key="qingxi")
    for number in range(4):
        registers.add_patrol(
            inspector, main.chiefs.get(until=None), on=timezone.localdate(), found_zh="见",
            problem=registers.NewProblem(title_zh=f"渣土{number}"),
        )  # fmt: skip
    after = {address: queries(client, address) for address in before}
    assert after == before
    assert max(before.values()) <= 16


def test_what_is_not_published_is_not_there(client: Client, office: Government) -> None:
    inspector, water = person("inspector"), Unit.objects.get(key="water")
    registers.add_river(inspector, water, registers.NewRiver(key="secret", name_zh="暗河"))
    rows = [{"code": "Z9", "name_zh": "未公布的一项"}]
    registers.make_version(inspector, office, "powers", rows, in_force_on=timezone.localdate())
    hidden = registers.add_entry(
        inspector,
        office,
        playbooks()["government_credit"],
        actions.ItemContent(title_zh="未核实的失信", lead_unit=water),
    )
    Evaluation.objects.update(published_at=None)
    for address in PAGES:
        assert not any(
            word in text_of(client, address) for word in ("暗河", "未公布的一项", "未核实的失信", "小学入学办理")
        )
    assert client.get("/registers/rivers/linjiang/secret/").status_code == 404
    assert client.get(f"/registers/government_credit/linjiang/{hidden.number}/").status_code == 404
    assert client.get("/registers/lists/linjiang/powers/?version=3").content.decode().count("未公布") == 0


def test_a_list_through_time(client: Client, office: Government) -> None:
    address = "/registers/lists/linjiang/powers/"
    first, second = ListVersion.objects.filter(kind="powers").order_by("number")
    assert "占用不超过两个月" in text_of(client, address)
    assert "占用不超过三个月" in text_of(client, f"{address}?on={first.in_force_on}")
    assert "占用不超过三个月" in text_of(client, f"{address}?on={second.in_force_on - timedelta(days=1)}")
    assert "占用不超过两个月" in text_of(client, f"{address}?on={second.in_force_on}")
    assert "这一天还没有施行的版本" in text_of(client, f"{address}?on={first.in_force_on - timedelta(days=1)}")
    twin = json.loads(text_of(client, f"{address}changes.json?from=1&to=2"))
    assert (twin["added"], twin["removed"], twin["changed"]) == (1, 1, 1)
    back = json.loads(text_of(client, f"{address}changes.json?from=2&to=1"))
    assert [one["change"] for one in back["differences"]] == ["added", "changed", "removed"]
    for odd in ("?on=tomorrow", "?version=99", "?version=x", "?q=校车"):
        text_of(client, address + odd)


def test_a_draw_keeps_its_secret_until_the_day(client: Client, office: Government) -> None:
    draw = Draw.objects.get(drawn_at=None)
    head = person("head")
    listed = f"/registers/draws/{draw.pk}"
    forms = (f"{listed}/", f"{listed}.json", f"{listed}/draw.json", f"{listed}/?format=csv", "/registers/draws.json")

    def shows(words: str) -> list[str]:
        return [one for one in forms if words in text_of(client, one)]

    assert shows(draw.secret) == []
    registers.make_draw(head, draw, shown_on=timezone.localdate() + timedelta(days=3))
    first = draw.drawn[0]["object"]
    assert shows(draw.secret) == []
    # Every object stands in the plan; what is drawn does not.
    assert json.loads(text_of(client, f"{listed}.json"))["drawn"] == []
    assert read_draw(text_of(client, f"{listed}/draw.json").encode(), "x").drawn == ()
    Draw.objects.filter(pk=draw.pk).update(shown_on=timezone.localdate())
    assert draw.secret in text_of(client, f"{listed}/")
    file = read_draw(text_of(client, f"{listed}/draw.json").encode(), "x")
    assert file.drawn[0].object == first
    assert differences(file) == ()


def test_every_published_draw_comes_out_the_same(client: Client, office: Government) -> None:
    for draw in Draw.objects.exclude(drawn_at=None):
        assert differences(published_file(draw)) == ()


def test_what_is_private_stays_so(client: Client, office: Government) -> None:
    address = entry("enforcement_decisions")
    for form in (address, address.rstrip("/") + ".json", "/registers/enforcement_decisions/?format=csv"):
        page = text_of(client, form)
        assert "L01" not in page, "who enforced, with the number of the certificate"
        assert "全程录像" not in page, "the words of a step that the playbook does not open"
    assert "责令停止办学" in text_of(client, address)


def test_the_record_of_a_decision_shows_every_step(client: Client, office: Government) -> None:
    twin = json.loads(text_of(client, entry("major_decisions").rstrip("/") + ".json"))
    stages = {one["id"]: one["by"] for one in twin["stages"]}
    assert stages["experts"] == "exempt_experts"
    assert stages["legality"] == "pass_legality"
    exempt = next(one for one in twin["steps"] if one["move"] == "exempt_experts")
    assert "条例第十九条" in exempt["facts"][0]["value"]
    assert exempt["reason"]
    assert [one["is_now"] for one in twin["stages"]].count(True) == 1


def test_ballots_are_shown_round_by_round(client: Client, office: Government) -> None:
    item = Item.objects.get(edition__playbook="congress_ballots")
    address = entry("congress_ballots").rstrip("/") + ".json"
    actions.cast_vote(person("deputy"), item, "satisfaction", "dissatisfied")
    assert json.loads(text_of(client, address))["ballots"] == []
    due = timezone.localdate() + timedelta(days=30)
    item.refresh_from_db()
    actions.act(person("head"), item, "send_back", reason="学位缺口没有说清", date=due)
    (first,) = json.loads(text_of(client, address))["ballots"]
    assert [one["votes"] for one in first["choices"]] == [0, 0, 1]
    assert "学位缺口没有说清" in text_of(client, entry("congress_ballots"))


@pytest.mark.parametrize("typed", ["{}", " {} ", "{}".lower()])
def test_a_product_is_checked_by_its_code(client: Client, office: Government, typed: str) -> None:
    lot = Lot.objects.get()
    response = client.get("/trace/", {"code": typed.format(shown_code(lot.code))}, follow=True)
    assert "清溪绿茶" in response.content.decode()
    slip = ("2" if lot.code[0] != "2" else "3") + lot.code[1:]
    wrong = client.get("/trace/", {"code": slip})
    assert wrong.status_code == 404
    assert "可能抄错了一位" in wrong.content.decode()


def test_a_recall_and_a_changed_record_are_told_first(client: Client, office: Government) -> None:
    lot = Lot.objects.get()
    address = f"/trace/{shown_code(lot.code)}/"
    assert "召回" not in text_of(client, address)
    registers.recall_lot(person("head"), lot, "农残超标", on=timezone.localdate())
    assert "农残超标" in text_of(client, address)
    LotStep.objects.filter(lot=lot, number=3).update(passed=False)
    twin = json.loads(text_of(client, address.rstrip("/") + ".json"))
    assert [one["holds"] for one in twin["steps"]] == [True, True, False, False]
    assert "被改动过" in text_of(client, address)


def test_an_evaluation_gives_an_interval_only_for_a_random_sample(client: Client, office: Government) -> None:
    (one,) = json.loads(text_of(client, "/registers/evaluations.json"))["evaluations"]
    assert (one["satisfied_percent"], one["low"], one["high"]) == (86.4, 83.1, 89.2)
    Evaluation.objects.update(method="open_online")
    (one,) = json.loads(text_of(client, "/registers/evaluations.json"))["evaluations"]
    assert one["low"] is None
    assert "不是随机抽样" in text_of(client, "/registers/evaluations/")


# ---- requests for correction ----

GIVEN = {
    "about": "/registers/draws/1/",
    "proposed": "抽取的日期",
    "why": "公告写的是前一天",
    "email": "",
    "website": "",
}


def test_a_request_for_correction(client: Client, office: Government) -> None:
    assert "/corrections/new/?about=/registers/" in text_of(client, "/registers/")
    page = text_of(client, "/corrections/new/?about=/registers/draws/1/")
    assert 'value="/registers/draws/1/"' in page
    response = client.post("/corrections/new/", GIVEN)
    assert response.status_code == 302
    assert response["Location"].startswith("/cases/follow/")
    assert "公告写的是前一天" in text_of(client, response["Location"])
    item = Item.objects.get(edition__playbook="correction_requests")
    assert item.fields["about"] == "/registers/draws/1/"
    assert "公告写的是前一天" not in text_of(client, "/registers/correction_requests/")
    actions.act(person("inspector"), item, "take_up")
    actions.act(person("inspector"), item, "keep", reply="公告日期与抽取日期不同，均无误。")
    shown = text_of(client, entry("correction_requests"))
    assert "均无误" in shown
    assert "公告写的是前一天" not in shown


WRONG = {
    "no such page": ({"about": "/no/such/"}, 422),
    "a page of the workbench": ({"about": "/workbench/items/"}, 422),
    "a page elsewhere": ({"about": "//elsewhere.example/"}, 422),
    "nothing said": ({"why": " "}, 422),
    "no mail address": ({"email": "nobody"}, 422),
    "NUL": ({"why": "a\0b"}, 400),
    "a program": ({"website": "x"}, 302),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_request_keeps_nothing(client: Client, office: Government, name: str) -> None:
    changed, status = WRONG[name]
    assert client.post("/corrections/new/", {**GIVEN, **changed}).status_code == status
    assert not Item.objects.filter(edition__playbook="correction_requests").exists()


def test_a_whole_address_is_taken(client: Client, office: Government) -> None:
    sent = {**GIVEN, "about": "https://ximu.example/registers/rivers/?q=x#count"}
    assert client.post("/corrections/new/", sent).status_code == 302
    assert Item.objects.get(edition__playbook="correction_requests").fields["about"] == "/registers/rivers/"


def test_too_many_from_one_address(client: Client, office: Government, settings: Settings) -> None:
    settings.INTAKE_PER_HOUR = 2
    said = [client.post("/corrections/new/", GIVEN).status_code for _ in range(3)]
    assert said == [302, 302, 429]


def test_a_promise_shows_what_was_corrected(client: Client, report: str, office: Government) -> None:
    from ximu.store import models as store
    from ximu.store.review import give

    promise = store.Promise.objects.filter(report__public_id=report, kind="commitment").first()
    assert promise is not None
    address = f"/promises/{promise.public_id}/"
    assert 'id="corrections"' not in text_of(client, address)
    statement = store.Statement.objects.get(pk=promise.public_id)
    give(statement, "some-reviewer", "corrected", after={"responsible": "市水利局"})
    case = registers.ask_correction(office, about=address, title_zh="更正", proposed_zh="x", why_zh="y")
    actions.act(person("inspector"), case.item, "take_up")
    actions.act(person("inspector"), case.item, "correct", reply="已改", fields={"was": "甲", "now_is": "乙"})
    page = text_of(client, address)
    assert 'id="corrections"' in page
    assert "市水利局" in page
    assert case.item.number in page
    assert "some-reviewer" not in page
    twin = json.loads(text_of(client, address.rstrip("/") + ".json"))
    assert twin["reviews"][0]["fields"] == [{"field": "responsible", "before": "", "after": "市水利局"}]
    assert twin["requests"][0]["now_is"] == "乙"
    of_report = text_of(client, f"/reports/{report}/")
    assert "1 处读取已由人更正" in of_report
    assert "some-reviewer" not in of_report
