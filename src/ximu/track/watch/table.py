"""Rows of figures from a form, a CSV table or JSON: each a checked row, or one line that says what is wrong with it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import Any, Literal, NamedTuple

from ximu.ledger.errors import TrackError
from ximu.terms.load import indicators
from ximu.track.rules.periods import period_days
from ximu.track.watch.rules import WatchedSeries
from ximu.track.watch.series import series_of, watched_series

# A column by any of its names; the first one is that of the documentation and of JSON.
COLUMNS: dict[str, tuple[str, ...]] = {
    "series": ("series", "指标"),
    "period": ("period", "时期"),
    "value": ("value", "数值"),
    "part": ("part", "分子"),
    "whole": ("whole", "分母"),
    "unit": ("unit", "单位"),
    "spot": ("spot", "点位"),
    "source_url": ("source_url", "来源"),
    "published_on": ("published_on", "公布日期"),
    "note": ("note", "说明"),
}
MOST_ROWS = 5000
_BIGGEST = Decimal(10) ** 11
_HUNDRED = Decimal(100)


WrongKind = Literal[
    "no_series", "no_period", "unit", "together", "part_of_whole", "not_the_share", "missing", "no_share", "no_number",
    "too_big", "no_day", "no_address", "too_long", "too_many", "no_object", "no_column", "no_text", "no_grade",
]  # fmt: skip


class WrongFigure(TrackError):
    """A row that cannot be kept; `kind` and `given` say why for a page, `row` is its line or number, 0 for the whole."""

    code = "W076"

    def __init__(
        self, kind: WrongKind, what: str, next_step: str, *, given: str = "", where: str = "", row: int = 0
    ) -> None:
        super().__init__(what, where=where, next_step=next_step)
        self.kind, self.given, self.row = kind, given, row


class NewObservation(NamedTuple):
    """A checked figure, ready to be kept."""

    series: WatchedSeries
    period: str
    until: date
    value: Decimal
    part: Decimal | None = None
    whole: Decimal | None = None
    spot_zh: str = ""
    source_url: str = ""
    published_on: date | None = None
    note_zh: str = ""


def read_table(data: bytes, name: str) -> Iterator[NewObservation | WrongFigure]:
    """The rows of a CSV table in UTF-8 or GB18030: each a figure, or the error that names its line.

    Raises TrackError W076 when the table as a whole cannot be used.
    """
    rows = csv.DictReader(StringIO(_text(data, name), newline=""), restval="")
    known = {alias: column for column, aliases in COLUMNS.items() for alias in aliases}
    heads = [known.get(head.strip(), "") for head in rows.fieldnames or ()]
    if missing := {"series", "period"} - set(heads):
        names = ", ".join(sorted(missing))
        raise WrongFigure(
            "no_column", f"no column {names}", f"the table needs {', '.join(COLUMNS)}", given=names, where=name
        )
    rows.fieldnames = heads
    for number, row in enumerate(rows, 1):
        if number > MOST_ROWS:
            yield WrongFigure(
                "too_many", f"more than {MOST_ROWS} rows", "cut the table in pieces", given=str(MOST_ROWS), where=name
            )
            return
        cells = {key: (value or "").strip() for key, value in row.items() if key and isinstance(value, str)}
        if any(cells.values()):
            yield checked(cells, f"{name}: line {rows.line_num}", rows.line_num)


def read_rows(rows: Any, name: str) -> Iterator[NewObservation | WrongFigure]:
    """The same for a list of objects, as JSON gives them. Raises TrackError W076 when it is no list."""
    if not isinstance(rows, list) or len(rows) > MOST_ROWS:
        raise WrongFigure("no_object", f"no list of at most {MOST_ROWS} rows", 'send {"rows": [{…}, …]}', where=name)
    for number, row in enumerate(rows, 1):
        where = f"{name}: row {number}"
        if not isinstance(row, dict) or not all(isinstance(value, str | int | float | None) for value in row.values()):
            yield WrongFigure(
                "no_object",
                "no object of texts and numbers",
                "send one object for each figure",
                where=where,
                row=number,
            )
        elif unknown := sorted(set(row) - set(COLUMNS)):
            yield WrongFigure(
                "no_column",
                f"{unknown[0]!r} is no column",
                f"use {', '.join(COLUMNS)}",
                given=unknown[0],
                where=where,
                row=number,
            )
        else:
            yield checked(
                {key: "" if value is None else str(value).strip() for key, value in row.items()}, where, number
            )


def checked(cells: Mapping[str, str], where: str, row: int = 0) -> NewObservation | WrongFigure:
    """One row; what is wrong with it names the column."""
    try:
        series = series_named(cells.get("series", ""))
        first, until = period_days(cells.get("period", ""))
        del first
        part, whole = _number(cells, "part"), _number(cells, "whole")
        return NewObservation(
            series=series, period=cells["period"], until=until,
            value=_value(series, cells, part, whole), part=part, whole=whole, spot_zh=_short(cells, "spot", 80),
            source_url=_address(cells), published_on=_day(cells), note_zh=_short(cells, "note", 200),
        )  # fmt: skip
    except WrongFigure as wrong:
        return WrongFigure(wrong.kind, wrong.what, wrong.next_step, given=wrong.given, where=where, row=row)
    except TrackError as error:  # the series or the period
        kind: WrongKind = "no_period" if error.code == "W043" else "no_series"
        given = cells.get("period" if kind == "no_period" else "series", "")
        return WrongFigure(kind, error.what, error.next_step, given=given, where=where, row=row)


def series_named(name: str) -> WatchedSeries:
    """A series by its id or its Chinese name, or by a name of the catalogue. Raises TrackError W075."""
    for one in watched_series().values():
        if name in (one.id, one.zh):
            return one
    for known in indicators().values():
        if name == known.zh or name in known.aliases:
            return series_of(known.id)
    return series_of(name)


def _value(series: WatchedSeries, cells: Mapping[str, str], part: Decimal | None, whole: Decimal | None) -> Decimal:
    unit = cells.get("unit", "")
    if unit and unit != series.unit:
        raise WrongFigure(
            "unit", f"unit: {unit!r} is not {series.unit!r}", f"give the value in {series.unit}", given=unit
        )
    if series.grades:
        return _grade(series, cells)
    value = _number(cells, "value")
    if (part is None) != (whole is None):
        raise WrongFigure("together", "part and whole go together", "give both or none")
    if part is not None and whole is not None:
        if whole <= 0 or not 0 <= part <= whole:
            raise WrongFigure(
                "part_of_whole",
                f"part {part} of whole {whole}",
                "a part is from 0 to the whole, the whole above 0",
                given=f"{part} ÷ {whole}",
            )
        share = (part * _HUNDRED / whole).quantize(Decimal("0.0001"))
        if value is None and series.unit == "%":
            return share
        if value is not None and series.unit == "%" and abs(value - share) > _rounding(value):
            raise WrongFigure(
                "not_the_share",
                f"value: {value} is not {part} ÷ {whole} = {share:.2f}",
                "correct one of the three",
                given=f"{value} ≠ {part} ÷ {whole}",
            )
    if value is None:
        raise WrongFigure("missing", "value: is missing", "give the value, or part and whole of a share")
    if series.unit == "%" and series.direction == "up" and not 0 <= value <= _HUNDRED:
        raise WrongFigure("no_share", f"value: {value} is no share", "a share is from 0 to 100", given=str(value))
    return value


def _grade(series: WatchedSeries, cells: Mapping[str, str]) -> Decimal:
    """The number of the grade that is written, from 1 for the best."""
    text = cells.get("value", "")
    for number, one in enumerate(series.grades, 1):
        if text in (one.zh, one.en, *one.also):
            return Decimal(number)
    names = "、".join(one.zh for one in series.grades)
    raise WrongFigure("no_grade", f"value: {text!r} is no grade", f"write one of {names}", given=text)


def _rounding(value: Decimal) -> Decimal:
    """Half of the last digit that the value is written with: 85.7 may stand for 85.65 to 85.75."""
    exponent = value.as_tuple().exponent
    return Decimal(1).scaleb(exponent if isinstance(exponent, int) else 0) / 2


def _number(cells: Mapping[str, str], name: str) -> Decimal | None:
    text = cells.get(name, "").replace(",", "").replace("，", "")
    if not text:
        return None
    try:
        value = Decimal(text.removesuffix("%"))
    except InvalidOperation:
        raise WrongFigure("no_number", f"{name}: {text!r} is no number", "write digits", given=text) from None
    exponent = value.as_tuple().exponent
    if not value.is_finite() or abs(value) >= _BIGGEST or (isinstance(exponent, int) and exponent < -4):
        raise WrongFigure(
            "too_big", f"{name}: {text} cannot be kept", "at most 11 digits before the point and 4 after it", given=text
        )
    return value


def _day(cells: Mapping[str, str]) -> date | None:
    text = cells.get("published_on", "")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise WrongFigure(
            "no_day", f"published_on: {text!r} is no day", "write it like 2026-01-31", given=text
        ) from None


def _address(cells: Mapping[str, str]) -> str:
    text = cells.get("source_url", "")
    if text and (not text.startswith(("http://", "https://")) or len(text) > 500 or any(c.isspace() for c in text)):
        raise WrongFigure(
            "no_address",
            f"source_url: {text[:40]!r} is no web address",
            "begin with https://, or leave it empty",
            given=text[:40],
        )
    return text


def _short(cells: Mapping[str, str], name: str, longest: int) -> str:
    text = "".join(char for char in cells.get(name, "") if char.isprintable()).strip()
    if len(text) > longest:
        raise WrongFigure("too_long", f"{name}: longer than {longest} characters", "shorten it", given=text[:20])
    return text


def _text(data: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise WrongFigure("no_text", "is neither UTF-8 nor GB18030", "save the table as CSV in UTF-8", where=name)
