"""What a government's own reports claim of a rate that its work is counted for: the two stand side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal

from django.db.models import Q
from msgspec import Struct

from ximu.site.statements import address_of
from ximu.store import models
from ximu.track.models import Government

# The latest years are enough beside a figure of today.
MOST_CLAIMS = 3


class Claim(Struct, frozen=True, kw_only=True):
    """A result that a report states: the value, the year it is for, the words it stands in."""

    year: int | None
    low: Decimal
    high: Decimal
    unit: str
    bound: str
    as_written: str
    address: str


def claims_of(indicators: Collection[str], governments: Sequence[Government]) -> dict[str, tuple[Claim, ...]]:
    """The latest results of these catalogue indicators in the reports of the governments' places (one query)."""
    if not indicators or not governments:
        return {}
    own = Q(report__place__name__in=[one.name_zh.removesuffix("人民政府") for one in governments])
    codes = [one.place_code for one in governments if one.place_code]
    if codes:
        own |= Q(report__place__code__in=codes)
    rows = models.Measure.objects.filter(
        own, indicator_id__in=list(indicators), stance="result", role="value", report__source_kind="report"
    )
    rows = rows.select_related("report", "statement").defer("record", "report__record").order_by("-year", "pk")
    found: dict[str, list[Claim]] = defaultdict(list)
    for row in rows[:50]:
        if row.indicator_id and len(found[row.indicator_id]) < MOST_CLAIMS:
            found[row.indicator_id].append(
                Claim(
                    year=row.year, low=row.low, high=row.high, unit=row.unit, bound=row.bound,
                    as_written=row.statement.as_written,
                    address=address_of(row.report.public_id, row.start, row.statement.end),
                )
            )  # fmt: skip
    return {name: tuple(claims) for name, claims in found.items()}
