"""The value of a written numeral, exactly: 2.4万 is 24000, 两千五百 is 2500, 一点五 is 1.5."""

from __future__ import annotations

from decimal import Decimal
from functools import cache, lru_cache

from ximu.terms.words import word_file

_LONGEST = 60  # signs of a numeral with scales; more is no number, and its value would grow with every 亿


@cache
def _digits() -> dict[str, int]:
    return dict(word_file("numbers")["digit"])


@cache
def _powers() -> dict[str, int]:
    return {word: 10**power for word, power in word_file("numbers")["power"].items()}


def canonical(value: Decimal) -> Decimal:
    """The same value in its plainest form, so that 2.50E+11 is written 250000000000 and 8.50 is 8.5."""
    plain = f"{value:f}"
    return Decimal(plain.rstrip("0").rstrip(".") if "." in plain else plain)


@lru_cache(maxsize=16384)
def arabic(digits: str, scale: str = "") -> Decimal:
    """The value of Arabic digits (with separators of thousands) times a scale word such as 万, exactly and canonical."""
    plain = digits.replace(",", "") if "," in digits else digits
    power = _power_of(scale) if scale else 0
    if not power and "." not in plain:
        return Decimal(plain)
    whole, _, fraction = plain.partition(".")
    fraction = fraction.ljust(power, "0")
    rest = fraction[power:].rstrip("0")
    return Decimal(f"{whole}{fraction[:power]}.{rest}" if rest else whole + fraction[:power])


def scale_of(word: str) -> Decimal:
    """The factor of a scale word: 万 is 10000, 千万 is 10000000."""
    return Decimal(10 ** _power_of(word))


@cache
def _power_of(word: str) -> int:
    numbers = word_file("numbers")
    known: int | None = numbers["scale"].get(word)
    return sum(numbers["power"][character] for character in word) if known is None else known


def small_number(word: str) -> int:
    """An ordinal, a count of years, a month or a day as a text writes it (两, 十二, 3); 0 for what is no number."""
    return int(chinese(word) or 0)


@lru_cache(maxsize=4096)
def chinese(text: str) -> Decimal | None:
    """The value of a Chinese numeral, or None when the characters do not make one.

    Digits one by one are read as written (二〇一七 is 2017); a scale alone counts once (百亿 is 10000000000);
    the point is 点 (一点五).
    """
    whole, point, fraction = text.partition("点")
    if point:
        head, tail = chinese(whole), _one_by_one(fraction)
        return None if head is None or tail is None else canonical(Decimal(f"{head}.{tail}"))
    digits = _one_by_one(text)
    if digits is not None:
        return Decimal(digits)
    return _positional(text) if len(text) <= _LONGEST else None


def _one_by_one(text: str) -> str | None:
    """Chinese digits as Arabic ones, None when the text is empty or holds anything else."""
    plain = text.translate(_digit_table())
    return plain if plain.isascii() and plain.isdigit() else None


@cache
def _digit_table() -> dict[int, str]:
    return {ord(character): str(digit) for character, digit in _digits().items()}


def _positional(text: str) -> Decimal | None:
    """Sections of 亿 and 万, each of digits with 千 百 十; a last bare digit after 百 or 万 stands for the next place."""
    digits, powers = _digits(), _powers()
    total, section, pending, last_power, last_big = 0, 0, 0, 0, 0
    for character in text:
        if character in digits:
            if pending:
                return None
            pending = digits[character]
            continue
        power = powers.get(character)
        if power is None:
            return None
        if power >= 10_000:
            section += pending
            if total and (power > last_big or not section):
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
