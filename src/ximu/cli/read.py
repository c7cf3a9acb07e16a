"""`ximu read`: documents in, statements out; a file that cannot be read does not stop the others."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import click

from ximu.cli.bar import bar_of_files
from ximu.cli.failures import Failures, one_file
from ximu.cli.labels import Language
from ximu.cli.outputs import Format, Output, Wish, open_output
from ximu.cli.sources import STANDARD_INPUT, InputFile, input_files
from ximu.ledger.errors import UsageError, XimuError
from ximu.ledger.exchange.formats import FORMAT_OF_SUFFIX
from ximu.ledger.exchange.kinds import KINDS
from ximu.ledger.reading import Reading

FORMATS = tuple(name for name in get_args(Format) if name != "text")
Reader = Callable[[InputFile], Reading]


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="How to write the statements. Default: by the ending of --out; a table on a terminal; jsonl in a pipe.",
)
@click.option("--out", type=click.Path(path_type=Path), help="The file or folder to write. Default: standard output.")
@click.option("--all-numbers", is_flag=True, help="Also every other number of the text, with its class.")
@click.option("--text", is_flag=True, help="Write the text that all positions refer to, and nothing else.")
@click.option("--kind", "kinds", metavar="KIND,…", help=f"Only these kinds: {', '.join(KINDS)}.")
@click.option(
    "--lang", "language", type=click.Choice(["zh", "en"]), default="zh", help="Labels of table and view. [zh]"
)
def read(
    paths: tuple[str, ...],
    form: str | None,
    out: Path | None,
    all_numbers: bool,
    text: bool,
    kinds: str | None,
    language: Language,
) -> int:
    """Read reports and write every statement in them.

    PATH is a file (TXT, HTML, DOCX, PDF), a folder, or - for standard input. Each statement comes with its place in
    the text. A folder as --out gets one file per document (jsonl, xlsx, html, --text) or one per kind (csv, parquet).

    Exit status: 0 all files read, 1 some file could not be read (the others are complete), 2 wrong usage.
    """
    wish = Wish(
        form=_format(form, out, text),
        out=out,
        kinds=_kinds(kinds, all_numbers),
        language=language,
        stdout=sys.stdout.buffer,
    )
    return read_files(paths, wish, _only_text if text else _read)


def _format(form: str | None, out: Path | None, text: bool) -> Format:
    if text:
        if form is not None:
            raise UsageError("--text and --format exclude each other", next_step="leave one out")
        return "text"
    for name in get_args(Format):
        if name == form:
            return name  # type: ignore[no-any-return]
    if out is not None:
        ending = out.suffix.lower()
        return "html" if ending in (".html", ".htm") else FORMAT_OF_SUFFIX.get(ending, "jsonl")
    return "table" if sys.stdout.isatty() else "jsonl"


def _kinds(asked: str | None, all_numbers: bool) -> tuple[str, ...]:
    """The kinds asked for, in the order of the records; `number` only when asked for."""
    if asked is None:
        return tuple(kind for kind in KINDS if all_numbers or kind != "number")
    wanted = {name.strip() for name in asked.split(",") if name.strip()}
    if unknown := sorted(wanted - set(KINDS)):
        raise UsageError(f"no such kind: {', '.join(unknown)}", next_step=f"choose from {', '.join(KINDS)}")
    if not wanted:
        raise UsageError("--kind names no kind", next_step=f"choose from {', '.join(KINDS)}")
    return tuple(kind for kind in KINDS if kind in wanted or (kind == "number" and all_numbers))


def _read(file: InputFile) -> Reading:
    from ximu.read.pipeline import read_document, read_path

    if file.name == STANDARD_INPUT:
        from ximu.read.intake import read_bytes

        return read_document(read_bytes(sys.stdin.buffer.read(), STANDARD_INPUT))
    return read_path(file.path, file.name)


def _only_text(file: InputFile) -> Reading:
    """The text of a file, also of one that is no report."""
    from ximu.read.intake import open_document, read_bytes

    if file.name == STANDARD_INPUT:
        document = read_bytes(sys.stdin.buffer.read(), STANDARD_INPUT)
    else:
        document = open_document(file.path, file.name)
    return Reading(
        source=document.source,
        text=document.text,
        sha256=document.sha256,
        encoding=document.encoding,
        format=document.format,
        reports=(),
    )


def read_files(paths: tuple[str, ...], wish: Wish, reader: Reader) -> int:
    """Read all files into one output; returns the exit status. Each file that cannot be read is one line of its own.

    What cannot be written ends the run: nothing half written stays.
    """
    fail = Failures()
    output = open_output(wish)
    done = 0
    try:
        # Not when the statements themselves go to the terminal.
        with bar_of_files(paths, shown=wish.out is not None or not sys.stdout.isatty()) as step:
            for file in input_files(paths, fail):
                reading = _one(file, reader, fail)
                if reading is not None:
                    output.add(reading, file)
                    done += 1
                step(file.name)
        _finish(output, anything=done > 0 or not fail.count)
    except BaseException:
        output.abandon()
        raise
    return fail.status


def _finish(output: Output, anything: bool) -> None:
    """Complete the output; when not one file could be read there is nothing to put in its place."""
    if anything:
        output.close()
    else:
        output.abandon()


def _one(file: InputFile, reader: Reader, fail: Callable[[XimuError], None]) -> Reading | None:
    with one_file(file.name, fail):
        return reader(file)
    return None
