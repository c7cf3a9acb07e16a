"""Watched figures on the site: by form, table and key; stale before the value; warnings as items once; above a report's claim."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.site.respond import encode
from ximu.store import models as store
from ximu.track import actions
from ximu.track.models import Item, JournalEntry, Person
from ximu.track.rules.periods import period_after
from ximu.track.watch.actions import keep_observations, raise_warnings
from ximu.track.watch.models import DataKey, PeriodObservation, RaisedWarning
from ximu.track.watch.table import NewObservation, checked

sys.path.append(str(Path(__file__).resolve().parents[1] / "track"))
from track_world import make_world

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
TODAY = timezone.localdate()
LAST_YEAR = str(TODAY.year - 1)
AIR, DESK = "good_air_days_share", "/workbench/watch/"
FILLING = "各位代表，路要一步一步走，事要一件一件办。让我们把说过的话记在本上，年底再来对账。" * 4
URL = "https://stats.example.org/air"


@pytest.fixture
def world() -> SimpleNamespace:
    return make_world()


def as_person(person: Person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def row(**cells: str) -> NewObservation:
    found = checked({"series": AIR, "period": LAST_YEAR, "source_url": URL} | cells, "here")
    assert isinstance(found, NewObservation), found
    return found


def keep(world: SimpleNamespace, *rows: NewObservation) -> None:
    keep_observations(world.inspector, world.city, rows)


def test_a_figure_by_form_counts_from_its_parts(world: SimpleNamespace) -> None:
    office = as_person(world.inspector)
    given = {"series": "空气质量优良率", "period": LAST_YEAR, "part": "310", "whole": "360", "source_url": URL}
    assert office.post(DESK, given).status_code == 302
    kept = PeriodObservation.objects.get()
    assert (kept.series, kept.value, kept.part, kept.whole) == (AIR, Decimal("86.1111"), 310, 360)
    assert JournalEntry.objects.filter(action="observe").count() == 1
    assert office.post(DESK, given).status_code == 302
    assert PeriodObservation.objects.count() == 1
    wrong = office.post(DESK, given | {"part": "361"})
    assert wrong.status_code == 422
    assert "361 ÷ 360" in wrong.content.decode()


def test_a_table_keeps_what_is_right_and_tells_the_rest(world: SimpleNamespace) -> None:
    table = (
        f"指标,时期,数值,来源\n空气质量优良率,{LAST_YEAR},81,{URL}\n空气质量优良率,{LAST_YEAR},八成,{URL}\n".encode()
    )
    found = as_person(world.reporter).post(f"{DESK}table/", {"file": SimpleUploadedFile("空气.csv", table)})
    assert found.status_code == 422
    assert "第 3 行" in found.content.decode()
    assert PeriodObservation.objects.count() == 1


def send(key: str, body: Any, client: Client | None = None) -> tuple[int, dict[str, Any]]:
    found = (client or Client(enforce_csrf_checks=True)).post(
        f"{DESK}figures/", body if isinstance(body, str) else json.dumps(body), content_type="application/json",
        headers={"authorization": f"Bearer {key}"},
    )  # fmt: skip
    return found.status_code, json.loads(found.content)


def test_a_program_sends_figures_with_a_key_until_it_ends(world: SimpleNamespace) -> None:
    office = as_person(world.reporter)
    shown = office.post(f"{DESK}key/", {"name": "空气站"})
    key = shown.context["key"]
    assert key in shown.content.decode()
    assert key not in office.get(DESK).content.decode()
    good = {"series": AIR, "period": LAST_YEAR, "value": 81, "source_url": URL}
    assert send(key, {"rows": [good]}) == (200, {"new": 1, "known": 0, "errors": []})
    assert send(key, {"rows": [good]})[1]["known"] == 1
    status, told = send(key, {"rows": [good, {"series": "x", "period": LAST_YEAR}]})
    assert (status, len(told["errors"])) == (207, 1)
    assert send(key, {"rows": [{"series": "x", "period": "y"}]})[0] == 422
    assert send(key, {"rows": [{**good, "period": str(TODAY.year + 1)}]})[0] == 422
    assert send(key, "{")[0] == send(key, {"rows": 1})[0] == send(key, "[" * 100_000)[0] == 400
    assert send(key, " " * 2_000_001)[0] == 413
    assert send("", {"rows": [good]})[0] == send("wrong", {"rows": [good]})[0] == 401
    assert office.post(f"{DESK}key/", {"end": DataKey.objects.get().pk}).status_code == 302
    assert send(key, {"rows": [good]})[0] == 401


def test_a_key_of_somebody_who_left_opens_nothing(world: SimpleNamespace) -> None:
    key = as_person(world.reporter).post(f"{DESK}key/", {"name": "空气站"}).context["key"]
    good = {"rows": [{"series": AIR, "period": LAST_YEAR, "value": 81}]}
    world.reporter.posts_held.update(until=TODAY - timedelta(days=1))
    assert send(key, good)[0] == 403
    world.reporter.is_active = False
    world.reporter.save()
    assert send(key, good)[0] == 401


def test_who_may_not_add_figures_or_raise(world: SimpleNamespace) -> None:
    for person in (world.deputy, world.admin, world.far_head):
        with pytest.raises(TrackError, match="W010"):
            keep_observations(person, world.city, [row(value="80")])
    for person in (world.reporter, world.deputy, world.far_head):
        with pytest.raises(TrackError, match="W010"):
            raise_warnings(person, world.city)
    assert as_person(world.deputy).post(DESK, {"series": AIR, "period": LAST_YEAR, "value": "80"}).status_code == 403
    with pytest.raises(TrackError, match="not over"):
        keep(world, row(value="80", period=str(TODAY.year)))


def test_only_what_was_published_is_seen_by_everyone(client: Client, world: SimpleNamespace) -> None:
    keep(world, row(value="81"), row(series="work_safety_deaths", value="3", source_url=""))
    page = client.get("/watch/").context["page"]
    assert [line.series for line in page.lines] == [AIR]
    assert client.get("/watch/linjiang/work_safety_deaths/").status_code == 404
    assert client.get("/watch/linjiang/nothing/").status_code == client.get("/watch/nowhere/x/").status_code == 404
    seen = as_person(world.inspector).get(DESK).context["page"]
    assert {line.series for line in seen.lines} == {AIR, "work_safety_deaths"}
    assert as_person(world.far_head).get(DESK).context["page"].lines == ()


def test_how_old_it_is_stands_before_the_value(client: Client, world: SimpleNamespace) -> None:
    keep(world, row(period="2019", value="81.5"))
    for address in ("/watch/", f"/watch/linjiang/{AIR}/"):
        text = client.get(address, {"lang": "zh"}).content.decode()
        assert 0 < text.index("旧了") < text.index("81.5"), address
    page = client.get("/watch/").context["page"]
    assert page.lines[0].stale_days > 365
    assert page.stale == 1


def test_a_later_figure_counts_and_the_earlier_stays_to_be_seen(client: Client, world: SimpleNamespace) -> None:
    keep(
        world, row(value="79", published_on=f"{TODAY.year}-01-10"), row(value="81", published_on=f"{TODAY.year}-01-05")
    )
    page = client.get(f"/watch/linjiang/{AIR}/").context["page"]
    assert [line.value for line in page.lines] == [79]
    assert {(figure.value, figure.counts) for figure in page.figures} == {(79, True), (81, False)}


@pytest.mark.parametrize("address", ["/watch/", f"/watch/linjiang/{AIR}/"])
def test_page_and_twin_hold_the_same(client: Client, world: SimpleNamespace, address: str) -> None:
    keep(world, row(value="79"), row(value="60", spot="东站"))
    page = client.get(address)
    assert json.loads(client.get(address, {"format": "json"}).content) == json.loads(encode(page.context["page"]))
    assert client.get(address, {"lang": "en"}).status_code == 200


def test_a_warning_becomes_an_item_once_and_goes_its_way(world: SimpleNamespace) -> None:
    keep(world, row(value="79"), row(value="79", spot="东站"))
    office = as_person(world.inspector)
    assert office.post(f"{DESK}raise/").status_code == 302
    assert (Item.objects.count(), RaisedWarning.objects.count()) == (2, 2)
    assert raise_warnings(world.inspector, world.city) == []
    keep(world, row(value="78"))  # the same period again: the same warning
    assert raise_warnings(world.inspector, world.city) == []
    item = RaisedWarning.objects.get(spot_zh="").item
    assert (item.state, item.indicator_id, item.fields["value"], item.fields["light"]) == (
        "raised",
        AIR,
        "79.0000",
        "黄",
    )
    assert as_person(world.reporter).get(f"/workbench/items/{item.pk}/").status_code == 404
    actions.act(world.inspector, item, "assign", unit=world.housing)
    with pytest.raises(TrackError, match="role"):
        actions.act(world.water_reporter, item, "answer", reply="扬尘")
    actions.act(world.reporter, item, "answer", reply="施工扬尘，已停工整改")
    actions.act(world.inspector, item, "settle", reply="连续两月回升")
    assert (item.state, item.late) == ("settled", False)


def test_the_next_period_warns_anew(world: SimpleNamespace) -> None:
    keep(world, row(value="79", period=str(TODAY.year - 2)))
    assert len(raise_warnings(world.inspector, world.city)) == 1
    keep(world, row(value="78"))
    assert len(raise_warnings(world.inspector, world.city)) == 1


def test_a_published_figure_ranks_above_what_the_report_claims(world: SimpleNamespace, save: Any) -> None:
    """A target, a later report that claims it was met, and a published figure that says otherwise: the figure decides."""
    from ximu.read.intake import read_bytes
    from ximu.read.pipeline import read_document
    from ximu.store.relink import relink

    def report(year: int, words: str) -> None:
        head = f"政府工作报告\n——{year}年1月10日在临江市人民代表大会上\n临江市市长 某某\n"
        data = (head + words + FILLING).encode()
        save((read_document(read_bytes(data, f"linjiang-{year}.txt")), data))

    report(
        2024,
        "一、2023年工作回顾\n空气质量优良率达82%。\n二、2024年工作安排\n主要预期目标是：空气质量优良率达到85%以上。\n",
    )
    report(2025, "一、2024年工作回顾\n空气质量优良率达86.2%。\n二、2025年工作安排\n继续努力。\n")
    assert [link.verdict for link in store.Link.objects.all()] == ["met"]
    world.city.place_code = ""
    world.city.save()
    office = as_person(world.inspector)
    told = {"series": AIR, "period": "2024", "part": "300", "whole": "360", "source_url": URL}
    assert office.post(DESK, told).status_code == 302
    assert store.Observation.objects.count() == 1
    relink()
    link = store.Link.objects.get()
    assert (link.verdict, link.record["observed"]["source_url"]) == ("missed", URL)
    assert "86.2" in link.reason


@pytest.mark.parametrize(
    "cells", [{"period": "2024-05"}, {"spot": "东站"}, {"source_url": ""}, {"series": "poverty_register_households"}]
)
def test_what_is_no_official_statistic_stays_out_of_the_ledger(world: SimpleNamespace, cells: dict[str, str]) -> None:
    given = {"series": AIR, "period": "2024", "value": "80", "source_url": URL} | cells
    assert as_person(world.inspector).post(DESK, given).status_code == 302
    assert not store.Observation.objects.exists()


def test_more_figures_ask_the_database_no_more_often(client: Client, world: SimpleNamespace) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    keep(world, row(value="79"))
    before = [asked(address) for address in ("/watch/", f"/watch/linjiang/{AIR}/")]
    keep(world, *(row(value="70", period=f"{LAST_YEAR}-{month:02d}", spot=f"站{month}") for month in range(1, 9)))
    assert [asked(address) for address in ("/watch/", f"/watch/linjiang/{AIR}/")] == before


def test_grades_are_shown_as_grades_and_compared_by_steps(client: Client, world: SimpleNamespace) -> None:
    river = {"series": "river_water_class", "spot": "三桥断面"}
    keep(world, row(**river, period=f"{TODAY.year - 2}", value="Ⅱ类"), row(**river, value="Ⅳ"))
    for language, words in (
        ("zh", ("Ⅳ类", "+2 级", "差于Ⅲ类")),
        ("en", ("class IV", "+2 grades", "worse than class III")),
    ):
        for address in ("/watch/", "/watch/linjiang/river_water_class/"):
            page = client.get(f"{address}?lang={language}").content.decode()
            assert all(word in page for word in words), (address, language)
    line = json.loads(client.get("/watch.json").content)["lines"][0]
    assert (line["value"], line["grade_zh"], line["light"]) == (4, "Ⅳ类", "orange")
    assert not store.Observation.objects.exists()
    assert len(raise_warnings(world.inspector, world.city)) == 2
    said = {item.requirement_zh for item in Item.objects.all()}
    assert any("为Ⅳ类，上年同期Ⅱ类" in one for one in said)


def test_a_series_is_drawn_with_its_gaps_and_bounds(client: Client, world: SimpleNamespace) -> None:
    address = f"/watch/linjiang/{AIR}/"
    keep(world, row(value="91", period=f"{LAST_YEAR}-10"))
    assert "<figure" not in client.get(address).content.decode(), "one figure is no line"
    keep(world, row(value="88", period=f"{TODAY.year}-01"), row(value="59", period=f"{TODAY.year}-02"))
    page = client.get(address).content.decode()
    assert page.count('<figure class="chart" id="chart-month"') == 1
    table = client.get(f"{address}charts/month.csv").content.decode("utf-8-sig").splitlines()
    assert [one.split(",")[0] for one in table] == ["period", f"{LAST_YEAR}-10", f"{TODAY.year}-01", f"{TODAY.year}-02"]
    for language, bound in (("zh", "当月优良率低于 60%"), ("en", "below 60% in a month")):
        picture = client.get(f"{address}charts/month.svg?lang={language}").content.decode()
        assert bound in picture
        assert f"{LAST_YEAR}-12" in picture or f"{LAST_YEAR}-11" in picture, "a month without a figure has its place"
        assert picture.count("%") >= 3
    assert client.get(f"{address}charts/year.svg").status_code == 404
    assert client.get("/watch/linjiang/nothing/charts/month.svg").status_code == 404


@pytest.mark.parametrize(
    ("period", "following"),
    [("2026-12", "2027-01"), ("2026-01", "2026-02"), ("2026Q4", "2027Q1"), ("2026Q2", "2026Q3"), ("2026", "2027")],
)
def test_the_period_that_follows(period: str, following: str) -> None:
    assert period_after(period) == following
