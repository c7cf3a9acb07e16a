"""The comparison table as a Word document: A4 landscape, one table a government and year, signs, sources, page numbers."""

from __future__ import annotations

from typing import Any

from docx.shared import Pt

from ximu.link.products.comparison import Cited, Comparison, Row
from ximu.link.products.comparison_words import COLUMNS, due, indicator, legend, summary, verdict_words, where
from ximu.link.products.docx_page import Page
from ximu.link.products.words import Language, flat, gap_words, word

WIDTHS = [0.9, 3.0, 4.7, 1.5, 4.7, 2.3, 2.2, 4.0, 2.8]  # centimeters
COLORS = {"missed": "B00020", "unreported": "8A5A00", "partly": "8A5A00", "met": "1B5E20", "within_tolerance": "1B5E20"}


def comparison_docx(tables: tuple[Comparison, ...], language: Language = "zh") -> bytes:
    """A Word document of these tables; the same tables give the same bytes."""
    first = tables[0] if tables else None
    name = word("table", "title", language, place=first.place, year=first.year) if first else "ximu"
    page = Page(name, landscape=True, language=language)
    if not tables:
        page.paragraph(word("table", "nothing", language))
    for one in tables:
        _table(page, one, language)
    page.number_pages(word("table", "page", language, page="{page}", pages="{pages}"))
    return page.data()


def _table(page: Page, one: Comparison, language: Language) -> None:
    page.title(word("table", "title", language, place=one.place, year=one.year))
    page.paragraph(summary(one, language), indent=language == "zh")
    table = page.table(WIDTHS, [word("column", name, language) for name in COLUMNS])
    for group, rows in one.groups:
        page.band(table, word("importance", group, language))
        for row in rows:
            _row(page, page.row(table, WIDTHS), one, row, language)
    page.paragraph(legend(one, language), size=9, font="table").paragraph_format.space_before = Pt(8)
    page.paragraph(word("table", "note", language), size=9, font="table")
    page.paragraph(word("table", "sources", language), size=9, font="heading")
    for nth, (source, title) in enumerate(one.sources, 1):
        page.paragraph(word("table", "source", language, nth=nth, title=title, source=source), size=9, font="table")


def _row(page: Page, cells: list[Any], one: Comparison, row: Row, language: Language) -> None:
    link = row.link
    page.fill(cells[0], str(row.nth), center=True)
    page.fill(cells[1], indicator(link, language))
    _cited(page, cells[2], row.target, due(link, one.year, language))
    page.fill(cells[3], word("bound", link.target.bound, language), center=True)
    if row.outcome is not None:
        _cited(page, cells[4], row.outcome, "")
    elif link.observed is None:
        page.fill(cells[4], word("table", "no_outcome", language), center=True)
    if link.observed is not None:
        paragraph = cells[4].add_paragraph() if row.outcome else page.fill(cells[4], "")
        page.run(paragraph, word("table", "observed", language, value=flat(link.observed.as_written)), "table", 9)
    verdict = page.fill(cells[5], "", center=True)
    page.run(verdict, verdict_words(link, language), "table", 9, color=COLORS.get(link.verdict, ""))
    page.fill(cells[6], gap_words(link) or word("table", "no_outcome", language), center=True)
    page.fill(cells[7], flat(link.reason))
    ends = [end for end in (link.target, link.outcome, link.observed) if end is not None]
    page.fill(cells[8], "\n".join(where(one, end, language) for end in ends))


def _cited(page: Page, cell: Any, cited: Cited, more: str) -> None:
    """The clause with the number in bold."""
    paragraph = page.fill(cell, cited.before)
    bold = bool(cited.before or cited.after)
    page.run(paragraph, cited.words, "table", 9, bold=bold)
    if cited.after or more:
        page.run(paragraph, cited.after + more, "table", 9)
