"""Our web annotations resolved by another program: the matchers of Apache Annotator, in a real browser."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ximu.ledger.exchange import jsonl
from ximu.ledger.exchange.annotations import write_annotations
from ximu.ledger.reading import ReportReading
from ximu.read.pipeline import read_path

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# For each selector the words that the matcher finds: all of them, as a quotation may stand in several places.
RESOLVE = """async items => {
  const scope = document.querySelector('pre');
  const all = async matches => { const found = []; for await (const range of matches) found.push(range.toString()); return found; };
  const told = [];
  for (const [position, quote] of items) told.push([
    await all(annotator.createTextPositionSelectorMatcher(position)(scope)),
    quote ? await all(annotator.createTextQuoteSelectorMatcher(quote)(scope)) : null]);
  return told;
}"""


@pytest.fixture(scope="module")
def page(outside: Path, browser_path: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """An empty page that has the matchers, bundled by the program that comes with them."""
    playwright = pytest.importorskip("playwright.sync_api")
    bundle = tmp_path_factory.mktemp("bundle") / "annotator.js"
    made = [outside / "node_modules/.bin/esbuild", outside / "read.js", "--bundle", "--format=iife"]
    subprocess.run([*made, "--global-name=annotator", f"--outfile={bundle}", "--log-level=error"], check=True)
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        found = browser.new_page()
        found.add_script_tag(path=str(bundle))
        yield found
        browser.close()


def resolved(page: Page, folder: Path, every: int) -> int:
    """Every annotation is found at its very characters by position, every so many also by its quotation; how many."""
    seen = 0
    for path in sorted(folder.glob("*.jsonld")):
        items = json.loads(path.read_text(encoding="utf-8"))["first"]["items"]
        text = (folder / items[0]["target"]["source"]).read_bytes().decode("utf-8")
        page.evaluate(
            "t => { document.body.innerHTML = '<pre></pre>'; document.body.firstChild.textContent = t; }", text
        )
        selectors = [one["target"]["selector"] for one in items]
        asked = [
            [position, quote if number % every == 0 else None] for number, (position, quote) in enumerate(selectors)
        ]
        for (position, quote), (by_position, by_quote) in zip(selectors, page.evaluate(RESOLVE, asked), strict=True):
            assert by_position == [quote["exact"]], position
            assert by_quote is None or quote["exact"] in by_quote, quote
            seen += 1
    return seen


def test_every_annotation_of_the_sample_is_resolved(page: Page, project: Path, tmp_path: Path) -> None:
    files = sorted((project / "sample" / "reports").glob("*.txt"))[:2]
    readings = [read_path(path, path.name) for path in files]
    write_annotations([(report, one.text) for one in readings for report in one.reports], tmp_path)
    assert resolved(page, tmp_path, every=25) > 300


def test_characters_beyond_the_first_plane_count_as_one(page: Page, project: Path, tmp_path: Path) -> None:
    path = sorted((project / "sample" / "reports").glob("*.txt"))[1]
    reading = read_path(path, path.name)
    (report,) = reading.reports
    record = json.loads(jsonl.encode(report.measures[0]))
    moved = json.dumps(record | {"start": record["start"] + 3, "end": record["end"] + 3})
    measure = next(iter(jsonl.read([moved.encode()])))
    write_annotations([(ReportReading(report=report.report, measures=(measure,)), "𠮷" * 3 + reading.text)], tmp_path)  # type: ignore[arg-type]
    assert resolved(page, tmp_path, every=1) == 1
