"""`ximu relink`: links, promises and findings of the ledger made again, after rules or statistics have changed."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from ximu.cli.add import DATABASE_HELP, open_ledger
from ximu.cli.main import OK


@click.command()
@click.option("--changed", is_flag=True, help="Only the places whose reports or statistics have changed.")
@click.option("--database", metavar="ADDRESS", help=DATABASE_HELP)
def relink(changed: bool, database: str | None) -> int:
    """Link all reports of the ledger again and say how much was found.

    `ximu add` and `ximu up` link what has changed by themselves; this is for after an update of ximu, whose rules may
    judge otherwise. Nobody has to stop reading the site meanwhile: each place is written as a whole.

    Exit status: 0 done, 1 the database cannot be used, 2 wrong usage.
    """
    open_ledger(database)
    click.echo(link_ledger(everything=not changed))
    return OK


def link_ledger(*, everything: bool = False) -> str:
    """Link what has changed in the open ledger, or everything; returns what was made, on one line."""
    from ximu.store.relink import relink as run

    with _progress() as step:
        made = run(everything=everything, step=step)
    return f"{made.places} places linked: {made.links} targets, {made.promises} promises, {made.findings} findings"


@contextmanager
def _progress() -> Iterator[Callable[[str, int], None] | None]:
    """A bar on the terminal, that goes away when all is done."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as progress:
        task = progress.add_task("", total=None)
        yield lambda name, total: progress.update(task, advance=1, total=total, description=name)
