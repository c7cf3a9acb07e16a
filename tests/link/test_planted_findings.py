"""The sample city: every planted finding is found with both quotations, and nothing else is."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ximu.ledger.finding import Finding, Quotation
from ximu.ledger.reading import Reading
from ximu.link.findings.kinds import RULES, TYPES, find
from ximu.read.pipeline import read_path

SAMPLE = Path(__file__).resolve().parents[2] / "sample"
PLANTED: list[dict[str, Any]] = tomllib.loads((SAMPLE / "planted.toml").read_text(encoding="utf-8"))["finding"]


@cache
def readings() -> tuple[Reading, ...]:
    return tuple(read_path(path, path.name) for path in sorted((SAMPLE / "reports").iterdir()))


@cache
def found() -> tuple[Finding, ...]:
    return find(readings())


def span(place: dict[str, str]) -> tuple[str, int, int]:
    text = next(reading.text for reading in readings() if reading.source == place["file"])
    start = text.index(place["quote"])
    return place["file"], start, start + len(place["quote"])


def touches(quotation: Quotation | None, place: dict[str, str]) -> bool:
    if quotation is None:
        return False
    source, start, end = span(place)
    return quotation.source == source and quotation.start < end and start < quotation.end


def is_it(one: Finding, planted: dict[str, Any]) -> bool:
    """Both quotations where they were planted, in either order; a planted finding may have one quotation."""
    if one.type != planted["type"]:
        return False
    a, b = planted["a"], planted.get("b")
    if b is None:
        return touches(one.a, a)
    return (touches(one.a, a) and touches(one.b, b)) or (touches(one.a, b) and touches(one.b, a))


@pytest.mark.parametrize("planted", PLANTED, ids=lambda planted: planted["name"])
def test_a_planted_finding_is_found_once(planted: dict[str, Any]) -> None:
    assert len([one for one in found() if is_it(one, planted)]) == 1


def test_nothing_else_is_found() -> None:
    assert [one.why for one in found() if not any(is_it(one, planted) for planted in PLANTED)] == []


@pytest.mark.parametrize("one", found(), ids=lambda one: one.why[:20])
def test_quotations_are_cut_from_the_text(one: Finding) -> None:
    for quotation in filter(None, (one.a, one.b)):
        text = next(reading.text for reading in readings() if reading.source == quotation.source)
        assert text[quotation.start : quotation.end] == quotation.as_written


@pytest.mark.parametrize("kind", TYPES)
def test_a_kind_can_be_switched_off(kind: str) -> None:
    left = find(readings(), frozenset({kind}))
    assert left == tuple(one for one in found() if one.type != kind)
    assert left != found()


def test_a_single_rule_can_be_switched_off() -> None:
    rule = "ambition.target_below_result"
    assert rule in RULES
    left = find(readings(), frozenset({rule}))
    assert set(found()) - set(left) == {one for one in found() if rule in one.rules}
    assert any(one.type == "ambition" for one in left)


def test_notes_can_be_left_out() -> None:
    assert find(readings(), least_severity=2) == tuple(one for one in found() if one.severity >= 2)


def test_the_order_of_the_files_makes_no_difference() -> None:
    assert find(reversed(readings())) == found()
