"""A reader's walk through the site in a real browser: mouse, keys, phone, print, without script, and axe on every page."""

from __future__ import annotations

import re

import pytest

playwright = pytest.importorskip("playwright.sync_api")
from browsing import NARROW, PHONE, SCREENS, Open, faults, follow, keep_picture, show  # noqa: E402
from playwright.sync_api import Locator, Page, expect  # noqa: E402

pytestmark = pytest.mark.browser

REPORT = "/reports/990100-2031/"
LONG = "/reports/990200-2032/"
PAGES = (
    "/", "/places/990100/", REPORT, f"{REPORT}?kind=measure", LONG, "/indicators/",
    "/indicators/gross_regional_product/", "/search/", "/search/?q=增长", "/search/?q=没有这话", "/method/", "/nope/",
)  # fmt: skip

# Those that hold most kinds of things are also shown by night, with more contrast, and opened on a telephone.
MANY = ("/", "/places/990100/", REPORT)
# Kinds of pages that the other browser tests keep no pictures of.
PICTURED = {REPORT: "report", "/search/?q=增长": "search", "/search/?q=没有这话": "search-nothing", "/nope/": "error"}


def in_view(found: Locator) -> bool:
    return bool(
        found.evaluate(
            "e => { const b = e.getBoundingClientRect(); const f = document.elementFromPoint(b.x + b.width / 2, b.y + b.height / 2);"
            " return b.top >= 0 && b.bottom <= innerHeight && (f === e || e.contains(f)); }"
        )
    )


def eventually_in_view(page: Page, found: Locator) -> None:
    for _ in range(600):
        if in_view(found):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"not in view: {found}")


def row_of(page: Page, words: str) -> Locator:
    return page.locator(".row", has=page.locator(".row-head", has_text=words)).first


def test_from_the_first_page_to_the_characters_and_back(open_page: Open) -> None:
    page = open_page("/")
    expect(page.locator(".example blockquote mark")).not_to_be_empty()
    page.locator(".find-place input").fill("临江")
    follow(page.locator(".find-place button"))
    follow(page.locator("td a[href='/reports/?place=990100']"))
    follow(page.get_by_role("link", name="临江市2031年政府工作报告").first)
    expect(page).to_have_url(re.compile(r"/reports/990100-2031/$"))

    entry = row_of(page, "城镇就业")
    entry.locator(".row-head").click()
    words = page.locator(".text a.here")
    expect(words).to_have_text("3.2万人以上")
    expect(words).to_be_focused()
    eventually_in_view(page, words)
    expect(page).to_have_url(re.compile(f"#s-{entry.get_attribute('data-s')}$"))

    page.locator(".text a.measure", has_text="7.1%").click()
    there = page.locator(".row.here")
    expect(there).to_have_count(1)
    expect(there.locator(".row-what")).to_contain_text("地区生产总值")
    expect(there.locator(".row-value")).to_contain_text("7.1")
    expect(there.locator(".row-head")).to_be_focused()
    eventually_in_view(page, there)


def test_the_example_of_the_first_page_opens_at_its_characters(open_page: Open) -> None:
    page = open_page("/")
    value = page.locator(".example mark").inner_text()
    follow(page.locator(".example a"))
    eventually_in_view(page, page.locator(".text .at").first)
    assert "".join(page.locator(".text .at").all_inner_texts()) == value


def test_keys_move_through_the_statements(open_page: Open) -> None:
    page = open_page(REPORT)
    ids = page.locator(".row").evaluate_all("rows => rows.map(row => row.dataset.s)")

    def is_here(id_: str) -> None:
        expect(page.locator(".row.here")).to_have_attribute("data-s", id_)

    for step in range(3):
        page.keyboard.press("j")
        is_here(ids[step])
    page.keyboard.press("k")
    is_here(ids[1])
    page.keyboard.press("ArrowDown")
    is_here(ids[2])
    expect(page.locator(f"#l-{ids[2]} .row-head")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".text a:focus")).to_have_attribute("data-s", re.compile(rf"(^| ){ids[2]}( |$)"))
    page.keyboard.press("ArrowDown")
    expect(page.locator(".text a:focus")).to_have_attribute("data-s", re.compile(rf"(^| ){ids[3]}( |$)"))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    expect(page.locator(f"#l-{ids[2]} .row-head")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".text a:focus")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(f"#l-{ids[2]} .row-head")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".here")).to_have_count(0)
    expect(page).to_have_url(re.compile("^[^#]+$"))
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("jk/")
    expect(page.locator("#find")).to_have_value("jk/")
    expect(page.locator(".here")).to_have_count(0)


def test_letter_keys_can_be_turned_off_and_stay_off(open_page: Open) -> None:
    page = open_page(REPORT)
    page.locator(".keys summary").click()
    page.locator("#letter-keys").uncheck()
    page.reload()
    page.keyboard.press("j")
    page.keyboard.press("/")
    expect(page.locator(".here")).to_have_count(0)
    expect(page.locator("#find")).not_to_be_focused()


def test_everything_can_be_reached_by_tab(open_page: Open) -> None:
    page = open_page(REPORT)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    eventually_in_view(page, page.locator(".skip"))
    page.keyboard.press("Enter")
    seen = set()
    for _ in range(25):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.className || document.activeElement.name"))
    assert {"kind", "row-head"} <= seen


def test_the_other_language_opens_at_the_same_place(open_page: Open) -> None:
    page = open_page(LONG)
    row_of(page, "").nth(0).wait_for()
    page.locator(".row-head").nth(200).click()
    words = page.locator(".text a.here")
    value = words.inner_text()
    eventually_in_view(page, words)
    follow(page.locator("#switch-language"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(words).to_have_text(value)
    eventually_in_view(page, words)
    follow(page.locator("#switch-language"))
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    eventually_in_view(page, words)


def test_the_other_language_opens_at_the_paragraph_that_was_read(open_page: Open) -> None:
    page = open_page(LONG)
    paragraph = page.locator(".text p").nth(150)
    paragraph.scroll_into_view_if_needed()
    with page.expect_navigation():
        page.locator("#switch-language").dispatch_event("click")  # a true click would scroll to it first
    expect(page.locator("html")).to_have_attribute("lang", "en")
    eventually_in_view(page, page.locator(".text p").nth(150))


def test_a_search_for_two_characters_leads_to_them(open_page: Open) -> None:
    page = open_page("/")
    page.keyboard.press("/")
    expect(page.locator("[data-search]:focus")).to_have_count(1)
    page.keyboard.type("就业")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(".hits mark").first).to_have_text("就业")
    follow(page.locator(".hits li", has_text="2031").get_by_role("link").first)
    found = page.locator(".text .at")
    assert "".join(found.all_inner_texts()) == "就业"
    eventually_in_view(page, found.first)


def test_a_shared_statement_opens_at_its_characters(open_page: Open) -> None:
    page = open_page(REPORT)
    id_ = row_of(page, "城镇就业").get_attribute("data-s")
    other = open_page(f"{REPORT}#s-{id_}")
    words = other.locator(".text a.here")
    expect(words).to_have_text("3.2万人以上")
    eventually_in_view(other, words)
    eventually_in_view(other, other.locator(".row.here"))


def test_filters_narrow_without_a_reload_and_the_address_holds_them(open_page: Open) -> None:
    page = open_page(REPORT)
    page.evaluate("window.same = true")
    page.locator("select[name=kind]").select_option("commitment")
    expect(page.locator(".row")).to_have_count(3)
    expect(page).to_have_url(re.compile(r"\?kind=commitment$"))
    assert page.evaluate("window.same") is True
    expect(page.locator(".text a.measure.result").first).to_have_class(re.compile(r"\boff\b"))
    expect(page.locator(".text a.commitment").first).not_to_have_class(re.compile(r"\boff\b"))
    page.reload()
    expect(page.locator(".row")).to_have_count(3)
    expect(page.locator("select[name=kind]")).to_have_value("commitment")
    page.locator("[data-clear]").click()
    expect(page.locator(".row")).to_have_count(13)
    expect(page).to_have_url(re.compile(f"{REPORT}$"))


def test_without_script_links_and_forms_do_the_work(open_page: Open) -> None:
    page = open_page(REPORT, java_script_enabled=False)
    page.locator("select[name=stance]").select_option("target")
    follow(page.locator(".filters .apply"))
    expect(page.locator(".row")).to_have_count(2)
    page.locator(".row-head").first.click()
    expect(page).to_have_url(re.compile(r"#s-\w+$"))
    page.locator(".text a.target").first.click()
    expect(page).to_have_url(re.compile(r"#l-\w+$"))


def test_without_script_a_phone_has_the_ledger_under_the_text(open_page: Open) -> None:
    page = open_page(REPORT, java_script_enabled=False, viewport=PHONE)
    text, ledger = page.locator(".text").last.bounding_box(), page.locator(".ledger").bounding_box()
    assert text and ledger and ledger["y"] >= text["y"] + text["height"]


def test_on_a_phone_the_ledger_rises_at_the_statement_that_is_touched(open_page: Open) -> None:
    page = open_page(REPORT, viewport=PHONE, has_touch=True)
    handle = page.locator(".sheet-handle")
    expect(handle).to_have_attribute("aria-expanded", "false")
    words = page.locator(".text a.measure", has_text="3.2万人以上")
    words.tap()
    expect(handle).to_have_attribute("aria-expanded", "true")
    eventually_in_view(page, page.locator(".row.here .row-what"))
    eventually_in_view(page, words)
    page.locator(".row.here .row-head").tap()
    expect(handle).to_have_attribute("aria-expanded", "false")
    eventually_in_view(page, words)
    handle.tap()
    expect(page.locator("select[name=kind]")).to_be_visible()


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_axe_finds_nothing_serious_and_nothing_scrolls_sideways(open_page: Open, address: str, language: str) -> None:
    page = open_page(address + ("&" if "?" in address else "?") + f"lang={language}")
    if address in PICTURED:
        keep_picture(page, f"{PICTURED[address]}-{language}-desk")
    if address.startswith(REPORT):
        page.locator(".panels summary").first.click()
        page.locator(".text a.measure").first.click()
        page.locator(".row.here summary").click()
    more = ("dark", "contrast") if address in MANY and language == "zh" else ()
    for screen in ("desk", "narrow", *more):
        show(page, SCREENS[screen])
        assert faults(page, grave=True) == []


@pytest.mark.parametrize("address", sorted({*MANY, *PICTURED}))
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_opened_on_a_phone_never_scrolls_sideways(open_page: Open, address: str, language: str) -> None:
    page = open_page(address + ("&" if "?" in address else "?") + f"lang={language}", viewport=NARROW, has_touch=True)
    if address in PICTURED:
        keep_picture(page, f"{PICTURED[address]}-{language}-narrow")
    if address == REPORT:
        page.locator(".text a.measure").first.tap()
        expect(page.locator(".sheet-handle")).to_have_attribute("aria-expanded", "true")
    assert faults(page, grave=True) == []


def test_dark_and_calm_when_the_system_asks(open_page: Open) -> None:
    page = open_page(REPORT, color_scheme="dark", reduced_motion="reduce", viewport=PHONE)
    red, green, blue = map(
        int, re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))[:3]
    )
    assert max(red, green, blue) < 60
    assert page.locator(".ledger").evaluate("e => getComputedStyle(e).transitionDuration") == "0s"


def test_text_and_ledger_share_the_desk_as_drawn(open_page: Open) -> None:
    page = open_page(LONG, viewport={"width": 1440, "height": 900})
    text, ledger = page.locator("article.text").bounding_box(), page.locator(".ledger").bounding_box()
    assert text and ledger
    size = float(page.locator("article.text").evaluate("e => parseFloat(getComputedStyle(e).fontSize)"))
    height = float(page.locator("article.text p").first.evaluate("e => parseFloat(getComputedStyle(e).lineHeight)"))
    assert 34 <= text["width"] / size <= 40
    assert height / size == pytest.approx(1.8)
    assert ledger["x"] > text["x"] + text["width"]
    assert page.locator("article.text p").first.evaluate("e => parseFloat(getComputedStyle(e).textIndent)") == 2 * size


def test_print_has_text_and_ledger_and_no_controls(open_page: Open) -> None:
    page = open_page(REPORT)
    page.emulate_media(media="print")
    for hidden in (".masthead nav", ".filters", ".sheet-handle", ".keys", "footer"):
        expect(page.locator(hidden)).to_be_hidden()
    expect(page.locator(".row").last).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
