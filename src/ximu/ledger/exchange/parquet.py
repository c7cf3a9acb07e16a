"""Parquet for analysis: one file per kind, lists and records nested, numbers twice (exact as text, and as float).

A decimal column would need one scale for all numbers of all reports; text keeps every number exact, and `low_float`,
`high_float` beside it are for arithmetic. Dates are dates, lists are lists, `unknown` is a map.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import msgspec
from msgspec.structs import fields

from ximu.ledger.errors import ExchangeError, UsageError
from ximu.ledger.exchange.cells import kind_of
from ximu.ledger.exchange.kinds import KINDS, columns, plain, without_none
from ximu.ledger.exchange.whole_file import WholeFiles, writing_to
from ximu.ledger.reading import Record

try:
    import pyarrow as pa
    from pyarrow import parquet as pq
except ModuleNotFoundError as missing:
    raise UsageError("Parquet needs pyarrow", next_step="pip install 'ximu[corpus]'", code="U002") from missing

ROWS_A_GROUP = 16_384
# Rows wait as Python values only until there are so many; in Arrow's columns they take a tenth of the room.
ROWS_A_BATCH = 512
FLOAT = "_float"


@cache
def schema(kind: str) -> Any:
    """The Arrow schema of a kind: `kind`, then the fields of the record; each decimal is followed by its float."""
    found = [pa.field("kind", pa.string(), nullable=False)]
    for column in columns(kind):
        found.append(_field(column.name, column.annotation))
        if column.shape == "decimal":
            found.append(pa.field(column.name + FLOAT, pa.float64(), nullable=False))
    return pa.schema(found)


def _field(name: str, annotation: Any) -> Any:
    bare, optional = without_none(annotation)
    return pa.field(name, _arrow_type(bare), nullable=optional)


def _arrow_type(annotation: Any) -> Any:
    simple = {
        str: pa.string(),
        int: pa.int64(),
        float: pa.float64(),
        bool: pa.bool_(),
        date: pa.date32(),
        Decimal: pa.string(),
    }
    if annotation in simple:
        return simple[annotation]
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return pa.string()
    if origin is tuple:
        return pa.list_(_field("item", inner[0]))
    if origin is dict:
        return pa.map_(_arrow_type(inner[0]), _arrow_type(inner[1]))
    return pa.struct([_field(field.encode_name, field.type) for field in fields(annotation)])


class ParquetFiles:
    """Writes each kind to a file of its own, a group of rows at a time."""

    def __init__(self, paths: dict[str, Path], files: WholeFiles) -> None:
        self._paths = paths
        self._rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in paths}
        self._batches: dict[str, list[Any]] = {kind: [] for kind in paths}
        self._writers: dict[str, Any] = {}
        for kind, path in paths.items():
            beside = files.path(path)
            with writing_to(path):
                self._writers[kind] = pq.ParquetWriter(beside, schema(kind), compression="zstd")

    @classmethod
    def in_folder(cls, folder: Path, files: WholeFiles, kinds: Sequence[str]) -> ParquetFiles:
        """`measure.parquet`, `commitment.parquet` … in one folder."""
        return cls({kind: folder / f"{kind}.parquet" for kind in kinds}, files)

    def write(self, records: Iterable[Record]) -> None:
        """Collect records; a full group is written."""
        for record in records:
            kind = kind_of(record)
            rows = self._rows[kind]
            rows.append(_row(kind, record))
            if len(rows) >= ROWS_A_BATCH:
                self._pack(kind)
                if len(self._batches[kind]) >= ROWS_A_GROUP // ROWS_A_BATCH:
                    self._write_group(kind)

    def close(self) -> None:
        """Write what is left, and the ends of the files; also a kind without records has its file."""
        for kind, writer in self._writers.items():
            self._write_group(kind)
            with writing_to(self._paths[kind]):
                writer.close()

    def abandon(self) -> None:
        """Let go of unfinished files."""
        for writer in self._writers.values():
            with suppress(OSError, pa.ArrowException):
                writer.close()

    def _pack(self, kind: str) -> None:
        if rows := self._rows[kind]:
            self._batches[kind].append(pa.RecordBatch.from_pylist(rows, schema=schema(kind)))
            rows.clear()

    def _write_group(self, kind: str) -> None:
        self._pack(kind)
        if batches := self._batches[kind]:
            with writing_to(self._paths[kind]):
                self._writers[kind].write_table(pa.Table.from_batches(batches), row_group_size=ROWS_A_GROUP)
            batches.clear()


def _row(kind: str, record: Record) -> dict[str, Any]:
    row: dict[str, Any] = msgspec.to_builtins(record, builtin_types=(Decimal, date))
    for column in columns(kind):
        if column.shape == "decimal":
            value = row[column.name]
            row[column.name], row[column.name + FLOAT] = plain(value), float(value)
    return row


def read(path: Path) -> Iterator[Record]:
    """The records of one Parquet file. Raises ExchangeError when it is none of ours."""
    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(ROWS_A_BATCH):
                for row in batch.to_pylist(maps_as_pydicts="strict"):
                    kind = row["kind"]
                    for column in columns(kind):
                        if column.shape == "decimal":
                            row.pop(column.name + FLOAT, None)
                    yield msgspec.convert(row, KINDS[kind])
    except (pa.ArrowException, KeyError, msgspec.ValidationError) as error:
        raise ExchangeError(f"is no file of records: {error}", where=str(path)) from error
