"""Databases with an office in them, from which every accident begins."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from faults import KILLED, WORKING, Place
from once_a_run import once_a_run


@pytest.fixture(scope="session")
def prepared(empty_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an SQLite database that holds a government and its people."""

    def make(folder: Path) -> None:
        shutil.copy(empty_ledger, folder / "ledger.sqlite3")
        Place(folder).run(WORKING, "prepare")

    return once_a_run(tmp_path_factory, "prepared", make)


@pytest.fixture(scope="session")
def prepared_postgresql(postgresql: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A PostgreSQL server whose database `prepared` holds the same."""
    postgresql.do("CREATE DATABASE prepared")
    Place(tmp_path_factory.mktemp("prepared"), postgresql.address("prepared")).run(WORKING, "prepare")
    return postgresql


@pytest.fixture(scope="module")
def on_sqlite(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A place with an SQLite database; `renew` brings it back to what is prepared."""

    def fill(folder: Path) -> None:
        shutil.copytree(prepared, folder, dirs_exist_ok=True)

    place = Place(tmp_path_factory.mktemp("killed"), fill=fill)
    yield place
    place.close()


@pytest.fixture(scope="module")
def on_postgresql(prepared_postgresql: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """A place with a PostgreSQL database; `renew` brings it back to what is prepared."""

    def fill(_: Path) -> None:
        prepared_postgresql.do("DROP DATABASE IF EXISTS killed WITH (FORCE)")
        prepared_postgresql.do("CREATE DATABASE killed TEMPLATE prepared")

    place = Place(tmp_path_factory.mktemp("killed"), prepared_postgresql.address("killed"), fill)
    yield place
    place.close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Tell how many moments fell into each work, whoever of the workers did it."""
    reports = [one for key in ("passed", "failed") for one in terminalreporter.stats.get(key, ())]
    told = sorted(value for one in reports for name, value in one.user_properties if name == KILLED)
    if told:
        terminalreporter.section("killed")
        for one in told:
            terminalreporter.line(one)
