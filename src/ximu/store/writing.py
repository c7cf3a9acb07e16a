"""One writer of the ledger at a time: whoever saves, links or counts waits for the others."""

from __future__ import annotations

from django.db import connection

_LOCK = 0x78696D75  # any fixed number; PostgreSQL locks by number


def one_writer() -> None:
    """Wait until no other process writes to the ledger; the transaction that is open holds the others up until it ends.

    SQLite lets in one writer anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
