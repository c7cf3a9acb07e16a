"""Public ids: the same for the same thing, different for different things, fit for an address."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ximu.ledger.identity import STATEMENT_ID_LENGTH, digest, place_id, report_id, rival_report_id, statement_id

TEXT = "临江市政府工作报告"
CASES = [
    (("990100", 2031, "report", TEXT), "990100-2031"),
    (("990100", 2031, "explainer", TEXT), "990100-2031-explainer"),
    (("990100", 2031, "task_division", TEXT), "990100-2031-task-division"),
    ((place_id(None, "临江市"), 2031, "report", TEXT), "p-b34otopo-2031"),
    ((None, 2031, "report", TEXT), "t-n5v56plqjtbg"),
    (("990100", None, "report", TEXT), "t-n5v56plqjtbg"),
    ((None, None, "report", " 临江市\r\n政府工作报告 "), "t-n5v56plqjtbg"),
]


@pytest.mark.parametrize(("facts", "expected"), CASES)
def test_report_ids_stay_as_they_are(facts: tuple[str | None, int | None, str, str], expected: str) -> None:
    """Printed addresses hold these ids: a change here breaks every quotation of a statement."""
    assert report_id(*facts) == expected


def test_statement_ids_stay_as_they_are() -> None:
    assert statement_id("990100-2031", "measure", 17) == "xlwhmx566u6n2kv3"
    assert statement_id("990100-2031", "measure", 17, 1) != statement_id("990100-2031", "measure", 17)


@given(st.lists(st.text(), min_size=1), st.lists(st.text(), min_size=1))
def test_parts_do_not_run_together(one: list[str], other: list[str]) -> None:
    bare = [[part.replace("\x1f", "") for part in parts] for parts in (one, other)]
    assert (digest(*bare[0], length=30) == digest(*bare[1], length=30)) == (bare[0] == bare[1])


@given(st.text(), st.sampled_from(["measure", "commitment"]), st.integers(0, 10**7), st.integers(0, 3))
def test_ids_are_fit_for_an_address(report: str, kind: str, start: int, nth: int) -> None:
    assert re.fullmatch(rf"[a-z2-7]{{{STATEMENT_ID_LENGTH}}}", statement_id(report, kind, start, nth))
    assert re.fullmatch(r"[a-z2-7-]+", rival_report_id(place_id(None, report), report))
