"""Figures of months, quarters or years as lines, one for each spot, with the bounds at which a rule warns."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from ximu.site.charts.look import Box, Caption, Look, Spec, framed, values, with_caption

HEIGHT = 260


class PeriodPoint(NamedTuple):
    """A figure of a period; `value` is None for a period without one, where the line breaks. `said` tells it in words."""

    period: str
    spot: str
    value: Decimal | None
    said: str


class Mark(NamedTuple):
    """A bound of a rule: where it is, and what the rule says."""

    value: Decimal
    said: str


def box(look: Look, caption: Caption) -> Box:
    """The size of the picture."""
    return with_caption(look, Box(look.pixels, HEIGHT), caption)


def spec(
    points: Sequence[PeriodPoint], marks: Sequence[Mark], look: Look, caption: Caption, grades: Sequence[str] = ()
) -> Spec:
    """The chart, the periods in the order given; `grades`, best first, stand on the axis in place of 1, 2, 3, best on top."""
    inks = look.inks
    periods = list(dict.fromkeys(one.period for one in points))
    rows = [one._asdict() | {"value": None if one.value is None else float(one.value)} for one in points]
    x = {
        "field": "period", "type": "ordinal", "sort": periods,
        "axis": {"title": None, "labelAngle": 0, "labelOverlap": True, "grid": False},
    }  # fmt: skip
    encoding = {"x": x, "y": _scale(grades), "detail": {"field": "spot", "type": "nominal"}}
    line = {"mark": {"type": "line", "color": inks.seal, "strokeWidth": 1.5, "aria": False}, "encoding": encoding}
    dots = {
        "transform": [{"filter": "datum.value !== null"}],
        "mark": {"type": "circle", "color": inks.seal, "size": 42, "opacity": 1},
        "encoding": encoding | {"description": {"field": "said", "type": "nominal"}},
    }
    layers = [
        *_bounds(marks, look, grades),
        {**values(rows), **line},
        {**values(rows), **dots},
        *_names(points, look, encoding),
    ]
    return framed(look, box(look, caption), caption, {"layer": layers})


def _scale(grades: Sequence[str]) -> Spec:
    if not grades:
        return {
            "field": "value", "type": "quantitative", "scale": {"zero": False, "nice": True},
            "axis": {"title": None, "domain": False, "ticks": False, "tickCount": 5},
        }  # fmt: skip
    names = [*grades]
    return {
        "field": "value", "type": "quantitative", "scale": {"domain": [len(names) + 0.5, 0.5], "zero": False},
        "axis": {"title": None, "domain": False, "ticks": False, "values": list(range(1, len(names) + 1)),
                 "labelExpr": f"{names!r}[datum.value - 1]"},
    }  # fmt: skip


def _bounds(marks: Sequence[Mark], look: Look, grades: Sequence[str]) -> list[Spec]:
    if not marks:
        return []
    rows = [{"value": float(one.value), "said": one.said} for one in marks]
    y = _scale(grades)
    rule = {
        "mark": {"type": "rule", "strokeDash": [4, 4], "color": look.inks.soft, "aria": False},
        "encoding": {"y": y},
    }
    text = {
        "mark": {"type": "text", "align": "left", "baseline": "bottom", "dx": 4, "dy": -2, "color": look.inks.soft,
                 "fontSize": 11, "aria": False},
        "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "said", "type": "nominal"}},
    }  # fmt: skip
    return [{**values(rows), **rule}, {**values(rows), **text}]


def _names(points: Sequence[PeriodPoint], look: Look, encoding: Spec) -> list[Spec]:
    """The name of each spot at its last figure, where there are several."""
    last = {one.spot: one for one in points if one.value is not None}
    if len(last) < 2:
        return []
    rows = [{"period": one.period, "spot": one.spot, "value": float(one.value or 0)} for one in last.values()]
    mark = {"type": "text", "align": "right", "baseline": "bottom", "dy": -6, "color": look.inks.ink, "aria": False}
    return [{**values(rows), "mark": mark, "encoding": encoding | {"text": {"field": "spot", "type": "nominal"}}}]
