"""What counts as an admission, in sentences of our own."""

from __future__ import annotations

import pytest

from ximu.read.admission import admissions
from ximu.read.outline import Part

OPENING = "我们也清醒看到，工作中还有不少困难和问题，主要是："
ANSWER = "对这些问题，我们将认真解决。\n"


def read(problems: str, review: str = "") -> list[tuple[str, bool, tuple[str, ...]]]:
    text = review + problems
    parts = (
        Part(1, "", 0, len(text), "review"),
        Part(2, "", len(review), len(text), "problems"),
    )
    return [(text[a.start : a.end], a.missed_target, a.words) for a in admissions(text, parts)]


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (
            "产业结构不优；出口持续下滑。",
            [("产业结构不优", False, ()), ("出口持续下滑", False, ("出口",))],
        ),
        (
            "一是财政收入增长乏力，压力较大。缺口不小。二是交通拥堵突出。",
            [
                ("一是财政收入增长乏力，压力较大。缺口不小", False, ("财政收入",)),
                ("二是交通拥堵突出", False, ("交通拥堵",)),
            ],
        ),
        (
            "消费仍然偏弱，投资增速未达到年初目标；作风不够实。",
            [
                ("消费仍然偏弱", False, ("消费",)),
                ("投资增速未达到年初目标", True, ("投资",)),
                ("作风不够实", False, ()),
            ],
        ),
    ],
)
def test_each_item_of_the_list_is_one_admission(items: str, expected: list[tuple[str, bool, tuple[str, ...]]]) -> None:
    assert read(OPENING + items + ANSWER) == expected


@pytest.mark.parametrize(
    ("clause", "missed"),
    [
        ("进出口没有完成预期目标", True),
        ("财政收入低于预期", True),
        ("与年初目标有差距", True),
        ("没有发生重大事故", False),
        ("失业率低于全省平均水平", False),
        ("超额完成年度目标", False),
    ],
)
def test_missed_target_in_the_review(clause: str, missed: bool) -> None:
    found = read("", review=f"过去一年，{clause}，其他工作正常。\n")
    assert found == ([(clause, True, found[0][2])] if missed else [])


def test_announcement_and_answer_are_no_admissions() -> None:
    assert read(OPENING + ANSWER) == []
