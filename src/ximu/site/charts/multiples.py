"""Small multiples: one small panel for each place or indicator, all on one scale, targets and results over the years."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from ximu.site.charts.glyphs import OWN_SHAPES, result_layer, target_layers
from ximu.site.charts.look import Box, Caption, Look, Spec, framed, values, with_caption
from ximu.site.charts.points import Point, Scale, rows

COLUMNS = {"wide": 3, "narrow": 1}
PANEL_HEIGHT, HEADER, AXIS, SPACING, LABELS = 130, 23, 22, 18, 46


def box(points: Sequence[Point], look: Look, caption: Caption) -> Box:
    """The size of the picture."""
    panels = len({point.group for point in points})
    lines = max(1, ceil(panels / _columns(look, panels)))
    return with_caption(
        look, Box(look.pixels, lines * (PANEL_HEIGHT + HEADER + AXIS) + (lines - 1) * SPACING + 4), caption
    )


def spec(
    points: Sequence[Point],
    by: Scale,
    look: Look,
    caption: Caption,
    changes: Sequence[int] = (),
    *,
    one_scale: bool = True,
) -> Spec:
    """The chart, its panels in the order given; `by.unit` stands in the caption, not on every axis.

    `changes` are years with a break in definition: a dotted line stands before the first year counted anew.
    `one_scale` draws all panels on one scale; without it each panel has its own.
    """
    data = rows(points, by, look.language)
    panels = list(dict.fromkeys(point.group for point in points))
    columns = _columns(look, len(panels))
    axes = 1 if one_scale else columns
    width = (look.pixels - (24 if look.whole else 4) - axes * LABELS - (columns - 1) * SPACING) / columns
    years = sorted({point.cell.year for point in points})
    room = width / max(1, len(years))
    panel = {
        "width": int(width),
        "height": PANEL_HEIGHT,
        "encoding": _axes(years, width),
        "layer": [
            *_breaks(years, changes, look, room),
            _line(look),
            *target_layers(look, "y", mark_size(room)),
            result_layer(look, "y", dot_size(room)),
        ],
        "resolve": OWN_SHAPES,
    }
    body = values(data) | {
        "facet": {
            "field": "group",
            "type": "nominal",
            "sort": panels,
            "header": {"title": None, "labelAnchor": "start"},
        },
        "columns": columns,
        "spacing": SPACING,
        "spec": panel,
        "resolve": {"axis": {"x": "independent"}, "scale": {"y": "shared" if one_scale else "independent"}},
    }
    return framed(look, box(points, look, caption), caption, body, fits=False)


def _line(look: Look) -> Spec:
    """The thin line through the results."""
    return {
        "transform": [{"filter": "isValid(datum.actual)"}],
        "mark": {"type": "line", "strokeWidth": 1.2, "color": look.inks.soft, "opacity": 0.8, "aria": False},
        "encoding": {"y": {"field": "actual", "type": "quantitative"}},
    }


def _axes(years: Sequence[int], width: float) -> Spec:
    """Years below, values at the side, as many of each as have room."""
    side = LABELS - 8
    return {
        "x": {
            "field": "year", "type": "ordinal", "scale": {"domain": list(years)},
            "axis": {"title": None, "labelAngle": 0, "grid": False, "values": shown_years(years, int(width / 44))},
        },
        "y": {
            "type": "quantitative", "scale": {"zero": False, "padding": 10},
            "axis": {"title": None, "tickCount": 4, "domain": False, "ticks": False, "minExtent": side, "maxExtent": side},
        },
    }  # fmt: skip


def mark_size(room: float) -> int:
    """The size of a target's mark that leaves a gap to the next year."""
    return round(min(12.0, max(5.0, room * 0.62)) ** 2)


def dot_size(room: float) -> int:
    """The size of a result's dot, a little less than that of the mark."""
    return round(min(9.5, max(4.5, room * 0.5)) ** 2)


def _breaks(years: Sequence[int], changes: Sequence[int], look: Look, room: float) -> list[Spec]:
    """A dotted line at each break within the years shown."""
    within = [{"year": year} for year in sorted(set(changes)) if year in years and year != years[0]]
    if not within:
        return []
    mark = {
        "type": "rule",
        "strokeDash": [1, 3],
        "strokeWidth": 1.5,
        "color": look.inks.soft,
        "aria": False,
        "xOffset": -14,
    }
    return [{"data": {"values": within}, "mark": mark, "encoding": {"x": {"field": "year", "type": "ordinal"}}}]


def _columns(look: Look, panels: int) -> int:
    most = COLUMNS[look.width]
    return most - 1 if panels == most + 1 and most > 1 else max(1, min(most, panels))


def shown_years(years: Sequence[int], at_most: int) -> list[int]:
    """So many of the years that their labels do not touch, the last one always among them."""
    step = max(1, ceil(len(years) / max(1, at_most)))
    return list(reversed(list(reversed(years))[::step]))
