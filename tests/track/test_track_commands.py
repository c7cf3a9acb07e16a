"""`ximu playbook`, `ximu journal` and `ximu remind` as a person runs them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from test_playbook_file import SMALL


def ximu(folder: Path, *args: str, database: str = "work.sqlite3") -> subprocess.CompletedProcess[str]:
    """Run the command in `folder` with a database of its own."""
    import os

    environment = {**os.environ, "XIMU_DATABASE": f"sqlite:///{folder}/{database}", "XIMU_VAR": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "ximu.cli", *args],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_playbook_is_checked(tmp_path: Path) -> None:
    (tmp_path / "river.toml").write_text(SMALL, encoding="utf-8")
    done = ximu(tmp_path, "playbook", "check", "river.toml")
    assert done.returncode == 0
    assert done.stdout == "river.toml: 巡河 river_patrol, edition 1: right (2 states, 1 moves, 1 clocks, 1 rates)\n"
    (tmp_path / "wrong.toml").write_text(SMALL.replace('start = "found"', 'start = "lost"'), encoding="utf-8")
    done = ximu(tmp_path, "playbook", "check", "river.toml", "wrong.toml")
    assert done.returncode == 1
    assert done.stderr == "wrong.toml: start: 'lost' is no state [W002]; name the id of a [[state]]\n"


def test_playbooks_are_listed_and_shown(tmp_path: Path) -> None:
    assert "livelihood_projects" in ximu(tmp_path, "playbook", "list").stdout
    shown = ximu(tmp_path, "playbook", "show", "inspection").stdout
    assert "不得是反馈、审核通过的人" in shown
    assert "签收时限：自交办、改派起，1个工作日" in shown
    assert ximu(tmp_path, "playbook", "show", "none").returncode == 2


@pytest.mark.slow
def test_the_journal_is_verified_exported_and_a_change_is_found(tmp_path: Path) -> None:
    import sqlite3

    done = ximu(tmp_path, "journal", "verify")
    assert (done.returncode, done.stdout) == (0, f"0 entries, whole; last hash {'0' * 64}\n"), done.stderr
    code = (
        "from ximu.store.prepare import prepare; prepare()\n"
        "from django.db import transaction\nfrom ximu.track import journal\n"
        "with transaction.atomic():\n    for n in range(3): journal.record(None, 'test', content={'n': n})\n"
    )
    import os

    environment = {**os.environ, "XIMU_DATABASE": f"sqlite:///{tmp_path}/work.sqlite3", "XIMU_VAR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    done = ximu(tmp_path, "journal", "export", "--out", "journal.jsonl")
    assert done.returncode == 0
    lines = (tmp_path / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    last = json.loads(lines[-1])["hash"]
    assert ximu(tmp_path, "journal", "verify", "--file", "journal.jsonl", "--last", last).returncode == 0
    with sqlite3.connect(tmp_path / "work.sqlite3") as database:
        database.execute("DELETE FROM track_journalentry WHERE number = 3")
    done = ximu(tmp_path, "journal", "verify", "--last", last)
    assert done.returncode == 1
    assert "W033" in done.stderr
    with sqlite3.connect(tmp_path / "work.sqlite3") as database:
        database.execute("UPDATE track_journalentry SET person = 'x' WHERE number = 2")
    done = ximu(tmp_path, "journal", "verify")
    assert done.returncode == 1
    assert done.stderr.startswith("journal: entry 2 was changed after it was written [W032]")
    done = ximu(tmp_path, "remind", "--on", "2026-11-02")
    assert done.stdout.startswith("0 notices, 0 milestones missed, 0 deadlines computed anew")
