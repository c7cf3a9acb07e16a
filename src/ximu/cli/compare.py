"""`ximu compare`: what changed between two readings of the same reports."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ximu.cli.labels import Language, label, number
from ximu.cli.main import OK, SOME_FAILED, say
from ximu.cli.options import format_option, language_option
from ximu.ledger.errors import UsageError
from ximu.ledger.exchange.kinds import KINDS, columns
from ximu.ledger.exchange.whole_file import WholeFiles, writing_to

if TYPE_CHECKING:
    from ximu.scale.compare import Comparison, Difference

COUNTS = ("old", "new", "same", "added", "removed", "changed")
SIGNS = {"added": ("+", "green"), "removed": ("-", "red"), "changed": ("~", "yellow")}


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--kind", "kinds", metavar="KIND,…", help=f"Only these kinds: {', '.join(KINDS)}.")
@click.option("--ignore", metavar="FIELD,…", help="Fields that do not count, such as rules.")
@click.option(
    "--examples",
    type=click.IntRange(0, 1000),
    default=3,
    help="Examples of each kind of change, and of each field. [3]",
)
@click.option("--every", type=click.Path(path_type=Path), help="Also write every difference to this file, one a line.")
@click.option("--fail-on-change", is_flag=True, help="Exit status 1 when anything differs.")
@format_option(["table", "json"], "table on a terminal, else json")
@language_option
def compare(
    old: Path,
    new: Path,
    kinds: str | None,
    ignore: str | None,
    examples: int,
    every: Path | None,
    fail_on_change: bool,
    form: str | None,
    language: Language,
) -> int:
    """Tell what changed between two readings of the same reports.

    OLD and NEW are what `ximu read --out` wrote before and after: a file (JSONL, CSV, Parquet) or a folder of them.
    Statements are matched by source, report, kind and place in the text.

    Exit status: 0 compared (also when something differs), 1 differs with --fail-on-change or could not be read, 2 wrong
    usage.
    """
    from ximu.scale.compare import Choice, encode_row
    from ximu.scale.compare import compare as compare_readings

    choice = Choice(frozenset(_names(kinds, tuple(KINDS), "kind") or KINDS), _ignored(ignore))
    with ExitStack() as opened:
        write = None
        if every is not None:
            rows = opened.enter_context(WholeFiles()).open(every)

            def write(difference: Difference) -> None:
                with writing_to(every):
                    rows.write(encode_row(difference.row()) + b"\n")

        found = compare_readings(old, new, choice, examples=examples, every=write)
    if (form or ("table" if sys.stdout.isatty() else "json")) == "json":
        sys.stdout.buffer.write(encode_row(found.summary()) + b"\n")
    else:
        print_comparison(Console(file=sys.stdout, highlight=False), found, language)
    if found.below_folders:
        say("ximu compare: no source has the same name on both sides; matched by the names below their folders")
    elif not found.sources["both"]:
        say("ximu compare: no source stands on both sides; read the same folder for both")
    return SOME_FAILED if fail_on_change and not found.same else OK


def _ignored(asked: str | None) -> frozenset[str]:
    known = dict.fromkeys(column.name for kind in KINDS for column in columns(kind))
    return frozenset(_names(asked, tuple(known), "field"))


def _names(asked: str | None, known: tuple[str, ...], what: str) -> set[str]:
    """The names in a list with commas. Raises UsageError for one that is not known."""
    found = {name.strip() for name in (asked or "").split(",") if name.strip()}
    if unknown := sorted(found - set(known)):
        raise UsageError(f"no such {what}: {', '.join(unknown)}", next_step=f"choose from {', '.join(known)}")
    return found


def print_comparison(console: Console, found: Comparison, language: Language) -> None:
    """Counts by kind, changed fields by kind, then the examples."""
    summary = found.summary()
    sources = summary["sources"]
    names = [f"{label('compare', f'sources_{name}', language)} {sources[name]}" for name in sources]
    console.print(Text("  ".join(names), style="dim"))
    table = _table("kind", *COUNTS, language=language)
    for kind, counts in summary["kinds"].items():
        table.add_row(label("kind", kind, language), *(str(counts[name]) for name in COUNTS))
    console.print(table)
    if summary["fields"]:
        table = _table("kind", "field", "changed", language=language)
        for kind, fields in summary["fields"].items():
            for name, count in fields.items():
                table.add_row(label("kind", kind, language), name, str(count))
        console.print()
        console.print(table)
    for difference in found.examples():
        console.print()
        for line in example_lines(difference, language):
            console.print(line, soft_wrap=True)
    if found.same:
        console.print(label("compare", "nothing", language))


def _table(*names: str, language: Language) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, show_edge=False)
    for name in names:
        table.add_column(label("compare", name, language), justify="left" if name in ("kind", "field") else "right")
    return table


def example_lines(difference: Difference, language: Language) -> list[Text]:
    """One line for the statement and its place, one for each changed field: old → new."""
    row = difference.row()
    sign, color = SIGNS[difference.change]
    head = Text(f"{sign} {label('kind', row['kind'], language)}  ", style=color)
    head.append(_short(row["words"]), style="default")
    head.append(f"  {row['source']} {row['start']}–{row['end']}", style="dim")
    return [head, *(Text(f"    {one.field}: {_shown(one.old)} → {_shown(one.new)}") for one in difference.fields)]


def _shown(value: Any) -> str:
    """A value of a field in one line: numbers as reports write them, everything else as JSON."""
    from decimal import Decimal

    from ximu.scale.compare import encode_row

    if isinstance(value, Decimal):
        return number(value)
    return _short(encode_row(value).decode())


def _short(words: str, longest: int = 120) -> str:
    words = " ".join(words.split())
    return words if len(words) <= longest else f"{words[:longest]}…"
