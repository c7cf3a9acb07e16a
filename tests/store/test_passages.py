"""Where sentences are cut, and which line ends do not end one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ximu.store.passages import sentence_at, sentences

CASES: dict[str, list[str]] = {
    "就业增长。税收增长！": ["就业增长。", "税收增长！"],
    "他说：“好。”会议结束。": ["他说：“好。”", "会议结束。"],
    "　　一、回顾\n　　就业增长8.5%。\n": ["一、回顾", "就业增长8.5%。"],
    "今年全市的城镇新增就业人数预计\n达到三万人。": ["今年全市的城镇新增就业人数预计\n达到三万人。"],
    "今年全市的城镇新增就业人数预计\n　　达到三万人。": ["今年全市的城镇新增就业人数预计", "达到三万人。"],
    "今年全市的城镇新增就业人数预计\n\n达到三万人。": ["今年全市的城镇新增就业人数预计", "达到三万人。"],
    "今年全市的城镇新增就业人数预计：\n达到三万人。": ["今年全市的城镇新增就业人数预计：", "达到三万人。"],
    "今年全市的城镇新增就业人数预计\n二、回顾": ["今年全市的城镇新增就业人数预计", "二、回顾"],
    "工作回顾\n就业增长": ["工作回顾", "就业增长"],
    " \n\n ": [],
    "": [],
}


@pytest.mark.parametrize(("text", "expected"), CASES.items())
def test_cuts(text: str, expected: list[str]) -> None:
    assert [text[span.start : span.end] for span in sentences(text, 0, len(text))] == expected


@given(st.text(st.sampled_from("就业增长。！”\n\r 　，：一、8"), max_size=80))
def test_nothing_but_white_space_is_lost(text: str) -> None:
    spans = sentences(text, 0, len(text))
    assert "".join("".join(text[span.start : span.end].split()) for span in spans) == "".join(text.split())
    assert all(before.end <= after.start for before, after in pairwise(spans))
    for span in spans:
        assert sentence_at(spans, span.start) == sentence_at(spans, span.end - 1) == span


def test_a_table_without_signs_is_cut() -> None:
    text = "某某某某某某某某某某某某某某某某\n" * 500
    assert max(span.end - span.start for span in sentences(text, 0, len(text))) <= 620
