"""`ximu add`: documents into the ledger; a file that fails does not stop the others."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from msgspec.structs import replace

from ximu.cli.bar import bar_of_files
from ximu.cli.failures import Failures, one_file
from ximu.cli.sources import InputFile, input_files
from ximu.ledger.errors import UsageError
from ximu.ledger.exchange.whole_file import sha256_of

if TYPE_CHECKING:
    from ximu.store.save import SavedReport, SaveResult

DATABASE_HELP = "Address of the database. [XIMU_DATABASE, else sqlite:///var/ximu.sqlite3]"


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--again", is_flag=True, help="Also read files that are known; their statements are replaced.")
@click.option("--database", metavar="ADDRESS", help=DATABASE_HELP)
def add(paths: tuple[str, ...], again: bool, database: str | None) -> int:
    """Read reports and keep them in the ledger.

    PATH is a file (TXT, HTML, DOCX, PDF) or a folder. For each file one line says what became of it: new, known
    (nothing is done), a further source of a report that is already there, or read again by a newer reader. Then the
    places that got a report are linked again: targets with outcomes, promises, findings. The database and its tables
    are made when they are not there.

    Example: ximu add reports/ --database sqlite:///ledger.sqlite3

    Exit status: 0 all files are in the ledger, 1 some file is not (the others are), 2 wrong usage.
    """
    open_ledger(database)
    return add_files(paths, again=again)


def open_ledger(database: str | None) -> None:
    """Make the database usable. Raises UsageError when the web parts are not installed, StoreError when it fails."""
    if importlib.util.find_spec("django") is None:
        raise UsageError("the ledger needs Django", next_step="install ximu with the extra web: ximu[web]", code="U030")
    from ximu.store.prepare import prepare

    prepare(database)


def add_files(paths: Sequence[str], *, again: bool = False) -> int:
    """Add all files, saying one line for each, and link them; returns the exit status. The ledger must be open.

    With `again` files that are known are read again too.
    """
    from ximu.cli.relink import link_ledger

    fail = Failures()
    # Not when the lines go to the terminal too, which show the progress themselves.
    with bar_of_files(paths, shown=not sys.stdout.isatty()) as step:
        for file in input_files(paths, fail):
            with one_file(file.name, fail):
                result = _add_one(file, again)
                click.echo(f"{file.name}: {in_words(result)}")
            step(file.name)
    link_ledger()
    return fail.status


def _add_one(file: InputFile, again: bool) -> SaveResult:
    from ximu.store.save import known_source, save_reading

    known = None if again else known_source(_sha256(file))
    if known:
        return known
    from ximu.read.intake import open_document
    from ximu.read.pipeline import read_document

    document = open_document(file.path, file.name)
    # The ledger is published: it names the file, not the folders of the machine it came from.
    reading = read_document(replace(document, source=file.inside.as_posix()))
    return save_reading(reading, file.path.read_bytes(), again=again)


def _sha256(file: InputFile) -> str:
    """Of the bytes; "" when they cannot be read, which opening the document will then tell in words."""
    try:
        return sha256_of(file.path)
    except OSError:
        return ""


def in_words(result: SaveResult) -> str:
    """What became of a document, on one line."""
    return "; ".join(_report_in_words(one) for one in result.reports) or "no report in it any more"


def _report_in_words(one: SavedReport) -> str:
    if one.what == "new":
        return f"new: {one.public_id}, {one.statements} statements"
    if one.what == "second_source":
        return f"second source of {one.public_id}, {one.similarity:.0%} alike"
    if one.what == "reread":
        return f"read again: {one.public_id}, {one.statements} statements"
    return f"known: {one.public_id}"
