"""Long runs of one thing: 100 kB of any of these are read in seconds of processor time, where a square would take minutes.

A guard against hanging, not a measurement: the limit is many times what the slowest takes.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parent
GROUPS: dict[str, list[str | list[str]]] = tomllib.loads((FOLDER / "long_runs.toml").read_text(encoding="utf-8"))
SIZE = 100_000  # bytes of UTF-8
SECONDS = 10


def starts_reader(group: str) -> subprocess.CompletedProcess[str]:
    """One process reads the whole group; each run in a child of its own, which the system ends when its time is up."""
    command = [sys.executable, str(FOLDER / "long_runs.py"), group, str(SIZE), str(SECONDS)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("group", GROUPS)
def test_long_runs_of_one_thing_are_read(group: str) -> None:
    done = starts_reader(group)
    assert not done.stderr, done.stderr[-2000:]
    lines = done.stdout.splitlines()
    assert len(lines) == len(GROUPS[group])
    assert not [line for line in lines if "ended" in line], done.stdout


@pytest.mark.slow
def test_a_run_that_takes_too_long_is_noticed() -> None:
    command = [sys.executable, str(FOLDER / "long_runs.py"), "counted", "16000000", "1"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "ended" in done.stdout
