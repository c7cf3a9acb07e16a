"""Written numbers: tables of cases for reports and for bare input, and laws that hold for any text."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from ximu.read.clean import repair
from ximu.read.numerals import read
from ximu.read.rules.classify import sort_numbers

HERE = Path(__file__).parent
SIGN = {"ge": "≥", "le": "≤", "eq": "=", "approx": "≈", "range": "", "": ""}


def table(name: str) -> list[tuple[str, str, str]]:
    groups = tomllib.loads((HERE / name).read_text(encoding="utf-8"))
    return [(group, text, expected) for group, cases in groups.items() for text, expected in cases.items()]


def shown(low: Decimal, high: Decimal, unit: str, bound: str, ordinal: bool) -> str:
    value = f"{low:f}" if low == high else f"{low:f}~{high:f}"
    return f"{SIGN[bound]}{'第' if ordinal else ''}{value} {unit}".strip()


@pytest.mark.parametrize(("group", "text", "expected"), table("numerals_report.toml"))
def test_reports(group: str, text: str, expected: str) -> None:
    clean = repair(text, 0, len(text)).text
    found = []
    for written, number_class, _ in sort_numbers(clean):
        plain = shown(written.low, written.high, written.unit, written.bound, written.ordinal)
        found.append(plain if number_class == "measure" else f"{number_class} {plain}")
    assert " | ".join(found) == expected


@pytest.mark.parametrize(("group", "text", "expected"), table("numerals_bare.toml"))
def test_bare_input(group: str, text: str, expected: str) -> None:
    found = [shown(each.low, each.high, each.unit, each.bound, each.ordinal) for each in read(text)]
    assert " | ".join(found) == expected
