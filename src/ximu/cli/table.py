"""`ximu table`: the comparison table of last report's targets and this report's results, for Word, a spreadsheet or the web."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ximu.cli.failures import Failures
from ximu.cli.given import given_with_statistics
from ximu.cli.labels import Language
from ximu.cli.options import database_option, observed_option, out_option, paths_argument
from ximu.ledger.errors import UsageError

if TYPE_CHECKING:
    from ximu.link.collection import Collection

FORMATS = ("docx", "xlsx", "html")
_YEARS = range(1949, 2101)


@click.command()
@paths_argument
@observed_option
@click.option("--year", "years", metavar="YEAR", help="The report whose targets are meant: 2024, 2022-2024, or all.")
@click.option("--headline", is_flag=True, help="Only the headline targets, not the tasks.")
@click.option(
    "--format", "form", type=click.Choice(FORMATS), help="Default: by the ending of --out, html without --out."
)
@out_option
@database_option
@click.option("--lang", "language", type=click.Choice(["zh", "en"]), default="zh", help="Words of the table. [zh]")
def table(
    paths: tuple[str, ...],
    observed: tuple[Path, ...],
    years: str | None,
    headline: bool,
    form: str | None,
    out: Path | None,
    database: str | None,
    language: Language,
) -> int:
    """Write the comparison table: each target of a report, what came of it, and where both stand.

    PATH is a file or folder of reports, or JSON Lines that `ximu read` wrote; without any, the ledger is looked at.
    Without --year each government has one table: the newest report that a later one at hand answers.

    Example: ximu table sample/reports --out table.docx

    Exit status: 0 all files read, 1 some file or row could not be read, 2 wrong usage or nothing at hand.
    """
    from ximu.ledger.exchange.whole_file import write_whole
    from ximu.link.collection import collect
    from ximu.link.links import links
    from ximu.link.products.comparison import comparisons

    asked, chosen = asked_years(years), _form(form, out)
    fail = Failures()
    collection = collect(*given_with_statistics(paths, observed, database, fail))
    found = [one for one in links(collection) if one.importance == "headline" or not headline]
    tables = comparisons(collection, found, asked)
    if not tables:
        raise nothing_at_hand(collection, years)
    if chosen == "docx":
        from ximu.link.products.comparison_docx import comparison_docx as made
    elif chosen == "xlsx":
        from ximu.link.products.comparison_xlsx import comparison_xlsx as made
    else:
        from ximu.link.products.comparison_html import comparison_html as made
    write_whole(out, made(tables, language), sys.stdout.buffer)
    return fail.status


def nothing_at_hand(collection: Collection, years: str | None) -> UsageError:
    """The error when no report sets targets in the years asked for: it names the years at hand."""
    at_hand = sorted({paper.year for paper in collection.papers if paper.year})
    return UsageError(
        "no report at hand sets targets" + (f" in {years}" if years else ""),
        next_step=f"years at hand: {', '.join(map(str, at_hand)) or 'none'}",
    )


def asked_years(asked: str | None) -> frozenset[int] | None:
    """The years of `2024`, `2022-2024,2026` or `all`; None when nothing was asked. Raises UsageError."""
    if asked is None:
        return None
    if asked.strip().lower() == "all":
        return frozenset(_YEARS)
    found: set[int] = set()
    for part in asked.split(","):
        first, dash, last = (each.strip() for each in part.partition("-"))
        ends = [first, last] if dash else [first, first]
        if not all(len(end) == 4 and end.isascii() and end.isdigit() and int(end) in _YEARS for end in ends):
            raise UsageError(f"{part.strip()!r} is no year", next_step="write 2024, 2022-2024 or all")
        found |= set(range(int(ends[0]), int(ends[1]) + 1))
    if not found:
        raise UsageError(f"{asked!r} names no year", next_step="write 2024, 2022-2024 or all")
    return frozenset(found)


def _form(form: str | None, out: Path | None) -> str:
    if form is None and out is None:
        form = "html"
    elif form is None and out is not None:
        form = {".htm": "html"}.get(out.suffix.lower(), out.suffix.lower().removeprefix("."))
        if form not in FORMATS:
            raise UsageError(
                f"{out.name} does not tell the format", next_step=f"end --out in {', '.join(FORMATS)}, or use --format"
            )
    if out is None and form != "html":
        raise UsageError(f"{form} cannot be written to standard output", next_step="name a file with --out")
    return form or "html"
