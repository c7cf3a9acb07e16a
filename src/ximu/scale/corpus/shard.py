"""One shard: its documents read, written as Parquet, made known by one small file that appears last.

The outcome depends on nothing but the shard, so two workers on the same shard write the same bytes, and a worker that
is killed at any moment leaves nothing that counts.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa
from pyarrow import parquet as pq

from ximu.ledger.errors import IntakeError, XimuError
from ximu.ledger.exchange.kinds import KINDS
from ximu.ledger.exchange.parquet import ParquetFiles
from ximu.ledger.exchange.whole_file import WholeFiles, sha256_of, writing_to
from ximu.ledger.reading import Reading
from ximu.read.intake import read_bytes
from ximu.read.pipeline import read_document
from ximu.scale.corpus.documents import Listed, fetched
from ximu.scale.corpus.plan import Shard

DONE = "done"
DOCUMENT, REFUSED = "document", "refused"
TABLES = (*KINDS, DOCUMENT, REFUSED)
_SCHEMAS = {
    DOCUMENT: pa.schema(
        [
            pa.field("source", pa.string(), nullable=False),
            pa.field("sha256", pa.string(), nullable=False),
            pa.field("size", pa.int64(), nullable=False),
            pa.field("format", pa.string(), nullable=False),
            pa.field("encoding", pa.string(), nullable=False),
            pa.field("reports", pa.int64(), nullable=False),
            pa.field("holder", pa.string(), nullable=False),  # address of the file it lies in, and its place there
            pa.field("member", pa.string(), nullable=False),
            pa.field("text", pa.string(), nullable=False),
        ]
    ),
    REFUSED: pa.schema(
        [
            pa.field("source", pa.string(), nullable=False),
            pa.field("sha256", pa.string(), nullable=False),
            pa.field("size", pa.int64(), nullable=False),
            pa.field("code", pa.string(), nullable=False),
            pa.field("what", pa.string(), nullable=False),
            pa.field("next_step", pa.string(), nullable=False),
        ]
    ),
}


class Outcome(msgspec.Struct, frozen=True):
    """What a finished shard wrote: rows of each table, and the SHA-256 of each file."""

    id: str
    documents: int
    bytes: int
    rows: dict[str, int]
    files: dict[str, str]


def path_of(out: Path, table: str, shard: str) -> Path:
    """Where a shard's rows of a table lie."""
    return out / table / f"{shard}.parquet"


def outcome_of(out: Path, shard: str) -> Outcome | None:
    """What the shard wrote, or None when it is not finished. A broken note counts as unfinished."""
    try:
        return msgspec.json.decode((out / DONE / f"{shard}.json").read_bytes(), type=Outcome)
    except (OSError, msgspec.DecodeError):
        return None


def read_shard(shard: Shard, out: Path) -> Outcome:
    """Read the documents of a shard and write its tables. Raises ExchangeError when they cannot be written."""
    rows: Counter[str] = Counter()
    known: list[dict[str, Any]] = []
    refused: list[dict[str, Any]] = []
    targets = {table: path_of(out, table, shard.id) for table in TABLES}
    with WholeFiles() as files:
        records = ParquetFiles({kind: targets[kind] for kind in KINDS}, files)
        try:
            for document, reading in _readings(shard):
                if isinstance(reading, XimuError):
                    refused.append(_refused(document, reading))
                    continue
                known.append(_known(document, reading))
                for report in reading.reports:
                    records.write(_counted(report.records(all_numbers=True), rows))
            records.close()
        except BaseException:
            records.abandon()
            raise
        for table, found in ((DOCUMENT, known), (REFUSED, refused)):
            rows[table] = len(found)
            with writing_to(targets[table]):
                pq.write_table(
                    pa.Table.from_pylist(found, schema=_SCHEMAS[table]), files.path(targets[table]), compression="zstd"
                )
    return _note(shard, out, rows, targets)


def _readings(shard: Shard) -> Iterator[tuple[Listed, Reading | XimuError]]:
    for document, data in fetched(shard.documents):
        if isinstance(data, XimuError):
            yield document, data
            continue
        try:
            yield document, read_document(read_bytes(data, document.name))
        except IntakeError as error:
            yield document, error
        except Exception as error:
            # A mistake of ours must not cost the others of a night's run: it stands in the table with its kind.
            yield document, XimuError(f"the reader failed ({type(error).__name__})", where=document.name, code="X001")


def _counted(records: Iterable[Any], rows: Counter[str]) -> Iterator[Any]:
    for record in records:
        rows[record.__struct_config__.tag] += 1
        yield record


def _known(document: Listed, reading: Reading) -> dict[str, Any]:
    return {
        "source": document.name,
        "sha256": document.sha256,
        "size": document.size,
        "format": reading.format,
        "encoding": reading.encoding,
        "reports": len(reading.reports),
        "holder": document.holder,
        "member": document.member,
        "text": reading.text,
    }


def _refused(document: Listed, error: XimuError) -> dict[str, Any]:
    return {
        "source": document.name,
        "sha256": document.sha256,
        "size": document.size,
        "code": error.code,
        "what": error.what,
        "next_step": error.next_step,
    }


def _note(shard: Shard, out: Path, rows: Counter[str], targets: dict[str, Path]) -> Outcome:
    """Make the shard count: its note appears in one step after all its files are in their places."""
    outcome = Outcome(
        id=shard.id,
        documents=len(shard.documents),
        bytes=sum(one.size for one in shard.documents),
        rows={table: rows[table] for table in TABLES},
        files={table: sha256_of(path) for table, path in targets.items()},
    )
    note = out / DONE / f"{shard.id}.json"
    with writing_to(note):
        note.parent.mkdir(parents=True, exist_ok=True)
        beside = note.with_name(f".{note.name}.{os.getpid()}.tmp")
        beside.write_bytes(msgspec.json.encode(outcome))
        beside.replace(note)
    return outcome


def rows_of(out: Path, table: str, shard: str) -> list[dict[str, Any]]:
    """The rows of one of the two tables that are not records: `document`, `refused`."""
    rows: list[dict[str, Any]] = pq.read_table(path_of(out, table, shard)).to_pylist()
    return rows
