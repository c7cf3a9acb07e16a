"""The line of one place: targets as brackets, bands and ticks, results with what was first reported, the level above.

The strokes are those of `ximu.link.series_chart`; here they get the inks of the site, and each leads to its words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from ximu.link.series_chart import Ink, chart_of_points, says
from ximu.link.series_points import Point
from ximu.site.charts.look import FONT, Box, Caption, Look, Spec, framed, with_caption

HEIGHT = 300


def box(look: Look, caption: Caption) -> Box:
    """The size of the picture."""
    return with_caption(look, Box(look.pixels, HEIGHT), caption)


def spec(
    drawn: Sequence[Point],
    addresses: Mapping[Point, str],
    unit: str,
    look: Look,
    caption: Caption,
    changes: Sequence[int],
) -> Spec:
    """The chart; `changes` are years with a break in definition, each a dotted line before the first year counted anew."""
    inks = look.inks
    language: Literal["zh", "en"] = "en" if look.language == "en" else "zh"
    ink = Ink(ink=inks.seal, quiet=inks.soft, accent=inks.ink, font=FONT)
    body = chart_of_points(drawn, caption.title, unit, language=language, ink=ink)
    leads = {says(point, language): addresses.get(point, "") for point in drawn}
    layers = [_dressed(layer, leads, look) for layer in body["layer"]]
    scale = layers[0]["encoding"].get("x", {}).get("scale", {})
    frame = framed(look, box(look, caption), caption, {"layer": [*_breaks(drawn, changes, look, scale), *layers]})
    return frame | {"description": body["description"]}


def _dressed(layer: Spec, leads: Mapping[str, str], look: Look) -> Spec:
    """A layer whose strokes lead somewhere, with axes in our words and inks."""
    rows = [row | {"href": leads.get(row.get("says", ""), "")} for row in layer["data"]["values"]]
    encoding = dict(layer["encoding"])
    mark = dict(layer["mark"])
    if "x" in encoding:
        axis = {**encoding["x"].get("axis", {}), "grid": False, "labelOverlap": True}
        encoding["x"] = encoding["x"] | {"axis": axis, "title": None}
        encoding["y"] = encoding["y"] | {"axis": {"domain": False, "ticks": False, "tickCount": 5, "title": None}}
    if mark["type"] == "text":
        mark |= {"color": look.inks.ink, "fontSize": 11 if look.width == "wide" else 9}
    if mark["type"] == "rule":
        mark |= {"strokeWidth": 2}
    if "description" in encoding:
        encoding["href"] = {"field": "href", "type": "nominal"}
        encoding.pop("tooltip", None)
    return {**layer, "data": {"values": rows}, "mark": mark, "encoding": encoding}


def _breaks(drawn: Sequence[Point], changes: Sequence[int], look: Look, scale: Spec) -> list[Spec]:
    years = {point.year for point in drawn}
    within = [{"year": year - 0.5} for year in sorted(set(changes)) if years and min(years) < year <= max(years)]
    if not within:
        return []
    mark = {"type": "rule", "strokeDash": [1, 3], "strokeWidth": 1.5, "color": look.inks.soft, "aria": False}
    x = {"field": "year", "type": "quantitative", "scale": scale}
    return [{"data": {"values": within}, "mark": mark, "encoding": {"x": x}}]
