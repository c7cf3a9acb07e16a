"""`ximu publish`: the public site as files."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from ximu.cli.add import DATABASE_HELP, open_ledger
from ximu.cli.main import OK


@click.command()
@click.argument("out", type=click.Path(path_type=Path), metavar="OUT")
@click.option("--database", metavar="ADDRESS", help=DATABASE_HELP)
def publish(out: Path, database: str | None) -> int:
    """Write the whole public site as files that any web server can host.

    Every page in both languages, its JSON, charts, feeds, sources, and the lists of the ledger as CSV; dated, with
    checksums (sha256sum --check SHA256SUMS). An earlier snapshot in OUT is replaced when the new one is complete.

    Example: ximu publish snapshot/

    Exit status: 0 the snapshot is complete, 1 nothing was written.
    """
    open_ledger(database)
    from ximu.site.snapshot.publish import publish as write

    with _progress() as step:
        made = write(out, step)
    click.echo(f"{out}: {made.files:,} files, {made.bytes / 1e6:.1f} MB, {made.made_at:%Y-%m-%d %H:%M} UTC")
    return OK


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal; the number of addresses grows while links are found."""
    if not sys.stderr.isatty():
        yield lambda done, known: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress

    with Progress(BarColumn(), MofNCompleteColumn(), console=Console(stderr=True), transient=True) as shown:
        task = shown.add_task("", total=None)
        yield lambda done, known: shown.update(task, completed=done, total=known)
