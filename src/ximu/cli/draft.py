"""`ximu draft`: the draft of next year's review of work, with a source for every number and a question for every gap."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ximu.cli.add import open_ledger
from ximu.cli.failures import Failures
from ximu.cli.given import given_with_statistics
from ximu.cli.options import database_option, observed_option, out_option, paths_argument
from ximu.cli.table import asked_years, nothing_at_hand
from ximu.ledger.errors import UsageError

if TYPE_CHECKING:
    from ximu.link.collection import Collection
    from ximu.link.products.work_figures import WorkFigure

FORMATS = {".docx": "docx", ".md": "markdown", ".markdown": "markdown"}


@click.command()
@paths_argument
@observed_option
@click.option("--year", "years", metavar="YEAR", help="The report whose targets are reviewed: 2024, 2022-2024, or all.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["docx", "markdown"]),
    help="Default: by the ending of --out, markdown without --out.",
)
@click.option(
    "--work/--no-work",
    default=None,
    help="Add what the work in the database shows. Default: when no PATH is given.",
)
@out_option
@database_option
def draft(
    paths: tuple[str, ...],
    observed: tuple[Path, ...],
    years: str | None,
    form: str | None,
    work: bool | None,
    out: Path | None,
    database: str | None,
) -> int:
    """Draft the review of a year: what came of each target and task, and whom to ask about the rest.

    PATH is a file or folder of reports, or JSON Lines that `ximu read` wrote; without any, the ledger is looked at.
    Without --year the targets of each government's newest report are reviewed. What is not known is never made up: it
    stays open as 【待填】 with the question and the unit, which a division of responsibilities among the files may name.
    The rates of the government's own work fill a part of their own, each with what it counts and leaves out.

    Example: ximu draft sample/reports --year 2024 --out draft.docx

    Exit status: 0 all files read, 1 some file or row could not be read, 2 wrong usage or nothing at hand.
    """
    from ximu.ledger.exchange.whole_file import write_whole
    from ximu.link.collection import collect
    from ximu.link.links import links
    from ximu.link.products.draft import drafts

    asked, chosen = asked_years(years), _form(form, out)
    fail = Failures()
    with_work = not paths if work is None else work
    if with_work:
        open_ledger(database)
    collection = collect(*given_with_statistics(paths, observed, None if paths and with_work else database, fail))
    found = drafts(collection, links(collection), asked, _work(collection) if with_work else ())
    if not found:
        raise nothing_at_hand(collection, years)
    if chosen == "docx":
        from ximu.link.products.draft_docx import draft_docx as made
    else:
        from ximu.link.products.draft_markdown import draft_markdown as made
    write_whole(out, made(found), sys.stdout.buffer)
    return fail.status


def _work(collection: Collection) -> tuple[WorkFigure, ...]:
    from ximu.site.work_figures import work_figures

    return work_figures({(paper.report.place or "", paper.year) for paper in collection.papers})


def _form(form: str | None, out: Path | None) -> str:
    if out is None:
        if form == "docx":
            raise UsageError("docx cannot be written to standard output", next_step="name a file with --out")
        return "markdown"
    found = form or FORMATS.get(out.suffix.lower())
    if found is None:
        raise UsageError(f"{out.name} does not tell the format", next_step="end --out in .docx or .md, or use --format")
    return found
