"""Short statements in the manner of reports, each with the measures that a careful statistician reads in it."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ximu.read.attach.item import Item
from ximu.read.catalogue import catalogue
from ximu.read.clean import repair
from ximu.read.measures import read_measures
from ximu.read.outline import outline

FOLDER = Path(__file__).with_name("measure_cases")
HEADINGS = {
    "review": "一、{last}年工作回顾",
    "goals": "二、{year}年经济社会发展主要预期目标",
    "plan": "三、{year}年重点工作",
    "term": "一、过去五年工作回顾",
    "later": "二、今后五年的奋斗目标",
    "problems": "二、存在的困难和问题",
}
OWN_NAMES = frozenset(("临江市", "临江"))
FIELDS = (
    "low",
    "high",
    "unit",
    "bound",
    "aspect",
    "role",
    "stance",
    "year",
    "cumulative",
    "indicator",
    "action",
    "scope",
    "firmness",
    "certainty",
    "movement",
    "indicator_id",
)
NONE = "none"  # what a table writes for no year and no catalogue indicator, which TOML cannot say


def _tables() -> list[Any]:
    """Every case of every file as a parameter; a case that is known to fail must fail, until it is solved."""
    found = []
    for path in sorted(FOLDER.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        for number, case in enumerate(table["case"], 1):
            reason = case.get("known_failure")
            marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
            found.append(pytest.param(case, id=f"{path.stem}-{number}", marks=marks))
    return found


CASES = _tables()


def read_case(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The measures that the reader finds in a small report made around the text of a case, as tables of all fields."""
    year = case.get("report_year", 2025)
    heading = HEADINGS[case.get("section", "review")].format(year=year, last=year - 1)
    before = case.get("before", "")
    raw = f"临江市政府工作报告\n各位代表：\n{heading}\n{before}{case['text']}\n"
    text = repair(raw, 0, len(raw)).text
    start = text.find(heading) + len(heading) + 1 + len(before)
    items, _ = read_measures(text, outline(text), year, OWN_NAMES)
    return [
        _fields(item, name, text)
        for item in items
        if item.written.start >= start
        for name in (item.indicator, *item.extra)
    ]


def _fields(item: Item, name: str, text: str) -> dict[str, Any]:
    found = {field: getattr(item, field) for field in FIELDS if field not in ("indicator", "indicator_id")}
    found["indicator"] = name
    found["indicator_id"] = catalogue().identify(
        name,
        action=item.action,
        unit=item.unit,
        aspect=item.aspect,
        sentence=text[item.sentence_start : item.sentence_end],
        scope=item.scope,
    )
    return found


def _wanted(case: dict[str, Any]) -> list[dict[str, Any]]:
    """The measures of a case; `same` fields hold for all of them, and a single number needs no `high`."""
    rows = []
    for row in case.get("measures", []):
        full = {**case.get("same", {}), **row}
        full.setdefault("high", full["low"])
        rows.append({field: None if value == NONE else value for field, value in full.items()})
    return rows


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, Any]) -> None:
    wanted, found = _wanted(case), read_case(case)
    shown = [f"{one['indicator']} {one['low']}{one['unit']}" for one in found]
    assert len(found) == len(wanted), f"{case['text']}: {len(wanted)} wanted, read {shown}; {case.get('why', '')}"
    wrong = [
        f"{row.get('indicator', found[n]['indicator'])} {row['low']}: {field} {found[n][field]!r}, wanted {value!r}"
        for n, row in enumerate(wanted)
        for field, value in row.items()
        if found[n][field] != value
    ]
    assert not wrong, f"{case['text']}: " + "; ".join(wrong)


def test_cases_are_many_and_say_what_they_want() -> None:
    cases = [param.values[0] for param in CASES]
    known = {"text", "section", "report_year", "before", "same", "measures", "none", "why", "known_failure"}
    assert len(cases) >= 200
    assert len({case["text"] for case in cases}) == len(cases)
    for case in cases:
        assert set(case) <= known, case["text"]
        assert bool(case.get("none")) != bool(case.get("measures")), case["text"]
        assert case.get("why") or not case.get("none"), case["text"]
        for row in (*case.get("measures", []), case.get("same", {})):
            assert set(row) <= set(FIELDS), case["text"]


@pytest.mark.parametrize(("opening", "year"), [("", 2010), ("各位代表：\n", 2011)])
def test_a_written_summary_calls_the_year_it_sums_up_this_year(opening: str, year: int) -> None:
    text = f"{opening}一、2010年工作情况\n今年，教育投入达到8300万元。\n二、2011年工作打算\n新建学校3所。\n"
    items, _ = read_measures(text, outline(text), 2011, OWN_NAMES)
    assert [item.year for item in items] == [year, 2011]
