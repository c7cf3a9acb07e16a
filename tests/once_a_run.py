"""What takes long to make and is only copied afterwards: made by one worker of a run, used by all."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

import pytest


def once_a_run(folders: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name` of the whole run, filled by `make`; whoever comes second waits until it is whole.

    Workers of pytest-xdist have folders of their own in the folder of the run, so that one is where they meet.
    """
    run = folders.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        run = run.parent
    made, making = run / f"made-{name}", run / f"making-{name}"
    with (run / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            making.mkdir(exist_ok=True)
            make(making)
            making.rename(made)
    return made
