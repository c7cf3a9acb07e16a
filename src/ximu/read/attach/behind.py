"""The words directly behind a number: frames around the value, a second classifier, growth, people."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.attach.item import Item
from ximu.terms.words import alternation, any_word, word_file, words


@cache
def closers() -> re.Pattern[str]:
    """A frame around the value that names no thing: 10%左右的较高水平."""
    manner, frames = (alternation(words("measures", f"after.{key}")) for key in ("closer_manner", "closers"))
    return re.compile(rf"(?:元|的)?{manner}?(?:{frames}(?!化|工业|以上|企业|养殖|农田|基本农田|厂房))+")


@cache
def grows() -> re.Pattern[str]:
    """Growth said after the number: 保持两位数以上增长."""
    manner, growth = (alternation(words("measures", f"after.{key}")) for key in ("grows_manner", "grows"))
    return re.compile(rf"{manner}*{growth}")


@cache
def crossed() -> tuple[str, ...]:
    """Lines that were crossed, so that the value is at least this: 大关, 台阶."""
    return words("measures", "after.crossed")


@cache
def value_goes_on() -> tuple[str, ...]:
    """Words and signs after which the number's own thing cannot follow."""
    return (*words("measures", "after.value_goes_on"), "，", "（")


@cache
def second_units() -> frozenset[str]:
    """A second classifier after the unit (万头只), no thing."""
    return frozenset(words("measures", "after.second_unit"))


# A noun that says that a bare number counts people.
people = any_word("measures", "people.nouns")


def without_frame(right: str) -> str:
    """`right` without the frame around the value and a leading 的 or an aside in brackets."""
    match = closers().match(right)
    if match:
        right = right[match.end() :]
    if right and right[0] in "多余" and not right.startswith(words("measures", "after.whole")):
        right = right[1:]
    if right and right[0] == "的":
        right = right[1:]
    if right and right[0] in "（(":
        return "" if right not in second_units() else right
    return right


@cache
def _purpose() -> re.Pattern[str]:
    """What money is for, behind a word for money: 资金|支持稳增长; 资金|支持 is its name."""
    funds, purposes = alternation(words("measures", "money.funds")), alternation(words("measures", "after.purposes"))
    return re.compile(rf"(?P<fund>[^、和]{{0,12}}?{funds})(?:{purposes})[\u4e00-\u9fff“]{{2,}}")


@cache
def _purpose_at_once() -> re.Pattern[str]:
    return re.compile(alternation(words("measures", "after.purposes")))


@cache
def _fund_before() -> re.Pattern[str]:
    return re.compile(rf"(?<=..){alternation(words('measures', 'money.funds'))}$")


def without_purpose(item: Item, rest: str, right: str) -> str:
    """`right` of a sum of money without what the money is for; nothing is left of it when the money was named before."""
    if item.unit not in _MONEY:
        return right
    if _purpose_at_once().match(right):
        return "" if _fund_before().search(rest) else right
    found = _purpose().match(right)
    return found.group("fund") if found else right


_MONEY = frozenset(("元", "美元"))


@cache
def _households() -> tuple[str, ...]:
    return words("measures", "people.households")


@cache
def _users() -> tuple[str, ...]:
    return words("measures", "people.users")


@cache
def _same_unit() -> dict[str, str]:
    return dict(word_file("numbers")["same"])


def elided_unit(item: Item, right: str) -> None:
    """Give a number without a unit the unit that its words imply: yuan, people, a share; else it is a doubt."""
    if item.unit:
        item.unit = _same_unit().get(item.unit, item.unit)
        return
    if item.rules[0] == "measure.ratio":
        item.unit = "%"
    elif item.written.elided and item.written.chinese:
        item.unit = "元"
        item.bound = "ge" if item.bound == "eq" else item.bound
        item.rules.append("unit.elided_yuan")
    elif right.startswith(_households()) or (not right and item.core.endswith(_users())):
        item.unit = "户"
        item.rules.append("unit.implied_people")
    elif (
        item.low == item.low.to_integral_value()
        and not item.core.endswith("比")
        and (people().search(right) or people().search(item.core))
    ):
        item.unit = "人"
        item.rules.append("unit.implied_people")


@cache
def _sums() -> tuple[str, ...]:
    return words("measures", "money.names")


def elided_sum(item: Item, text: str) -> None:
    """Yuan for a scaled number without a unit that is stated of a sum of money (财政收入完成198万)."""
    if text[item.written.digits_end - 1] in _SCALES and item.indicator.endswith(_sums()):
        item.unit = "元"
        item.rules.append("unit.elided_sum")


_SCALES = frozenset("万亿")
