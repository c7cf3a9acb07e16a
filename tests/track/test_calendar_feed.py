"""Deadlines as iCalendar, read back by a reader written from RFC 5545, which knows nothing of the writer."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace

from ximu.track.actions import NewMilestone, act, set_milestones
from ximu.track.calendar_feed import unit_calendar
from ximu.track.models import Item
from ximu.track.permissions import visible_to

LINE = re.compile(r"([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:\"[^\"]*\"|[^\";:,]*)(?:,[^\";:,]*)*)*):(.*)", re.S)


def read(data: bytes) -> list[dict[str, str]]:
    """The events of a calendar, by property name; fails where the bytes break a rule of RFC 5545 section 3.1."""
    assert data.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in data.split(b"\r\n")), "a line is at most 75 octets"
    assert b"\n" not in data.replace(b"\r\n", b"")
    text = data.decode("utf-8").replace("\r\n ", "").replace("\r\n\t", "")
    events: list[dict[str, str]] = []
    open_parts: list[str] = []
    for line in text.split("\r\n")[:-1]:
        hit = LINE.fullmatch(line)
        assert hit, line
        name, _, value = hit.groups()
        if name == "BEGIN":
            open_parts.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert open_parts.pop() == value
        elif open_parts[-1] == "VEVENT":
            assert name not in events[-1], f"{name} twice"
            events[-1][name] = re.sub(r"\\([,;\\])", r"\1", value).replace("\\n", "\n")
    assert not open_parts
    for event in events:
        assert {"UID", "DTSTAMP", "DTSTART"} <= set(event)
    assert len({event["UID"] for event in events}) == len(events)
    return events


def test_a_unit_gets_its_own_deadlines(world: SimpleNamespace, inspection: Item) -> None:
    act(world.inspector, inspection, "assign", on=date(2026, 10, 12))
    set_milestones(world.inspector, inspection, [NewMilestone("2026-10", "完成三处，附照片；报送")])
    data = unit_calendar(world.housing, visible_to(world.reporter), address="https://linjiang.example/work/")
    events = {event["SUMMARY"]: event for event in read(data)}
    assert events["办结时限：整治老旧小区飞线"]["DTSTART"] == "20261102"
    assert events["签收时限：整治老旧小区飞线"]["DTSTART"] == "20261013"
    assert events["2026-10 节点：整治老旧小区飞线"]["DTSTART"] == "20261031"
    assert events["办结时限：整治老旧小区飞线"]["URL"].endswith(inspection.number)
    assert len(events) == 3


def test_nobody_gets_what_they_may_not_see(world: SimpleNamespace, inspection: Item) -> None:
    assert not read(unit_calendar(world.housing, visible_to(world.reporter))), "a draft is no deadline"
    act(world.inspector, inspection, "assign", on=date(2026, 10, 12))
    assert not read(unit_calendar(world.housing, visible_to(world.far_head)))
    assert not read(unit_calendar(world.housing, visible_to(None)))


def test_odd_titles_survive(world: SimpleNamespace, inspection: Item) -> None:
    act(world.inspector, inspection, "assign", on=date(2026, 10, 12))
    title = "整治；飞线, “老旧”小区\\ 甲:乙\nBEGIN:VEVENT 𬭚" + "长" * 60
    Item.objects.filter(pk=inspection.pk).update(title_zh=title)
    events = read(unit_calendar(world.housing, visible_to(world.reporter)))
    assert {event["SUMMARY"] for event in events} == {f"办结时限：{title}", f"签收时限：{title}"}
