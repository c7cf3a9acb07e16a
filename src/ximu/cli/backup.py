"""`ximu backup` and `ximu restore`: the whole installation in one file and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ximu.cli.add import DATABASE_HELP, open_ledger
from ximu.cli.main import OK

if TYPE_CHECKING:
    from ximu.store.backup import Manifest


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--database", metavar="ADDRESS", help=DATABASE_HELP)
def backup(file: Path, database: str | None) -> int:
    """Write the database and its files to one file, while the site goes on.

    The file holds one moment of the database, the files that people uploaded, and checksums. The signing key is not
    in it: keep XIMU_VAR/secret_key apart, or let everyone sign in again after a restore.

    Example: ximu backup ximu-2026-11-22.tar.gz

    Exit status: 0 the backup is complete, 1 it could not be made.
    """
    open_ledger(database)
    from ximu.store.backup import make_backup

    click.echo(f"{file}: {_summary(make_backup(file, _folder()))}")
    return OK


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE")
@click.option("--replace", is_flag=True, help="Also when the database holds something; that is lost.")
@click.option("--database", metavar="ADDRESS", help=DATABASE_HELP)
def restore(file: Path, replace: bool, database: str | None) -> int:
    """Put a backup in the place of the database and of its files.

    Stop the site first. The backup is checked before anything is changed; one of an older version is brought up to
    date.

    Exit status: 0 restored, 1 refused or failed, and nothing was changed.
    """
    open_ledger(database)
    from ximu.store.backup import restore_backup

    manifest = restore_backup(file, _folder(), replace=replace)
    open_ledger(database)
    click.echo(f"{file}: restored, {_summary(manifest)}")
    return OK


def _folder() -> Path:
    from ximu.site.environment import value

    return Path(value("XIMU_VAR"))


def _summary(manifest: Manifest) -> str:
    files = len(manifest.sha256) - 1
    return f"{sum(manifest.rows.values()):,} rows, {files:,} files, made {manifest.made_at:%Y-%m-%d %H:%M} UTC"
