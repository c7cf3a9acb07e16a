"""What a year has against its plan on a day: investment made and funds paid in, and the light of a rule set.

Pure. Amounts are 万元. Reports tell amounts in all since the start; what a year has is what was reported in it less what
was there when the year before ended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from msgspec import Struct

from ximu.track.rules.lights import LightResult, LightRules, light_of
from ximu.track.rules.schedule import Progress, progress

Steps = Mapping[date, Decimal]  # last day of a period → the amount due by then, since the year began
MONEY_FACTS = frozenset({"progress_percent", "gap_points", "behind_percent", "funds_percent"})


class Told(NamedTuple):
    """A report of progress: the last day it is for, invested and paid in so far in all (None: not told)."""

    until: date
    invested: Decimal | None
    paid_in: Decimal | None
    verified: bool = False


class Plan(Struct, frozen=True, kw_only=True):
    """The plan of a year; without steps a straight line by whole months."""

    year: int
    investment: Decimal
    funds: Decimal | None = None
    steps: Steps = {}
    funds_steps: Steps = {}


class YearMoney(Struct, frozen=True, kw_only=True):
    """A year on the day `on`: investment and funds against the plan. `reported_until` is the last day told of.

    `verified` is whether the last report was confirmed by somebody else. `missed` are the days of past steps that were
    not reached in time.
    """

    year: int
    on: date
    planned: Decimal
    funds_planned: Decimal | None
    investment: Progress
    funds: Progress
    reported_until: date | None
    verified: bool
    missed: tuple[date, ...]


def year_money(plan: Plan, told: Sequence[Told], on: date) -> YearMoney:
    """Where the year of `plan` stands at the end of the day `on`; `told` oldest first."""
    last_day = min(on, date(plan.year, 12, 31))
    in_year = [one for one in told if date(plan.year, 1, 1) <= one.until <= last_day]
    before = [one for one in told if one.until < date(plan.year, 1, 1)]
    return YearMoney(
        year=plan.year, on=on, planned=plan.investment, funds_planned=plan.funds,
        investment=_against(plan.year, plan.investment, plan.steps, _made(before, in_year, "invested"), last_day),
        funds=_against(plan.year, plan.funds, plan.funds_steps, _made(before, in_year, "paid_in"), last_day),
        reported_until=in_year[-1].until if in_year else None,
        verified=bool(in_year) and in_year[-1].verified,
        missed=_missed(plan, before, in_year, on),
    )  # fmt: skip


def money_light(rules: LightRules, money: YearMoney) -> LightResult:
    """The light of the year; "" when nothing was reported in it."""
    if money.investment.actual is None:
        return LightResult("", "unknown")
    return light_of(rules, money_facts(money))


def money_facts(money: YearMoney) -> dict[str, Decimal | None]:
    """What light rules may ask of a year's money, by the names of `rules.lights.FactName`; what is not known is None."""
    made, funds = money.investment, money.funds
    behind = None
    if made.gap is not None and made.scheduled is not None:
        behind = made.gap * 100 / made.scheduled if made.scheduled else Decimal(0)
    required = funds.scheduled
    return {
        "progress_percent": made.ratio * 100 if made.ratio is not None else None,
        "gap_points": made.gap_points,
        "behind_percent": behind,
        "funds_percent": funds.actual * 100 / required if funds.actual is not None and required else None,
    }


def tells_of_money(rules: LightRules) -> bool:
    """Whether a rule set asks about amounts at all."""
    return any(test.fact in MONEY_FACTS for rule in rules.rules for test in rule.when)


def _against(year: int, target: Decimal | None, steps: Steps, actual: Decimal | None, on: date) -> Progress:
    return progress(
        target=target, actual=actual, on=on, start=date(year, 1, 1), due=date(year, 12, 31), plan=steps or None
    )


def _made(before: Sequence[Told], in_year: Sequence[Told], name: str) -> Decimal | None:
    """What the year has of `name`: the last amount in all less that of the end of the year before."""
    now = [value for one in in_year if (value := getattr(one, name)) is not None]
    then = [value for one in before if (value := getattr(one, name)) is not None]
    return now[-1] - (then[-1] if then else Decimal(0)) if now else None


def _missed(plan: Plan, before: Sequence[Told], in_year: Sequence[Told], on: date) -> tuple[date, ...]:
    found = []
    for day, due in plan.steps.items():
        if day > on:
            continue
        made = _made(before, [one for one in in_year if one.until <= day], "invested")
        if made is None or made < due:
            found.append(day)
    return tuple(sorted(found))
