"""Getting the database ready: start Django, make the folder, bring the tables up to date."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from ximu.ledger.errors import StoreError
from ximu.store.database import VARIABLE

SETTINGS = "ximu.site.settings"
_MIGRATION_LOCK = 0x78696D76


def prepare(address: str | None = None) -> bool:
    """Make the database at `address` usable (default: the setting); returns whether its tables had to be changed.

    Must run before any table is imported when Django has not been started yet. Two processes at once do it one
    after the other. Raises StoreError when the database cannot be reached or made.
    """
    if address:
        os.environ[VARIABLE] = address
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    if not apps.ready:
        django.setup()
    try:
        with _one_at_a_time():
            executor = MigrationExecutor(connection)
            changed = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
            if changed:
                call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
            _count_what_is_there()
            return changed
    except (DatabaseError, OSError) as error:
        raise StoreError(
            f"cannot open the database: {' '.join(str(error).split())}",
            where=str(connection.settings_dict["NAME"]),
            next_step=f"set {VARIABLE} to a database that can be written",
            code="S002",
        ) from error


def _count_what_is_there() -> None:
    """Count the ledger of an earlier version, which had no tallies; also when it was stopped right before that."""
    from ximu.store import tallies

    if tallies.missing():
        tallies.recount()


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATION_LOCK])
        return
    folder = Path(connection.settings_dict["NAME"]).parent
    folder.mkdir(parents=True, exist_ok=True)
    with _locked(folder):
        yield


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the folder itself as a lock: no lock file is left behind, and a killed process lets go."""
    import fcntl  # not on Windows, where two first starts at once are not guarded

    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
