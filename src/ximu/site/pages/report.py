"""The page of a report: its text on one side, its ledger on the other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.language import language_of, say
from ximu.site.marks import Heading, Span, lay_out, render_text
from ximu.site.outcomes import OUTCOMES
from ximu.site.registers.corrections import Review, reviews_in
from ximu.site.respond import respond
from ximu.site.row_markup import rows_markup
from ximu.site.shown import show
from ximu.site.statements import Choice, Filters, Row, SectionRow, file_name, load_rows, load_sections, narrow
from ximu.store import models

AT = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
MUTED_ROLES = frozenset({"furniture", "front", "glossary", "appendix"})


class PlaceLink(Struct, frozen=True, kw_only=True):
    """A place and where its page is."""

    id: str
    name: str
    address: str


class SourceLink(Struct, frozen=True, kw_only=True):
    """A document that holds the report; `similarity` to the primary one is 0–1."""

    sha256: str
    name: str
    format: str
    encoding: str
    size_bytes: int
    primary: bool
    similarity: float
    copies: list[dict[str, Any]]
    address: str


class ReportPage(Struct, frozen=True, kw_only=True):
    """A report, its text (characters [start, end) of the source), and its ledger as narrowed by the query.

    `counts` are rows of the whole ledger by kind; `numbers` tells how every number of the text was accounted for;
    `at` is the range of characters that the address asks for. `standing` counts the testable promises by how they
    stand; `reviews` are readings that people corrected; `compare` is the address where the text is compared with another year's, "" when there is none.
    """

    id: str
    title: str
    place: PlaceLink | None
    body: str
    report_year: int | None
    delivered_on: date | None
    session: str
    source_kind: str
    characters: int
    reader_version: str
    unknown: dict[str, str]
    numbers: dict[str, int]
    counts: dict[str, int]
    unsure: int
    repairs: list[dict[str, Any]]
    sources: tuple[SourceLink, ...]
    sections: tuple[SectionRow, ...]
    filters: Filters
    statements: tuple[Row, ...]
    at: tuple[int, int] | None
    standing: tuple[Choice, ...]
    reviews: tuple[Review, ...]
    compare: str
    start: int
    end: int
    text: str


@require_safe
def report_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a report; `?at=start-end` opens it at these characters, the other values narrow the ledger."""
    report = models.Report.objects.select_related("place").filter(public_id=public_id).first()
    if report is None:
        raise Http404("report")
    holds = list(sources_of(report))
    primary = next((hold for hold in holds if hold.primary), None)
    if primary is None:
        raise Http404("source")
    whole = models.SourceText.objects.get(source_id=primary.source_id).text
    rows, sections = load_rows(report), load_sections(report)
    kept, filters = narrow(rows, sections, request.GET)
    others = models.Report.objects.filter(place=report.place_id, source_kind="report").exclude(pk=report.pk)
    compare = report.place_id is not None and others.exists()
    at = asked_range(request, primary)
    reviews = reviews_in(models.Review.objects.filter(report=report))
    page = make_page(
        report, holds, primary, whole, rows, sections, kept, filters, at=at, compare=compare, reviews=reviews
    )
    return respond(request, "report.html", page, extra=shown_parts(page, whole, language_of(request)))


def sources_of(report: models.Report) -> QuerySet[models.ReportSource]:
    """The documents that hold a report, the primary one first (one query)."""
    return models.ReportSource.objects.filter(report=report).select_related("source").order_by("-primary", "id")


def asked_range(request: HttpRequest, primary: models.ReportSource) -> tuple[int, int] | None:
    """The characters that `?at=` asks for, when they lie in the report."""
    found = AT.fullmatch(request.GET.get("at", ""))
    if not found:
        return None
    start, end = int(found[1]), int(found[2])
    return (start, end) if primary.start <= start < end <= primary.end else None


def make_page(
    report: models.Report,
    holds: Sequence[models.ReportSource],
    primary: models.ReportSource,
    whole: str,
    rows: Sequence[Row],
    sections: tuple[SectionRow, ...],
    kept: tuple[Row, ...],
    filters: Filters,
    *,
    at: tuple[int, int] | None,
    compare: bool,
    reviews: tuple[Review, ...] = (),
) -> ReportPage:
    """The page as a record; nothing is loaded here."""
    place = report.place
    states = Counter(row.outcome for row in rows if row.kind == "commitment" and row.outcome)
    return ReportPage(
        id=report.public_id,
        title=report.title,
        place=PlaceLink(id=place.public_id, name=place.name, address=f"/places/{place.public_id}/") if place else None,
        body=report.body,
        report_year=report.report_year,
        delivered_on=report.delivered_on,
        session=report.session,
        source_kind=report.source_kind,
        characters=report.characters,
        reader_version=report.reader_version,
        unknown=report.record.get("unknown", {}),
        numbers=report.record.get("numbers", {}),
        counts={choice.value: choice.count for choice in filters.choices["kind"]},
        unsure=sum(not row.sure for row in rows),
        repairs=primary.record.get("repairs", []),
        sources=tuple(
            SourceLink(
                sha256=hold.source.sha256,
                name=file_name(hold.source.name),
                format=hold.source.format,
                encoding=hold.source.encoding,
                size_bytes=hold.source.size_bytes,
                primary=hold.primary,
                similarity=hold.similarity,
                copies=hold.copies,
                address=f"/sources/{hold.source.sha256}/",
            )
            for hold in holds
        ),
        sections=sections,
        filters=filters,
        statements=kept,
        at=at,
        standing=tuple(Choice(value=state, count=states[state]) for state in OUTCOMES if states[state]),
        reviews=reviews,
        compare=f"/reports/{report.public_id}/compare/" if compare else "",
        start=primary.start,
        end=primary.end,
        text=whole[primary.start : primary.end],
    )


def shown_parts(page: ReportPage, whole: str, language: str) -> dict[str, Any]:
    """The text with marks and the rows in words: both follow from the page."""
    spans = list(statement_spans(page, language))
    joined = [
        (repair["start"], repair["end"])
        for repair in page.repairs
        if "\n" in repair.get("was", "") and "\n" not in repair.get("read_as", "")
    ]
    headings = [
        Heading(part.start, part.end, part.level, f"part-{part.number}", part.role in MUTED_ROLES)
        for part in page.sections
    ]
    paragraphs = lay_out(whole, page.start, page.end, spans, headings, joined)
    return {
        "marked_text": render_text(paragraphs),
        "rows_markup": rows_markup((show(row, whole, language) for row in page.statements), language),
        "section_titles": {str(part.number): part.title for part in page.sections},
    }


def statement_spans(page: ReportPage, language: str) -> Iterator[Span]:
    """Everything that is laid over the text: the rows that are shown, the repairs, the asked range."""
    for row in page.statements:
        css = f"{row.kind} {row.record.get('stance') or row.record.get('label') or ''}".strip()
        css += "" if row.sure or row.kind == "number" else " doubtful"
        word = row.record.get("stance", "") if row.kind == "measure" else row.kind
        yield Span(row.start, row.end, row.id, css, word=word)
        for start, end in row.record.get("mentions", ()) if row.kind == "project" else ():
            if start != row.start:
                yield Span(start, end, row.id, css, word=word)
        other = row.record.get("b") if row.kind == "finding" else None
        if other and other.get("source") == row.record.get("source"):
            yield Span(other["start"], other["end"], row.id, css, word=word)
    for repair in page.repairs:
        note = say("report.repair_note", language, was=repair["was"], read_as=repair["read_as"])
        yield Span(repair["start"], repair["end"], "", "repair", note)
    if page.at:
        yield Span(*page.at, "", "at")
