"""Text of reports, titles and names that would be script: shown as text on every page, in every chart, feed and table."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import pytest
from bench_people import as_person, make_item, office
from django.test import Client
from django.utils import timezone
from site_samples import Sample

from ximu.track import actions
from ximu.track.models import Government, Person, Post, Unit

pytestmark = pytest.mark.django_db
EVIL = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
PLACE = "</title><svg onload=alert(1)>市"
TEMPLATE = "{{ 7|add:42 }}{% now 'Y' %}${7*7}{0}%(x)s"
LINES = (
    "一、{before}年工作回顾",
    "全市地区生产总值增长7.1%，一般公共预算收入80.5亿元，与2.3%的预期不符。",
    f"财政收入没有完成年初目标。新建临江大桥已经开工，<iframe srcdoc='{EVIL}'>共有6处。",
    "二、{year}年工作安排",
    f"今年地区生产总值增长8%左右，确保城镇新增就业3.2万人以上；建成临江大桥。{EVIL}",
    "一个打\n断的句子，还有77个说不清的数。</script><!--",
)
ADDRESS = re.compile(r"^\s*(?:javascript|data|vbscript):", re.IGNORECASE)
LINKS = ("href", "src", "action", "formaction", "data", "poster", "xlink:href")


@dataclass
class Page(HTMLParser):
    """What a browser would run of a page."""

    runs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def __hash__(self) -> int:
        return id(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in ("iframe", "object", "embed", "base", "style") or (
            tag == "script"
            and not (given.get("src") or "").startswith("/static/")
            and given.get("type") not in ("application/json", "application/ld+json")  # data, which no browser runs
        ):
            self.runs.append(self.get_starttag_text() or tag)
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc") or (name in LINKS and ADDRESS.match(value or "")):
                self.runs.append(f"{tag} {name}={value}")

    handle_startendtag = handle_starttag


def what_runs(response: Any) -> list[str]:
    """What of an answer would run as script or as a template."""
    body = (b"".join(response.streaming_content) if response.streaming else response.content).decode()
    kind = response.headers["Content-Type"].partition(";")[0]
    assert "49" not in re.findall(r"(?<![\d.])49(?![\d.])(?=\d{4}\$)", body)  # a template that ran
    if kind == "text/html":
        page = Page()
        page.feed(body)
        return [one for one in page.runs if not one.startswith(("img src=data:image/svg", "img src=data:image/png"))]
    if kind in ("image/svg+xml", "application/atom+xml", "application/xml"):
        root = ElementTree.fromstring(body)  # well formed, or this raises
        return [
            f"{one.tag} {name}"
            for one in root.iter()
            for name in ("script", *one.attrib)
            if (name == "script" and one.tag.rpartition("}")[2] == "script") or name.rpartition("}")[2].startswith("on")
        ]
    return []  # no browser runs it: the type is not sniffed


@pytest.fixture
def evil_report(db: None) -> Sample:
    """A report of a place whose name and text attack, with everything that follows from it."""
    from ximu.store.relink import relink
    from ximu.store.save import save_reading

    for year in (2030, 2031):
        sample = Sample(year, PLACE, "990666", LINES)
        sample.title = f"{TEMPLATE}{EVIL}{year}"
        sample.text = sample.text.replace(sample.text.partition("\n")[0], sample.title, 1)
        save_reading(*sample.reading())
    relink()
    return sample


def public_pages() -> list[str]:
    from ximu.store import models

    report = models.Report.objects.order_by("-report_year")[0]
    place = report.place
    assert place is not None
    promise = models.Promise.objects.values_list("public_id", flat=True)[0]
    pages = [
        "/", "/places/", f"/places/{place.public_id}/", f"/places/{place.public_id}/integrity/", "/promises/",
        f"/promises/{promise}/", "/findings/", "/projects/", "/reports/",
        f"/reports/{report.public_id}/", f"/reports/{report.public_id}/compare/", "/indicators/gross_regional_product/",
        "/indicators/", "/compare/?place=" + place.name, f"/search/?q={EVIL[:30]}", f"/search/?q={TEMPLATE}&place={PLACE}", "/data/",
        "/glossary/?q=" + EVIL, "/nowhere/" + EVIL,
    ]  # fmt: skip
    other = [
        "/feed.atom", f"/places/{place.public_id}/feed.atom", "/indicators/gross_regional_product/feed.atom",
        f"/promises/{promise}/feed.atom", f"/search/feed.atom?q={EVIL[:30]}", "/sitemap.xml", "/sitemap-reports.xml",
        "/indicators/gross_regional_product/charts/lines.svg", f"/places/{place.public_id}/charts/standing.svg",
    ]  # fmt: skip
    return [*pages, *(f"{page}{'&' if '?' in page else '?'}lang=en" for page in pages), *other]


def test_no_public_page_runs_what_a_report_says(client: Client, evil_report: Sample) -> None:
    shown = 0
    pages = public_pages()
    for address in ("/findings/", "/projects/"):
        pages += {*re.findall(rf'href="({address}[^"/?]+/)"', client.get(address).content.decode())}
    assert len(pages) > 50
    for address in pages:
        response = client.get(address)
        assert response.status_code in (200, 404), address
        assert what_runs(response) == [], address
        shown += "&lt;" in response.content.decode() if not response.streaming else 0
    assert shown > 15  # the attack was on most of these pages, as text
    del evil_report


def test_no_page_of_the_workbench_runs_what_someone_typed() -> None:
    of = office("evil", "临江市")
    people = of[1]
    for model, name in ((Government, "name_zh"), (Unit, "name_zh"), (Person, "name_zh"), (Post, "title_zh")):
        longest = model._meta.get_field(name).max_length
        model.objects.update(**{name: (EVIL + TEMPLATE)[:longest]})  # type: ignore[attr-defined]
    item = make_item(of, title=EVIL + TEMPLATE, requirement_zh=EVIL, due_on=timezone.localdate())
    actions.act(people["inspector"], item, "assign")
    piece = actions.NewEvidence(EVIL[:40], name=EVIL + ".txt", data=b"x", note_zh=EVIL)
    actions.bring_evidence(people["reporter"], item, [piece])
    actions.bring_evidence(people["reporter"], item, [actions.NewEvidence("x", url="https://a.example/?" + EVIL)])
    told = actions.NewProgress(period=f"{timezone.localdate():%Y-%m}", progress_zh=EVIL)
    actions.report_progress(people["reporter"], item, told)
    pages = [
        "", "items/", f"items/{item.pk}/", f"items/{item.pk}/edit/", f"items/{item.pk}/split/", f"items/{item.pk}/merge/",
        "import/", "votes/", "breakdown/", "review/", "standing/", "assessments/", "people/", "journal/",
        "items/?q=" + EVIL, "items/?sort=" + EVIL, "standing/?government=" + EVIL, "items/nowhere",
    ]  # fmt: skip
    shown = 0
    for role in ("inspector", "admin", "reporter"):
        client = as_person(people[role])
        for page in pages:
            for language in ("zh", "en"):
                response = client.get(f"/workbench/{page}{'&' if '?' in page else '?'}lang={language}")
                assert what_runs(response) == [], page
                shown += "&lt;script" in response.content.decode()
    assert shown > 60


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "//x", "ftp://a/b"],
)
def test_evidence_links_nowhere_but_the_web(url: str) -> None:
    from ximu.ledger.errors import TrackError
    from ximu.track.actions.evidence import check_evidence

    with pytest.raises(TrackError, match="W015"):
        check_evidence([actions.NewEvidence("x", url=url)])


def test_what_someone_sends_comes_back_as_a_file_never_as_a_page() -> None:
    of = office("files", "临江市")
    item = make_item(of)
    actions.act(of[1]["inspector"], item, "assign")
    (piece,) = actions.bring_evidence(
        of[1]["reporter"], item, [actions.NewEvidence("x", name="a.txt", data=b"<script>alert(1)</script>")]
    )
    response = as_person(of[1]["inspector"]).get(f"/workbench/items/{item.pk}/evidence/{piece.pk}/")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.browser
@pytest.mark.slow
def test_in_a_browser_nothing_runs_even_where_escaping_would_fail(
    live_server: Any, browser_path: str, client: Client
) -> None:
    """The policy alone stops inline script: a page with one is served as ours, and the browser does not run it."""
    playwright = pytest.importorskip("playwright.sync_api")
    from browsing import ARGS

    policy = client.get("/").headers["Content-Security-Policy"]
    attack = "<body><p id=hit>no</p><script>document.getElementById('hit').textContent='yes'</script>" + (
        "<img src=x onerror=\"document.getElementById('hit').textContent='yes'\"><base href='https://evil.example/'>"
    )
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=browser_path, args=list(ARGS))
        page = browser.new_page()
        page.route(
            "**/attack/",
            lambda route: route.fulfill(
                body=attack, headers={"Content-Type": "text/html", "Content-Security-Policy": policy}
            ),
        )
        page.goto(live_server.url + "/attack/")
        assert page.text_content("#hit") == "no"
        page.route("**/open/", lambda route: route.fulfill(body=attack, headers={"Content-Type": "text/html"}))
        page.goto(live_server.url + "/open/")
        assert page.text_content("#hit") == "yes"  # without the policy it does: the attack is a real one
        browser.close()
