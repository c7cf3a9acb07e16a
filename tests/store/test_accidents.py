"""A killed process or a full disk leaves whole documents or nothing of them, and a second run completes the work."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, connections
from store_samples import reading_of, text_of

from ximu.ledger.errors import StoreError
from ximu.store import models
from ximu.store.database import VARIABLE
from ximu.store.save import save_reading
from ximu.store.search import search

pytestmark = pytest.mark.slow

ON_SQLITE = pytest.mark.parametrize("made_once", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("made_once", ["postgresql"], indirect=True)
HERE = Path(__file__).parent
REPORTS = 12
PASSAGES = 1 + 5 + 8 + 400


def writer(address: str, reports: int = REPORTS, most_bytes: int = 0, kill: int = 0) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, str(HERE / "writer.py"), str(reports), str(most_bytes), str(kill)],
        env=os.environ | {VARIABLE: address, "PYTHONPATH": str(HERE)},
        stdout=subprocess.PIPE,
        text=True,
    )


def check_whole() -> int:
    """Every document that is there has all its rows, also in the index; returns how many there are."""
    sources = models.Source.objects.count()
    for table, each in (
        (models.SourceText, 1), (models.SourceFile, 1), (models.Report, 1), (models.ReportSource, 1),
        (models.Statement, 10), (models.Measure, 4), (models.Number, 2), (models.Passage, PASSAGES),
    ):  # fmt: skip
        assert table._default_manager.count() == sources * each, table
    years = models.Report.objects.values_list("report_year", flat=True)
    assert [search("补充安排", report_year=year).total for year in years] == [400] * sources
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)
            cursor.execute("PRAGMA foreign_key_check")
            assert cursor.fetchall() == []
    return sources


def test_a_process_killed_between_two_statements_leaves_whole_documents(ledger: str) -> None:
    counts = []
    for kill in (2, 9, 31, 60, 90, 130, 190):
        process = writer(ledger, kill=kill)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        counts.append(check_whole())
    assert counts[0] == 0
    assert 0 < counts[-1] < REPORTS
    output, _ = writer(ledger).communicate()
    assert output.split() == ["start"] + ["known"] * counts[-1] + ["new"] * (REPORTS - counts[-1])
    assert check_whole() == REPORTS


def test_a_process_killed_at_any_moment_leaves_whole_documents(ledger: str) -> None:
    choose = random.Random(4)  # a fixed seed; the moments still differ, as machines do
    for _ in range(3):
        process = writer(ledger)
        assert process.stdout is not None
        assert process.stdout.readline() == "start\n"
        time.sleep(choose.uniform(0, 0.4))
        process.kill()
        process.communicate()
        check_whole()
    output, _ = writer(ledger).communicate()
    assert set(output.split()) <= {"start", "new", "known"}
    assert check_whole() == REPORTS


@ON_SQLITE
def test_a_full_disk_is_one_line_and_keeps_nothing_of_the_file(ledger: str) -> None:
    size = Path(connections["default"].settings_dict["NAME"]).stat().st_size
    process = writer(ledger, most_bytes=size + 900_000)
    output, _ = process.communicate()
    lines = output.splitlines()[1:]
    assert lines[0] == "new"
    full = [line for line in lines if line != "new"]
    assert full
    assert all("[S004]" in line and ".txt: not saved" in line and "free space" in line for line in full)
    assert check_whole() == lines.count("new")
    output, _ = writer(ledger).communicate()
    assert check_whole() == REPORTS


@ON_SQLITE
def test_a_database_that_refuses_to_grow_is_one_line(ledger: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 10}")
    text = text_of(2031, "补充安排。" * 20_000)
    with pytest.raises(StoreError, match=r"^linjiang\.txt: not saved, the database says: .*full \[S004\]; free space"):
        save_reading(*reading_of(text=text))
    assert models.Source.objects.count() == 0


@ON_POSTGRESQL
def test_a_lost_connection_costs_one_file(ledger: str) -> None:
    psycopg = pytest.importorskip("psycopg")
    connection.ensure_connection()
    name = connection.settings_dict["NAME"]
    with psycopg.connect(ledger.replace(f"/{name}?", "/postgres?"), autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    with pytest.raises(StoreError, match=r"^2031\.txt: not saved, the database says: .* \[S001\]$"):
        save_reading(*reading_of(2031, name="2031.txt"))
    assert save_reading(*reading_of(2032)).what == "new"


@ON_SQLITE
def test_a_locked_database_is_one_line(ledger: str) -> None:
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout = 50")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match=r"locked \[S006\]; another process is writing"):
        save_reading(*reading_of())
    other.execute("ROLLBACK")
    other.close()
    assert save_reading(*reading_of()).what == "new"


@pytest.mark.parametrize("processes", [3])
def test_several_processes_add_the_same_documents_once(ledger: str, processes: int) -> None:
    running = [writer(ledger, 5) for _ in range(processes)]
    lines = [line for process in running for line in process.communicate()[0].split() if line != "start"]
    assert sorted(lines) == ["known"] * 5 * (processes - 1) + ["new"] * 5
    assert check_whole() == 5
