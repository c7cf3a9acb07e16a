"""The page of a place: its reports by year, and its headline figures as promised and as reported."""

from __future__ import annotations

from collections import Counter
from datetime import date
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.names import catalogue_names, indicator_name
from ximu.site.respond import respond
from ximu.site.series import Line, Told, cells, list_address, told
from ximu.store import models

MOST_LINES = 24


class PlaceReport(Struct, frozen=True, kw_only=True):
    """A report of the place and how much was read from it; `open` and `unsure` are what is still dark."""

    id: str
    report_year: int | None
    source_kind: str
    title: str
    delivered_on: date | None
    measures: int
    commitments: int
    unsure: int
    open: int
    address: str


class PlacePage(Struct, frozen=True, kw_only=True):
    """A place; `years` are the columns of `headline`, latest first."""

    id: str
    code: str
    name: str
    level: str
    reports: tuple[PlaceReport, ...]
    years: tuple[int, ...]
    headline: tuple[Line, ...]


@require_safe
def place_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a place (four queries, however many reports it has)."""
    place = models.Place.objects.filter(public_id=public_id).first()
    if place is None:
        raise Http404("place")
    figures = told(models.Measure.objects.filter(report__place=place, report__source_kind="report"))
    years, lines = headline(figures)
    page = PlacePage(
        id=place.public_id,
        code=place.code,
        name=place.name,
        level=place.level,
        reports=place_reports(place),
        years=years,
        headline=lines,
    )
    return respond(request, "place.html", page)


def place_reports(place: models.Place) -> tuple[PlaceReport, ...]:
    """The reports of a place, latest first, with counts (two queries)."""
    reports = (
        models.Report.objects.filter(place=place)
        .annotate(
            n_measures=Count("statements", filter=Q(statements__kind="measure")),
            n_commitments=Count("statements", filter=Q(statements__kind="commitment")),
            n_unsure=Count("statements", filter=Q(statements__sure=False)),
        )
        .defer("record")
        .order_by("-report_year", "source_kind", "public_id")
    )
    numbers = models.Number.objects.filter(report__place=place, number_class="open")
    dark = dict(numbers.values_list("report").annotate(n=Count("pk")))
    return tuple(
        PlaceReport(
            id=report.public_id,
            report_year=report.report_year,
            source_kind=report.source_kind,
            title=report.title,
            delivered_on=report.delivered_on,
            measures=report.n_measures,
            commitments=report.n_commitments,
            unsure=report.n_unsure,
            open=dark.get(report.pk, 0),
            address=f"/reports/{report.public_id}/",
        )
        for report in reports
    )


def headline(figures: list[Told]) -> tuple[tuple[int, ...], tuple[Line, ...]]:
    """The indicators that the place sets as goals most often, in catalogue order, and every year with a figure of them."""
    goals = {
        (one.indicator_id, one.aspect, one.unit, one.report)
        for one in figures
        if one.stance == "target" and one.role_of_section == "goals"
    }
    often = Counter(goal[:3] for goal in goals)
    order = {name: number for number, name in enumerate(catalogue_names())}
    order_of = {key: (order.get(key[0], len(order)), key) for key in often}
    most_often = sorted(often, key=lambda key: (-often[key], order_of[key]))[:MOST_LINES]
    chosen: dict[tuple[str, str, str], list[Told]] = {key: [] for key in sorted(most_often, key=order_of.__getitem__)}
    for one in figures:
        if (one.indicator_id, one.aspect, one.unit) in chosen:
            chosen[one.indicator_id, one.aspect, one.unit].append(one)
    years = tuple(sorted({one.year for found in chosen.values() for one in found}, reverse=True))
    return years, tuple(
        Line(
            key=indicator_id,
            aspect=aspect,
            unit=unit,
            name=indicator_name(indicator_id, "zh"),
            address=f"/indicators/{indicator_id}/?{urlencode({'aspect': aspect, 'unit': unit})}",
            list_address=list_address(indicator_id, aspect, unit, found[0].place),
            cells=cells(found, years),
        )
        for (indicator_id, aspect, unit), found in chosen.items()
    )
