"""Workers as processes: one is killed with SIGKILL in the middle of an import, another finishes; every row is there once."""

from __future__ import annotations

import io
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

pytestmark = pytest.mark.slow
ROWS = 1500
# Makes an office and asks for the import of a table, as the page does.
ASK = """
import sys
from ximu.store.prepare import prepare
prepare()
from datetime import date
from pathlib import Path
from ximu.track.actions import found_government, make_unit, make_post, make_person, appoint
from ximu.track.jobs.queue import ask
government, admin = found_government("lin", "临江市人民政府", administrator="admin", administrator_name_zh="管")
unit = make_unit(admin, government, "water", "市水务局")
post = make_post(admin, unit, "督查员", "inspector")
person = make_person(admin, government, "inspector", "文")
appoint(admin, post, person, since=date(2026, 1, 1))
given = {"playbook": "key_tasks", "year": 2026}
print(ask("import_tasks", given, person=person, government=government, data=Path(sys.argv[1]).read_bytes()).pk)
"""


@pytest.fixture
def place(tmp_path: Path) -> dict[str, str]:
    """The settings of an installation of its own."""
    return os.environ | {"XIMU_DATABASE": f"sqlite:///{tmp_path}/ledger.sqlite3", "XIMU_VAR": str(tmp_path)}


def worker(place: dict[str, str], *options: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "ximu.cli", "worker", *options], env=place)


def asked(place: dict[str, str], tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["工作内容", "牵头单位"])
    for number in range(1, ROWS + 1):
        sheet.append([f"疏通支渠第{number}段", "市水务局"])
    data = io.BytesIO()
    book.save(data)
    (tmp_path / "table.xlsx").write_bytes(data.getvalue())
    subprocess.run([sys.executable, "-c", ASK, tmp_path / "table.xlsx"], env=place, check=True)


def look(tmp_path: Path, question: str) -> Any:
    with sqlite3.connect(tmp_path / "ledger.sqlite3", timeout=30) as database:
        return database.execute(question).fetchall()


def wait_for(tmp_path: Path, question: str, enough: Callable[[Any], bool], process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):
        if enough(look(tmp_path, question)):
            return
        assert process.poll() is None, "the worker ended"
        time.sleep(0.05)
    raise AssertionError(look(tmp_path, "SELECT state, place, error FROM jobs_job"))


IMPORT = "SELECT done, state, attempts FROM jobs_job WHERE kind = 'import_tasks'"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_worker_ends_in_the_middle_and_every_row_is_there_once(
    place: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    asked(place, tmp_path)
    first = worker(place)
    wait_for(tmp_path, IMPORT, lambda found: found[0][0] >= 300, first)
    first.send_signal(number)
    assert first.wait(60) == (-signal.SIGKILL if number == signal.SIGKILL else 0)
    ((done, state, _),) = look(tmp_path, IMPORT)
    assert (done < ROWS, state) == (True, "running" if number == signal.SIGKILL else "waiting")
    # What is kept is whole: as many items as the job says, each in the journal.
    assert look(tmp_path, "SELECT count(*) FROM track_item") == [(done,)]
    if number == signal.SIGKILL:  # as if the time had passed in which the worker could have told that it is there
        with sqlite3.connect(tmp_path / "ledger.sqlite3", timeout=30) as database:
            database.execute("UPDATE jobs_job SET seen_at = '2026-01-01 00:00:00' WHERE state = 'running'")
    second = worker(place)
    wait_for(tmp_path, IMPORT, lambda found: found[0][1] == "done", second)
    second.send_signal(signal.SIGTERM)
    assert second.wait(60) == 0
    titles = Counter(title for (title,) in look(tmp_path, "SELECT title_zh FROM track_item"))
    assert titles == Counter(f"疏通支渠第{one}段" for one in range(1, ROWS + 1))
    assert look(tmp_path, IMPORT) == [(ROWS, "done", 2 if number == signal.SIGKILL else 1)]
    numbers = [one for (one,) in look(tmp_path, "SELECT number FROM track_item ORDER BY number")]
    assert numbers == [f"重2026-{one:04d}" for one in range(1, ROWS + 1)]
    verified = subprocess.run(
        [sys.executable, "-m", "ximu.cli", "journal", "verify"], env=place, capture_output=True, text=True, check=False
    )
    assert verified.returncode == 0, verified.stderr
    assert look(tmp_path, "SELECT count(*) FROM track_journalentry WHERE action = 'create'") == [(ROWS,)]


def test_two_workers_at_once_do_each_job_once(place: dict[str, str], tmp_path: Path) -> None:
    asked(place, tmp_path)
    both = [worker(place, "--once"), worker(place, "--once")]
    assert [one.wait(120) for one in both] == [0, 0]
    assert look(tmp_path, "SELECT count(*) FROM track_item") == [(ROWS,)]
    assert look(tmp_path, "SELECT kind, state, attempts FROM jobs_job ORDER BY kind") == [
        ("import_tasks", "done", 1), ("remind", "done", 1), ("standings", "done", 1), ("standings", "done", 1),
    ]  # fmt: skip
