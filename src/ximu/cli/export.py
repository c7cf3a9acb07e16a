"""`ximu export`: everything at hand in a form that other programs take: panel, data package, annotations, SDMX."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import click

from ximu.cli.failures import Failures
from ximu.cli.given import Given, given_with_statistics
from ximu.cli.main import say
from ximu.cli.options import database_option, paths_argument
from ximu.ledger.errors import ExchangeError, UsageError
from ximu.ledger.observation import Observation

FORMS = ("panel", "package", "annotations", "sdmx")
LICENSES = ("CC0-1.0", "CC-BY-4.0", "ODC-BY-1.0", "PDDL-1.0")


@click.command()
@paths_argument
@click.option("--as", "form", type=click.Choice(FORMS), required=True, help="What to write.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The folder to write into.")
@click.option(
    "--observed",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Official statistics (CSV) to put beside what reports say (not for annotations).",
)
@click.option("--license", "license_name", type=click.Choice(LICENSES), help="What the data package allows. [not said]")
@click.option("--no-texts", is_flag=True, help="Leave the source texts out of the data package.")
@database_option
def export(
    paths: tuple[str, ...],
    form: str,
    out: Path,
    observed: tuple[Path, ...],
    license_name: str | None,
    no_texts: bool,
    database: str | None,
) -> int:
    """Write everything at hand for other programs: pandas, Stata, R, Frictionless, SDMX, annotation tools.

    PATH is a file or folder of reports, or JSON Lines that `ximu read` wrote; without any, the ledger is looked at.

    panel: targets and results by place, year and indicator, as CSV (long and wide), Parquet, a codebook, a Stata script.
    package: the whole ledger as a Frictionless Data Package. annotations: a W3C Web Annotation for every statement, one
    file a report, beside its text. sdmx: annual series as SDMX-ML 2.1, structure and data.

    Example: ximu export sample/reports --as panel --out panel

    Exit status: 0 all files read, 1 some file or row could not be read, 2 wrong usage or nothing at hand.
    """
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file", next_step="name a folder with --out")
    if form != "package" and (license_name or no_texts):
        raise UsageError("--license and --no-texts are for --as package", next_step="leave them out")
    fail = Failures()
    given, rows = given_with_statistics(paths, observed, database, fail)
    if not given:
        raise UsageError("no report at hand", next_step="give files that can be read, or add some to the ledger")
    if form == "package":
        _package(given, rows, out, license_name, texts=not no_texts)
    elif form == "annotations":
        _annotations(given, out, fail)
    else:
        _tables(given, rows, out, form)
    return fail.status


def _package(given: list[Given], rows: list[Observation], out: Path, license_name: str | None, *, texts: bool) -> None:
    from ximu.ledger.exchange.data_package import write_package
    from ximu.link.collection import collect
    from ximu.link.links import links

    found = links(collect(given, rows))
    count = write_package(given, out, links=found, license_name=license_name, texts=texts)
    click.echo(f"{count} reports in {out / 'datapackage.json'}")


def _annotations(given: list[Given], out: Path, fail: Failures) -> None:
    from ximu.ledger.exchange.annotations import write_annotations

    count, without_text = write_annotations(given, out)
    for source in without_text:
        what = "its text is not at hand, so nothing can be quoted"
        fail(ExchangeError(what, where=source, next_step="give the document itself", code="E002"))
    click.echo(f"{count} reports in {out}")


def _tables(given: list[Given], rows: list[Observation], out: Path, form: str) -> None:
    from ximu.ledger.exchange.whole_file import WholeFiles, writing_to
    from ximu.link.collection import collect
    from ximu.link.links import links

    collection = collect(given, rows)
    if form == "panel":
        from ximu.link.products.panel import panel
        from ximu.link.products.panel_files import panel_files

        parquet = importlib.util.find_spec("pyarrow") is not None
        if not parquet:
            say("no Parquet: it needs pyarrow; pip install 'ximu[corpus]'")
        made = dict(panel_files(panel(collection, links(collection)), parquet=parquet))
    else:
        from ximu.link.products.sdmx import sdmx_files

        made = sdmx_files(collection, links(collection))
    with WholeFiles() as files:
        for name, data in made.items():
            file = files.open(out / name)
            with writing_to(out / name):
                file.write(data)
    click.echo(f"{len(made)} files in {out}")
