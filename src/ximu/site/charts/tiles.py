"""The tile grid: every division of the first level as a tile of one size with its value; drawn by us, not a map."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ximu.site.charts.look import Box, Caption, Look, Spec, framed, values, with_caption

LAYOUT = Path(__file__).with_name("tiles.toml")
ROWS, COLUMNS = 8, 9
TILE_HEIGHT = {"wide": 54, "narrow": 42}
BANDS = 4
LONGEST_NAME = 9  # letters that fit on a wide tile


class Tile(NamedTuple):
    """A division and its cell of the grid."""

    code: str
    zh: str
    en: str
    column: int
    row: int


class Value(NamedTuple):
    """What a tile shows: the number for the shade, its words, the sign of the outcome, all in a sentence, the address."""

    number: float
    label: str
    sign: str
    said: str
    address: str


@cache
def layout() -> tuple[Tile, ...]:
    """The tiles of `tiles.toml`."""
    return tuple(Tile(**entry) for entry in tomllib.loads(LAYOUT.read_text(encoding="utf-8"))["tile"])


def box(look: Look, caption: Caption) -> Box:
    """The size of the picture."""
    return with_caption(look, Box(look.pixels, ROWS * TILE_HEIGHT[look.width] + 8), caption)


def spec(by_code: Mapping[str, Value], look: Look, caption: Caption) -> Spec:
    """The chart; a division without a value is an empty tile with dashes around it."""
    numbers = [value.number for value in by_code.values()]
    low, high = min(numbers, default=0.0), max(numbers, default=1.0)
    data = [_row(tile, by_code.get(tile.code), low, high, look) for tile in layout()]
    inks, narrow = look.inks, look.width == "narrow"
    grid = {
        axis: {"field": axis, "type": "ordinal", "scale": {"domain": list(range(count)), "padding": 0.06}, "axis": None}
        for axis, count in (("x", COLUMNS), ("y", ROWS))
    }
    tile = {
        "mark": {"type": "rect", "stroke": inks.soft, "cornerRadius": 2, "color": inks.seal},
        "encoding": {
            "fillOpacity": {"field": "shade", "type": "quantitative", "scale": None},
            "strokeDash": {"condition": {"test": "datum.label === ''", "value": [2, 3]}, "value": [1, 0]},
            "strokeOpacity": {"condition": {"test": "datum.label === ''", "value": 0.6}, "value": 1},
            "description": {"field": "said", "type": "nominal"},
            "href": {"field": "href", "type": "nominal"},
        },
    }
    name = {
        "mark": {"type": "text", "dy": -8 if not narrow else -6, "fontSize": 9.5 if narrow else 12, "color": inks.ink, "aria": False},
        "encoding": {
            "text": {"field": "name", "type": "nominal"},
            "opacity": {"condition": {"test": "datum.label === ''", "value": 0.75}, "value": 1},
        },
    }  # fmt: skip
    number = {
        "mark": {"type": "text", "dy": 10 if not narrow else 8, "fontSize": 9.5 if narrow else 13, "fontWeight": 600,
                 "color": inks.ink, "aria": False},
        "encoding": {"text": {"field": "label", "type": "nominal"}},
    }  # fmt: skip
    body = values(data) | {"encoding": grid, "layer": [tile, name, number]}
    return framed(look, box(look, caption), caption, body)


def _row(tile: Tile, value: Value | None, low: float, high: float, look: Look) -> Spec:
    name = tile.zh if look.language == "zh" else tile.en
    if look.language == "en" and (look.width == "narrow" or len(name) > LONGEST_NAME):
        name = abbreviated(tile.en, 4 if look.width == "narrow" else LONGEST_NAME)
    return {
        "x": tile.column,
        "y": tile.row,
        "name": name,
        "label": f"{value.sign}{value.label}" if value else "",
        "shade": shade(value.number, low, high) if value else 0,
        "said": value.said if value else "",
        "href": value.address if value else "",
    }


def abbreviated(name: str, length: int) -> str:
    """A name cut to what fits a tile: Heilongjiang → Heilongj."""
    return name if len(name) <= length else name[: length - 1].strip() + "."


def shade(number: float, low: float, high: float) -> float:
    """How dark a value is drawn: one of four bands of equal width, never so dark that the words are hard to read."""
    if high <= low:
        return 0.16
    band = min(BANDS - 1, int((number - low) / (high - low) * BANDS))
    return round(0.08 + band * 0.12, 2)
