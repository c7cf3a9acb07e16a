"""`ximu relink`: links, promises and findings of the ledger made again, after rules or statistics have changed."""

from __future__ import annotations

from itertools import count
from typing import TYPE_CHECKING

import click

from ximu.cli.add import DATABASE_HELP, open_ledger
from ximu.cli.bar import bar
from ximu.cli.main import OK

if TYPE_CHECKING:
    from ximu.track.jobs.models import Job


@click.command()
@click.option("--changed", is_flag=True, help="Only the places whose reports or statistics have changed.")
@click.option("--later", is_flag=True, help="Leave it to a worker (ximu worker); the workbench shows how far it is.")
@click.option("--database", metavar="ADDRESS", help=DATABASE_HELP)
def relink(changed: bool, later: bool, database: str | None) -> int:
    """Link all reports of the ledger again and say how much was found.

    `ximu add` and `ximu up` link what has changed by themselves; this is for after an update of ximu, whose rules may
    judge otherwise. Nobody has to stop reading the site meanwhile: each place is written as a whole.

    Exit status: 0 done, 1 the database cannot be used, 2 wrong usage.
    """
    open_ledger(database)
    if later:
        from ximu.track.jobs.queue import ask

        click.echo(waits(ask("relink", {"everything": not changed}, key="changed" if changed else "all")))
    else:
        click.echo(link_ledger(everything=not changed))
    return OK


def waits(job: Job) -> str:
    """What is said of a job that a worker will do."""
    return f"job {job.pk} waits for a worker; see /workbench/jobs/{job.pk}/"


def link_ledger(*, everything: bool = False) -> str:
    """Link what has changed in the open ledger, or everything; returns what was made, on one line."""
    from ximu.store.relink import relink as run

    with bar(remaining=False) as tell:
        done = count(1)
        made = run(everything=everything, step=tell and (lambda name, total: tell(next(done), total, name)))
    return f"{made.places} places linked: {made.links} targets, {made.promises} promises, {made.findings} findings"
