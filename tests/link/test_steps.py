"""Promised steps on named things: every planted promise of the sample city, and small invented reports."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from made_reports import made

from ximu.ledger.link import Link
from ximu.link.collection import collect
from ximu.link.links import links
from ximu.read.pipeline import read_path

SAMPLE = Path(__file__).resolve().parents[2] / "sample"
PLANTED: list[dict[str, Any]] = tomllib.loads((SAMPLE / "planted.toml").read_text(encoding="utf-8"))["promise"]
VERDICT = {"kept": "met", "late": "partly", "missed": "missed", "dropped": "unreported", "repeated": "unreported"}
# A number in the promise makes it a target, and one clause has no name of its own; the district has one report only.
ELSEWHERE = {"沿江化工企业搬迁", "清偿余下欠款", "新能源公交车", "非法码头", "临江科创园二期", "滨江剧场改造"}


@cache
def found() -> tuple[dict[str, str], tuple[Link, ...]]:
    texts, given = {}, []
    for path in sorted((SAMPLE / "reports").iterdir()):
        reading = read_path(path, path.name)
        texts[path.name] = reading.text
        given += [(report, reading.text) for report in reading.reports]
    return texts, tuple(links(collect(given)))


@pytest.mark.parametrize(
    "promise", [each for each in PLANTED if each["name"] not in ELSEWHERE], ids=lambda each: each["name"]
)
def test_a_planted_promise_gets_its_verdict(promise: dict[str, Any]) -> None:
    texts, every = found()
    place = promise["made"]
    start = texts[place["file"]].index(place["quote"])
    here = [
        link
        for link in every
        if link.importance == "step"
        and link.target.source == place["file"]
        and link.target.start < start + len(place["quote"])
        and start < link.target.end
    ]
    assert [link.verdict for link in here] == [VERDICT[promise["outcome"]]], [link.reason for link in here]
    if promise["outcome"] == "repeated":
        assert "又列入安排" in here[0].reason


def test_no_step_of_the_sample_is_accused_that_was_not_planted() -> None:
    _, every = found()
    planted = {each["made"]["quote"] for each in PLANTED if each["outcome"] in ("missed", "late")}
    accused = [link for link in every if link.importance == "step" and link.verdict in ("missed", "partly")]
    for link in accused:
        # The bridge was promised a second time, for June, and opened in November.
        assert any(link.target.indicator[:4] in quote for quote in planted), link.reason


CASES = [
    ("建成城东体育馆。", "城东体育馆建成开放。", "met"),
    ("建成城东体育馆。", "城东体育馆开工建设。", "not_testable"),
    ("建成城东体育馆。", "城东体育馆主体封顶，因设计变更，未能年内投用。", "missed"),
    ("建成城东体育馆。", "新增公办学位800个。", "unreported"),
    ("6月底前建成城东体育馆。", "城东体育馆9月建成开放。", "partly"),
    ("开工建设城东体育馆。", "城东体育馆建成开放。", "met"),
    ("出台电动自行车管理办法。", "印发电动自行车管理办法。", "met"),
]


@pytest.mark.parametrize(("plan", "review", "verdict"), CASES, ids=[f"{plan}{review}" for plan, review, _ in CASES])
def test_a_step_and_what_the_next_report_says(plan: str, review: str, verdict: str) -> None:
    every = list(links(collect([made(2023, plan=plan), made(2024, review=review)])))
    assert [link.verdict for link in every if link.importance == "step"] == [verdict]


def test_done_a_year_later_is_late() -> None:
    reports = [
        made(2023, plan="建成城东体育馆。"),
        made(2024, review="城东体育馆没有按期建成。"),
        made(2025, review="城东体育馆建成开放。"),
    ]
    (link,) = [link for link in links(collect(reports)) if link.importance == "step"]
    assert link.verdict == "partly"
    assert "晚了" in link.reason
