"""Processes that are ended at random moments, and what is asked of the database afterwards."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

# How many random moments each kind of work is ended at: few in the ordinary run, 50 in `make torture`.
MOMENTS = int(os.environ.get("XIMU_MOMENTS", "3"))
KILLED = "killed"  # the property of a test that says how many moments fell into its work
WORKING = str(Path(__file__).with_name("working.py"))


class Place:
    """A database and a folder of one's own; `fill` brings both back to what they were in the beginning."""

    def __init__(self, folder: Path, address: str = "", fill: Callable[[Path], None] | None = None) -> None:
        self.folder = folder
        self.address = address or f"sqlite:///{folder}/ledger.sqlite3"
        self._fill = fill
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

    def renew(self) -> None:
        """Everything as it was in the beginning."""
        for path in self.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        (self.folder / "var").mkdir()
        if self._fill is not None:
            self._fill(self.folder)

    def do(self, *work: str) -> dict[str, Any]:
        """Have a piece of work done to its end, which has to be a good one: what it `said` and how many `seconds` it took."""
        done = self._ready.ask(work, None)
        assert done["status"] == 0, done["said"][-2000:]
        return done

    def begin(self, end_after: float, *work: str) -> float | None:
        """Have a piece of work begun and end it, with no chance to tidy up, after so many seconds.

        Returns None when it was still running, or how many seconds it took when it had ended by itself.
        """
        done = self._ready.ask(work, end_after)
        return None if done["running"] else float(done["seconds"])

    def count(self) -> dict[str, Any]:
        """What is there; fails when something does not fit together."""
        found: dict[str, Any] = json.loads(self.do("count")["said"].splitlines()[-1])
        assert found["wrong"] == []
        return found

    def close(self) -> None:
        """End the process that does the work."""
        if "_ready" in self.__dict__:
            self._ready.close()

    @cached_property
    def _ready(self) -> _Ready:
        return _Ready(self)


class _Ready:
    """A process with all modules loaded; each piece of work is a copy of it, so that it begins at once.

    Starting the program takes seconds, in which there is nothing to interrupt.
    """

    def __init__(self, place: Place) -> None:
        self._process = subprocess.Popen(
            [sys.executable, WORKING, "ready"], env=place.environment, cwd=place.folder, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    def ask(self, work: tuple[str, ...], end_after: float | None) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps({"work": work, "end_after": end_after}), file=self._process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def close(self) -> None:
        self._process.communicate(timeout=60)
