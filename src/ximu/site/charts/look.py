"""How every chart looks: paper and ink by day and by night, two widths, plain on a page or whole for taking away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

Ground = Literal["light", "dark"]
Width = Literal["wide", "narrow"]
Spec = dict[str, Any]

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
# First a font with Chinese characters by name: the picture maker does not look for one that has them.
FONT = (
    "Source Han Sans SC, Noto Sans CJK SC, Noto Sans SC, PingFang SC, Hiragino Sans GB, Microsoft YaHei, "
    "WenQuanYi Zen Hei, system-ui, sans-serif"
)
SERIF = "Source Han Serif SC, Noto Serif CJK SC, Noto Serif SC, Songti SC, SimSun, " + FONT
WIDTHS: dict[Width, int] = {"wide": 820, "narrow": 340}
TITLE_HEIGHT, LINE_HEIGHT = 34, 17


class Inks(NamedTuple):
    """The colors of one ground, the same as in the style sheet."""

    paper: str
    ink: str
    soft: str
    rule: str
    seal: str
    wash: str


GROUNDS: dict[Ground, Inks] = {
    "light": Inks(paper="#ffffff", ink="#1d1b18", soft="#5d574e", rule="#d9d3c7", seal="#a92e1b", wash="#f0d5cd"),
    "dark": Inks(paper="#1e1c1a", ink="#e9e4da", soft="#aba396", rule="#3a3631", seal="#f08a70", wash="#55332a"),
}


class Look(NamedTuple):
    """What a chart is drawn for; `whole` with title, unit, source and number of points inside, on a ground of its own."""

    language: str = "zh"
    ground: Ground = "light"
    width: Width = "wide"
    whole: bool = False

    @property
    def inks(self) -> Inks:
        """The colors to draw with."""
        return GROUNDS[self.ground]

    @property
    def pixels(self) -> int:
        """The whole width of the picture."""
        return WIDTHS[self.width]


class Box(NamedTuple):
    """The size of a whole picture in pixels; pages reserve it before the picture is there."""

    width: int
    height: int


class Caption(NamedTuple):
    """The words of a chart: its title, and the lines under it (unit, source, number of points)."""

    title: str
    lines: tuple[str, ...]


def framed(look: Look, box: Box, caption: Caption, body: Spec, *, fits: bool = True) -> Spec:
    """A whole specification: `body` in a picture of the size `box`, with the caption inside when the look is `whole`.

    `fits` is for a single view, which Vega-Lite sizes itself; several views have their sizes in `body`.
    """
    spec: Spec = {
        "$schema": SCHEMA,
        "description": caption.title,
        "background": look.inks.paper if look.whole else None,
        "padding": 12 if look.whole else 2,
        "config": config(look),
        **body,
    }
    if fits:
        spec |= {
            "width": box.width,
            "height": box.height,
            "autosize": {"type": "fit", "contains": "padding"},
        }
    if look.whole:
        spec["title"] = {
            "text": caption.title,
            "subtitle": [line for line in caption.lines if line],
            "anchor": "start",
            "frame": "bounds",
            "offset": 12,
        }
    return spec


def with_caption(look: Look, box: Box, caption: Caption) -> Box:
    """The size with room for the caption when the look is `whole`."""
    if not look.whole:
        return box
    lines = sum(1 for line in caption.lines if line)
    return Box(box.width, box.height + TITLE_HEIGHT + lines * LINE_HEIGHT + 24)


def config(look: Look) -> Spec:
    """The settings that all charts share."""
    inks = look.inks
    axis = {
        "aria": False,  # its words would be English; the table under the chart says it better
        "labelColor": inks.soft, "titleColor": inks.soft, "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": 400,
        "gridColor": inks.rule, "gridOpacity": 0.6, "domainColor": inks.soft, "tickColor": inks.soft, "labelPadding": 6,
        "labelLimit": 260,
    }  # fmt: skip
    return {
        "font": FONT,
        "axis": axis,
        "view": {"stroke": None},
        "header": {"aria": False, "labelColor": inks.ink, "labelFontSize": 13, "labelFontWeight": 600, "title": None},
        "legend": {"aria": False, "labelColor": inks.soft, "titleColor": inks.soft, "labelFontSize": 12},
        "text": {"color": inks.ink, "fontSize": 12},
        "title": {
            "font": SERIF, "color": inks.ink, "fontSize": 18, "fontWeight": 700, "subtitleFont": FONT,
            "subtitleColor": inks.soft, "subtitleFontSize": 12, "subtitlePadding": 6, "subtitleLineHeight": LINE_HEIGHT,
        },
    }  # fmt: skip


def values(rows: Sequence[Spec]) -> Spec:
    """The data of a specification, in it."""
    return {"data": {"values": list(rows)}}
