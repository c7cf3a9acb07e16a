"""The plot of a series in a terminal: a line for each year, its result as a bar, its targets as brackets across it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.text import Text

from ximu.cli.labels import Language, label
from ximu.link.series_points import TARGETS, Point

WIDTH = 36  # characters from the smallest to the largest value
# shape → what stands at its two ends and at its middle
SIGNS: dict[str, tuple[str, str, str]] = {
    "floor": ("[", "", ""),
    "cap": ("", "]", ""),
    "interval": ("[", "]", ""),
    "exact": ("", "", "|"),
    "about": ("(", ")", "|"),
}
# the later ones are drawn over the earlier ones
RESULTS: dict[str, str] = {"vintage": "○", "statistics": "◆", "actual": "●"}


class Plot:
    """One scale, with zero on it, for all years of a series."""

    def __init__(self, drawn: Sequence[Point]) -> None:
        values = [value for one in drawn for value in (one.low, one.value, one.high)] or [Decimal(0)]
        self._low, self._high = min(*values, Decimal(0)), max(*values, Decimal(0))
        self._years: dict[int, list[Point]] = {}
        for one in drawn:
            self._years.setdefault(one.year, []).append(one)
        self.shapes = {one.shape for one in drawn}

    def _column(self, value: Decimal) -> int:
        span = self._high - self._low
        return int((value - self._low) / span * (WIDTH - 1) + Decimal("0.5")) if span else 0

    def line(self, year: int) -> Text:
        """The line of a year: a bar from zero to the result ●, earlier vintages ○, statistics ◆, targets above all."""
        cells = [" "] * WIDTH
        zero = self._column(Decimal(0))
        if self._low < 0:
            cells[zero] = "┊"
        here = self._years.get(year, [])
        results = {one.shape: self._column(one.value) for one in here if one.shape not in TARGETS}
        end = results.get("actual", results.get("statistics"))
        if end is not None:
            for column in range(min(zero, end), max(zero, end) + 1):
                cells[column] = "─"
        for one in sorted(here, key=lambda one: list(RESULTS).index(one.shape) if one.shape in RESULTS else -1):
            if one.shape in RESULTS:
                cells[self._column(one.value)] = RESULTS[one.shape]
        for one in here:
            if one.shape in TARGETS:
                self._set(cells, one)
        text = Text("".join(cells))
        for column, sign in enumerate(cells):
            text.stylize("red" if sign in "●○" else "bold" if sign in "[]()|" else "dim", column, column + 1)
        return text

    def _set(self, cells: list[str], one: Point) -> None:
        before, after, middle = SIGNS[one.shape]
        for sign, value, aside in ((before, one.low, -1), (after, one.high, 1), (middle, one.value, 0)):
            if not sign:
                continue
            column = self._column(value)
            # A result that stands in the very cell keeps it; the bracket goes beside it, to its open side.
            if cells[column] in "●◆" and 0 <= column + aside < WIDTH:
                column += aside
            if cells[column] not in "●◆":
                cells[column] = sign

    def key(self, language: Language) -> Text:
        """What the signs that occur mean."""
        signs = {"actual": "─●", "vintage": "○", "statistics": "◆", "floor": "[", "cap": "]", "interval": "[ ]"}
        signs |= {"exact": "|", "about": "(|)"}
        found = [f"{sign} {label('plot', shape, language)}" for shape, sign in signs.items() if shape in self.shapes]
        return Text("   ".join(found), style="dim")
