"""The facts about a report: short heads of reports, laws, and the real reports read under a name that says nothing."""

from __future__ import annotations

import csv
import os
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ximu.read.facts import Facts, facts
from ximu.read.outline import outline

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("XIMU_SHARED", HERE.parents[2] / "shared"))
CASES: list[dict[str, Any]] = tomllib.loads((HERE / "facts_cases.toml").read_text(encoding="utf-8"))["case"]
FILL = (
    "{spoken}的山绿了，{spoken}的水清了，群众说{spoken}的变化大，{spoken}的日子越过越有滋味，城乡处处是新气象新面貌。"
)
FIELDS = ("title", "body", "place_code", "level", "report_year", "delivered_on", "session")
LEVELS = {"district": "county", "prefecture (sub-provincial city)": "prefecture"}


def read(text: str, source: str = "a.txt") -> Facts:
    """The facts of a text."""
    return facts(text, outline(text), source)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_the_facts_are_these(case: dict[str, Any]) -> None:
    text = case["text"].replace("FILL", FILL.format(spoken=case["spoken"]))
    found = read(text, case.get("source", "a.txt"))
    assert {name: getattr(found, name) for name in FIELDS} == {name: case.get(name) for name in FIELDS}
    assert found.source_kind == case.get("source_kind", "report")
    for name in ("review_years", "plan_years"):
        if name in case:
            assert list(getattr(found, name)) == case[name]
    assert found.year_doubtful == case.get("year_doubtful", found.year_doubtful)
    assert found.place == case.get("place", found.place)
    assert set(case.get("weak", ())) <= set(found.unknown)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_what_is_missing_has_a_reason(case: dict[str, Any]) -> None:
    found = read(case["text"].replace("FILL", FILL.format(spoken=case["spoken"])))
    for name in (*FIELDS, "place"):
        assert getattr(found, name) is not None or found.unknown[name]


@given(st.text(alphabet="年月日20178我代表市人民政府株洲区第届会议一、工作回顾安排 \n—：“”", max_size=160))
def test_any_text_gives_facts_or_reasons(text: str) -> None:
    found = read(text)
    for name in (*FIELDS, "place"):
        assert getattr(found, name) is not None or found.unknown[name]


def index() -> list[dict[str, str]]:
    """The rows of the list of real reports."""
    with (SHARED / "corpus" / "index.tsv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle, delimiter="\t"))


@pytest.mark.shared
@pytest.mark.parametrize("lie", ["", "2009年长沙市政府工作报告\n"], ids=["as it is", "under a lying title"])
def test_place_level_and_year_of_the_real_reports_are_found_under_any_name(lie: str) -> None:
    wrong = []
    for row in index():
        found = read(lie + (SHARED / "corpus" / row["file"]).read_text(encoding="utf-8"), "2008-长沙.txt")
        place = found.place or "?"
        right_place = place in row["place"] or row["place"] in (place, found.body)
        level = LEVELS.get(row["level"], row["level"])
        if not right_place or found.level != level or found.report_year != int(row["year"]):
            wrong.append((row["file"], found.place, found.level, found.report_year))
    assert wrong == []
