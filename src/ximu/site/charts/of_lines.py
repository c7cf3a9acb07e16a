"""The charts of targets and results that pages are made of: over the years, of one year, of all provinces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from ximu.site.charts import dumbbell, multiples, tiles
from ximu.site.charts import map as map_chart
from ximu.site.charts.chart import Chart, Drawing, Query, caption
from ximu.site.charts.look import Caption
from ximu.site.charts.points import Point, Scale, amount, ends, said, scale, signed
from ximu.site.language import say
from ximu.site.outcomes import outcome_of
from ximu.site.series import Cell, Figure, Line
from ximu.terms.load import indicators

MOST_PANELS, MOST_ROWS = 12, 40
FEWEST_PROVINCES = 5
FEWEST_YEARS = 3  # of a panel, unless none has as many
HEAD = (
    "place", "place_name", "indicator_id", "aspect", "unit", "year", "target_low", "target_high", "target_bound",
    "target_as_written", "result_low", "result_high", "result_as_written", "gap", "gap_unit", "verdict",
    "target_address", "result_address",
)  # fmt: skip


class Track(NamedTuple):
    """A line of a table with what it is about; `name` is what a chart calls it."""

    name: str
    place: str
    place_name: str
    indicator_id: str
    line: Line


class At(NamedTuple):
    """Where a chart stands: the address of its page, what narrows it, the language it is asked for in."""

    address: str
    query: Query
    language: str


def table_rows(tracks: Sequence[Track], year: int | None = None) -> list[tuple[object, ...]]:
    """One row for every cell with a number, of one year or of all; values exact, below zero for a fall."""
    return [
        (
            *(track.place, track.place_name, track.indicator_id, track.line.aspect, track.line.unit, cell.year),
            *_ends(cell.target, bound=True),
            *_ends(cell.result),
            *(cell.gap, cell.gap_unit, cell.verdict),
            *(one.address if one else "" for one in (cell.target, cell.result)),
        )
        for track in tracks
        for cell in sorted(track.line.cells, key=lambda cell: cell.year)
        if (cell.target or cell.result) and year in (None, cell.year)
    ]


def _ends(one: Figure | None, *, bound: bool = False) -> tuple[object, ...]:
    if one is None:
        return ("", "", "", "") if bound else ("", "", "")
    return (*signed(one), *((one.bound,) if bound else ()), one.as_written)


def over_years(
    tracks: Sequence[Track], at: At, title: str, changes: Sequence[int] = (), *, one_scale: bool = True
) -> Chart | None:
    """Small multiples of the tracks with the most numbers, in the order given; None when none has two years."""
    years_of = {id(track): sum(1 for cell in track.line.cells if cell.target or cell.result) for track in tracks}
    filled = sorted(tracks, key=lambda track: -years_of[id(track)])[:MOST_PANELS]
    most = max(years_of.values(), default=0)
    chosen = [track for track in tracks if track in filled and years_of[id(track)] >= min(FEWEST_YEARS, most)]
    told = [
        (track, cell)
        for track in chosen
        for cell in sorted(track.line.cells, key=lambda cell: cell.year)
        if cell.target or cell.result
    ]
    points = [Point(track.name, cell, track.name) for track, cell in told if credible(track, cell)]
    if len({point.cell.year for point in points}) < 2:
        return None
    by, words = _words(points, chosen, at, title, len(told) - len(points))

    draw = Drawing(
        lambda look: multiples.spec(points, by, look, words, changes, one_scale=one_scale),
        lambda look: multiples.box(points, look, words),
    )

    return _chart("years", words, points, at, draw, table_rows(chosen))


def of_year(tracks: Sequence[Track], year: int, at: At, title: str) -> Chart | None:
    """The dumbbell of one year, the largest on top; None when fewer than two things have a number."""
    told = [(track, cell) for track in tracks for cell in track.line.cells if _has(cell, year)]
    points = [Point(track.name, cell) for track, cell in told if credible(track, cell)]
    points = sorted(points, key=lambda point: -_middle(point.cell))[:MOST_ROWS]
    if len(points) < 2:
        return None
    names = {point.name for point in points}
    shown = [track for track in tracks if track.name in names]
    by, words = _words(points, shown, at, title, sum(1 for track, cell in told if not credible(track, cell)))

    draw = Drawing(lambda look: dumbbell.spec(points, by, look, words), lambda look: dumbbell.box(points, look, words))

    return _chart("year", words, points, at, draw, table_rows(shown, year), {"year": str(year)})


def provinces(tracks: Sequence[Track], year: int, at: At, titles: tuple[str, str]) -> list[Chart]:
    """The tiles of one year, and the map of the operator when there is one; none for too few provinces.

    Results when enough provinces tell one, else targets: `titles` are those for results and for targets.
    """
    known = {tile.code for tile in tiles.layout()}
    cells = [
        (track, cell) for track in tracks if track.place in known for cell in track.line.cells if cell.year == year
    ]
    results = [(track, cell, cell.result) for track, cell in cells if cell.result]
    targets = [(track, cell, cell.target) for track, cell in cells if cell.target]
    found, title = (results, titles[0]) if len(results) >= FEWEST_PROVINCES else (targets, titles[1])
    if len(found) < FEWEST_PROVINCES:
        return []
    points = [Point(track.name, cell) for track, cell, _ in found]
    by, words = _words(points, [track for track, _, _ in found], at, title)
    values = {track.place: _tile(Point(track.name, cell), one, by, at.language) for track, cell, one in found}
    rows = table_rows([track for track, _, _ in found], year)
    more = {"year": str(year)}

    draw = Drawing(lambda look: tiles.spec(values, look, words), lambda look: tiles.box(look, words))

    charts = [_chart("provinces", words, points, at, draw, rows, more)]
    plugged = map_chart.plugged()
    if plugged is None:
        return charts
    map_words = words._replace(lines=(*words.lines, say("chart.approval", at.language, number=plugged.approval)))

    draw_map = Drawing(
        lambda look: map_chart.spec(values, plugged, look, map_words), lambda look: map_chart.box(look, map_words)
    )

    return [_chart("map", map_words, points, at, draw_map, rows, more), *charts]


def _tile(point: Point, one: Figure, by: Scale, language: str) -> tiles.Value:
    outcome = outcome_of(point.cell.verdict) if one is point.cell.result else None
    low, high = signed(one)
    return tiles.Value(
        number=float((low + high) / 2 / by.factor),
        label=amount(one, language).split("\u202f")[0],
        sign=outcome.sign if outcome else "",
        said=said(point, language),
        address=one.address,
    )


def credible(track: Track, cell: Cell) -> bool:
    """Whether the numbers of a cell lie within what the catalogue holds possible for one year.

    A growth of 87 % is that of five years, not yet told apart; it stands in the table, but would flatten a chart.
    """
    known = indicators().get(track.indicator_id)
    if known is None or track.line.unit != "%":
        return True
    guard = known.plausible.growth_percent if track.line.aspect == "growth" else known.plausible.share_percent
    if guard is None:
        return True
    return all(guard[0] <= signed(one)[0] and signed(one)[1] <= guard[1] for one in ends(cell) if one.unit == "%")


def _has(cell: Cell, year: int) -> bool:
    return cell.year == year and (cell.target or cell.result) is not None


def _middle(cell: Cell) -> float:
    one = cell.result or cell.target
    low, high = signed(one) if one else (0, 0)
    return float(low + high) / 2


def _words(
    points: Sequence[Point], tracks: Sequence[Track], at: At, title: str, left_out: int = 0
) -> tuple[Scale, Caption]:
    unit = tracks[0].line.unit if tracks else ""
    by = scale(points, unit, at.language)
    figures = [one for point in points for one in (point.cell.target, point.cell.result) if one]
    reports = len({one.report for one in figures if one.report})
    source = say("chart.source", at.language, n=reports)
    words = caption(title, by.unit, source, len(figures), at.language)
    if left_out:
        words = words._replace(lines=(*words.lines, say("chart.left_out", at.language, n=left_out)))
    return by, words


def _chart(
    name: str,
    words: Caption,
    points: Sequence[Point],
    at: At,
    draw: Drawing,
    rows: Sequence[tuple[object, ...]],
    more: Mapping[str, str] | None = None,
) -> Chart:
    n = sum(1 for point in points for one in (point.cell.target, point.cell.result) if one)
    return Chart(name, words, n, at.address, {**at.query, **(more or {})}, draw, HEAD, rows)
