"""`ximu journal`: the record of every action, checked from the first entry to the last, and given out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ximu.cli.add import DATABASE_HELP, open_ledger
from ximu.cli.main import OK, SOME_FAILED, say
from ximu.ledger.errors import ExchangeError


@click.group()
def journal() -> None:
    """Check or export the journal, in which every action of the workbench stands.

    Each entry holds the hash of the one before it. Keep the hash that `verify` prints in another place: only then a
    missing end can be noticed, too.

    Example: ximu journal verify --last 5f0c…
    """


@journal.command()
@click.option("--file", "path", type=click.Path(path_type=Path), help="An exported journal instead of the database.")
@click.option("--last", metavar="HASH", help="A hash kept from an earlier check; it must still be in the chain.")
@click.option("--database", metavar="ADDRESS", help=DATABASE_HELP)
def verify(path: Path | None, last: str | None, database: str | None) -> int:
    """Check every entry; says where the chain does not hold.

    Exit status: 0 the journal is whole, 1 it is not.
    """
    open_ledger(database)
    from ximu.track.journal import GENESIS, holds_hash, read_export, verify, verify_entries

    found = verify() if path is None else verify_entries(read_export(path))
    if found.broken is not None:
        say(f"journal: entry {found.broken.number} {found.broken.what} [W032]; compare with an export kept elsewhere")
        return SOME_FAILED
    if last and last != GENESIS and not holds_hash(last, path):
        say(f"journal: the hash {last[:16]}… is not in it [W033]; entries at the end were taken away or changed")
        return SOME_FAILED
    click.echo(f"{found.entries} entries, whole; last hash {found.last_hash}")
    return OK


@journal.command()
@click.option("--out", type=click.Path(path_type=Path), help="The file to write. Default: standard output.")
@click.option("--government", metavar="KEY", help="Only entries of this government; these alone cannot be verified.")
@click.option("--database", metavar="ADDRESS", help=DATABASE_HELP)
def export(out: Path | None, government: str | None, database: str | None) -> int:
    """Write the journal as JSON Lines, oldest first; `ximu journal verify --file` checks such a file."""
    open_ledger(database)
    from ximu.track.journal import export

    try:
        stream = out.open("w", encoding="utf-8") if out else sys.stdout
        try:
            for line in export(government):
                stream.write(line + "\n")
            stream.flush()
        finally:
            if out:
                stream.close()
    except OSError as error:
        raise ExchangeError(
            f"cannot be written: {error.strerror or error}", where=str(out or "standard output")
        ) from error
    return OK
