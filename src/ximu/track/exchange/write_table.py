"""The task table as XLSX: what is read back unchanged; text is written as text, so that no cell becomes a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from django.db.models import QuerySet

from ximu.track.exchange.cells import joined
from ximu.track.exchange.columns import period_header, table_words
from ximu.track.exchange.differences import last_progress
from ximu.track.models import Item, Person
from ximu.track.permissions import may
from ximu.track.rules.playbook import Field, Playbook

_LINE_POINTS = 15
_LONGEST_CELL = 32_767  # what a cell of a workbook can hold


def task_table(items: QuerySet[Item], book: Playbook, person: Person | None = None) -> bytes:
    """The items of one playbook (start from `visible_to`) as a workbook.

    Private fields are written only where `person` may see them. Columns without a value in any row are left out,
    except those that every list has.
    """
    rows = list(
        items.filter(edition__playbook=book.id)
        .select_related("edition", "government", "lead_unit", "post")
        .prefetch_related("supporting_units", "milestones", "reports", "sources")
        .order_by("number")
    )
    table = [_cells(item, number, book, person) for number, item in enumerate(rows, 1)]
    return _workbook(_headers(table, book), table, book.zh)


def _cells(item: Item, number: int, book: Playbook, person: Person | None) -> dict[str, Any]:
    words = table_words().words
    by_word = {column.field: {kept: word for word, kept in column.words.items()} for column in table_words().columns}
    progress = last_progress(item)
    cells: dict[str, Any] = {
        "row": number,
        "lead_unit": f"{item.lead_unit}{words.assumed if item.lead_unit_assumed else ''}" if item.lead_unit else "",
        "supporting_units": joined(item.supporting_units.all()),
        "post": item.post.title_zh if item.post else "",
        "due_on": f"{item.due_on}{words.assumed}" if item.due_on and item.due_assumed else item.due_on,
        "amount_kind": by_word["amount_kind"].get(item.amount_kind, "") if item.amount_target is not None else "",
        "state": item.book.state(item.state).zh,
        "statements": " ".join(sorted(one.statement for one in item.sources.all())),
    }
    for name in ("amount", "progress_zh", "problems_zh", "next_steps_zh", "funds"):
        cells[name] = getattr(progress, name) if progress else None
    cells["progress_period"] = progress.period if progress else ""
    for column in table_words().columns:
        if column.field not in cells:
            cells[column.field] = getattr(item, column.field, "")
    for one in item.milestones.all():
        cells[f"{one.period[4:]} text"], cells[f"{one.period[4:]} amount"] = one.plan_zh, one.amount
    for field in book.fields:
        if not field.private or may(person, "see_private", item):
            cells[f"field {field.id}"] = _field_cell(field, item.fields.get(field.id))
    return cells


def _field_cell(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if field.type == "yes_no":
        return "是" if value else "否"
    return Decimal(str(value)) if field.type in ("number", "whole") else value


def _headers(table: list[dict[str, Any]], book: Playbook) -> list[tuple[str, str, int]]:
    """Key, header, width of the columns to write, in the order of `columns.toml`."""
    always = {"row", "number", "year", "title_zh", "lead_unit", "supporting_units", "due_on", "state"}
    used = {key for row in table for key, value in row.items() if value not in (None, "")} | always
    headers: list[tuple[str, str, int]] = []
    for column in table_words().columns:
        if column.field == "progress_period":
            headers += _milestone_columns(used)
            headers += [(f"field {field.id}", field.zh, 14) for field in book.fields if f"field {field.id}" in used]
        if column.field in used and column.field != "responsible_units":
            headers.append((column.field, column.header, column.width))
    return headers


def _milestone_columns(used: Iterable[str]) -> list[tuple[str, str, int]]:
    parts = sorted(
        {key.split(" ")[0] for key in used if key.endswith((" text", " amount"))},
        key=lambda part: (part[0] == "-", part),
    )
    found = []
    for part in parts:
        if part and f"{part} text" in used:
            found.append((f"{part} text", period_header(part, amounts=False), 20))
        if part and f"{part} amount" in used:
            found.append((f"{part} amount", period_header(part, amounts=True), 10))
    return found


def _workbook(headers: list[tuple[str, str, int]], table: list[dict[str, Any]], name: str) -> bytes:
    data = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(data, options) as book:
        sheet = book.add_worksheet(name[:31])
        head = book.add_format(
            {"bold": True, "bg_color": "#EDE7DD", "border": 1, "text_wrap": True, "valign": "vcenter"}
        )
        text = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "border": 1})
        for at, (_, header, width) in enumerate(headers):
            sheet.write_string(0, at, header, head)
            sheet.set_column(at, at, width)
        for line, row in enumerate(table, 1):
            sheet.set_row(line, _LINE_POINTS * min(max(_lines(row.get(key), width) for key, _, width in headers), 20))
            for at, (key, _, _) in enumerate(headers):
                _write(sheet, line, at, row.get(key), text, day)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(len(table), 1), len(headers) - 1)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3, as such lists are printed
        printed = sum(key != "statements" for key, _, _ in headers)
        sheet.print_area(0, 0, len(table), printed - 1)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)
    return data.getvalue()


def _lines(value: Any, width: int) -> int:
    """How many lines a text takes in a column of so many characters; a Chinese character is two wide."""
    if not isinstance(value, str):
        return 1
    return sum(1 + sum(2 if char > "\u2e7f" else 1 for char in line) // max(width, 1) for line in value.split("\n"))


def _write(sheet: Any, line: int, at: int, value: Any, text: Any, day: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(line, at, None, text)
    elif isinstance(value, date):
        sheet.write_datetime(line, at, value, day)
    elif isinstance(value, int | Decimal):
        sheet.write_number(line, at, float(value), text)
    else:
        sheet.write_string(line, at, str(value)[:_LONGEST_CELL], text)
