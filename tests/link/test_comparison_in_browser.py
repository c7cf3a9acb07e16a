"""The comparison page in a real browser: nothing is cut off on a telephone, nothing serious for axe, one table a paper page set."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_comparison import every_year

from ximu.link.products.comparison_html import comparison_html

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def browser(browser_path: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path: Path = tmp_path_factory.mktemp("page") / "table.html"
    path.write_bytes(comparison_html(every_year()[:2]))
    return path.as_uri()


@pytest.mark.parametrize("width", [1280, 360])
def test_the_page_fits_and_says_nothing_to_the_console(browser: Any, address: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(address)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert said == []
    assert page.get_by_role("table").count() == 2
    assert page.get_by_role("table").first.get_by_role("row").count() > 40
    page.close()


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Any, address: str, width: int, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.goto(address)
    found = Axe().run(page).response["violations"]
    assert [
        (one["id"], one["nodes"][0]["html"][:80]) for one in found if one["impact"] in ("serious", "critical")
    ] == []
    page.close()


def test_it_prints_on_landscape_pages_with_repeated_heads(browser: Any, address: str) -> None:
    import io

    import pypdfium2

    page = browser.new_page()
    page.goto(address)
    document = pypdfium2.PdfDocument(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(document) > 4
    texts = []
    for sheet in document:
        assert sheet.get_width() > sheet.get_height()
        texts.append("".join(sheet.get_textpage().get_text_range().split()))
    assert sum("指标或事项" in text for text in texts) > 4
    page.close()
