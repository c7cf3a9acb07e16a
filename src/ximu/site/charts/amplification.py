"""Amplification (层层加码): the targets that the levels set for one year, joined from the highest level down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ximu.site.charts.look import Box, Caption, Look, Spec, framed, values, with_caption
from ximu.site.charts.points import Point, Scale, rows

PANEL_HEIGHT = 250
LEVELS = ("state", "province", "prefecture", "county", "zone", "township")


class Step(NamedTuple):
    """The target of one level for one year; `level` is its word, `rank` its order from the highest."""

    point: Point
    level: str
    rank: int


def box(look: Look, caption: Caption) -> Box:
    """The size of the picture."""
    return with_caption(look, Box(look.pixels, PANEL_HEIGHT), caption)


def spec(steps: Sequence[Step], by: Scale, look: Look, caption: Caption) -> Spec:
    """One line for each year, from the highest level to the lowest; the last year is the bold one."""
    steps = sorted(steps, key=lambda step: (step.point.cell.year, step.rank))  # what is drawn last lies on top
    data = rows([step.point for step in steps], by, look.language)
    last = max((step.point.cell.year for step in steps), default=0)
    rowed = [
        row | {"level": step.level, "rank": step.rank, "middle": _middle(row), "last": row["year"] == last}
        for row, step in zip(data, steps, strict=True)
        if row["low"] is not None
    ]
    levels = [step.level for step in sorted(steps, key=lambda one: one.rank)]
    inks = look.inks
    color = {"condition": {"test": "datum.last", "value": inks.seal}, "value": inks.soft}
    encoding = {
        "x": {
            "field": "level", "type": "ordinal", "sort": list(dict.fromkeys(levels)), "scale": {"paddingOuter": 0.35},
            "axis": {"title": None, "labelAngle": 0, "labelFontSize": 13, "grid": True, "domain": False, "ticks": False,
                     "labelColor": inks.ink},
        },
        "y": {
            "field": "middle", "type": "quantitative", "scale": {"zero": False, "padding": 18},
            "axis": {"title": by.unit, "titleAngle": 0, "titleAlign": "left", "titleAnchor": "end", "titleY": -6,
                     "tickCount": 5, "domain": False},
        },
        "detail": {"field": "year", "type": "nominal"},
    }  # fmt: skip
    said = {"description": {"field": "said", "type": "nominal"}, "href": {"field": "href", "type": "nominal"}}
    path = {"order": {"field": "rank", "type": "quantitative"}}
    line = {
        "mark": {"type": "line", "aria": False},
        "encoding": {
            **path, "color": color, "strokeWidth": {"condition": {"test": "datum.last", "value": 2.4}, "value": 1},
        },
    }  # fmt: skip
    dots = {"mark": {"type": "point", "filled": True, "size": 70, "opacity": 1}, "encoding": {"color": color, **said}}
    names = {
        **values(_names(rowed)),
        "mark": {"type": "text", "align": "left", "dx": 9, "aria": False},
        "encoding": {"text": {"field": "names", "type": "nominal"}, "color": color, "detail": {"field": "names"}},
    }
    body = values(rowed) | {"encoding": encoding, "layer": [line, dots, names]}
    return framed(look, box(look, caption), caption, body)


def _names(rowed: Sequence[Spec]) -> list[Spec]:
    """The years beside the ends of their lines; lines that end at one point share one label."""
    ends = {row["year"]: row for row in rowed}  # rows are in the order of ranks, so the lowest level stays
    at_point: dict[tuple[str, float], list[Spec]] = {}
    for row in ends.values():
        at_point.setdefault((row["level"], row["middle"]), []).append(row)
    return [
        {
            "level": level, "middle": middle, "last": any(row["last"] for row in found),
            "names": " ".join(str(row["year"]) for row in sorted(found, key=lambda row: -row["year"])),
        }
        for (level, middle), found in at_point.items()
    ]  # fmt: skip


def _middle(row: Spec) -> float | None:
    return None if row["low"] is None else (row["low"] + row["high"]) / 2
