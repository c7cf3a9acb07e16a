"""The chart of one indicator in one place: every target and result, what was reported first, the level above."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from ximu.ledger.measure import Bound
from ximu.link.quantity import quantity
from ximu.link.series_points import Point, Shape, shape_of
from ximu.site.charts import line
from ximu.site.charts.chart import Chart, Drawing, caption
from ximu.site.charts.of_lines import HEAD, At, Track, credible, table_rows
from ximu.site.charts.points import Point as Cells
from ximu.site.charts.points import scale, signed
from ximu.site.language import say
from ximu.site.series import Cell, Figure, Told, figure_of_told, known_aspect

FEWEST_YEARS = 2


def of_place(
    track: Track, told: Sequence[Told], above: Track | None, at: At, title: str, changes: Sequence[int]
) -> Chart | None:
    """The line of one place; `told` are all its statements (for earlier vintages), `above` the place above it."""
    cells = [cell for cell in track.line.cells if (cell.target or cell.result) and credible(track, cell)]
    addresses: dict[Point, str] = dict(_points(track, cells))
    addresses |= dict(_vintages(track, cells, told))
    if above is not None:
        addresses |= dict(_above(above, {cell.year for cell in cells}))
    drawn = sorted(addresses, key=lambda one: (one.year, one.shape, one.value, one.source, one.start))
    if len({one.year for one in drawn}) < FEWEST_YEARS:
        return None
    by = scale([Cells(track.name, cell) for cell in cells], track.line.unit, at.language)
    reports = len({one.source for one in drawn if one.source})
    words = caption(title, by.unit, say("chart.source", at.language, n=reports), len(drawn), at.language)
    if above is not None and any(one.shape == "above" for one in drawn):
        words = words._replace(lines=(*words.lines, say("chart.above", at.language, name=above.name)))

    draw = Drawing(
        lambda look: line.spec(drawn, addresses, track.line.unit, look, words, changes),
        lambda look: line.box(look, words),
    )

    return Chart("line", words, len(drawn), at.address, at.query, draw, HEAD, table_rows([track]))


def _points(track: Track, cells: Sequence[Cell]) -> Iterator[tuple[Point, str]]:
    for cell in cells:
        if cell.target and cell.target.unit == track.line.unit:
            one = cell.target
            here = quantity(
                one.low, one.high, one.unit, known_aspect(track.line.aspect), track.indicator_id, -1 if one.falls else 0
            )
            shape, value, low, high = shape_of(here, _bound(one), track.name, track.indicator_id)
            yield _point(cell.year, shape, (value, low, high), one)
        if cell.result and cell.result.unit == track.line.unit:
            shape = "statistics" if cell.result.origin == "statistics" else "actual"
            yield _point(cell.year, shape, _middle(cell.result), cell.result)


def _vintages(track: Track, cells: Sequence[Cell], told: Sequence[Told]) -> Iterator[tuple[Point, str]]:
    """What other reports said of the same year, when it is another number."""
    results = {cell.year: cell.result for cell in cells if cell.result}
    for one in told:
        result = results.get(one.year)
        if one.stance != "result" or not one.sure or result is None or one.report == result.report:
            continue
        figure = figure_of_told(one)
        if signed(figure) != signed(result) and credible(track, Cell(year=one.year, target=None, result=figure)):
            yield _point(one.year, "vintage", _middle(figure), figure)


def _above(above: Track, years: set[int]) -> Iterator[tuple[Point, str]]:
    for cell in above.line.cells:
        if cell.year in years and cell.result and cell.result.unit == above.line.unit and credible(above, cell):
            yield _point(cell.year, "above", _middle(cell.result), cell.result)


def _point(year: int, shape: Shape, stands: tuple[Decimal, Decimal, Decimal], one: Figure) -> tuple[Point, str]:
    value, low, high = stands
    told_in = one.report.rsplit("-", 1)[-1]
    point = Point(
        year=year, shape=shape, value=value, low=low, high=high, as_written=one.as_written,
        report_year=int(told_in) if told_in.isdigit() else None, source=one.report,
    )  # fmt: skip
    return point, one.address


def _middle(one: Figure) -> tuple[Decimal, Decimal, Decimal]:
    low, high = signed(one)
    middle = (low + high) / 2
    return middle, middle, middle


def _bound(one: Figure) -> Bound:
    found: Mapping[str, Bound] = {"ge": "ge", "le": "le", "approx": "approx", "range": "range"}
    return found.get(one.bound, "eq")
