"""Fractions and shares in bare input: 三分之一, 3/5, 百分之五, 三成半, 七五折, 打对折, 半成."""

from __future__ import annotations

import re
from decimal import Context, Decimal
from functools import cache

from ximu.read.numerals.mixed import SPACES, Numeral, numeral
from ximu.read.numerals.quantity import Quantity
from ximu.read.numerals.value import canonical, chinese
from ximu.terms.words import alternation, word_file, words

_CONTEXT = Context(prec=28)
_EVERYDAY = str.maketrans("佰仟", "百千")
_OVER = re.compile(rf"{SPACES}分{SPACES}之{SPACES}(负?)")
_AND = re.compile(rf"{SPACES}又{SPACES}")
_SLASHED = re.compile(r"(?:([0-9]{1,9}) )?([0-9]{1,9}) ?/ ?([0-9]{1,9})(?![0-9/.年])")


@cache
def _share_before() -> re.Pattern[str]:
    table = sorted(word_file("numbers")["bare"]["share"], key=len, reverse=True)
    spaced = "|".join(SPACES.join(word) for word in table)
    return re.compile(f"(?:{spaced.replace('百', '[百佰]').replace('千', '[千仟]')}){SPACES}")


def percentage(text: str, start: int) -> Quantity | None:
    """百分之, 千分之 and the like with the number after them; None where none stands."""
    match = _share_before().match(text, start)
    if not match:
        return None
    unit = word_file("numbers")["bare"]["share"]["".join(match[0].split()).translate(_EVERYDAY)]
    if text[match.end() : match.end() + 1] in ("百", "佰"):
        found: Numeral | None = Numeral(match.end() + 1, Decimal(100), Decimal(100))
    else:
        found = numeral(text, match.end(), expected=True)
    if found is None:
        return None
    low, high = found.low, found.high
    if unit.startswith("1/"):
        low, high = (canonical(_CONTEXT.divide(value * 100, Decimal(unit[2:]))) for value in (low, high))
        unit = "%"
    return Quantity(start, found.end, low, high, unit, "ge" if found.more else "")


def fraction(text: str, start: int, whole: Numeral) -> Quantity | None:
    """X分之Y after the numeral X, or the whole number and 又 before it (三又二分之一); None where none stands."""
    below, base = whole, Decimal(0)
    joined = _AND.match(text, whole.end)
    if joined:
        after = numeral(text, joined.end())
        if after is None:
            return None
        below, base = after, whole.low
    over = _OVER.match(text, below.end)
    above = numeral(text, over.end(), expected=True) if over else None
    if over is None or above is None or not below.low:
        return None
    value = _CONTEXT.add(base, _CONTEXT.divide(above.low, below.low))
    return Quantity(start, above.end, canonical(-value if over[1] else value), canonical(-value if over[1] else value))


def slashed(text: str, start: int) -> Quantity | None:
    """3/5 and 1 3/5; no date (2024/3/5), nothing over zero."""
    match = _SLASHED.match(text, start)
    if not match or not int(match[3]) or text[start - 1 : start] in ("/", "."):
        return None
    value = canonical(Decimal(int(match[1] or 0)) + _CONTEXT.divide(Decimal(match[2]), Decimal(match[3])))
    return Quantity(start, match.end(), value, value)


@cache
def _tenths() -> re.Pattern[str]:
    not_cheng = alternation(words("numbers", "bare.tenths.not_after_cheng"))
    not_zhe = alternation(words("numbers", "bare.tenths.not_after_zhe"))
    return re.compile(
        rf"{SPACES}(?:成(?!{not_cheng})(?:{SPACES}(?P<part>半|[一二三四五六七八九1-9](?![0-9个十百千万])))?|(?P<off>折)(?!{not_zhe}))"
    )


_HALF = re.compile(r"(?P<off>打?对折|半折)|半成(?!品|果|熟)")
_TWO_DIGITS = re.compile(r"([0-9一二三四五六七八九]) ([0-9一二三四五六七八九])(?= ?折)")


def half_share(text: str, start: int) -> Quantity | None:
    """打对折, 半折 (half the price) and 半成 (five percent); 对折 without 打 is a way of folding."""
    match = _HALF.match(text, start)
    if not match or match.group() == "对折":
        return None
    value = Decimal(50 if match["off"] else 5)
    return Quantity(start, match.end(), value, value, "%")


def spaced_discount(text: str, start: int) -> Numeral | None:
    """The two digits of a discount written apart (7 2 折)."""
    match = _TWO_DIGITS.match(text, start)
    if not match:
        return None
    value = chinese("".join("零一二三四五六七八九"[int(sign)] if sign.isascii() else sign for sign in match.groups()))
    return None if value is None else Numeral(match.end(), value, value, digits=str(value))


def tenths(text: str, start: int, found: Numeral) -> Quantity | None:
    """成 and 折 after a numeral as percent: 三成半 is 35, 七五折 is 75, 九折 is 90."""
    match = _tenths().match(text, found.end)
    if not match:
        return None
    low, high = found.low, found.high
    if match["off"]:
        if not 0 < high < 100 or high == 10:
            return None
        low, high = (value if value > 10 else value * 10 for value in (low, high))
        return Quantity(start, match.end(), canonical(low), canonical(high), "%")
    if low == high and len(found.digits) == 2 and int(found.digits[1]) == int(found.digits[0]) + 1:
        low, high = Decimal(found.digits[0]), Decimal(found.digits[1])
    if high > 10:
        return None
    part = match["part"]
    more = Decimal(5 if part == "半" else 0) if not part or part == "半" else chinese(part) or Decimal(part)
    low, high = low * 10 + more, high * 10 + more
    bound = "range" if low < high else "ge" if found.more else ""
    return Quantity(start, match.end(), canonical(low), canonical(high), "%", bound)
