"""Cases of the invented city, at every step of their life."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from ximu.track.actions import act
from ximu.track.cases.actions import receive
from ximu.track.cases.content import NewCase, NewRequester
from ximu.track.cases.models import Case

MONDAY = date(2026, 3, 2)
SECRET = NewRequester("钱某", "13800001111", "qian@mail.example", "临江路8号")


def came_in(world: SimpleNamespace, words: str = "滨河路路灯不亮，夜里很黑。", **more: Any) -> Case:
    """A case from the public, received on a Monday."""
    on = more.pop("on", MONDAY)
    by = more.pop("by", None)
    given = {"words_zh": words, "channel": "web", "category": "street_light", "requester": SECRET, **more}
    return receive(world.city, NewCase(**given), by=by, on=on)


def walk(world: SimpleNamespace, case: Case, *steps: tuple[str, str, dict[str, Any]]) -> Case:
    """Make the moves, one a day: who, which move, what it carries."""
    item = case.item
    for who, move, given in steps:
        last = item.moves.last()
        day = (last.on if last else item.created_on) + timedelta(days=1)
        act(getattr(world, who), item, move, on=day, **given)
    case.refresh_from_db()
    return case


def dispatched(world: SimpleNamespace, matter: str = "求助", **more: Any) -> Case:
    """A case with the housing bureau."""
    steps = (("clerk", "take_in", {"fields": {"matter": matter}}), ("clerk", "dispatch", {"unit": world.housing}))
    return walk(world, came_in(world, **more), *steps)


def closed(world: SimpleNamespace, **more: Any) -> Case:
    """A case answered by the housing bureau and closed by the clerk."""
    return walk(
        world, dispatched(world, **more),
        ("reporter", "accept", {}), ("reporter", "report", {"reply": "灯已修好"}), ("clerk", "close", {}),
    )  # fmt: skip
