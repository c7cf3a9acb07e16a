"""`ximu observe`: a table of official statistics checked row by row, as records that links rank above a report's own claim."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ximu.cli.failures import Failures
from ximu.cli.given import observations
from ximu.cli.labels import Language, label, number
from ximu.cli.listed import chosen_form, write_rows
from ximu.cli.main import say
from ximu.cli.options import format_option, language_option, out_jsonl_option
from ximu.ledger.errors import UsageError
from ximu.ledger.observation import Observation


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@format_option(["table", "jsonl"], "table on a terminal, else jsonl")
@out_jsonl_option
@click.option("--save", is_flag=True, help="Also keep the rows in the ledger and judge its targets by them.")
@click.option("--database", metavar="ADDRESS", help="The ledger, with --save. [XIMU_DATABASE]")
@language_option
def observe(
    files: tuple[Path, ...], form: str | None, out: Path | None, save: bool, database: str | None, language: Language
) -> int:
    """Check tables of official statistics, for `ximu link --observed` and `ximu series --observed`.

    FILE is CSV in UTF-8 with the columns place, indicator, year, value, unit, source_url, and if wanted aspect
    (level, growth; 总量, 增速), scope, published_on, note. A row that cannot be used is one line that names line and
    column; the others are kept.

    Exit status: 0 all rows are right, 1 some row or file is not, 2 wrong usage.
    """
    from ximu.ledger.exchange.links import write_jsonl

    form = chosen_form(form, out)
    if database is not None and not save:
        raise UsageError("--database goes with --save", next_step="add --save, or leave it out")
    fail = Failures()
    found = observations(files, fail)
    if save:
        say(_save(found, database))
    if form == "table":
        print_observations(Console(file=sys.stdout, highlight=False), found, language)
    else:
        write_rows(lambda file: write_jsonl(found, file), out)
    return fail.status


def _save(found: list[Observation], database: str | None) -> str:
    """Keep the rows in the ledger and link what they are about; returns what was done, on one line."""
    from ximu.cli.add import open_ledger
    from ximu.cli.relink import link_ledger

    open_ledger(database)
    from ximu.store.observations import keep_observations

    kept = keep_observations(found)
    return f"{kept.new} rows new in the ledger, {kept.known} known; {link_ledger()}"


def print_observations(console: Console, found: list[Observation], language: Language) -> None:
    """One row for each figure, with what the catalogue takes its indicator for."""
    table = Table(box=None, header_style="bold", pad_edge=False, show_edge=False)
    for name in ("place", "indicator", "indicator_id", "year", "value", "aspect", "source_url"):
        table.add_column(label("observation", name, language), overflow="fold")
    for one in found:
        cells = (
            one.place, one.indicator, one.indicator_id or "—", str(one.year), number(one.value) + one.unit,
            label("aspect", one.aspect, language), one.source_url,
        )  # fmt: skip
        table.add_row(*map(Text, cells))
    console.print(table)
