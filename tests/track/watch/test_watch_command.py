"""`ximu watch` as a daily run meets it: figures from a table, what is wrong told, warnings raised once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from once_a_run import once_a_run

pytestmark = pytest.mark.slow
TRACK = Path(__file__).resolve().parents[1]
TABLE = (
    "指标,时期,分子,分母,来源\n空气质量优良率,2024,280,360,https://stats.example.org/a\n"
    "空气质量优良率,2024,八成,360,\n防止返贫监测户,2024,,,\n"
)


def ximu(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"XIMU_DATABASE": f"sqlite:///{folder}/work.sqlite3", "XIMU_VAR": str(folder), "COLUMNS": "160"}
    command = [sys.executable, "-m", "ximu.cli", *words]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(empty_ledger: Path, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    """A database with the people of the tests, and a table of figures."""

    def make(folder: Path) -> None:
        shutil.copy(empty_ledger, folder / "work.sqlite3")
        code = (
            f"import sys; sys.path.insert(0, {str(TRACK)!r}); from ximu.store.prepare import prepare; prepare(); "
            "from track_world import make_world; make_world()"
        )
        env = os.environ | {"XIMU_DATABASE": f"sqlite:///{folder}/work.sqlite3", "XIMU_VAR": str(folder)}
        subprocess.run([sys.executable, "-c", code], check=True, env=env)

    shutil.copytree(once_a_run(tmp_path_factory, "watched-world", make), tmp_path, dirs_exist_ok=True)
    (tmp_path / "空气.csv").write_text(TABLE, encoding="gb18030")
    return tmp_path


def test_a_daily_run(folder: Path) -> None:
    first = ximu(folder, "watch", "空气.csv", "--as", "inspector", "--on", "2026-11-02")
    assert first.returncode == 1
    assert "空气.csv: line 3: part: '八成' is no number [W076]" in first.stderr
    assert "空气.csv: line 4: value: is missing [W076]" in first.stderr
    assert "1 figures new, 0 known; 1 new in the ledger" in first.stderr
    assert "linjiang: 1 new warnings" in first.stderr
    assert "旧了" in first.stdout
    assert "77.7778%" in first.stdout
    again = ximu(folder, "watch", "--as", "inspector", "--on", "2026-11-02")
    assert (again.returncode, again.stderr) == (0, "linjiang: 0 new warnings\n")
    look = ximu(folder, "watch", "--on", "2025-01-31")
    assert look.returncode == 0
    assert "旧了" not in look.stdout


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["空气.csv"], "add --as NAME"), (["--as", "nobody"], "there is no 'nobody'"),
        (["--as", "inspector", "--government", "wangshan"], "no such government"), (["--government", "x"], "no such government"),
    ],
)  # fmt: skip
def test_wrong_usage_is_one_line(folder: Path, words: list[str], why: str) -> None:
    done = ximu(folder, "watch", *words)
    assert done.returncode == 2
    assert why in done.stderr
    assert done.stderr.count("\n") == 1


def test_who_may_not_raise_is_told(folder: Path) -> None:
    done = ximu(folder, "watch", "--as", "reporter")
    assert done.returncode == 1
    assert "W010" in done.stderr
