"""The open interface: described as it is, whole over pages and as CSV, one shape of error, nothing sent twice."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import msgspec
import openapi_pydantic
import openapi_spec_validator
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import positive_data_acceptance

from ximu.ledger.exchange.kinds import KINDS
from ximu.site.api.interface import api
from ximu.store import models
from ximu.store.relink import relink

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"
LISTS = ("places", "reports", "measures", "commitments", "admissions", "projects", "links", "promises", "findings")


@pytest.fixture
def ledger(report: str) -> str:
    """The report, with the links of its place."""
    relink(everything=True)
    return report


def got(client: Client, address: str) -> dict[str, Any]:
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()
    found: dict[str, Any] = json.loads(response.content, parse_float=Decimal)
    return found


def whole(client: Client, address: str) -> Iterator[dict[str, Any]]:
    """Every row, page after page."""
    following: str | None = address
    while following:
        page = got(client, following)
        yield from page["items"]
        following = page["next"]


def test_the_description_is_valid_for_two_validators() -> None:
    description = json.loads(json.dumps(api.get_openapi_schema(), default=str))
    assert description["openapi"].startswith("3.1")
    openapi_spec_validator.validate(description)
    openapi_pydantic.parse_obj(description)
    for path, methods in description["paths"].items():
        assert set(methods) == {"get"}, path
        assert methods["get"]["summary"], path
        assert methods["get"]["description"], path


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_the_same_in_small_pages_and_as_csv(client: Client, ledger: str, name: str) -> None:
    at_once = list(whole(client, f"{ROOT}/{name}?limit=500"))
    assert at_once
    assert list(whole(client, f"{ROOT}/{name}?limit=2")) == at_once
    assert len({row["id"] for row in at_once}) == len(at_once)
    table = client.get(f"{ROOT}/{name}?format=csv")
    body = b"".join(table.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(body)))
    assert [row["id"] for row in rows] == [row["id"] for row in at_once]
    if name == "measures":
        assert [Decimal(row["low"]) for row in rows] == [row["record"]["low"] for row in at_once]
        assert [row["as_written"].removeprefix("'") for row in rows] == [row["record"]["as_written"] for row in at_once]


def test_records_are_those_of_the_exchange_format(client: Client, ledger: str) -> None:
    text = client.get(f"{ROOT}/reports/{ledger}/text").content.decode()
    for name in ("measures", "commitments", "admissions", "projects"):
        for row in whole(client, f"{ROOT}/{name}?report={ledger}"):
            record = msgspec.convert(row["record"], KINDS[row["record"]["kind"]], strict=False)
            assert text[record.start : record.end] == record.as_written  # type: ignore[union-attr]
            alone = got(client, f"{ROOT}/statements/{row['id']}")
            assert alone["record"] == row["record"]
            assert row["record"]["as_written"] in alone["sentence"]
            assert client.get(row["address"].partition("#")[0]).status_code == 200


@pytest.mark.parametrize(
    ("query", "column", "value"),
    [
        ("measures?stance=target", "stance", "target"),
        ("measures?sure=false", "sure", False),
        ("measures?indicator_id=gross_regional_product", "indicator_id", "gross_regional_product"),
        ("commitments?label=testable", "label", "testable"),
    ],
)
def test_filters_narrow(client: Client, ledger: str, query: str, column: str, value: object) -> None:
    name = query.partition("?")[0]
    chosen = [row["id"] for row in whole(client, f"{ROOT}/{query}")]
    assert chosen == [row["id"] for row in whole(client, f"{ROOT}/{name}") if row["record"][column] == value]
    assert chosen


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("measures?indicator=gdp", 400, "choose from after, format, indicator_id"),
        ("measures?limit=many", 422, "limit"),
        ("measures?limit=0", 422, "limit"),
        ("measures?after=nonsense", 400, "mark"),
        ("measures?after=WyJhIl0", 400, "another list"),
        ("places/nowhere", 404, "there is no place nowhere"),
        ("statements/none", 404, "none"),
        ("nothing", 404, "no address"),
        ("search", 422, "q"),
        ("search?q=" + "长" * 2000, 400, ""),
    ],
)
def test_errors_have_one_shape(client: Client, ledger: str, address: str, status: int, said: str) -> None:
    response = client.get(f"{ROOT}/{address}")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert set(body) == {"type", "title", "status", "detail", "next_step"}
    assert body["status"] == status
    assert said in body["detail"] + body["next_step"]
    assert body["next_step"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client: Client, method: str) -> None:
    response = getattr(client, method)(f"{ROOT}/measures")
    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD, OPTIONS"
    assert response.json()["status"] == 405


def test_an_answer_that_has_not_changed_is_not_sent_again(client: Client, ledger: str) -> None:
    first = client.get(f"{ROOT}/measures")
    assert first["Cache-Control"] == "public, max-age=60"
    again = client.get(f"{ROOT}/measures", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Last-Modified"]
    models.Measure.objects.filter(report__public_id=ledger).delete()
    assert client.get(f"{ROOT}/measures", headers={"if-none-match": first["ETag"]}).status_code == 200


def test_other_sites_may_read(client: Client) -> None:
    assert client.get(f"{ROOT}/places")["Access-Control-Allow-Origin"] == "*"
    asked = client.options(f"{ROOT}/places", headers={"origin": "https://a.example"})
    assert asked.status_code == 204
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]


def test_a_search_finds_what_stands_there(client: Client, ledger: str) -> None:
    (word,) = [row["record"]["as_written"] for row in whole(client, f"{ROOT}/measures?report={ledger}&limit=1")][:1]
    found = got(client, f"{ROOT}/search?q={word}")
    assert found["total"] >= 1
    for hit in found["items"]:
        for start, end in hit["marks"]:
            assert hit["sentence"][start - hit["start"] : end - hit["start"]] == word


def test_a_page_asks_as_many_questions_however_many_rows(
    client: Client, ledger: str, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):  # the rows, and when the ledger last changed
        client.get(f"{ROOT}/measures?limit=1")
    with django_assert_num_queries(2):
        client.get(f"{ROOT}/measures?limit=500")


@pytest.fixture
def connection_stays() -> Iterator[None]:
    """Requests that reach the application itself leave the connection of the test open, as those of the test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.slow
@pytest.mark.usefixtures("connection_stays")
def test_whatever_is_asked_the_answer_is_as_described(ledger: str) -> None:
    """Thousands of requests made from the description, with real ids among them; none may fail on our side."""
    schema = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", get_wsgi_application())
    measure = models.Measure.objects.order_by("start").first()
    assert measure is not None
    known = {
        "report_id": ledger,
        "place_id": models.Place.objects.values_list("public_id", flat=True)[0],
        "statement_id": measure.pk,
        "promise_id": measure.pk,
        "indicator_id": "gross_regional_product",
    }

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def ask(data: st.DataObject) -> None:
        for operation in schema.get_all_operations():
            case = data.draw(operation.ok().as_strategy())
            for name in case.path_parameters or {}:
                if name in known and data.draw(st.booleans()):
                    case.path_parameters[name] = known[name]
            case.headers = {"Host": "localhost", "Accept-Encoding": "identity"}
            response = case.call()
            # A mark made up from the description is a word, and yet no mark of any list: refusing it is right.
            case.validate_response(response, excluded_checks=[positive_data_acceptance])
            assert response.status_code < 500

    ask()
