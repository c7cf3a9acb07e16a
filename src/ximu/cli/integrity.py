"""`ximu integrity`: by government and year how much of what was promised was kept, and how much of it can be judged."""

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
from ximu.ledger.integrity import PARTS, IntegrityGroup, IntegrityYear, Share

FORMATS = ("table", "jsonl", "json", "csv")
MARKS = {"kept": "●", "late": "◐", "partly": "◐", "missed": "○", "silent": "┄", "not_due": "◌"}


@click.command()
@paths_argument
@observed_option
@click.option("--year", type=int, help="Only targets for this year.")
@click.option("--points", is_flag=True, help="Every target with what it was counted as, its words and the reason.")
@format_option(FORMATS, "by the ending of --out; table on a terminal, else jsonl")
@out_option
@database_option
@language_option
def integrity(
    paths: tuple[str, ...],
    observed: tuple[Path, ...],
    year: int | None,
    points: bool,
    form: str | None,
    out: Path | None,
    database: str | None,
    language: Language,
) -> int:
    """Count what was kept of development targets, investment contracts and livelihood projects, year by year.

    PATH is a file or folder of reports, or JSON Lines that `ximu read` wrote; without any, the ledger is looked at.
    Shares always come with their counts; where too little can be judged there is no band, and the reason is said.

    Example: ximu integrity sample/reports --year 2023 --points

    Exit status: 0 all files read, 1 some file or row could not be read, 2 wrong usage.
    """
    from ximu.link.collection import collect
    from ximu.link.integrity import integrity as integrity_of
    from ximu.link.links import links

    form = chosen_form(form, out, {".csv": "csv", ".json": "json"})
    fail = Failures()
    collection = collect(given_reports(paths, database, fail), observations(observed, fail))
    readings = [paper.reading for paper in collection.papers]
    found = [one for one in integrity_of(links(collection), readings) if year in (None, one.year)]
    _write(found, form, out, language, points=points)
    return fail.status


def _write(found: list[IntegrityYear], form: str, out: Path | None, language: Language, *, points: bool) -> None:
    from ximu.ledger.exchange.csv_table import BOM
    from ximu.ledger.exchange.integrity import write_csv, write_json, write_jsonl

    if form == "table":
        print_integrity(Console(file=sys.stdout, highlight=False), found, language, points=points)
    elif form == "csv":
        write_rows(lambda file: write_csv(found, file, points=points), out, head=BOM)
    else:
        write = write_json if form == "json" else write_jsonl
        write_rows(lambda file: write(found, file), out)


def print_integrity(console: Console, found: Iterable[IntegrityYear], language: Language, *, points: bool) -> None:
    """A paragraph for each government and year, a row for each group; with `points` its targets under it."""
    for one in found:
        if not any(group.points for group in one.groups):
            continue
        head = Text(f"{place(one.place, language)} {one.year}", style="bold")
        if one.admissions:
            head.append(f"  {label('integrity', 'admissions', language)} {len(one.admissions)}", style="dim")
        head.append(f"  {label('integrity', 'outside', language)} {one.outside}", style="dim")
        console.print(head)
        table = Table(box=None, header_style="dim", pad_edge=False, show_edge=False)
        for name in ("group", "fulfillment", "band", "coverage", "silent", "timeliness", "testability", "not_judged"):
            table.add_column(
                label("integrity", name, language), overflow="fold", no_wrap=name in ("group", "fulfillment")
            )
        for group in one.groups:
            table.add_row(*_cells(group, language))
        console.print(table)
        if points:
            _print_points(console, one, language)
        console.print()


def _cells(one: IntegrityGroup, language: Language) -> tuple[Text, ...]:
    # A share of few is a count, not a rate.
    band = label("integrity_band", one.band, language) if one.band else label("integrity", "no_band", language)
    left = [
        f"{label('integrity_part', part, language)} {one.counts[part]}"
        for part in PARTS
        if one.counts[part] and part not in ("kept", "late", "partly", "missed", "silent")
    ]
    return (
        Text(label("integrity_group", one.group, language)),
        Text(_of(one.fulfillment, language), style="bold"),
        Text(band, style="" if one.band else "dim"),
        Text(_of(one.coverage, language)),
        Text(str(one.counts["silent"]) if one.points else "—"),
        Text(_of(one.timeliness, language)),
        Text(_of(one.testability, language)),
        Text("  ".join(left), style="dim"),
    )


def _of(share: Share, language: Language) -> str:
    return f"{share.count} {label('integrity', 'of', language)} {share.whole}" if share.whole else "—"


def _print_points(console: Console, one: IntegrityYear, language: Language) -> None:
    colon = "：" if language == "zh" else ": "
    for group in one.groups:
        console.print(
            Text(
                f"  {label('integrity_group', group.group, language)}{colon}{recorded(group.band_reason, language)}",
                style="dim",
            )
        )
        for point in group.points:
            line = Text(f"    {MARKS.get(point.part, '–')} {label('integrity_part', point.part, language)}  ")
            line.append(f"{point.target.indicator} “{' '.join(point.target.as_written.split())}”")
            line.append(f"  {point.target.source}:{point.target.start}", style="dim")
            why = f"{recorded(point.reason, language)} ({recorded(point.placed_by, language)})"
            line.append(f"\n        {why}", style="dim")
            console.print(line, soft_wrap=True)
    for said in one.admissions:
        line = Text(f"    {label('integrity', 'admitted', language)}  “{' '.join(said.as_written.split())}”")
        console.print(line.append(f"  {said.source}:{said.start}", style="dim"), soft_wrap=True)
