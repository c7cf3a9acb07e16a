"""An observation: one value of official statistics that a person adds beside what reports say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from msgspec import Struct

from ximu.ledger.measure import Aspect


class Observation(Struct, frozen=True, kw_only=True, tag_field="kind", tag="observation"):
    """One row of a table of official statistics.

    `source` is the table and `line` the line in it; `value` is after 万/亿, in `unit` (bare), below zero for a fall.
    `source_url` is where the figure was published, `published_on` when (a later one revises an earlier one).
    """

    source: str
    line: int
    place: str
    place_code: str | None
    indicator: str
    indicator_id: str | None
    year: int
    value: Decimal
    unit: str
    aspect: Aspect
    source_url: str
    published_on: date | None = None
    scope: str = ""
    as_written: str = ""
    note: str = ""
