"""The arguments and options that several commands have, each with the same words everywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

FC = TypeVar("FC", bound=Callable[..., Any] | click.Command)
_PATH = click.Path(path_type=Path)

paths_argument = click.argument("paths", nargs=-1, metavar="[PATH]…")
observed_option = click.option(
    "--observed",
    type=_PATH,
    multiple=True,
    help="Official statistics (CSV) that rank above what reports say of themselves.",
)
database_option = click.option(
    "--database", metavar="ADDRESS", help="The ledger to look at when no PATH is given. [XIMU_DATABASE]"
)
language_option = click.option(
    "--lang", "language", type=click.Choice(["zh", "en"]), default="zh", help="Labels of the table. [zh]"
)
out_option = click.option("--out", type=_PATH, help="The file to write. Default: standard output.")
out_jsonl_option = click.option("--out", type=_PATH, help="The file to write, as jsonl. Default: standard output.")


def format_option(formats: Sequence[str], default: str) -> Callable[[FC], FC]:
    """`--format`, one of `formats`; `default` says in words which is taken without it."""
    return click.option("--format", "form", type=click.Choice(formats), help=f"Default: {default}.")
