"""Responsibility in brackets, as divisions of responsibilities write it; and brackets that say something else."""

from __future__ import annotations

import pytest

from ximu.track.rules.responsibility import find_responsibilities, join_by_span


@pytest.mark.parametrize(
    ("bracket", "lead", "supporting", "leader"),
    [
        ("市住建局牵头，市水利局、市财政局配合", "市住建局", ("市水利局", "市财政局"), ""),
        ("市住建局牵头负责；市水利局和市财政局参与", "市住建局", ("市水利局", "市财政局"), ""),
        ("市住建局负责", "市住建局", (), ""),
        ("市住建局、市水利局负责", "市住建局", ("市水利局",), ""),
        ("责任单位：市住建局、市水利局等单位", "市住建局", ("市水利局",), ""),
        ("牵头单位：市住建局；配合单位：市水利局、各县区", "市住建局", ("市水利局", "各县区"), ""),
        ("牵头领导：王某；责任单位：市住建局", "市住建局", (), "王某"),
        (
            "分管副市长、协管副秘书长负责，市住建局牵头，市水利局、市财政局等",
            "市住建局",
            ("市水利局", "市财政局"),
            "分管副市长、协管副秘书长",
        ),
        ("市住建局牵头，市水利局按职责分工负责", "市住建局", ("市水利局",), ""),
    ],
)
def test_who_leads_and_who_supports(bracket: str, lead: str, supporting: tuple[str, ...], leader: str) -> None:
    for left, right in ("（）", "()"):
        found = find_responsibilities(f"改造小巷。{left}{bracket}{right}")
        assert [(one.lead, one.supporting, one.leader) for one in found] == [(lead, supporting, leader)]


@pytest.mark.parametrize(
    "bracket", ["含市辖区", "一期", "2026年6月底前完成", "见附件", "市住建局", "以下简称方案", "牵头", "配合"]
)
def test_other_brackets_say_nothing(bracket: str) -> None:
    assert find_responsibilities(f"改造小巷（{bracket}）。") == []


def test_each_clause_has_its_own_bracket() -> None:
    text = "一、改造小巷。四十条（一期）全部完工。（甲局牵头）\n二、疏浚内河（乙局负责）；栽树三万株。（丙局牵头，丁局配合）其余照旧。"
    found = find_responsibilities(text)
    assert [text[one.clause_start : one.start].strip() for one in found] == [
        "四十条（一期）全部完工。",
        "二、疏浚内河",
        "栽树三万株。",
    ]
    starts = [text.index(words) for words in ("改造小巷", "四十条", "疏浚", "栽树", "其余")]
    joined = join_by_span(found, starts)
    assert {text[start : start + 2]: one.lead for start, one in joined.items()} == {
        "四十": "甲局",
        "疏浚": "乙局",
        "栽树": "丙局",
    }
