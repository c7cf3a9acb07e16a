"""Why a promise stands as it does, in both languages."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import pytest

from ximu.site.reckoning import reckoning


class Amount(NamedTuple):
    low: Decimal
    high: Decimal
    unit: str
    bound: str


def amount(value: str, unit: str, bound: str = "eq") -> Amount:
    return Amount(Decimal(value), Decimal(value), unit, bound)


@pytest.mark.parametrize(
    ("verdict", "wanted", "reached", "gap", "unit", "words"),
    [
        ("missed", amount("6.5", "%", "approx"), amount("4.1", "%"), "-2.4", "个百分点",
         "target ≈6.5 %, result 4.1 %: 2.4 percentage points below"),
        ("met", amount("30000", "人", "ge"), amount("32500", "人"), "2500", "人", "target ≥30\u2009000 people, result 32\u2009500 people: 2500 people above"),
        ("met", amount("50", "%"), amount("50", "%"), "0", "个百分点", "target 50 %, result 50 %: no difference"),
        ("missed", amount("10000000000", "元"), amount("3290000000", "元"), "-6710000000", "元", "target 10 billion yuan, result 3.29 billion yuan: 6.71 billion yuan below"),
        ("unreported", amount("8", "%"), None, None, "", "The time is over, and the later reports at hand do not mention a result."),
        ("not_due", amount("8", "%"), None, None, "", "No report at hand looks back on that year yet."),
        ("met", None, None, None, "", "Judged by what later reports say about the same name."),
    ],
)  # fmt: skip
def test_english_reasons_are_made_of_the_numbers(
    verdict: str, wanted: Amount | None, reached: Amount | None, gap: str | None, unit: str, words: str
) -> None:
    made = reckoning("理由", verdict, wanted, reached, Decimal(gap) if gap else None, unit, "en")
    assert made == words
    assert reckoning("理由", verdict, wanted, reached, Decimal(gap) if gap else None, unit, "zh") == "理由"
