"""Words around numbers in bare input: ends of ranges, at least and at most, and two bounds that make one range."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from ximu.read.numerals.mixed import SPACES
from ximu.read.numerals.quantity import Quantity
from ximu.read.numerals.value import canonical
from ximu.terms.words import alternation, word_file, words

_FAR = 14  # no word before a number is longer


def _spaced(phrases: Iterable[str]) -> str:
    """The phrases as one expression, longest first; a space in a phrase stands for any few spaces or none."""
    ordered = sorted(phrases, key=len, reverse=True)
    return "|".join(SPACES.join(re.escape(word) for word in phrase.split()) for phrase in ordered)


@cache
def _before() -> re.Pattern[str]:
    table = word_file("numbers")["bare"]["bound_before"]
    groups = "|".join(f"(?P<{bound}>{_spaced(table[bound])})" for bound in ("ge", "le", "eq", "approx"))
    not_before = "".join(table["not_before_over"].split())
    return re.compile(rf"(?:{groups}|(?<![{not_before}])(?P<over>{table['over']})|(?P<compared>比)){SPACES}$")


@cache
def _after() -> re.Pattern[str]:
    bare = word_file("numbers")["bare"]
    groups = "|".join(f"(?P<{bound}>{_spaced(bare['bound_after'][bound])})" for bound in ("ge", "le", "approx"))
    return re.compile(rf"{SPACES}(?:{groups})")


@cache
def _comparison() -> re.Pattern[str]:
    table = word_file("numbers")["bare"]["compared"]
    return re.compile(
        rf"{SPACES}(?:还|更)?(?:(?P<ge>{alternation(table['ge'].split())})|(?P<le>{alternation(table['le'].split())}))"
    )


@cache
def _alone() -> re.Pattern[str]:
    return re.compile(rf"{SPACES}{alternation(words('numbers', 'bare.between.alone'))}{SPACES}")


@cache
def _closed() -> re.Pattern[str]:
    return re.compile(rf"{SPACES}{alternation(words('numbers', 'bare.between.closed'))}{SPACES}")


@cache
def _close() -> re.Pattern[str]:
    return re.compile(rf"{SPACES}{alternation(words('numbers', 'bare.between.close'))}")


@cache
def _joined() -> re.Pattern[str]:
    return re.compile(rf"[,，]?{SPACES}{alternation(words('numbers', 'bare.between.joined'))}?{SPACES}")


def with_ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    """Joins the two ends of a range (3至5万人, 20和30之间) into one quantity; a scale or unit said once is for both."""
    result: list[Quantity] = []
    for quantity in found:
        joined = _range(text, result[-1], quantity) if result else None
        if joined:
            result[-1] = joined
        else:
            result.append(quantity)
    return result


def _range(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    gap = text[first.end : second.start]
    if len(gap) > _FAR or first.low != first.high or second.low != second.high or first.bound:
        return None
    close = _close().match(text, second.end)
    if second.unit == "间" and not first.unit and _closed().fullmatch(gap):
        second = second._replace(unit="")  # 间 says "between" here and counts no rooms
    elif not (_alone().fullmatch(gap) or (close and _closed().fullmatch(gap))):
        return None
    if first.unit and first.unit != second.unit:
        return None
    low = first.low
    if not first.unit and first.scale == 1 and second.scale > 1 and low < second.low / second.scale:
        low = canonical(low * second.scale)
    if low >= second.high or second.high < 0:
        return None
    end = close.end() if close else second.end
    return Quantity(first.start, end, low, second.high, second.unit, "range", first.ordinal or second.ordinal)


def with_bounds(text: str, found: list[Quantity]) -> list[Quantity]:
    """Gives every quantity what the words before and behind it say (至少, 不到, 以上, 比 … 大)."""
    result: list[Quantity] = []
    last_end = 0
    for quantity in found:
        bounded = _bounded(text, quantity, max(last_end, quantity.start - _FAR))
        result.append(bounded)
        last_end = bounded.end
    return result


def _bounded(text: str, quantity: Quantity, floor: int) -> Quantity:
    before = _before().search(text, floor, quantity.start)
    after = _after().match(text, quantity.end)
    start, end, bound = quantity.start, quantity.end, ""
    if before and before.lastgroup == "compared":
        compared = _comparison().match(text, quantity.end)
        if compared:
            start, end, bound = before.start(), compared.end(), compared.lastgroup or ""
    elif before:
        start, bound = before.start(), "ge" if before.lastgroup == "over" else before.lastgroup or ""
    if after and (not bound or bound == "approx"):
        end, bound = after.end(), after.lastgroup or ""
    if not bound or quantity.bound == "range" or (bound == "approx" and quantity.bound):
        return quantity
    return quantity._replace(start=start, end=end, bound=bound)


def with_merged(text: str, found: list[Quantity]) -> list[Quantity]:
    """Makes one range of a lower and an upper bound that stand together (大于三小于九), unless they exclude each other."""
    result: list[Quantity] = []
    for quantity in found:
        merged = _merged(text, result[-1], quantity) if result else None
        if merged:
            result[-1] = merged
        else:
            result.append(quantity)
    return result


def _merged(text: str, first: Quantity, second: Quantity) -> Quantity | None:
    if {first.bound, second.bound} != {"ge", "le"} or (first.unit and second.unit and first.unit != second.unit):
        return None
    gap = text[first.end : second.start]
    low, high = (first.low, second.high) if first.bound == "ge" else (second.low, first.high)
    if len(gap) > _FAR or low >= high or not _joined().fullmatch(gap):
        return None
    return Quantity(first.start, second.end, low, high, second.unit or first.unit, "range")
