"""Quotations and numbers as findings show them."""

from __future__ import annotations

from decimal import Decimal

from ximu.ledger.finding import Quotation
from ximu.ledger.measure import Measure


def quotation(measure: Measure) -> Quotation:
    """The characters of a measure."""
    return Quotation(source=measure.source, start=measure.start, end=measure.end, as_written=measure.as_written)


def plain(value: Decimal) -> str:
    """A number without exponent: 250000000000, 8.5."""
    return format(value.normalize(), "f")
