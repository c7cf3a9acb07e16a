"""A link: a target, the statement that reports it, what came of it, and how far apart the two are."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, get_args

from msgspec import Struct

from ximu.ledger.measure import Aspect

Verdict = Literal["met", "missed", "within_tolerance", "partly", "not_due", "unreported", "not_testable", "superseded"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
LinkedBound = Literal["eq", "approx", "ge", "le", "range", "relative", "delegated", "step"]
Importance = Literal["headline", "task", "step"]
Origin = Literal["report", "computed", "statistics"]


class Linked(Struct, frozen=True, kw_only=True):
    """One end of a link: a statement and its position, as the reading has it (or a row of official statistics).

    `low`, `high` are as in the measure, None for a target without a number of its own (居民收入与经济增长同步, 建成
    某馆); `relative_to` says against what the former is held. `change` is -1 when the text says that the value fell by so much, 1
    when it rose, 0 when it is no change. `origin` is computed when the value follows from two stated levels.
    """

    source: str
    start: int
    end: int
    as_written: str
    indicator: str
    indicator_id: str | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    bound: LinkedBound
    aspect: Aspect
    year: int | None
    place: str | None
    report_year: int | None = None
    scope: str = ""
    change: int = 0
    relative_to: str = ""
    origin: Origin = "report"
    source_url: str = ""


class Link(Struct, frozen=True, kw_only=True, tag_field="kind", tag="link"):
    """A target and what became of it.

    `outcome` is what a report says, `observed` the official statistics beside it, which rank above it: the verdict is
    by `observed` when there is one. `gap` is result minus target in `gap_unit` (below zero for a fall against a rise);
    against an interval it is the distance to its nearer end, zero inside; None when the two cannot be compared.
    `reason` is the arithmetic in words (Chinese). `sure` is False when a person should look.
    """

    target: Linked
    outcome: Linked | None
    observed: Linked | None
    verdict: Verdict
    gap: Decimal | None
    gap_unit: str
    reason: str
    importance: Importance
    sure: bool
    rules: tuple[str, ...] = ()
