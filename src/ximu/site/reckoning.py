"""Why a promise stands as it does, in the language of the page: the reason as recorded, or the same in English."""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from ximu.site.figures import figure
from ximu.site.language import say
from ximu.site.reasons_en import reason_in_english

# What is said where there is no arithmetic, by verdict or state.
_SAYS = {
    "unreported": "promise.says_unreported",
    "not_due": "promise.says_not_due",
    "superseded": "promise.says_superseded",
    "not_testable": "promise.says_not_testable",
}


class Amount(Protocol):
    """A number of a target or an outcome."""

    @property
    def low(self) -> Decimal:
        """The lower end."""

    @property
    def high(self) -> Decimal:
        """The higher end."""

    @property
    def unit(self) -> str:
        """The unit, as written."""

    @property
    def bound(self) -> str:
        """eq, approx, ge, le or range."""


def reckoning(
    reason: str,
    verdict: str,
    wanted: Amount | None,
    reached: Amount | None,
    gap: Decimal | None,
    gap_unit: str,
    language: str,
) -> str:
    """The reason of one verdict; the recorded one is Chinese: in English it is said again, or made of the numbers."""
    if language == "zh":
        return reason
    again = reason_in_english(reason)
    if again:
        return again
    if wanted is None or reached is None or gap is None:
        return say(_SAYS.get(verdict, "promise.says_step"), language)
    return say(
        "promise.arithmetic",
        language,
        target=_amount(wanted, language),
        result=_amount(reached, language),
        gap=_gap(gap, gap_unit, language),
    )


def _amount(one: Amount, language: str) -> str:
    return " ".join(part for part in figure(one.low, one.high, one.unit, one.bound, language) if part)


def _gap(gap: Decimal, unit: str, language: str) -> str:
    if gap == 0:
        return say("promise.gap_none", language)
    words = " ".join(part for part in figure(abs(gap), abs(gap), unit, "eq", language) if part)
    return say("promise.gap_above" if gap > 0 else "promise.gap_below", language, gap=words)
