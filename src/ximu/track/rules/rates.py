"""Rates of a playbook: which items are the whole, which the part, which are left out and why; by count or by amount."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from msgspec import Struct

from ximu.track.rules.engine import amount
from ximu.track.rules.facts import ItemFacts, all_hold, as_of
from ximu.track.rules.playbook import Playbook, Rate


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
    rate = book.rate(name)
    whole, part, left_out = [], [], []
    for item in items:
        if item.created_on > until:
            continue
        then = as_of(item, book, until)
        if not _in_period(rate, then, since, until):
            continue
        excluded = then.excluded or (bool(rate.excluded) and all_hold(rate.excluded, then, book, until))
        if not all_hold(rate.denominator, then, book, until):
            continue
        if excluded:
            left_out.append(item.key)
            continue
        whole.append(then)
        if all_hold(rate.numerator, then, book, until):
            part.append(then)
    numerator, denominator = _size(part, rate.sum_of_numerator or rate.sum_of), _size(whole, rate.sum_of)
    return RateResult(
        rate=name, since=since, until=until, numerator=numerator, denominator=denominator,
        percent=numerator * 100 / denominator if denominator else None,
        numerator_keys=tuple(item.key for item in part), denominator_keys=tuple(item.key for item in whole),
        left_out_keys=tuple(left_out),
    )  # fmt: skip


def _in_period(rate: Rate, item: ItemFacts, since: date | None, until: date) -> bool:
    day = {"created": item.created_on, "due": item.due_on, "closed": item.closed_on}[rate.period_by]
    return day is not None and day <= until and (since is None or day >= since)


def _size(items: list[ItemFacts], field: str) -> Decimal:
    return sum((amount(item, field) for item in items), Decimal(0)) if field else Decimal(len(items))
