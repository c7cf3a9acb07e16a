"""A series as a chart: a Vega-Lite description of targets as brackets, bands and ticks, and of results as dots."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from ximu.link.series import Series
from ximu.link.series_points import TARGETS, Point, points
from ximu.link.wording import number
from ximu.link.words import table

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
HEIGHT = 260
Language = Literal["zh", "en"]
Rows = list[dict[str, Any]]


class Ink(NamedTuple):
    """The colors of a chart, anything CSS knows (also `currentColor`); all meaning is in the shapes."""

    ink: str = "#1c1a17"
    quiet: str = "#6f6a62"
    accent: str = "#c0392b"
    paper: str | None = None
    font: str = "Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, sans-serif"


INK = Ink()


def series_chart(
    found: Series,
    above: Series | None = None,
    *,
    language: Language = "zh",
    ink: Ink = INK,
    unit: str | None = None,
    name: str | None = None,
    width: int | Literal["container"] | None = None,
) -> dict[str, Any]:
    """The Vega-Lite description of a series; `above` adds the level above as a thin line. See `chart_of_points`."""
    aspect = table("series_chart")["aspects"][found.aspect][language]
    title = " ".join(filter(None, (found.place, found.scope, name or found.indicator, aspect)))
    return chart_of_points(points(found, above), title, unit or found.unit, language=language, ink=ink, width=width)


def chart_of_points(
    drawn: Sequence[Point],
    title: str,
    unit: str,
    *,
    language: Language = "zh",
    ink: Ink = INK,
    width: int | Literal["container"] | None = None,
) -> dict[str, Any]:
    """The Vega-Lite description of points, in one unit: a plain dict that `vl_convert` or Vega in a browser draws.

    Under the title stand unit, source and a line that explains the strokes that occur; `description` tells the whole
    chart in words, and every stroke has its own. Total: without points it is an empty chart that says so.
    """
    size, scale = _scale(drawn, unit, language)
    frame = _frame(drawn, size)
    layers = [layer for layer in _layers(drawn, size, frame, language, ink) if layer["data"]["values"]]
    if not layers:
        nothing = {"text": table("series_chart")["words"]["nothing"][language]}
        layers = [{"data": {"values": [nothing]}, "mark": {"type": "text", "color": ink.quiet}, "encoding": {"text": {"field": "text"}}}]  # fmt: skip
    wide = width if width is not None else max(420, 32 * (frame.last - frame.first + 1))
    return {
        "$schema": SCHEMA,
        "title": {"text": title, "subtitle": _subtitle(drawn, scale + unit, language), "anchor": "start"},
        "description": _told(drawn, title, unit, language),
        "width": wide,
        "height": HEIGHT,
        **({"background": ink.paper} if ink.paper else {"background": "transparent"}),
        "config": _look(ink),
        "layer": layers,
    }


class _Frame(NamedTuple):
    """The years and values that the chart spans, in drawn units."""

    first: int
    last: int
    low: float
    high: float


def _scale(drawn: Sequence[Point], unit: str, language: Language) -> tuple[Decimal, str]:
    largest = max((abs(one.value) for one in drawn), default=Decimal(0))
    if unit not in ("%", "‰"):
        for size, word in table("series_chart")["scales"][language]:
            if largest >= Decimal(size):
                return Decimal(size), str(word)
    return Decimal(1), ""


def _frame(drawn: Sequence[Point], size: Decimal) -> _Frame:
    years = [one.year for one in drawn] or [0]
    values = [float(value / size) for one in drawn for value in (one.low, one.high)] or [0.0]
    low, high = min(values), max(values)
    room = (high - low) * 0.12 or abs(high) * 0.1 or 1.0
    return _Frame(min(years), max(years), low - room, high + room)


def _layers(drawn: Sequence[Point], size: Decimal, frame: _Frame, language: Language, ink: Ink) -> list[dict[str, Any]]:
    def rows(*shapes: str) -> Rows:
        return [_row(one, size, language) for one in drawn if one.shape in shapes]

    few = len({one.year for one in drawn}) <= table("series_chart")["strokes"]["labels_up_to"]
    band = {"x": "left", "x2": "right", "y": "low", "y2": "high"}
    stroke = {"x": "left", "x2": "right", "y": "y", "y2": "y2"}
    segments = [each for one in drawn if one.shape in TARGETS for each in _strokes(one, size, frame, language)]
    return [
        _layer(rows("above"), {"type": "line", "color": ink.quiet, "strokeWidth": 1, "strokeDash": [3, 3]}, {"x": "year", "y": "value"}, frame),
        _layer(rows("about"), {"type": "rect", "color": ink.ink, "opacity": 0.14}, band, frame),
        _layer(rows("interval"), {"type": "rect", "fill": ink.ink, "fillOpacity": 0.08, "stroke": ink.ink, "strokeWidth": 1.2}, band, frame),
        _layer(segments, {"type": "rule", "color": ink.ink, "strokeWidth": 1.4}, stroke, frame),
        _layer(rows("vintage"), _dot(ink.accent, 26, filled=False), {"x": "year", "y": "value"}, frame),
        _layer(rows("statistics"), {**_dot(ink.ink, 56), "shape": "diamond"}, {"x": "year", "y": "value"}, frame),
        _layer(rows("actual"), _dot(ink.accent, 52), {"x": "year", "y": "value"}, frame),
        _layer(rows("actual") if few else [], {"type": "text", "color": ink.ink, "dx": 3, "align": "left", "fontSize": 11, "aria": False}, {"x": "right", "y": "value", "text": "label"}, frame),
    ]  # fmt: skip


def _dot(color: str, size: int, *, filled: bool = True) -> dict[str, Any]:
    return {"type": "point", "color": color, "filled": filled, "size": size, "opacity": 1}


def _layer(rows: Rows, mark: dict[str, Any], fields: dict[str, str], frame: _Frame) -> dict[str, Any]:
    encoding: dict[str, Any] = {channel: {"field": field} for channel, field in fields.items()}
    encoding["x"] |= {"type": "quantitative", "scale": {"domain": [frame.first - 0.5, frame.last + 0.7], "nice": False}}
    encoding["x"] |= {"axis": {"values": _named_years(frame), "format": "d"}, "title": None}
    encoding["y"] |= {
        "type": "quantitative",
        "scale": {"domain": [frame.low, frame.high], "nice": False, "zero": False},
    }
    encoding["y"]["title"] = None
    if "text" in encoding:
        encoding["text"]["type"] = "nominal"
    else:
        encoding |= {each: {"field": "says", "type": "nominal"} for each in ("description", "tooltip")}
    return {"data": {"values": rows}, "mark": mark, "encoding": encoding}


def _named_years(frame: _Frame) -> list[int]:
    step = (frame.last - frame.first) // table("series_chart")["strokes"]["years_per_label"] + 1
    return list(range(frame.first, frame.last + 1, step))


def _row(one: Point, size: Decimal, language: Language) -> dict[str, Any]:
    half: float = table("series_chart")["strokes"]["half_width"]
    return {
        "year": one.year, "left": one.year - half, "right": one.year + half, "value": float(one.value / size),
        "low": float(one.low / size), "high": float(one.high / size), "label": number(one.value / size),
        "says": says(one, language), "shape": one.shape,
    }  # fmt: skip


def _strokes(one: Point, size: Decimal, frame: _Frame, language: Language) -> Rows:
    """The straight lines of a target: a bracket open to the side where it is met, or a tick; a band has none."""
    if one.shape == "interval":
        return []
    row = _row(one, size, language)
    at = {"says": row["says"], "y": row["value"], "y2": row["value"], "left": row["left"], "right": row["right"]}
    if one.shape not in ("floor", "cap"):
        return [at]
    leg = (frame.high - frame.low) * table("series_chart")["strokes"]["leg"] * (1 if one.shape == "floor" else -1)
    ends = [{**at, "left": x, "right": x, "y2": row["value"] + leg} for x in (row["left"], row["right"])]
    return [at, *ends]


def says(one: Point, language: Language) -> str:
    """What a stroke says to a reader who does not see it: `2023 目标 不低于 6%以上（2023年报告）`."""
    data = table("series_chart")
    kind = data["shapes"][one.shape][language]
    name = f"{data['words']['target'][language]} {kind}" if one.shape in TARGETS else kind
    report = data["words"]["report"][language].format(year=one.report_year) if one.report_year else ""
    return f"{one.year} {name} {' '.join(one.as_written.split())}" + (f" ({report})" if report else "")


def _subtitle(drawn: Sequence[Point], unit: str, language: Language) -> list[str]:
    """Unit and source, then the strokes that occur with their names."""
    data = table("series_chart")
    given = sorted({one.report_year for one in drawn if one.report_year})
    years = f"{given[0]}–{given[-1]}" if len(given) > 1 else "".join(map(str, given))
    source = data["words"]["source"][language].format(years=years) if given else ""
    if any(one.shape == "statistics" for one in drawn):
        source += data["words"]["and_statistics"][language]
    occurring = {one.shape for one in drawn}
    signs = [f"{each['sign']} {each[language]}" for shape, each in data["shapes"].items() if shape in occurring]
    return [
        line
        for line in (
            "　".join(filter(None, (data["words"]["unit"][language].format(unit=unit), source))),
            "　".join(signs),
        )
        if line
    ]


def _told(drawn: Sequence[Point], title: str, unit: str, language: Language) -> str:
    lines = [says(one, language) for one in drawn]
    return f"{title} ({unit}): " + "; ".join(lines or [table("series_chart")["words"]["nothing"][language]])


def _look(ink: Ink) -> dict[str, Any]:
    quiet = {"labelColor": ink.quiet, "tickColor": ink.quiet, "domainColor": ink.quiet, "labelFontSize": 11}
    return {
        "font": ink.font,
        "view": {"stroke": None},
        "title": {"color": ink.ink, "subtitleColor": ink.quiet, "fontSize": 15, "subtitleFontSize": 11, "offset": 12},
        "axisX": {**quiet, "grid": False},
        "axisY": {
            **quiet,
            "gridColor": ink.quiet,
            "gridOpacity": 0.18,
            "domain": False,
            "ticks": False,
            "tickCount": 5,
        },
    }
