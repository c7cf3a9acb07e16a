"""The sample city: every planted target gets the planted verdict and gap, and nothing is said that the texts do not bear out."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ximu.ledger.link import Link
from ximu.link.collection import collect
from ximu.link.links import links
from ximu.read.pipeline import read_path

SAMPLE = Path(__file__).resolve().parents[2] / "sample"
PLANTED: list[dict[str, Any]] = tomllib.loads((SAMPLE / "planted.toml").read_text(encoding="utf-8"))["target"]
# Small targets of which the next report does not say a word; nobody planted them.
SILENT = {"粮食播种面积", "岸线", "政府重大决策合法性审查率"}


@cache
def texts() -> dict[str, str]:
    return {path.name: read_path(path, path.name).text for path in sorted((SAMPLE / "reports").iterdir())}


@cache
def found() -> tuple[Link, ...]:
    given = []
    for path in sorted((SAMPLE / "reports").iterdir()):
        reading = read_path(path, path.name)
        given += [(report, reading.text) for report in reading.reports]
    return tuple(links(collect(given)))


def span(place: dict[str, str]) -> tuple[str, int, int]:
    start = texts()[place["file"]].index(place["quote"])
    return place["file"], start, start + len(place["quote"])


def inside(source: str, start: int, end: int, place: dict[str, str]) -> bool:
    file, first, last = span(place)
    return source == file and first <= start < last and end <= last + 1


@pytest.mark.parametrize("planted", PLANTED, ids=lambda each: each["name"])
def test_a_planted_target_gets_the_planted_verdict(planted: dict[str, Any]) -> None:
    here = [link for link in found() if inside(link.target.source, link.target.start, link.target.end, planted["set"])]
    # One number may stand for several indicators (均增长8%): the one with the planted gap is meant.
    gap = Decimal(planted["gap"]) if "gap" in planted else None
    fitting = [link for link in here if link.verdict == planted["verdict"] and link.gap == gap]
    assert fitting, [(link.target.as_written, link.verdict, link.reason) for link in here]
    link = fitting[0]
    assert link.gap_unit == planted.get("gap_unit", "")
    if "result" in planted:
        assert link.outcome is not None
        assert inside(link.outcome.source, link.outcome.start, link.outcome.end, planted["result"])
    else:
        assert link.outcome is None


def test_every_target_surely_missed_or_unreported_is_planted() -> None:
    """What the sample does not plant is met, not yet due or not testable: an accusation must be a planted one."""
    planted = {(each["year"], each["verdict"], Decimal(each["gap"]) if "gap" in each else None) for each in PLANTED}
    accused = [link for link in found() if link.verdict in ("missed", "unreported") and link.sure]
    wrong = [
        (link.target.source, link.target.indicator, link.target.as_written, link.reason)
        for link in accused
        if (link.target.year, link.verdict, link.gap) not in planted and link.target.indicator not in SILENT
    ]
    assert not wrong


def test_a_link_quotes_its_source() -> None:
    for link in found():
        for end in (link.target, link.outcome):
            if end is not None:
                assert texts()[end.source][end.start : end.end] == end.as_written


def test_the_copy_of_a_report_promises_nothing_twice() -> None:
    assert not [link for link in found() if "damaged" in link.target.source]


def test_the_wrong_number_of_the_newspaper_is_not_taken_for_the_result() -> None:
    assert not [link for link in found() if link.outcome and "explainer" in link.outcome.source]
