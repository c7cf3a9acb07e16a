"""Sums of money in bare input: names of currencies, signs before the number, 五元三毛 as one sum."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from ximu.read.numerals.mixed import SPACES, numeral
from ximu.read.numerals.value import canonical
from ximu.terms.words import alternation, word_file

_AND_SMALL = re.compile(r"[又零 ]{0,2}")


@cache
def money_units() -> dict[str, str]:
    """Every name of a currency → the name we give it."""
    table = word_file("numbers")["bare"]["money"]
    return {name: unit for unit, names in table.items() for name in names.split()}


@cache
def _small() -> re.Pattern[str]:
    return re.compile(alternation(word_file("numbers")["bare"]["small_money"]))


@cache
def _before() -> re.Pattern[str]:
    return re.compile(rf"({alternation(word_file('numbers')['bare']['money_before'])}){SPACES}")


def sign_before(text: str, start: int) -> tuple[int, str] | None:
    """The place behind a currency sign or 人民币 before a number and the unit it says, None where none stands."""
    match = _before().match(text, start)
    if not match:
        return None
    unit: str = word_file("numbers")["bare"]["money_before"][match[1]]
    return match.end(), unit


def with_small(text: str, end: int, value: Decimal) -> tuple[int, Decimal]:
    """The sum with its tenths and hundredths (五元三毛, 50元6角三分) and where it ends."""
    table, last = word_file("numbers")["bare"]["small_money"], 0
    while True:
        gap = _AND_SMALL.match(text, end)
        found = numeral(text, gap.end() if gap else end, expected=True)
        small = _small().match(text, found.end) if found else None
        if found is None or small is None or table[small.group()] <= last or found.high >= 100:
            return end, canonical(value)
        last = table[small.group()]
        value, end = value + found.low.scaleb(-last), small.end()
