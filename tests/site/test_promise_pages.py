"""Promises, findings, projects, places and reports as lists and pages: what they hold, how they narrow, where they lead."""

from __future__ import annotations

import csv
import io
import json
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from site_samples import LINES, Sample, linjiang

from ximu.ledger.reading import Reading
from ximu.link.standing import STATES
from ximu.site.findings import ALL_RULES, KINDS
from ximu.site.respond import encode
from ximu.store import models


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "localhost"})


def promise(words: str, year: int = 2030) -> models.Promise:
    return models.Promise.objects.get(as_written__contains=words, report_year=year)


def outside_quotations(markup: str) -> str:
    """The words of a page in its own language: quotations say that they are Chinese."""
    text = unescape(markup[markup.index("<main") : markup.index("</main>")])
    while True:
        less = re.sub(r'<(\w+)[^>]* lang="zh-Hans"[^>]*>(?:(?!<\1[ >]).)*?</\1>', "", text, flags=re.DOTALL)
        if less == text:
            return re.sub(r"<option.*?</option>|<[^>]*>", " ", text)
        text = less


def elsewhere(name: str, code: str, year: int = 2031) -> tuple[Reading, bytes]:
    """The report of another place, different enough to be no copy."""
    own = tuple(
        f"{name}第{number}个村的{work}今年接着办好。" for number, work in enumerate(("水渠", "道路", "学校") * 4)
    )
    return Sample(year, name, code, (*LINES, *own)).reading()


PAGES = ("promise", "promise/silent", "finding", "project")


def address(kind: str) -> str:
    if kind == "promise":
        return f"/promises/{promise('地区生产总值').public_id}/"
    if kind == "promise/silent":
        return f"/promises/{promise('就业').public_id}/"
    if kind == "finding":
        return f"/findings/{models.ComputedFinding.objects.filter(report_year=2031)[0].public_id}/"
    return f"/projects/{models.NamedProject.objects.get(name='临江大桥', place__name='临江市').public_id}/"


def twin_of(path: str) -> str:
    return path.rstrip("/") + ".json"


@pytest.mark.parametrize("kind", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_page_and_twin_hold_the_same(client: Client, report: str, kind: str, language: str) -> None:
    client.cookies["ximu_lang"] = language
    page = client.get(address(kind))
    assert page.status_code == 200
    assert json.loads(client.get(twin_of(address(kind))).content) == json.loads(encode(page.context["page"]))
    body = page.content.decode()
    assert "<script>" not in body
    assert not re.search(r"\sstyle=|\son\w+=\"", body)


@pytest.mark.parametrize("kind", PAGES)
def test_an_english_page_is_english_but_for_quotations(client: Client, report: str, kind: str) -> None:
    body = outside_quotations(client.get(address(kind) + "?lang=en").content.decode())
    assert not re.search("[\u4e00-\u9fff]{2,}", body), re.findall("[\u4e00-\u9fff]{2,}", body)


@pytest.mark.parametrize(
    "path",
    ["/", "/promises/?label=all", "/findings/", "/projects/", "/places/", "/reports/", "/glossary/", "/method/",
     "/reports/990100-2031/compare/?show=all"],
)  # fmt: skip
def test_an_english_list_is_english_but_for_quotations(client: Client, report: str, path: str) -> None:
    body = outside_quotations(client.get(path + ("&" if "?" in path else "?") + "lang=en").content.decode())
    assert not re.search("[\u4e00-\u9fff]{3,}", body), re.findall("[\u4e00-\u9fff]{3,}", body)


def test_a_missed_target_shows_both_quotations_and_the_arithmetic(client: Client, report: str) -> None:
    answer = client.get(address("promise"))
    page = answer.context["page"]
    (target,) = page.targets
    assert (page.state, target.verdict, str(target.gap), target.gap_unit) == ("missed", "missed", "-0.9", "个百分点")
    assert page.words.within == "今年地区生产总值增长8%左右"
    assert (target.told.within, target.told.report.year) == ("7.1%", 2031)
    body = answer.content.decode()
    assert target.reason in body
    assert target.told.address.replace("&", "&amp;") in body
    english = client.get(address("promise") + "?lang=en").content.decode()
    assert "Target growth of ≈8 %, result growth of 7.1 %" in english


def test_silence_about_a_target_is_shown(client: Client, report: str) -> None:
    page = client.get(address("promise/silent")).context["page"]
    assert page.state == "unreported"
    assert all(target.told is None and target.reached is None for target in page.targets)
    assert "没有下文" in client.get(address("promise/silent")).content.decode()


def test_three_axes_stand_side_by_side_and_none_pretends(client: Client, report: str) -> None:
    body = client.get(address("promise/silent")).content.decode()
    axes = body[body.index('class="axes"') : body.index("</dl>", body.index('class="axes"'))]
    assert axes.count("<dt>") == 3
    for words in ("承办单位没有公布工作进展", "还没有谁说过结果", "没有公布的证明材料", "2030年底到期"):
        assert words in axes


@pytest.mark.parametrize("ending", ["/", ".json"])
def test_a_target_leads_to_the_promise_it_is_part_of(client: Client, report: str, ending: str) -> None:
    link = models.Link.objects.get(promise=promise("地区生产总值").public_id)
    assert link.target != link.promise
    answer = client.get(f"/promises/{link.target}{ending}")
    assert (answer.status_code, answer["Location"]) == (302, f"/promises/{link.promise}{ending}")
    assert client.get(answer["Location"]).status_code == 200


def test_other_years_of_a_promise_are_linked(client: Client, report: str) -> None:
    (other,) = client.get(address("promise")).context["page"].other_years
    assert (other.report_year, other.address) == (2031, f"/promises/{promise('地区生产总值', 2031).public_id}/")
    assert client.get(other.address).context["page"].state == "not_due"


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 6),
        ("?place=990100", 6),
        ("?place=临江市", 6),
        ("?place=无名市", 0),
        ("?year=2030", 3),
        ("?state=not_due", 3),
        ("?state=nonsense", 6),
        ("?state=unreported&year=2030", 1),
        ("?label=all", 6),
        ("?label=ongoing", 0),
        ("?indicator=gross_regional_product", 2),
        ("?domain=accounts", 2),
        ("?flag=headline", 4),
        ("?year=abc", 6),
        ("?page=99", 6),
    ],
)
def test_promises_are_narrowed(client: Client, report: str, query: str, count: int) -> None:
    page = client.get("/promises/" + query).context["page"]
    assert (page.total, len(page.promises)) == (count, count)
    rows = list(
        csv.reader(
            io.StringIO(
                client.get("/promises/" + query, {**_query(query), "format": "csv"}).content.decode("utf-8-sig")
            )
        )
    )
    assert len(rows) == count + 1
    assert [row[0] for row in rows[1:]] == [one.id for one in page.promises]


def _query(query: str) -> dict[str, str]:
    return dict(pair.split("=") for pair in query.removeprefix("?").split("&") if pair)


def test_states_count_what_the_other_filters_leave(client: Client, report: str) -> None:
    for query in ("", "?year=2030", "?state=not_due&year=2031"):
        page = client.get("/promises/" + query).context["page"]
        assert [choice.value for choice in page.states] == list(STATES)
        for choice in page.states:
            narrowed = client.get("/promises/", {**_query(query), "state": choice.value}).context["page"]
            assert narrowed.total == choice.count


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("year", lambda one: -(one.report_year or 0)),
        ("due", lambda one: -one.due_on.toordinal()),
        ("place", lambda one: one.place),
        ("state", lambda one: one.state),
    ],
)
def test_promises_are_sorted(client: Client, report: str, sort: str, key: object) -> None:
    shown = client.get(f"/promises/?sort={sort}").context["page"].promises
    assert list(shown) == sorted(shown, key=key)  # type: ignore[call-overload]


@pytest.mark.parametrize("path", ["/promises/", "/findings/", "/projects/", "/reports/"])
def test_an_unknown_place_is_said_to_be_one(client: Client, report: str, path: str) -> None:
    body = client.get(path + "?place=无名<市").content.decode()
    assert "没有“无名&lt;市”这个地方的报告" in body


def test_kinds_of_findings_have_switches(client: Client, report: str) -> None:
    every = client.get("/findings/").context["page"]
    assert [one.kind for one in every.kinds] == list(KINDS)
    assert all(one.on for one in every.kinds)
    assert every.total == sum(one.count for one in every.kinds) > 0
    for one in every.kinds:
        page = client.get(f"/findings/?kind={one.kind}").context["page"]
        assert page.total == one.count
        assert {each.type for each in page.findings} <= {one.kind}
        assert [each.count for each in page.kinds] == [each.count for each in every.kinds]
    both = client.get("/findings/?kind=arithmetic&kind=repeated&severity=3").context["page"]
    assert {each.kind for each in both.kinds if each.on} == {"arithmetic", "repeated"}
    assert all(each.severity == 3 for each in both.findings)


def test_a_finding_quotes_and_explains(client: Client, report: str) -> None:
    answer = client.get(address("finding"))
    page = answer.context["page"]
    assert page.a.within == page.line.a
    body = answer.content.decode()
    assert f"/findings/?rule={page.line.rule}" in body
    assert 'href="/method/#findings"' in body
    assert 'id="findings"' in client.get("/method/").content.decode()


def test_a_project_is_told_year_by_year(client: Client, report: str) -> None:
    page = client.get(address("project")).context["page"]
    assert [told.report.year for told in page.told] == [2030, 2031]
    assert page.line.reports == 2
    for told in page.told:
        assert [step.stage for step in told.steps] == ["finish"]
        assert all(quote.within == "临江大桥" for quote in told.quotes)
        assert [one.as_written for one in told.promises] == ["建成临江大桥"]
    listed = client.get("/projects/?q=大桥&year=2031&stage=finish").context["page"]
    assert [one.name for one in listed.projects] == ["临江大桥"]
    assert client.get("/projects/?year=1999").context["page"].total == 0


def test_the_first_page_names_no_place_but_counts_all(client: Client, report: str, save: object) -> None:
    page = client.get("/").context["page"]
    assert page.promised == sum(choice.count for choice in page.standing)
    assert page.promised == models.Promise.objects.filter(label="testable").count()
    assert [(line.year, line.total) for line in page.years] == [(2031, 3), (2030, 3)]
    for number in range(30):
        save(elsewhere(f"第{number}县", f"98{number:04d}"))  # type: ignore[operator]
    answer = client.get("/")
    assert len(answer.context["page"].newest) == 10
    assert answer.context["page"].tally.places == 31
    assert len(answer.content) < 60_000


def test_places_are_found_by_name_level_and_province(client: Client, report: str, save: object) -> None:
    save(elsewhere("山阳县", "990121"))  # type: ignore[operator]
    models.Place.objects.filter(public_id="990121").update(level="county")
    names = lambda query: [one.name for one in client.get("/places/" + query).context["page"].places]  # noqa: E731
    assert names("") == ["临江市", "山阳县"]
    assert names("?q=山") == ["山阳县"]
    assert names("?level=prefecture") == ["临江市"]
    assert names("?within=990100") == ["山阳县"]
    assert names("?sort=reports") == ["临江市", "山阳县"]
    assert names("?q=没有") == []


def test_a_report_leads_to_promises_findings_and_last_years_text(client: Client, report: str) -> None:
    answer = client.get(f"/reports/{report}/")
    page = answer.context["page"]
    body = answer.content.decode()
    pages = {row.kind: row.page for row in page.statements if row.page}
    assert set(pages) == {"measure", "commitment", "finding"}
    for path in pages.values():
        assert client.get(path, follow=True).status_code == 200
    assert page.compare in body
    assert {choice.value: choice.count for choice in page.standing} == {"not_due": 3}
    alone = models.Report.objects.exclude(public_id=report).get()
    alone.delete()
    assert client.get(f"/reports/{report}/").context["page"].compare == ""
    assert "没有可以比较的" in client.get(f"/reports/{report}/compare/").content.decode()


def test_the_text_is_compared_sentence_by_sentence(client: Client, report: str) -> None:
    page = client.get(f"/reports/{report}/compare/?show=all").context["page"]
    assert page.other.id == "990100-2030"
    counts = {choice.value: choice.count for choice in page.counts}
    assert counts["same"] > 0
    assert counts["new"] == counts["gone"] == 0
    for one in page.sentences:
        assert "".join(part.text for part in one.parts)
        assert one.address.startswith("/reports/990100-2031/?at=")
    assert client.get(f"/reports/{report}/compare/?with=nonsense").context["page"].other.id == "990100-2030"


def test_the_method_shows_every_rule_and_the_glossary_every_word(client: Client, report: str) -> None:
    page = client.get("/method/").context["page"]
    assert [one.rule for one in page.finding_rules] == list(ALL_RULES)
    assert sum(one.count for one in page.verdicts) == models.Link.objects.count()
    body = client.get("/method/").content.decode()
    assert all(limit.value in body for limit in page.tolerances)
    from ximu.terms.load import terms

    whole = client.get("/glossary/").context["page"]
    assert whole.total == len(terms().glossary)
    found = client.get("/glossary/?q=督查").context["page"]
    assert [line.zh for group in found.groups for line in group.terms] == ["督查"]


@pytest.mark.parametrize("path", ["/promises/nope/", "/findings/nope/", "/projects/nope/", "/reports/nope/compare/"])
def test_what_is_not_there_is_a_404(client: Client, report: str, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.get(twin_of(path)).json()["code"] == 404


@pytest.mark.parametrize("kind", [*PAGES, "/promises/", "/findings/", "/projects/", "/places/", "/reports/",
                                  "/reports/990100-2031/compare/", "/"])  # fmt: skip
def test_more_rows_ask_no_more_of_the_database(client: Client, report: str, save: object, kind: str) -> None:
    def queries() -> int:
        path = kind if kind.startswith("/") else address(kind)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    before = queries()
    for year in range(2022, 2029):
        save(linjiang(year).reading())  # type: ignore[operator]
    save(elsewhere("山阳县", "990121"))  # type: ignore[operator]
    assert queries() == before <= 16
