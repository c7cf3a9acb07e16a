"""The dumbbell: one line for each thing, its target and its result joined, so that the distance is what is seen."""

from __future__ import annotations

from collections.abc import Sequence

from ximu.site.charts.glyphs import OWN_SHAPES, result_layer, target_layers
from ximu.site.charts.look import Box, Caption, Look, Spec, framed, values, with_caption
from ximu.site.charts.points import Point, Scale, rows

ROW_HEIGHT, CLOSE_ROWS, MANY = 34, 25, 14
NAME_LIMIT = {"wide": 220, "narrow": 118}


def box(points: Sequence[Point], look: Look, caption: Caption) -> Box:
    """The size of the picture."""
    height = ROW_HEIGHT if len(points) <= MANY else CLOSE_ROWS
    return with_caption(look, Box(look.pixels, len(points) * height + 56), caption)


def spec(points: Sequence[Point], by: Scale, look: Look, caption: Caption) -> Spec:
    """The chart, its rows in the order given; no two points may have one name."""
    encoding = {
        "y": {
            "field": "name", "type": "nominal", "sort": list(dict.fromkeys(point.name for point in points)),
            "scale": {"paddingOuter": 0.2},
            "axis": {"title": None, "grid": True, "ticks": False, "domain": False, "labelFontSize": 13,
                     "labelColor": look.inks.ink, "labelLimit": NAME_LIMIT[look.width]},
        },
        "x": {
            "type": "quantitative", "scale": {"zero": False, "nice": True, "padding": 14},
            "axis": {"title": by.unit, "grid": False, "tickCount": 5, "titleAlign": "right", "titleAnchor": "end"},
        },
    }  # fmt: skip
    joined: Spec = {
        "transform": [{"filter": "isValid(datum.low) && isValid(datum.actual)"}],
        "mark": {"type": "rule", "strokeWidth": 2, "color": look.inks.soft, "opacity": 0.75, "aria": False},
        "encoding": {"x": {"field": "near", "type": "quantitative"}, "x2": {"field": "actual"}},
    }
    data = [row | {"near": _nearer(row)} for row in rows(points, by, look.language)]
    layers = [joined, *target_layers(look, "x"), result_layer(look, "x")]
    body = values(data) | {"encoding": encoding, "layer": layers, "resolve": OWN_SHAPES}
    return framed(look, box(points, look, caption), caption, body)


def _nearer(row: Spec) -> float | None:
    """The end of the target that the result is measured from."""
    low, high, actual = row["low"], row["high"], row["actual"]
    if low is None or actual is None:
        return None
    return float(min(max(actual, low), high))
