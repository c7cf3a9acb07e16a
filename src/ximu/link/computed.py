"""Results that no report states but two stated levels give: growth from the levels of two years, a level from growth."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from ximu.ledger.link import Linked
from ximu.ledger.measure import Aspect
from ximu.link.collection import Collection, Statement
from ximu.link.identity import likeness
from ximu.link.quantity import ARITHMETIC, POINTS, Quantity, add, comparable, same_unit, subtract
from ximu.link.verdict import Judgment, judge, side_of
from ximu.link.wording import amount
from ximu.link.words import tolerance
from ximu.terms.load import indicators

_HUNDRED = Decimal(100)


def computed(target: Statement, collection: Collection) -> tuple[Judgment, Linked] | None:
    """The judgment of a target whose result is stated in another form, with the statement it is computed from."""
    form = target.quantity.aspect
    if form == "growth":
        return _growth_from_levels(target, collection)
    if form == "change":
        return _change_from_levels(target, collection)
    if form == "level":
        return _level_from_growth(target, collection)
    return None


def level(target: Statement, collection: Collection, year: int, aspect: Aspect = "level") -> Statement | None:
    """What was first reported as the level (or growth) of the target's series in a year, when nothing had to be assumed."""
    one = target.measure
    fits = []
    for candidate in collection.results(target.paper.place, one.indicator, one.indicator_id):
        stated = candidate.measure
        if candidate.year != year or candidate.quantity.aspect != aspect or candidate.covers_several_years:
            continue
        if candidate.paper.year <= year or candidate.covers_part_of_year or not stated.sure:
            continue
        fit = likeness(one, stated)
        if fit is not None and fit.sure:
            fits.append(
                ((candidate.paper.year, candidate.paper.report.source_kind != "report", stated.start), candidate)
            )
    return min(fits, key=lambda each: each[0])[1] if fits else None


def _two_levels(target: Statement, collection: Collection) -> tuple[Statement, Statement] | None:
    now = level(target, collection, target.year)
    before = level(target, collection, target.year - 1)
    if now is None or before is None or not same_unit(now.quantity.unit, before.quantity.unit):
        return None
    return (now, before) if comparable(now.quantity.low, before.quantity.low) else None


def _side_judged(target: Statement, result: Quantity) -> Judgment:
    one = target.measure
    side = side_of(one.bound, target.quantity, one.indicator, one.indicator_id, target.reached)
    return judge(target.quantity, one.bound, side, result)


def _end(statement: Statement, result: Quantity) -> Linked:
    return replace(
        statement.linked(), low=result.low, high=result.high, unit=result.unit, bound="eq", aspect=result.aspect,
        origin="computed",
    )  # fmt: skip


def _growth_from_levels(target: Statement, collection: Collection) -> tuple[Judgment, Linked] | None:
    levels = _two_levels(target, collection)
    if levels is None:
        now = level(target, collection, target.year)
        if now is None or now.quantity.is_rate:
            return None
        words = f"报告只说{target.year}年为{amount(now.quantity)}，没有说增速，也没有上年的数可算"
        return Judgment("not_testable", None, "", words), now.linked()
    now, before = levels
    if now.quantity.is_rate or before.quantity.low <= 0 or before.measure.bound != "eq":
        return None
    if _real(target):
        words = f"报告只说总量{amount(now.quantity)}，上年{amount(before.quantity)}；目标是可比价增速，现价总量算不出"
        return Judgment("not_testable", None, "", words), now.linked()
    ratio = ARITHMETIC.divide(now.quantity.low, before.quantity.low)
    rate = round_rate(ARITHMETIC.multiply(subtract(ratio, Decimal(1)), _HUNDRED))
    if not comparable(rate):
        return None
    result = Quantity(rate, rate, "%", POINTS, "growth")
    judged = _cautious(_side_judged(target, result), now)
    words = f"{amount(now.quantity)}比上年{amount(before.quantity)}算得{amount(result)}；{judged.reason}"
    return judged._replace(reason=words), _end(now, result)


def _cautious(judged: Judgment, now: Statement) -> Judgment:
    """A computed rate is for a person to look at; where it says too much, nothing is said.

    突破4万元 gives a lower end of growth only, and far below the target the two levels were hardly counted in one way.
    """
    if judged.verdict in ("missed", "within_tolerance"):
        if now.measure.bound != "eq":
            return Judgment("not_testable", None, "", "结果只说了超过或约为多少，增速算不准", sure=False)
        if judged.gap is not None and abs(judged.gap) > tolerance("computed_farthest"):
            return Judgment(
                "not_testable", None, "", f"{judged.reason}；相差过大，两年的口径可能不同，不作判断", sure=False
            )
    return judged._replace(sure=False)


def _change_from_levels(target: Statement, collection: Collection) -> tuple[Judgment, Linked] | None:
    levels = _two_levels(target, collection)
    if levels is None or not same_unit(levels[0].quantity.gap_unit, target.quantity.gap_unit):
        return None
    now, before = levels
    gap = subtract(now.quantity.low, before.quantity.low)
    result = Quantity(gap, gap, target.quantity.unit, target.quantity.gap_unit, "change")
    judged = _side_judged(target, result)
    words = f"{amount(now.quantity)}减上年{amount(before.quantity)}；{judged.reason}"
    return judged._replace(reason=words), _end(now, result)


def _level_from_growth(target: Statement, collection: Collection) -> tuple[Judgment, Linked] | None:
    """A level promised, growth reported: only where growth is of current prices or of a count, and not a cumulative sum."""
    if target.quantity.is_rate or target.measure.cumulative or _real(target) or target.measure.action:
        return None
    growth = level(target, collection, target.year, "growth")
    before = level(target, collection, target.year - 1)
    if growth is None or before is None or not same_unit(before.quantity.unit, target.quantity.unit):
        return None
    factor = add(Decimal(1), ARITHMETIC.divide(growth.quantity.low, _HUNDRED))
    value = ARITHMETIC.multiply(before.quantity.low, factor)
    if not comparable(value):
        return None
    result = Quantity(value, value, target.quantity.unit, target.quantity.gap_unit, "level")
    judged = _side_judged(target, result)
    words = f"上年{amount(before.quantity)}，{amount(growth.quantity)}，算得{amount(result)}；{judged.reason}"
    return judged._replace(reason=words), _end(growth, result)


def round_rate(rate: Decimal) -> Decimal:
    """A computed rate with two digits behind the point: the levels it comes from bear no more."""
    return rate.quantize(Decimal("0.01"), context=ARITHMETIC) if comparable(rate) else rate


def _real(target: Statement) -> bool:
    known = indicators().get(target.measure.indicator_id or "")
    return known is not None and known.growth_basis == "real"
