"""The page of a place: what it aimed at and reached, how its promises stand, what to look at, its reports, its neighbors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct
from msgspec.structs import replace

from ximu.site.charts.chart import Chart, ChartLinks, links, shown
from ximu.site.charts.of_lines import At, Track, of_year, over_years
from ximu.site.charts.serve import language_asked, serve
from ximu.site.download_table import table_response, wants_table
from ximu.site.findings import FindingLine, finding_lines, with_reports
from ximu.site.language import language_of, say
from ximu.site.levels import Around, PlaceLink, amplification, around, headline_indicator, targets_by_level
from ximu.site.made_once import made_once
from ximu.site.names import catalogue_names, indicator_name, place_name
from ximu.site.own_figures import OwnFigure, own_figures
from ximu.site.respond import respond
from ximu.site.series import Judged, Line, Told, best_year, cells, judged, list_address, told
from ximu.site.standing import YearStanding, funnel_of, standings
from ximu.site.statements import Choice
from ximu.store import models

MOST_LINES = 24
MOST_FINDINGS = 6
MOST_STANDINGS = 8  # rows; earlier ones unfold
MOST_YEARS = 10  # columns, unless all are asked for
PERCENT = "%"


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


class StatementCounts(NamedTuple):
    """How many measures, commitments and unsure statements of all kinds a report has."""

    measures: int
    commitments: int
    unsure: int


_NONE = StatementCounts(0, 0, 0)


class PlacePage(Struct, frozen=True, kw_only=True):
    """A place; `years` are the columns of `headline`, latest first (all with `?years=all`); `year` is the one shown at the top.

    `standing` is how the promises of the report of `year` stand, `of_year` the headline figures aimed at for it,
    `own` what published work shows of indicators that reports state.
    """

    id: str
    code: str
    name: str
    level: str
    around: Around
    reports: tuple[PlaceReport, ...]
    year: int | None
    standing: YearStanding | None
    standings: tuple[YearStanding, ...]
    of_year: tuple[Line, ...]
    years: tuple[int, ...]
    headline: tuple[Line, ...]
    levels: tuple[Line, ...]
    findings: tuple[FindingLine, ...]
    finding_types: tuple[Choice, ...]
    own: tuple[OwnFigure, ...]
    charts: tuple[ChartLinks, ...]


class Chosen(NamedTuple):
    """The place, its headline figures, and the year that the address asks for."""

    place: models.Place
    years: tuple[int, ...]
    lines: tuple[Line, ...]
    year: int | None
    standings: tuple[YearStanding, ...]
    around: Around
    levels: tuple[Line, ...]


@require_safe
def place_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a place (a fixed number of queries); `?year=` chooses the year at the top."""
    asked = chosen(public_id, request.GET.get("year", ""))
    place, language = asked.place, language_of(request)
    if wants_table(request):
        return table_response(f"place-{public_id}", FIELDS, rows_of(asked))
    charts = charts_of(asked, language)
    findings, types = found_in(place)
    shown_years = asked.years if request.GET.get("years") == "all" else asked.years[:MOST_YEARS]
    page = PlacePage(
        id=place.public_id,
        code=place.code,
        name=place.name,
        level=place.level,
        around=asked.around,
        reports=place_reports(place),
        year=asked.year,
        standing=next((one for one in asked.standings if one.year == asked.year), None),
        standings=asked.standings,
        of_year=in_year(asked.lines, asked.year),
        years=shown_years,
        headline=tuple(found for line in asked.lines if (found := within(line, shown_years))),
        levels=asked.levels,
        findings=findings,
        finding_types=types,
        own=own_figures(place=place.public_id),
        charts=tuple(links(chart, language) for chart in charts),
    )
    drawn = {chart.name: shown(chart, language) for chart in charts}
    return respond(
        request,
        "place.html",
        page,
        extra={
            "charts": drawn,
            "level_years": level_years(asked.levels),
            "every_year": len(asked.years),
            "earlier": len(asked.standings) - MOST_STANDINGS,
        },
    )


@require_safe
def place_chart(request: HttpRequest, public_id: str, name: str, form: str) -> HttpResponse:
    """Serve a chart of the page (`year`, `years`, `stages`, `levels`), with the same filters."""
    return serve(
        request, charts_of(chosen(public_id, request.GET.get("year", "")), language_asked(request)), name, form
    )


@made_once
def chosen(public_id: str, year: str) -> Chosen:
    """Load the place, its figures and the year asked for (six queries). Raises Http404 for a place not in the ledger."""
    place = models.Place.objects.filter(public_id=public_id).first()
    if place is None:
        raise Http404("place")
    figures = told(models.Measure.objects.filter(report__place=place, report__source_kind="report"))
    years, lines = headline(figures, judged(models.Link.objects.filter(place=place)))
    stood = standings(place)
    near = around(place)
    own = PlaceLink(id=place.public_id, name=place.name, address=f"/places/{place.public_id}/")
    levels = targets_by_level((*near.above, own), headline_indicator()) if near.above else ()
    return Chosen(place, years, lines, aim_year(lines, stood, year), stood, near, levels)


def within(line: Line, years: tuple[int, ...]) -> Line | None:
    """The line with the cells of these years; None when there is nothing in them."""
    kept = tuple(cell for cell in line.cells if cell.year in years)
    return replace(line, cells=kept) if any(cell.target or cell.result for cell in kept) else None


def level_years(lines: tuple[Line, ...]) -> list[int]:
    """The years of the table of levels, latest first."""
    return [cell.year for cell in lines[0].cells] if lines else []


def aim_year(lines: tuple[Line, ...], stood: tuple[YearStanding, ...], asked: str) -> int | None:
    """The year asked for when there is one; else the latest of which something has come, else the latest promised."""
    aimed = {cell.year for line in lines for cell in line.cells if cell.target} | {one.year for one in stood}
    if asked.isascii() and asked.isdigit() and int(asked) in aimed:
        return int(asked)
    judged_years = [one.year for one in stood if any(one.outcomes[name] for name in ("kept", "partly", "missed"))]
    return max(judged_years, default=max(aimed, default=best_year(lines, "")))


def charts_of(asked: Chosen, language: str) -> list[Chart]:
    """The charts of the page: the year's targets and results, the way to kept, growth over the years, the levels."""
    place, shown_name = asked.place, place_name(asked.place.name, language)
    at = At(f"/places/{place.public_id}/", {}, language)
    found: list[Chart | None] = []
    tracks = [
        Track(named(line, language), place.public_id, place.name, line.key, line)
        for line in asked.lines
        if line.unit == PERCENT and line.aspect == "growth"
    ]
    if asked.year is not None:
        title = say("place.of_year", language, place=shown_name, year=asked.year)
        found.append(of_year([track for track in tracks if aimed(track.line, asked.year)], asked.year, at, title))
        standing = next((one for one in asked.standings if one.year == asked.year), None)
        found.append(funnel_of(standing, at, shown_name) if standing else None)
    found.append(over_years(tracks, at, say("place.over_years", language, place=shown_name), one_scale=False))
    found.append(amplification(asked.levels, headline_indicator(), at))
    return [chart for chart in found if chart is not None]


def named(line: Line, language: str) -> str:
    """What a chart calls a line."""
    return indicator_name(line.key, language)


def aimed(line: Line, year: int) -> bool:
    """Whether the line has a target for the year."""
    return any(cell.year == year and cell.target for cell in line.cells)


def in_year(lines: tuple[Line, ...], year: int | None) -> tuple[Line, ...]:
    """The lines with a target for the year, each with that one cell."""
    return tuple(
        replace(line, cells=(cell,)) for line in lines for cell in line.cells if cell.year == year and cell.target
    )


class FigureRow(Struct, frozen=True, kw_only=True):
    """One headline figure of a year, for download."""

    indicator_id: str
    indicator: str
    aspect: str
    unit: str
    year: int
    target_low: object
    target_high: object
    target_bound: str
    result_low: object
    result_high: object
    gap: object
    gap_unit: str
    verdict: str
    reason: str


FIELDS = FigureRow.__struct_fields__


def rows_of(asked: Chosen) -> list[FigureRow]:
    """The headline figures of all years, one row for each."""
    return [
        FigureRow(
            indicator_id=line.key,
            indicator=line.name,
            aspect=line.aspect,
            unit=line.unit,
            year=cell.year,
            target_low=cell.target.low if cell.target else None,
            target_high=cell.target.high if cell.target else None,
            target_bound=cell.target.bound if cell.target else "",
            result_low=cell.result.low if cell.result else None,
            result_high=cell.result.high if cell.result else None,
            gap=cell.gap,
            gap_unit=cell.gap_unit,
            verdict=cell.verdict,
            reason=cell.reason,
        )
        for line in asked.lines
        for cell in line.cells
        if cell.target or cell.result
    ]


def found_in(place: models.Place) -> tuple[tuple[FindingLine, ...], tuple[Choice, ...]]:
    """The gravest findings about the place, and how many there are of each type (two queries)."""
    counted = models.ComputedFinding.objects.filter(place=place).values_list("type").annotate(n=Count("pk"))
    first = with_reports().filter(place=place).order_by("-severity", "-sure", "-report_year", "a_start")
    types = tuple(Choice(value=type_, count=n) for type_, n in sorted(counted, key=lambda pair: -pair[1]))
    return finding_lines(first[:MOST_FINDINGS]), types


def place_reports(place: models.Place) -> tuple[PlaceReport, ...]:
    """The reports of a place, latest first, with counts (three queries)."""
    reports = (
        models.Report.objects.filter(place=place).defer("record").order_by("-report_year", "source_kind", "public_id")
    )
    held = list(reports)
    # Asked by their keys: counted in one query with the reports, the planner passes over those of all places.
    stated = models.Statement.objects.filter(report__in=[report.pk for report in held]).values_list("report")
    counts = {
        key: StatementCounts(*n)
        for key, *n in stated.annotate(
            measures=Count("pk", filter=Q(kind="measure")),
            commitments=Count("pk", filter=Q(kind="commitment")),
            unsure=Count("pk", filter=Q(sure=False)),
        ).order_by()
    }
    numbers = models.Number.objects.filter(report__place=place, number_class="open")
    dark = dict(numbers.values_list("report").annotate(n=Count("pk")))
    return tuple(
        PlaceReport(
            id=report.public_id,
            report_year=report.report_year,
            source_kind=report.source_kind,
            title=report.title,
            delivered_on=report.delivered_on,
            measures=counts.get(report.pk, _NONE).measures,
            commitments=counts.get(report.pk, _NONE).commitments,
            unsure=counts.get(report.pk, _NONE).unsure,
            open=dark.get(report.pk, 0),
            address=f"/reports/{report.public_id}/",
        )
        for report in held
    )


def headline(figures: list[Told], links: Mapping[str, Judged]) -> tuple[tuple[int, ...], tuple[Line, ...]]:
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
            cells=cells(found, years, links),
        )
        for (indicator_id, aspect, unit), found in chosen.items()
    )
