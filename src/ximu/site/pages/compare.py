"""The page for comparing: places and indicators of one's choice, over the years and in one year, level by level."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct
from msgspec.structs import replace

from ximu.site.charts.chart import Chart, ChartLinks, links, shown
from ximu.site.charts.of_lines import HEAD, At, Track, of_year, over_years, table_rows
from ximu.site.charts.serve import language_asked, serve
from ximu.site.download_table import CSV, table_bytes, wants_table
from ximu.site.language import language_of, say, say_code
from ximu.site.levels import PlaceLink, amplification, headline_indicator, targets_by_level
from ximu.site.names import catalogue_names, indicator_name, is_called, place_name
from ximu.site.respond import respond
from ximu.site.series import Judged, Line, Told, best_year, cells, judged, list_address, told
from ximu.store import models

MOST_PLACES, MOST_INDICATORS, MOST_YEARS = 8, 4, 12
OFFERED_PLACES = 400  # names that the form suggests
FIRST_PLACES = 3  # shown when nothing is asked for: those with most reports
LEVELS = ("state", "province", "prefecture", "county", "zone", "township")
ASPECTS = ("growth", "level", "average_growth", "change", "rank")


class Compared(Struct, frozen=True, kw_only=True):
    """One indicator in one aspect and unit across the places: a line for each, `of_year` with one cell each."""

    indicator_id: str
    aspect: str
    unit: str
    address: str
    years: tuple[int, ...]
    year: int | None
    lines: tuple[Line, ...]
    of_year: tuple[Line, ...]
    charts: tuple[ChartLinks, ...]


class ComparePage(Struct, frozen=True, kw_only=True):
    """What is compared; `unknown` are the words asked for that name no place or indicator of the ledger."""

    places: tuple[PlaceLink, ...]
    indicators: tuple[str, ...]
    aspect: str
    year: int | None
    unknown: tuple[str, ...]
    compared: tuple[Compared, ...]
    levels: tuple[Line, ...]
    charts: tuple[ChartLinks, ...]


class Part(NamedTuple):
    """One indicator of the comparison with its charts."""

    compared: Compared
    charts: tuple[Chart, ...]


class Chosen(NamedTuple):
    """What the address asks for."""

    places: tuple[models.Place, ...]
    indicators: tuple[str, ...]
    unknown: tuple[str, ...]
    aspect: str
    year: str


@require_safe
def compare_page(request: HttpRequest) -> HttpResponse:
    """Compare `?place=` and `?indicator=` (each may be given several times, by id or name) in `?aspect=` and `?year=`."""
    asked, language = chosen(request), language_of(request)
    parts, levels, level_chart = compared(asked, language)
    if wants_table(request):
        tracks = [track for part in parts for track in tracks_of(part.compared, language)]
        response = HttpResponse(table_bytes(HEAD, table_rows(tracks)), content_type=CSV)
        response["Content-Disposition"] = 'attachment; filename="comparison.csv"'
        return response
    page = ComparePage(
        places=tuple(link_of(place) for place in asked.places),
        indicators=asked.indicators,
        aspect=asked.aspect,
        year=int(asked.year) if asked.year else None,
        unknown=asked.unknown,
        compared=tuple(
            replace(part.compared, years=part.compared.years[:MOST_YEARS], lines=recent(part.compared))
            for part in parts
        ),
        levels=levels,
        charts=tuple(links(chart, language) for chart in level_chart),
    )
    drawn = [[shown(chart, language) for chart in part.charts] for part in parts]
    return respond(
        request,
        "compare.html",
        page,
        extra={
            "parts": list(zip(page.compared, drawn, strict=True)),
            "level_chart": shown(level_chart[0], language) if level_chart else None,
            "level_years": [cell.year for cell in levels[0].cells] if levels else [],
            "offered_places": offered_places(),
            "offered_indicators": [names.zh if language == "zh" else names.en for names in catalogue_names().values()],
            "all_years": sorted({year for part in parts for year in part.compared.years}, reverse=True),
            "aspects": ASPECTS,
            "more_places": len(asked.places) < MOST_PLACES,
            "more_indicators": len(asked.indicators) < MOST_INDICATORS,
        },
    )


@require_safe
def compare_chart(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Serve a chart of the comparison that the address asks for."""
    parts, _, level_chart = compared(chosen(request), language_asked(request))
    return serve(request, [chart for part in parts for chart in part.charts] + list(level_chart), name, form)


def chosen(request: HttpRequest) -> Chosen:
    """Read the address (two queries at most)."""
    words = [word.strip()[:64] for word in request.GET.getlist("place") if word.strip()]
    places, unknown = named_places(words)
    indicators: list[str] = []
    for word in (word.strip()[:120] for word in request.GET.getlist("indicator")):
        found = named_indicator(word)
        if found and found not in indicators:
            indicators.append(found)
        elif word and not found:
            unknown.append(word)
    aspect, year = request.GET.get("aspect", ""), request.GET.get("year", "")
    return Chosen(
        places=tuple(places[:MOST_PLACES]),
        indicators=tuple(indicators[:MOST_INDICATORS]) or (headline_indicator(),),
        unknown=tuple(unknown),
        aspect=aspect if aspect in ASPECTS else "",
        year=year if year.isascii() and year.isdigit() and len(year) == 4 else "",
    )


def named_places(words: Sequence[str]) -> tuple[list[models.Place], list[str]]:
    """The places of these ids or names in the order asked, and the words that name none; without words the fullest."""
    held = models.Place.objects.annotate(n=Count("reports")).filter(n__gt=0).order_by("-n", "public_id")
    if not words:
        return list(held[:FIRST_PLACES]), []
    found = list(held.filter(Q(public_id__in=words) | Q(name__in=words)))
    places: list[models.Place] = []
    unknown: list[str] = []
    for word in words:
        place = next((one for one in found if word in (one.public_id, one.name)), None)
        if place is None and word.isascii():
            place = next((one for one in held if is_called(one.name, word)), None)
        if place is None:
            unknown.append(word)
        elif place not in places:
            places.append(place)
    return places, unknown


def named_indicator(word: str) -> str:
    """The id of the indicator that is called so in either language, or by id; "" for none."""
    names = catalogue_names()
    if word in names:
        return word
    lower = word.lower()
    return next((key for key, one in names.items() if word == one.zh or lower == one.en.lower()), "") if word else ""


def offered_places() -> list[str]:
    """The names that the form suggests, those with most reports first (one query)."""
    held = models.PlaceTally.objects.filter(reports__gt=0).order_by("-reports", "place__public_id")
    return list(held.values_list("place__name", flat=True)[:OFFERED_PLACES])


def link_of(place: models.Place) -> PlaceLink:
    """A place for a list."""
    return PlaceLink(id=place.public_id, name=place.name, address=f"/places/{place.public_id}/")


def compared(asked: Chosen, language: str) -> tuple[list[Part], tuple[Line, ...], tuple[Chart, ...]]:
    """Every indicator with its charts, and the targets level by level when the places are of several (three queries)."""
    measures = models.Measure.objects.filter(
        indicator_id__in=asked.indicators, report__place__in=asked.places, report__source_kind="report"
    )
    figures = told(measures)
    verdicts = judged(models.Link.objects.filter(indicator_id__in=asked.indicators, place__in=asked.places))
    query: dict[str, list[str]] = {
        "place": [place.public_id for place in asked.places],
        "indicator": list(asked.indicators),
        "aspect": [asked.aspect] if asked.aspect else [],
        "year": [asked.year] if asked.year else [],
    }
    at = At("/compare/", {key: value for key, value in query.items() if value}, language)
    parts = [
        part
        for number, indicator_id in enumerate(asked.indicators)
        if (part := one_indicator(asked, indicator_id, figures, verdicts, at, number))
    ]
    ranked = sorted(asked.places, key=lambda place: LEVELS.index(place.level) if place.level in LEVELS else len(LEVELS))
    if len({place.level for place in ranked}) < 2:
        return parts, (), ()
    levels = targets_by_level([link_of(place) for place in ranked], asked.indicators[0])
    chart = amplification(levels, asked.indicators[0], at)
    return parts, levels if chart else (), (chart,) if chart else ()


def one_indicator(
    asked: Chosen,
    indicator_id: str,
    figures: Sequence[Told],
    verdicts: Mapping[str, Judged],
    at: At,
    number: int,
) -> Part | None:
    """One indicator in the aspect asked for, else in the one most often told; None when nothing is told."""
    own = [one for one in figures if one.indicator_id == indicator_id and asked.aspect in ("", one.aspect)]
    often = Counter((one.aspect, one.unit) for one in own)
    if not often:
        return None
    aspect, unit = often.most_common(1)[0][0]
    own = [one for one in own if (one.aspect, one.unit) == (aspect, unit)]
    years = tuple(sorted({one.year for one in own}, reverse=True))
    lines = tuple(
        Line(
            key=place.public_id,
            aspect=aspect,
            unit=unit,
            name=place.name,
            address=f"/places/{place.public_id}/",
            list_address=list_address(indicator_id, aspect, unit, place.public_id),
            cells=cells([one for one in own if one.place == place.public_id], years, verdicts),
        )
        for place in asked.places
    )
    year = best_year(lines, asked.year)
    found = Compared(
        indicator_id=indicator_id,
        aspect=aspect,
        unit=unit,
        address=f"/indicators/{indicator_id}/",
        years=years,
        year=year,
        lines=lines,
        of_year=tuple(
            replace(line, cells=(cell,))
            for line in lines
            for cell in line.cells
            if cell.year == year and (cell.target or cell.result)
        ),
        charts=(),
    )
    charts = charts_of(found, at, number)
    return Part(replace(found, charts=tuple(links(chart, at.language) for chart in charts)), charts)


def charts_of(found: Compared, at: At, number: int) -> tuple[Chart, ...]:
    """Small multiples over the years, and the dumbbell of the year; their names carry the number of the indicator."""
    name = indicator_name(found.indicator_id, at.language)
    if found.aspect != "level":
        name = say("indicator.in_aspect", at.language, name=name, aspect=say_code("aspect", found.aspect, at.language))
    tracks = tracks_of(found, at.language)
    charts = [over_years(tracks, at, say("compare.over_years", at.language, name=name))]
    if found.year is not None:
        charts.append(
            of_year(tracks, found.year, at, say("indicator.of_year", at.language, name=name, year=found.year))
        )
    return tuple(chart._replace(name=f"{chart.name}{number}") for chart in charts if chart is not None)


def tracks_of(found: Compared, language: str) -> list[Track]:
    """The lines of an indicator as tracks of a chart."""
    return [Track(place_name(one.name, language), one.key, one.name, found.indicator_id, one) for one in found.lines]


def recent(found: Compared) -> tuple[Line, ...]:
    """The lines with the years of the table only."""
    return tuple(replace(line, cells=line.cells[:MOST_YEARS]) for line in found.lines)
