"""What bare input says in numbers: the record that `ximu.read.numerals.read` gives."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple


class Quantity(NamedTuple):
    """A number with its unit at [start, end) of the input, half-open code points.

    `low` and `high` differ only in a range; fractions that have no end are cut after 28 digits. `unit` is the plain
    name ("%" for 百分之五, 三成 and 七五折, 元 for 块钱), "" when there is none. `bound` is what the words say: "ge",
    "le", "eq", "approx", "range", or "" when they say nothing. `ordinal` is True after 第.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal
    unit: str = ""
    bound: str = ""
    ordinal: bool = False
    scale: Decimal = Decimal(1)
