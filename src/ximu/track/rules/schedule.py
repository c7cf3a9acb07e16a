"""时序进度: what should be done by now, from a monthly or quarterly plan or in a straight line; and how far it is.

Total over every kind of target: levels, growth, shares and caps; no base of zero or below makes it fail.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from msgspec import Struct

TargetKind = Literal["cumulative", "growth", "level", "cap"]


class Progress(Struct, frozen=True, kw_only=True):
    """How an item stands against its plan on a day; None is "cannot tell", never a guess.

    `scheduled`, `actual` are in the target's own unit, `scheduled_percent`, `actual_percent` of the whole target.
    `ratio` = actual ÷ scheduled (1 is on plan), inverted for caps; `gap` in the target's unit, `gap_points` in points of
    the target; both positive when behind. `basis`: how the scheduled value was found.
    """

    basis: Literal["plan", "linear", "target", "none"]
    scheduled: Decimal | None = None
    actual: Decimal | None = None
    scheduled_percent: Decimal | None = None
    actual_percent: Decimal | None = None
    ratio: Decimal | None = None
    gap: Decimal | None = None
    gap_points: Decimal | None = None


def progress(
    *,
    target: Decimal | None,
    actual: Decimal | None,
    on: date,
    start: date,
    due: date,
    plan: Mapping[date, Decimal] | None = None,
    kind: TargetKind = "cumulative",
) -> Progress:
    """Where an item stands on the day `on`.

    `plan` gives the amount due at the end of each month or quarter; without one a cumulative amount is due in a straight
    line by whole months: target × months elapsed ÷ months in all. Growth, levels and caps are compared with the target
    itself, never pro rata.
    """
    if target is None:
        return Progress(basis="none", actual=actual)
    basis: Literal["plan", "linear", "target"]
    if plan:
        scheduled, basis = _planned(plan, on), "plan"
    elif kind == "cumulative":
        scheduled, basis = target * _share_of_time(start, due, on), "linear"
    else:
        scheduled, basis = target, "target"
    if actual is None:
        return Progress(basis=basis, scheduled=scheduled, scheduled_percent=_percent(scheduled, target))
    behind = actual - scheduled if kind == "cap" else scheduled - actual
    scheduled_percent, actual_percent = _percent(scheduled, target), _percent(actual, target)
    gap_points = None
    if scheduled_percent is not None and actual_percent is not None:
        gap_points = scheduled_percent - actual_percent
        gap_points = -gap_points if kind == "cap" else gap_points
    return Progress(
        basis=basis, scheduled=scheduled, actual=actual, scheduled_percent=scheduled_percent,
        actual_percent=actual_percent, ratio=_ratio(actual, scheduled, kind), gap=behind, gap_points=gap_points,
    )  # fmt: skip


def _planned(plan: Mapping[date, Decimal], on: date) -> Decimal:
    """The amount due at the end of the last period that is over; 0 before the first."""
    over = [day for day in plan if day <= on]
    return plan[max(over)] if over else Decimal(0)


def _share_of_time(start: date, due: date, on: date) -> Decimal:
    """Whole months elapsed ÷ months in all, 0–1; a month counts when its last day is over."""
    whole = (due.year - start.year) * 12 + due.month - start.month + 1
    elapsed = (on.year - start.year) * 12 + on.month - start.month
    if _is_month_end(on) or on >= due:
        elapsed += 1
    return Decimal(min(max(elapsed, 0), whole)) / Decimal(whole) if whole > 0 else Decimal(1 if on >= due else 0)


def _is_month_end(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).month != day.month


def _percent(part: Decimal, target: Decimal) -> Decimal | None:
    return part * 100 / target if target > 0 else None


def _ratio(actual: Decimal, scheduled: Decimal, kind: TargetKind) -> Decimal | None:
    if kind == "cap":
        return scheduled / actual if actual > 0 and scheduled > 0 else None
    return actual / scheduled if scheduled > 0 and actual >= 0 else None
