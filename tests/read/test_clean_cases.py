"""Every repair reads its cases as written beside it, and leaves alone what must stay."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from ximu.read.clean import STEPS, repair


def cases(kind: str) -> list[tuple[str, str, str]]:
    found = []
    for step in STEPS:
        table = tomllib.loads(files("ximu.read.clean").joinpath(f"{step.rule}.cases.toml").read_text("utf-8"))
        for entry in table.get(kind, []):
            damaged, clean = entry if isinstance(entry, list) else (entry, entry)
            found.append((step.rule, damaged, clean))
    return found


@pytest.mark.parametrize(("rule", "damaged", "clean"), cases("reads"))
def test_reads(rule: str, damaged: str, clean: str) -> None:
    found = repair(damaged)
    assert found.text == clean
    assert any(rule in r.rule.split("+") for r in found.repairs)


@pytest.mark.parametrize(("rule", "damaged", "_"), cases("noted"))
def test_notes(rule: str, damaged: str, _: str) -> None:
    found = repair(damaged)
    assert found.text == damaged
    assert [r.rule for r in found.repairs] == [rule]


@pytest.mark.parametrize(("rule", "text", "_"), cases("stays"))
def test_stays(rule: str, text: str, _: str) -> None:
    """The repair itself touches nothing; others may have their say about the same words."""
    step = next(step for step in STEPS if step.rule == rule)
    assert [edit for edit in step.edits(text) if edit.read_as != text[edit.start : edit.end]] == []


def test_every_repair_has_cases_of_both_kinds() -> None:
    for step in STEPS:
        assert any(rule == step.rule for rule, _, _ in cases("stays"))
        assert any(rule == step.rule for rule, _, _ in cases("reads") + cases("noted"))
