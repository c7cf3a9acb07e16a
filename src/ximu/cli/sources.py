"""Which files a command reads: the paths as given, folders walked in sorted order."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from ximu.ledger.errors import IntakeError, XimuError

STANDARD_INPUT = "-"


class InputFile(NamedTuple):
    """A file to read: `name` is what records call it, `inside` its place below the path that was given."""

    path: Path
    name: str
    inside: Path


def input_files(paths: Sequence[str], fail: Callable[[XimuError], None]) -> Iterator[InputFile]:
    """The files of all paths in the order given; in a folder every file that is not hidden, sorted by name.

    A folder that may not be listed goes to `fail`; a path that is not there is left for the reader to refuse.
    """
    for given in paths:
        if given != STANDARD_INPUT and Path(given).is_dir():
            yield from _inside(given, fail)
        else:
            yield InputFile(Path(given), given, Path(Path(given).name or "standard-input"))


def _inside(given: str, fail: Callable[[XimuError], None]) -> Iterator[InputFile]:
    def unlisted(error: OSError) -> None:
        where = str(error.filename or given)
        fail(IntakeError(f"the folder cannot be listed: {error.strerror}", where=where, next_step="check permissions"))

    for folder, folders, names in os.walk(given, onerror=unlisted):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith(".") and _may_be_read(path):
                yield InputFile(path, os.path.join(folder, name), path.relative_to(given))  # noqa: PTH118 as given: ./a stays ./a


def _may_be_read(path: Path) -> bool:
    """False for pipes and devices, which would hold up a whole folder; a dangling link is left for the reader to name."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return True
