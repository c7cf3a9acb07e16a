"""Where a row of a table differs from the item of its number."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from ximu.track.actions import ItemContent, NewProgress
from ximu.track.models import Item


def differences(item: Item, content: ItemContent, progress: NewProgress | None) -> tuple[str, ...]:
    """Which of the given fields differ from what the item says now."""
    now: dict[str, Any] = {
        "supporting_units": {unit.pk for unit in item.supporting_units.all()},
        "milestones": {(one.period, one.plan_zh, one.amount) for one in item.milestones.all()},
        "statements": {one.statement for one in item.sources.all()},
    }
    found = []
    for name in content.__struct_fields__:
        given = getattr(content, name)
        if given is UNSET or name == "number":
            continue
        if name == "supporting_units":
            given = {unit.pk for unit in given}
        elif name == "milestones":
            given = {(one.period, one.plan_zh, one.amount) for one in given}
        elif name == "statements":
            given = set(given)
        elif name == "fields":
            if any(item.fields.get(key) != value for key, value in given.items()):
                found.append(name)
            continue
        elif name == "title_zh":
            given = " ".join(given.split())
        if given != now.get(name, getattr(item, name, None)):
            found.append(name)
    if progress is not None and progress != last_progress(item):
        found.append("progress")
    return tuple(found)


def last_progress(item: Item) -> NewProgress | None:
    """The latest report of an item as the table has it."""
    reports = list(item.reports.all())
    if not reports:
        return None
    last = reports[-1]
    return NewProgress(last.period, last.amount, last.progress_zh, last.problems_zh, last.next_steps_zh, last.funds)
