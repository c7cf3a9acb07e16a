"""The monthly 通报 as a Word document and a workbook: units, rates with all that they count, work that is late."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

import xlsxwriter
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from ximu.ledger.errors import TrackError
from ximu.link.products.docx_page import Page
from ximu.site.language import language_of, say
from ximu.site.workbench.frame import governments_of
from ximu.site.workbench.overview import asked_standing
from ximu.site.workbench.rows import ItemRow, rows_of
from ximu.site.workbench.sign_in import signed_in
from ximu.track.calendar_feed import MEDIA_TYPE, unit_calendar
from ximu.track.models import Government, Person, Unit
from ximu.track.permissions import may, visible_to

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False, "in_memory": True}


class Table(NamedTuple):
    """One table of the paper: its name, heads, widths in centimeters, rows."""

    name: str
    heads: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[tuple[Any, ...], ...]


class Paper(NamedTuple):
    """The paper as its two forms show it."""

    title: str
    summary: str
    tables: tuple[Table, ...]
    note: str


@require_safe
@signed_in
def standing_file(request: HttpRequest, person: Person, form: str) -> HttpResponse:
    """Send the standing that the page shows as DOCX or XLSX."""
    writers: dict[str, tuple[str, Callable[[Paper, str], bytes]]] = {"docx": (DOCX, as_docx), "xlsx": (XLSX, as_xlsx)}
    if form not in writers:
        raise Http404("form")
    government, year, found = asked_standing(request, person)
    if government is None or not may(person, "export", government=government):
        raise TrackError("not allowed: export", next_step="ask the inspection office", code="W010")
    language = language_of(request)
    media, write = writers[form]
    response = HttpResponse(write(paper_of(government, year, found, language), language), content_type=media)
    name = f"standing-{government.key}-{year}-{timezone.localdate().isoformat()}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
@signed_in
def unit_deadlines(request: HttpRequest, person: Person, key: int) -> HttpResponse:
    """Send the open deadlines of a unit as an iCalendar file."""
    unit = get_object_or_404(Unit.objects.filter(pk=key, government__in=governments_of(person)))
    if not (may(person, "export", unit=unit) or may(person, "export", government=unit.government)):
        raise TrackError("not allowed: export", where=str(unit), next_step="ask the inspection office", code="W010")
    address = request.build_absolute_uri("/workbench/items/?q=")
    response = HttpResponse(unit_calendar(unit, visible_to(person), address=address), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{unit.key}.ics"'
    return response


def paper_of(government: Government, year: int, found: dict[str, Any], language: str) -> Paper:
    """The paper of what `overview.asked_standing` found."""
    until: date | None = found.get("until")
    today = until or timezone.localdate()
    lines = found["lines"]
    counts = {
        name: sum(getattr(line, name) for line in lines) for name in ("items", "open", "closed", "late", "overdue")
    }
    # What is late is listed with how it stands, which is known of now only.
    late = () if until else (_late(rows_of(late_of(found["items"], today), language), language),)
    day = f"{today.year}年{today.month}月{today.day}日" if language == "zh" else today.isoformat()
    return Paper(
        title=say("paper.title", language, government=government.name_zh, year=year),
        summary=say("paper.summary", language, day=day, **counts),
        tables=(_units(lines, language), _rates(found["rates"], language), *late),
        note=say("paper.note", language),
    )


def late_of(items: Iterable[Any], today: date) -> list[Any]:
    """Open work past its deadline, longest first, then what was late once."""
    over, once = [], []
    for item in items:
        if item.phase == "open" and item.due_on and item.due_on < today:
            over.append(item)
        elif item.late:
            once.append(item)
    return [*sorted(over, key=lambda item: (item.due_on, item.number)), *sorted(once, key=lambda item: item.number)]


def as_docx(paper: Paper, language: str) -> bytes:
    """The paper as a Word document, A4 upright, with the typography of official papers."""
    page = Page(paper.title, landscape=False, language=language)
    page.title(paper.title)
    page.paragraph(paper.summary, size=14, indent=language == "zh")
    for number, table in enumerate(paper.tables):
        head = f"{'一二三'[number]}、{table.name}" if language == "zh" else f"{number + 1}. {table.name}"
        page.heading(head)
        if not table.rows:
            page.paragraph(say("paper.nothing", language), size=12, indent=language == "zh")
            continue
        widths = list(table.widths)
        drawn = page.table(widths, list(table.heads))
        for row in table.rows:
            for cell, value in zip(page.row(drawn, widths), row, strict=True):
                page.fill(cell, _text(value), center=not isinstance(value, str))
    page.paragraph(paper.note, size=9, font="table")
    page.number_pages("— {page} —")
    return page.data()


def as_xlsx(paper: Paper, language: str) -> bytes:
    """The paper as a workbook, one sheet a table; numbers are numbers, text is text."""
    del language
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, NOT_TEXT) as book:
        head = book.add_format({"bold": True, "bg_color": "#E7E6E6", "border": 1, "text_wrap": True})
        body = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
        big = book.add_format({"bold": True, "font_size": 14})
        for table in paper.tables:
            sheet = book.add_worksheet(table.name[:31])
            sheet.write_string(0, 0, paper.title, big)
            sheet.write_string(1, 0, paper.summary)
            for nth, (name, width) in enumerate(zip(table.heads, table.widths, strict=True)):
                sheet.set_column(nth, nth, width * 5)
                sheet.write_string(3, nth, name, head)
            for line, row in enumerate(table.rows, 4):
                for nth, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(line, nth, value, body)
                    elif value is None:
                        sheet.write_blank(line, nth, None, body)
                    else:
                        sheet.write_number(line, nth, float(value), body)
            sheet.freeze_panes(4, 1)
            sheet.fit_to_pages(1, 0)
            sheet.repeat_rows(3)
    return out.getvalue()


def _units(lines: Sequence[Any], language: str) -> Table:
    heads = [say(f"paper.{name}", language) for name in ("unit", "items", "open", "closed", "overdue", "late")]
    rows = tuple(
        (str(one.unit or say("work.no_unit", language)), one.items, one.open, one.closed, one.overdue, one.late)
        for one in lines
    )
    return Table(say("paper.units", language), tuple(heads), (5.0, 2.1, 2.1, 2.1, 2.1, 2.1), rows)


def _rates(rates: Sequence[Any], language: str) -> Table:
    heads = [say(f"paper.{name}", language) for name in ("book", "rate", "percent", "part", "whole", "excluded")]
    rows = tuple(
        (
            one.book,
            one.name,
            round(one.percent, 1) if one.percent is not None else None,
            one.numerator,
            one.denominator,
            one.left_out,
        )
        for one in rates
    )
    return Table(say("paper.rates", language), tuple(heads), (3.2, 4.2, 2.1, 2.0, 2.0, 2.0), rows)


def _late(late: Sequence[ItemRow], language: str) -> Table:
    heads = [say(f"paper.{name}", language) for name in ("number", "item", "unit", "due", "state", "over")]
    rows = tuple(
        (
            row.item.number,
            row.item.title_zh,
            str(row.item.lead_unit or ""),
            row.item.due_on.isoformat() if row.item.due_on else "",
            row.state,
            row.days_over if row.item.phase == "open" and row.days_over > 0 else None,
        )
        for row in late
    )
    return Table(say("paper.late_items", language), tuple(heads), (2.6, 5.2, 2.6, 2.2, 1.6, 1.3), rows)


def _text(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, str | int):
        return str(value)
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
