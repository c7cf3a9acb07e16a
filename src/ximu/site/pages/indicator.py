"""The pages of indicators: all of them, and one over years and places with every statement of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, F, Max, Min, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.names import catalogue_names, indicator_name
from ximu.site.respond import respond
from ximu.site.series import Line, Told, cells, list_address, told
from ximu.site.statements import Choice, address_of
from ximu.store import models

PER_PAGE = 100
MOST_IN_TABLE = 4000  # statements; a table of thousands of places is for a download, not for a page
MOST_YEARS = 12
ORDERS: dict[str, tuple[Any, ...]] = {
    "year": (F("year").desc(nulls_last=True), "report__place__public_id", "pk"),
    "place": ("report__place__public_id", F("year").desc(nulls_last=True), "pk"),
    "value": ("-low_sort", "pk"),
}


class IndicatorLine(Struct, frozen=True, kw_only=True):
    """An indicator and how much was read about it."""

    id: str
    zh: str
    en: str
    statements: int
    places: int
    first_year: int | None
    last_year: int | None
    address: str


class IndicatorsPage(Struct, frozen=True, kw_only=True):
    """All indicators that some report mentions."""

    indicators: tuple[IndicatorLine, ...]


class Statement(Struct, frozen=True, kw_only=True):
    """One statement of the indicator; `written` is what the report calls it."""

    id: str
    address: str
    place: str
    place_name: str
    report_year: int | None
    report_title: str
    year: int | None
    stance: str
    aspect: str
    written: str
    scope: str
    low: Decimal
    high: Decimal
    unit: str
    bound: str
    as_written: str
    sure: bool


class IndicatorPage(Struct, frozen=True, kw_only=True):
    """An indicator in one aspect and unit: `lines` by place over `years`; `statements` is one page of the whole list."""

    id: str
    zh: str
    en: str
    definition_zh: str
    aspect: str
    unit: str
    stance: str
    place: str
    sort: str
    aspects: tuple[Choice, ...]
    units: tuple[Choice, ...]
    years: tuple[int, ...]
    lines: tuple[Line, ...]
    capped: bool
    statements: tuple[Statement, ...]
    total: int
    page: int
    pages: int


@require_safe
def indicators_page(request: HttpRequest) -> HttpResponse:
    """Show every indicator that was read (one query)."""
    found = (
        models.Measure.objects.filter(indicator_id__isnull=False)
        .values_list("indicator_id")
        .annotate(n=Count("pk"), places=Count("report__place", distinct=True), first=Min("year"), last=Max("year"))
        .order_by("-n", "indicator_id")
    )
    lines = tuple(
        IndicatorLine(
            id=str(name),
            zh=indicator_name(name, "zh"),
            en=indicator_name(name, "en"),
            statements=count,
            places=places,
            first_year=first,
            last_year=last,
            address=f"/indicators/{name}/",
        )
        for name, count, places, first, last in found
    )
    return respond(request, "indicators.html", IndicatorsPage(indicators=lines))


@require_safe
def indicator_page(request: HttpRequest, indicator_id: str) -> HttpResponse:
    """Show one indicator in one aspect and unit; `?stance=`, `?place=` narrow, `?sort=` orders, `?page=` turns the list."""
    measures = models.Measure.objects.filter(indicator_id=indicator_id)
    counted = measures.values_list("aspect", "unit").annotate(n=Count("pk"))
    found = Counter({(aspect, unit): n for aspect, unit, n in counted})
    known = catalogue_names().get(indicator_id)
    if not found and known is None:
        raise Http404("indicator")
    aspects = sums((aspect, n) for (aspect, _), n in found.items())
    aspect = chosen(request.GET.get("aspect", ""), aspects)
    units = sums((unit, n) for (one, unit), n in found.items() if one == aspect)
    unit = chosen(request.GET.get("unit", ""), units)
    stance, place = request.GET.get("stance", ""), request.GET.get("place", "")
    measures = measures.filter(aspect=aspect, unit=unit)
    measures = measures.filter(report__place__public_id=place) if place else measures
    figures = told(measures.order_by(*ORDERS["year"]), MOST_IN_TABLE)
    years, lines = by_place(indicator_id, figures)
    sort = request.GET.get("sort", "")
    listed = (measures.filter(stance=stance) if stance else measures).order_by(*ORDERS.get(sort, ORDERS["year"]))
    turned = Paginator(listed, PER_PAGE).get_page(request.GET.get("page"))
    page = IndicatorPage(
        id=indicator_id,
        zh=known.zh if known else indicator_id,
        en=known.en if known else indicator_id,
        definition_zh=known.definition_zh if known else "",
        aspect=aspect,
        unit=unit,
        stance=stance,
        place=place,
        sort=sort if sort in ORDERS else "year",
        aspects=aspects,
        units=units,
        years=years,
        lines=lines,
        capped=len(figures) == MOST_IN_TABLE,
        statements=statements(turned.object_list),  # type: ignore[arg-type]  # a slice of the query
        total=turned.paginator.count,
        page=turned.number,
        pages=turned.paginator.num_pages,
    )
    return respond(request, "indicator.html", page)


def sums(counts: Iterable[tuple[str, int]]) -> tuple[Choice, ...]:
    """The values with their counts added up, the most frequent first."""
    total: Counter[str] = Counter()
    for value, count in counts:
        total[value] += count
    return tuple(Choice(value=value, count=count) for value, count in total.most_common())


def chosen(asked: str, offered: Sequence[Choice]) -> str:
    """What was asked for when it is offered, else the most frequent."""
    return asked if any(choice.value == asked for choice in offered) else offered[0].value if offered else ""


def by_place(indicator_id: str, figures: Sequence[Told]) -> tuple[tuple[int, ...], tuple[Line, ...]]:
    """A line for each place, and the latest years that any has."""
    years = tuple(sorted({one.year for one in figures}, reverse=True)[:MOST_YEARS])
    places: dict[tuple[str, str], list[Told]] = {}
    for one in figures:
        places.setdefault((one.place, one.place_name), []).append(one)
    lines = (
        Line(
            key=place,
            aspect=found[0].aspect,
            unit=found[0].unit,
            name=name,
            address=f"/places/{place}/",
            list_address=list_address(indicator_id, found[0].aspect, found[0].unit, place),
            cells=cells(found, years),
        )
        for (place, name), found in sorted(places.items())
    )
    return years, tuple(line for line in lines if any(cell.target or cell.result for cell in line.cells))


def statements(found: QuerySet[models.Measure]) -> tuple[Statement, ...]:
    """One page of the list (one query)."""
    return tuple(
        Statement(
            id=one.statement_id,
            address=address_of(one.report.public_id, one.start, one.statement.end),
            place=one.report.place.public_id if one.report.place else "",
            place_name=one.report.place.name if one.report.place else "",
            report_year=one.report.report_year,
            report_title=one.report.title,
            year=one.year,
            stance=one.stance,
            aspect=one.aspect,
            written=one.action + one.indicator,
            scope=one.scope,
            low=one.low,
            high=one.high,
            unit=one.unit,
            bound=one.bound,
            as_written=one.statement.as_written,
            sure=one.sure,
        )
        for one in found.select_related("report__place", "statement").defer("record", "report__record")
    )
