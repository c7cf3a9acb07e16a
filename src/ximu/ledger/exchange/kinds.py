"""Which kinds of record there are, their columns, and what a cell of each column holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NamedTuple, Union, get_args, get_origin

from msgspec.structs import fields

from ximu.ledger.reading import Record

Shape = Literal["text", "optional_text", "integer", "decimal", "real", "flag", "date", "nested"]

KINDS: dict[str, type[Record]] = {str(record.__struct_config__.tag): record for record in get_args(Record)}


class Column(NamedTuple):
    """A field of a record as a column: its name, its annotation, and the shape of a cell."""

    name: str
    annotation: Any
    shape: Shape


@cache
def columns(kind: str) -> tuple[Column, ...]:
    """The columns of a kind, in the order of the record; `kind` itself is not among them."""
    found = fields(KINDS[kind])
    return tuple(Column(field.encode_name, field.type, shape(field.type)) for field in found)


def shape(annotation: Any) -> Shape:
    """What a cell of this annotation holds; whatever is no single value is `nested`."""
    bare, optional = without_none(annotation)
    if get_origin(bare) is Literal:
        bare = str
    if bare is str:
        return "optional_text" if optional else "text"
    simple: dict[Any, Shape] = {int: "integer", Decimal: "decimal", float: "real", bool: "flag", date: "date"}
    return simple.get(bare, "nested")


def without_none(annotation: Any) -> tuple[Any, bool]:
    """The annotation without `| None`, and whether None was allowed."""
    if get_origin(annotation) not in (Union, UnionType):
        return annotation, False
    rest = [part for part in get_args(annotation) if part is not NoneType]
    if len(rest) != 1:
        raise TypeError(f"{annotation} has more than one type beside None")
    return rest[0], len(rest) < len(get_args(annotation))


def plain(value: Decimal) -> str:
    """The number in digits, never with an exponent: 2.5E+11 → 250000000000."""
    if not value.is_finite():
        raise ValueError(f"{value} is no number that a report can state")
    return format(value, "f")
