"""One record as the cells of a table row and back: what CSV and XLSX share.

Text that a spreadsheet would take for a formula gets an apostrophe in front, and so does text that begins with one:
taking one apostrophe away always gives the text back. An empty cell is null, or "" where null is not allowed; where
null is allowed, "" is a lone apostrophe. Lists and records inside a record are JSON.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from ximu.ledger.exchange.kinds import KINDS, Column, columns, plain
from ximu.ledger.reading import Record

# A spreadsheet may also read the full-width forms as the start of a formula.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
GUARD = "'"


def guarded(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet could run it as a formula."""
    return GUARD + text if text.startswith((*FORMULA_STARTS, GUARD)) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text.removeprefix(GUARD)


def kind_of(record: Record) -> str:
    """The `kind` of a record."""
    return str(record.__struct_config__.tag)


def header(kinds: Sequence[str]) -> list[str]:
    """The columns of one table for all these kinds: `kind`, then every field once, in the order of the kinds."""
    return ["kind", *dict.fromkeys(column.name for kind in kinds for column in columns(kind))]


def to_cells(record: Record) -> dict[str, str]:
    """The record as text cells; `kind` is the first."""
    kind = kind_of(record)
    return {"kind": kind} | {column.name: _cell(column, getattr(record, column.name)) for column in columns(kind)}


def _cell(column: Column, value: Any) -> str:
    if value is None:
        return ""
    match column.shape:
        case "text":
            return guarded(value)
        case "optional_text":
            return guarded(value) or GUARD
        case "decimal":
            return plain(value)
        case "flag":
            return "true" if value else "false"
        case "nested":
            return nested(value)
        case _:
            return value.isoformat() if isinstance(value, date) else repr(value)


def nested(value: Any) -> str:
    """A list or a record inside a record, as JSON."""
    return msgspec.json.encode(value).decode()


def from_cells(cells: Mapping[str, str]) -> Record:
    """The record that `to_cells` was given. Raises KeyError, ValueError or msgspec.ValidationError on a wrong row."""
    kind = cells["kind"]
    row = {column.name: _value(column, cells[column.name]) for column in columns(kind) if column.name in cells}
    return msgspec.convert({"kind": kind} | row, KINDS[kind])


def _value(column: Column, cell: str) -> Any:
    match column.shape:
        case "text":
            return unguarded(cell)
        case "optional_text":
            return unguarded(cell) if cell else None
        case _ if not cell:
            return None
        case "integer":
            return int(cell)
        case "decimal":
            return Decimal(cell)
        case "real":
            return float(cell)
        case "flag":
            return {"true": True, "false": False}[cell.lower()]
        case "nested":
            return msgspec.json.decode(cell)
        case _:
            return cell
