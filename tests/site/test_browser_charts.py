"""Charts and their pages in a real browser: pictures by day and night, points by key, without script, on paper, axe.

A picture of every page is kept where `browsing.keep_picture` says.
"""

from __future__ import annotations

import re

import pytest

pytest.importorskip("playwright.sync_api")
from browsing import SCREENS, Open, faults, follow, keep_picture, show
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PLACE = "/places/990100/"
INDICATOR = "/indicators/gross_regional_product/?aspect=growth"
KINDS = {
    "place": PLACE,
    "place-all": f"{PLACE}?year=2030&years=all",
    "indicator": INDICATOR,
    "indicator-place": f"{INDICATOR}&place=990100",
    "indicators": "/indicators/?sort=name",
    "compare": "/compare/?place=990100&place=临江市&indicator=gross_regional_product&indicator=城镇新增就业",
    "compare-unknown": "/compare/?place=无名市",
    "data": "/data/",
    "integrity": f"{PLACE}integrity/?year=2030",
}
MANY = ("place", "indicator-place", "compare")  # those with most charts are shown by night and with more contrast too


def walk(page: Page) -> None:
    """Bring every chart into view until it is drawn in the page itself, then back to the top."""
    for chart in page.locator(".chart", has=page.locator("img")).all():
        chart.scroll_into_view_if_needed()
        expect(chart.locator("svg").first).to_be_visible()
    page.evaluate("scrollTo(0, 0)")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing_and_nothing_sticks_out(open_page: Open, kind: str, language: str) -> None:
    address = KINDS[kind]
    page = open_page(address + ("&" if "?" in address else "?") + f"lang={language}")
    more = ("dark", "contrast") if kind in MANY and language == "zh" else ()
    for screen in ("desk", "narrow", *more):
        show(page, SCREENS[screen])
        walk(page)
        assert faults(page) == []
        keep_picture(page, f"{kind}-{language}-{screen}")


def test_a_point_is_a_link_that_keys_reach_and_a_word_beside_it(open_page: Open) -> None:
    page = open_page(INDICATOR)
    chart = page.locator("#chart-years")
    chart.scroll_into_view_if_needed()
    points = chart.locator("svg a")
    expect(points.first).to_be_attached()
    expect(chart.locator("picture")).to_be_hidden()
    points.first.focus()
    tip = page.locator(".chart-tip")
    expect(tip).to_be_visible()
    name = points.first.get_attribute("aria-label")
    assert name
    expect(tip).to_have_text(name)
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    page.keyboard.press("Tab")
    expect(tip).to_be_visible()
    assert page.evaluate("document.activeElement.closest('#chart-years') !== null")
    with page.expect_navigation(url="**/reports/**"):
        page.keyboard.press("Enter")
    expect(page.locator(".text .at").first).to_be_visible()


def test_nothing_jumps_when_charts_come(open_page: Open) -> None:
    page = open_page(PLACE)
    before = page.evaluate("document.documentElement.scrollHeight")
    walk(page)
    assert page.locator(".chart svg").count() > 0
    assert abs(page.evaluate("document.documentElement.scrollHeight") - before) <= 2


def test_charts_are_asked_for_only_when_they_are_seen(open_page: Open) -> None:
    page = open_page(f"{PLACE}?years=all", viewport={"width": 390, "height": 300})
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/charts/" in one.url else None)
    page.reload(wait_until="networkidle")
    charts = page.locator(".chart", has=page.locator("img"))
    expect(charts.last.locator("svg")).to_have_count(0)
    at_first = len(asked)
    walk(page)
    assert len(asked) > at_first


@pytest.mark.parametrize("screen", ["desk", "narrow", "dark"])
def test_without_script_the_pictures_are_there_in_their_ground_and_width(open_page: Open, screen: str) -> None:
    size, ground, _ = SCREENS[screen]
    page = open_page(PLACE, java_script_enabled=False, viewport=size, color_scheme=ground)
    image = page.locator(".chart img").first
    image.scroll_into_view_if_needed()
    expect(image).to_be_visible()
    expect(image).to_have_js_property("complete", True)
    expect(image).not_to_have_js_property("naturalWidth", 0)
    chosen = str(image.evaluate("e => e.currentSrc"))
    assert ("width=narrow" in chosen) is (screen == "narrow")
    assert ("ground=dark" in chosen) is (screen == "dark")


def test_another_ground_is_another_picture(open_page: Open) -> None:
    page = open_page(PLACE)
    walk(page)
    chart = page.locator(".chart").first
    light = chart.locator("svg").inner_html()
    page.emulate_media(color_scheme="dark")
    expect(chart.locator("svg [fill='#e9e4da'], svg [style*='#e9e4da']").first).to_be_attached()
    assert chart.locator("svg").inner_html() != light


def test_on_paper_charts_and_tables_stay_and_tools_go(open_page: Open) -> None:
    page = open_page(PLACE)
    walk(page)
    page.emulate_media(media="print")
    expect(page.locator(".chart").first).to_be_visible()
    expect(page.locator("table.aims").first).to_be_visible()
    expect(page.locator(".take").first).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_comparing_by_hand_without_script(open_page: Open) -> None:
    page = open_page("/compare/?place=990100", java_script_enabled=False)
    page.get_by_label("加一个地方").fill("临江市")
    page.get_by_label("加一个指标").fill("城镇新增就业")
    follow(page.get_by_role("button", name="看", exact=True))
    expect(page.locator("h2").first).to_contain_text("地区生产总值")
    expect(page.locator("h2").nth(1)).to_contain_text("城镇新增就业")
    page.get_by_role("checkbox", name="地区生产总值").uncheck()
    follow(page.get_by_role("button", name="看", exact=True))
    expect(page.locator("h2").first).to_contain_text("城镇新增就业")


def test_a_year_is_one_click_away_and_in_the_address(open_page: Open) -> None:
    page = open_page(PLACE)
    follow(page.locator(".year-nav").get_by_role("link", name="2030"))
    expect(page).to_have_url(re.compile(r"\?year=2030$"))
    expect(page.locator("#year")).to_contain_text("2030")
    expect(page.locator(".year-nav a[aria-current]")).to_have_text("2030")
