"""Hypothesis strategies for records of every kind, made from the annotations of their fields."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Literal, get_args, get_origin

from hypothesis import strategies as st
from msgspec.structs import fields

from ximu.ledger.exchange.kinds import KINDS, without_none
from ximu.ledger.reading import Record

# Whatever decoding can give: no lone surrogates. Beginnings that a spreadsheet would run are drawn often.
texts = st.builds(
    str.__add__,
    st.sampled_from(["", "", "=", "+", "-", "@", "'", "''", "\t", "\r", "＝", '"', "null", "true", "1e5", "[]"]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
decimals = st.builds(
    lambda digits, exponent, sign: Decimal((sign, tuple(map(int, str(digits))), exponent)),
    st.integers(0, 10**20),
    st.integers(-25, 25),
    st.integers(0, 1),
)


def values(annotation: Any) -> st.SearchStrategy[Any]:
    """Values that a field of this annotation may have."""
    bare, optional = without_none(annotation)
    if optional:
        return st.none() | values(bare)
    simple: dict[Any, st.SearchStrategy[Any]] = {
        str: texts,
        int: st.integers(-(2**63), 2**63 - 1),
        float: st.floats(allow_nan=False, allow_infinity=False),
        bool: st.booleans(),
        date: st.dates(),
        Decimal: decimals,
    }
    if bare in simple:
        return simple[bare]
    origin, inner = get_origin(bare), get_args(bare)
    if origin is Literal:
        return st.sampled_from(inner)
    if origin is tuple and inner[-1] is Ellipsis:
        return st.lists(values(inner[0]), max_size=3).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values, inner))
    if origin is dict:
        return st.dictionaries(values(inner[0]), values(inner[1]), max_size=3)
    return structs(bare)


def structs(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Records of this class, every field drawn."""
    return st.builds(kind, **{field.name: values(field.type) for field in fields(kind)})


records: st.SearchStrategy[Record] = st.one_of([structs(kind) for kind in KINDS.values()])
