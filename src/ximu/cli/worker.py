"""`ximu worker`: background work run."""

from __future__ import annotations

import click

from ximu.cli.add import DATABASE_HELP, open_ledger
from ximu.cli.main import OK


@click.command()
@click.option("--parent", type=int, hidden=True, help="End when the process of this number is the parent no longer.")
@click.option("--once", is_flag=True, help="Run what waits now, then end.")
@click.option("--database", metavar="ADDRESS", help=DATABASE_HELP)
def worker(once: bool, parent: int | None, database: str | None) -> int:
    """Run background work: imports of task tables, links, the public site as files, reminders and mail.

    Start as many as you like, on this machine or on others with the same database. Ctrl-C or SIGTERM ends one behind
    what it is saving; the next goes on there. So does another one when a worker is killed. `ximu up` starts one by itself.

    Example: ximu worker --database postgresql://ximu@db/ximu
    """
    open_ledger(database)
    from ximu.track.jobs.worker import work

    work(once=once, parent=parent)
    return OK
