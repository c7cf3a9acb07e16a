"""A measure: one number that a report states about something, and every other number with its class."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from msgspec import Struct

from ximu.ledger.report import Role

Bound = Literal["eq", "approx", "ge", "le", "range"]
Aspect = Literal["level", "growth", "average_growth", "change", "multiple", "rank"]
ValueRole = Literal["value", "baseline"]
Stance = Literal["result", "target", "attribute"]
NumberClass = Literal["measure", "name", "date", "ordinal", "other", "open"]


class Measure(Struct, frozen=True, gc=False, tag_field="kind", tag="measure"):
    """One number about something, with what is needed to check it.

    `start`, `end`: half-open, Unicode code points of the source text, so that source_text[start:end] == as_written.
    `low`, `high`: the value after 万/亿 (2.4万公里 → 24000), in `unit` (bare, as written; ranks have 位).
    `year`: the year the value is for (the last one when it covers several), None when nothing tells.
    `scope`: the part of the place the number is about, as written; "" is the report's own place.
    `movement` is which way a growth or a difference goes: 下降5.4% has `low` 5.4 and falls; "" when no word says it.
    `firmness` belongs to targets, `certainty` to results. `sure` is False when a person should look, `doubt` says why.
    """

    source: str
    report: int
    start: int
    end: int
    as_written: str
    sentence_start: int
    sentence_end: int
    section: tuple[str, ...]
    role_of_section: Role
    indicator: str
    indicator_id: str | None
    action: str
    low: Decimal
    high: Decimal
    unit: str
    bound: Bound
    aspect: Aspect
    role: ValueRole
    stance: Stance
    year: int | None
    cumulative: bool
    scope: str
    place: str | None
    place_code: str | None
    firmness: Literal["ensure", "strive", ""] = ""
    certainty: Literal["estimated", ""] = ""
    rules: tuple[str, ...] = ()
    sure: bool = True
    doubt: str = ""
    movement: Literal["rise", "fall", ""] = ""


class Number(Struct, frozen=True, gc=False, tag_field="kind", tag="number"):
    """Any number of the text and what it was taken for; `open` means that no rule knows."""

    source: str
    report: int
    start: int
    end: int
    as_written: str
    number_class: NumberClass
    rule: str
