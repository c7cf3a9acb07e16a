"""One state of a promise from the verdicts of its targets, as a table."""

from __future__ import annotations

from datetime import date
from typing import get_args

import pytest

from ximu.ledger.commitment import Commitment, Label
from ximu.ledger.link import VERDICTS, Link, Linked, Verdict
from ximu.link.standing import STATE_OF, STATES, WORD_ZH, of_links, without_link


def link(verdict: Verdict, *, sure: bool = True) -> Link:
    target = Linked(
        source="a", start=0, end=2, as_written="8%", indicator="x", indicator_id=None, low=None, high=None, unit="%",
        bound="eq", aspect="growth", year=2030, place="临江市",
    )  # fmt: skip
    return Link(
        target=target, outcome=None, observed=None, verdict=verdict, gap=None, gap_unit="", reason=f"因为{verdict}",
        importance="task", sure=sure,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verdicts", "state"),
    [
        (["met"], "kept"),
        (["within_tolerance"], "partly"),
        (["missed"], "missed"),
        (["superseded"], "not_testable"),
        (["met", "met"], "kept"),
        (["met", "not_testable"], "kept"),
        (["met", "missed"], "partly"),
        (["met", "unreported"], "partly"),
        (["met", "within_tolerance"], "partly"),
        (["missed", "missed"], "missed"),
        (["missed", "unreported"], "missed"),
        (["missed", "not_due"], "missed"),
        (["met", "not_due"], "not_due"),
        (["unreported", "not_testable"], "unreported"),
        (["not_testable", "superseded"], "not_testable"),
    ],
)
def test_several_verdicts_make_one_state(verdicts: list[Verdict], state: str) -> None:
    assert of_links([link(one) for one in verdicts]).state == state
    assert of_links([link(one) for one in reversed(verdicts)]).state == state


def test_one_link_speaks_for_itself_and_several_are_counted() -> None:
    assert of_links([link("missed", sure=False)]) == ("missed", "因为missed", False)
    assert of_links([link("met"), link("missed", sure=False)]) == (
        "partly",
        "这句话里有2个目标：兑现1项、未达到1项",
        False,
    )


def test_every_verdict_has_a_state_and_every_state_a_word() -> None:
    assert set(STATE_OF) == set(VERDICTS)
    assert set(STATE_OF.values()) == set(STATES) == set(WORD_ZH)


@pytest.mark.parametrize("label", get_args(Label))
@pytest.mark.parametrize(("due", "newest"), [(2030, 2030), (2030, 2031), (None, 2031)])
def test_a_promise_that_nothing_can_be_held_against(label: Label, due: int | None, newest: int) -> None:
    promise = Commitment(
        source="a", report=1, start=0, end=4, as_written="加强管理", label=label, action="", objects=(), stage="",
        due_on=date(due, 12, 31) if due else None, due_assumed=True, responsible=None, measures=(), section=(),
        role_of_section="plan",
    )  # fmt: skip
    open_still = label == "testable" and due is not None and due >= newest
    assert without_link(promise, newest).state == ("not_due" if open_still else "not_testable")
