"""A PostgreSQL server of one's own, in a folder that goes away with it; for tests, measurements and faults."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

USER = "postgres"
QUICK = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=300")


def programs() -> Path | None:
    """The folder of the newest installed PostgreSQL server's programs."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not found and (on_path := shutil.which("initdb")):
        found = [Path(on_path).parent]
    return max(found, key=lambda path: [int(number) for number in re.findall(r"\d+", str(path))], default=None)


class Server:
    """A server that can be stopped, killed and started again; it listens on a socket in its folder only."""

    def __init__(self, folder: Path, options: tuple[str, ...] = QUICK) -> None:
        found = programs()
        if found is None:
            raise RuntimeError("no PostgreSQL server is installed (Debian package: postgresql)")
        self._programs, self.folder, self._options = found, folder, options
        self._as = {"user": USER} if os.geteuid() == 0 else {}  # the server refuses to run as root
        if self._as:
            shutil.chown(folder, USER)
        self._run("initdb", "-D", "data", "-U", USER, "--locale=C.UTF-8", "-E", "UTF8", "-A", "trust")

    def address(self, database: str) -> str:
        """The address of a database, as XIMU_DATABASE takes it."""
        return f"postgresql:///{database}?host={self.folder}&user={USER}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder}"
        options += "".join(f" -c {one}" for one in self._options)
        self._run("pg_ctl", "-D", "data", "-l", "log", "-o", options, "-w", "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it: `immediate` as if it had crashed, `fast` in order."""
        self._run("pg_ctl", "-D", "data", "-m", mode, "-w", "stop")

    def do(self, command: str, database: str = "postgres") -> None:
        """Run a command on the server."""
        import psycopg

        with psycopg.connect(self.address(database), autocommit=True) as session:
            session.execute(command)

    def _run(self, program: str, *args: str) -> None:
        subprocess.run(  # type: ignore[call-overload]
            [self._programs / program, *args], check=True, cwd=self.folder, stdout=subprocess.DEVNULL, **self._as
        )


@contextmanager
def running_server(options: tuple[str, ...] = QUICK) -> Iterator[Server]:
    """A server that runs inside the block. Raises RuntimeError where none is installed."""
    folder = Path(tempfile.mkdtemp(prefix="ximu_pg_"))
    try:
        server = Server(folder, options)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def use_database(address: str) -> dict[str, Any]:
    """Connect Django's default database to `address`; returns the settings it had."""
    from django.db import connections

    from ximu.store.database import database_settings

    before = dict(connections.settings["default"])
    close_database()
    connections.settings["default"] = connections.configure_settings({"default": database_settings(address)})["default"]
    return before


def restore_database(settings: dict[str, Any]) -> None:
    """Give Django's default database the settings it had."""
    from django.db import connections

    connections.settings["default"] = settings


def close_database() -> None:
    """Close the connection of this thread and forget it."""
    from django.db import connections

    connections["default"].close()
    del connections["default"]
