"""The HTML view holds every statement once, shows the very text, runs nothing that a document brings, fetches nothing."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from handmade import TEXT, reading
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ximu.cli.marked_text import Span, cut
from ximu.cli.view import HtmlView
from ximu.ledger.exchange.kinds import KINDS
from ximu.ledger.reading import Reading

EVIL = "\"><script>alert(1)</script><img src=x onerror=alert(1)>&amp;'</style>"


def page(*readings: Reading, kinds: Sequence[str] = tuple(KINDS)) -> str:
    file = io.BytesIO()
    view = HtmlView(file, "zh")
    for one in readings:
        view.add(one, frozenset(kinds))
    view.close()
    return file.getvalue().decode()


class Outline(HTMLParser):
    """What the tests look at: tags with their attributes, and the text inside the region of the report."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text, self._depth = "", 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "div":
            self._depth += 1 if self._depth or dict(attrs).get("class") == "text" else 0
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "div" and self._depth:
            self._depth -= 1

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.text += data


def test_the_page_shows_the_very_text_and_every_statement() -> None:
    one = reading("a.txt")
    seen = Outline(page(one))
    assert seen.open == []
    assert seen.text == TEXT.replace("\r\n", "\n")
    rows = {attrs["data-id"] for tag, attrs in seen.tags if tag == "tr" and "data-id" in attrs}
    marks = {name for tag, attrs in seen.tags if tag == "span" for name in (attrs.get("data-s") or "").split()}
    anchors = {attrs["id"] for tag, attrs in seen.tags if tag == "a" and "id" in attrs}
    assert len(rows) == 3 + 1 + 1 + 1 + 1 + 1
    assert rows == marks == anchors


def test_nested_statements_share_the_piece_and_the_inner_comes_first() -> None:
    seen = Outline(page(reading("a.txt"), kinds=("measure", "commitment")))
    both = [attrs for tag, attrs in seen.tags if tag == "span" and "measure commitment" in (attrs.get("class") or "")]
    assert len(both) == 1
    assert len((both[0]["data-s"] or "").split()) == 2


def test_only_the_kinds_asked_for_are_marked() -> None:
    seen = Outline(page(reading("a.txt"), kinds=("project",)))
    assert sum("data-id" in attrs for tag, attrs in seen.tags if tag == "tr") == 1


def test_a_document_cannot_bring_markup() -> None:
    one = reading("a.txt")
    found = one.reports[0]
    measures = tuple(replace(m, indicator=EVIL, scope=EVIL, unit=EVIL, rules=(EVIL,)) for m in found.measures)
    report = replace(
        found.report, title=EVIL, body=EVIL, source=EVIL, repairs=(replace(found.report.repairs[0], was=EVIL),)
    )
    evil = replace(one, source=EVIL, text=EVIL + TEXT, reports=(replace(found, report=report, measures=measures),))
    seen, plain = Outline(page(evil)), Outline(page(one))
    for tag in ("script", "img", "style", "b"):
        assert [t for t, _ in seen.tags].count(tag) == [t for t, _ in plain.tags].count(tag)
    assert not any(name.startswith("on") for _, attrs in seen.tags for name in attrs)
    assert seen.open == []


def test_the_page_fetches_nothing() -> None:
    html = page(reading("a.txt"))
    seen = Outline(html)
    assert all(not {"src", "srcset", "action", "data"} & set(attrs) for _, attrs in seen.tags)
    assert all((attrs.get("href") or "#").startswith("#") for _, attrs in seen.tags)
    assert not re.search(r"url\(|@import|https?:", html)
    policy = next(attrs["content"] for tag, attrs in seen.tags if "http-equiv" in attrs)
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


def test_several_documents_have_names_of_their_own() -> None:
    seen = Outline(page(reading("a.txt"), reading("b.txt")))
    names = [attrs["data-id"] for tag, attrs in seen.tags if tag == "tr" and "data-id" in attrs]
    assert len(names) == len(set(names)) == 16


def test_a_run_without_documents_is_still_a_page() -> None:
    assert "没有读出内容" in page()


marks = st.builds(
    Span, st.integers(-3, 30), st.integers(-3, 30), st.sampled_from("abc"), st.sampled_from(["", "x", "y", "z"])
)


@given(st.text(st.sampled_from("临江<&\"' \n") | st.characters(exclude_categories=["C"]), max_size=25), st.lists(marks))
def test_marks_of_any_shape_leave_the_text_as_it_is(text: str, spans: list[Span]) -> None:
    html = cut(text, spans)
    assert unescape(re.sub(r"<[^>]*>", "", html)) == text
    named = {span.name for span in spans if span.name and max(0, span.start) < min(len(text), span.end)}
    assert set(re.findall(r'id="(\w+)"', html)) == named
    assert html.count("<span") == html.count("</span")


@pytest.mark.parametrize(
    ("text", "shown"), [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\0b", "a\N{REPLACEMENT CHARACTER}b"), ("a\tb", "a\tb")]
)
def test_what_html_would_change_is_shown(text: str, shown: str) -> None:
    assert cut(text, []) == shown


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1280, 800), (390, 800)])
def test_click_and_filter_in_a_browser(tmp_path: Path, browser_path: str, width: int, height: int) -> None:
    from playwright.sync_api import expect, sync_playwright

    path = tmp_path / "view.html"
    path.write_text(page(reading("a.txt"), kinds=[kind for kind in KINDS if kind != "number"]), encoding="utf-8")
    said: list[Any] = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        view = browser.new_page(viewport={"width": width, "height": height})
        view.on("console", lambda message: said.append(message.text))
        view.on("pageerror", lambda error: said.append(str(error)))
        view.on("request", lambda request: None if request.url.startswith("file:") else said.append(request.url))
        view.goto(path.as_uri())
        assert view.evaluate("document.documentElement.scrollWidth") <= width
        view.locator(".s.measure", has_text="2万个").click()
        expect(view.locator("tr.on")).to_contain_text("学位")
        view.locator(".s.measure", has_text="2万个").click()
        expect(view.locator("tr.on")).to_contain_text("承诺")
        view.locator("tbody tr", has_text="江北大桥").last.click()
        expect(view.locator(".s.on")).to_have_text(["江北大桥"])
        view.locator("[type=search]").fill("学位")
        expect(view.locator("output")).to_have_text(re.compile("^2 / "))
        view.locator("[type=search]").fill("")
        view.locator("select").select_option("target")
        expect(view.locator("tbody tr:visible")).to_have_count(1)
        view.locator("select").select_option("")
        view.locator("[type=checkbox]").check()
        expect(view.locator("tbody tr:visible")).to_have_count(1)
        view.locator("#language").click()
        expect(view.locator("th:visible .zh:visible")).to_have_count(0)
        browser.close()
    assert said == []


@pytest.mark.browser
def test_the_page_has_no_accessibility_violation(tmp_path: Path, browser_path: str) -> None:
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    path = tmp_path / "view.html"
    path.write_text(page(reading("a.txt"), reading("b.txt")), encoding="utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        # The checker's own script is not on the page's list.
        view = browser.new_context(bypass_csp=True).new_page()
        view.goto(path.as_uri())
        found = Axe().run(view)
        browser.close()
    assert found.violations_count == 0, found.generate_report()
