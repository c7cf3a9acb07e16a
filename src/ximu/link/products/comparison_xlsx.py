"""The comparison table as a workbook: numbers are numbers, words are words and never formulas; filters and fixed heads."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from ximu.ledger.exchange.kinds import plain
from ximu.ledger.exchange.xlsx import TEXT_IS_TEXT, WRITTEN_AT, fitting
from ximu.ledger.link import Linked
from ximu.link.products.comparison import Cited, Comparison, Row
from ximu.link.products.words import Language, flat, sign, signed_ends, word
from ximu.link.words import table as words_table

Cell = str | int | Decimal | None
# Name of the column → width. What a person reads and prints comes first, then the numbers to compute with, then the places.
PRINTED = {
    "place": 10, "year": 8, "nth": 6, "importance": 14, "indicator": 26, "due": 8, "bound": 8, "target": 20, "outcome": 20,
    "observed": 12, "verdict": 12, "sure": 6, "gap": 12, "gap_unit": 10, "reason": 48,
}  # fmt: skip
COLUMNS = PRINTED | {
    "target_low": 14, "target_high": 14, "unit": 9, "outcome_low": 14, "outcome_high": 14, "outcome_unit": 9, "origin": 10,
    "target_clause": 40, "target_source": 30, "target_start": 9, "target_end": 9,
    "outcome_clause": 40, "outcome_source": 30, "outcome_start": 9, "outcome_end": 9,
    "observed_source": 30, "indicator_id": 30,
}  # fmt: skip
# From here on digits are grouped; a year or a position is below, or no amount.
GROUPED = 10_000
LINE = 15  # points


def comparison_xlsx(tables: tuple[Comparison, ...], language: Language = "zh") -> bytes:
    """A workbook with all rows on one sheet, the counts on another, the signs on a third."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, TEXT_IS_TEXT | {"in_memory": True})
    book.set_properties({"created": WRITTEN_AT, "title": word("table", "sheet", language)})
    head = book.add_format({"bold": True, "bg_color": "#E7E6E6", "border": 1, "text_wrap": True, "valign": "vcenter"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    top = book.add_format({"valign": "top"})
    grouped = book.add_format({"valign": "top", "num_format": "#,##0"})
    sheet = book.add_worksheet(word("table", "sheet", language))
    sheet.freeze_panes(1, 5)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    for nth, (name, width) in enumerate(COLUMNS.items()):
        sheet.set_column(nth, nth, width)
        sheet.write_string(0, nth, word("column", name, language), head)
    line = 0
    for one in tables:
        for row in one.rows:
            line += 1
            texts = cells(one, row, language)
            sheet.set_row(line, LINE * _lines(texts))
            for nth, cell in enumerate(texts):
                whole = (
                    isinstance(cell, Decimal)
                    and cell.is_finite()
                    and cell == cell.to_integral_value()
                    and abs(cell) >= GROUPED
                )
                _write(sheet, line, nth, cell, wrapped if isinstance(cell, str) else grouped if whole else top)
    sheet.print_area(0, 0, line, len(PRINTED) - 1)
    sheet.autofilter(0, 0, line, len(COLUMNS) - 1)
    _summary(book.add_worksheet(word("table", "summary_sheet", language)), tables, language, head)
    _legend(book.add_worksheet(word("table", "legend_sheet", language)), language, head)
    book.close()
    return out.getvalue()


def cells(one: Comparison, row: Row, language: Language) -> list[Cell]:
    """One row of the sheet, in the order of the columns."""
    link = row.link
    target_ends = signed_ends(link.target) or (None, None)
    outcome_ends = (signed_ends(link.outcome) if link.outcome else None) or (None, None)
    known: dict[str, Cell] = {
        "place": one.place,
        "year": one.year,
        "nth": row.nth,
        "importance": word("importance", link.importance, language),
        "indicator": flat(link.target.indicator),
        "due": link.target.year,
        "target": row.target.words,
        "bound": word("bound", link.target.bound, language),
        "target_low": target_ends[0],
        "target_high": target_ends[1],
        "unit": link.target.unit,
        "outcome": row.outcome.words if row.outcome else None,
        "outcome_low": outcome_ends[0],
        "outcome_high": outcome_ends[1],
        "outcome_unit": link.outcome.unit if link.outcome else None,
        "origin": word("origin", link.outcome.origin, language) if link.outcome else None,
        "observed": link.observed.low if link.observed else None,
        "verdict": f"{sign(link.verdict)} {word('verdict', link.verdict, language)}",
        "sure": None if link.sure else word("table", "unsure", language),
        "gap": link.gap,
        "gap_unit": link.gap_unit,
        "reason": flat(link.reason),
        "observed_source": link.observed.source_url if link.observed else None,
        "indicator_id": link.target.indicator_id,
        **_where("target", row.target),
        **_where("outcome", row.outcome),
    }
    return [known[name] for name in COLUMNS]


def _lines(texts: list[Cell]) -> int:
    """How many lines the highest printed cell of a row takes: not every program fits the height to the words."""
    pairs = zip(texts, PRINTED.values(), strict=False)
    return max(-(-_width(cell) // (width - 1)) for cell, width in pairs if isinstance(cell, str))


def _width(text: str) -> int:
    """The columns of a typewriter that a text takes: a Chinese character takes two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text) or 1


def _where(end: str, cited: Cited | None) -> dict[str, Cell]:
    linked: Linked | None = cited.linked if cited else None
    return {
        f"{end}_clause": cited.clause if cited else None,
        f"{end}_source": linked.source if linked else None,
        f"{end}_start": linked.start if linked else None,
        f"{end}_end": linked.end if linked else None,
    }


def _write(sheet: Any, line: int, nth: int, cell: Cell, form: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(line, nth, fitting(cell), form)
    elif isinstance(cell, int) or (cell.is_finite() and Decimal(repr(float(cell))) == cell):
        sheet.write_number(line, nth, float(cell), form)
    else:
        # A number that a spreadsheet would round stays text, digit for digit.
        sheet.write_string(line, nth, plain(cell) if cell.is_finite() else str(cell), form)


def _summary(sheet: Any, tables: tuple[Comparison, ...], language: Language, head: Any) -> None:
    verdicts: list[Any] = list(words_table("products/products")["verdict"])
    heads = [word("column", name, language) for name in ("place", "year", "count")]
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 2 + len(verdicts), 12)
    for nth, name in enumerate([*heads, *(word("verdict", verdict, language) for verdict in verdicts)]):
        sheet.write_string(0, nth, name, head)
    for line, one in enumerate(tables, 1):
        counts = one.counts
        sheet.write_string(line, 0, one.place)
        for nth, count in enumerate([one.year, len(one.rows), *(counts[verdict] for verdict in verdicts)], 1):
            sheet.write_number(line, nth, count)


def _legend(sheet: Any, language: Language, head: Any) -> None:
    sheet.set_column(0, 1, 14)
    sheet.set_column(2, 2, 70)
    for nth, name in enumerate(("sign", "verdict", "meaning")):
        sheet.write_string(0, nth, word("column", name, language), head)
    table = words_table("products/products")["verdict"]
    lines = [(entry["sign"], entry[language], entry[f"note_{language}"]) for entry in table.values()]
    lines.append(
        (word("table", "unsure", language), word("column", "sure", language), word("table", "unsure_note", language))
    )
    lines.append(("", "", word("table", "note", language)))
    for line, texts in enumerate(lines, 1):
        for nth, text in enumerate(texts):
            sheet.write_string(line, nth, text)
