"""A finding: something a reader of the ledger should look at, with both quotations and the arithmetic in words."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

FindingType = Literal["contradiction", "arithmetic", "repeated", "ambition", "amplification", "recycled"]


class Quotation(Struct, frozen=True, kw_only=True):
    """Characters [start, end) of `source` that a finding rests on."""

    source: str
    start: int
    end: int
    as_written: str


class Finding(Struct, frozen=True, kw_only=True, tag_field="kind", tag="finding"):
    """`a` and `b` (b may be None) are quoted; `why` holds the arithmetic in words (Chinese); severity 1 note, 2 look, 3 wrong."""

    source: str
    report: int
    type: FindingType
    severity: int
    a: Quotation
    b: Quotation | None
    why: str
    sure: bool
    rules: tuple[str, ...] = ()
