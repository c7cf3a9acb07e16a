"""SQL over the output of a corpus run, by DuckDB, offline."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ximu.ledger.errors import UsageError
from ximu.scale.corpus.run import Manifest, manifest_of, parts
from ximu.scale.corpus.shard import TABLES


@contextmanager
def tables(out: Path) -> Iterator[Any]:
    """A DuckDB connection with one view a table: `report`, `measure`, `commitment`, … `document`, `refused`.

    It reads nothing but the files of the run and fetches nothing from anywhere. Raises UsageError when DuckDB is
    missing or no run has ended in the folder.
    """
    try:
        import duckdb
    except ModuleNotFoundError as missing:
        raise UsageError("queries need DuckDB", next_step="pip install 'ximu[corpus]'", code="U002") from missing
    manifest = manifest_of(out)
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"})
    folder = str(out.resolve()).replace("'", "''")
    connection.execute(f"SET allowed_directories = ['{folder}']; SET enable_external_access = false")
    try:
        for table in TABLES:
            _view(connection, out, manifest, table)
        yield connection
    finally:
        connection.close()


def _view(connection: Any, out: Path, manifest: Manifest, table: str) -> None:
    files = [str(path) for path in parts(out.resolve(), manifest, table)]
    if files:
        connection.read_parquet(files).create_view(table)
