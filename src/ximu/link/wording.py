"""Numbers and bounds in Chinese words, as the reasons of verdicts and findings need them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal

from ximu.link.quantity import Quantity, comparable

_SCALES = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
_ROUND = Context(prec=28, rounding=ROUND_HALF_UP, traps=[])


def number(value: Decimal) -> str:
    """A number as reports write it: 1345.9亿, 8.5; at most four digits behind the point."""
    if not comparable(value):
        return "（无法写出的数）"
    for size, word in _SCALES:
        if abs(value) >= size:
            return _plain(_ROUND.divide(value, size)) + word
    return _plain(value)


def _plain(value: Decimal) -> str:
    if value != 0 and value.adjusted() < -4:
        return format(value.normalize(_ROUND), "f")[:24]
    rounded = value.quantize(Decimal("0.0001"), context=_ROUND)
    text = format(rounded, "f").rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text


def amount(value: Quantity) -> str:
    """`下降5.4%`, `3.05万人`, `8—8.5%`, `第3位`."""
    if value.aspect == "rank":
        return f"第{number(value.low)}位"
    shown = number(abs(value.low)) if value.low == value.high else f"{number(value.low)}—{number(value.high)}"
    if value.aspect not in ("growth", "average_growth", "change"):
        return ("-" if value.low < 0 and value.low == value.high else "") + shown + value.unit
    falls = value.low < 0 and value.high <= 0
    if falls and value.low != value.high:
        shown = f"{number(-value.high)}—{number(-value.low)}"
    verb = "年均增长" if value.aspect == "average_growth" else "增长"
    return ("年均下降" if falls and verb != "增长" else "下降" if falls else verb) + shown + value.unit


def distance(gap: Decimal, unit: str) -> str:
    """`高2.4个百分点`, `低500人`, `持平`."""
    if not comparable(gap) or gap == 0:
        return "持平"
    return f"{'高' if gap > 0 else '低'}{number(abs(gap))}{unit}"
