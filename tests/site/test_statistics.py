"""Statistics of work, for the office and for everyone; and the own figure beside what a report claims."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from bench_people import Office, as_person
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from case_builder import Walked, build
from ximu.read.intake import read_bytes
from ximu.read.pipeline import read_document
from ximu.site.rate_claims import claims_of_rates, rate_words
from ximu.site.rate_words import excluded_words, formula
from ximu.store import models
from ximu.store.relink import relink
from ximu.store.save import save_reading
from ximu.track.models import Item, Unit
from ximu.track.rules.playbook_file import shipped_playbooks

pytestmark = pytest.mark.django_db
HOTLINE = ("take_in", "dispatch", "accept", "report", "close")
ANSWERED = ("assign", "accept", "draft_answer", "answer", "satisfied")


@pytest.fixture
def world(here: Office) -> SimpleNamespace:
    """The office in the form that the builder of cases takes."""
    city, people = here
    parks = Unit.objects.create(government=city, key="parks", name_zh="市园林局")
    return SimpleNamespace(
        city=city, inspector=people["inspector"], housing=city.units.get(key="water"), water=parks
    )  # fmt: skip


@pytest.fixture
def suggestions(world: SimpleNamespace) -> list[Item]:
    """30 suggestions of 2023: 24 answered in time, 3 late, 2 withdrawn, 1 not published."""
    solved = {"result_class": "three.A"}
    groups = [
        (24, Walked(ANSWERED, fields=solved)), (3, Walked(ANSWERED, late=True, fields=solved)),
        (2, Walked(("assign", "accept", "withdraw_it"))), (1, Walked(ANSWERED, fields=solved)),
    ]  # fmt: skip
    made = build(world, "deputy_suggestions", groups, date(2023, 3, 1), published=True)
    Item.objects.filter(pk=made[-1].pk).update(published_at=None)
    return made


def rates_of(client: Client, path: str) -> dict[str, dict[str, object]]:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return {line["id"]: line for book in answer.json()["books"] for line in book["rates"]}


def test_the_public_page_counts_what_is_published(client: Client, suggestions: list[Item]) -> None:
    line = rates_of(client, "/statistics.json?government=here&year=2023")["reply_rate"]
    total = line["total"]
    assert isinstance(total, dict)
    assert (total["numerator"], total["denominator"], total["by_reason"]) == (24, 27, 2)
    assert line["reasons"] == [], "what people wrote stays in the workbench"
    body = client.get("/statistics/?government=here&year=2023").content.decode()
    for words in ("88.9", "2 件：记明理由不计", "市水务局", "2023-03", "尚未到期", "怎样算", "到过“已交办”"):
        assert (words in body) == (words != "尚未到期"), words


def test_the_office_sees_all_and_the_reasons(here: Office, suggestions: list[Item]) -> None:
    body = as_person(here[1]["inspector"]).get("/workbench/statistics/?year=2023").content.decode()
    assert "89.3" in body, "25 of 28"
    assert "2 件：撤回" in body
    own = as_person(here[1]["reporter"]).get("/workbench/statistics/?year=2023").content.decode()
    assert "89.3" not in own, "of another bureau's work a bureau sees what is published"
    assert "88.9" in own


@pytest.mark.parametrize("path", ["/statistics/", "/workbench/statistics/"])
def test_the_download_holds_every_figure(here: Office, suggestions: list[Item], path: str) -> None:
    client = as_person(here[1]["inspector"])
    sent = client.get(f"{path}?government=here&year=2023&format=csv").content.decode("utf-8-sig")
    rows = [row for row in csv.DictReader(io.StringIO(sent)) if row["rate"] == "reply_rate"]
    total = next(row for row in rows if row["part"] == "total")
    for part in ("month", "unit"):
        of = [row for row in rows if row["part"] == part]
        assert of
        assert sum(Decimal(row["numerator"]) for row in of) == Decimal(total["numerator"])
        assert sum(int(row["left_out_by_reason"]) for row in of) == int(total["left_out_by_reason"])
    assert total["counted"].startswith("分母：到过“已交办”")


def test_the_page_is_in_english_too(client: Client, suggestions: list[Item]) -> None:
    body = client.get("/statistics/?government=here&year=2023&lang=en").content.decode()
    for words in (
        "Statistics of work",
        "Reply rate",
        "2 items: left out with a recorded reason",
        "Suggestions by deputies",
    ):
        assert words in body


@pytest.mark.parametrize("asked", ["?government=nope", "?year=1900", "?year=x", "?government=here&year=9999", ""])
def test_an_odd_address_shows_what_there_is(client: Client, suggestions: list[Item], asked: str) -> None:
    assert client.get(f"/statistics/{asked}").status_code == 200


def test_without_published_work_the_page_says_so(client: Client, here: Office) -> None:
    assert "还没有政府公开办理事项" in client.get("/statistics/").content.decode()


def test_who_holds_no_post_is_told(here: Office) -> None:
    person = here[1]["inspector"]
    person.posts_held.all().delete()
    assert as_person(person).get("/workbench/statistics/").status_code == 403


@pytest.mark.parametrize("book", sorted(shipped_playbooks()))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rate_says_in_words_how_it_is_counted(book: str, language: str) -> None:
    found = shipped_playbooks()[book]
    for rate in found.rates:
        words = formula(found, rate, language)
        assert not rate.excluded or excluded_words(found, rate, language)
        asked = [name for one in (*rate.denominator, *rate.numerator) for name in (*one.made, *one.reached)]
        names = {one.id: (one.zh, one.en) for one in found.moves} | {one.id: (one.zh, one.en) for one in found.states}
        for name in asked:
            assert names[name][language == "en"] in words


@pytest.fixture
def claimed(project: Path) -> None:
    """The report of the sample city of 2024, which claims for 2023 that 98.9 % were closed in time."""
    data = (project / "sample" / "reports" / "linjiang-2024.txt").read_bytes()
    save_reading(read_document(read_bytes(data, "linjiang-2024.txt")), data)
    relink()


@pytest.fixture
def hotline(world: SimpleNamespace) -> None:
    """300 published hotline cases of 2023, 285 closed in time."""
    groups = [(285, Walked(HOTLINE, due_after=14)), (15, Walked(HOTLINE, due_after=14, late=True))]
    build(world, "hotline", groups, date(2023, 5, 1), published=True)


def test_the_own_figure_stands_beside_the_claim(client: Client, claimed: None, hotline: None) -> None:
    page = client.get("/indicators/hotline_on_time_closing_rate.json").json()
    line = page["own"][0]
    assert (line["place_name"], line["year"], line["numerator"], line["denominator"]) == ("临江市", 2023, 285, 300)
    assert line["percent"] == 95
    assert [claim["low"] for claim in line["claims"]] == [98.9]
    body = client.get("/indicators/hotline_on_time_closing_rate/").content.decode()
    assert "办理台账算出的数" in body
    assert "285 / 300" in body
    assert client.get(line["claims"][0]["address"]).status_code == 200
    assert client.get(line["address"]).status_code == 200
    place = client.get(f"/places/{line['place']}/?lang=en").content.decode()
    assert "What the work itself shows" in place
    assert "285 of 300" in place


def test_a_year_without_a_claim_says_so(client: Client, claimed: None, suggestions: list[Item]) -> None:
    own = client.get("/indicators/proposal_reply_rate.json").json()["own"]
    assert [(one["year"], one["numerator"], one["denominator"]) for one in own] == [(2023, 24, 27)]
    assert own[0]["claims"] == [] or all(one["report_year"] for one in own[0]["claims"])


def test_an_indicator_that_no_work_shows_has_no_such_part(client: Client, claimed: None, hotline: None) -> None:
    assert client.get("/indicators/gross_regional_product.json").json()["own"] == []


def test_what_is_not_published_is_nowhere(client: Client, claimed: None, hotline: None) -> None:
    Item.objects.update(published_at=None)
    assert client.get("/indicators/hotline_on_time_closing_rate.json").json()["own"] == []
    assert client.get("/statistics.json").json()["books"] == []


@pytest.mark.parametrize("path", ["/statistics/?year=2023", "/indicators/hotline_on_time_closing_rate/"])
def test_more_work_asks_no_more_of_the_database(
    client: Client, claimed: None, hotline: None, world: SimpleNamespace, path: str
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    cold = queries()
    assert queries() < cold, "kept until something changes"
    more = build(world, "enterprise_support", [(0, Walked(()))], date(2023, 5, 1))
    assert more == []
    Item.objects.filter(pk__in=Item.objects.values("pk")[:100]).update(version=9)
    assert queries() == cold


REPORTED = """政府工作报告
——2024年1月5日在临江市第八届人民代表大会第三次会议上
一、2023年工作回顾
过去一年，重点项目开工率达到92.3%。招商签约项目资金到位率达到61%。信访事项按期答复率达到99.5%，领导包案化解率达到96%。督查事项办结率98%。
环保督察交办件整改完成率97%、销号率95%。网格事件按期处置率97.5%。民生实事完成率99%。行政审批按时办结率99.9%。行政处罚决定按期公示率94%。老旧小区改造竣工率88%。
政务失信记录修复率60%。企业帮扶问题办结率93.4%、满意率98.2%。12345热线按期办结率98.9%、群众满意率93.5%。森林覆盖率58%，城镇化率62%。
二、2024年工作安排
全面完成民生实事，完成率达到90%。
"""
CLAIMED = {
    "approvals.on_time_rate": "99.9%", "enterprise_support.closing_rate": "93.4%", "enterprise_support.satisfaction_rate": "98.2%",
    "environmental_cases.completion_rate": "97%", "environmental_cases.cross_off_rate": "95%", "government_credit.repaired_rate": "60%",
    "grid_events.on_time_rate": "97.5%", "hotline.on_time_closing_rate": "98.9%", "hotline.satisfaction_rate": "93.5%",
    "housing_renewal.completion_rate": "88%", "inspection.closing_rate": "98%", "investment_promotion.funds_rate": "61%",
    "key_projects.start_rate": "92.3%", "livelihood_projects.completion_rate": "99%", "penalty_oversight.publication_rate": "94%",
    "petitions.led_closing_rate": "96%", "petitions.on_time_rate": "99.5%",
}  # fmt: skip


@pytest.fixture
def said_of_all() -> models.Place:
    """A report that states a rate of most playbooks."""
    data = REPORTED.encode()
    save_reading(read_document(read_bytes(data, "linjiang-2024.txt")), data)
    return models.Place.objects.get(name="临江市")


def test_what_reports_say_is_found_for_the_rates_of_every_kind_of_work(said_of_all: models.Place) -> None:
    found = claims_of_rates(said_of_all, shipped_playbooks(), (2023, 2024))
    told = {f"{book}.{rate}": [one.as_written for one in claims] for (book, rate, _), claims in found.items()}
    assert {name: told.get(name) for name in CLAIMED} == {name: [words] for name, words in CLAIMED.items()}
    by_amount = {
        "key_projects.start_rate_amount",
        "investment_promotion.funds_rate_amount",
        "government_credit.repaired_amount_rate",
    }
    homes = {"housing_renewal.completion_rate_households", "housing_renewal.completion_rate_homes"}
    assert set(told) - set(CLAIMED) == by_amount | homes, "the same words with another count, and nothing else"
    assert {year for _, _, year in found} == {2023}, "a target is no claim"


def test_the_series_stands_beside_what_reports_say(client: Client, said_of_all: models.Place, hotline: None) -> None:
    line = rates_of(client, "/statistics.json?government=here&year=2023")["on_time_closing_rate"]
    years = line["years"]
    assert isinstance(years, list)
    assert [(one["year"], one["figure"]["numerator"], [claim["low"] for claim in one["claims"]]) for one in years] == [
        (2023, 285, [98.9])
    ]  # fmt: skip
    body = client.get("/statistics/?government=here&year=2023").content.decode()
    assert "历年，与报告所说" in body
    assert client.get(years[0]["claims"][0]["address"]).status_code == 200


@pytest.mark.parametrize(
    ("name", "meaning"),
    [("问题按时办结率", "按期办结率"), ("整改办结率", "办结率"), ("群众满意率", "满意率"), ("补种存活率", "存活率"), ("森林覆盖率", "")],
)  # fmt: skip
def test_the_longest_name_tells_what_a_rate_is(name: str, meaning: str) -> None:
    assert rate_words().meaning(name, ["群众满意率", "存活率"]) == meaning


def test_every_word_about_work_belongs_to_a_playbook_and_to_one_group() -> None:
    words = rate_words()
    assert set(words.about) <= set(shipped_playbooks())
    named = [one for group in words.same for one in group]
    assert len(named) == len(set(named))
