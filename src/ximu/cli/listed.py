"""How a command gives out its list: as a table on the terminal, as rows on standard output or in a file."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import BinaryIO

from ximu.ledger.errors import UsageError
from ximu.ledger.exchange.whole_file import whole_output

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
    with whole_output(out, sys.stdout.buffer) as file:
        if out is not None:
            file.write(head)
        write(file)
