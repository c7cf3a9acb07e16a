"""Whether anything in the database has changed, or the ledger alone: words that are other ones after a commit."""

from __future__ import annotations

import os
import sqlite3
import threading

from django.db import connection

# Tables of the ledger that are written without a new edition: the looks of people, and figures waiting to be linked.
WITHOUT_EDITION = frozenset({"store_review", "store_observation"})


class _Watch:
    """A connection of this process that only looks: SQLite tells a connection that another one has committed.

    `PRAGMA data_version` is per connection and leaves out its own commits, so this one never writes and is shared by
    all threads. After a fork the child opens its own, as SQLite asks.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: sqlite3.Connection | None = None
        self._of: tuple[int, str] | None = None

    def state(self, path: str) -> str:
        """The state of this database file; words of different processes cannot be compared."""
        with self._lock:
            of = (os.getpid(), path)
            if self._open is None or self._of != of:
                self._open = sqlite3.connect(path, check_same_thread=False, timeout=5)
                self._of = of
            (version,) = self._open.execute("PRAGMA data_version").fetchone()
            return str(version)


_watch = _Watch()


def committed_state() -> str | None:
    """The state that a query made after this call sees at least; None inside a transaction or where it cannot be told.

    Equal words of one process mean that nothing was committed between. On PostgreSQL the word is the current snapshot:
    which transactions are seen. Raises DatabaseError when the database does not answer.
    """
    if connection.in_atomic_block:
        return None
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_snapshot()::text")
            (snapshot,) = cursor.fetchone()
        return str(snapshot)
    name = str(connection.settings_dict["NAME"])
    if connection.is_in_memory_db():  # type: ignore[attr-defined]  # of the SQLite backend
        return None
    try:
        return _watch.state(name)
    except sqlite3.Error:  # a file that went away: whoever asks for a page will be told
        return None


def ledger_edition() -> str:
    """The edition of the ledger as a query made after this call sees it at least; "" as long as it has none.

    Whatever a page shows of the ledger is the same under the same word, but for the tables WITHOUT_EDITION and the
    marks `Report.linked_version`, which no page shows. Raises DatabaseError when the database does not answer.
    """
    with connection.cursor() as cursor:  # asked before many answers: without the work of a query set
        cursor.execute("SELECT word FROM store_edition")
        found = cursor.fetchone()
    return str(found[0]) if found else ""
