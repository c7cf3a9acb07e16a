"""`ximu ref`: look up an indicator, a unit or a term of the glossary, offline."""

from __future__ import annotations

import difflib
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, NamedTuple

import click
import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ximu.ledger.errors import XimuError
from ximu.terms.load import Indicator, Unit, bare_unit, indicators, terms, units

Kind = Literal["indicator", "unit", "term"]
NEAR = 5
# The first names of an entry are its id and what is shown; aliases follow.
SHOWN = 3
READING_ONLY = ("aliases_if", "qualifiers")


class UnknownNameError(XimuError):
    """Nothing of this name in the indicators, units or the glossary; the message names what is near."""

    code = "T002"


class Entry(NamedTuple):
    """One thing that can be looked up: the names it is found by, the line of a list, and all its fields."""

    names: tuple[str, ...]
    line: str
    fields: Mapping[str, Any]


def indicator_entries() -> Iterable[Entry]:
    """Every indicator, found by id, Chinese or English name and strong alias."""
    for one in indicators().values():
        yield Entry((one.id, one.zh, one.en, *one.aliases), f"{one.id}  {one.zh}  {one.en}", _indicator_fields(one))


def unit_entries() -> Iterable[Entry]:
    """Every written unit; a unit of several dimensions is one entry."""
    english = {name: dimension.en for name, dimension in terms().dimensions.items()}
    for written, kinds in units().items():
        if written:
            rows = [_unit_fields(kind, english) for kind in kinds]
            yield Entry((written,), f"{written}  {rows[0]['dimension_en']}", {"written": written, "dimensions": rows})


def term_entries() -> Iterable[Entry]:
    """Every word of the glossary, found by identifier, Chinese, English, or a word not to use for it."""
    for one in terms().glossary:
        names = (*(name for name in (one.identifier, one.zh, one.en) if name), *one.not_words)
        yield Entry(names, f"{one.zh}  {one.en}", _filled(msgspec.to_builtins(one)))


ENTRIES: dict[Kind, Callable[[], Iterable[Entry]]] = {
    "indicator": indicator_entries,
    "unit": unit_entries,
    "term": term_entries,
}


def _filled(value: Any) -> Any:
    """The value without empty fields, and without those that only serve the reading of texts."""
    if isinstance(value, dict):
        kept = {key: _filled(one) for key, one in value.items() if key not in READING_ONLY}
        return {key: one for key, one in kept.items() if one not in ("", [], {}, None)}
    return [_filled(one) for one in value] if isinstance(value, list | tuple) else value


def _indicator_fields(one: Indicator) -> dict[str, Any]:
    fields: dict[str, Any] = _filled(msgspec.to_builtins(one))
    known = indicators()
    if one.not_to_confuse_with:
        fields["not_to_confuse_with"] = [f"{other} {known[other].zh}" for other in one.not_to_confuse_with]
    return fields


def _unit_fields(kind: Unit, english: Mapping[str, str]) -> dict[str, Any]:
    return {
        "dimension": kind.dimension,
        "dimension_en": english[kind.dimension],
        **({"base": kind.base, "factor": f"{kind.factor:f}", "exact": kind.exact} if kind.base else {}),
    }


def find(kind: Kind, name: str) -> list[Entry]:
    """The entries of this name: the exact one alone, otherwise every entry with a name that begins so.

    Raises UnknownNameError, which names what is near.
    """
    wanted = _key(bare_unit(name.strip()) if kind == "unit" else name)
    entries = list(ENTRIES[kind]())
    same = [entry for entry in entries if name.strip() in entry.names[:SHOWN]]
    # The id and the display names go before an alias: several indicators may share an alias.
    shown = [entry for entry in entries if wanted in map(_key, entry.names[:SHOWN])]
    alias = [entry for entry in entries if wanted in map(_key, entry.names)]
    begun = [entry for entry in entries if any(_key(one).startswith(wanted) for one in entry.names[:SHOWN])]
    if wanted and (found := same or shown or alias or begun):
        return found
    raise UnknownNameError(f"no {kind} {name!r}", where=f"ximu ref {kind}", next_step=_advice(wanted, entries, kind))


def _key(name: str) -> str:
    return name.strip().casefold().replace(" ", "_").replace("-", "_")


def _advice(wanted: str, entries: list[Entry], kind: Kind) -> str:
    holding = (
        [entry.names[0] for entry in entries if any(wanted in _key(name) for name in entry.names)] if wanted else []
    )
    owners = {_key(name): entry.names[0] for entry in entries for name in entry.names}
    close = [owners[name] for name in difflib.get_close_matches(wanted, owners, n=NEAR, cutoff=0.5)]
    near = list(dict.fromkeys(holding + close))[:NEAR]
    return "near it: " + ", ".join(near) if near else f"see docs/reference/{kind}s.md for all of them"


def _value(value: Any) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{key}: {_value(one)}" for key, one in value.items())
    if isinstance(value, list):
        separator = "\n" if value and isinstance(value[0], dict) else ", "
        return separator.join(_value(one) for one in value)
    return str(value)


def show(entries: list[Entry], *, as_json: bool) -> None:
    """Write one entry in full, or several as a list of lines; JSON gives all fields of all."""
    if as_json:
        shown: Any = entries[0].fields if len(entries) == 1 else [entry.fields for entry in entries]
        click.echo(json.dumps(shown, ensure_ascii=False, indent=2))
        return
    if len(entries) > 1:
        for entry in entries:
            click.echo(entry.line)
        return
    table = Table(box=None, show_header=False, pad_edge=False, show_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for key, value in entries[0].fields.items():
        table.add_row(Text(key), Text(_value(value)))
    Console().print(table)


@click.command()
@click.argument("kind", type=click.Choice(list(ENTRIES)))
@click.argument("name")
@click.option(
    "--format",
    "form",
    type=click.Choice(["auto", "table", "json"]),
    default="auto",
    show_default=True,
    help="auto is a table on a terminal and JSON when piped.",
)
def ref(kind: Kind, name: str, form: str) -> None:
    """Look up an indicator, a unit or a term.

    NAME is an id, a Chinese or an English name, or how one begins. Works offline.

    \b
    Example:
      ximu ref indicator general_budget_revenue
      ximu ref unit 公顷
      ximu ref term 督查
    """
    entries = find(kind, name)
    show(entries, as_json=form == "json" or (form == "auto" and not sys.stdout.isatty()))
