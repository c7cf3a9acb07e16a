"""How a command gives out its list: as a table on the terminal, as rows on standard output or in a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from ximu.ledger.errors import UsageError
from ximu.ledger.exchange.whole_file import WholeFiles, writing_to

JSONL = "jsonl"


def chosen_form(form: str | None, out: Path | None, by_ending: Mapping[str, str] | None = None) -> str:
    """The format asked for, else that of the ending of `out`, else a table on a terminal and JSON Lines in a pipe.

    Raises UsageError for a table that should go to a file.
    """
    if out is None:
        return form or ("table" if sys.stdout.isatty() else JSONL)
    if form == "table":
        raise UsageError("a table is for the terminal", next_step="leave out --format or --out")
    return form or (by_ending or {}).get(out.suffix.lower(), JSONL)


def write_rows(write: Callable[[BinaryIO], None], out: Path | None, *, head: bytes = b"") -> None:
    """Have `write` write to the file, which appears whole, or to standard output; `head` begins a file only."""
    if out is None:
        with writing_to("standard output"):
            write(sys.stdout.buffer)
            sys.stdout.buffer.flush()
        return
    with WholeFiles() as files:
        file = files.open(out)
        with writing_to(out):
            file.write(head)
            write(file)
