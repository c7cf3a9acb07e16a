"""The value of a written numeral, exactly: 2.4万 is 24000, 两千五百 is 2500, 一点五 is 1.5."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from ximu.terms.words import word_file

_ONE = Decimal(1)


@cache
def _scales() -> dict[str, Decimal]:
    return {word: Decimal(10**power) for word, power in word_file("numbers")["scale"].items()}


@cache
def _digits() -> dict[str, int]:
    return dict(word_file("numbers")["digit"])


@cache
def _powers() -> dict[str, int]:
    return {word: 10**power for word, power in word_file("numbers")["power"].items()}


def canonical(value: Decimal) -> Decimal:
    """The same value in its plainest form, so that 2.50E+11 is written 250000000000 and 8.50 is 8.5."""
    whole = value.to_integral_value()
    return Decimal(int(whole)) if whole == value else value.normalize()


def arabic(digits: str, scale: str = "") -> Decimal:
    """The value of Arabic digits (with separators of thousands) times a scale word such as 万."""
    value = Decimal(digits.replace(",", "")) if "," in digits else Decimal(digits)
    if scale:
        value *= scale_of(scale)
    return canonical(value)


def scale_of(word: str) -> Decimal:
    """The factor of a scale word: 万 is 10000, 千万 is 10000000."""
    known = _scales().get(word)
    if known is not None:
        return known
    factor = _ONE
    for character in word:
        factor *= _powers()[character]
    return factor


def chinese(text: str) -> Decimal | None:
    """The value of a Chinese numeral, or None when the characters do not make one.

    Digits one by one are read as written (二〇一七 is 2017); a scale alone counts once (百亿 is 10000000000);
    the point is 点 (一点五).
    """
    if "点" in text:
        whole, _, fraction = text.partition("点")
        head, tail = chinese(whole), "".join(str(_digits()[c]) for c in fraction if c in _digits())
        if head is None or not fraction or len(tail) != len(fraction):
            return None
        return canonical(head + Decimal(f"0.{tail}"))
    digits, powers = _digits(), _powers()
    if not text or any(c not in digits and c not in powers for c in text):
        return None
    if all(c in digits for c in text):
        return Decimal(int("".join(str(digits[c]) for c in text)))
    return _positional(text, digits, powers)


def _positional(text: str, digits: dict[str, int], powers: dict[str, int]) -> Decimal | None:
    """Sections of 亿 and 万, each of digits with 千 百 十; a last bare digit after 百 or 万 stands for the next place."""
    total, section, pending, last_power, last_big = 0, 0, 0, 0, 0
    for character in text:
        if character in digits:
            if pending:
                return None
            pending = digits[character]
            continue
        power = powers[character]
        if power >= 10_000:
            section += pending
            if power > last_big and total:
                total = (total + section) * power
            else:
                total += (section or 1) * power
            section, last_big = 0, power
        else:
            section += (pending or 1) * power
        pending, last_power = 0, power
    if pending:
        section += pending * (last_power // 10 if last_power >= 100 and _ends_short(text) else 1)
    return Decimal(total + section)


def _ends_short(text: str) -> bool:
    """Whether the last digit follows a power at once, as in 一万五 (15000) or 二百三 (230)."""
    return len(text) >= 2 and text[-2] in _powers() and "零" not in text and "〇" not in text
