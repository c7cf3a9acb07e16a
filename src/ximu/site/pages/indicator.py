"""The page of an indicator: targets and results over years and places with what came of them, and every statement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe
from msgspec import Struct
from msgspec.structs import replace

from ximu.site.charts.chart import Chart, ChartLinks, links, shown
from ximu.site.charts.of_lines import At, Track, of_year, over_years, provinces
from ximu.site.charts.of_series import of_place
from ximu.site.charts.serve import language_asked, serve
from ximu.site.dataset_description import Download, Variable, dataset
from ximu.site.download_table import table_response, wants_table
from ximu.site.figures import units_en
from ximu.site.language import language_of, say, say_code
from ximu.site.levels import around
from ximu.site.listing import sum_of, turn
from ximu.site.made_once import made_once
from ximu.site.names import catalogue_names, indicator_name, place_name
from ximu.site.own_figures import OwnFigure, own_figures
from ximu.site.respond import respond
from ximu.site.series import Judged, Line, Told, best_year, cells, judged, list_address, told
from ximu.site.statements import Choice, address_of
from ximu.store import models
from ximu.store.clusters import STATE
from ximu.store.fields import latest_first
from ximu.terms.load import indicators

PER_PAGE = 100
MOST_IN_TABLE = 600  # statements; a table of thousands of places is for a download, not for a page
MOST_YEARS = 12
MOST_PLACES = 50  # named in the description of the data
ORDERS: dict[str, tuple[Any, ...]] = {
    "year": (latest_first("year"), "of_place", "statement"),
    "place": ("of_place", latest_first("year"), "statement"),
    "value": ("-low_sort", "statement"),
}


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


class BreakYear(Struct, frozen=True, kw_only=True):
    """A year in which the indicator came to be counted otherwise."""

    year: int
    note_zh: str
    note_en: str


class IndicatorPage(Struct, frozen=True, kw_only=True):
    """An indicator in one aspect and unit: `lines` by place over `years`; `statements` is one page of the whole list.

    `own` is what published work shows of it.

    `year` is the one that places are compared in; `of_year` are the lines with a number for it.
    """

    id: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    note_zh: str
    note_en: str
    changes: tuple[BreakYear, ...]
    aspect: str
    unit: str
    stance: str
    place: str
    place_name: str
    sort: str
    aspects: tuple[Choice, ...]
    units: tuple[Choice, ...]
    years: tuple[int, ...]
    lines: tuple[Line, ...]
    capped: bool
    year: int | None
    of_year: tuple[Line, ...]
    own: tuple[OwnFigure, ...]
    charts: tuple[ChartLinks, ...]
    statements: tuple[Statement, ...]
    total: int
    page: int
    pages: int


class Chosen(NamedTuple):
    """What the address asks for, and the measures that answer it."""

    indicator_id: str
    aspects: tuple[Choice, ...]
    units: tuple[Choice, ...]
    aspect: str
    unit: str
    place: str
    measures: QuerySet[models.Measure]
    figures: list[Told]
    years: tuple[int, ...]
    lines: tuple[Line, ...]
    year: int | None


@require_safe
def indicator_page(request: HttpRequest, indicator_id: str) -> HttpResponse:
    """Show one indicator in one aspect and unit; `?place=`, `?stance=` narrow, `?year=` compares, `?sort=`, `?page=` list."""
    asked = chosen(request, indicator_id)
    language = language_of(request)
    known = indicators().get(indicator_id)
    stance, sort = request.GET.get("stance", ""), request.GET.get("sort", "")
    listed = (asked.measures.filter(stance=stance) if stance else asked.measures).order_by(
        *ORDERS.get(sort, ORDERS["year"])
    )
    if wants_table(request):
        return table_response(f"indicator-{indicator_id}", Statement.__struct_fields__, statements(with_words(listed)))
    turned = turn(request, with_words(listed), PER_PAGE, total=None if asked.place else told_in_all(asked, stance))
    charts = charts_of(asked, language)
    page = IndicatorPage(
        id=indicator_id,
        zh=known.zh if known else indicator_id,
        en=known.en if known else indicator_id,
        definition_zh=known.definition_zh if known else "",
        definition_en=known.definition_en if known else "",
        note_zh=known.note if known else "",
        note_en=known.note_en if known else "",
        changes=tuple(BreakYear(year=one.year, note_zh=one.note, note_en=one.note_en) for one in known.changes)
        if known
        else (),
        aspect=asked.aspect,
        unit=asked.unit,
        stance=stance,
        place=asked.place,
        place_name=asked.figures[0].place_name if asked.place and asked.figures else "",
        sort=sort if sort in ORDERS else "year",
        aspects=asked.aspects,
        units=asked.units,
        years=asked.years[:MOST_YEARS],
        lines=tuple(latest(line) for line in asked.lines),
        capped=len(asked.figures) == MOST_IN_TABLE,
        year=asked.year,
        of_year=in_year(asked.lines, asked.year),
        own=own_figures(indicator=indicator_id, place=asked.place),
        charts=tuple(links(chart, language) for chart in charts),
        statements=statements(turned.rows),
        total=turned.total,
        page=turned.page,
        pages=turned.pages,
    )
    extra = {
        "charts": {chart.name: shown(chart, language) for chart in charts},
        "all_years": asked.years,
        "change_years": {one.year for one in page.changes},
        "dataset": described(request, page, language),
    }
    return respond(request, "indicator.html", page, extra=extra)


def described(request: HttpRequest, page: IndicatorPage, language: str) -> SafeString:
    """What is on the page as a set of data: targets and results of one indicator, by place and year."""
    name = indicator_name(page.id, language)
    query = urlencode({"aspect": page.aspect, "unit": page.unit, "place": page.place})
    downloads = [
        Download(f"{request.path}?{query}&format=csv", "text/csv", "CSV"),
        Download(f"/indicators/{page.id}.json?{query}", "application/json", "JSON"),
    ]
    unit = units_en().get(page.unit, page.unit) if language == "en" else page.unit
    variables = [
        Variable(say_code("word", stance, language), f"{name}, {say_code('aspect', page.aspect, language)}", unit)
        for stance in ("target", "result")
    ]
    return dataset(
        request,
        say("indicator.set", language, name=name),
        say("indicator.about_set", language, name=name),
        downloads,
        variables,
        years=page.years,
        places=list(dict.fromkeys(place_name(line.name, language) for line in page.lines))[:MOST_PLACES],
    )


@require_safe
def indicator_chart(request: HttpRequest, indicator_id: str, name: str, form: str) -> HttpResponse:
    """Serve a chart of the page (`years`, `year`, `provinces`), with the same filters."""
    return serve(request, charts_of(chosen(request, indicator_id), language_asked(request)), name, form)


def chosen(request: HttpRequest, indicator_id: str) -> Chosen:
    """Read the address and load what it asks for (three queries). Raises Http404 for an indicator nobody knows."""
    aspect, place, year = (request.GET.get(name, "") for name in ("aspect", "place", "year"))
    return loaded(indicator_id, aspect, request.GET.get("unit"), place, year)


@made_once
def loaded(indicator_id: str, aspect: str, asked_unit: str | None, place: str, asked_year: str) -> Chosen:
    """Load the measures of an indicator; an aspect or unit that nobody uses gives way to the most frequent.

    No unit at all ("") is a unit, too: it has to be asked for by name, so that the page without a choice shows the usual one.
    """
    measures = models.Measure.objects.filter(indicator_id=indicator_id)
    counted = models.MeasureTally.objects.filter(indicator_id=indicator_id).values_list("aspect", "unit")
    found = Counter({(aspect, unit): n for aspect, unit, n in counted.annotate(total=Sum("n"))})
    if not found and indicator_id not in catalogue_names():
        raise Http404("indicator")
    aspects = sums((aspect, n) for (aspect, _), n in found.items())
    aspect = offered(aspect, aspects)
    units = sums((unit, n) for (one, unit), n in found.items() if one == aspect)
    unit = offered(asked_unit, units)
    measures = measures.filter(aspect=aspect, unit=unit)
    measures = measures.filter(of_place=place) if place else measures
    figures = told(measures.order_by(*ORDERS["year"]), MOST_IN_TABLE)
    targets = [one.statement_id for one in figures if one.stance == "target"]
    years, lines = by_place(figures, judged(models.Link.objects.filter(target__in=targets)))
    year = best_year(lines, asked_year)
    return Chosen(indicator_id, aspects, units, aspect, unit, place, measures, figures, years, lines, year)


def charts_of(asked: Chosen, language: str) -> list[Chart]:
    """The charts of the page: small multiples over the years, then one year across the places."""
    name = indicator_name(asked.indicator_id, language)
    if asked.aspect != "level":
        name = say("indicator.in_aspect", language, name=name, aspect=say_code("aspect", asked.aspect, language))
    query = {"aspect": asked.aspect, "unit": asked.unit, "place": asked.place}
    usual = asked.units[0].value if asked.units else ""
    query = {name: value for name, value in query.items() if value or (name == "unit" and usual)}
    at = At(f"/indicators/{asked.indicator_id}/", query, language)
    tracks = [
        Track(place_name(line.name, language), line.key, line.name, asked.indicator_id, line) for line in asked.lines
    ]
    known = indicators().get(asked.indicator_id)
    changes = [one.year for one in known.changes] if known else []
    found: list[Chart | None] = []
    if asked.place and tracks:
        title = say("indicator.of_place", language, name=name, place=tracks[0].name)
        found.append(of_place(tracks[0], asked.figures, above_of(asked, language), at, title, changes))
    else:
        found.append(over_years(tracks, at, say("indicator.over_years", language, name=name), changes))
    if asked.year is not None:
        title = say("indicator.of_year", language, name=name, year=asked.year)
        titles = (
            say("indicator.results_of_year", language, name=name, year=asked.year),
            say("indicator.targets_of_year", language, name=name, year=asked.year),
        )
        found += [of_year(tracks, asked.year, at, title), *provinces(tracks, asked.year, at, titles)]
    return [chart for chart in found if chart is not None]


def above_of(asked: Chosen, language: str) -> Track | None:
    """The results of the nearest place above the one asked for, in the same aspect and unit (three queries)."""
    place = models.Place.objects.filter(public_id=asked.place).first()
    above = around(place).above if place else ()
    if not above:
        return None
    measures = models.Measure.objects.filter(
        indicator_id=asked.indicator_id, aspect=asked.aspect, unit=asked.unit, of_place=above[-1].id
    )
    _, lines = by_place(told(measures), {})
    if not lines:
        return None
    name = above[-1].name
    return Track(place_name(name, language), above[-1].id, name, asked.indicator_id, lines[0])


def sums(counts: Iterable[tuple[str, int]]) -> tuple[Choice, ...]:
    """The values with their counts added up, the most frequent first."""
    total: Counter[str] = Counter()
    for value, count in counts:
        total[value] += count
    return tuple(Choice(value=value, count=count) for value, count in total.most_common())


def offered(asked: str | None, choices: Sequence[Choice]) -> str:
    """What was asked for when it is offered, else the most frequent."""
    return next((choice.value for choice in choices if choice.value == asked), choices[0].value if choices else "")


def by_place(figures: Sequence[Told], links: Mapping[str, Judged]) -> tuple[tuple[int, ...], tuple[Line, ...]]:
    """A line for each place over all years that any has, latest first."""
    years = tuple(sorted({one.year for one in figures}, reverse=True))
    places: dict[tuple[str, str], list[Told]] = {}
    for one in figures:
        places.setdefault((one.place, one.place_name), []).append(one)
    return years, tuple(
        Line(
            key=place,
            aspect=found[0].aspect,
            unit=found[0].unit,
            name=name,
            address=f"/places/{place}/",
            list_address=list_address(found[0].indicator_id, found[0].aspect, found[0].unit, place),
            cells=cells(found, years, links),
        )
        for (place, name), found in sorted(places.items(), key=lambda item: (item[0][1] != STATE, item[0]))
    )


def latest(line: Line) -> Line:
    """The line with the years of the table only."""
    return replace(line, cells=line.cells[:MOST_YEARS])


def in_year(lines: Sequence[Line], year: int | None) -> tuple[Line, ...]:
    """The lines with a number for the year, each with that one cell."""
    found = []
    for line in lines:
        cell = next((cell for cell in line.cells if cell.year == year and (cell.target or cell.result)), None)
        if cell:
            found.append(replace(line, cells=(cell,)))
    return tuple(found)


def told_in_all(asked: Chosen, stance: str) -> int:
    """How many statements of all places there are in the aspect and unit (one query)."""
    tallies = models.MeasureTally.objects.filter(indicator_id=asked.indicator_id, aspect=asked.aspect, unit=asked.unit)
    return sum_of(tallies.filter(stance=stance) if stance else tallies)


def with_words(found: QuerySet[models.Measure]) -> QuerySet[models.Measure]:
    """Measures with all that a line of the list shows."""
    return found.select_related("report__place", "statement").defer("record", "report__record")


def statements(found: Iterable[models.Measure]) -> tuple[Statement, ...]:
    """Rows as lines of the list; they must come from `with_words`."""
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
        for one in found
    )
