"""Setting the plan of a year: what is to be invested and paid in, with steps by month or quarter."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track.actions.change import keep, note, take
from ximu.track.models import Item, Person
from ximu.track.permissions import require
from ximu.track.projects.models import PlanStep, YearPlan
from ximu.track.rules.periods import period_days

_TOO_BIG = Decimal(10) ** 11


class NewStep(NamedTuple):
    """What is to be there when `period` (2026Q1, 2026-03) ends, since the year began; 万元."""

    period: str
    investment: Decimal
    funds: Decimal | None = None


def set_year_plan(
    person: Person,
    item: Item,
    year: int,
    investment: Decimal,
    *,
    funds: Decimal | None = None,
    steps: Sequence[NewStep] = (),
    reason: str = "",
    version: int | None = None,
) -> YearPlan:
    """Set the plan of a year (万元), or another one in its place; then a reason is needed, and the journal has both.

    Raises TrackError W010, W171 (what is wrong with the plan), W043 (no period), ConflictError W020.
    """
    with transaction.atomic():
        now = take(item, version)
        require(person, "edit", now)
        if now.phase in ("closed", "archived"):
            raise _wrong(now, "the project is closed", "reopen it first")
        _check(now, year, investment, funds, steps)
        before = YearPlan.objects.filter(item=now, year=year).first()
        if before is not None and not reason.strip():
            raise _wrong(now, f"{year} has a plan already", "say why it changes")
        told = {"year": year, "investment": investment, "funds": funds, "reason": reason,
                "steps": [[one.period, one.investment, one.funds] for one in steps],
                "investment_before": before.investment if before else None}  # fmt: skip
        if before is not None:
            before.delete()
        plan = YearPlan.objects.create(
            item=now, year=year, investment=investment, funds=funds, set_by=person, set_at=timezone.now()
        )
        PlanStep.objects.bulk_create(
            PlanStep(
                plan=plan, period=one.period, until=period_days(one.period)[1], investment=one.investment,
                funds=one.funds,
            )
            for one in steps
        )  # fmt: skip
        keep(now)
        note(person, "set_year_plan", now, told)
    item.refresh_from_db()
    return plan


def _check(item: Item, year: int, investment: Decimal, funds: Decimal | None, steps: Sequence[NewStep]) -> None:
    if item.book.kind != "project":
        raise _wrong(item, "no project", "yearly plans belong to projects")
    if not 1949 <= year <= 2100:
        raise _wrong(item, f"{year} is no year", "write one like 2026")
    for amount in (investment, funds):
        if amount is not None and not 0 <= amount < _TOO_BIG:
            raise _wrong(item, f"{amount} is no amount", "write 万元, 0 or more")
    last_day, last, last_funds = None, Decimal(0), Decimal(0)
    for one in sorted(steps, key=lambda step: period_days(step.period)[1]):
        first, until = period_days(one.period)
        if until.year != year or (until - first).days > 100:
            raise _wrong(item, f"{one.period} is no month or quarter of {year}", "write 2026Q1 or 2026-03")
        if until == last_day:
            raise _wrong(item, f"two steps end on {until}", "plan by month or by quarter")
        if not last <= one.investment <= investment:
            raise _wrong(item, f"{one.period}: {one.investment}", "steps rise, up to the plan of the year")
        if one.funds is not None and (funds is None or not last_funds <= one.funds <= funds):
            raise _wrong(item, f"{one.period}: funds {one.funds}", "they rise, up to the funds of the year")
        last_day, last, last_funds = until, one.investment, one.funds or last_funds


def _wrong(item: Item, what: str, todo: str) -> TrackError:
    return TrackError(what, where=item.number, next_step=todo, code="W171")
