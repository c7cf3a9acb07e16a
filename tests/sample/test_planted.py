"""The sample city says what its list of planted things says it says, and its own arithmetic is right elsewhere."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ximu.read.intake import open_document

SAMPLE = Path(__file__).resolve().parents[2] / "sample"
PLANTED: dict[str, list[dict[str, Any]]] = tomllib.loads((SAMPLE / "planted.toml").read_text(encoding="utf-8"))
YEARLY = [f"linjiang-{year}.txt" for year in (2022, 2023, 2024, 2025)]
READABLE = sorted(path.name for path in (SAMPLE / "reports").iterdir())


@cache
def text_of(name: str) -> str:
    """The text as the reader gets it."""
    return open_document(SAMPLE / "reports" / name).text


def quotations() -> Iterator[tuple[str, str]]:
    """Every (file, quote) of the list, each once."""
    seen = set()
    waiting: list[Any] = [PLANTED]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting += node
        elif isinstance(node, dict) and "quote" in node:
            seen.add((node["file"], node["quote"]))
        elif isinstance(node, dict):
            waiting += node.values()
    yield from sorted(seen)


@pytest.mark.parametrize(("file", "quote"), list(quotations()))
def test_a_quotation_occurs_exactly_once(file: str, quote: str) -> None:
    times = 2 if "damaged" in file else 1  # the damaged copy holds the whole report twice
    assert text_of(file).count(quote) == times


@pytest.mark.parametrize("name", READABLE)
def test_every_file_says_in_front_that_the_city_is_fictional(name: str) -> None:
    assert "临江市" in text_of(name)[:120]
    assert "不存在" in text_of(name)[:120]


@pytest.mark.parametrize("name", YEARLY)
def test_a_yearly_report_has_three_to_five_thousand_characters(name: str) -> None:
    assert 3000 <= len(text_of(name)) <= 5000


def test_every_kind_of_outcome_and_finding_is_planted() -> None:
    assert set(Counter(each["outcome"] for each in PLANTED["promise"])) == {
        "kept",
        "missed",
        "late",
        "dropped",
        "repeated",
    }
    assert {each["verdict"] for each in PLANTED["target"]} == {"met", "missed", "within_tolerance", "unreported"}
    assert {each["type"] for each in PLANTED["finding"]} == {
        "arithmetic", "contradiction", "ambition", "amplification", "repeated", "recycled",
    }  # fmt: skip


@pytest.mark.parametrize("promise", [each for each in PLANTED["promise"] if each["outcome"] == "dropped"], ids=str)
def test_a_dropped_promise_is_never_mentioned_again(promise: dict[str, Any]) -> None:
    made = YEARLY.index(promise["made"]["file"])
    assert promise["name"] in text_of(YEARLY[made])
    assert not [name for name in YEARLY[made + 1 :] if promise["name"] in text_of(name)]


def test_the_unreported_target_is_nowhere_in_the_next_review() -> None:
    (target,) = [each for each in PLANTED["target"] if each["verdict"] == "unreported"]
    review, _, _ = text_of("linjiang-2025.txt").partition("二、2025年工作总体要求")
    assert target["indicator"] not in review


VALUE = re.compile(r"([\d.]+)([万亿]?)")
SCALES = {"": 1, "万": 10_000, "亿": 100_000_000}


def last_value(quote: str) -> Decimal:
    """The last number of the quotation, 万 and 亿 applied, a fall below zero."""
    number, scale = VALUE.findall(quote)[-1]
    return Decimal(number) * SCALES[scale] * (-1 if "下降" in quote else 1)


# Targets without a number (faster than the economy) have it in another series.
NUMBERED = [each for each in PLANTED["target"] if "gap" in each and VALUE.search(each["set"]["quote"])]


@pytest.mark.parametrize("target", NUMBERED, ids=lambda each: each["name"])
def test_a_gap_is_result_minus_target(target: dict[str, Any]) -> None:
    reached, wanted = last_value(target["result"]["quote"]), last_value(target["set"]["quote"])
    assert reached - wanted == Decimal(target["gap"])


LEVEL_AND_GROWTH = (
    ("社会消费品零售总额", "亿元"),
    ("地方一般公共预算收入", "亿元"),
    ("外贸进出口总额", "亿元"),
    ("居民人均可支配收入", "元"),
)


@pytest.mark.parametrize(("indicator", "unit"), LEVEL_AND_GROWTH)
@pytest.mark.parametrize(("before", "after"), list(pairwise(YEARLY)))
def test_levels_of_two_years_give_the_growth_that_is_stated(indicator: str, unit: str, before: str, after: str) -> None:
    stated = re.compile(rf"{indicator}([\d.]+){unit}，(增长|下降)([\d.]+)%")
    (old, _, _), (new, direction, growth) = stated.findall(text_of(before))[0], stated.findall(text_of(after))[0]
    computed = (Decimal(new) / Decimal(old) - 1) * 100
    assert round(computed, 1) == Decimal(growth) * (1 if direction == "增长" else -1)


@pytest.mark.parametrize("name", YEARLY)
def test_only_the_planted_industry_shares_do_not_add_up(name: str) -> None:
    shares = re.search(r"([\d.]+)∶([\d.]+)∶([\d.]+)", text_of(name))
    assert shares
    planted = any(each["a"] == {"file": name, "quote": shares.group()} for each in PLANTED["finding"])
    assert (sum(map(Decimal, shares.groups())) == 100) is not planted


def test_an_assignment_names_units_and_day_as_quoted() -> None:
    for each in PLANTED["assignment"]:
        quote = each["named"]["quote"]
        assert each["lead_unit"] in quote
        assert all(unit in quote for unit in each["supporting_units"])
        assert isinstance(each["due_on"], date)
        assert f"{each['due_on'].month}月" in quote or each["due_on"] == date(2024, 12, 31)
