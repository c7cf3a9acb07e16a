"""The picture that other sites show beside a link to us: the seal, a title, a few lines, each in large type."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from ximu.site.charts.look import FONT, GROUNDS, SCHEMA, SERIF, Box, Spec

# Half of what is drawn: 1200 × 630 pixels, the size that sites ask for.
BOX = Box(600, 315)
LEFT, TITLE_TOP, LINES_TOP, FOOT = 40, 98, 160, 287
TITLE_WIDTH, LINE_WIDTH = 31, 54  # in half-width characters
MOST_LINES = 4


class Card(NamedTuple):
    """`over` stands small above the title; `title` may take three lines; `lines` are what is to be known; `foot` who says it."""

    over: str
    title: str
    lines: tuple[str, ...]
    foot: str


def spec(card: Card) -> Spec:
    """The picture, always by day: a link is shown on any ground."""
    inks = GROUNDS["light"]
    title = wrapped(card.title, TITLE_WIDTH, 3)
    shift = 34 * (len(title) - 1)
    texts = [
        _text(card.over, LEFT, 58, 15, inks.soft),
        *(_text(line, LEFT, TITLE_TOP + 34 * n, 28, inks.ink, font=SERIF, bold=True) for n, line in enumerate(title)),
        *(
            _text(line, LEFT, LINES_TOP + shift + 30 * n, 18, inks.ink)
            for n, line in enumerate(
                [part for line in card.lines for part in wrapped(line, LINE_WIDTH, 3)][:MOST_LINES]
            )
        ),
        _text(card.foot, LEFT, FOOT, 13, inks.soft),
    ]
    seal = {
        **_at({}),
        "mark": {"type": "rect", "x": 524, "y": 34, "x2": 560, "y2": 98, "color": inks.seal, "cornerRadius": 3},
    }
    letters = [
        _text(letter, 542, 58 + 29 * n, 24, "#ffffff", font=SERIF, bold=True, align="center")
        for n, letter in enumerate("徙木")
    ]
    rule = {**_at({}), "mark": {"type": "rect", "x": 0, "y": 0, "x2": 600, "y2": 6, "color": inks.seal}}
    return {
        "$schema": SCHEMA,
        "width": BOX.width,
        "height": BOX.height,
        "padding": 0,
        "background": "#fbfaf6",
        "config": {"view": {"stroke": None}, "font": FONT},
        "layer": [rule, seal, *letters, *texts],
    }


def _at(row: Spec) -> Spec:
    return {"data": {"values": [row]}}


def _text(
    text: str, x: int, y: int, size: int, color: str, *, font: str = FONT, bold: bool = False, align: str = "left"
) -> Spec:
    mark = {
        "type": "text", "x": x, "y": y, "fontSize": size, "color": color, "font": font, "align": align,
        "baseline": "alphabetic", "fontWeight": 700 if bold else 400, "limit": BOX.width - x - (90 if y < 110 else 40),
    }  # fmt: skip
    if align == "center":
        mark.pop("limit")
    return {**_at({"text": text}), "mark": mark, "encoding": {"text": {"field": "text", "type": "nominal"}}}


def wrapped(text: str, width: int, most: int) -> list[str]:
    """The text in lines of so many half-width characters at most (a Chinese character counts two); cut with … at the end.

    Latin words are not broken.
    """
    lines: list[str] = []
    line, length = "", 0
    for word in _pieces(text):
        size = sum(_size(letter) for letter in word)
        if length + size > width and line:
            lines.append(line.rstrip())
            line, length, word = "", 0, word.lstrip()
        line += word
        length += size
    lines.append(line.rstrip())
    if len(lines) > most:
        lines = [*lines[: most - 1], lines[most - 1][:-1] + "…"]
    return lines


def _pieces(text: str) -> list[str]:
    """Latin words whole with the blank before them, every other character alone."""
    pieces: list[str] = []
    for letter in text:
        joins = pieces and _size(letter) == 1 and letter != " " and _size(pieces[-1][-1]) == 1
        if joins:
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces


def _size(letter: str) -> int:
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
