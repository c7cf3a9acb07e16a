"""Values are set as people read them, and never say more or less than the record."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ximu.site.figures import SCALES_EN, SCALES_ZH, figure, grouped, scale_of

CASES = (
    # low, high, unit, bound, Chinese, English
    ("8.5", "8.5", "%", "eq", "8.5 %", "8.5 %"),
    ("8.50", "8.50", "%", "approx", "≈8.5 %", "≈8.5 %"),
    ("8.5", "9", "%", "range", "8.5–9 %", "8.5–9 %"),
    ("250000000000", "250000000000", "元", "ge", "≥2500 亿元", "≥250 billion yuan"),
    ("1949260000000", "1949260000000", "元", "eq", "19\u2009492.6 亿元", "1949.26 billion yuan"),
    ("2400000000000", "2400000000000", "元", "ge", "≥2.4 万亿元", "≥2.4 trillion yuan"),
    ("24000", "24000", "公里", "eq", "2.4 万公里", "24\u2009000 km"),
    ("12345", "12345", "个", "eq", "12\u2009345 个", "12\u2009345 "),
    ("32000", "32000", "人", "ge", "≥3.2 万人", "≥32\u2009000 people"),
    ("410000", "410000", "家", "eq", "41 万家", "410\u2009000 entities"),
    ("0", "0", "起", "eq", "0 起", "0 cases"),
    ("-2.5", "-2.5", "个百分点", "eq", "−2.5 个百分点", "−2.5 percentage points"),
    ("2", "2", "位", "eq", "第2 位", "no. 2 "),
    ("1", "3", "位", "range", "第1–3 位", "no. 1–3 "),
    ("2.4", "2.4", "倍", "eq", "2.4 倍", "2.4 ×"),
    ("15000", "15000", "盏", "le", "≤1.5 万盏", "≤15\u2009000 盏"),
)


@pytest.mark.parametrize(("low", "high", "unit", "bound", "zh", "en"), CASES)
def test_figure(low: str, high: str, unit: str, bound: str, zh: str, en: str) -> None:
    assert " ".join(figure(Decimal(low), Decimal(high), unit, bound, "zh")) == zh
    assert " ".join(figure(Decimal(low), Decimal(high), unit, bound, "en")) == en


@given(st.decimals(min_value=0, max_value=10**15, places=4), st.sampled_from(["zh", "en"]))
def test_the_scaled_value_is_the_value(value: Decimal, language: str) -> None:
    words = {word: factor for factor, word in SCALES_ZH + SCALES_EN} | {"": Decimal(1)}
    number, unit = figure(value, value, "公里", "eq", language)
    word = unit.removesuffix("公里") if language == "zh" else unit.removesuffix("km").strip()
    assert Decimal(number.replace("\u2009", "")) * words[word] == value


@given(st.decimals(min_value=1, max_value=10**15, places=2))
def test_a_scale_word_never_makes_the_number_smaller_than_one(value: Decimal) -> None:
    assert value / scale_of(value, "元", "zh")[0] >= 1


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (9999, "9999"), (10000, "10\u2009000"), (-1234567, "−1\u2009234\u2009567")]
)
def test_thousands(value: int, text: str) -> None:
    assert grouped(value) == text
