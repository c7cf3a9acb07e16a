"""A chart of a page: its words, its numbers as a table, how it is drawn, and the addresses it is served at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urlencode

from msgspec import Struct

from ximu.site.charts.look import Box, Caption, Look, Spec
from ximu.site.language import say

Drawn = tuple[Spec, Box]
# What narrows a chart, as in its address; a list for what may be given several times.
Query = Mapping[str, str | list[str]]


class Drawing(NamedTuple):
    """How a chart is drawn for a look: its specification, and its size, which is known without it."""

    spec: Callable[[Look], Spec]
    box: Callable[[Look], Box]

    def __call__(self, look: Look) -> Drawn:
        """Both."""
        return self.spec(look), self.box(look)


class Chart(NamedTuple):
    """What is drawn under one name of a page. `address` is that of the page, `query` what narrows it.

    `head` and `rows` are the same numbers for reading and for download.
    """

    name: str
    caption: Caption
    n: int
    address: str
    query: Query
    draw: Drawing
    head: tuple[str, ...]
    rows: Sequence[tuple[object, ...]]


class Picture(NamedTuple):
    """One way a chart is shown on a page: where it is, how large, and when it is the one to show."""

    address: str
    width: int
    height: int
    media: str = ""


class ChartLinks(Struct, frozen=True, kw_only=True):
    """A chart as the data of a page tell of it: what it shows, and where its picture and its numbers are."""

    name: str
    title: str
    notes: tuple[str, ...]
    n: int
    svg: str
    png: str
    csv: str


class Shown(NamedTuple):
    """What the template of a chart needs; `pictures` are tried in order, the last one fits all."""

    links: ChartLinks
    pictures: tuple[Picture, ...]
    alt: str

    @property
    def legend(self) -> bool:
        """Whether its marks are those of targets and results, which need an explanation beside them."""
        return self.links.name.rstrip("0123456789") in ("years", "year")


def caption(title: str, unit: str, source: str, n: int, language: str) -> Caption:
    """The words every chart has: title, unit, source, number of points."""
    lines = (
        say("chart.unit", language, unit=unit) if unit else "",
        source,
        say("chart.points", language, n=n),
    )
    return Caption(title, tuple(line for line in lines if line))


def address(chart: Chart, form: str, **how: str) -> str:
    """Where a picture or the numbers of a chart are."""
    query = urlencode({**chart.query, **how}, doseq=True)
    return f"{chart.address}charts/{chart.name}.{form}" + (f"?{query}" if query else "")


def links(chart: Chart, language: str) -> ChartLinks:
    """The chart for the data of a page."""
    return ChartLinks(
        name=chart.name,
        title=chart.caption.title,
        notes=chart.caption.lines,
        n=chart.n,
        svg=address(chart, "svg", lang=language, whole="1"),
        png=address(chart, "png", lang=language, whole="1"),
        csv=address(chart, "csv", lang=language),
    )


def shown(chart: Chart, language: str) -> Shown:
    """The chart for its template: by day and by night, for a desk and for a phone."""
    narrow, dark = "(max-width: 40rem)", "(prefers-color-scheme: dark)"
    pictures = (
        _picture(chart, Look(language, "dark", "narrow"), f"{narrow} and {dark}"),
        _picture(chart, Look(language, "light", "narrow"), narrow),
        _picture(chart, Look(language, "dark"), f"screen and {dark}"),
        _picture(chart, Look(language), ""),
    )
    return Shown(links(chart, language), pictures, say("chart.alt", language, title=chart.caption.title))


def _picture(chart: Chart, look: Look, media: str) -> Picture:
    how = {"lang": look.language}
    if look.ground != "light":
        how["ground"] = look.ground
    if look.width != "wide":
        how["width"] = look.width
    box = chart.draw.box(look)
    return Picture(address(chart, "svg", **how), box.width, box.height, media)
