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
from ximu.cli.labels import Language, label, place, recorded
from ximu.cli.listed import chosen_form, write_rows
from ximu.cli.options import (
    database_option,
    format_option,
    language_option,
    observed_option,
    out_option,
    paths_argument,
)
from ximu.ledger.errors import UsageError
from ximu.ledger.link import VERDICTS, Link, Linked

COLORS = {"met": "green", "within_tolerance": "green", "missed": "red", "partly": "yellow", "unreported": "yellow"}
FORMATS = ("table", "jsonl", "csv")


@click.command()
@paths_argument
@observed_option
@click.option("--headline", is_flag=True, help="Only the headline targets, not the tasks.")
@click.option("--verdict", "verdicts", metavar="VERDICT,…", help=f"Only these: {', '.join(VERDICTS)}.")
@format_option(FORMATS, "by the ending of --out; table on a terminal, else jsonl")
@out_option
@database_option
@language_option
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
    form = chosen_form(form, out, {".csv": "csv"})
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


def _write(found: list[Link], form: str, out: Path | None, language: Language) -> None:
    from ximu.ledger.exchange.csv_table import BOM
    from ximu.ledger.exchange.links import write_csv, write_jsonl

    if form == "table":
        print_links(Console(file=sys.stdout, highlight=False), found, language)
    elif form == "csv":
        write_rows(lambda file: write_csv(found, file), out, head=BOM)
    else:
        write_rows(lambda file: write_jsonl(found, file), out)


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
            Text(f"{place(one.target.place, language)} {one.target.indicator}"),
            Text(_words(one.target)),
            Text(_words(one.observed or one.outcome)),
            verdict,
            Text(recorded(one.reason, language), style="dim"),
        )
    console.print(table)
    total = "  ".join(f"{label('verdict', name, language)} {counts[name]}" for name in VERDICTS if name in counts)
    console.print(Text(total or label("link", "nothing", language), style="bold"))


def _words(linked: Linked | None) -> str:
    return "—" if linked is None else " ".join(linked.as_written.split())
