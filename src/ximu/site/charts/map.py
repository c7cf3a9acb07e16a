"""The map of an operator: boundaries are never part of the program; an approved file with its number may be plugged in."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ximu.site.charts.look import Box, Caption, Look, Spec, framed, with_caption
from ximu.site.charts.tiles import Value, shade
from ximu.site.environment import value

logger = logging.getLogger("django.ximu.map")
# Names of the property of a feature that holds its division code.
CODES = ("code", "adcode", "gb")
SHARE_OF_WIDTH = 0.8


class Plugged(NamedTuple):
    """The features of a file by division code ("" for lines without one), and its approval number (审图号)."""

    features: tuple[tuple[str, dict[str, Any]], ...]
    approval: str


def plugged() -> Plugged | None:
    """The map that the settings XIMU_MAP and XIMU_MAP_APPROVAL name; None without either of them."""
    path, approval = value("XIMU_MAP"), value("XIMU_MAP_APPROVAL")
    if path and not approval:
        logger.warning("XIMU_MAP is left out: a map is shown only with its approval number (XIMU_MAP_APPROVAL)")
    return read(path, approval) if path and approval else None


@cache
def read(path: str, approval: str) -> Plugged | None:
    """The features of a GeoJSON file; None, with a line in the log, when it is none."""
    try:
        found = json.loads(Path(path).read_bytes())
        features = [feature for feature in found["features"] if feature["geometry"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        logger.warning("XIMU_MAP cannot be read as GeoJSON: %s", error)
        return None
    return Plugged(tuple((code_of(feature), feature) for feature in features), approval)


def code_of(feature: Mapping[str, Any]) -> str:
    """The six digits of the division of a feature, "" when it has none."""
    properties = feature.get("properties") or {}
    found = next((str(properties[name]) for name in CODES if properties.get(name)), "")
    return found if len(found) == 6 and found.isdigit() else ""


def box(look: Look, caption: Caption) -> Box:
    """The size of the picture."""
    return with_caption(look, Box(look.pixels, round(look.pixels * SHARE_OF_WIDTH)), caption)


def spec(by_code: Mapping[str, Value], drawn: Plugged, look: Look, caption: Caption) -> Spec:
    """The map with every division in the shade of its value; the approval number stands in the picture itself."""
    numbers = [one.number for one in by_code.values()]
    low, high = min(numbers, default=0.0), max(numbers, default=1.0)
    inks = look.inks
    rows = []
    for code, feature in drawn.features:
        one = by_code.get(code)
        rows.append(
            {
                "type": "Feature",
                "geometry": feature["geometry"],
                "shade": shade(one.number, low, high) if one else 0,
                "said": one.said if one else "",
                "href": one.address if one else "",
            }
        )
    shapes = {
        "data": {"values": rows},
        "mark": {"type": "geoshape", "stroke": inks.soft, "strokeWidth": 0.6, "fill": inks.seal},
        "encoding": {
            "fillOpacity": {"field": "shade", "type": "quantitative", "scale": None},
            "description": {"field": "said", "type": "nominal"},
            "href": {"field": "href", "type": "nominal"},
        },
    }
    number = {
        "data": {"values": [{"text": drawn.approval}]},
        "mark": {
            "type": "text",
            "x": 4,
            "y": {"expr": "height - 6"},
            "align": "left",
            "fontSize": 11,
            "color": inks.soft,
        },
        "encoding": {"text": {"field": "text", "type": "nominal"}},
    }
    projection = {"type": "conicEqualArea", "parallels": [25, 47], "rotate": [-105, 0, 0]}
    body = {"projection": projection, "layer": [shapes, number]}
    return framed(look, box(look, caption), caption, body)
