"""A damaged report says the same as the sound one, and what is read stands where the reading says."""

from __future__ import annotations

from collections.abc import Callable

import damage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ximu.ledger.reading import Reading
from ximu.read.clean import repair
from ximu.read.intake import Document
from ximu.read.pipeline import read_document


def byte_order_mark(text: str) -> str:
    return "\ufeff" + text


def doubled_blank_lines(text: str) -> str:
    return text.replace("\n", "\n\n\n")


# These take away words that a record holds as written: the name of a road, a quotation.
LOSSY = {damage.masked_words, damage.lost_dots}
# With spaces at the digits as well nobody can tell which space stands for a comma, or parts two numbers.
ALONE = {damage.commas_as_spaces, damage.scattered_digits}
HARMS = [harm for harm in (*damage.UNDONE, byte_order_mark, doubled_blank_lines) if harm not in LOSSY | ALONE]


# What stands in front of the report is read for nothing.
ADDED = [damage.with_contents, damage.with_unnamed_contents]


def read(text: str) -> Reading:
    return read_document(Document(source="a.txt", text=text, sha256="", encoding="utf-8", format="txt"))


def said(reading: Reading) -> list[tuple[object, ...]]:
    """Every statement without its place in the text."""
    (report,) = reading.reports
    return [
        (
            m.indicator,
            m.indicator_id,
            m.action,
            m.low,
            m.high,
            m.unit,
            m.bound,
            m.aspect,
            m.role,
            m.stance,
            m.year,
            m.scope,
        )
        for m in report.measures
    ] + [(c.label, c.action, c.objects, c.stage, c.due_on) for c in report.commitments]


@pytest.fixture(scope="module")
def sound() -> list[tuple[object, ...]]:
    return said(read(damage.REPORT))


@pytest.mark.parametrize(
    "harm", [*ADDED, *ALONE, damage.on_one_line_with_spaces, damage.bullets], ids=lambda f: f.__name__
)
def test_every_statement_is_read_the_same(harm: Callable[[str], str], sound: list[tuple[object, ...]]) -> None:
    assert said(read(harm(damage.REPORT))) == sound


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(HARMS), min_size=1, max_size=2, unique=True))
def test_a_damaged_report_says_the_same(sound: list[tuple[object, ...]], harms: list[Callable[[str], str]]) -> None:
    text = damage.REPORT
    for harm in harms:
        text = harm(text)
    reading = read(text)
    assert said(reading) == sound
    for measure in reading.reports[0].measures:
        assert text[measure.start : measure.end] == measure.as_written
        clean = repair(measure.as_written).text
        assert any(digit in clean for digit in "0123456789一二三")
