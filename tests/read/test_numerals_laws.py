"""Laws of written numbers: what a numeral is worth, and what holds for any text at all."""

import re
from decimal import Decimal, localcontext
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ximu.read.numerals import read
from ximu.read.numerals.scan import arabic_numbers, chinese_numbers
from ximu.read.numerals.value import arabic, chinese, scale_of
from ximu.read.rules.classify import sort_numbers

EVERYDAY = ("零一二三四五六七八九", "十百千")
BANKERS = ("零壹贰叁肆伍陆柒捌玖", "拾佰仟")
BIG = ("", "万", "亿", "万亿")
SIGNS = "0123456789,.．、 -~至到%元万亿千百十一二两三零半多几余第近约分之点又负成折大于小不至少以上年月日号第∶:：“”《》（[/^ekMa\n个间翻番过打"


def below_ten_thousand(number: int, digits: str, powers: str) -> str:
    """The numeral of 1 to 9999, with one 零 for places left out in between."""
    written, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(written)
            continue
        written += ("零" if gap else "") + digits[digit] + (powers[place - 1] if place else "")
        gap = False
    return written


def spelled(number: int, digits: str, powers: str) -> str:
    """The numeral of any number below 10**16."""
    written = ""
    for place in (3, 2, 1, 0):
        section = number // 10000**place % 10000
        if not section:
            continue
        if written and section < 1000:
            written += "零"
        written += below_ten_thousand(section, digits, powers) + BIG[place]
    # 万亿 and 亿 of one number share the sign 亿.
    if number >= 10**12 and number // 10**8 % 10000:
        written = written.replace("万亿", "万", 1)
    return written or "零"


numbers = st.one_of(st.integers(0, 20000), st.integers(0, 10**16 - 1), st.integers(0, 9999).map(lambda n: n * 10**8))


@given(numbers)
def test_everyday_numerals(number: int) -> None:
    written = spelled(number, *EVERYDAY)
    assert chinese(written) == number
    assert [each.low for each in read(written)] == [number]


@given(numbers.filter(lambda number: number > 0))
def test_bankers_numerals(number: int) -> None:
    written = spelled(number, *BANKERS)
    assert chinese(written) == number
    assert [(each.low, each.unit) for each in read(written + "元")] == [(Decimal(number), "元")]


@given(st.integers(10, 19))
def test_ten_without_one(number: int) -> None:
    assert chinese(spelled(number, *EVERYDAY).removeprefix("一")) == number


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([("百", 100), ("千", 1000), ("万", 10000)]))
def test_short_forms(head: int, tail: int, scale: tuple[str, int]) -> None:
    written = f"{EVERYDAY[0][head]}{scale[0]}{EVERYDAY[0][tail]}"
    expected = head * scale[1] + tail * scale[1] // 10
    assert chinese(written) == expected
    assert [each.low for each in read(written)] == [expected]


@given(st.integers(0, 10**18), st.sampled_from(["", ".5", ".25", ".0"]))
def test_separators_of_thousands(number: int, fraction: str) -> None:
    written = f"{number:,}{fraction}"
    expected = Decimal(f"{number}{fraction}")
    assert [each.low for each in arabic_numbers(f"完成{written}元")] == [expected]
    assert [each.low for each in read(written)] == [expected]


@given(
    st.decimals(min_value=0, max_value=10**30, allow_nan=False, allow_infinity=False, places=6),
    st.sampled_from(["", "十", "百", "千", "万", "百万", "亿", "千亿", "万亿"]),
)
def test_values_are_exact(value: Decimal, scale: str) -> None:
    with localcontext() as context:
        context.prec = 80
        expected = value * scale_of(scale) if scale else value
    assert arabic(f"{value:f}", scale) == expected


@given(st.integers(0, 10**6), st.integers(1, 10**6), st.sampled_from(["至", "到", "-", "~", "—"]))
def test_ends_of_a_range(low: int, step: int, separator: str) -> None:
    text = f"投入{low}{separator}{low + step}万元"
    expected = [(Decimal(low * 10000), Decimal((low + step) * 10000))]
    assert [(each.low, each.high) for each in arabic_numbers(text)] == expected
    assert [(each.low, each.high) for each in read(text)] == expected


@settings(max_examples=400)
@given(st.text(st.sampled_from(SIGNS), max_size=60))
def test_bare_input_of_any_kind(text: str) -> None:
    end = 0
    for each in read(text):
        assert end <= each.start < each.end <= len(text)
        assert each.low <= each.high
        end = each.end


@settings(max_examples=400)
@given(st.one_of(st.text(st.sampled_from(SIGNS), max_size=60), st.text(max_size=40)))
def test_every_digit_of_any_text_is_sorted(text: str) -> None:
    covered: set[int] = set()
    for written, _, _ in sort_numbers(text):
        span = range(written.digits_start, written.digits_end)
        assert 0 <= written.start <= written.digits_start < written.digits_end <= written.end <= len(text)
        assert covered.isdisjoint(span)
        covered.update(span)
    assert all(match.start() in covered for match in re.finditer("[0-9]", text))


LONG = [
    "1",
    "1,",
    "123,",
    "1.",
    "0,000,",
    "、",
    " ",
    "1 ",
    "一二三",
    "十",
    "万亿",
    "一又",
    "一分之",
    "1-",
    "1/",
    "2^",
    "大于1",
    "几",
    "第",
    "“1",
    "2016.1.",
]


@pytest.mark.parametrize("sign", LONG)
def test_long_runs(sign: str) -> None:
    """A run without end is read in one go: were a step tried anew from each sign of it, this would not come back."""
    text = sign * (30_000 // len(sign))
    for found in (arabic_numbers(text), chinese_numbers(text), read(text)):
        spans = [(each.start, each.end) for each in found]
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert sum(map(str.isdigit, text)) <= sum(
        written.digits_end - written.digits_start for written in arabic_numbers(text)
    )


@given(st.text(st.sampled_from(SIGNS), max_size=40))
def test_what_begins_inside_an_arabic_number_is_no_chinese_one(text: str) -> None:
    taken = arabic_numbers(text)
    free = [
        number
        for number in chinese_numbers(text)
        if not any(one.start <= number.digits_start < one.end for one in taken)
    ]
    assert chinese_numbers(text, taken) == free
