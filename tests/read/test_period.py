"""Which years the words of a heading mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ximu.read.calendar_years import arabic_years, years_in
from ximu.read.outline import Part
from ximu.read.period import NO_PERIOD, Period, period_of, period_of_part

CASES = [
    ("一、2018年工作回顾", 2019, (2018, 2018)),
    ("2017年工作安排", 2017, (2017, 2017)),
    ("二〇一七年工作安排", 2017, (2017, 2017)),
    ("二○○九年工作安排", 2009, (2009, 2009)),
    ("2012—2016年工作回顾", 2017, (2012, 2016)),
    ("2012年至2016年工作回顾", 2017, (2012, 2016)),
    ("过去五年工作回顾", 2017, (2012, 2016)),
    ("过去的三年", 2017, (2014, 2016)),
    ("四年来的工作", 2017, (2013, 2016)),
    ("过去一年工作回顾", 2017, (2016, 2016)),
    ("去年工作", 2017, (2016, 2016)),
    ("今年工作安排", 2017, (2017, 2017)),
    ("明年", 2017, (2018, 2018)),
    ("今后五年奋斗目标", 2017, (2017, 2021)),
    ("未来三年主要任务", 2017, (2017, 2019)),
    ("本届政府工作回顾", 2017, (2012, 2016)),
    ("新一届政府的总体要求", 2017, (2017, 2021)),
    ("本届政府任期目标", 2017, (2017, 2021)),
    ("“十三五”时期的奋斗目标", 2016, (2016, 2020)),
    ("十三五时期", None, (2016, 2020)),
    ("“十五”计划", 2001, (2001, 2005)),
    ("2001年保持活力，实现“十五”计划的良好开局", 2002, (2001, 2001)),
    ("十五届一次会议以来", 2017, (None, None)),
    ("“十二五”发展成就和2015年工作回顾", 2016, (2011, 2015)),
    ("过去一年和五年工作回顾", 2023, (2018, 2022)),
    ("产业实力不断增强", 2017, (None, None)),
    ("投资2017万元", 2017, (None, None)),
    ("过去五年工作回顾", None, (None, None)),
]


@pytest.mark.parametrize(
    ("words", "report_year", "expected"), CASES, ids=[f"{words}/{year}" for words, year, _ in CASES]
)
def test_words_mean_these_years(words: str, report_year: int | None, expected: tuple[int | None, int | None]) -> None:
    assert period_of(words, report_year) == Period(*expected)


def test_a_term_shorter_than_five_years_is_counted_by_its_text() -> None:
    title = "一、本届政府工作回顾"
    text = f"{title}\n市十四届人大一次会议以来的四年，成绩喜人。"
    part = Part(1, title, 0, len(text), "review")
    assert period_of_part(text, part, 2017) == Period(2013, 2016)
    assert period_of_part(title, part, 2017) == Period(2012, 2016)
    assert period_of_part(text, part, None) == NO_PERIOD


def test_chinese_years_keep_their_length() -> None:
    assert arabic_years("二〇一七年和一九九八年") == "2017年和1998年"
    assert arabic_years("二0一二年，二OO六年") == "2012年，2006年"
    assert years_in("二〇一七年，2018年，2018年") == (2017, 2018)


@given(st.integers(1980, 2060))
def test_relative_words_move_with_the_report_year(year: int) -> None:
    for words in ("过去五年", "今后五年", "今年", "去年", "本届政府工作回顾"):
        here, later = period_of(words, year), period_of(words, year + 1)
        assert here.first is not None and here.last is not None
        assert later == Period(here.first + 1, here.last + 1)
