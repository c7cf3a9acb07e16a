"""The verdict on one target: a total function of target and result. It never raises and never contradicts its gap."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal, NamedTuple

from ximu.ledger.link import Verdict
from ximu.ledger.measure import Bound
from ximu.link.quantity import Quantity, comparable, in_unit_of, subtract
from ximu.link.wording import amount, distance, number
from ximu.link.words import table, tolerance
from ximu.terms.load import indicators

Side = Literal["floor", "cap", "inside"]
_BOUND_WORDS = {"approx": "左右", "ge": "以上", "le": "以内", "range": "", "eq": ""}


class Judgment(NamedTuple):
    """The verdict, the gap (result minus target, to the nearer end of an interval), its unit, and why in words."""

    verdict: Verdict
    gap: Decimal | None
    gap_unit: str
    reason: str
    sure: bool = True


def side_of(bound: Bound, value: Quantity, indicator: str, indicator_id: str | None, reached: str) -> Side:
    """Whether the target is a floor, a cap, or an interval to be inside of.

    The bound decides first (a fall by 3% or more is a cap on the signed number), then the catalogue, then the words
    before the number (降到 is a cap), then the name; whatever else is counted is a floor.
    """
    if value.aspect == "rank":
        return "cap"
    falls = value.aspect in ("growth", "average_growth", "change") and value.high < 0
    if bound in ("ge", "le"):
        return "floor" if (bound == "ge") is not falls else "cap"
    if falls:
        return "cap"
    data = table("verdict")["direction"]
    if indicator_id in data["caps"]:
        return "cap"
    if reached:
        return "cap" if reached == "above" else "floor"
    known = indicators().get(indicator_id or "")
    if known is not None and known.direction in ("up", "down"):
        return "floor" if known.direction == "up" else "cap"
    if known is not None and known.direction == "band":
        return "inside"
    fewer = any(word in indicator for word in data["fewer_is_better"].split())
    more = any(word in indicator for word in data["more_is_better"].split())
    return "cap" if fewer and not more else "floor"


def judge(target: Quantity, bound: Bound, side: Side, result: Quantity, result_bound: Bound = "eq") -> Judgment:
    """What came of a target with a number. Both quantities must be of one series; what cannot be compared says so."""
    if not comparable(target.low, target.high, result.low, result.high):
        return Judgment("not_testable", None, "", "数值超出可比的范围", sure=False)
    same = in_unit_of(result, target)
    if same is None:
        return Judgment("not_testable", None, "", f"目标以{target.unit}计，结果以{result.unit}计，无法相比", sure=False)
    reached = same.low if side != "cap" else same.high
    gap = _gap(target, side, reached)
    short = -gap if side == "floor" else gap if side == "cap" else abs(gap)
    slack = allowance(target, bound)
    said = f"目标{amount(target)}{_BOUND_WORDS[bound]}，结果{amount(result)}{_BOUND_WORDS[result_bound]}"
    if not comparable(gap):
        return Judgment("not_testable", None, "", "数值超出可比的范围", sure=False)
    said += f"，{distance(gap, target.gap_unit)}"
    doubtful = (result_bound == "ge" and side == "floor") or (result_bound == "le" and side == "cap")
    if short <= 0:
        clear = result_bound in ("eq", "range", "approx") or doubtful
        return Judgment("met", gap, target.gap_unit, said, sure=clear)
    if short <= slack:
        return Judgment("within_tolerance", gap, target.gap_unit, f"{said}，在容差{number(slack)}{target.gap_unit}之内")
    more = f"，超出容差{number(slack)}{target.gap_unit}" if slack else ""
    # 突破140 may be 150: a bound on the wrong side does not show by how much the target was missed.
    return Judgment("missed", gap, target.gap_unit, said + more, sure=not doubtful)


def _gap(target: Quantity, side: Side, reached: Decimal) -> Decimal:
    """Result minus the end of the target that counts; zero inside an interval."""
    if target.low == target.high:
        return subtract(reached, target.low)
    if side == "floor":
        return Decimal(0) if target.low <= reached <= target.high else subtract(reached, _nearer(target, reached))
    if side == "cap" and reached <= target.high:
        return Decimal(0) if reached >= target.low else subtract(reached, target.low)
    if target.low <= reached <= target.high:
        return Decimal(0)
    return subtract(reached, _nearer(target, reached))


def _nearer(target: Quantity, reached: Decimal) -> Decimal:
    return target.low if reached < target.low else target.high


def allowance(target: Quantity, bound: Bound) -> Decimal:
    """By how much a target may be missed and still count as within tolerance; only 左右 and its like allow any."""
    if bound != "approx" or target.aspect == "rank":
        return Decimal(0)
    if target.is_rate:
        return tolerance("approx_points")
    return max(abs(target.low), abs(target.high)) * tolerance("approx_share")


def judge_against(result: Decimal, other: Decimal, words: str, against: str, *, same: bool, strict: bool) -> Judgment:
    """What came of a promise to grow faster than (or as fast as: `same`) something else; both are rates in percent."""
    gap = subtract(result, other)
    if not comparable(result, other, gap):
        return Judgment("not_testable", None, "", "数值超出可比的范围", sure=False)
    other_name = against.removesuffix("增长").removesuffix("增速")
    said = f"承诺{words}，结果增长{number(result)}%，{other_name}增长{number(other)}%，{distance(gap, '个百分点')}"
    if gap > 0 or (gap == 0 and not strict):
        return Judgment("met", gap, "个百分点", said)
    slack = tolerance("same_pace_points") if same else Decimal(0)
    if -gap <= slack and same:
        return Judgment("within_tolerance", gap, "个百分点", f"{said}，在容差{number(slack)}个百分点之内")
    return Judgment("missed", gap, "个百分点", said)
