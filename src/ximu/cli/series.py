"""`ximu series`: one indicator of one place through the years, with targets, results by vintage, and a plot."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ximu.cli.given import given_reports, observations
from ximu.cli.labels import Language, label, number
from ximu.cli.main import OK, SOME_FAILED, say
from ximu.ledger.errors import UsageError, XimuError
from ximu.ledger.link import Linked
from ximu.link.series import Series, SeriesYear, signed
from ximu.link.series import series as series_of

BAR = 24  # characters of the longest bar


@click.command()
@click.argument("place")
@click.argument("indicator")
@click.argument("paths", nargs=-1, metavar="[PATH]…")
@click.option(
    "--observed", type=click.Path(path_type=Path), multiple=True, help="Official statistics (CSV) to show beside."
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), help="Default: table on a terminal, else json.")
@click.option("--database", metavar="ADDRESS", help="The ledger to look at when no PATH is given. [XIMU_DATABASE]")
@click.option("--lang", "language", type=click.Choice(["zh", "en"]), default="zh", help="Labels of the table. [zh]")
def series(
    place: str,
    indicator: str,
    paths: tuple[str, ...],
    observed: tuple[Path, ...],
    form: str | None,
    database: str | None,
    language: Language,
) -> int:
    """Show an indicator of a place through the years: targets, results as first reported and later revised.

    PLACE is a name or a division code, INDICATOR a name or an id of the catalogue (ximu ref). PATH is a file or folder
    of reports, or JSON Lines that `ximu read` wrote; without any, the ledger is looked at. On a terminal each year has
    a bar; in a pipe the series are JSON, with the position of every quotation.

    Example: ximu series 临江市 地区生产总值 sample/reports

    Exit status: 0 all files read, 1 some file or row could not be read, 2 wrong usage or nothing at hand.
    """
    from ximu.link.collection import collect

    failed = 0

    def fail(error: XimuError) -> None:
        nonlocal failed
        failed += 1
        say(error.line())

    collection = collect(given_reports(paths, database, fail), observations(observed, fail))
    found = series_of(collection, place, indicator)
    if not found:
        at_hand = sorted({paper.report.place for paper in collection.papers if paper.report.place})
        raise UsageError(
            f"no report at hand speaks of {indicator} of {place}",
            next_step=f"places at hand: {', '.join(at_hand[:12]) or 'none'}",
        )
    if (form or ("table" if sys.stdout.isatty() else "json")) == "json":
        from ximu.ledger.exchange.links import written_out

        rows = [written_out(msgspec.to_builtins(one, builtin_types=(Decimal,))) for one in found]
        sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(rows)) + b"\n")
    else:
        console = Console(file=sys.stdout, highlight=False)
        for one in found:
            print_series(console, one, language)
    return SOME_FAILED if failed else OK


def print_series(console: Console, found: Series, language: Language) -> None:
    """A heading, a row for each year, and a bar for the newest result of the year."""
    head = Text(f"{found.place} {found.indicator}", style="bold")
    aspect = label("aspect", found.aspect, language)
    head.append(f"  {aspect} {found.unit} {found.scope}".rstrip(), style="dim")
    console.print(head)
    table = Table(box=None, header_style="bold", pad_edge=False, show_edge=False)
    for name in ("year", "target", "actual", "observed", "bar"):
        table.add_column(label("series", name, language), no_wrap=name in ("year", "bar"), overflow="fold")
    values = {year.year: _newest(year) for year in found.years}
    longest = max((abs(value) for value in values.values() if value is not None), default=Decimal(0))
    for year in found.years:
        cells = [_said(year.targets), _said(year.actuals), _said(year.observed)]
        table.add_row(Text(str(year.year)), *cells, bar(values[year.year], longest))
    console.print(table)
    console.print()


def _newest(year: SeriesYear) -> Decimal | None:
    """Statistics before reports, the last vintage before the first."""
    known = [signed(one) for one in (*year.actuals, *year.observed)]
    finite = [value for value in known if value is not None and value.is_finite()]
    return finite[-1] if finite else None


def bar(value: Decimal | None, longest: Decimal) -> Text:
    """A bar as long as the value, red below zero; nothing for a year without a result."""
    if value is None or not longest:
        return Text("")
    length = max(1, round(abs(value) / longest * BAR)) if value else 0
    return Text("▇" * length, style="red" if value < 0 else "cyan")


def _said(points: tuple[Linked, ...]) -> Text:
    """Every value, with the year of the report that says so and the position there: `5.4% 2025:217`."""
    text = Text()
    for nth, point in enumerate(points):
        value = signed(point)
        shown = "" if value is None else number(value)
        text.append(("\n" if nth else "") + shown + point.unit)
        text.append(f" {point.report_year or Path(point.source).name}:{point.start}", style="dim")
    return text
