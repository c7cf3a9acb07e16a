"""Lists at the end of a report that name a unit with each item: the unit leads the task that is made of it, the others support."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from bench_people import Office, as_person

from ximu.ledger.reading import Reading
from ximu.read.intake import read_bytes
from ximu.read.pipeline import read_document
from ximu.store import models
from ximu.track.exchange.cells import UnitNames
from ximu.track.models import Government, Item, Unit

pytestmark = pytest.mark.django_db
REPORT = """政府工作报告
——2031年1月5日在临江市第八届人民代表大会第二次会议上
一、2030年工作回顾
过去一年，我们新建公园3个。
二、2031年工作安排
今年，我们要办好一批实事。
附件 2031年民生实事
1.新建临江中学校舍2栋。牵头单位：市教育局、市城管局
2.整治黑臭水体12条。牵头单位：市水务局
3.新增公交线路9条。牵头单位：市交投集团
"""


def with_units(of: Office, *names: str) -> Government:
    """The government with these units besides its water bureau."""
    for name in names:
        Unit.objects.create(government=of[0], key=f"u{len(name)}{name.encode().hex()[:20]}", name_zh=name)
    return of[0]


@pytest.mark.parametrize(
    ("words", "lead", "supporting"),
    [
        ("市水务局", "市水务局", []),
        ("水务局牵头", "市水务局", []),
        ("责任单位：市水务局、市财政局", "市水务局", ["市财政局"]),
        ("市财政局牵头，市水务局配合", "市财政局", ["市水务局"]),
        ("市财政局市水务局", "市财政局", ["市水务局"]),
        ("市财政局 市水务局", "市财政局", ["市水务局"]),
        ("市交投集团、市水务局", None, ["市水务局"]),
        ("各县区", None, []),
        ("", None, []),
    ],
)
def test_units_are_found_by_their_names(here: Office, words: str, lead: str | None, supporting: list[str]) -> None:
    found, others = UnitNames(with_units(here, "市财政局")).told(words)
    assert (found.name_zh if found else None, [one.name_zh for one in others]) == (lead, supporting)


def broken_down(of: Office, report: str) -> dict[str, Item]:
    """Items made of every commitment of the report that can be tested, by the statement each came from."""
    found = models.Commitment.objects.filter(report__public_id=report, label="testable").order_by("start")[:500]
    other = of[0].units.get(key="inspection")
    data = {"playbook": "livelihood_projects", "unit": str(other.pk), "statement": [one.pk for one in found]}
    answer = as_person(of[1]["inspector"]).post(f"/workbench/breakdown/{report}/", data)
    assert answer.status_code == 302, answer.content.decode()[-800:]
    return {item.sources.get().statement: item for item in Item.objects.filter(government=of[0])}


def test_the_unit_of_a_line_leads_its_task(here: Office, save: Callable[[tuple[Reading, bytes]], str]) -> None:
    government = with_units(here, "市教育局", "市城管局")
    data = REPORT.encode()
    report = save((read_document(read_bytes(data, "linjiang-2031.txt")), data))
    Government.objects.filter(pk=government.pk).update(name_zh="临江市人民政府")
    made = {item.title_zh: item for item in broken_down(here, report).values()}
    told = {
        title: (str(item.lead_unit), item.lead_unit_assumed, sorted(map(str, item.supporting_units.all())))
        for title, item in made.items()
    }
    assert told["新建临江中学校舍2栋"] == ("市教育局", False, ["市城管局"])
    assert told["整治黑臭水体12条"] == ("市水务局", False, [])
    assert told["新增公交线路9条"] == ("督查室", True, []), "a unit that is not kept is not guessed"


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize(("year", "least"), [(2014, 60), (2018, 60)])
def test_units_of_real_lists_reach_the_breakdown(
    here: Office, save: Callable[[tuple[Reading, bytes]], str], shared: Path, year: int, least: int
) -> None:
    path = shared / "corpus" / f"longgang-{year}.txt"
    report = save((read_document(read_bytes(path.read_bytes(), path.name)), path.read_bytes()))
    Government.objects.filter(pk=here[0].pk).update(name_zh="深圳市龙岗区人民政府", place_code="440307")
    told = dict(
        models.Commitment.objects.filter(report__public_id=report, label="testable")
        .exclude(responsible="")
        .values_list("pk", "responsible")
    )
    with_units(here, *sorted({words.split("、")[0] for words in told.values() if " " not in words}))
    made = broken_down(here, report)
    led = [item for key, item in made.items() if key in told and not item.lead_unit_assumed]
    assert len(led) >= least
    assert all(item.lead_unit and item.lead_unit.name_zh in told[item.sources.get().statement] for item in led)
