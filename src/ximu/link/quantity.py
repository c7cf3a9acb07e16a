"""What a stated number amounts to: fall or rise, unit, index or rate, so that two of them can be compared."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import cache
from typing import NamedTuple

from ximu.ledger.measure import Aspect
from ximu.link.words import listed, table
from ximu.terms.load import bare_unit, indicators, units
from ximu.terms.words import words

# Arithmetic that never raises: what overflows becomes infinite and is refused by `comparable`.
ARITHMETIC = Context(prec=28, traps=[])
POINTS = "个百分点"
# Units that count in percentage points; a difference between two of them is one too.
RATES = ("%", "％", POINTS, "百分点", "个百分比", "个点")
_CLAUSE = re.compile(r"[，；。！？：,;!?:\n]")
_CHANGES = ("growth", "average_growth", "change")
LOOK_BACK = 40


class Quantity(NamedTuple):
    """A number ready to be compared: below zero for a fall; `gap_unit` is what a gap is in.

    `low` and `high` differ for an interval; `unit` is as written.
    """

    low: Decimal
    high: Decimal
    unit: str
    gap_unit: str
    aspect: Aspect

    @property
    def is_rate(self) -> bool:
        """Whether it counts in percent or percentage points."""
        return self.gap_unit == POINTS


def add(left: Decimal, right: Decimal) -> Decimal:
    """The sum; never raises."""
    return ARITHMETIC.add(left, right)


def subtract(left: Decimal, right: Decimal) -> Decimal:
    """The difference, without zeros behind the point; never raises."""
    found = ARITHMETIC.subtract(left, right)
    return found.normalize(ARITHMETIC) + 0 if found.is_finite() else found


def comparable(*values: Decimal) -> bool:
    """Whether these are numbers a government can mean, and no arithmetic accident."""
    most: int = table("verdict")["limits"]["digits"]
    return all(value.is_finite() and (value == 0 or abs(value.adjusted()) <= most) for value in values)


@cache
def _falls() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words("measures", "tail.down"))))


@cache
def _rises() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words("measures", "tail.up"))))


def _last(found: re.Pattern[str], text: str) -> int:
    end = -1
    for match in found.finditer(text):
        end = match.end()
    return end


def words_before(text: str, sentence_start: int, start: int) -> str:
    """The words of the clause before a number, without white space."""
    before = text[max(sentence_start, start - LOOK_BACK, 0) : start]
    return "".join(_CLAUSE.split(before)[-1].split())


def change_of(aspect: Aspect, before: str) -> int:
    """-1 when the words before the number say that it fell, 1 when it rose, 0 when the number is no change.

    Words that do not tell (增速为) leave 1: a change without a word is a rise.
    """
    if aspect not in _CHANGES:
        return 0
    return -1 if _last(_falls(), before) > _last(_rises(), before) else 1


def ends_with_change(before: str) -> bool:
    """Whether the words before a number end in a word of rise or fall."""
    return max(_last(_falls(), before), _last(_rises(), before)) == len(before) > 0


def reached_from(before: str) -> str:
    """`above` when the words before a level say that it was to be brought down to it, `below` for up, else ""."""
    for side, key in (("above", "falls_to"), ("below", "rises_to")):
        if any(before.endswith(word) for word in listed("levels", key)):
            return side
    return ""


def aspect_of(aspect: Aspect, unit: str, indicator_id: str | None) -> Aspect:
    """The aspect that the catalogue knows: a percent of an indicator that has rates of change only is growth."""
    known = indicators().get(indicator_id or "")
    if known is None or aspect != "level" or unit not in ("%", "‰"):
        return aspect
    return "growth" if known.aspects == ("growth",) else aspect


@cache
def factor_between(unit: str, wanted: str) -> Decimal | None:
    """How many `wanted` one `unit` makes: 1 for one written form or counted things of one kind, None when no way leads."""
    if unit == wanted:
        return Decimal(1)
    mine, theirs = (units().get(each) or units().get(bare_unit(each)) or () for each in (unit, wanted))
    for one in mine:
        for other in theirs:
            if one.dimension == other.dimension and one.base:
                return ARITHMETIC.divide(one.factor, other.factor)
    return Decimal(1) if _counts_alike(unit, wanted) else None


def _counts_alike(one: str, other: str) -> bool:
    """Whether two words that count things may stand for one another beside the same name: 个 for 家, 所 for 座."""
    data = table("words")["units"]
    if data["generic"] in (one, other):
        return {one, other} - {data["generic"]} <= set(data["counting"].split())
    return any({one, other} <= set(line.split()) for line in data["alike"])


def same_unit(one: str, other: str) -> bool:
    """Whether amounts in these units can be compared."""
    return factor_between(one, other) is not None


def in_unit_of(result: Quantity, target: Quantity) -> Quantity | None:
    """The result in the unit of the target, or None when the two cannot be compared."""
    ranks = [each.aspect == "rank" for each in (result, target)]
    if ranks[0] != ranks[1] or result.is_rate != target.is_rate:
        return None
    factor = Decimal(1) if ranks[0] or result.is_rate else factor_between(result.unit, target.unit)
    if result.is_rate and result.unit != target.unit:
        factor = factor_between(result.unit, target.unit) or Decimal(1)
    if factor is None:
        return None
    if factor == 1:
        return result._replace(unit=target.unit, gap_unit=target.gap_unit)
    low, high = ARITHMETIC.multiply(result.low, factor), ARITHMETIC.multiply(result.high, factor)
    return Quantity(low, high, target.unit, target.gap_unit, result.aspect)


def quantity(low: Decimal, high: Decimal, unit: str, aspect: Aspect, indicator_id: str | None, change: int) -> Quantity:
    """The number with its sign; an index of 102 becomes a rise of 2."""
    aspect = aspect_of(aspect, unit, indicator_id)
    if low.is_nan() or high.is_nan():
        # What is no number at all may not even be compared; infinity may, and is refused like it.
        low = high = Decimal("Infinity")
    if aspect == "rank":
        return Quantity(low, high, "位", "位", aspect)
    if _is_index(low, aspect, indicator_id):
        low, high, unit = subtract(low, Decimal(100)), subtract(high, Decimal(100)), "%"
    if change < 0 and comparable(low, high):
        low, high = ARITHMETIC.minus(high), ARITHMETIC.minus(low)
    return Quantity(low, high, unit, POINTS if unit in RATES else unit, aspect)


def _is_index(low: Decimal, aspect: Aspect, indicator_id: str | None) -> bool:
    index = table("verdict")["index"]
    in_range = comparable(low) and index["lowest"] <= low <= index["highest"]
    return indicator_id in index["ids"] and in_range and aspect in ("growth", "level")
