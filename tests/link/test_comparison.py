"""The comparison table of the sample city, opened by the programs its readers use: Word, a spreadsheet, a browser."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import docx
import pytest
from made_reports import made
from openpyxl import load_workbook

from ximu.cli.labels import labels
from ximu.ledger.link import VERDICTS, Linked
from ximu.link.collection import Collection, collect
from ximu.link.links import links
from ximu.link.products.comparison import Comparison, comparisons
from ximu.link.products.comparison_docx import comparison_docx
from ximu.link.products.comparison_html import comparison_html
from ximu.link.products.comparison_xlsx import COLUMNS, comparison_xlsx
from ximu.link.products.words import flat, gap_words, sign, word
from ximu.link.words import table
from ximu.read.pipeline import read_path

SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "reports"


@cache
def sample() -> Collection:
    readings = [read_path(path, path.name) for path in sorted(SAMPLE.iterdir())]
    return collect((report, reading.text) for reading in readings for report in reading.reports)


@cache
def every_year() -> tuple[Comparison, ...]:
    return comparisons(sample(), list(links(sample())), range(2000, 2100))


def words_of(document: bytes) -> list[list[str]]:
    """The cells of every row of every table, as a person would read them."""
    opened = docx.Document(io.BytesIO(document))
    return [[cell.text for cell in row.cells] for each in opened.tables for row in each.rows]


def test_without_a_year_the_newest_report_that_is_answered_is_compared() -> None:
    found = comparisons(sample(), links(sample()))
    assert [(one.place, one.year) for one in found] == [("临江市", 2024), ("滨江区", 2024)]
    assert {row.link.verdict for row in found[1].rows} <= {"not_due", "not_testable"}


def test_every_link_of_a_report_is_a_row_once() -> None:
    shown = Counter(id(row.link) for one in every_year() for row in one.rows)
    assert set(shown.values()) == {1}
    assert sum(len(one.rows) for one in every_year()) == len(list(links(sample())))
    for one in every_year():
        assert [row.nth for row in one.rows] == list(range(1, len(one.rows) + 1))
        assert one.judged + sum(
            one.counts[name] for name in ("unreported", "not_due", "not_testable", "superseded")
        ) == len(one.rows)


def test_a_clause_is_cut_out_of_its_source() -> None:
    texts = {paper.report.source: paper.text for paper in sample().papers}
    for one in every_year():
        for row in one.rows:
            for cited in filter(None, (row.target, row.outcome)):
                assert flat(texts[cited.linked.source][cited.start : cited.end]) == flat(cited.clause)
                assert cited.words in cited.clause


def test_word_opens_it_and_every_number_is_there() -> None:
    rows = [cells for cells in words_of(comparison_docx(every_year())) if cells[0].isdigit()]
    wanted = [(one, row) for one in every_year() for row in one.rows]
    assert len(rows) == len(wanted)
    for cells, (one, row) in zip(rows, wanted, strict=True):
        assert cells[0] == str(row.nth)
        assert row.target.words in cells[2]
        assert row.outcome is None or row.outcome.words in cells[4]
        assert cells[5].startswith(sign(row.link.verdict))
        assert cells[6] == (gap_words(row.link) or "—")
        assert cells[7] == flat(row.link.reason)
        assert f"{row.link.target.start}–{row.link.target.end}" in cells[8]
        assert one.sources[one.source_number(row.link.target) - 1][0] == row.link.target.source


def test_word_has_a_landscape_page_a_repeated_head_and_page_numbers() -> None:
    data = comparison_docx(every_year()[:1])
    opened = docx.Document(io.BytesIO(data))
    section = opened.sections[0]
    assert section.page_width > section.page_height
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = archive.read("word/document.xml").decode()
        foot = "".join(archive.read(name).decode() for name in archive.namelist() if "footer" in name)
    assert body.count("<w:tblHeader/>") == len(opened.tables)
    assert {"PAGE", "NUMPAGES"} <= {code for code in ("PAGE", "NUMPAGES") if f"<w:instrText>{code}<" in foot}
    assert comparison_docx(every_year()[:1]) == data


# The order in which Word wants the properties of a paragraph, a cell and a run (ECMA-376 part 1); those that occur.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore pBdr shd spacing ind jc rPr",
    "tcPr": "tcW gridSpan vMerge tcBorders shd vAlign",
    "trPr": "cantSplit tblHeader",
    "rPr": "rFonts b bCs i color sz szCs vertAlign lang",
}


@pytest.mark.parametrize("name", ORDERS)
def test_properties_stand_in_the_order_that_word_wants(name: str) -> None:
    from lxml import etree

    with zipfile.ZipFile(io.BytesIO(comparison_docx(every_year()[:1]))) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    space = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    order = ORDERS[name].split()
    found = [[child.tag.removeprefix(space) for child in element] for element in body.iter(f"{space}{name}")]
    assert found
    for names in found:
        assert names == sorted(names, key=order.index)


def test_a_spreadsheet_opens_it_with_equal_values() -> None:
    book = load_workbook(io.BytesIO(comparison_xlsx(every_year())))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    assert heads == [word("column", name, "zh") for name in COLUMNS]
    assert sheet.freeze_panes == "F2"
    assert sheet.auto_filter.ref is not None
    wanted = [(one, row) for one in every_year() for row in one.rows]
    lines = [dict(zip(COLUMNS, cells, strict=True)) for cells in sheet.iter_rows(min_row=2, values_only=True)]
    assert len(lines) == len(wanted)
    for line, (one, row) in zip(lines, wanted, strict=True):
        target, link = row.link.target, row.link
        assert (line["place"], line["year"], line["nth"]) == (one.place, one.year, row.nth)
        assert line["target"] == row.target.words
        assert (line["target_start"], line["target_end"]) == (target.start, target.end)
        assert number(line["target_low"]) == signed(target, "low")
        assert number(line["outcome_high"]) == (signed(link.outcome, "high") if link.outcome else None)
        assert number(line["gap"]) == link.gap
        assert line["origin"] == (word("origin", link.outcome.origin, "zh") if link.outcome else None)
        assert (line["outcome"] or None) == (row.outcome.words if row.outcome else None)


def number(cell: object) -> Decimal | None:
    return None if cell is None else Decimal(str(cell))


def signed(end: Linked, name: str) -> Decimal | None:
    """Low and high of a fall change places under the minus."""
    if end.low is None or end.high is None:
        return None
    ends = {"low": end.low, "high": end.high} if end.change >= 0 else {"low": -end.high, "high": -end.low}
    return ends[name]


def test_no_cell_is_a_formula() -> None:
    evil = made(2023, goals="=1+1公里增长8%。固定资产投资增长6%。"), made(2024, review="固定资产投资增长7%。")
    found = comparisons(collect(evil), links(collect(evil)), {2023})
    sheet = load_workbook(io.BytesIO(comparison_xlsx(found))).worksheets[0]
    assert not [cell.value for line in sheet.iter_rows() for cell in line if cell.data_type == "f"]


class Cells(HTMLParser):
    """The words of every cell, and every tag that was opened."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag in ("td", "th"):
            self.words.append("")

    def handle_data(self, data: str) -> None:
        if self.words:
            self.words[-1] += data


def test_the_page_shows_every_number_and_fetches_nothing() -> None:
    page = comparison_html(every_year()).decode()
    parsed = Cells(page)
    for one in every_year():
        for row in one.rows:
            assert any(row.target.words in cell for cell in parsed.words)
            assert row.outcome is None or any(row.outcome.words in cell for cell in parsed.words)
    assert not [tag for tag, _ in parsed.tags if tag in ("script", "link", "img", "iframe")]
    assert page.count("<table") == len(every_year())
    ids = [attributes["id"] for _, attributes in parsed.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = {str(attributes["href"])[1:] for tag, attributes in parsed.tags if tag == "a"}
    assert targets <= set(ids)


def test_words_of_a_report_cannot_break_the_page() -> None:
    evil = made(2023, goals="<script>alert(1)</script>投资增长8%。"), made(2024, review="工作平稳。")
    found = comparisons(collect(evil), links(collect(evil)), {2023})
    assert "<script" not in comparison_html(found).decode()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_verdict_has_a_sign_and_the_words_of_the_command(language: str) -> None:
    own = table("products/products")["verdict"]
    assert set(own) == set(VERDICTS)
    assert {name: each[language] for name, each in own.items()} == {
        name: each[language] for name, each in labels()["verdict"].items()
    }
    assert len({each["sign"] for each in own.values()}) == len(own)
    assert all(each["sign"].encode("gb2312", "ignore") or each["sign"] == "—" for each in own.values())


def test_statistics_stand_beside_what_the_report_says() -> None:
    from ximu.ledger.observation import Observation
    from ximu.link.statistics import read_observations

    rows = "place,indicator,year,value,unit,source_url\n临江市,GDP,2023,5.8,%,https://example.org/a\n"
    observed = [one for one in read_observations(rows.encode(), "a.csv") if isinstance(one, Observation)]
    given = made(2023, goals="地区生产总值增长6%。"), made(2024, review="地区生产总值增长6.2%。")
    collection = collect(given, observed)
    found = comparisons(collection, links(collection), {2023})
    cells = next(cells for cells in words_of(comparison_docx(found)) if cells[0] == "1")
    assert "6.2%" in cells[4]
    assert "统计数：5.8%" in cells[4]
    assert "第2行" in cells[8]
    assert 'href="https://example.org/a"' in comparison_html(found).decode()


def shenzhen(shared: Path) -> Iterator[Comparison]:
    paths = [shared / "corpus" / f"shenzhen-{year}.txt" for year in (2024, 2025)]
    readings = [read_path(path, path.name) for path in paths]
    collection = collect((report, reading.text) for reading in readings for report in reading.reports)
    yield from comparisons(collection, links(collection))


@pytest.mark.shared
def test_a_real_city_in_word_and_in_a_spreadsheet(shared: Path) -> None:
    (one,) = shenzhen(shared)
    assert len(one.rows) > 100
    cells = [cell for cells in words_of(comparison_docx((one,))) for cell in cells]
    for row in one.rows:
        assert any(row.target.words in cell for cell in cells)
    sheet = load_workbook(io.BytesIO(comparison_xlsx((one,)))).worksheets[0]
    assert sheet.max_row == len(one.rows) + 1
