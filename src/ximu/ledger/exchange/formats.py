"""Which format a file has, and the writer or reader for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import BinaryIO, Literal, Protocol

from ximu.ledger.errors import ExchangeError, UsageError
from ximu.ledger.exchange import csv_table, jsonl
from ximu.ledger.exchange.whole_file import WholeFiles, writing_to
from ximu.ledger.reading import Record

RecordFormat = Literal["jsonl", "csv", "xlsx", "parquet"]

FORMAT_OF_SUFFIX: dict[str, RecordFormat] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "jsonl",
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".parquet": "parquet",
}


class RecordWriter(Protocol):
    """What every format offers: records in, then either `close` (complete) or `abandon` (given up)."""

    def write(self, records: Iterable[Record]) -> None:
        """Write records as they come."""

    def close(self) -> None:
        """Complete the output; the files themselves are moved by the WholeFiles they were opened with."""

    def abandon(self) -> None:
        """Let go of what an unfinished output holds besides its files."""


class StreamWriter:
    """JSON Lines or one CSV table into an open file."""

    def __init__(
        self, file: BinaryIO, form: Literal["jsonl", "csv"], kinds: Sequence[str], target: Path | None
    ) -> None:
        self._file, self._target = file, target
        with self._guard():
            if form == "csv" and target is not None:
                file.write(csv_table.BOM)
            self._table = csv_table.CsvTable(file, kinds) if form == "csv" else None

    def write(self, records: Iterable[Record]) -> None:
        """Write records and hand them on at once, so that a reader at the other end of a pipe need not wait."""
        with self._guard():
            if self._table is None:
                jsonl.write(records, self._file)
            else:
                self._table.write(records)
                self._table.flush()
            self._file.flush()

    def close(self) -> None:
        """Hand everything on; the file stays open for whoever opened it."""
        with self._guard():
            if self._table is not None:
                self._table.detach()
                self._table = None
            self._file.flush()

    def abandon(self) -> None:
        """Nothing to let go of."""

    def _guard(self) -> AbstractContextManager[None]:
        return writing_to(self._target or "standard output")


def record_writer(
    form: RecordFormat, target: Path | None, stdout: BinaryIO, kinds: Sequence[str], files: WholeFiles
) -> RecordWriter:
    """The writer of `form` for `target`: a file, a folder (CSV and Parquet: one file per kind), or None for `stdout`.

    Only records of `kinds` may be written. Raises UsageError when the format cannot go there, ExchangeError when the
    place refuses.
    """
    if target is None:
        if form == "xlsx" or form == "parquet":
            raise UsageError(f"{form} cannot be written to standard output", next_step="name a place with --out")
        return StreamWriter(stdout, form, kinds, None)
    folder = target.is_dir() or not (target.suffix or target.exists())
    if form == "parquet":
        from ximu.ledger.exchange.parquet import ParquetFiles

        if not folder and len(kinds) == 1:
            return ParquetFiles({kinds[0]: target}, files)
        return ParquetFiles.in_folder(target, files, kinds)
    if form == "csv" and folder:
        return csv_table.CsvFolder(target, files, kinds)
    if form == "xlsx":
        from ximu.ledger.exchange.xlsx import XlsxBook

        return XlsxBook(target, files.path(target), kinds)
    return StreamWriter(files.open(target), form, kinds, target)


def read_records(path: Path) -> Iterator[Record]:
    """The records in a JSON Lines, CSV or Parquet file, or in all such files of a folder, in the order of their names.

    Raises ExchangeError when a file cannot be read or holds something else.
    """
    if path.is_dir():
        for inside in sorted(path.iterdir()):
            if FORMAT_OF_SUFFIX.get(inside.suffix.lower()) in ("jsonl", "csv", "parquet"):
                yield from read_records(inside)
        return
    form = FORMAT_OF_SUFFIX.get(path.suffix.lower())
    if form is None or form == "xlsx":
        raise ExchangeError("is no file of records", where=str(path), next_step="give a .jsonl, .csv or .parquet file")
    if form == "parquet":
        from ximu.ledger.exchange import parquet

        yield from parquet.read(path)
        return
    try:
        file = path.open("rb")
    except OSError as error:
        raise ExchangeError(f"could not be read: {error.strerror}", where=str(path)) from error
    with file:
        yield from (jsonl.read(file, str(path)) if form == "jsonl" else csv_table.read(file, str(path)))
