"""The outline: headings, levels and roles of short texts, laws that hold for every text, roles of the real reports."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ximu.read.outline import Part, outline

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("XIMU_SHARED", HERE.parents[2] / "shared"))
FILL = "山绿了，水清了，路通了，灯亮了，群众心里暖了，大家的日子越过越有滋味，城乡处处是新气象新面貌新风尚新希望。"
CASES: list[dict[str, Any]] = tomllib.loads((HERE / "outline_cases.toml").read_text(encoding="utf-8"))["case"]
ROLES: dict[str, str] = tomllib.loads((HERE / "outline_roles.toml").read_text(encoding="utf-8"))["roles"]
PIECES = st.sampled_from(
    [
        "一、2016年工作回顾", "二、", "（一）", "各位代表！", "2017年工作安排", "名词解释", "附件1", "我们清醒看到困难和问题", "。", "\n", "\n\n",
        "——", "# ", "责任编辑：", "政府工作报告", "1.", "3、", "主要预期目标是：", "发展", "   ", "\u3000", "一", "(", "）", "“", "第一部分", FILL,
    ]
)  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_outline_has_these_parts(case: dict[str, Any]) -> None:
    parts = outline(case["text"].replace("FILL", FILL))
    assert [f"{part.level} {part.role} {part.title}" for part in parts] == case["parts"]


def test_a_text_on_one_line_has_the_same_level_one_roles() -> None:
    for case in CASES[:2]:
        text = case["text"].replace("FILL", FILL * 12)
        flat = " ".join(text.split("\n"))
        expected = [part.role for part in outline(text) if part.level == 1]
        assert [part.role for part in outline(flat) if part.level == 1] == expected


def test_text_glued_to_a_heading_is_not_its_title() -> None:
    text = f"各位代表：\n一、2016年工作回顾2016年是不平凡的一年，{FILL}\n二、2017年总体要求和主要任务今年要做好工作，{FILL}\n"
    assert [part.title for part in outline(text) if part.level == 1][1:] == [
        "一、2016年工作回顾",
        "二、2017年总体要求和主要任务",
    ]


@pytest.mark.parametrize(
    "piece", ["# ", "一、", "一、\n", "各位代表！", "（", "——", "附件1\n", "我们清醒看到", "1.甲：乙\n"]
)
def test_damage_repeated_thousands_of_times_is_read_too(piece: str) -> None:
    text = piece * 5000
    assert outline(text)[0].start == 0
    assert max(part.end for part in outline(text)) == len(text)


def test_an_empty_text_has_no_parts() -> None:
    assert outline("") == ()
    assert outline(" \n\u3000\n") == (Part(1, "", 0, 4, "furniture"),)


@settings(max_examples=300)
@given(st.lists(PIECES, max_size=60).map("".join))
def test_level_one_covers_the_text_and_parts_nest(text: str) -> None:
    parts = outline(text)
    top = [part for part in parts if part.level == 1]
    edges = [part.start for part in top] + [part.end for part in top[-1:]]
    assert edges == ([0, *(part.end for part in top)] if text else [])
    assert edges[-1:] == ([len(text)] if text else [])
    open_parts: list[Part] = []
    for part in parts:
        assert part.start < part.end
        del open_parts[part.level - 1 :]
        assert len(open_parts) == part.level - 1
        if open_parts:
            assert open_parts[-1].start <= part.start
            assert part.end <= open_parts[-1].end
        open_parts.append(part)
    assert [part.start for part in parts] == sorted(part.start for part in parts)


def real_reports() -> Iterator[tuple[str, str]]:
    """Name and text of the reports whose roles a person checked."""
    for path in sorted([*SHARED.glob("corpus/*.txt"), *SHARED.glob("gold/*.txt")]):
        yield path.stem, path.read_text(encoding="utf-8")


@pytest.mark.shared
def test_the_level_one_roles_of_the_real_reports_are_those_a_person_checked() -> None:
    wrong = {}
    for name, text in real_reports():
        roles = " ".join(part.role for part in outline(text) if part.level == 1)
        if roles != ROLES[name]:
            wrong[name] = roles
    assert wrong == {}


@pytest.mark.shared
def test_nearly_every_real_report_admits_problems_and_names_targets() -> None:
    without_problems, without_goals = [], []
    for name, text in real_reports():
        roles = {part.role for part in outline(text)}
        if "problems" not in roles:
            without_problems.append(name)
        if "goals" not in roles:
            without_goals.append(name)
    assert set(without_problems) <= {"jilin-2025", "zhuzhou-daily-2020"}
    assert set(without_goals) <= {"zhuzhou-daily-2020"}
