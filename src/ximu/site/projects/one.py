"""One project of the register as a page shows it: stages with evidence, money by year, what reports say of it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils import timezone
from msgspec import Struct

from ximu.site.projects.beside import public_address
from ximu.site.projects.board import amount_field, place_of
from ximu.site.projects.joining import Named, joined
from ximu.track.models import Item
from ximu.track.projects.money import Plan, YearMoney
from ximu.track.projects.stages import StageOf, stages_of
from ximu.track.projects.totals import lights_for, money_of, years_of
from ximu.track.rules.facts import as_decimal
from ximu.track.rules.lights import LightResult, LightRules
from ximu.track.rules.schedule import Progress


class StepLine(Struct, frozen=True, kw_only=True):
    """A step of a yearly plan, 万元 since the year began; `over` when its day has passed, `missed` when it was not reached."""

    until: date
    investment: Decimal
    funds: Decimal | None
    over: bool
    missed: bool


class YearLine(Struct, frozen=True, kw_only=True):
    """A year against its plan, 万元. `basis` tells how what is due by now was found; `light` is "" when it cannot be told."""

    year: int
    planned: Decimal
    due: Decimal | None
    made: Decimal | None
    funds_planned: Decimal | None
    funds_due: Decimal | None
    funds_made: Decimal | None
    basis: str
    reported_until: date | None
    verified: bool
    light: str
    light_zh: str
    light_en: str
    steps: tuple[StepLine, ...]


class ProjectOne(Struct, frozen=True, kw_only=True):
    """A project of the register. Money is 万元; `amount` is the amount its playbook adds, in `amount_unit`."""

    number: str
    title: str
    address: str
    government: str
    place: str
    investor: str
    unit: str
    book_zh: str
    book_en: str
    state_zh: str
    state_en: str
    late: bool
    due_on: date | None
    amount: Decimal | None
    amount_zh: str
    amount_en: str
    amount_unit: str
    invested: Decimal | None
    paid_in: Decimal | None
    stages: tuple[StageOf, ...]
    years: tuple[YearLine, ...]
    lights_zh: str
    lights_en: str
    named: tuple[Named, ...]


def project_one(item: Item, *, on: date | None = None) -> ProjectOne:
    """The project as it stands on the day `on`, today when not given (a fixed number of queries)."""
    day = on or timezone.localdate()
    book, rules = item.book, lights_for(item.book)
    state, field = book.state(item.state), amount_field(book)
    money = money_of([item], day, rules)[item.pk]
    return ProjectOne(
        number=item.number, title=item.title_zh, address=public_address(item), government=item.government.name_zh,
        place=place_of(item), investor=str(item.fields.get("investor") or ""), unit=str(item.lead_unit or ""),
        book_zh=book.zh, book_en=book.en, state_zh=state.zh, state_en=state.en, late=item.late, due_on=item.due_on,
        amount=as_decimal(item.fields.get(field.id)) if field else None, amount_zh=field.zh if field else "",
        amount_en=field.en if field else "", amount_unit=field.unit if field else "", invested=money.invested,
        paid_in=money.paid_in, stages=stages_of(item),
        years=tuple(_year(plan, one, light, rules) for plan, one, light in years_of(item, day, rules)),
        lights_zh=rules.zh, lights_en=rules.en, named=joined(item),
    )  # fmt: skip


def _year(plan: Plan, money: YearMoney, result: LightResult, rules: LightRules) -> YearLine:
    light = next((one for one in rules.lights if one.id == result.light), None)
    return YearLine(
        year=money.year, planned=plan.investment, due=_due(money.investment), made=money.investment.actual,
        funds_planned=plan.funds, funds_due=_due(money.funds), funds_made=money.funds.actual,
        basis=money.investment.basis, reported_until=money.reported_until, verified=money.verified,
        light=light.id if light else "", light_zh=light.zh if light else "", light_en=light.en if light else "",
        steps=tuple(
            StepLine(
                until=day, investment=plan.steps[day], funds=plan.funds_steps.get(day), over=day <= money.on,
                missed=day in money.missed,
            )
            for day in sorted(plan.steps)
        ),
    )  # fmt: skip


def _due(one: Progress) -> Decimal | None:
    """What is due by now; a straight line is told in whole 万元, as nobody planned its fractions."""
    if one.scheduled is None or one.basis != "linear":
        return one.scheduled
    return one.scheduled.quantize(Decimal(1))
