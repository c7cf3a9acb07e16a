"""Repeated reports are found as one with its copies; different reports in one file stay apart."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ximu.read.copies import find_reports

SECTORS = [
    "工业",
    "农业",
    "旅游",
    "交通",
    "教育",
    "医疗",
    "水利",
    "能源",
    "商贸",
    "文化",
    "体育",
    "养老",
    "住房",
    "生态",
    "科技",
    "外贸",
]
DEEDS = ["建成", "新增", "改造", "提升", "引进", "培育", "完成", "盘活"]
THINGS = ["重点项目", "骨干企业", "示范基地", "服务站点", "创新平台", "公共设施", "特色园区", "标准厂房"]


def report(year: int, place: str = "临江市", paragraphs: int = 40) -> str:
    """A report long enough to be told from an excerpt, whose clauses depend on the year."""
    lines = [
        f"{year}年{place}政府工作报告",
        "各位代表：",
        f"现在，我代表{place}人民政府向大会报告工作，请予审议。",
        f"一、{year - 1}年工作回顾",
    ]
    for n in range(paragraphs):
        if n == paragraphs // 2:
            lines.append(f"二、{year}年工作安排")
        parts = []
        for k in range(4):
            m = n * 4 + k + (year - 2000) * 7
            parts.append(f"{SECTORS[m % 16]}领域{DEEDS[m % 8]}{THINGS[(m // 3) % 8]}{(m * 37 + year) % 997}个")
        lines.append("，".join(parts) + "；群众获得感明显增强。")
    lines.append(f"各位代表！让我们为建设美丽{place}而努力奋斗！")
    return "\n".join(lines) + "\n"


ONE = report(2023)


def test_a_single_report_is_one_segment() -> None:
    assert find_reports(ONE) == ((0, len(ONE) - 1, ()),)


@pytest.mark.parametrize("times", [2, 3, 8])
@pytest.mark.parametrize("between", ["", "\n\n", "上一页 下一页\n打印本页 关闭窗口\n"])
def test_copies_are_listed_with_the_first(times: int, between: str) -> None:
    text = between.join([ONE] * times)
    (segment,) = find_reports(text)
    assert len(segment.copies) == times - 1
    assert text[segment.start : segment.end].startswith(ONE.rstrip())
    for number, copy in enumerate(segment.copies, 1):
        begin = number * (len(ONE) + len(between))
        assert abs(copy.start - begin) <= len(between) + 2
        assert abs(copy.end - (begin + len(ONE))) <= len(between) + 2
        assert copy.similarity == 1.0


def test_copies_on_one_line() -> None:
    flat = ONE.replace("\n", "")
    (segment,) = find_reports(flat * 3)
    assert [(c.start, c.end) for c in segment.copies] == [(len(flat), 2 * len(flat)), (2 * len(flat), 3 * len(flat))]
    assert segment.end == len(flat)


@pytest.mark.parametrize(
    "change",
    [
        lambda t: t.replace("，", ","),
        lambda t: t.replace("群众获得感", "群众满意度"),
        lambda t: re.sub("教育领域", "教育事业", t),
        lambda t: t.replace("\n", "\r\n"),
        lambda t: "首页 新闻 政务\n" + t + "责任编辑：江边\n",
        lambda t: t[: len(t) // 2] + t[len(t) // 2 + 300 :],
    ],
    ids=["punctuation", "a word", "some words", "line ends", "furniture", "a gap"],
)
def test_near_copies(change: object) -> None:
    assert callable(change)
    other = change(ONE)
    (segment,) = find_reports(ONE + other)
    (copy,) = segment.copies
    assert copy.start >= len(ONE)
    assert copy.end - copy.start > 0.8 * len(other)
    assert 0.6 < copy.similarity <= 1.0


def test_two_years_are_two_reports() -> None:
    text = ONE + report(2024)
    first, second = find_reports(text)
    assert (first.start, second.start) == (0, len(ONE))
    assert first.copies == second.copies == ()


def test_two_reports_repeated_together() -> None:
    both = ONE + report(2024)
    first, second = find_reports(both + both)
    assert [c.start for c in first.copies] == [len(both)]
    assert [c.start for c in second.copies] == [len(both) + len(ONE)]


def test_two_reports_on_one_line() -> None:
    flat = ONE.replace("\n", "")
    first, second = find_reports(flat + report(2024, "北湖区").replace("\n", ""))
    assert abs(second.start - len(flat)) <= 20
    assert first.end <= second.start


def test_the_report_named_in_its_own_text_is_no_second_report() -> None:
    text = ONE.replace("二、2023年工作安排", "我代表市政府，向各位代表表示衷心感谢！\n二、2023年工作安排")
    assert len(find_reports(text)) == 1


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from([ONE, report(2024), "菜单首页\n", "一" * 50, "工业投资增长明显，", "\n\n"]), max_size=6
    ).map("".join)
)
def test_segments_and_copies_never_overlap(text: str) -> None:
    segments = find_reports(text)
    spans = sorted([(s.start, s.end) for s in segments] + [(c.start, c.end) for s in segments for c in s.copies])
    assert segments
    assert all(0 <= a <= b <= len(text) for a, b in spans)
    assert all(x[1] <= y[0] for x, y in pairwise(spans))


SHARED = Path(__file__).resolve().parents[3] / "shared"


@pytest.mark.shared
@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the real reports are not here")
def test_seeds_with_eight_copies() -> None:
    found = []
    for path in sorted((SHARED / "seeds").glob("*.txt")):
        segments = find_reports(path.read_text("utf-8"))
        found.append([len(s.copies) for s in segments])
    assert found == [[7], [0], [7], [7], [0]]
