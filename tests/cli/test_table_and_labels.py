"""The table on a terminal and the labels: exact numbers, Chinese in line, every word of the records has a label."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import get_args

import pytest
from handmade import reading
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from ximu.cli.labels import labels, number
from ximu.cli.terminal_table import print_table
from ximu.ledger import commitment, measure, report
from ximu.ledger.exchange.kinds import KINDS


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("kind", tuple(KINDS)),
        ("bound", get_args(measure.Bound)),
        ("aspect", get_args(measure.Aspect)),
        ("stance", get_args(measure.Stance)),
        ("number_class", get_args(measure.NumberClass)),
        ("label", get_args(commitment.Label)),
        ("level", get_args(report.Level)),
    ],
)
def test_every_word_of_the_records_has_a_label_in_both_languages(group: str, words: tuple[str, ...]) -> None:
    assert set(words) <= set(labels()[group])
    assert all(set(entry) == {"zh", "en"} for entry in labels()[group].values())


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("250000000000", "2500亿"),
        ("2.5E+11", "2500亿"),
        ("9730000000000", "9.73万亿"),
        ("52000", "5.2万"),
        ("12345", "1.2345万"),
        ("123456789", "12345.6789万"),
        ("123456789.5", "123456789.5"),
        ("8.50", "8.5"),
        ("-0.3", "-0.3"),
        ("100", "100"),
        ("0", "0"),
        ("-20000", "-2万"),
    ],
)
def test_a_number_is_shown_the_way_reports_write_it(value: str, shown: str) -> None:
    assert number(Decimal(value)) == shown


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**16), max_value=10**16, places=3))
def test_a_number_shown_is_the_number(value: Decimal) -> None:
    shown = number(value)
    scale = {"亿": 8, "万": 4}.get(shown[-1], 0) + (4 if shown.endswith("万亿") else 0)
    assert Decimal(shown.rstrip("万亿")).scaleb(scale) == value


def printed(width: int) -> list[str]:
    file = io.StringIO()
    print_table(Console(file=file, width=width, highlight=False), reading("a.txt").records(), "zh")
    return file.getvalue().splitlines()


def test_one_row_per_statement_with_its_place_value_and_year() -> None:
    lines = printed(120)
    rows = [line for line in lines if "2500亿" in line]
    assert len(rows) == 1
    assert rows[0].split() == ["24", "生产总值", "2500亿", "元", "总量", "结果", "2020"]
    assert any("新增学位" in line and "目标·确保" in line for line in lines)
    assert any("生产总值 [待核]" in line and "约8.5" in line for line in lines)
    assert any("江北大桥" in line for line in lines)


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_no_line_is_wider_than_the_terminal_and_nothing_is_cut_off(width: int) -> None:
    lines = printed(width)
    assert all(cell_len(line) <= width for line in lines)
    assert "…" not in "".join(lines)
