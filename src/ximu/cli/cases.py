"""`ximu cases`: take in cases that lie in files: tables of another hotline, folders of e-mail."""

from __future__ import annotations

from pathlib import Path

import click

from ximu.cli.add import DATABASE_HELP, open_ledger
from ximu.cli.main import OK, SOME_FAILED, say
from ximu.ledger.errors import UsageError


@click.command()
@click.argument("source", metavar="SOURCE", type=click.Path(exists=True, path_type=Path))
@click.option("--government", required=True, metavar="KEY", help="The government that the cases go to, by its key.")
@click.option("--clerk", required=True, metavar="NAME", help="The user name of the clerk who takes them in.")
@click.option(
    "--only-right", is_flag=True, help="Take in what is without an error; else nothing is when anything is wrong."
)
@click.option("--database", metavar="ADDRESS", help=DATABASE_HELP)
def cases(source: Path, government: str, clerk: str, only_right: bool, database: str | None) -> int:
    """Take in cases from a table, from e-mails or from a mailbox.

    SOURCE is a table (.xlsx), an e-mail (.eml), a mailbox (.mbox), or a folder of e-mails and mailboxes. Every error is one line. What was taken in before is known by its number or message id and left alone, so that a
    folder can be read again and again.

    Example: ximu cases mail/ --government linjiang --clerk clerk

    Exit status: 0 all was taken in or known, 1 something is wrong.
    """
    open_ledger(database)
    from ximu.track.cases.actions import bring_in
    from ximu.track.cases.read_mail import MailFile, mail_files, read_mails
    from ximu.track.cases.read_table import read_case_table
    from ximu.track.editions import playbooks
    from ximu.track.models import Government, Person

    to = Government.objects.filter(key=government).first()
    person = Person.objects.filter(username=clerk).first()
    if to is None or person is None:
        what = f"there is no government {government!r}" if to is None else f"there is no person {clerk!r}"
        raise UsageError(what, next_step="look at the page of people in the workbench", code="U041")
    if source.suffix.lower() == ".xlsx":
        table = read_case_table(source.read_bytes(), to, playbooks()["hotline"])
    else:
        given = mail_files(source) if source.is_dir() else [MailFile(source.name, source.read_bytes())]
        table = read_mails(given, to)
    for error in table.errors:
        place = f"line {error.line} {error.column}" if source.suffix.lower() == ".xlsx" else error.column
        say(f"{source.name}: {place}: {error.what}; {error.todo}")
    rows = table.rows if only_right or not table.errors else ()
    done = bring_in(person, to, rows)
    click.echo(f"{done.new} taken in, {done.known} known, {len(table.errors)} errors")
    return SOME_FAILED if table.errors else OK
