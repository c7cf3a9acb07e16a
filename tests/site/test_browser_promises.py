"""From a promise to what came of it, in a real browser: desktop and phone, both languages, without script, in print.

A picture of every page is kept where `browsing.keep_picture` says.
"""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path

import pytest

pytest.importorskip("playwright.sync_api")
from browsing import PHONE, SCREENS, Open, faults, follow, keep_picture, show
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LISTS = {
    "home": "/",
    "places": "/places/",
    "reports": "/reports/",
    "promises": "/promises/?place=990100",
    "nothing": "/promises/?place=990100&state=kept",
    "unknown": "/promises/?place=无名市",
    "findings": "/findings/",
    "projects": "/projects/",
    "glossary": "/glossary/",
    "method": "/method/",
    "texts": "/reports/990100-2031/compare/?show=all",
}
# Kind of page → a list whose first entry is one, and where its address stands.
ENTRIES = {
    "promise": ("/promises.json?place=990100&year=2030&state=missed", "promises"),
    "silent": ("/promises.json?place=990100&state=unreported", "promises"),
    "open": ("/promises.json?place=990100&state=not_due", "promises"),
    "repeated": ("/promises.json?flag=repeated&label=all", "promises"),
    "finding": ("/findings.json?kind=contradiction", "findings"),
    "recycled": ("/findings.json?kind=repeated", "findings"),
    "project": ("/projects.json?sort=reports", "projects"),
    "last report": ("/reports.json?year=2025&kind=report", "reports"),
}
KINDS = tuple(kind for kind in (*LISTS, *ENTRIES) if kind != "last report")


def address(site: str, kind: str) -> str:
    if kind in LISTS:
        return LISTS[kind]
    twin, field = ENTRIES[kind]
    with urllib.request.urlopen(site + twin, timeout=30) as answer:
        return str(json.load(answer)[field][0]["address"])


def in_language(path: str, language: str) -> str:
    return f"{path}{'&' if '?' in path else '?'}lang={language}"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(open_page: Open, site: str, kind: str, language: str) -> None:
    page = open_page(in_language(address(site, kind), language))
    for screen in ("desk", "narrow", "dark phone"):
        show(page, SCREENS[screen])
        assert faults(page) == []
        keep_picture(page, f"{kind}-{language}-{screen.partition(' ')[0]}")


def test_from_what_was_promised_to_the_words_of_the_next_report(open_page: Open) -> None:
    page = open_page("/promises/?year=2030")
    follow(page.locator(".states a", has_text="未达到"))
    entry = page.locator(".entry", has_text="地区生产总值")
    expect(entry.locator(".outcome.missed")).to_contain_text("未达到")
    follow(entry.locator(".entry-words a"))
    expect(page.locator("h1")).to_contain_text("地区生产总值增长8%")
    expect(page.locator(".verdict-why")).to_contain_text("低0.9个百分点")
    follow(page.locator(".life li").nth(1).get_by_role("link", name="在报告中看"))
    expect(page).to_have_url(re.compile(r"/reports/990100-2031/\?at=\d+-\d+#at$"))
    assert "".join(page.locator(".text .at").all_inner_texts()) == "7.1%"


def test_a_row_of_the_ledger_leads_to_the_life_of_its_promise(open_page: Open) -> None:
    page = open_page("/reports/990100-2030/?kind=commitment")
    row = page.locator(".row", has=page.locator(".row-head", has_text="今年地区生产总值"))
    expect(row.locator(".outcome")).to_contain_text("未达到")
    row.locator("summary").click()
    follow(row.get_by_role("link", name="这句话的来龙去脉"))
    expect(page.locator(".verdict-line")).to_contain_text("未达到")


def test_states_and_filters_work_without_script_and_stay_in_the_address(open_page: Open) -> None:
    page = open_page("/promises/", java_script_enabled=False)
    page.locator("input[name=place]").fill("临江市")
    page.locator("select[name=sort]").select_option("due")
    follow(page.locator("main form button"))
    follow(page.locator(".states a", has_text="未达到"))
    assert {"sort=due", "state=missed"} <= set(page.url.partition("?")[2].split("&"))
    states = page.locator(".entry .entry-state").all_inner_texts()
    assert states
    assert all("未达到" in one for one in states)
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    lines = Path(download.value.path()).read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == page.locator(".entry").count() + 1


def test_kinds_of_findings_can_be_switched_off(open_page: Open) -> None:
    page = open_page("/findings/")
    before = page.locator(".entry").count()
    for kind in ("arithmetic", "contradiction"):
        page.locator(f"input[value={kind}]").uncheck()
    follow(page.locator("main form button"))
    assert 0 < page.locator(".entry").count() < before
    expect(page.locator("input[value=arithmetic]")).not_to_be_checked()
    expect(page.locator("input[value=repeated]")).to_be_checked()


def test_a_place_is_found_from_the_first_page(open_page: Open) -> None:
    page = open_page("/", viewport=PHONE)
    page.locator(".find-place input").fill("滨江")
    follow(page.locator(".find-place button"))
    expect(page.locator("tbody tr")).to_have_count(1)
    follow(page.get_by_role("link", name="滨江区"))
    expect(page.locator("h1")).to_contain_text("滨江区")


def test_the_text_of_two_years_is_one_click_away(open_page: Open, site: str) -> None:
    page = open_page(address(site, "last report"))
    follow(page.get_by_role("link", name="与上年文字比较"))
    expect(page.locator(".beside.changed ins").first).to_be_visible()
    follow(page.locator(".states a", has_text="照旧的句子"))
    expect(page.locator(".sentences .beside.same").first).to_be_visible()
    expect(page.locator(".sentences .beside.changed")).to_have_count(0)


@pytest.mark.parametrize("kind", ["promise", "promises", "finding", "project"])
def test_in_print_there_are_words_and_no_controls(open_page: Open, site: str, kind: str) -> None:
    page = open_page(address(site, kind))
    page.emulate_media(media="print")
    for control in ("main form", ".masthead nav", ".neighbors", ".downloads"):
        for one in page.locator(control).all():
            expect(one).to_be_hidden()
    expect(page.locator("h1")).to_be_visible()
    expect(page.locator(".entry .outcome, .verdict-line, .gravity, .life").first).to_be_visible()
