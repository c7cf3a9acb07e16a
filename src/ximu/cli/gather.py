"""Reading many documents at once for a command that looks at all of them together, with a bar when it takes long."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence

from ximu.cli.failures import one_file
from ximu.cli.sources import STANDARD_INPUT, InputFile, input_files
from ximu.ledger.errors import XimuError
from ximu.ledger.reading import Reading


def gather(paths: Sequence[str], fail: Callable[[XimuError], None]) -> Iterator[Reading]:
    """The readings of all files, in order; a file that cannot be read goes to `fail` and the others go on."""
    files = list(input_files(paths, fail))
    for file in with_bar(files):
        with one_file(file.name, fail):
            yield _read(file)


def _read(file: InputFile) -> Reading:
    from ximu.read.intake import read_bytes
    from ximu.read.pipeline import read_document, read_path

    if file.name == STANDARD_INPUT:
        return read_document(read_bytes(sys.stdin.buffer.read(), STANDARD_INPUT))
    return read_path(file.path, file.name)


def with_bar(files: Sequence[InputFile]) -> Iterator[InputFile]:
    """The files one by one, with a bar on a terminal when there are several."""
    if len(files) < 2 or not sys.stderr.isatty():
        yield from files
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(stderr=True), transient=True, redirect_stdout=False) as progress:
        task = progress.add_task("", total=len(files))
        for file in files:
            progress.update(task, description=file.name)
            yield file
            progress.advance(task)
