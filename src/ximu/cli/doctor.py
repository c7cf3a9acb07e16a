"""`ximu doctor`: what is wrong with an installation and how to mend it."""

from __future__ import annotations

import os

import click
import msgspec

from ximu.cli.add import DATABASE_HELP
from ximu.cli.main import OK, SOME_FAILED

_SIGNS = {"ok": "✓", "note": "!", "wrong": "✗"}


@click.command()
@click.option("--thorough", is_flag=True, help="Also read the whole database for damage, which may take a while.")
@click.option("--format", "form", type=click.Choice(["text", "jsonl"]), default="text", help="[text]")
@click.option("--database", metavar="ADDRESS", help=DATABASE_HELP)
def doctor(thorough: bool, form: str, database: str | None) -> int:
    """Look over an installation: what is wrong, and how to mend it.

    Nothing is changed: a database that is not there is not made.

    Exit status: 0 nothing has to be mended, 1 something has.
    """
    import django
    from django.apps import apps

    if database:
        os.environ["XIMU_DATABASE"] = database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ximu.site.settings")
    if not apps.ready:
        django.setup()
    from ximu.site.operations.examination import examine

    wrong = 0
    for check in examine(thorough=thorough):
        wrong += check.state == "wrong"
        if form == "jsonl":
            click.echo(msgspec.json.encode(check))
        else:
            mend = f" → {check.mend}" if check.mend else ""
            click.echo(f"{_SIGNS[check.state]} {check.name}: {check.said}{mend}")
    return SOME_FAILED if wrong else OK
