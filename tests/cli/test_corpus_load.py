"""Loading a corpus run gives the ledger that adding the same files gives."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from own_texts import REPORT

pytestmark = pytest.mark.slow


def ximu(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ximu.cli", *map(str, arguments)]
    return subprocess.run(command, text=True, capture_output=True, timeout=120, check=False)


def held(database: Path) -> dict[str, list[tuple[object, ...]]]:
    questions = {
        "source": "SELECT sha256, name, format, encoding, size_bytes, characters FROM store_source ORDER BY 1",
        "file": "SELECT data FROM store_sourcefile ORDER BY 1",
        "report": "SELECT public_id, title, report_year, record FROM store_report ORDER BY 1",
        "statement": 'SELECT public_id, kind, start, "end", as_written, sure FROM store_statement ORDER BY 1',
        "measure": "SELECT statement_id, record FROM store_measure ORDER BY 1",
        "number": 'SELECT start, "end", number_class, rule FROM store_number ORDER BY 1, 2',
    }
    with sqlite3.connect(database) as connection:
        return {name: connection.execute(question).fetchall() for name, question in questions.items()}


def test_a_run_loaded_is_as_if_its_files_were_added(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(REPORT, encoding="utf-8")
    (folder / "b.txt").write_text(REPORT.replace("临江", "望川").replace("8.5%", "7.3%"), encoding="gb18030")
    added, loaded = (f"sqlite:///{tmp_path / name}.sqlite3" for name in ("added", "loaded"))
    assert ximu("add", folder, "--database", added).returncode == 0
    assert ximu("corpus", "read", folder, tmp_path / "out", "--workers", "1").returncode == 0
    assert ximu("corpus", "load", tmp_path / "out", "--database", loaded).returncode == 0
    assert held(tmp_path / "loaded.sqlite3") == held(tmp_path / "added.sqlite3")

    again = ximu("corpus", "load", tmp_path / "out", "--database", loaded)
    assert [line.split(": ")[1] for line in again.stdout.splitlines()] == ["known", "known"]
    (folder / "a.txt").unlink()
    gone = ximu("corpus", "load", tmp_path / "out", "--database", loaded)
    assert gone.returncode == 1
    assert "a.txt" in gone.stderr
    assert "Traceback" not in gone.stderr
