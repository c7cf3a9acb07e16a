"""Conformance with Open311 GeoReport v2: a row for each rule of the specification, in XML and in JSON."""

from __future__ import annotations

import itertools
import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from bench_people import Office
from case_office import SECRET, came_in, closed, dispatched, hotline
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from ximu.site.open311.answers import as_xml
from ximu.track import actions
from ximu.track.cases.codes import shown_code
from ximu.track.cases.models import Case

pytestmark = pytest.mark.django_db
KEY, BASE = "a-key-of-ours", "/open311/v2"
W3C = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
# Container → its repeated child, as the specification nests them.
LISTS = {"services": "service", "attributes": "attribute", "values": "value", "service_requests": "request",
         "errors": "error", "endpoints": "endpoint", "formats": "format"}  # fmt: skip
FORMS = ("xml", "json")


@pytest.fixture(autouse=True)
def _settings(tmp_path: Any, settings: Settings) -> None:
    settings.TRACK_FILES = tmp_path / "evidence"
    settings.OPEN311_KEY = KEY


@pytest.fixture
def here() -> Office:
    office = hotline()
    office[0].place_code = "439900"
    office[0].save()
    return office


def spark(element: ElementTree.Element) -> Any:
    """XML as JSON by the Spark convention, written anew from its description."""
    if element.tag in LISTS:
        assert {one.tag for one in element} <= {LISTS[element.tag]}, element.tag
        return [spark(one) for one in element]
    if len(element):
        return {one.tag: spark(one) for one in element}
    return element.text


def ask(client: Client, path: str, form: str, **query: Any) -> tuple[int, Any]:
    """Status and content of a GET, the same for both forms but that XML knows no numbers."""
    return told(client.get(f"{BASE}/{path}.{form}", query), form)


def told(response: Any, form: str) -> tuple[int, Any]:
    kinds = {"xml": "text/xml; charset=utf-8", "json": "application/json; charset=utf-8"}
    assert response["Content-Type"] == kinds[form]
    assert response["Access-Control-Allow-Origin"] == "*"
    if form == "json":
        return response.status_code, response.json()
    assert response.content.lower().startswith(b'<?xml version="1.0" encoding="utf-8"?>')
    return response.status_code, spark(ElementTree.fromstring(response.content))


def public(of: Office, case: Case) -> Case:
    actions.publish(of[1]["clerk"], case.item)
    return case


def aged(case: Case, days: int) -> Case:
    Case.objects.filter(pk=case.pk).update(received_at=timezone.now() - timedelta(days=days))
    return case


SERVICE = {"service_code", "service_name", "description", "metadata", "type", "keywords", "group"}
ATTRIBUTE = {"variable", "code", "datatype", "required", "datatype_description", "order", "description", "values"}
REQUEST = {"service_request_id", "status", "status_notes", "service_name", "service_code", "description",
           "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime", "address",
           "address_id", "zipcode", "lat", "long", "media_url"}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_services(client: Client, here: Office, form: str) -> None:
    status, found = ask(client, "services", form)
    assert status == 200
    assert all(set(one) == SERVICE for one in found)
    assert {one["type"] for one in found} <= {"realtime", "batch", "blackbox"}
    assert {one["metadata"] for one in found} <= ({True, False} if form == "json" else {"true", "false"})
    assert len({one["service_code"] for one in found}) == len(found)
    english = ask(client, "services", form, lang="en")[1]
    assert "Street and traffic lights" in {one["service_name"] for one in english}


@pytest.mark.parametrize("form", FORMS)
def test_a_definition(client: Client, here: Office, form: str) -> None:
    status, found = ask(client, "services/street_light", form)
    assert (status, found["service_code"]) == (200, "street_light")
    attribute = found["attributes"][0]
    assert set(attribute) == ATTRIBUTE
    assert attribute["datatype"] in {"string", "number", "datetime", "text", "singlevaluelist", "multivaluelist"}
    assert {frozenset(one) for one in attribute["values"]} == {frozenset({"key", "name"})}
    assert ask(client, "services/moon", form)[0] == 404


@pytest.mark.parametrize("form", FORMS)
def test_discovery(client: Client, form: str) -> None:
    for path in ("/open311/discovery", f"{BASE}/discovery"):
        status, found = told(client.get(f"{path}.{form}"), form)
        assert status == 200
        assert set(found) == {"changeset", "contact", "key_service", "endpoints"}
        endpoint = found["endpoints"][0]
        assert set(endpoint) == {"specification", "url", "changeset", "type", "formats"}
        assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert endpoint["formats"] == ["text/xml", "application/json"]
        assert endpoint["type"] in {"production", "test"}
        assert client.get(endpoint["url"].removeprefix("http://testserver") + f"/discovery.{form}").status_code == 200


@pytest.mark.parametrize("form", FORMS)
def test_requests_have_every_field_and_nobody_s_name(client: Client, here: Office, form: str) -> None:
    case = public(here, closed(here, place_zh="滨河路"))
    dispatched(here, words="还没有公开的事")
    status, found = ask(client, "requests", form)
    assert (status, len(found)) == (200, 1)
    one = found[0]
    assert set(one) == REQUEST
    assert (str(one["service_request_id"]), one["status"], one["status_notes"]) == (str(case.pk), "closed", "已办结")
    assert (one["agency_responsible"], one["address"], one["service_notice"]) == ("市水务局", "滨河路", "灯已修好")
    assert (one["zipcode"], one["media_url"]) == (None, None)
    for name in ("requested_datetime", "updated_datetime", "expected_datetime"):
        assert W3C.fullmatch(one[name])
        assert datetime.fromisoformat(one[name]).tzinfo is not None
    assert all(secret not in str(one) for secret in (*SECRET, case.code))
    assert ask(client, f"requests/{case.pk}", form) == (200, found)


# What is asked beside, and which of the cases a (open, street_light, today), b (closed, road, 40 days ago) and
# c (open, road, 100 days ago) are answered.
FILTERS: tuple[tuple[dict[str, Any], str], ...] = (
    ({}, "ab"),
    ({"status": ""}, "ab"),
    ({"status": "open"}, "a"),
    ({"status": "closed"}, "b"),
    ({"status": "open,closed"}, "ab"),
    ({"service_code": "road"}, "b"),
    ({"service_code": "road,street_light"}, "ab"),
    ({"service_code": "moon"}, ""),
    ({"service_request_id": "c"}, "c"),
    ({"service_request_id": "a,c", "status": "closed", "service_code": "moon"}, "ac"),
    ({"service_request_id": "999999"}, ""),
    ({"start_date": -45}, "ab"),
    ({"start_date": -120, "end_date": -60}, "c"),
    ({"start_date": -45, "end_date": -30}, "b"),
    ({"end_date": -30}, "bc"),
    ({"start_date": -120}, "bc"),
    ({"page_size": 1}, "a"),
    ({"page_size": 1, "page": 2}, "b"),
    ({"page": 3, "page_size": 1}, ""),
    ({"page_size": 99999}, "ab"),
    ({"jurisdiction_id": "439900"}, "ab"),
    ({"jurisdiction_id": "here"}, "ab"),
    ({"unheard_of": "x"}, "ab"),
)


@pytest.mark.parametrize("form", FORMS)
def test_filters(client: Client, here: Office, form: str) -> None:
    cases = {
        "a": public(here, dispatched(here)),
        "b": aged(public(here, closed(here, category="road")), 40),
        "c": aged(public(here, dispatched(here, category="road")), 100),
    }
    names = {str(case.pk): name for name, case in cases.items()}
    wrong = []
    for query, expected in FILTERS:
        asked = dict(query)
        for name in {"start_date", "end_date"} & set(asked):
            asked[name] = (timezone.now() + timedelta(days=asked[name])).strftime("%Y-%m-%dT%H:%M:%SZ")
        if "service_request_id" in asked:
            asked["service_request_id"] = re.sub(
                "[abc]", lambda hit: str(cases[hit[0]].pk), asked["service_request_id"]
            )
        status, found = ask(client, "requests", form, **asked)
        got = "".join(sorted(names[str(one["service_request_id"])] for one in found))
        if (status, got) != (200, expected):
            wrong.append((query, status, got))
    assert not wrong


REFUSED: tuple[tuple[str, dict[str, Any], int, str], ...] = (
    ("requests", {"jurisdiction_id": "nowhere"}, 404, "jurisdiction_id"),
    ("services", {"jurisdiction_id": "nowhere"}, 404, "jurisdiction_id"),
    ("services/street_light", {"jurisdiction_id": "nowhere"}, 404, "jurisdiction_id"),
    ("tokens/aaaabbbbcccc", {"jurisdiction_id": "nowhere"}, 404, "jurisdiction_id"),
    ("services/moon", {}, 404, "service_code"),
    ("requests/999999", {}, 404, "service_request_id"),
    ("requests/99999999999999999999", {}, 404, "service_request_id"),
    ("tokens/none", {}, 404, "token"),
    ("tokens/aaaabbbbcccc", {}, 404, "token"),
    ("requests", {"status": "done"}, 400, "status"),
    ("requests", {"start_date": "yesterday"}, 400, "start_date"),
    ("requests", {"end_date": "2026-13-01"}, 400, "end_date"),
    ("requests", {"start_date": "2026-01-01T00:00:00Z", "end_date": "2026-06-01T00:00:00Z"}, 400, "90 days"),
    ("requests", {"start_date": "2026-02-01T00:00:00Z", "end_date": "2026-01-01T00:00:00Z"}, 400, "before"),
    ("requests", {"end_date": "0001-01-01T00:00:00Z"}, 400, "out of range"),
    ("requests", {"start_date": "9999-12-31T00:00:00Z"}, 400, "out of range"),
    ("requests", {"page": "0"}, 400, "page"),
    ("requests", {"page": "-1"}, 400, "page"),
    ("requests", {"page_size": "many"}, 400, "page_size"),
)


@pytest.mark.parametrize("form", FORMS)
def test_refusals_have_the_shape_of_the_specification(client: Client, here: Office, form: str) -> None:
    for path, query, status, what in REFUSED:
        answered, found = ask(client, path, form, **query)
        assert answered == status, (path, query)
        assert [set(one) for one in found] == [{"code", "description"}], (path, query)
        assert str(found[0]["code"]) == str(status), (path, query)
        assert what in found[0]["description"], (path, query)


@pytest.mark.parametrize("form", FORMS)
def test_with_several_jurisdictions_one_must_be_named(client: Client, here: Office, form: str) -> None:
    there = hotline("there", "望川市")
    public(there, dispatched(there))
    for path in ("services", "requests", "services/road", "tokens/x"):
        status, found = ask(client, path, form)
        assert (status, "jurisdiction_id was not provided" in found[0]["description"]) == (400, True)
    assert len(ask(client, "requests", form, jurisdiction_id="there")[1]) == 1
    assert ask(client, "requests", form, jurisdiction_id="here") == (200, [])


@pytest.mark.parametrize("form", FORMS)
def test_nobody_takes_requests_here(client: Client, db: None, form: str) -> None:
    assert ask(client, "services", form)[0] == 404


def post(client: Client, form: str, **given: Any) -> tuple[int, Any]:
    data = {
        "api_key": KEY,
        "service_code": "street_light",
        "address_string": "滨河路12号",
        "description": "灯不亮",
    } | given
    return told(client.post(f"{BASE}/requests.{form}", data), form)


@pytest.mark.parametrize("form", FORMS)
def test_a_request_is_sent_and_found_again(client: Client, here: Office, form: str) -> None:
    given = {"lat": "27.83", "long": "113.1312345678", "first_name": "某", "last_name": "钱", "phone": SECRET.phone,
             "email": SECRET.email, "attribute[matter]": "投诉", "attribute[mood]": "bad", "account_id": "a7",
             "device_id": "d1", "media_url": "https://photos.example/1.jpg"}  # fmt: skip
    status, found = post(client, form, **given)
    assert status == 201
    assert set(found[0]) == {"service_request_id", "service_notice", "account_id"}, "an id, so no token"
    assert found[0]["account_id"] == "a7"
    case = Case.objects.get()
    assert str(found[0]["service_request_id"]) == str(case.pk)
    assert (case.channel, case.item.fields, case.requester.name_zh) == ("open311", {"matter": "投诉"}, "钱某")
    assert (str(case.latitude), str(case.longitude)) == ("27.830000", "113.131235")
    assert case.item.evidence.get().url == "https://photos.example/1.jpg"
    code = shown_code(case.code)
    assert code in found[0]["service_notice"]
    status, told_by_token = ask(client, f"tokens/{code}", form)
    assert (status, str(told_by_token[0]["service_request_id"]), told_by_token[0]["token"]) == (200, str(case.pk), code)
    assert ask(client, f"requests/{case.pk}", form)[0] == 404, "no clerk has made it public"
    assert ask(client, f"requests/{case.pk}", form, api_key="wrong")[0] == 404
    status, own = ask(client, f"requests/{case.pk}", form, api_key=KEY)
    assert (status, own[0]["status"]) == (200, "open")
    assert SECRET.phone not in str(own)


def test_a_program_with_the_key_does_not_see_what_came_otherwise(client: Client, here: Office) -> None:
    case = came_in(here)
    assert ask(client, f"requests/{case.pk}", "json", api_key=KEY)[0] == 404


WRONG: tuple[tuple[dict[str, Any], int, str], ...] = (
    ({"api_key": ""}, 403, "api_key"),
    ({"api_key": "wrong"}, 403, "api_key"),
    ({"api_key": "密钥"}, 403, "api_key"),
    ({"service_code": ""}, 400, "service_code was not provided"),
    ({"service_code": "moon"}, 404, "service_code"),
    ({"jurisdiction_id": "nowhere"}, 404, "jurisdiction_id"),
    ({"address_string": ""}, 400, "lat and long"),
    ({"address_string": "", "lat": "27.8"}, 400, "lat and long"),
    ({"lat": "north", "long": "113"}, 400, "lat must be"),
    ({"lat": "NaN", "long": "113"}, 400, "lat must be"),
    ({"lat": "27.8"}, 400, "latitude: needs both"),
    ({"lat": "91", "long": "113"}, 400, "latitude: out of range"),
    ({"email": "nobody"}, 400, "email"),
    ({"phone": "call me"}, 400, "phone"),
    ({"description": "长" * 4001}, 400, "4000"),
    ({"description": "灯\0"}, 400, "NUL"),
    ({"attribute[matter]": "闲聊"}, 400, "attribute[matter]"),
    ({"media_url": "javascript:x"}, 400, ""),
)


@pytest.mark.parametrize("form", FORMS)
def test_what_is_not_taken(client: Client, here: Office, form: str) -> None:
    for given, status, what in WRONG:
        answered, found = post(client, form, **given)
        assert answered == status, given
        assert set(found[0]) == {"code", "description"}, given
        assert what in found[0]["description"], given
        assert not Case.objects.exists(), given


def test_several_things_that_are_wrong_are_several_errors(client: Client, here: Office) -> None:
    assert len(post(client, "json", phone="call me", email="nobody")[1]) == 2


def test_without_a_key_in_the_settings_nothing_is_taken(client: Client, here: Office, settings: Settings) -> None:
    settings.OPEN311_KEY = ""
    assert post(client, "json", api_key="")[0] == 403


def test_scripts_of_other_sites(here: Office) -> None:
    client = Client(enforce_csrf_checks=True)
    asked = client.options(f"{BASE}/requests.json", headers={"Origin": "https://app.example"})
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) == (204, "*")
    assert "POST" in asked["Access-Control-Allow-Methods"]
    assert post(client, "json")[0] == 201, "the key counts, no cookie does"


@pytest.mark.parametrize(("verb", "path"), [("put", "requests"), ("delete", "requests/1"), ("post", "services")])
def test_other_verbs(client: Client, here: Office, verb: str, path: str) -> None:
    assert told(getattr(client, verb)(f"{BASE}/{path}.json"), "json")[0] == 400


def test_a_form_that_is_not_offered(client: Client, here: Office) -> None:
    assert client.get(f"{BASE}/requests.html").status_code == 404
    assert client.get(f"{BASE}/requests").status_code in (301, 404)


def test_xml_escapes_and_empties() -> None:
    assert (
        as_xml("errors", [{"code": 1, "description": "<a> & “b”"}, {"code": None, "description": ""}])
        .decode()
        .endswith(
            "<errors><error><code>1</code><description>&lt;a&gt; &amp; “b”</description></error>"
            "<error><code/><description/></error></errors>"
        )
    )


def test_the_number_of_queries_does_not_grow(client: Client, here: Office) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(f"{BASE}/requests.json")
        return len(seen)

    for step in (dispatched, closed):
        public(here, step(here))
    before = queries()
    for step in (dispatched, closed) * 3:
        public(here, step(here))
    assert queries() == before


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("form", FORMS)
def test_an_outside_client_reads_it(live_server: Any, here: Office, form: str) -> None:
    """georeport, a client by others, in both forms."""
    georeport = pytest.importorskip("georeport")
    first, second = public(here, dispatched(here)), public(here, closed(here))
    reader = georeport.GeoReport(f"{live_server.url}{BASE}", jurisdiction="439900", output_format=form)
    assert {one["service_code"] for one in reader.get_service_list()} > {"road", "street_light"}
    assert reader.get_service_definition("road")["service_code"] == "road"
    found = reader.get_service_requests(status="open,closed", service_code="street_light")
    assert {str(one["service_request_id"]) for one in found} == {str(first.pk), str(second.pk)}
    assert reader.get_service_request(str(second.pk))["status"] == "closed"


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_the_three_client_reads_and_sends(live_server: Any, here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """three 0.8.0 of Code for America as it is; it is for Python 2, of which it needs one name to be imported.

    It has no wheel, so it is not among the tools: the test runs where it is installed.
    """
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    three = pytest.importorskip("three", exc_type=ImportError)
    first, second = public(here, dispatched(here)), public(here, closed(here))
    city = three.Three(f"{live_server.url}{BASE}", api_key=KEY, jurisdiction="439900")
    assert city.discovery()["endpoints"][0]["url"] == f"{live_server.url}{BASE}"
    assert {one["service_code"] for one in city.services()} > {"road", "street_light"}
    assert city.services("road")["attributes"][0]["code"] == "matter"
    now = timezone.localdate()
    span = [f"{day:%m-%d-%Y}" for day in (now - timedelta(days=30), now + timedelta(days=1))]
    found = city.requests("street_light", between=span, status="open,closed", count=10)
    assert {one["service_request_id"] for one in found} == {first.pk, second.pk}
    assert city.requests(count=1, page=2)[0]["service_request_id"] == first.pk
    assert city.request(str(second.pk))[0]["status"] == "closed"
    assert city.request("999")[0]["code"] == 404
    sent = city.post("street_light", name="Li Lin", address="滨河路12号", phone=SECRET.phone, description="灯不亮")
    case = Case.objects.get(pk=sent[0]["service_request_id"])
    assert (case.requester.name_zh, case.place_zh, case.channel) == ("Li Lin", "滨河路12号", "open311")
    assert city.token(shown_code(case.code))[0]["service_request_id"] == case.pk
    assert city.post("street_light", api_key="wrong", address="滨河路")[0]["code"] == 403


@pytest.mark.parametrize("page", ["open311.md", "open311.en.md"])
def test_the_table_of_the_manual_names_tests_that_are_here(project: Path, page: str) -> None:
    named = set(re.findall(r"`(test_\w+)`", (project / "docs" / "reference" / page).read_text(encoding="utf-8")))
    assert len(named) > 10
    assert named <= set(globals())
