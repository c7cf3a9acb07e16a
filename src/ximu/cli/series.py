"""`ximu series`: one indicator of one place through the years, with targets, results by vintage, and a plot."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import get_args

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ximu.cli.failures import Failures
from ximu.cli.given import given_reports, observations
from ximu.cli.labels import BOUND_SIGNS, Language, label, number
from ximu.cli.options import database_option, format_option, language_option, paths_argument
from ximu.cli.series_plot import Plot
from ximu.ledger.errors import UsageError
from ximu.ledger.link import Linked
from ximu.ledger.measure import Aspect
from ximu.link.series import Series, signed
from ximu.link.series import series as series_of
from ximu.link.series_points import Point, points

CHARTS = (".svg", ".png")
MISSING = "no chart without vl-convert-python"


@click.command()
@click.argument("place")
@click.argument("indicator")
@paths_argument
@click.option(
    "--observed", type=click.Path(path_type=Path), multiple=True, help="Official statistics (CSV) to show beside."
)
@format_option(["table", "json"], "table on a terminal, else json")
@click.option("--out", type=click.Path(path_type=Path), help="A chart (.svg, .png) or the points (.csv, .json).")
@click.option("--aspect", type=click.Choice(get_args(Aspect)), help="Only this form: level, growth, ...")
@click.option("--above", metavar="PLACE", help="Draw the results of this place too, as a thin line: the level above.")
@database_option
@language_option
def series(
    place: str,
    indicator: str,
    paths: tuple[str, ...],
    observed: tuple[Path, ...],
    form: str | None,
    out: Path | None,
    aspect: Aspect | None,
    above: str | None,
    database: str | None,
    language: Language,
) -> int:
    """Show an indicator of a place through the years: targets, results as first reported and later revised.

    PLACE is a name or a division code, INDICATOR a name or an id of the catalogue (ximu ref). PATH is a file or folder
    of reports, or JSON Lines that `ximu read` wrote; without any, the ledger is looked at. On a terminal each year has
    a bar with its targets; in a pipe the series are JSON, with the position of every quotation.

    Example: ximu series 临江市 地区生产总值 sample/reports --aspect growth --out growth.svg

    Exit status: 0 all files read, 1 some file or row could not be read, 2 wrong usage or nothing at hand.
    """
    from ximu.link.collection import collect

    fail = Failures()
    collection = collect(given_reports(paths, database, fail), observations(observed, fail))
    found = [one for one in series_of(collection, place, indicator) if aspect in (None, one.aspect)]
    if not found:
        at_hand = sorted({paper.report.place for paper in collection.papers if paper.report.place})
        raise UsageError(
            f"no report at hand speaks of {indicator} of {place}",
            next_step=f"places at hand: {', '.join(at_hand[:12]) or 'none'}",
        )
    higher = series_of(collection, above, indicator) if above else []
    if out is not None:
        _write(found, higher, form, out, language)
    elif (form or ("table" if sys.stdout.isatty() else "json")) == "json":
        sys.stdout.buffer.write(_json(found))
    else:
        console = Console(file=sys.stdout, highlight=False)
        for one in found:
            print_series(console, one, language)
    return fail.status


def _json(found: Sequence[Series]) -> bytes:
    from ximu.ledger.exchange.links import written_out

    rows = [written_out(msgspec.to_builtins(one, builtin_types=(Decimal,))) for one in found]
    return msgspec.json.format(msgspec.json.encode(rows)) + b"\n"


def _write(found: Sequence[Series], higher: Sequence[Series], form: str | None, out: Path, language: Language) -> None:
    """Write the chart of the fullest form, or the points of all forms."""
    from ximu.ledger.exchange.whole_file import write_whole

    ending = out.suffix.lower()
    if form == "table" or ending not in (*CHARTS, ".csv", ".json"):
        raise UsageError(f"{out}: no such form of output", next_step="give --out FILE.svg, .png, .csv or .json")
    if ending in CHARTS:
        one = found[0]
        above = next((each for each in higher if (each.aspect, each.scope) == (one.aspect, "")), None)
        made = _chart(one, above, ending, language)
    else:
        made = _json(found) if ending == ".json" else points_csv(found)
    write_whole(out, made, sys.stdout.buffer)


def _chart(found: Series, above: Series | None, ending: str, language: Language) -> bytes:
    from ximu.link.series_chart import INK, series_chart

    try:
        import vl_convert
    except ImportError as error:
        raise UsageError(MISSING, next_step="pip install 'ximu[web]', or give --out FILE.csv") from error
    if ending == ".svg":
        svg: str = vl_convert.vegalite_to_svg(series_chart(found, above, language=language))
        return svg.encode()
    # A picture has no page behind it.
    on_paper = series_chart(found, above, language=language, ink=INK._replace(paper="#ffffff"))
    png: bytes = vl_convert.vegalite_to_png(on_paper, scale=2)
    return png


def points_csv(found: Sequence[Series]) -> bytes:
    """A row for each point of each form: what is drawn, and where it is said; with a byte order mark, for spreadsheets."""
    from ximu.ledger.exchange.cells import guarded
    from ximu.ledger.exchange.csv_table import BOM
    from ximu.ledger.exchange.kinds import plain

    text = io.StringIO(newline="")
    rows = csv.writer(text)
    rows.writerow(("place", "indicator", "indicator_id", "aspect", "unit", "scope", *Point._fields))
    for one in found:
        form = (one.place, one.indicator, one.indicator_id or "", one.aspect, one.unit, one.scope)
        for point in points(one):
            cells = ("" if each is None else plain(each) if isinstance(each, Decimal) else each for each in point)
            rows.writerow([guarded(each) if isinstance(each, str) else each for each in (*form, *cells)])
    return BOM + text.getvalue().encode()


def print_series(console: Console, found: Series, language: Language) -> None:
    """A heading, a row for each year with what is said and how it looks, and what the signs mean."""
    head = Text(f"{found.place} {found.indicator}", style="bold")
    aspect = label("aspect", found.aspect, language)
    head.append(f"  {aspect} {found.unit} {found.scope}".rstrip(), style="dim")
    console.print(head)
    table = Table(box=None, header_style="bold", pad_edge=False, show_edge=False)
    plot = Plot(points(found))
    names = ["year", "target", "actual", *(["observed"] if "statistics" in plot.shapes else []), "bar"]
    for name in names:
        table.add_column(label("series", name, language), no_wrap=name in ("year", "bar"), overflow="fold")
    for year in found.years:
        cells = {"target": year.targets, "actual": year.actuals, "observed": year.observed}
        said = [_said(cells[name]) for name in names if name in cells]
        table.add_row(Text(str(year.year)), *said, plot.line(year.year))
    console.print(table)
    console.print(plot.key(language))
    console.print()


def _said(points: tuple[Linked, ...]) -> Text:
    """Every value, with the year of the report that says so and the position there: `5.4% 2025:217`."""
    text = Text()
    for nth, point in enumerate(points):
        value = signed(point)
        bound = BOUND_SIGNS.get(point.bound, "")
        shown = "" if value is None else bound + number(value)
        if value is not None and point.high is not None and point.low != point.high:
            shown += f"–{number(point.high)}"
        text.append(("\n" if nth else "") + shown + point.unit)
        text.append(f" {point.report_year or Path(point.source).name}:{point.start}", style="dim")
    return text
