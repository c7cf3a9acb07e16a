"""The pictures of a watched series: one for each kind of period that has figures of several periods."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ximu.site.charts import periods
from ximu.site.charts.chart import Chart, Drawing, caption
from ximu.site.charts.periods import Mark, PeriodPoint
from ximu.site.figures import grouped, units_en
from ximu.site.language import say, say_code
from ximu.site.watch.lines import FigureRow, SeriesPage
from ximu.track.rules.periods import period_after, period_days
from ximu.track.watch.rules import PeriodKind, WatchedSeries, kind_of
from ximu.track.watch.series import series_of

FEWEST_PERIODS, MOST_PERIODS = 2, 60
KINDS: tuple[PeriodKind, ...] = ("month", "quarter", "year")


def charts_of(page: SeriesPage, address: str, language: str) -> list[Chart]:
    """The charts of a series, months first; of the figures that count, the latest 60 periods."""
    series = series_of(page.series)
    return [found for kind in KINDS if (found := _chart(page, series, kind, address, language)) is not None]


def _chart(page: SeriesPage, series: WatchedSeries, kind: PeriodKind, address: str, language: str) -> Chart | None:
    figures = {(one.spot, one.period): one for one in page.figures if one.counts and kind_of(one.period) == kind}
    known = sorted({period for _, period in figures}, key=period_days)[-MOST_PERIODS:]
    if len(known) < FEWEST_PERIODS:
        return None
    spots = sorted({spot for spot, period in figures if period in known})
    points = [
        _point(spot, period, figures.get((spot, period)), series, language)
        for spot in spots
        for period in _between(known)
    ]
    n = sum(one.value is not None for one in points)
    title = say(
        "watch.chart",
        language,
        name=page.en if language == "en" else page.zh,
        kind=say_code("watch_kind", kind, language),
    )
    unit = "" if series.grades else units_en().get(page.unit, page.unit) if language == "en" else page.unit
    words = caption(title, unit, "", n, language)
    marks = list(_marks(series, kind, language))
    grades = [one.en if language == "en" else one.zh for one in series.grades]
    draw = Drawing(lambda look: periods.spec(points, marks, look, words, grades), lambda look: periods.box(look, words))
    rows = [(one.period, one.spot, one.value) for one in points if one.value is not None]
    return Chart(kind, words, n, address, {}, draw, ("period", "spot", "value"), rows)


def _between(known: list[str]) -> list[str]:
    """Every period from the first to the last, also those without a figure; in the order of time."""
    found = [known[0]]
    while found[-1] != known[-1]:
        found.append(period_after(found[-1]))
    return found


def _point(spot: str, period: str, row: FigureRow | None, series: WatchedSeries, language: str) -> PeriodPoint:
    if row is None:
        return PeriodPoint(period, spot, None, "")
    grade = series.grade(row.value)
    if grade is not None:
        value = grade.en if language == "en" else grade.zh
    else:
        value = f"{grouped(row.value)} {units_en().get(series.unit, series.unit) if language == 'en' else series.unit}"
    return PeriodPoint(period, spot, row.value, " ".join(part for part in (spot, period, value) if part))


def _marks(series: WatchedSeries, kind: PeriodKind, language: str) -> Iterator[Mark]:
    """The bounds of the rules that are asked for this kind of period."""
    for rule in series.rules:
        if rule.periods and kind not in rule.periods:
            continue
        bounds: tuple[Decimal | None, ...] = (rule.less_than, rule.at_most, rule.more_than, rule.at_least)
        for bound in bounds:
            if bound is not None:
                # A bound of grades lies between the last that is right and the first that warns.
                yield Mark(bound - Decimal("0.5") if series.grades else bound, rule.en if language == "en" else rule.zh)
