"""No regular expression of the program tries exponentially many ways; whole documents of long runs are in tests/fuzz.

A pattern is used on lines and sentences; reading the whole text with any of the runs of `tests/fuzz/long_runs.toml` ends in time.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = Path(__file__).with_name("pump_patterns.py")
CHARACTERS, SECONDS = "60", "10"  # longer than what a pattern is given at once: a heading, what stands before a number


@pytest.mark.slow
def test_every_pattern_ends(tmp_path: Path) -> None:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "ximu.site.settings", "XIMU_VAR": str(tmp_path)}
    command = [sys.executable, str(PROGRAM), CHARACTERS, SECONDS]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    assert int(done.stdout.split()[0]) > 300  # the patterns were found


@pytest.mark.slow
def test_a_pattern_that_tries_every_way_is_noticed(tmp_path: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(PROGRAM.parent)!r}); import pump_patterns\n" + (
        "pump_patterns.all_patterns = lambda: {('(?:a+)+b', 32): None}\nsys.exit(pump_patterns.main('300', '1'))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "too long" in done.stdout
