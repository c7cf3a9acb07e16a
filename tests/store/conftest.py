"""An empty ledger in a real SQLite file and in a private PostgreSQL server, for every test that asks for one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

POSTGRESQL_USER = "postgres"


def _programs() -> Path | None:
    """The folder of the newest installed PostgreSQL server's programs."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    if not found and (on_path := shutil.which("initdb")):
        found = [Path(on_path).parent]
    return max(found, key=lambda path: [int(number) for number in re.findall(r"\d+", str(path))], default=None)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The address of an empty database on a server of our own, without its name; skips when there is no server."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (extra pg)")
    programs = _programs()
    if programs is None:
        pytest.skip("no PostgreSQL server is installed (Debian package: postgresql)")
    user = {"user": POSTGRESQL_USER} if os.geteuid() == 0 else {}  # the server refuses to run as root
    folder = Path(tempfile.mkdtemp(prefix="ximu_pg_"))
    if user:
        shutil.chown(folder, POSTGRESQL_USER)
    data = folder / "data"

    def run(program: str, *args: str) -> None:
        command = [programs / program, *args]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **user)  # type: ignore[call-overload]

    run("initdb", "-D", str(data), "-U", POSTGRESQL_USER, "--locale=C.UTF-8", "-E", "UTF8", "-A", "trust")
    options = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
    run("pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-o", options, "-w", "start")
    try:
        yield f"postgresql:///{{name}}?host={folder}&user={POSTGRESQL_USER}"
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def made_once(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> str:
    """The address of a database with all tables and no rows, from which each test gets a copy."""
    if request.param == "sqlite":
        address = f"sqlite:///{tmp_path_factory.mktemp('ledger')}/template.sqlite3"
    else:
        server = request.getfixturevalue("postgresql")
        _on_server(server, "CREATE DATABASE template_ledger")
        address = server.format(name="template_ledger")
    from ximu.store.prepare import prepare

    with django_db_blocker.unblock():
        before = _use(address)
        assert prepare()
        assert not prepare()
        _close()
        _restore(before)
    return address


@pytest.fixture
def ledger(made_once: str, tmp_path: Path, django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty ledger that Django is connected to; the value is its address."""
    if made_once.startswith("sqlite"):
        address = f"sqlite:///{tmp_path}/ledger.sqlite3"
        shutil.copyfile(made_once.removeprefix("sqlite:///"), tmp_path / "ledger.sqlite3")
        drop = None
    else:
        server = request.getfixturevalue("postgresql")
        _on_server(server, "CREATE DATABASE ledger TEMPLATE template_ledger")
        address = server.format(name="ledger")
        drop = "DROP DATABASE ledger WITH (FORCE)"
    with django_db_blocker.unblock():
        before = _use(address)
        try:
            yield address
        finally:
            _close()
            _restore(before)
            if drop:
                _on_server(request.getfixturevalue("postgresql"), drop)


def _use(address: str) -> dict[str, Any]:
    """Connect Django's default database to `address`; returns the settings it had."""
    from django.db import connections

    from ximu.store.database import database_settings

    before = dict(connections.settings["default"])
    _close()
    connections.settings["default"] = connections.configure_settings({"default": database_settings(address)})["default"]
    return before


def _restore(settings: dict[str, Any]) -> None:
    from django.db import connections

    connections.settings["default"] = settings


def _close() -> None:
    from django.db import connections

    connections["default"].close()
    del connections["default"]


def _on_server(server: str, command: str) -> None:
    import psycopg

    with psycopg.connect(server.format(name="postgres"), autocommit=True) as session:
        session.execute(command)
