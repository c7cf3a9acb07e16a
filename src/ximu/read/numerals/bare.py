"""Every number of bare input (a cell, a question, a sentence by hand), in all spellings we know."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from ximu.read.numerals.bounds import with_bounds, with_merged, with_ranges
from ximu.read.numerals.folded import folded
from ximu.read.numerals.mixed import SPACES, Numeral, numeral
from ximu.read.numerals.money import money_units, sign_before, with_small
from ximu.read.numerals.quantity import Quantity
from ximu.read.numerals.shares import fraction, half_share, percentage, slashed, spaced_discount, tenths
from ximu.read.numerals.value import canonical
from ximu.terms.words import alternation, word_file, words

_HALF = Decimal("0.5")


def read(text: str) -> list[Quantity]:
    """All numbers of `text` in order, with unit and bound; it reads more forms than reports need and is not meant for them.

    Positions are code points of `text` as given. Never fails; what is no number is left out.
    """
    plain = folded(text)
    found: list[Quantity] = []
    place = 0
    while match := _start().search(plain, place):
        place = match.end()
        if match["stop"]:
            continue
        start = match.start()
        quantity = _quantity_at(plain, start, found[-1].end if found else -1)
        if quantity:
            found.append(quantity)
            place = max(quantity.end, start + 1)
        elif match["latin"]:
            place = match.end("latin")
        else:
            place = start + 1
    return with_merged(plain, with_bounds(plain, with_ranges(plain, found)))


@cache
def _start() -> re.Pattern[str]:
    """Where a number may begin, and what looks like a number and is none."""
    numbers = word_file("numbers")
    bare = numbers["bare"]
    known = bare["stops"]["words"].split()
    stops = alternation([*known, *(word.replace("一", "壹") for word in known)])
    signs = "".join(sign for table in (numbers["digit"], numbers["power"], bare["tens"]) for sign in table)
    money = alternation(bare["money_before"])
    return re.compile(
        rf"(?P<stop>{bare['stops']['patterns']}|{stops})|(?P<latin>[A-Za-z]+[-_]?(?:[0-9]+[A-Za-z0-9_-]*(?:\.[0-9]+)*)?)"
        rf"|(?=[0-9{signs}第负打半过翻几数上近]|{money}|\.[0-9]|-[0-9.])."
    )


def _quantity_at(text: str, start: int, last_end: int) -> Quantity | None:
    """The quantity that begins at `start`; `last_end` tells a minus sign from the dash of a range."""
    sign = text[start]
    if sign == "第":
        found = numeral(text, start + 1)
        return found and Quantity(start, found.end, found.low, found.high, "", "", True)
    money = sign_before(text, start)
    if money:
        found = numeral(text, money[0])
        return found and _with_unit(text, start, found, False, money[1])
    negative = sign == "负" or (sign == "-" and _is_minus(text, start, last_end))
    if sign in "负-" and not negative:
        return None
    begin = start + 1 if negative else start
    quantity = (
        percentage(text, begin) or _fixed(text, begin) or half_share(text, begin) or slashed(text, begin)
        if begin < len(text)
        else None
    )
    if quantity is None:
        quantity = _counted(text, begin, negative)
        return quantity and quantity._replace(start=start)
    if negative:
        quantity = quantity._replace(start=start, low=-quantity.high, high=-quantity.low)
    return quantity


def _is_minus(text: str, place: int, last_end: int) -> bool:
    before = text[place - 1 : place]
    return place != last_end and not (before.isascii() and before.isalnum()) and before not in ("-", "~", "%")


def _counted(text: str, start: int, negative: bool) -> Quantity | None:
    found = spaced_discount(text, start) or numeral(text, start)
    if found is None:
        return None
    if _is_name(text, found.end):
        return None
    quantity = fraction(text, start, found) or tenths(text, start, found)
    if quantity is None:
        return _with_unit(text, start, found, negative, "")
    return quantity._replace(low=-quantity.high, high=-quantity.low) if negative else quantity


_LATIN = re.compile(r"[A-Za-z]")


def _is_name(text: str, end: int) -> bool:
    """Whether letters that are no unit follow (5G, 4A级, 3D)."""
    return bool(_LATIN.match(text, end)) and not _unit().match(text, end)


@cache
def _unit() -> re.Pattern[str]:
    """Any unit, classifier or currency; latin ones only where no letter or digit follows."""
    numbers = word_file("numbers")
    known = {
        word
        for groups in (numbers["units"], numbers["bare"]["units"])
        for text in groups.values()
        for word in text.split()
    }
    known |= set(money_units())
    latin = {word for word in known if word[0].isascii() and word[0].isalpha()}
    letters = "|".join(re.escape(word) for word in sorted(latin, key=len, reverse=True))
    return re.compile(
        rf"(?:{SPACES}(?:(?:{letters})(?![A-Za-z0-9])|[%‰‱]|个? ?百 ?分 ?点)|{alternation(known - latin)})|{SPACES}{alternation(w for w in known - latin if len(w) > 1)}"
    )


def _with_unit(text: str, start: int, found: Numeral, negative: bool, money: str) -> Quantity:
    """The numeral with the unit behind it, a half behind the unit, and what makes a sum or a dozen of it."""
    low, high, end, bound = found.low, found.high, found.end, "ge" if found.more else ""
    half = _half_before_unit().match(text, end)
    if half:
        low, high, end = low + _HALF, high + _HALF, half.end()
    match = _unit().match(text, end)
    unit = "".join(match.group().split()) if match else ""
    if match:
        end = match.end()
    unit, currency = _same(unit), money_units().get(unit, "")
    if unit == "打":
        low, high, unit = low * 12, high * 12, ""
    if (
        low == high
        and len(found.digits) == 2
        and unit not in ("年", "")
        and int(found.digits[1]) == int(found.digits[0]) + 1
    ):
        low, high = Decimal(found.digits[0]), Decimal(found.digits[1])
    if currency or money:
        unit = currency or money
        if low == high:
            end, low = with_small(text, end, low)
            high = low
    elif unit and not half and unit not in ("%", "‰"):
        after = _half_after_unit().match(text, end)
        if after:
            low, high, end = low + _HALF, high + _HALF, after.end()
    more = _more_after_unit().match(text, end) if unit else None
    if more:
        end, bound = more.end(), "ge"
    if low != high and not bound:
        bound = "range"
    if negative:
        low, high = -high, -low
    return Quantity(start, end, canonical(low), canonical(high), unit, bound, False, found.scale)


def _same(unit: str) -> str:
    numbers = word_file("numbers")
    table = {**numbers["same"], **numbers["bare"]["same"]}
    return str(table.get(unit, unit))


@cache
def _half_before_unit() -> re.Pattern[str]:
    return re.compile(rf"个半(?={alternation(words('numbers', 'bare.half_before'))})")


@cache
def _half_after_unit() -> re.Pattern[str]:
    return re.compile(rf"半(?!{alternation(words('numbers', 'bare.not_after_half'))})")


@cache
def _more_after_unit() -> re.Pattern[str]:
    return re.compile(rf"[多余](?!{alternation(words('numbers', 'bare.not_after_more'))})")


def _fixed(text: str, start: int) -> Quantity | None:
    """半百, 一半, 过半, 翻两番, 半年, 百分之百 and their like."""
    numbers = word_file("numbers")
    match = _fixed_words().match(text, start)
    if not match:
        return None
    if match["folds"] is not None:
        folds = Decimal(numbers["folds"][match["folds"]])
        return Quantity(start, match.end(), folds, folds, "倍")
    if match["half"]:
        return Quantity(start, match.end(), _HALF, _HALF, _same(match["half"]))
    entry = {**numbers["fixed"], **numbers["bare"]["fixed"]}[match["fixed"]]
    value = Decimal(entry["value"])
    if entry["unit"]:
        return Quantity(start, match.end(), value, value, entry["unit"], entry["bound"])
    return _with_unit(text, start, Numeral(match.end(), value, value), False, "")._replace(bound=entry["bound"])


@cache
def _fixed_words() -> re.Pattern[str]:
    numbers = word_file("numbers")
    folds = "".join(word for word in numbers["folds"] if word)
    units = alternation(words("numbers", "bare.half_units"))
    fixed = alternation([*numbers["fixed"], *numbers["bare"]["fixed"]])
    return re.compile(rf"翻(?P<folds>[{folds}]?)番|半(?P<half>{units})|(?P<fixed>{fixed})(?!数)")
