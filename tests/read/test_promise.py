"""Clauses of reports (invented places) and what is promised in them."""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ximu.read.outline import Part
from ximu.read.promise import Promise, promises
from ximu.read.promises.words import words

CASES = tomllib.loads(Path(__file__).with_name("promise_cases.toml").read_text(encoding="utf-8"))["cases"]
_NUMBER = re.compile(r"\d+(?:\.\d+)?[万亿]?(?:%|个|公里|家|元|人|所|亩|户|套|条|项|场)(?:以上|左右)?")


def read(text: str, role: str = "plan", year: int | None = 2021) -> list[Promise]:
    numbers = [match.span() for match in _NUMBER.finditer(text)]
    return promises(text, (Part(1, "", 0, len(text), role),), year, numbers)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids=[case["text"] for case in CASES])
def test_clause_is_read_as_written(case: dict[str, object]) -> None:
    # a clause is read inside a paragraph: alone on its line it could be a heading
    text = f"这一年，{case['text']}，"
    found = read(text)
    if case["label"] == "none":
        assert found == []
        return
    assert len(found) == 1
    assert text[found[0].start : found[0].end] == case["text"]
    assert found[0].label == case["label"]
    for field in ("action", "stage"):
        if field in case:
            assert getattr(found[0], field) == case[field]
    if "objects" in case:
        assert list(found[0].objects) == case["objects"]


def test_part_that_looks_back_holds_no_promise() -> None:
    assert read("建成临江大桥，启动东湖公园二期建设。", role="review") == []


def test_heading_at_the_head_of_a_paragraph_is_no_promise() -> None:
    found = read("加快推进临江新城建设。启动临江大道建设，完善配套。\n")
    assert [promise.action for promise in found] == ["启动", "完善"]


def test_item_that_announces_others_is_no_promise_but_one_of_a_list_is() -> None:
    announced = read("大家都在，都很忙，都努力。一是补齐学位短板。启动东湖学校建设，")
    assert [promise.action for promise in announced] == ["启动"]
    listed = read("大家都在，都很忙，都努力。一是补齐学位短板。二是启动东湖学校建设，")
    assert [promise.action for promise in listed] == ["补齐", "启动"]


def test_items_of_a_list_of_tasks_are_promises_even_with_more_behind_them() -> None:
    found = read("大家都在，都很忙，都努力。\n1.开工建设东湖中学。确保按时完成。\n\n2.启动临江大道建设。做好配套。\n")
    assert [promise.objects for promise in found][::2] == [("东湖中学",), ("临江大道",)]


def test_clause_that_goes_on_with_a_number_takes_the_verb_before_it() -> None:
    found = read("这样，引进团队30个，青年人才200人以上，")
    assert [promise.action for promise in found] == ["引进", "引进"]


def test_growth_takes_no_verb_from_the_clause_before_it() -> None:
    found = read("这样，新建小学3所，粮食产量增长5%，幼儿园6所，")
    assert [promise.action for promise in found] == ["新建", "", ""]


def test_clause_without_an_object_is_about_what_its_sentence_said() -> None:
    found = read("这样，加快保障性住房建设，开工不少于1200套，建成600套。启动建设，")
    assert [promise.objects for promise in found] == [(), ("保障性住房",), ("保障性住房",), ()]


def test_list_that_goes_on_without_a_verb_takes_that_of_the_clause_before_it() -> None:
    found = read(
        "加快临江、青石等6条铁路，东湖、云溪等17条公路，以及梅溪水库、金塘灌区等水利工程建设，纺织等10个行业增长。"
    )
    assert [(promise.label, promise.action) for promise in found[:3]] == [("ongoing", "加快")] * 3
    assert found[2].objects == ("梅溪水库", "金塘灌区")
    apart = read("大家都在，都很忙，都努力，加快临江大桥建设。东湖、云溪等17条公路，")
    assert [promise.action for promise in apart] == ["加快", ""]


def test_objects_of_numbers_are_carried_within_their_sentence() -> None:
    found = read("这样，新开工公租房700套，供应200套（具体数值另行下达）。标准从每人每月300元提高到400元。")
    assert [promise.objects for promise in found] == [("公租房",), ("公租房",), ("标准",)]


def test_title_of_an_appendix_is_no_task() -> None:
    text = "附件 2021年十件民生实事\n1.新建临江中学。\n"
    found = promises(text, (Part(1, "附件 2021年十件民生实事", 0, len(text), "appendix"),), 2021, [(8, 10)])
    assert [promise.objects for promise in found] == [("临江中学",)]


def test_verb_at_the_end_of_a_clause_is_none_of_the_next_one() -> None:
    found = read("这样，争取临江、云溪等煤矿项目核准，项目达到7个，")
    assert [promise.action for promise in found] == ["核准", ""]


def test_circled_heading_announces_its_tasks_but_a_circled_task_is_one() -> None:
    announced = read("都很忙。①东湖水厂工程。启动扩建，抓紧实施。②建设云溪电站。编制方案，")
    assert [promise.action for promise in announced] == ["启动", "实施", "编制"]
    listed = read("都很忙。①建设东湖水厂。②建设云溪电站。③启动青石大桥建设。")
    assert [promise.action for promise in listed] == ["建设", "建设", "启动"]


def test_due_date_is_the_end_of_the_report_year_when_the_text_names_none() -> None:
    (promise,) = read("这一年，建成临江大桥，")
    assert (promise.due_on, promise.due_assumed) == (date(2021, 12, 31), True)


@given(st.text(alphabet="建成推进“”《》、和等临江大桥公园12%个年底前。，；：\n（）", max_size=120))
@settings(max_examples=200, deadline=None)
def test_promises_never_overlap_and_stay_inside_the_text(text: str) -> None:
    last = 0
    for promise in read(text):
        assert last <= promise.start < promise.end <= len(text)
        assert promise.label in {"testable", "ongoing", "directional"}
        assert not set("，；。\n") & set(text[promise.start : promise.end])
        last = promise.end


_SPOKEN = st.sampled_from(
    [*words().verbs, *words().endings, *words().claims_last]
    + [
        "12个",
        "5%",
        "东湖大桥",
        "企业",
        "，",
        "，",
        "、",
        "和",
        "等",
        "了",
        "：",
        "在",
        "对",
        "《",
        "》",
        "“",
        "”",
        "。",
    ]
    * 40
)


@given(st.lists(_SPOKEN, max_size=14).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_words_of_promises_in_any_order_are_read(text: str) -> None:
    for promise in read(text):
        assert 0 <= promise.start < promise.end <= len(text)
        assert promise.action == "" or promise.action in text
        assert promise.sure == (promise.doubt == "")


def test_numbers_without_a_verb_are_those_of_their_indicators() -> None:
    text = "青石县城乡居民收入分别增长5%和6%，"
    numbers, names = [(12, 14), (15, 17)], [("城镇居民收入",), ("农村居民收入",)]
    found = promises(text, (Part(1, "", 0, len(text), "goals"),), 2021, numbers, names)
    assert [promise.objects for promise in found] == [("城镇居民收入", "农村居民收入")]


def test_what_grows_is_to_reach_its_rate() -> None:
    text = "这一年，全市研发投入增速达到15%以上，"
    found = promises(text, (Part(1, "", 0, len(text), "plan"),), 2021, [(14, 19)], [("研发投入",)])
    assert [promise.objects for promise in found] == [("研发投入增速",)]


def test_size_of_what_is_counted_is_nothing_to_reach() -> None:
    text = "这一年，村集体收入10万元以上的村占比达到75%，"
    names = [(), ("村集体收入10万元以上的村占比",)]
    found = promises(text, (Part(1, "", 0, len(text), "plan"),), 2021, [(9, 15), (21, 24)], names)
    assert [promise.objects for promise in found] == [names[1]]


def test_what_is_counted_in_front_is_part_of_the_name() -> None:
    text = "青石县21条河流优良水体比例达90%，"
    names = [("河流",), ("河流优良水体比例",)]
    found = promises(text, (Part(1, "", 0, len(text), "goals"),), 2021, [(3, 6), (15, 18)], names)
    assert [promise.objects for promise in found] == [("河流优良水体比例",)]
