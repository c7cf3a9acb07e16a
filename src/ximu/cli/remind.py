"""`ximu remind`: the daily run of the workbench: reminders and escalations, deadlines of a new calendar, mail."""

from __future__ import annotations

import click

from ximu.cli.add import DATABASE_HELP, open_ledger
from ximu.cli.main import OK, SOME_FAILED


@click.command()
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="The day to remind for. [today]")
@click.option("--database", metavar="ADDRESS", help=DATABASE_HELP)
def remind(on: object, database: str | None) -> int:
    """Queue reminders that are due, compute open deadlines anew when the calendar changed, and send mail.

    Run it once a day, or as often as wanted: nothing is told twice. Mail goes out when XIMU_MAIL names a server.

    Exit status: 0 all went well, 1 some mail could not be sent; it stays queued.
    """
    open_ledger(database)
    from datetime import datetime

    from ximu.track.actions import recompute
    from ximu.track.actions import remind as queue
    from ximu.track.notices import send_mail

    moved = recompute()
    told = queue(on.date() if isinstance(on, datetime) else None)
    mail = send_mail()
    click.echo(
        f"{told.notices} notices, {told.milestones_missed} milestones missed, {moved} deadlines computed anew; "
        f"mail: {mail.sent} sent, {mail.failed} failed"
    )
    return SOME_FAILED if mail.failed else OK
