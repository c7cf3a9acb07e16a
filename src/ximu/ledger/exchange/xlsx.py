"""XLSX for people: one sheet per kind, written row by row, text never taken for a formula; not meant to be read back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from ximu.ledger.errors import ExchangeError
from ximu.ledger.exchange.cells import kind_of, nested
from ximu.ledger.exchange.kinds import Column, columns, plain
from ximu.ledger.exchange.whole_file import writing_to
from ximu.ledger.reading import Record

MOST_ROWS = 1_048_576
LONGEST_CELL = 32_767
TEXT_IS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
# The same records give the same bytes, whenever they are written.
WRITTEN_AT = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)


class XlsxBook:
    """A workbook with one sheet per kind; a sheet that is full goes on in `kind 2`."""

    def __init__(self, target: Path, beside: Path, kinds: Sequence[str]) -> None:
        self._target = target
        with writing_to(target):
            # Rows wait in files until the book is put together; they lie where the book will, not on another disk.
            self._parts = TemporaryDirectory(dir=beside.parent, prefix=".", suffix=".tmp", ignore_cleanup_errors=True)
            self._book = xlsxwriter.Workbook(
                str(beside), TEXT_IS_TEXT | {"constant_memory": True, "tmpdir": self._parts.name}
            )
            self._book.set_properties({"created": WRITTEN_AT})
            self._bold = self._book.add_format({"bold": True})
            self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
            self._sheets: dict[str, Any] = {}
            self._next_row: dict[str, int] = {}
            self._part: dict[str, int] = {}
            for kind in kinds:
                self._new_sheet(kind)

    def write(self, records: Iterable[Record]) -> None:
        """Write each record to the sheet of its kind."""
        with writing_to(self._target):
            for record in records:
                kind = kind_of(record)
                if self._next_row[kind] >= MOST_ROWS:
                    self._new_sheet(kind)
                for index, column in enumerate(columns(kind)):
                    self._write_cell(
                        self._sheets[kind], self._next_row[kind], index, column, getattr(record, column.name)
                    )
                self._next_row[kind] += 1

    def close(self) -> None:
        """Put the workbook together."""
        try:
            with writing_to(self._target):
                self._book.close()
        except XlsxWriterException as error:
            raise ExchangeError(
                f"could not be written: {error}", where=str(self._target), next_step="choose another --out"
            ) from error
        finally:
            self._parts.cleanup()

    def abandon(self) -> None:
        """Let go of the row files of an unfinished workbook."""
        for sheet in self._book.worksheets():
            with suppress(OSError):
                sheet.row_data_fh.close()
        self._parts.cleanup()

    def _new_sheet(self, kind: str) -> None:
        self._part[kind] = self._part.get(kind, 0) + 1
        name = kind if self._part[kind] == 1 else f"{kind} {self._part[kind]}"
        sheet = self._sheets[kind] = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for index, column in enumerate(columns(kind)):
            width = {"as_written": 40, "sentence": 40, "indicator": 28, "title": 40}.get(column.name, 14)
            sheet.set_column(index, index, width)
            sheet.write_string(0, index, column.name, self._bold)
        self._next_row[kind] = 1

    def _write_cell(self, sheet: Any, row: int, index: int, column: Column, value: Any) -> None:
        if value is None:
            return
        match column.shape:
            case "integer" | "real":
                sheet.write_number(row, index, value)
            case "flag":
                sheet.write_boolean(row, index, value)
            case "date":
                sheet.write_datetime(row, index, value, self._day)
            case "decimal" if Decimal(repr(float(value))) == value:
                sheet.write_number(row, index, float(value))
            case "decimal":
                # A number that a spreadsheet would round stays text, digit for digit.
                sheet.write_string(row, index, plain(value))
            case "nested":
                sheet.write_string(row, index, fitting(nested(value)))
            case _:
                sheet.write_string(row, index, fitting(value))


def fitting(text: str) -> str:
    """The text, or as much of it as a cell holds with a note that it goes on."""
    if len(text.encode("utf-16-le")) // 2 <= LONGEST_CELL:
        return text
    note = f" … [{len(text)} characters; whole in JSON Lines]"
    return text[: LONGEST_CELL // 2 - len(note)] + note
