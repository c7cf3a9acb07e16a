"""Statistics of work: every rate of every playbook for a year, in all, by unit and by month, with what was left out and why."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import TypeVar

from django.core.cache import cache
from django.db.models import Count, Max, QuerySet, Sum
from msgspec import Struct

from ximu.track.editions import playbooks, rules_in_force
from ximu.track.figures import facts_of
from ximu.track.models import Item
from ximu.track.rules.facts import ItemFacts
from ximu.track.rules.playbook import Playbook, Rate
from ximu.track.rules.rates import Counted, counted, percent_of

_KEPT_SECONDS = 24 * 3600


class Figure(Struct, frozen=True, kw_only=True):
    """A rate over some items. `by_rule` items the playbook leaves out, `by_reason` a person did, with a reason."""

    numerator: Decimal
    denominator: Decimal
    percent: Decimal | None
    by_rule: int
    by_reason: int


class UnitFigure(Struct, frozen=True):
    """The figure of one lead unit by its key, "" for items without one."""

    unit: str
    figure: Figure


class MonthFigure(Struct, frozen=True):
    """The figure of one month, as 2026-03."""

    month: str
    figure: Figure


class LeftOut(Struct, frozen=True):
    """A recorded reason for leaving items out, and how many it left out."""

    reason: str
    items: int


class IndicatorFigure(Struct, frozen=True, kw_only=True):
    """What the work of one government (its key) shows in a year of an indicator that reports state, by one playbook."""

    government: int
    indicator: str
    playbook: str
    rate: str
    year: int
    figure: Figure


class YearFigure(Struct, frozen=True):
    """The figure of a whole year, as things stood at its end, or today in a running year."""

    year: int
    figure: Figure


class RateTable(Struct, frozen=True, kw_only=True):
    """One rate of one playbook for a year, as things stood at the end of `until`; `before` are earlier years that have any."""

    playbook: str
    rate: str
    since: date
    until: date
    total: Figure
    by_unit: tuple[UnitFigure, ...]
    by_month: tuple[MonthFigure, ...]
    reasons: tuple[LeftOut, ...]
    before: tuple[YearFigure, ...]


def rate_tables(items: QuerySet[Item], year: int, today: date, *, back: int = 0) -> tuple[RateTable, ...]:
    """Every rate over `items` (start from `visible_to`, of one government) for `year`, up to `today` in a running year.

    A rate that no item of the year is asked by is not there. `back`: so many years before come along. Kept until an item
    or a playbook changes, or the day does.
    """
    until = min(today, date(year, 12, 31))
    return _kept(items, (year, until, back), lambda: _tables(items.filter(created_on__lte=until), year, until, back))


def indicator_figures(items: QuerySet[Item], today: date) -> tuple[IndicatorFigure, ...]:
    """Every figure over `items` (of any governments) that stands beside a statement of a report, the latest year first.

    One year stands as it stood at its end. Kept like `rate_tables`.
    """
    return _kept(items, (today,), lambda: _indicator_figures(items, today))


T = TypeVar("T")


def _kept(items: QuerySet[Item], asked: tuple[object, ...], make: Callable[[], tuple[T, ...]]) -> tuple[T, ...]:
    stamp = items.aggregate(n=Count("pk"), last=Max("changed_at"), versions=Sum("version"), newest=Max("pk"))
    if not stamp["n"]:
        return ()
    # The query is part of the key: who sees other items never gets their figures.
    content = repr((str(items.query), *asked, *stamp.values(), rules_in_force()))
    key = f"rates:{hashlib.sha256(content.encode()).hexdigest()}"
    kept: tuple[T, ...] | None = cache.get(key)
    if kept is None:
        kept = make()
        cache.set(key, kept, _KEPT_SECONDS)
    return kept


def _indicator_figures(items: QuerySet[Item], today: date) -> tuple[IndicatorFigure, ...]:
    found = []
    for book in playbooks().values():
        rates = [rate for rate in book.rates if rate.indicator]
        if not rates:
            continue
        by_government: dict[str, list[ItemFacts]] = defaultdict(list)
        for facts in facts_of(items.filter(edition__playbook=book.id)):
            by_government[facts.government].append(facts)
        for government, own in by_government.items():
            first = min(one.created_on.year for one in own)
            for year in range(today.year, first - 1, -1):
                until = min(today, date(year, 12, 31))
                for rate in rates:
                    rows = list(counted(book, rate.id, own, until=until, since=date(year, 1, 1)))
                    if rows:
                        found.append(
                            IndicatorFigure(
                                government=int(government), indicator=rate.indicator, playbook=book.id, rate=rate.id,
                                year=year, figure=_figure(rows),
                            )
                        )  # fmt: skip
    return tuple(sorted(found, key=lambda one: -one.year))


def _tables(items: QuerySet[Item], year: int, until: date, back: int) -> tuple[RateTable, ...]:
    there = set(items.order_by().values_list("edition__playbook", flat=True).distinct())
    found = []
    for book in playbooks().values():
        if book.id not in there:
            continue
        facts = facts_of(items.filter(edition__playbook=book.id))
        reasons = dict(items.exclude(excluded_reason="").values_list("pk", "excluded_reason"))
        for rate in book.rates:
            rows = list(counted(book, rate.id, facts, until=until, since=date(year, 1, 1)))
            if rows:
                found.append(
                    _table(
                        book,
                        rate,
                        rows,
                        reasons,
                        until,
                        _before(book, rate, facts, range(year - 1, year - 1 - back, -1)),
                    )
                )
    return tuple(found)


def _before(book: Playbook, rate: Rate, facts: list[ItemFacts], years: Iterable[int]) -> tuple[YearFigure, ...]:
    found = []
    for year in years:
        rows = list(counted(book, rate.id, facts, until=date(year, 12, 31), since=date(year, 1, 1)))
        if rows:
            found.append(YearFigure(year, _figure(rows)))
    return tuple(found)


def _table(
    book: Playbook,
    rate: Rate,
    rows: list[Counted],
    reasons: dict[int, str],
    until: date,
    before: tuple[YearFigure, ...],
) -> RateTable:
    units: dict[str, list[Counted]] = defaultdict(list)
    months: dict[str, list[Counted]] = defaultdict(list)
    for row in rows:
        units[row.unit].append(row)
        months[f"{row.day:%Y-%m}"].append(row)
    why = Counter(reasons.get(int(row.key), "") for row in rows if row.left_out == "reason")
    return RateTable(
        playbook=book.id, rate=rate.id, since=date(until.year, 1, 1), until=until, total=_figure(rows),
        by_unit=tuple(UnitFigure(unit, _figure(units[unit])) for unit in sorted(units)),
        by_month=tuple(MonthFigure(month, _figure(months[month])) for month in sorted(months)),
        reasons=tuple(LeftOut(reason, n) for reason, n in why.most_common()),
        before=before,
    )  # fmt: skip


def _figure(rows: Iterable[Counted]) -> Figure:
    found = list(rows)
    whole = [row for row in found if not row.left_out]
    denominator = sum((row.whole for row in whole), Decimal(0))
    numerator = sum((row.part for row in whole if row.in_part), Decimal(0))
    return Figure(
        numerator=numerator, denominator=denominator, percent=percent_of(numerator, denominator),
        by_rule=sum(row.left_out == "rule" for row in found), by_reason=sum(row.left_out == "reason" for row in found),
    )  # fmt: skip
