"""Rates of a playbook: which items are the whole, which the part, which are left out and why; by count or by amount."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Literal, NamedTuple

from msgspec import Struct

from ximu.track.rules.engine import amount
from ximu.track.rules.facts import ItemFacts, all_hold, as_of
from ximu.track.rules.playbook import Playbook


class Counted(NamedTuple):
    """How one item counts for a rate: the day that puts it into a period, and what it adds to the whole and to the part.

    `left_out`: "" when it counts, "rule" when the playbook excludes it, "reason" when a person did and wrote why.
    """

    key: str
    unit: str
    day: date
    left_out: Literal["", "rule", "reason"]
    in_part: bool
    whole: Decimal
    part: Decimal


class RateResult(Struct, frozen=True, kw_only=True):
    """A rate with all that it was computed from; the keys open to the items.

    `numerator` and `denominator` are counts, or sums of the field that the rate adds. `percent` is exact, None when the
    denominator is 0. `left_out` are items of the period that the playbook, or a recorded reason, excludes.
    """

    rate: str
    since: date | None
    until: date
    numerator: Decimal
    denominator: Decimal
    percent: Decimal | None
    numerator_keys: tuple[str, ...]
    denominator_keys: tuple[str, ...]
    left_out_keys: tuple[str, ...]


def compute_rate(
    book: Playbook, name: str, items: Iterable[ItemFacts], *, until: date, since: date | None = None
) -> RateResult:
    """The rate `name` over the items of the period [since, until], as things stood at the end of `until`.

    Raises KeyError for a rate the playbook does not have.
    """
    return rate_of(name, counted(book, name, items, until=until, since=since), until=until, since=since)


def rate_of(name: str, found: Iterable[Counted], *, until: date, since: date | None = None) -> RateResult:
    """The rate `name` from the items that it asks about."""
    found = list(found)
    whole = [one for one in found if not one.left_out]
    part = [one for one in whole if one.in_part]
    numerator = sum((one.part for one in part), Decimal(0))
    denominator = sum((one.whole for one in whole), Decimal(0))
    return RateResult(
        rate=name, since=since, until=until, numerator=numerator, denominator=denominator,
        percent=percent_of(numerator, denominator),
        numerator_keys=tuple(one.key for one in part), denominator_keys=tuple(one.key for one in whole),
        left_out_keys=tuple(one.key for one in found if one.left_out),
    )  # fmt: skip


def counted(
    book: Playbook, name: str, items: Iterable[ItemFacts], *, until: date, since: date | None = None
) -> Iterator[Counted]:
    """Each item of the period that the rate asks about, as things stood at the end of `until`. Raises KeyError."""
    rate = book.rate(name)
    for item in items:
        if item.created_on > until:
            continue
        fixed = {"created": item.created_on, "due": item.due_on}  # the same then as now, so most are told apart here
        if rate.period_by in fixed and not _within(fixed[rate.period_by], since, until):
            continue
        then = as_of(item, book, until)
        day = {"created": then.created_on, "due": then.due_on, "closed": then.closed_on}[rate.period_by]
        if day is None or not _within(day, since, until):
            continue
        if not all_hold(rate.denominator, then, book, until):
            continue
        by_rule = bool(rate.excluded) and all_hold(rate.excluded, then, book, until)
        yield Counted(
            key=then.key, unit=then.lead_unit, day=day,
            left_out="reason" if then.excluded else "rule" if by_rule else "",
            in_part=all_hold(rate.numerator, then, book, until),
            whole=_size(then, rate.sum_of), part=_size(then, rate.sum_of_numerator or rate.sum_of),
        )  # fmt: skip


def _within(day: date | None, since: date | None, until: date) -> bool:
    return day is not None and day <= until and (since is None or day >= since)


def percent_of(numerator: Decimal, denominator: Decimal) -> Decimal | None:
    """Exact percent; None of nothing."""
    return numerator * 100 / denominator if denominator else None


def _size(item: ItemFacts, field: str) -> Decimal:
    return amount(item, field) if field else Decimal(1)
