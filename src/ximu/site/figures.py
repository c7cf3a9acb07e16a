"""Values as people read them: scale words, units, bounds, in Chinese and in English."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from pathlib import Path

UNITS_FILE = Path(__file__).with_name("units_en.toml")
SCALES_ZH = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
SCALES_EN = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))
BOUND_SIGN = {"eq": "", "approx": "≈", "ge": "≥", "le": "≤", "range": ""}
UNSCALED = frozenset({"%", "‰", "个百分点", "位", "倍", "年", "月", "天"})


@cache
def units_en() -> Mapping[str, str]:
    """Written unit → English unit, from `units_en.toml`; a unit that is not listed is shown as written."""
    return dict(tomllib.loads(UNITS_FILE.read_text(encoding="utf-8"))["units"])


def plain(value: Decimal | int) -> str:
    """The digits of a value without exponent or trailing zeros: Decimal('8.50') → '8.5'."""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def grouped(value: Decimal | int) -> str:
    """Digits with a thin space between thousands, as statistical tables set them: 12345 → '12 345'."""
    whole, _, rest = plain(value).partition(".")
    sign, digits = ("−", whole[1:]) if whole.startswith("-") else ("", whole)
    if len(digits) > 4:
        head = len(digits) % 3
        parts = ([digits[:head]] if head else []) + [digits[i : i + 3] for i in range(head, len(digits), 3)]
        digits = "\u2009".join(parts)
    return sign + digits + (f".{rest}" if rest else "")


def figure(low: Decimal, high: Decimal, unit: str, bound: str, language: str) -> tuple[str, str]:
    """A value as (number, unit) for reading: 250000000000 元 → ('2500', '亿元') or ('250', 'billion yuan')."""
    if unit == "位":
        rank = grouped(low) if low == high else f"{grouped(low)}–{grouped(high)}"
        return (f"第{rank}", "位") if language == "zh" else (f"no. {rank}", "")
    factor, scale = scale_of(max(abs(low), abs(high)), unit, language)
    numbers = grouped(low / factor) if low == high else f"{grouped(low / factor)}–{grouped(high / factor)}"
    sign = BOUND_SIGN.get(bound, "")
    if language == "zh":
        return f"{sign}{numbers}", scale + unit
    return f"{sign}{numbers}", " ".join(part for part in (scale, units_en().get(unit, unit)) if part)


def scale_of(size: Decimal, unit: str, language: str) -> tuple[Decimal, str]:
    """The largest scale word that keeps the value at 1 or more, as (factor, word); (1, "") when digits read better."""
    if unit in UNSCALED:
        return Decimal(1), ""
    for factor, word in SCALES_ZH if language == "zh" else SCALES_EN:
        # 12345 个 reads better than 1.2345 万个, and 19492.6 亿元 than 1.94926 万亿元; 2.4 万公里 is right.
        many_decimals = size < 10 * factor and size % (factor / 100) != 0
        if size >= factor and not many_decimals:
            return factor, word
    return Decimal(1), ""
