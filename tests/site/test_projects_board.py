"""The register of projects: who sees what, boards on a day, plans and joins by form, the export, and how often it asks."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from jsonschema import Draft4Validator, FormatChecker

from ximu.site.projects.joining import name_likeness, proposals
from ximu.site.respond import encode
from ximu.store import models as store
from ximu.track import actions
from ximu.track.models import Item, Person
from ximu.track.permissions import visible_to
from ximu.track.projects.models import ProjectJoin, YearPlan

sys.path.append(str(Path(__file__).resolve().parents[1] / "track"))
sys.path.append(str(Path(__file__).resolve().parents[1] / "track" / "projects"))
from project_world import listed, signed, stage
from track_world import make_world

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
SCHEMA = json.loads(Path(__file__).with_name("oc4ids_subset.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def world() -> SimpleNamespace:
    return make_world()


@pytest.fixture
def register(world: SimpleNamespace) -> list[Item]:
    """Three key projects: one published and started with a plan, one published, one of the office alone."""
    items = [
        listed(world, "临江北站", 120000, ["start"]),
        listed(world, "滨江大道", "30000.5"),
        listed(world, "未公开", 5),
    ]
    for item in items[:2]:
        actions.publish(world.head, item)
    return items


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def test_everyone_sees_what_is_published_and_nothing_else(client: Client, register: list[Item]) -> None:
    page = client.get("/projects/register/")
    assert [card.title for card in page.context["page"].projects] == ["临江北站", "滨江大道"]
    assert "未公开" not in page.content.decode()
    hidden = register[2]
    assert client.get(f"/projects/register/linjiang/{hidden.number}/").status_code == 404
    assert client.get(f"/projects/register/linjiang/{register[0].number}/").status_code == 200


@pytest.mark.parametrize(
    "address", ["/projects/register/", "/projects/register/?playbook=investment_promotion&where=x"]
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_and_twin_hold_the_same(client: Client, register: list[Item], address: str, language: str) -> None:
    client.cookies["ximu_lang"] = language
    page = client.get(address)
    twin = (
        client.get(address, {"format": "json"} if "?" not in address else None)
        if "?" not in address
        else client.get(f"{address}&format=json")
    )
    assert json.loads(twin.content) == json.loads(encode(page.context["page"]))


def test_a_board_on_a_day_before(client: Client, register: list[Item]) -> None:
    def states(day: str) -> dict[str, int]:
        page = client.get("/projects/register/", {"on": day}).context["page"]
        return {column.id: column.items for column in page.columns if column.items}

    assert states("2026-02-01") == {}
    assert states("2026-02-02") == {"preparing": 1, "started": 1}
    today = timezone.localdate()
    assert client.get("/projects/register/", {"on": "2999-01-01"}).context["page"].on == today
    assert client.get("/projects/register/", {"on": "x"}).context["page"].on == today


def test_rates_stand_beside_what_reports_claim(client: Client, world: SimpleNamespace, save: Any) -> None:
    from site_samples import linjiang

    save(linjiang(2031).reading())
    claimed = store.Measure.objects.filter(stance="result", role="value").first()
    assert claimed is not None
    store.Measure.objects.filter(pk=claimed.pk).update(indicator_id="contract_fulfillment_rate")
    store.Place.objects.update(name="临江市")
    for number in range(4):
        item = signed(world, f"项目{number}", 1000, ["fulfillment"] if number else [])
        actions.publish(world.head, item)
    page = client.get("/projects/register/", {"playbook": "investment_promotion"}).context["page"]
    rate = next(one for one in page.rates if one.id == "fulfillment_rate")
    assert (rate.numerator, rate.denominator, rate.percent) == (3, 4, 75)
    assert [claim.low for claim in rate.claims] == [claimed.low]


def test_a_plan_is_set_by_form_and_seen_with_its_light(
    client: Client, world: SimpleNamespace, register: list[Item]
) -> None:
    item, year = register[0], timezone.localdate().year
    office = as_person(world.inspector)
    address = f"/workbench/projects/{item.pk}/"
    given = {"plan-version": item.version, "plan-year": year, "plan-investment": "60000", "plan-Q1": "100"}
    assert office.post(address, given).status_code == 302
    assert YearPlan.objects.get().investment == Decimal(60000)
    item.refresh_from_db()
    again = office.post(address, given | {"plan-version": item.version})
    assert "W171" in again.content.decode()
    assert office.post(address, given | {"plan-investment": "viel"}).status_code == 422
    shown = client.get(f"/projects/register/linjiang/{item.number}/").context["page"].years
    assert [(one.year, one.planned) for one in shown] == [(year, Decimal(60000))]
    assert as_person(world.reporter).get(address).context["form"] is None
    assert as_person(world.far_head).get(f"/workbench/projects/{register[2].pk}/").status_code == 404


LIKE = [
    ("临江北站建设项目", "临江北站", 1.0), ("滨江大道二期工程", "滨江大道一期", 0.0), ("临江北站", "城南水厂", 0.0),
    ("项目", "项目", 1.0), ("", "临江北站", 0.0),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other", "wanted"), LIKE)
def test_likeness_of_names(one: str, other: str, wanted: float) -> None:
    assert name_likeness(one, other) == name_likeness(other, one) == wanted


def test_a_project_of_reports_is_proposed_decided_and_shown(client: Client, world: SimpleNamespace, save: Any) -> None:
    from site_samples import linjiang

    save(linjiang(2031).reading())
    named = store.NamedProject.objects.select_related("place").order_by("public_id").first()
    assert named is not None
    store.Place.objects.update(name="临江市")
    item = listed(world, f"{named.name}工程", 120000)
    assert [one.id for one in proposals(item)][:1] == [named.public_id]
    office, address = as_person(world.inspector), f"/workbench/projects/{item.pk}/"
    quoted = office.get(address).context["proposals"][0].quotes
    assert quoted
    assert named.name in quoted[0].before + quoted[0].within + quoted[0].after
    told = {"version": item.version, "project": named.public_id, "word": "same", "statement": "s"}
    assert office.post(f"{address}join/", told).status_code == 302
    assert ProjectJoin.objects.get().word == "same"
    assert proposals(item) == ()
    page = client.get(f"/projects/{named.public_id}/")
    assert page.context["page"].register == ()
    item.refresh_from_db()
    actions.publish(world.head, item)
    page = client.get(f"/projects/{named.public_id}/")
    assert [line.number for line in page.context["page"].register] == [item.number]
    one = client.get(f"/projects/register/linjiang/{item.number}/")
    assert [found.id for found in one.context["page"].named] == [named.public_id]
    told["version"] = item.version
    assert as_person(world.reporter).post(f"{address}join/", told).status_code == 403


def test_the_export_follows_the_standard_and_is_exact(
    client: Client, world: SimpleNamespace, register: list[Item]
) -> None:
    stage(world, register[0], "completion")
    register[1].refresh_from_db()
    package = json.loads(client.get("/projects/register/oc4ids/").content, parse_float=Decimal)
    plain = json.loads(client.get("/projects/register/oc4ids/").content)
    assert list(Draft4Validator(SCHEMA, format_checker=FormatChecker()).iter_errors(plain)) == []
    assert [one["status"] for one in package["projects"]] == ["completion", "preparation"]
    assert package["projects"][1]["budget"]["amount"] == {"amount": 300005000, "currency": "CNY"}
    assert package["projects"][0]["period"]["startDate"].startswith("2026-02-02T")


def test_the_subset_schema_would_see_a_mistake(client: Client, register: list[Item]) -> None:
    validator = Draft4Validator(SCHEMA, format_checker=FormatChecker())
    package = json.loads(client.get("/projects/register/oc4ids/").content)
    for path, wrong in (
        (("status",), "done"),
        (("budget", "amount", "currency"), "元"),
        (("updated",), "gestern"),
        (("light",), "red"),
    ):
        spoiled = json.loads(json.dumps(package))
        entry = spoiled["projects"][0]
        for name in path[:-1]:
            entry = entry[name]
        entry[path[-1]] = wrong
        assert list(validator.iter_errors(spoiled)), path


def test_without_a_published_project_there_is_no_package(client: Client, world: SimpleNamespace) -> None:
    assert client.get("/projects/register/oc4ids/").status_code == 404
    assert client.get("/projects/register/").status_code == 200


def test_every_status_of_every_state_is_one_of_the_standard(world: SimpleNamespace) -> None:
    from ximu.site.projects.board import project_playbooks
    from ximu.track.projects.oc4ids import status_of

    allowed = set(SCHEMA["definitions"]["Project"]["properties"]["status"]["enum"])
    for book in project_playbooks().values():
        item = listed(world, "临江北站", 1) if book.id == "key_projects" else signed(world, "电池厂", 1)
        if item.book.id == book.id:
            for state in book.states:
                item.state, item.phase = state.id, state.phase
                assert status_of(item) in allowed


def test_more_projects_ask_the_database_no_more_often(
    client: Client, world: SimpleNamespace, register: list[Item], django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    addresses = (
        "/projects/register/",
        f"/projects/register/linjiang/{register[0].number}/",
        "/projects/register/oc4ids/",
    )
    before = [asked(address) for address in addresses]
    for number in range(3):
        actions.publish(world.head, listed(world, f"项目{number}", 10, ["start"]))
    assert [asked(address) for address in addresses] == before


def test_the_funnel_as_picture_and_numbers(client: Client, register: list[Item]) -> None:
    rows = client.get("/projects/register/charts/stages.csv").content.decode("utf-8-sig").splitlines()
    assert rows[1:] == ["preparing,2,150000.5", "started,1,120000", "completed,0,0", "in_operation,0,0"]
    assert client.get("/projects/register/charts/stages.svg").content.startswith(b"<svg")
    assert client.get("/projects/register/charts/other.svg").status_code == 404


def test_the_list_as_a_table(client: Client, register: list[Item]) -> None:
    rows = client.get("/projects/register/", {"format": "csv"}).content.decode("utf-8-sig").splitlines()
    assert len(rows) == 3


def test_boards_of_the_workbench_show_what_a_person_sees(world: SimpleNamespace, register: list[Item]) -> None:
    def seen(person: Person) -> int:
        found = as_person(person).get("/workbench/projects/")
        assert found.status_code == 200
        assert found.context["page"].total == visible_to(person).exclude(phase="draft").count()
        return int(found.context["page"].total)

    assert (seen(world.inspector), seen(world.reporter), seen(world.deputy), seen(world.far_head)) == (3, 3, 2, 2)


def test_a_unit_reports_investment_and_funds_by_form(
    client: Client, world: SimpleNamespace, register: list[Item]
) -> None:
    item = register[0]
    given = {
        "progress-version": item.version,
        "progress-period": "2026-03",
        "progress-amount": "500.25",
        "progress-funds": "400",
    }
    assert as_person(world.reporter).post(f"/workbench/items/{item.pk}/progress/", given).status_code == 302
    page = client.get(f"/projects/register/linjiang/{item.number}/").context["page"]
    assert (page.invested, page.paid_in) == (Decimal("500.25"), Decimal(400))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)  # every page that is asked for ends with its connection looked after
def test_a_published_project_is_in_the_site_as_files(register: list[Item], tmp_path: Path) -> None:
    from ximu.site.snapshot.publish import publish

    publish(tmp_path / "site")
    folder = tmp_path / "site" / "projects" / "register"
    assert {path.name for path in (folder / "linjiang").iterdir()} >= {one.number for one in register[:2]}
    assert register[2].number not in {path.name for path in (folder / "linjiang").iterdir()}
    assert (folder / "oc4ids" / "index.json").is_file()
    assert "临江北站" in (folder / "linjiang" / register[0].number / "index.html").read_text(encoding="utf-8")
