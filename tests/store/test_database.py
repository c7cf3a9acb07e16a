"""One setting names the database; a wrong one is one clear line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ximu.ledger.errors import StoreError
from ximu.store.database import VARIABLE, database_settings

GOOD: dict[str, dict[str, Any]] = {
    "sqlite:////data/ximu.sqlite3": {"ENGINE": "django.db.backends.sqlite3", "NAME": "/data/ximu.sqlite3"},
    "sqlite:////data/%E5%8F%B0%20a.db": {"NAME": "/data/台 a.db"},
    "postgresql://anna:p%40ss@db.example:5433/ledger?sslmode=require": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "ledger",
        "USER": "anna",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    },
    "postgres:///ledger": {"NAME": "ledger", "HOST": "", "USER": ""},
}


@pytest.mark.parametrize(("address", "expected"), GOOD.items())
def test_addresses(address: str, expected: dict[str, Any]) -> None:
    settings = database_settings(address)
    assert {key: settings[key] for key in expected} == expected


@pytest.mark.parametrize(
    "address", ["", "ximu.sqlite3", "sqlite://", "sqlite:///", "sqlite://host/x", "mysql://h/x", "postgresql://h",
                "postgresql://h:port/x"]
)  # fmt: skip
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(StoreError, match="S003"):
        database_settings(address)


def prepared(address: str) -> subprocess.CompletedProcess[str]:
    script = (
        "from ximu.store.prepare import prepare\n"
        "from ximu.ledger.errors import XimuError\n"
        "try: print(prepare())\n"
        "except XimuError as error: print(error.line())"
    )
    return subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | {VARIABLE: address},
        capture_output=True,
        text=True,
        check=True,
    )


def test_the_folder_and_the_tables_are_made_once(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/new/folder/ledger.sqlite3"
    assert [prepared(address).stdout, prepared(address).stdout] == ["True\n", "False\n"]


@pytest.mark.parametrize("address", ["sqlite:////dev/null/x.sqlite3", "postgresql://nobody@127.0.0.1:1/none"])
def test_a_database_that_is_not_there_is_one_line(address: str) -> None:
    said = prepared(address)
    assert said.stderr == ""
    assert "[S002]" in said.stdout
    assert said.stdout.count("\n") == 1


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_bytes(b"no database at all" * 100)
    said = prepared(f"sqlite:///{tmp_path}/x.sqlite3")
    assert "[S002]" in said.stdout
    assert said.stdout.count("\n") == 1
    assert (tmp_path / "x.sqlite3").read_bytes() == b"no database at all" * 100
