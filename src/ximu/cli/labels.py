"""What people see for fields, values and numbers, in Chinese and in English."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Literal

from ximu.ledger.exchange.kinds import plain
from ximu.ledger.measure import Measure
from ximu.terms.romanize import place_name_en

Language = Literal["zh", "en"]
_SCALES = ((Decimal(10) ** 12, "万亿"), (Decimal(10) ** 8, "亿"), (Decimal(10) ** 4, "万"))
BOUND_SIGNS = {"approx": "约", "ge": "≥", "le": "≤"}


@cache
def labels() -> dict[str, dict[str, dict[str, str]]]:
    """The table of labels: group → word → language → label."""
    return tomllib.loads(files(__package__).joinpath("labels.toml").read_text(encoding="utf-8"))


def label(group: str, word: str, language: Language) -> str:
    """The label of a word; the word itself when it has none (then a test names it)."""
    return labels().get(group, {}).get(word, {}).get(language, word)


def number(value: Decimal) -> str:
    """A number the way reports write it: 9730000000000 → 9.73万亿, 8.50 → 8.5; exact, with all its digits."""
    digits = len(value.as_tuple().digits) + abs(int(value.as_tuple().exponent))
    if digits < 28:
        for size, word in _SCALES:
            scaled = (value / size).normalize()
            if abs(value) >= size and abs(int(scaled.as_tuple().exponent)) <= 4:
                return plain(scaled) + word
    text = plain(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def value_with_bound(measure: Measure) -> str:
    """`≥8.5`, `约2500亿`, `6–6.5`; the unit stands apart."""
    if measure.low != measure.high:
        return f"{number(measure.low)}–{number(measure.high)}"
    return BOUND_SIGNS.get(measure.bound, "") + number(measure.low)


def stance_of(measure: Measure, language: Language) -> str:
    """Result, target or attribute, with firmness or certainty; a starting number says so."""
    stance = "baseline" if measure.role == "baseline" else measure.stance
    extra = measure.firmness or measure.certainty
    found = label("stance", stance, language)
    return f"{found}·{label('firmness', extra, language)}" if extra else found


def recorded(reason: str, language: Language) -> str:
    """A recorded reason (Chinese) in a language; as it is where English has no words for it."""
    if language == "zh":
        return reason
    from ximu.site.reasons_en import reason_in_english  # not for those who never ask for English

    return reason_in_english(reason) or reason


def place(name: str | None, language: Language) -> str:
    """The name of a place in a language, "" for none."""
    return place_name_en(name or "") if language == "en" else name or ""
