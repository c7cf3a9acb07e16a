"""A damaged report gives the same clean text as the undamaged one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import damage
import pytest

from ximu.read.clean import repair


def sentences(text: str) -> list[str]:
    return [s for s in re.split("[。！？；\n]", text) if s]


def test_the_undamaged_report_is_left_alone() -> None:
    clean = repair(damage.REPORT)
    assert clean.repairs == ()
    assert clean.text == damage.REPORT


@pytest.mark.parametrize("harm", damage.UNDONE, ids=lambda f: f.__name__)
def test_damage_is_undone(harm: Callable[[str], str]) -> None:
    damaged = harm(damage.REPORT)
    assert damaged != damage.REPORT
    clean = repair(damaged)
    assert clean.text.splitlines() == damage.REPORT.splitlines()


@pytest.mark.parametrize(
    ("first", "second"),
    list(
        itertools.permutations(
            [damage.full_width_digits, damage.carriage_returns, damage.masked_words, damage.nbsp_entities], 2
        )
    ),
    ids=lambda f: f.__name__,
)
def test_damage_upon_damage_is_undone(first: Callable[[str], str], second: Callable[[str], str]) -> None:
    clean = repair(second(first(damage.REPORT)))
    assert clean.text == damage.REPORT


@pytest.mark.parametrize("width", [24, 32, 45])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_wrapped_lines_are_joined(width: int, line_end: str) -> None:
    damaged = damage.hard_wrapped(damage.REPORT, width).replace("\n", line_end)
    assert sentences(repair(damaged).text) == sentences(damage.REPORT)


def test_indented_wrapped_lines_are_joined() -> None:
    damaged = damage.hard_wrapped(damage.indented(damage.REPORT), 34)
    clean = repair(damaged).text
    assert [s.strip() for s in sentences(clean)] == sentences(damage.REPORT)


@pytest.mark.parametrize(
    "flatten",
    [damage.on_one_line, damage.on_one_line_with_indents, damage.on_one_line_with_spaces],
    ids=lambda f: f.__name__,
)
def test_headings_of_a_flat_text_get_their_lines_back(flatten: Callable[[str], str]) -> None:
    clean = repair(flatten(damage.REPORT)).text
    assert re.sub(r"\s", "", clean) == re.sub(r"\s", "", damage.REPORT)
    lines = [line.strip() for line in clean.splitlines()]
    for heading in ("一、2022年工作回顾", "二、2023年工作安排", "三、加强政府自身建设"):
        assert heading in lines
    assert sum(line.startswith("（") for line in lines) == 6
    assert any(line.startswith("各位代表：") for line in lines)


def test_page_furniture_is_left_to_the_outline() -> None:
    damaged = damage.with_page_around(damage.REPORT)
    assert repair(damaged).text == damaged
