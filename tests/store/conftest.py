"""An empty ledger in a real SQLite file and in a private PostgreSQL server, for every test that asks for one."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from private_postgresql import close_database, restore_database, use_database


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def made_once(request: pytest.FixtureRequest, django_db_blocker: Any) -> str:
    """The address of a database with all tables and no rows, from which each test gets a copy."""
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('empty_ledger')}"
    server = request.getfixturevalue("postgresql")
    server.do("CREATE DATABASE template_ledger")
    address = str(server.address("template_ledger"))
    from ximu.store.prepare import prepare

    with django_db_blocker.unblock():
        before = use_database(address)
        assert prepare()
        assert not prepare()
        close_database()
        restore_database(before)
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
        server.do("CREATE DATABASE ledger TEMPLATE template_ledger")
        address = server.address("ledger")
        drop = "DROP DATABASE ledger WITH (FORCE)"
    with django_db_blocker.unblock():
        before = use_database(address)
        try:
            yield address
        finally:
            close_database()
            restore_database(before)
            if drop:
                request.getfixturevalue("postgresql").do(drop)
