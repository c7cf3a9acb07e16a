"""Processes that are ended at random moments, and what is asked of the database afterwards."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

# How many random moments each kind of work is ended at: few in the ordinary run, 50 in `make torture`.
MOMENTS = int(os.environ.get("XIMU_MOMENTS", "3"))
WORKING = str(Path(__file__).with_name("working.py"))


class Place:
    """A database and a folder of one's own."""

    def __init__(self, folder: Path, address: str = "") -> None:
        self.folder = folder
        self.address = address or f"sqlite:///{folder}/ledger.sqlite3"
        (folder / "var").mkdir(exist_ok=True)
        self.environment = os.environ | {
            "XIMU_DATABASE": self.address, "XIMU_VAR": str(folder / "var"), "XIMU_SECRET_KEY": "k" * 50, "PYTHONUNBUFFERED": "1",
        }  # fmt: skip

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Start a program in a group of its own, so that it can be ended with all that it started."""
        return subprocess.Popen(
            [sys.executable, *command], env=self.environment, cwd=self.folder, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip

    def run(self, *command: str) -> str:
        """Run a program to its end, which has to be a good one; what it said."""
        process = self.start(*command)
        said, complained = process.communicate(timeout=1800)
        assert process.returncode == 0, complained[-2000:]
        return said

    def count(self) -> dict[str, Any]:
        """What is there; fails when something does not fit together."""
        found: dict[str, Any] = json.loads(self.run(WORKING, "count").splitlines()[-1])
        assert found["wrong"] == []
        return found

    def ended_at_random(self, command: Sequence[str], choose: random.Random, longest: float) -> bool:
        """Start it and end it, with no chance to tidy up, within `longest` seconds of its work; whether it was still running."""
        process = self.start(*command)
        assert process.stdout is not None
        if WORKING in command:
            assert process.stdout.readline() == "ready\n", process.communicate()[1][-2000:]
        time.sleep(choose.uniform(0, longest))
        running = process.poll() is None
        if running:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return running
