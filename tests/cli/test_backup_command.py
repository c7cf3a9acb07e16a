"""`ximu backup` and `ximu restore` as a person runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from own_texts import REPORT

pytestmark = pytest.mark.slow


def ximu(folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"XIMU_VAR": "var", "XIMU_DATABASE": "sqlite:///var/ximu.sqlite3"}
    command = [sys.executable, "-m", "ximu.cli", *map(str, arguments)]
    return subprocess.run(
        command, cwd=folder, env=environment, text=True, capture_output=True, timeout=120, check=False
    )


def test_to_another_machine(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    (here / "a.txt").write_text(REPORT, encoding="utf-8")
    assert ximu(here, "add", "a.txt").returncode == 0
    made = ximu(here, "backup", tmp_path / "b.tar.gz")
    assert made.returncode == 0, made.stderr
    assert "0 files" in made.stdout

    restored = ximu(there, "restore", tmp_path / "b.tar.gz")
    assert restored.returncode == 0, restored.stderr
    assert ximu(there, "link").stdout == ximu(here, "link").stdout != ""

    again = ximu(there, "restore", tmp_path / "b.tar.gz")
    assert again.returncode == 1
    assert "[S014]" in again.stderr
    assert len(again.stderr.splitlines()) == 1
