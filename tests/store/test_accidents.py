"""A killed process or a full disk leaves whole documents or nothing of them, and a second run completes the work."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, connections

from ximu.store import models
from ximu.store.database import VARIABLE
from ximu.store.search import search

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
    assert search("补充安排").total == sources * 400
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA integrity_check")
            assert cursor.fetchone() == ("ok",)
            cursor.execute("PRAGMA foreign_key_check")
            assert cursor.fetchall() == []
    return sources


@pytest.mark.slow
def test_a_process_killed_between_two_statements_leaves_whole_documents(ledger: str) -> None:
    counts = []
    for kill in (2, 4, 9, 17, 26, 31, 45):
        process = writer(ledger, kill=kill)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        counts.append(check_whole())
    assert counts[0] == 0
    assert 0 < counts[-1] < REPORTS
    output, _ = writer(ledger).communicate()
    assert output.split() == ["start"] + ["known"] * counts[-1] + ["new"] * (REPORTS - counts[-1])
    assert check_whole() == REPORTS


@pytest.mark.slow
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


def test_a_full_disk_is_one_line_and_keeps_nothing_of_the_file(ledger: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the disk is the server's own")
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


def test_a_database_that_refuses_to_grow_is_one_line(ledger: str) -> None:
    from store_samples import reading_of, text_of

    from ximu.ledger.errors import StoreError
    from ximu.store.save import save_reading

    if connection.vendor != "sqlite":
        pytest.skip("a setting of SQLite")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 10}")
    text = text_of(2031, "补充安排。" * 20_000)
    with pytest.raises(StoreError, match=r"^linjiang\.txt: not saved, the database says: .*full \[S004\]; free space"):
        save_reading(*reading_of(text=text))
    assert models.Source.objects.count() == 0


@pytest.mark.parametrize("processes", [3])
def test_several_processes_add_the_same_documents_once(ledger: str, processes: int) -> None:
    running = [writer(ledger, 5) for _ in range(processes)]
    lines = [line for process in running for line in process.communicate()[0].split() if line != "start"]
    assert sorted(lines) == ["known"] * 5 * (processes - 1) + ["new"] * 5
    assert check_whole() == 5
