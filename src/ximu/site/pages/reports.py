"""The list of all reports: by place, year, level and kind; sorted, paged, downloaded."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.download_table import table_response, wants_table
from ximu.site.listing import (
    MOST_ROWS,
    Option,
    added_up,
    asked,
    asked_place,
    counted,
    number_asked,
    of_place,
    sum_of,
    turn,
)
from ximu.site.pages.places import LEVELS
from ximu.site.respond import respond
from ximu.site.statements import Choice
from ximu.store import models
from ximu.store.fields import latest_first

KINDS = ("report", "explainer", "task_division")
REPORT_ORDERS: dict[str, tuple[Any, ...]] = {
    "year": (latest_first("report_year"), latest_first("delivered_on"), "public_id"),
    "added": ("-pk",),
    "place": ("of_place", latest_first("report_year"), "public_id"),
    "length": ("-characters", "public_id"),
}

SORTS = (
    Option("year", "reports.by_year"),
    Option("added", "reports.by_added"),
    Option("place", "reports.by_place"),
    Option("length", "reports.by_length"),
)


class ReportLine(Struct, frozen=True, kw_only=True):
    """A report in the list of all."""

    id: str
    title: str
    place: str
    place_name: str
    level: str
    report_year: int | None
    source_kind: str
    delivered_on: date | None
    characters: int
    address: str


class ReportsPage(Struct, frozen=True, kw_only=True):
    """One page of the reports that the address asks for."""

    place: str
    place_name: str
    place_unknown: bool
    year: int | None
    level: str
    source_kind: str
    nowhere: bool
    sort: str
    years: tuple[Choice, ...]
    levels: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    reports: tuple[ReportLine, ...]
    total: int
    page: int
    pages: int


@require_safe
def reports_page(request: HttpRequest) -> HttpResponse:
    """Show the reports (a fixed number of queries); `?nowhere=1` those whose place is not known."""
    place, year = asked_place(request), number_asked(request, "year")
    level, kind = asked(request, "level", LEVELS), asked(request, "kind", KINDS)
    nowhere = request.GET.get("nowhere") == "1"
    sort = asked(request, "sort", REPORT_ORDERS) or "year"
    rows = of_place(models.Report.objects.select_related("place").defer("record"), place)
    rows = rows.filter(place=None) if nowhere else rows
    columns = ("report_year", "level", "source_kind")
    tallies = models.ReportTally.objects.filter(Q(placed=False) if nowhere else Q())
    years, levels, kinds = (counted(rows, column) if place.words else added_up(tallies, column) for column in columns)
    asked_for = Q() if year is None else Q(report_year=year)
    asked_for &= Q(level=level) if level else Q()
    asked_for &= Q(source_kind=kind) if kind else Q()
    found = rows.filter(asked_for).order_by(*REPORT_ORDERS[sort])
    if wants_table(request):
        return table_response("reports", ReportLine.__struct_fields__, map(report_line, found[:MOST_ROWS]))
    turned = turn(request, found, total=None if place.words else sum_of(tallies.filter(asked_for)))
    page = ReportsPage(
        place=place.id,
        place_name=place.name,
        place_unknown=place.unknown,
        year=year,
        level=level,
        source_kind=kind,
        nowhere=nowhere,
        sort=sort,
        years=tuple(sorted(years, key=lambda choice: choice.value, reverse=True)),
        levels=levels,
        kinds=kinds,
        reports=tuple(map(report_line, turned.rows)),
        total=turned.total,
        page=turned.page,
        pages=turned.pages,
    )
    return respond(request, "reports.html", page, extra={"sorts": SORTS})


def report_line(row: models.Report) -> ReportLine:
    """A report of the list; its place must be loaded."""
    return ReportLine(
        id=row.public_id,
        title=row.title,
        place=row.place.public_id if row.place else "",
        place_name=row.place.name if row.place else "",
        level=row.level,
        report_year=row.report_year,
        source_kind=row.source_kind,
        delivered_on=row.delivered_on,
        characters=row.characters,
        address=f"/reports/{row.public_id}/",
    )
