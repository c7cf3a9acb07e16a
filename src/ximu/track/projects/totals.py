"""Sums over many projects on a day: money against the year's plan, and the rates of their playbook with what they count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db.models import Prefetch, QuerySet
from msgspec import Struct

from ximu.track.figures import facts_of
from ximu.track.models import Item, ProgressReport
from ximu.track.projects.models import PlanStep, YearPlan
from ximu.track.projects.money import Plan, Told, YearMoney, money_light, tells_of_money, year_money
from ximu.track.projects.stages import reached
from ximu.track.rules.facts import ItemFacts
from ximu.track.rules.lights import LightResult, LightRules, light_rules
from ximu.track.rules.playbook import Playbook
from ximu.track.rules.rates import RateResult, compute_rate

# For a playbook whose own lights tell nothing of money.
USUAL_LIGHTS = "sanya_2022"


class ProjectMoney(Struct, frozen=True, kw_only=True):
    """One project's money: in all so far, and the year against its plan (None when the year has no plan)."""

    invested: Decimal | None
    paid_in: Decimal | None
    year: YearMoney | None
    light: LightResult


class Totals(Struct, frozen=True, kw_only=True):
    """Projects of one playbook at the end of the day `on`: keys by stage, the rates in the order of the playbook."""

    on: date
    items: int
    reached: Mapping[str, tuple[str, ...]]
    rates: tuple[RateResult, ...]


def totals(book: Playbook, items: QuerySet[Item], on: date, *, since: date | None = None) -> Totals:
    """Stages and rates of `items` (start from `visible_to`) as things stood at the end of the day `on`.

    Amounts that follow from reports of progress are those of reports up to that day.
    """
    return totals_of(book, facts_of(items.filter(edition__playbook=book.id)), on, since=since)


def totals_of(book: Playbook, facts: Sequence[ItemFacts], on: date, *, since: date | None = None) -> Totals:
    """The same of facts that are at hand, all of items on `book`."""
    return Totals(
        on=on, items=sum(one.created_on <= on for one in facts), reached=reached(book, facts, on),
        rates=tuple(compute_rate(book, rate.id, facts, until=on, since=since) for rate in book.rates),
    )  # fmt: skip


def lights_for(book: Playbook) -> LightRules:
    """The rule set that lights money: the playbook's own when it tells of money, else the usual one."""
    own = light_rules().get(book.lights)
    return own if own is not None and tells_of_money(own) else light_rules()[USUAL_LIGHTS]


def money_of(items: Iterable[Item], on: date, rules: LightRules) -> dict[int, ProjectMoney]:
    """The money of many projects at the end of the day `on`, by primary key (three queries)."""
    keys = [item.pk for item in items]
    told: dict[int, list[Told]] = {key: [] for key in keys}
    rows = ProgressReport.objects.filter(item_id__in=keys, until__lte=on).order_by("until", "pk")
    for row in rows.only("item_id", "until", "amount", "funds", "verified_at"):
        told[row.item_id].append(Told(row.until, row.amount, row.funds, row.verified_at is not None))
    plans = YearPlan.objects.filter(item_id__in=keys, year=on.year)
    planned = {row.item_id: _plan(row) for row in plans.prefetch_related(Prefetch("steps", PlanStep.objects.all()))}
    return {key: _money(told[key], planned.get(key), on, rules) for key in keys}


def years_of(item: Item, on: date, rules: LightRules) -> tuple[tuple[Plan, YearMoney, LightResult], ...]:
    """Every year of a project that has a plan, latest first, each as it stands on the day `on` (three queries)."""
    rows = ProgressReport.objects.filter(item=item, until__lte=on).order_by("until", "pk")
    told = [Told(row.until, row.amount, row.funds, row.verified_at is not None) for row in rows]
    plans = [_plan(row) for row in YearPlan.objects.filter(item=item).prefetch_related("steps").order_by("-year")]
    money = [year_money(plan, told, on) for plan in plans]
    return tuple((plan, one, money_light(rules, one)) for plan, one in zip(plans, money, strict=True))


def _money(told: list[Told], plan: Plan | None, on: date, rules: LightRules) -> ProjectMoney:
    year = year_money(plan, told, on) if plan is not None else None
    return ProjectMoney(
        invested=_last([one.invested for one in told]), paid_in=_last([one.paid_in for one in told]), year=year,
        light=money_light(rules, year) if year is not None else LightResult("", "unknown"),
    )  # fmt: skip


def _plan(row: YearPlan) -> Plan:
    steps = list(row.steps.all())
    return Plan(
        year=row.year, investment=row.investment, funds=row.funds,
        steps={step.until: step.investment for step in steps},
        funds_steps={step.until: step.funds for step in steps if step.funds is not None},
    )  # fmt: skip


def _last(values: Iterable[Decimal | None]) -> Decimal | None:
    known = [value for value in values if value is not None]
    return known[-1] if known else None
