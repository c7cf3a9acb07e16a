"""`ximu corpus`: any number of documents into Parquet, queried with SQL, loaded into the ledger."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ximu.cli.add import DATABASE_HELP, in_words, open_ledger
from ximu.cli.bar import bar
from ximu.cli.failures import Failures, one_file
from ximu.cli.main import OK, SOME_FAILED, say
from ximu.ledger.errors import UsageError, XimuError
from ximu.site.environment import value

if TYPE_CHECKING:
    from ximu.ledger.reading import Reading
    from ximu.scale.corpus.run import Manifest, Progress

_CLUSTER = "XIMU_CLUSTER"
_LINE_EVERY = 30.0  # seconds between lines of progress where there is no terminal


@click.group()
def corpus() -> None:
    """Read tens of thousands of reports, query what they say, load it into the ledger.

    A run can be killed at any moment and started again: what is done stays, nothing is there twice.
    """
    try:
        import pyarrow  # noqa: F401 asked for here, so that its absence is one clear line
    except ModuleNotFoundError as missing:
        raise UsageError("corpus runs need pyarrow", next_step="pip install 'ximu[corpus]'", code="U002") from missing


@corpus.command()
@click.argument("addresses", nargs=-1, required=True, metavar="IN…")
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option("--workers", type=click.IntRange(1), help="Processes on this machine. [one a core]")
@click.option("--cluster", metavar="ADDRESS", help=f"A Dask scheduler, as tcp://host:8786. [{_CLUSTER}]")
def read(addresses: tuple[str, ...], out: Path, workers: int | None, cluster: str | None) -> int:
    """Read every document of IN into Parquet tables below OUT.

    IN is a folder, a file, a ZIP or TAR archive, a Parquet table with a column of texts, or an address of object
    storage (s3://bucket/folder). OUT gets one folder a table (report, measure, commitment …), `document` with every
    text and `refused` with every document that could not be read and why; manifest.json says which files count.

    Exit status: 0 the run is complete (refused documents stand in their table), 1 some part is missing: run again.
    """
    from ximu.scale.corpus.engines import engine
    from ximu.scale.corpus.run import read_corpus

    fail = Failures()
    chosen = engine(workers, cluster or value(_CLUSTER))
    with _progress() as tell:
        manifest = read_corpus(addresses, out, chosen, fail, tell)
    click.echo(_summary(manifest, out))
    return fail.status if manifest.complete else SOME_FAILED


def _summary(manifest: Manifest, out: Path) -> str:
    rows = manifest.rows
    return (
        f"{out}: {rows['document']:,} documents, {rows['report']:,} reports, {rows['measure']:,} measures, "
        f"{rows['commitment']:,} commitments; {rows['refused']:,} refused, {len(manifest.same):,} the same as another"
    )


@corpus.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.argument("sql")
@click.option("--format", "form", type=click.Choice(["table", "csv", "jsonl"]), help="[table on a terminal, else csv]")
def query(out: Path, sql: str, form: str | None) -> int:
    """Answer a question about a run in SQL (DuckDB).

    \b
    Example: ximu corpus query OUT "select indicator_id, count(*) n from measure
             group by 1 order by n desc limit 10"
    """
    import duckdb

    from ximu.scale.corpus.query import tables

    with tables(out) as connection:
        try:
            found = connection.execute(sql)
            names = [column[0] for column in found.description or ()]
            _write(found, names, form or ("table" if sys.stdout.isatty() else "csv"))
        except duckdb.Error as error:
            raise UsageError(" ".join(str(error).split()), where="SQL", next_step="ximu corpus query --help") from error
    return OK


def _write(found: Any, names: list[str], form: str) -> None:
    if form == "table":
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(*names, box=None, pad_edge=False)
        for row in found.fetchmany(1_000):
            table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
        Console().print(table)
        if found.fetchone() is not None:
            say("only the first 1,000 rows are shown; --format csv writes all")
        return
    import csv

    import msgspec

    from ximu.ledger.exchange.cells import guarded

    writer = csv.writer(sys.stdout)
    if form == "csv":
        writer.writerow(names)
    while rows := found.fetchmany(1_000):
        for row in rows:
            if form == "csv":
                writer.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
            else:
                click.echo(msgspec.json.encode(dict(zip(names, row, strict=True))))


@corpus.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option("--database", metavar="ADDRESS", help=DATABASE_HELP)
def load(out: Path, database: str | None) -> int:
    """Put the readings of a run into the ledger, without reading the documents again.

    The documents themselves must still lie where the run found them: the ledger keeps their bytes. Targets are linked
    with their outcomes at the end.
    """
    from ximu.cli.relink import link_ledger
    from ximu.scale.corpus.run import manifest_of

    manifest = manifest_of(out)
    open_ledger(database)
    fail = Failures()
    from ximu.store.save import known_source, save_reading

    for reading, data in _held(out, manifest, fail):
        with one_file(reading.source, fail):
            result = known_source(reading.sha256) or save_reading(reading, data)
            click.echo(f"{reading.source}: {in_words(result)}")
    link_ledger()
    return fail.status


def _held(out: Path, manifest: Manifest, fail: Callable[[XimuError], None]) -> Iterator[tuple[Reading, bytes]]:
    """The readings of a run, shard by shard, with the bytes they were read from."""
    from ximu.cli.given import assembled
    from ximu.ledger.exchange import parquet
    from ximu.ledger.exchange.kinds import KINDS
    from ximu.ledger.reading import Reading
    from ximu.scale.corpus.documents import Listed, fetched
    from ximu.scale.corpus.shard import DOCUMENT, path_of, rows_of

    for shard in manifest.shards:
        said: dict[str, list[Any]] = {}
        for kind in KINDS:
            for record in parquet.read(path_of(out, kind, shard.id)):
                said.setdefault(record.source, []).append(record)
        rows = {row["source"]: row for row in rows_of(out, DOCUMENT, shard.id)}
        wanted = [
            Listed(row["source"], row["sha256"], row["size"], row["holder"], row["member"]) for row in rows.values()
        ]
        for document, data in fetched(wanted):
            if isinstance(data, XimuError):
                fail(data)
                continue
            row = rows[document.name]
            yield (
                Reading(
                    source=document.name,
                    text=row["text"],
                    sha256=document.sha256,
                    encoding=row["encoding"],
                    format=row["format"],
                    reports=tuple(assembled(said.get(document.name, ()))),
                ),
                data,
            )


@contextmanager
def _progress() -> Iterator[Callable[[Progress], None]]:
    """A bar with rate and estimate on a terminal; elsewhere a line now and then."""
    begun = last = time.monotonic()

    def rate(now: Progress) -> float:
        return (now.documents - now.known) / max(time.monotonic() - begun, 1e-6)

    def line(now: Progress) -> None:
        nonlocal last
        if time.monotonic() - last >= _LINE_EVERY:
            last = time.monotonic()
            left = (now.all_documents - now.documents) / rate(now) if rate(now) else 0
            say(f"{now.documents:,} of {now.all_documents:,} documents, {rate(now):.0f} a second, {left:.0f} s left")

    with bar() as tell:
        if tell is None:
            yield line
        else:
            yield lambda now: tell(now.documents, now.all_documents, f"{rate(now):.0f} documents a second")
