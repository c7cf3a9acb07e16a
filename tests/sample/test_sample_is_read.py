"""What was planted in the sample city is read: the right value, year and stance, and a commitment where one is made."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ximu.ledger.reading import Reading
from ximu.read.pipeline import read_path

SAMPLE = Path(__file__).resolve().parents[2] / "sample"
PLANTED: dict[str, list[dict[str, Any]]] = tomllib.loads((SAMPLE / "planted.toml").read_text(encoding="utf-8"))
VALUE = re.compile(r"([\d.]+)([万亿]?)")
SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}
STATED = [
    (target["year"], target[side], stance)
    for target in PLANTED["target"]
    for side, stance in (("set", "target"), ("result", "result"))
    if side in target and VALUE.search(target[side]["quote"])
]
MADE = [promise["made"] for promise in PLANTED["promise"] if promise["made"]["file"].startswith("linjiang")]


@cache
def reading(name: str) -> Reading:
    return read_path(SAMPLE / "reports" / name)


def span(quoted: dict[str, str]) -> tuple[int, int]:
    """Where the quotation stands in the text."""
    start = reading(quoted["file"]).text.index(quoted["quote"])
    return start, start + len(quoted["quote"])


@pytest.mark.parametrize(
    ("year", "quoted", "stance"), STATED, ids=lambda each: str(each) if isinstance(each, str) else ""
)
def test_a_planted_number_is_read_with_its_year_and_stance(year: int, quoted: dict[str, str], stance: str) -> None:
    start, end = span(quoted)
    number, scale = VALUE.findall(quoted["quote"])[-1]
    read = {
        (measure.low, measure.year, measure.stance)
        for report in reading(quoted["file"]).reports
        for measure in report.measures
        if start <= measure.start < end
    }
    fall = -1 if "下降" in quoted["quote"] else 1
    wanted = Decimal(number) * SCALES[scale]
    assert {(wanted, year, stance), (wanted * fall, year, stance)} & read, read


@pytest.mark.parametrize("quoted", MADE, ids=lambda each: each["quote"])
def test_a_planted_promise_is_a_commitment(quoted: dict[str, str]) -> None:
    start, end = span(quoted)
    found = [
        commitment
        for report in reading(quoted["file"]).reports
        for commitment in report.commitments
        if commitment.start < end and commitment.end > start
    ]
    assert found


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_a_yearly_report_leaves_no_number_open(year: int) -> None:
    (only,) = reading(f"linjiang-{year}.txt").reports
    assert only.report.report_year == year
    assert only.report.numbers.open == 0


def test_the_damaged_copy_is_one_report_with_one_copy_and_its_repairs_are_listed() -> None:
    (only,) = reading("linjiang-2023_damaged.txt").reports
    assert len(only.report.copies) == 1
    assert len(only.report.repairs) >= len(PLANTED["damage"])
    assert only.report.report_year == 2023
