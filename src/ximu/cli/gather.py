"""Reading many documents at once for a command that looks at all of them together, with a bar when it takes long."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence

from ximu.cli.bar import with_bar
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
