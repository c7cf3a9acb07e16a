"""A table of cases, as another hotline gives it out: every row read, every error told, before anything is saved."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track.cases.content import NewCase, NewRequester, wrongs
from ximu.track.cases.models import Case
from ximu.track.cases.schemes import DEFAULT, schemes
from ximu.track.exchange.cells import CellError, date_of, text_of
from ximu.track.exchange.columns import plain
from ximu.track.exchange.read_table import RowError
from ximu.track.exchange.workbook import first_sheet
from ximu.track.models import Government
from ximu.track.rules.engine import value_of
from ximu.track.rules.playbook import Playbook

MOST_ROWS, _HEADER_WITHIN, _MOST_COLUMNS, _MOST_EMPTY = 20_000, 12, 100, 200


class CaseRow(NamedTuple):
    """A case of a table or a mail: the line or file it stands in, the day it came (None: today), whether it is known."""

    where: str
    case: NewCase
    on: date | None
    known: bool


class CaseTable(NamedTuple):
    """What was read: rows, all errors with line and header, headers that are not known."""

    rows: tuple[CaseRow, ...]
    errors: tuple[RowError, ...]
    unknown_headers: tuple[str, ...] = ()


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = tomllib.loads(
        (files("ximu.track.cases") / "columns.toml").read_text(encoding="utf-8")
    )
    return found


def read_case_table(data: bytes, government: Government, book: Playbook, *, year: int | None = None) -> CaseTable:
    """Read an XLSX table of cases; nothing is saved. A row whose number is known already is marked so and left alone.

    Raises TrackError W050 when it is no such file or has no column of what was asked; all else is an error of a row.
    """
    sheet = first_sheet(data)
    line, columns, unknown = _heading(sheet)
    rows: list[CaseRow] = []
    errors: list[RowError] = []
    reader = _Reader(book, year or timezone.localdate().year)
    seen: dict[str, int] = {}
    empty = 0
    for at in range(line + 1, sheet.max_row + 1):
        values = {name: sheet.cell(at, column).value for name, column in columns.items()}
        if not any(text_of(value) for value in values.values()):
            empty += 1
            if empty > _MOST_EMPTY:
                break
            continue
        empty = 0
        if len(rows) + len(errors) >= MOST_ROWS:
            errors.append(RowError(at, "", f"more than {MOST_ROWS} rows", "split the table"))
            break
        case, on, wrong = reader.read(at, values)
        errors += wrong
        if case is None or wrong:
            continue
        if case.outside_id and case.outside_id in seen:
            what = f"{case.outside_id} also stands in line {seen[case.outside_id]}"
            errors.append(RowError(at, "工单编号", what, "give each its own"))
            continue
        seen[case.outside_id] = at
        rows.append(CaseRow(str(at), case, on, False))
    if not rows and not errors:
        raise TrackError("the table has no rows", next_step="put the cases below the header", code="W050")
    return CaseTable(mark_known(rows, government), tuple(errors), unknown)


def mark_known(rows: list[CaseRow], government: Government) -> tuple[CaseRow, ...]:
    """The rows, those marked whose channel and number the government has already (one query)."""
    ids = [one.case.outside_id for one in rows if one.case.outside_id]
    kept = Case.objects.filter(item__government=government, outside_id__in=ids).values_list("channel", "outside_id")
    known = set(kept)
    return tuple(one._replace(known=(one.case.channel, one.case.outside_id) in known) for one in rows)


def _heading(sheet: Any) -> tuple[int, dict[str, int], tuple[str, ...]]:
    names = {plain(header): name for name, headers in _words()["columns"].items() for header in headers}
    best: tuple[int, dict[str, int], tuple[str, ...]] | None = None
    for line in range(1, min(sheet.max_row, _HEADER_WITHIN) + 1):
        columns: dict[str, int] = {}
        unknown = []
        for at in range(1, min(sheet.max_column, _MOST_COLUMNS) + 1):
            header = text_of(sheet.cell(line, at).value)
            if not header:
                continue
            name = names.get(plain(header))
            if name is None:
                unknown.append(header)
            else:
                columns.setdefault(name, at)
        if "words_zh" in columns and (best is None or len(columns) > len(best[1])):
            best = line, columns, tuple(unknown)
    if best is None:
        header = _words()["columns"]["words_zh"][0]
        raise TrackError(
            "no header of a table of cases", next_step=f"name the column of what was asked {header}", code="W050"
        )
    return best


class _Reader:
    """Reads one row after the other."""

    def __init__(self, book: Playbook, year: int) -> None:
        self._book, self._year = book, year
        self._categories = {
            plain(name): one.code for one in schemes()[DEFAULT].categories for name in (one.code, one.zh, one.en)
        }

    def read(self, line: int, values: Mapping[str, Any]) -> tuple[NewCase | None, date | None, list[RowError]]:
        """The case of a row, the day it came, and what is wrong with it."""
        errors: list[RowError] = []
        text = {name: text_of(value) for name, value in values.items()}
        found: dict[str, Any] = {}
        for name, take in (
            ("received_on", self._day), ("category", self._category), ("matter", self._matter),
            ("public_wanted", self._yes_no), ("latitude", self._degrees), ("longitude", self._degrees),
        ):  # fmt: skip
            try:
                found[name] = take(values.get(name))
            except CellError as error:
                errors.append(RowError(line, _header(name), error.what, error.todo))
                found[name] = None
        who = NewRequester(*(text.get(name, "") for name in NewRequester._fields))
        case = NewCase(
            words_zh=text.get("words_zh", ""), channel="table", title_zh=" ".join(text.get("title_zh", "").split()),
            playbook=self._book.id, category=found["category"] or "", requester=who, place_zh=text.get("place_zh", ""),
            latitude=found["latitude"], longitude=found["longitude"], public_wanted=found["public_wanted"],
            outside_id=text.get("outside_id", ""), fields={"matter": found["matter"]} if found["matter"] else {},
        )  # fmt: skip
        told = {one.column for one in errors}
        errors += [
            RowError(line, _header(one.field), one.what, "correct the cell")
            for one in wrongs(case)
            if _header(one.field) not in told
        ]
        return case, found["received_on"], errors

    def _day(self, value: Any) -> date | None:
        day, _ = date_of(str(value).split(" ")[0] if isinstance(value, str) else value, self._year)
        if day is not None and day > timezone.localdate():
            raise CellError(f"{day} is still to come", "correct the date")
        return day

    def _category(self, value: Any) -> str:
        text = text_of(value)
        if text and plain(text) not in self._categories:
            raise CellError(f"{text[:20]!r} is no category", "use a name or code of the scheme, or leave it empty")
        return self._categories.get(plain(text), "") if text else ""

    def _matter(self, value: Any) -> str | None:
        text = text_of(value)
        if not text:
            return None
        try:
            return str(value_of(self._book.field("matter"), text))
        except (KeyError, ValueError):
            raise CellError(f"{text[:20]!r} is no kind of matter", "use a choice of the playbook") from None

    def _yes_no(self, value: Any) -> bool | None:
        text = text_of(value).lower()
        if not text:
            return None
        if text in _words()["words"]["yes"] or text in _words()["words"]["no"]:
            return text in _words()["words"]["yes"]
        raise CellError(f"{text[:20]!r} is neither yes nor no", "write 是 or 否")

    def _degrees(self, value: Any) -> Decimal | None:
        text = text_of(value)
        if not text:
            return None
        try:
            number = Decimal(text)
        except InvalidOperation:
            raise CellError(f"{text[:20]!r} is no number", "write degrees as 27.83") from None
        if not number.is_finite():
            raise CellError(f"{text[:20]!r} is no number", "write degrees as 27.83")
        return round(number, 6)


def _header(name: str) -> str:
    return _words()["columns"].get(name, [name])[0]
