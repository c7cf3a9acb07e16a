"""`ximu link`: every target with the statement that reports it, the verdict, and why."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ximu.cli.failures import Failures
from ximu.cli.given import given_reports, observations
from ximu.cli.labels import Language, label
from ximu.ledger.errors import UsageError
from ximu.ledger.link import VERDICTS, Link, Linked

COLORS = {"met": "green", "within_tolerance": "green", "missed": "red", "partly": "yellow", "unreported": "yellow"}
FORMATS = ("table", "jsonl", "csv")


@click.command()
@click.argument("paths", nargs=-1, metavar="[PATH]…")
@click.option(
    "--observed",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Official statistics (CSV) that rank above what reports say of themselves.",
)
@click.option("--headline", is_flag=True, help="Only the headline targets, not the tasks.")
@click.option("--verdict", "verdicts", metavar="VERDICT,…", help=f"Only these: {', '.join(VERDICTS)}.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Default: by the ending of --out; table on a terminal, else jsonl.",
)
@click.option("--out", type=click.Path(path_type=Path), help="The file to write. Default: standard output.")
@click.option("--database", metavar="ADDRESS", help="The ledger to look at when no PATH is given. [XIMU_DATABASE]")
@click.option("--lang", "language", type=click.Choice(["zh", "en"]), default="zh", help="Labels of the table. [zh]")
def link(
    paths: tuple[str, ...],
    observed: tuple[Path, ...],
    headline: bool,
    verdicts: str | None,
    form: str | None,
    out: Path | None,
    database: str | None,
    language: Language,
) -> int:
    """Join every target with what came of it: met, missed, silent, and by how much.

    PATH is a file or folder of reports, or JSON Lines that `ximu read` wrote; without any, the ledger is looked at.
    All of them are looked at together: a target meets its outcome only when both reports are given.

    Exit status: 0 all files read, 1 some file or row could not be read, 2 wrong usage.
    """
    from ximu.link.collection import collect
    from ximu.link.links import links

    wanted = _verdicts(verdicts)
    form = _form(form, out)
    fail = Failures()
    collection = collect(given_reports(paths, database, fail), observations(observed, fail))
    found = [
        one for one in links(collection) if one.verdict in wanted and (one.importance == "headline" or not headline)
    ]
    _write(found, form, out, language)
    return fail.status


def _verdicts(asked: str | None) -> frozenset[str]:
    names = {name.strip() for name in (asked or "").split(",") if name.strip()}
    if unknown := sorted(names - set(VERDICTS)):
        raise UsageError(f"no such verdict: {', '.join(unknown)}", next_step=f"choose from {', '.join(VERDICTS)}")
    return frozenset(names or VERDICTS)


def _form(form: str | None, out: Path | None) -> str:
    if form == "table" and out is not None:
        raise UsageError("a table is for the terminal", next_step="leave out --format or --out")
    if form is None and out is not None:
        return "csv" if out.suffix.lower() == ".csv" else "jsonl"
    return form or ("table" if sys.stdout.isatty() else "jsonl")


def _write(found: list[Link], form: str, out: Path | None, language: Language) -> None:
    from ximu.ledger.exchange.csv_table import BOM
    from ximu.ledger.exchange.links import write_csv, write_jsonl
    from ximu.ledger.exchange.whole_file import WholeFiles, writing_to

    if form == "table":
        print_links(Console(file=sys.stdout, highlight=False), found, language)
        return
    write = write_csv if form == "csv" else write_jsonl
    if out is None:
        with writing_to("standard output"):
            write(found, sys.stdout.buffer)
            sys.stdout.buffer.flush()
        return
    with WholeFiles() as files:
        file = files.open(out)
        with writing_to(out):
            if form == "csv":
                file.write(BOM)
            write(found, file)


def print_links(console: Console, found: Iterable[Link], language: Language) -> None:
    """One row for each target, then how many there are of each verdict."""
    table = Table(box=None, header_style="bold", pad_edge=False, show_edge=False)
    for name in ("year", "target", "wanted", "outcome", "verdict", "reason"):
        table.add_column(label("link", name, language), overflow="fold", no_wrap=name == "year")
    counts: dict[str, int] = {}
    for one in found:
        counts[one.verdict] = counts.get(one.verdict, 0) + 1
        verdict = Text(label("verdict", one.verdict, language), style=COLORS.get(one.verdict, "dim"))
        verdict.append("" if one.sure else " ?", style="dim")
        table.add_row(
            Text(str(one.target.year or "")),
            Text(f"{one.target.place or ''} {one.target.indicator}"),
            Text(_words(one.target)),
            Text(_words(one.observed or one.outcome)),
            verdict,
            Text(one.reason, style="dim"),
        )
    console.print(table)
    total = "  ".join(f"{label('verdict', name, language)} {counts[name]}" for name in VERDICTS if name in counts)
    console.print(Text(total or label("link", "nothing", language), style="bold"))


def _words(linked: Linked | None) -> str:
    return "—" if linked is None else " ".join(linked.as_written.split())
