"""`ximu duplicates`: sentences that documents have in common, both sides quoted with what is the same in them."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

import click
import msgspec
from rich.console import Console
from rich.text import Text

from ximu.cli.bar import with_bar
from ximu.cli.failures import one_file
from ximu.cli.labels import Language, label
from ximu.cli.listed import chosen_form, write_rows
from ximu.cli.main import OK, SOME_FAILED, say
from ximu.cli.options import format_option, language_option, out_jsonl_option
from ximu.cli.sources import STANDARD_INPUT, InputFile, input_files
from ximu.ledger.errors import UsageError, XimuError
from ximu.link.duplicates import Document, Duplicate


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--alike", type=click.IntRange(50, 100), default=70, help="Percent of four-letter pieces in common. [70]")
@click.option("--shortest", type=click.IntRange(12, 200), default=24, help="Characters of a sentence that count. [24]")
@click.option(
    "--formula", type=click.IntRange(3), default=20, help="A stretch that so many documents have is a set phrase. [20]"
)
@format_option(["table", "jsonl"], "table on a terminal, else jsonl")
@out_jsonl_option
@language_option
def duplicates(
    paths: tuple[str, ...],
    alike: int,
    shortest: int,
    formula: int,
    form: str | None,
    out: Path | None,
    language: Language,
) -> int:
    """Find sentences that documents took over from one another, in folders of any size.

    PATH is a file or folder. Each sentence is shown with the sentence of a document before it (in the order given,
    folders by name) that it has most in common with. `ximu findings` tells the same of reports whose place and year it
    knows, without their set phrases.

    Exit status: 0 all files read, 1 some file could not be read, 2 wrong usage.
    """
    from ximu.link.duplicates import duplicates as duplicates_in
    from ximu.link.duplicates import wanted

    form = chosen_form(form, out)
    failures: set[str] = set()

    def fail(error: XimuError) -> None:
        if error.line() not in failures:
            failures.add(error.line())
            say(error.line())

    if STANDARD_INPUT in paths:
        raise UsageError("standard input can be read only once", next_step="give files or folders")
    files = list(input_files(paths, fail))
    found = duplicates_in(lambda: _texts(files, fail), len(files), wanted(shortest, alike / 100, formula))
    if form == "table":
        print_duplicates(Console(file=sys.stdout, highlight=False), found, language)
    else:
        write_rows(lambda file: _write(found, file), out)
    return SOME_FAILED if failures else OK


def _texts(files: Sequence[InputFile], fail: Callable[[XimuError], None]) -> Iterator[Document]:
    from ximu.read.intake import open_document

    for file in with_bar(files):
        with one_file(file.name, fail):
            text = open_document(file.path, file.name).text
            yield Document(file.name, text)


def _write(found: Iterable[Duplicate], file: BinaryIO) -> None:
    encoder = msgspec.json.Encoder()
    for one in found:
        file.write(encoder.encode(one) + b"\n")


def print_duplicates(console: Console, found: Iterator[Duplicate], language: Language) -> None:
    """Both quotations with the same words underlined, then how many sentences each two documents share."""
    pairs: Counter[tuple[str, str]] = Counter()
    for one in found:
        pairs[one.a.source, one.b.source] += 1
        same = [(each.start, each.end) for each in one.aligned]
        other = [(each.other_start, each.other_end) for each in one.aligned]
        for quotation, stretches in ((one.a, same), (one.b, other)):
            text = Text(quotation.as_written.replace("\n", " "))
            for start, end in stretches:
                text.stylize("underline", start - quotation.start, end - quotation.start)
            console.print(
                text.append(f"  {quotation.source} {quotation.start}–{quotation.end}", style="dim"), soft_wrap=True
            )
        console.print(Text(f"  {one.alike}%", style="dim"))
    for (a, b), count in sorted(pairs.items(), key=lambda each: (-each[1], each[0])):
        console.print(Text(f"{count:5}  {a}  ←  {b}", style="bold"), soft_wrap=True)
    console.print(Text(f"{label('duplicates', 'total', language)} {sum(pairs.values())}", style="dim"))
