"""The marks of targets and results, told apart by shape: brackets, bands, ticks and waves; discs full, half and struck."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from ximu.site.charts.look import Look, Spec

Axis = Literal["x", "y"]

# Paths in a square from -1 to 1, drawn as lines: for a value on the x axis, open towards what fulfills the target.
TARGET_SHAPES: Mapping[str, str] = {
    "floor": "M.55,-1L0,-1L0,1L.55,1",
    "cap": "M-.55,-1L0,-1L0,1L-.55,1",
    "exact": "M0,-1L0,1",
    "about": "M0,-1Q.5,-.75,0,-.5Q-.5,-.25,0,0Q.5,.25,0,.5Q-.5,.75,0,1",
    "interval": "M0,-.01L0,.01",
}
_RING = "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0ZM.7,0A.7,.7,0,1,0,-.7,0A.7,.7,0,1,0,.7,0Z"
_DISC = "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0Z"
_HALF = "M0,1A1,1,0,0,1,0,-1Z"
_BAR = "M-1,-.16L1,-.16L1,.16L-1,.16Z"
# Filled paths of results: kept is a disc, partly half of one, missed a ring with a bar; the others say less.
RESULT_SHAPES: Mapping[str, str] = {
    "kept": _DISC,
    "partly": _RING + _HALF,
    "missed": _RING + _BAR,
    "unreported": _BAR,
    "not_due": _RING,
    "not_testable": _RING,
    "none": "M.6,0A.6,.6,0,1,1,-.6,0A.6,.6,0,1,1,.6,0Z",
}
SIZE = 150
# Targets and results have shapes of their own, so layers may not share one scale of shapes.
OWN_SHAPES: Spec = {"scale": {"shape": "independent"}}


def shape_of(bound: str, low: object, high: object) -> str:
    """The mark of a target with this bound."""
    if low != high:
        return "interval"
    return {"ge": "floor", "le": "cap", "approx": "about"}.get(bound, "exact")


def target_layers(look: Look, axis: Axis, size: int = SIZE) -> list[Spec]:
    """Layers for rows with `low`, `high` and `shape`: a band for an interval, else the mark of its bound."""
    seal = look.inks.seal
    value, other = {"field": "low", "type": "quantitative"}, f"{axis}2"
    turned = {"angle": -90} if axis == "y" else {}
    band = {
        "transform": [{"filter": "datum.shape === 'interval'"}],
        "mark": {
            "type": "bar",
            "size": 13,
            "fill": look.inks.wash,
            "stroke": seal,
            "strokeWidth": 1.2,
            "cornerRadius": 1,
        },
        "encoding": {axis: value, other: {"field": "high"}, **_said()},
    }
    mark = {
        "transform": [{"filter": "isValid(datum.low) && datum.shape !== 'interval'"}],
        "mark": {"type": "point", "filled": False, "size": size * 1.6, "stroke": seal, "strokeWidth": 2.2, "opacity": 1} | turned,
        "encoding": {
            axis: value,
            "shape": {"field": "shape", "type": "nominal", "scale": _scale(TARGET_SHAPES), "legend": None},
            **_said(),
        },
    }  # fmt: skip
    return [band, mark]


def result_layer(look: Look, axis: Axis, size: int = SIZE) -> Spec:
    """The layer for rows with `actual` and `outcome`."""
    return {
        "transform": [{"filter": "isValid(datum.actual)"}],
        "mark": {"type": "point", "filled": True, "size": size, "color": look.inks.ink, "opacity": 1},
        "encoding": {
            axis: {"field": "actual", "type": "quantitative"},
            "shape": {"field": "outcome", "type": "nominal", "scale": _scale(RESULT_SHAPES), "legend": None},
            **_said("actual_"),
        },
    }


def _scale(shapes: Mapping[str, str]) -> Spec:
    return {"domain": list(shapes), "range": list(shapes.values())}


def _said(side: str = "") -> Spec:
    """The words of a point, for screen readers and for the small window beside it, and where it leads."""
    return {
        "description": {"field": f"{side}said", "type": "nominal"},
        "href": {"field": f"{side}href", "type": "nominal"},
    }
