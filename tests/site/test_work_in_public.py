"""Published work for programs and search machines: lists of the interface, their examples, the sitemap."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import msgspec
import pytest
from bench_people import demonstrated
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from jsonschema import Draft202012Validator

from ximu.site.api.interface import api
from ximu.site.api.work_rows import EXAMPLES
from ximu.site.published_pages import page_of
from ximu.track import actions
from ximu.track.models import Government, Item, Person
from ximu.track.permissions import visible_to
from ximu.track.watch.actions import keep_observations
from ximu.track.watch.table import NewObservation, checked

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"
LISTS = ("work-items", "watched-figures", "list-entries", "draws", "evaluations")
PERIOD = str(timezone.localdate().year - 1)


@pytest.fixture(scope="module")
def filled(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The fictional office with its examples and a few figures, made once: each test goes back to it."""
    with demonstrated(django_db_blocker):
        given = {"period": PERIOD, "source_url": "https://stats.example.org/a"}
        cells: list[dict[str, str]] = [
            {"series": "good_air_days_share", "value": "81"}, {"series": "debt_risk_grade", "value": "黄"},
            {"series": "work_safety_deaths", "value": "2", "source_url": ""},
        ]  # fmt: skip
        rows = [one for cell in cells if isinstance(one := checked(given | cell, "here"), NewObservation)]
        keep_observations(Person.objects.get(username="inspector"), Government.objects.get(), rows)
        yield


@pytest.fixture
def office(filled: None, db: None) -> Government:
    """Its government."""
    return Government.objects.get()


def whole(client: Client, address: str) -> list[dict[str, Any]]:
    """Every row, page after page."""
    found, following = [], address
    while following:
        response = client.get(following)
        assert response.status_code == 200, response.content.decode()
        page = response.json()
        found += page["items"]
        following = page["next"]
    return found


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_the_same_in_small_pages_and_as_csv_and_as_described(
    client: Client, office: Government, name: str
) -> None:
    rows = whole(client, f"{ROOT}/{name}?limit=500")
    assert rows
    assert whole(client, f"{ROOT}/{name}?limit=1") == rows
    body = b"".join(client.get(f"{ROOT}/{name}?format=csv").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert [one["id"] for one in csv.DictReader(io.StringIO(body))] == [str(one["id"]) for one in rows]
    validator = Draft202012Validator(schema_of(name))
    assert [error.message for row in rows for error in validator.iter_errors(row)] == []
    for address in {row["address"] for row in rows if row.get("address")}:
        assert client.get(address).status_code == 200, address


def schema_of(name: str) -> dict[str, Any]:
    """What the description says of a row of a list."""
    described = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    answer = described["paths"][f"{ROOT}/{name}"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    page = described["components"]["schemas"][answer["$ref"].rsplit("/", 1)[1]]
    found: dict[str, Any] = page["properties"]["items"]["items"]
    return found


def test_the_examples_of_the_description_are_rows() -> None:
    shown = {name: schema_of(name).get("examples", ()) for name in (*LISTS, "rates")}
    for name, examples in shown.items():
        for example in examples:
            assert list(Draft202012Validator(schema_of(name)).iter_errors(example)) == [], name
    assert sum(len(examples) for examples in shown.values()) == len(EXAMPLES)
    for row, example in EXAMPLES.items():
        assert msgspec.json.decode(msgspec.json.encode(example), type=row, strict=False) == example


def test_only_published_work_and_no_private_fact_is_told(client: Client, office: Government) -> None:
    rows = whole(client, f"{ROOT}/work-items?limit=500")
    assert {row["id"] for row in rows} == set(visible_to(None).values_list("pk", flat=True))
    assert len(rows) < Item.objects.count()
    for row in rows:
        item = Item.objects.get(pk=row["id"])
        assert not set(row["facts"]) & {field.id for field in item.book.fields if field.private}, item
    open_item = Item.objects.filter(published_at=None, phase="open", case=None).first()
    assert open_item is not None
    actions.publish(Person.objects.get(username="head"), open_item)
    assert open_item.pk in {row["id"] for row in whole(client, f"{ROOT}/work-items?limit=500")}


def told_at(client: Client, item: Item) -> set[str]:
    """The public addresses that tell of the item, by its number or title."""
    number = (item.number, quote(item.number), f"testserver{page_of(item) or item.number}<")
    book, found = item.edition.playbook, set()
    for address in (
        f"{ROOT}/work-items?limit=500", f"{ROOT}/work-items?format=csv", "/sitemap-items.xml", "/", "/feed.atom",
        f"/search/?q={item.title_zh[:12]}", f"/search/feed.atom?q={item.title_zh[:12]}", f"/registers/{book}/?q={item.title_zh[:12]}",
        "/statistics/", "/registers/",
        f"/registers/{book}/", f"/registers/{book}/?format=csv", "/projects/register/", "/projects/register/oc4ids/", "/cases/",
        "/open311/v2/requests.json", "/open311/v2/requests.xml", "/registers/rivers/", page_of(item) or "/",
        (page_of(item) or "/").rstrip("/") + ".json",
    ):  # fmt: skip
        answer = client.get(address)
        words = number if "q=" in address else (*number, item.title_zh)  # a page repeats what was searched
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        if answer.status_code == 200 and any(word in body.decode() for word in words):
            found.add(address.partition("?")[0])
    return found


def test_what_is_withdrawn_is_told_nowhere_any_more(client: Client, office: Government) -> None:
    """One published item of every playbook that the office uses: lists, its page, interface, feeds, search, sitemap."""
    head, kinds = Person.objects.get(username="head"), set()
    for item in visible_to(None).order_by("edition__playbook", "pk").distinct():
        if item.edition.playbook in kinds:
            continue
        kinds.add(item.edition.playbook)
        before = told_at(client, item)
        assert f"{ROOT}/work-items" in before, item
        assert page_of(item) is None or "/sitemap-items.xml" in before, item
        if item.published_at is not None:
            actions.withdraw(head, item, "有误")
        assert told_at(client, item) == set(), item
    assert {"major_decisions", "key_projects"} < kinds
    assert len(kinds) > 4


@pytest.mark.parametrize(
    ("query", "column", "value"),
    [
        ("work-items?playbook=government_credit", "playbook", "government_credit"),
        ("work-items?phase=closed", "phase", "closed"),
        ("watched-figures?series=debt_risk_grade", "grade_zh", "黄"),
        ("list-entries?list=powers&version=1", "version", 1),
        ("draws?government=linjiang", "government", "linjiang"),
    ],
)
def test_filters_narrow(client: Client, office: Government, query: str, column: str, value: object) -> None:
    rows = whole(client, f"{ROOT}/{query}")
    assert rows
    assert {row[column] for row in rows} == {value}


def test_rates_are_those_of_the_page(client: Client, office: Government) -> None:
    found = {(one["playbook"], one["rate"]): one for one in client.get(f"{ROOT}/rates").json()["items"]}
    assert found
    validator = Draft202012Validator(schema_of("rates"))
    assert [error.message for row in found.values() for error in validator.iter_errors(row)] == []
    page = client.get(f"/statistics.json?government={office.key}").json()
    told = json.dumps(page)
    for one in found.values():
        assert f'"{one["rate"]}"' in told
    assert client.get(f"{ROOT}/rates?government=nowhere").json()["items"] == []


def test_the_work_says_nothing_of_when_the_ledger_changed(client: Client, office: Government) -> None:
    answer = client.get(f"{ROOT}/draws")
    assert "Last-Modified" not in answer.headers
    assert client.get(f"{ROOT}/draws", headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.get(f"{ROOT}/draws?unit=x").status_code == 400


@pytest.mark.parametrize("name", LISTS)
def test_more_rows_ask_no_more_of_the_database(client: Client, office: Government, name: str) -> None:
    def asked(limit: int) -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(f"{ROOT}/{name}?limit={limit}")
        return len(seen)

    assert asked(1) == asked(500)


def test_the_sitemap_names_every_public_page_of_work(client: Client, office: Government) -> None:
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    named: set[str] = set()
    for name in ("work", "items"):
        found = ElementTree.fromstring(client.get(f"/sitemap-{name}.xml").content)
        named |= {(one.text or "").partition("testserver")[2] for one in found.findall("s:url/s:loc", space)}
    assert {address for address in named if client.get(address).status_code != 200} == set()
    kinds = {tuple(address.split("/")[1:3]) for address in named}
    assert kinds >= {("watch", "linjiang"), ("registers", "lists"), ("registers", "rivers"), ("projects", "register"),
                     ("registers", "major_decisions"), ("registers", "draws")}  # fmt: skip
    assert "/watch/linjiang/work_safety_deaths/" not in named, "a figure without a source is not published"
    with CaptureQueriesContext(connection) as seen:
        client.get("/sitemap-items.xml")
    assert len(seen) < 6
