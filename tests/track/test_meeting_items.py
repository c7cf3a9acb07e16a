"""What a meeting decides becomes items that say which meeting it was: from the list of its minutes and back out again."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

from test_task_table import grid, workbook

from ximu.track.actions import ItemContent, act, create_item
from ximu.track.exchange.import_table import import_tasks
from ximu.track.exchange.read_table import read_task_table
from ximu.track.exchange.write_table import task_table
from ximu.track.models import Item
from ximu.track.permissions import visible_to
from ximu.track.rules.playbook_file import shipped_playbooks

BOOK = shipped_playbooks()["inspection"]
HEADER = ("事项", "牵头单位", "完成时限", "来源", "会议或文件", "议定日期")
MEETING = "第三次调度会"
DAY = date(2026, 5, 11)


def test_decisions_of_a_meeting_are_items_that_name_it(world: SimpleNamespace) -> None:
    rows = [
        HEADER,
        ("腾退临街仓库", "市住建局", "2026-06-30", "会议议定", MEETING, DAY.isoformat()),
        ("加固护堤一段", "市水利局", "2026-07-31", "会议议定", MEETING, DAY.isoformat()),
        ("清点闲置校舍", "市住建局", "2026-07-31", "道听途说", MEETING, DAY.isoformat()),
    ]
    table = read_task_table(workbook(rows), world.city, BOOK, year=2026)
    assert [(one.line, one.column) for one in table.errors] == [(4, "来源")]
    good = read_task_table(workbook(rows[:3]), world.city, BOOK, year=2026)
    assert import_tasks(world.inspector, world.city, BOOK, good) == (2, 0, 0)
    for item in Item.objects.all():
        assert item.fields["origin"] == "会议议定"
        assert (item.fields["origin_document"], item.fields["origin_on"]) == (MEETING, DAY.isoformat())
    out = task_table(visible_to(world.head), BOOK, world.head)
    again = read_task_table(out, world.city, BOOK, year=2026)
    assert [one.change for one in again.rows] == ["unchanged", "unchanged"]
    assert MEETING in {str(cell) for row in grid(out) for cell in row}


def test_the_origin_stays_through_the_work(world: SimpleNamespace) -> None:
    origin = {"origin": "会议议定", "origin_document": MEETING, "origin_on": DAY.isoformat()}
    content = ItemContent(title_zh="腾退临街仓库", lead_unit=world.housing, fields=origin)
    item = create_item(world.inspector, world.city, BOOK, content, on=DAY)
    act(world.inspector, item, "assign", on=DAY + timedelta(days=1))
    act(world.reporter, item, "accept", on=DAY + timedelta(days=2))
    act(world.reporter, item, "report", reply="已腾退", on=DAY + timedelta(days=3))
    assert {name: item.fields[name] for name in origin} == origin
