"""How sure a share is that a random sample gave."""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import NamedTuple

_Z = Decimal("1.959963984540054")  # 95 % of a normal distribution lie within


class Interval(NamedTuple):
    """From low to high, in percent."""

    low: Decimal
    high: Decimal


def share_interval(hits: int, whole: int) -> Interval | None:
    """The 95 % interval of a share by Wilson's score (J. Am. Stat. Assoc. 22, 1927); None without anyone.

    It is honest for small samples and near 0 and 100 %, where the usual ± is not.
    """
    if whole <= 0:
        return None
    with localcontext() as context:
        context.prec = 28
        n, share, square = Decimal(whole), Decimal(hits) / whole, _Z * _Z
        middle = (share + square / (2 * n)) / (1 + square / n)
        half = _Z / (1 + square / n) * (share * (1 - share) / n + square / (4 * n * n)).sqrt()
        low, high = max(Decimal(0), middle - half), min(Decimal(1), middle + half)
        tenth = Decimal("0.1")
        return Interval((low * 100).quantize(tenth), (high * 100).quantize(tenth))
