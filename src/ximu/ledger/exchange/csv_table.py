"""CSV: one table with a `kind` column, or one file per kind in a folder; safe to open in a spreadsheet, exact to read."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO

import msgspec

from ximu.ledger.errors import ExchangeError
from ximu.ledger.exchange.cells import from_cells, header, kind_of, to_cells
from ximu.ledger.exchange.kinds import KINDS
from ximu.ledger.exchange.whole_file import WholeFiles, writing_to
from ximu.ledger.reading import Record

# Spreadsheet programs take a file without this mark for the system's old encoding.
BOM = b"\xef\xbb\xbf"
# A report with many repairs fills a cell beyond the 128 KiB that the csv module allows by itself.
_LONGEST_CELL = 2**31 - 1


class CsvTable:
    """One CSV table; its columns are those of all `kinds`, and a cell that a kind does not have stays empty."""

    def __init__(self, file: BinaryIO, kinds: Sequence[str]) -> None:
        self._text = TextIOWrapper(file, encoding="utf-8", newline="", write_through=False)
        columns = header(kinds)
        self._rows = csv.DictWriter(self._text, columns, restval="", lineterminator="\r\n")
        self._rows.writeheader()

    def write(self, records: Iterable[Record]) -> None:
        """Write records as they come."""
        self._rows.writerows(to_cells(record) for record in records)

    def flush(self) -> None:
        """Hand everything to the file."""
        self._text.flush()

    def detach(self) -> None:
        """Hand everything to the file and leave the file open."""
        self._text.detach()


class CsvFolder:
    """A folder with one CSV file per kind: `measure.csv`, `commitment.csv` …"""

    def __init__(self, folder: Path, files: WholeFiles, kinds: Sequence[str]) -> None:
        self._paths = {kind: folder / f"{kind}.csv" for kind in kinds}
        self._tables: dict[str, CsvTable] = {}
        for kind, path in self._paths.items():
            file = files.open(path)
            with writing_to(path):
                file.write(BOM)
                self._tables[kind] = CsvTable(file, [kind])

    def write(self, records: Iterable[Record]) -> None:
        """Write each record to the file of its kind."""
        for record in records:
            kind = kind_of(record)
            with writing_to(self._paths[kind]):
                self._tables[kind].write([record])

    def close(self) -> None:
        """Hand everything to the files."""
        for kind, table in self._tables.items():
            with writing_to(self._paths[kind]):
                table.flush()

    def abandon(self) -> None:
        """Nothing to let go of besides the files."""


def read(file: BinaryIO, where: str = "") -> Iterator[Record]:
    """The records of a CSV table. Raises ExchangeError that names the line."""
    csv.field_size_limit(_LONGEST_CELL)
    rows = csv.DictReader(TextIOWrapper(file, encoding="utf-8-sig", newline=""), strict=True, restval="")
    try:
        for row in rows:
            if row["kind"] not in KINDS:
                raise KeyError(row["kind"])
            yield from_cells(row)
    except (csv.Error, KeyError, ValueError, ArithmeticError, msgspec.DecodeError) as error:
        raise ExchangeError(
            f"line {rows.line_num} is no record: {error!r}", where=where, next_step="write the table again"
        ) from error
