"""How a score follows from facts: each point with its facts and its arithmetic in words; nothing unknown is guessed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from msgspec import Struct

from ximu.track.scoring.rules import Point, RuleSet

HUNDRED = Decimal(100)


class Fact(Struct, frozen=True, kw_only=True):
    """A value with where it comes from.

    `value` None: not known. `n`: cases behind it. `items`: keys of the work it was counted from; `source` and
    `confirmed_by` for a figure that a third office confirms.
    """

    value: Decimal | None
    n: int | None = None
    items: tuple[str, ...] = ()
    source: str = ""
    confirmed_by: str = ""


class PointResult(Struct, frozen=True, kw_only=True):
    """What one point gives: None when a fact is not known. `how` is the arithmetic with its numbers."""

    id: str
    group: str
    points: Decimal | None
    how: str
    facts: tuple[str, ...]


class Score(Struct, frozen=True, kw_only=True):
    """The result of one unit. `complete` is False when some fact is not known: then the total is of what is known.

    `rankable`: enough cases stand behind every fact.
    """

    total: Decimal
    base: Decimal
    bonus: Decimal
    deduction: Decimal
    band: str
    complete: bool
    rankable: bool
    points: tuple[PointResult, ...]


def score(rules: RuleSet, facts: Mapping[str, Fact]) -> Score:
    """The score that `facts` give under `rules`; a what-if is the same with other facts."""
    results = tuple(_result(rules, point, facts) for point in rules.points)

    def added(group: str) -> Decimal:
        return sum((one.points for one in results if one.group == group and one.points is not None), Decimal(0))

    base = _capped(added("base"), rules.base_cap)
    bonus = _capped(added("bonus"), rules.bonus_cap)
    if rules.bonus_cap_percent is not None:
        bonus = _capped(bonus, base * rules.bonus_cap_percent / HUNDRED)
    deduction = _capped(added("deduction"), rules.deduction_cap)
    total = _rounded(base + bonus - deduction, rules.decimals)
    complete = all(one.points is not None for one in results)
    # A unit is not called poor because a figure about it is still missing.
    bands = sorted(rules.bands, key=lambda one: -one.at_least) if complete else ()
    band = next((one.zh for one in bands if total >= one.at_least), "")
    return Score(
        total=total, base=base, bonus=bonus, deduction=deduction, band=band, points=results,
        complete=complete,
        rankable=all(_enough(rules, name, facts) for point in rules.points for name in point.facts),
    )  # fmt: skip


def _enough(rules: RuleSet, name: str, facts: Mapping[str, Fact]) -> bool:
    least, fact = rules.fact(name).least_n, facts.get(name)
    return least == 0 or (fact is not None and fact.n is not None and fact.n >= least)


def _result(rules: RuleSet, point: Point, facts: Mapping[str, Fact]) -> PointResult:
    values = [facts[name].value if name in facts else None for name in point.facts]
    known = [value for value in values if value is not None]
    if len(known) < len(values):
        missing = "、".join(
            rules.fact(name).zh for name, value in zip(point.facts, values, strict=True) if value is None
        )
        return PointResult(id=point.id, group=point.group, points=None, how=f"{missing}：未知", facts=point.facts)
    shares = point.shares or (Decimal(1),)
    x = sum((value * share for value, share in zip(known, shares, strict=True)), Decimal(0))
    given, how = _FORMULAS[point.kind](point, x)
    points = _rounded(given, rules.decimals)
    if len(known) > 1:
        how = f"x = {' + '.join(f'{_n(v)}×{_n(s)}' for v, s in zip(known, shares, strict=True))} = {_n(x)}；{how}"
    return PointResult(id=point.id, group=point.group, points=points, how=f"{how} = {_n(points)}", facts=point.facts)


def _threshold(point: Point, x: Decimal) -> tuple[Decimal, str]:
    value = min(max(point.floor, point.full - point.slope * (point.goal - x)), point.full)
    return value, f"max({_n(point.floor)}, {_n(point.full)} − {_n(point.slope)}×({_n(point.goal)} − {_n(x)}))"


def _excess(point: Point, x: Decimal) -> tuple[Decimal, str]:
    value = _capped(max(Decimal(0), (x - point.start) * point.each), point.cap)
    return value, f"max(0, ({_n(x)} − {_n(point.start)})×{_n(point.each)}){_cap_words(point)}"


def _share(point: Point, x: Decimal) -> tuple[Decimal, str]:
    counted = _capped(x, point.cap)
    return counted / HUNDRED * point.full, f"{_n(counted)}%×{_n(point.full)}"


def _met(point: Point, x: Decimal) -> tuple[Decimal, str]:
    if x >= point.goal:
        return point.full, f"{_n(x)} ≥ {_n(point.goal)}，满分"
    return max(Decimal(0), x / point.goal * point.full), f"{_n(x)}÷{_n(point.goal)}×{_n(point.full)}"


def _steps(point: Point, x: Decimal) -> tuple[Decimal, str]:
    for step in sorted(point.steps, key=lambda one: -one.at_least):
        if x >= step.at_least:
            return step.points, f"{_n(x)} ≥ {_n(step.at_least)}"
    return Decimal(0), f"{_n(x)} 不到最低一档"


def _each(point: Point, x: Decimal) -> tuple[Decimal, str]:
    return _capped(x * point.each, point.cap), f"{_n(x)}×{_n(point.each)}{_cap_words(point)}"


def _around(point: Point, x: Decimal) -> tuple[Decimal, str]:
    value = (x - point.goal) * point.each
    if point.cap is not None:
        value = min(max(value, -point.cap), point.cap)
    return value, f"({_n(x)} − {_n(point.goal)})×{_n(point.each)}{_cap_words(point)}"


def _bands(point: Point, x: Decimal) -> tuple[Decimal, str]:
    if x < point.floor:
        return Decimal(0), f"{_n(x)}% < {_n(point.floor)}%，不得分"
    if x < HUNDRED:
        return point.full * x / HUNDRED, f"{_n(point.full)}×{_n(x)}%"
    over = _capped(x - HUNDRED, point.cap)
    return point.full * (HUNDRED + over) / HUNDRED, f"{_n(point.full)}×(100% + {_n(over)}%)"


_FORMULAS: dict[str, Callable[[Point, Decimal], tuple[Decimal, str]]] = {
    "threshold": _threshold, "excess": _excess, "share": _share, "met": _met, "steps": _steps, "each": _each,
    "around": _around, "bands": _bands,
}  # fmt: skip


def _capped(value: Decimal, cap: Decimal | None) -> Decimal:
    return value if cap is None else min(value, cap)


def _cap_words(point: Point) -> str:
    return f"，以 {_n(point.cap)} 为限" if point.cap is not None else ""


def _rounded(value: Decimal, decimals: int) -> Decimal:
    """Half up, as offices round; 17.665 is 17.67."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def _n(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
