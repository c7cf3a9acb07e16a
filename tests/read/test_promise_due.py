"""When a promise is due and who answers for it, in sentences of our own."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ximu.read.outline import Part
from ximu.read.promise import Promise, promises
from ximu.read.promises.due import find_due, long_goal


def read(text: str, role: str = "plan", title: str = "") -> list[Promise]:
    part = Part(1, title, 0, len(text), role)  # type: ignore[arg-type]
    return promises(text, (part,), 2021, [])


@pytest.mark.parametrize(
    ("clause", "due_on", "assumed"),
    [
        ("建成临江大桥", date(2021, 12, 31), True),
        ("年底前建成临江大桥", date(2021, 12, 31), False),
        ("6月底前建成临江大桥", date(2021, 6, 30), False),
        ("2月底前建成临江大桥", date(2021, 2, 28), False),
        ("上半年建成临江大桥", date(2021, 6, 30), False),
        ("三季度建成临江大桥", date(2021, 9, 30), False),
        ("9月20日前建成临江大桥", date(2021, 9, 20), False),
        ("到2025年建成临江大桥", date(2025, 12, 31), False),
        ("2023年6月底前建成临江大桥", date(2023, 6, 30), False),
        ("2022年上半年建成临江大桥", date(2022, 6, 30), False),
        ("明年建成临江大桥", date(2022, 12, 31), False),
        ("“十四五”期间建成临江大桥", date(2025, 12, 31), False),
        ("未来三年建成临江大桥", date(2023, 12, 31), False),
        ("三年建成临江大桥", date(2023, 12, 31), False),
        # a year that has passed, or that a number is compared with, is no deadline
        ("完成2018年立项的临江大桥", date(2021, 12, 31), True),
        ("完成1-6月积压的审批", date(2021, 12, 31), True),
    ],
)
def test_due_date_is_the_last_day_of_the_period_named(clause: str, due_on: date, assumed: bool) -> None:
    (promise,) = read(f"这样，{clause}，")
    assert (promise.due_on, promise.due_assumed) == (due_on, assumed)


def test_goal_year_holds_for_the_rest_of_its_sentence_only() -> None:
    found = read("这样，到2025年，建成临江大桥，打通青石路。这样，启动东湖公园建设，")
    assert [promise.due_on for promise in found] == [date(2025, 12, 31), date(2025, 12, 31), date(2021, 12, 31)]


def test_year_end_holds_for_its_own_clause_only() -> None:
    found = read("这样，年底前建成临江大桥，打通青石路，")
    assert [promise.due_assumed for promise in found] == [False, True]


@pytest.mark.parametrize(
    ("title", "end"),
    [
        ("二、今后五年的目标任务", date(2025, 12, 31)),
        ("“十四五”时期主要目标", date(2025, 12, 31)),
        ("“十二五”时期主要目标", None),
        ("二、“十四五”基本思路", date(2025, 12, 31)),
        ("三、实现“十四五”良好开局", None),
        ("三、今年重点工作", None),
    ],
)
def test_goals_of_several_years_are_due_at_the_end_of_their_period(title: str, end: date | None) -> None:
    assert long_goal(title, 2021) == end
    (promise,) = read("这样，建成临江大桥，", role="goals", title=title)
    assert (promise.due_on, promise.due_assumed) == (end or date(2021, 12, 31), True)


@given(st.text(alphabet="20215年底月前日内上下半第一三季度到十四五期间，。", max_size=60))
def test_times_are_in_order_and_never_before_the_report_year(text: str) -> None:
    found = find_due(text, 0, len(text), 2021)
    assert all(due.on.year >= 2021 for due in found)
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("text", "responsible"),
    [
        ("1.新建临江中学。牵头单位：市教育局\n", ["市教育局"]),
        ("1.新建临江中学，改造青石小学。责任单位：市教育局、市财政局\n", ["市教育局、市财政局"] * 2),
        ("1.新建临江中学。牵头单位：市教育局\n2.建成东湖公园。\n", ["市教育局", None]),
        ("新建临江中学。（责任单位：市教育局）建成东湖公园。\n", ["市教育局", None]),
        ("1.新建临江中学，建成东湖公园。\n责任单位：市教育局\n", ["市教育局"] * 2),
        ("（1）新建临江中学。\n主办单位：市教育局，协办单位：市财政局、青石镇。\n", ["市教育局"]),
        (
            "1.新建临江中学，建成东湖公园。\n由市发改委、教育局负责落实。\n2.启动青石大桥建设。\n",
            ["市发改委、教育局"] * 2 + [None],
        ),
        (
            "序号\n项目内容\n牵头单位\n1\n新建临江中学。\n市教育局\n2\n建成东湖公园。\n市城管局\n",
            ["市教育局", "市城管局"],
        ),
        ("序号\n项目\n牵头单位\n1\n新建临江中学。\n市教育局 市城管局\n", ["市教育局 市城管局"]),
        ("建成东湖公园。\n", [None]),
    ],
)
def test_unit_answers_for_its_own_task_only(text: str, responsible: list[str | None]) -> None:
    assert [promise.responsible for promise in read(text, role="appendix")] == responsible
