"""Work as it stood at the end of a past day: what came later has not happened yet."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from ximu.track.actions import act
from ximu.track.models import Item
from ximu.track.past import stood

# The inspection is made on 9 October, due on 2 November, and lives through November.
STORY = (
    ("inspector", "assign", {}, date(2026, 10, 12)),
    ("head", "transfer", {"reason": "职责调整", "unit": "water"}, date(2026, 10, 20)),
    ("water_reporter", "accept", {}, date(2026, 10, 21)),
)
LATER = (
    ("head", "suspend", {"reason": "等待判决"}, date(2026, 11, 9)),
    ("head", "resume", {}, date(2026, 11, 10)),
    ("water_reporter", "report", {"reply": "完成"}, date(2026, 11, 12)),
    ("inspector", "pass", {}, date(2026, 11, 12)),
    ("inspector_two", "verify", {"reply": "属实"}, date(2026, 11, 13)),
    ("head", "close", {}, date(2026, 11, 16)),
)


def live(world: SimpleNamespace, item: Item, *steps: tuple[str, str, dict[str, object], date]) -> None:
    for who, move, given, on in steps:
        given = {**given, "unit": getattr(world, str(given["unit"]))} if "unit" in given else given
        act(getattr(world, who), item, move, on=on, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on", "phase", "unit", "late", "overdue"),
    [
        (date(2026, 10, 15), "open", "housing", False, False),
        (date(2026, 10, 31), "open", "water", False, False),
        (date(2026, 11, 3), "open", "water", True, True),
        (date(2026, 11, 16), "closed", "water", True, False),
    ],
)
def test_each_day_has_its_own_truth(
    world: SimpleNamespace, inspection: Item, on: date, phase: str, unit: str, late: bool, overdue: bool
) -> None:
    live(world, inspection, *STORY, *LATER)
    (found,) = stood([inspection], on)
    assert (found.moment.phase, found.moment.lead_unit) == (phase, getattr(world, unit).pk)
    assert (found.facts.late, found.moment.overdue) == (late, overdue)


def test_what_was_not_there_or_only_drawn_up_does_not_count(world: SimpleNamespace, inspection: Item) -> None:
    live(world, inspection, *STORY)
    assert stood([inspection], date(2026, 10, 8)) == []
    assert stood([inspection], date(2026, 10, 11)) == []
    assert len(stood([inspection], date(2026, 10, 12))) == 1


def test_an_extension_granted_later_does_not_reach_back(world: SimpleNamespace, inspection: Item) -> None:
    """Asked for on the last day, granted two days after: in between it was overdue, and later it was not."""
    act(world.inspector, inspection, "assign", on=date(2026, 10, 12))
    act(world.reporter, inspection, "accept", on=date(2026, 10, 13))
    act(world.unit_head, inspection, "ask_extension", reason="雨季", date=date(2026, 11, 16), on=date(2026, 11, 2))
    act(world.head, inspection, "grant_extension", on=date(2026, 11, 4))
    between, after = stood([inspection], date(2026, 11, 3))[0], stood([inspection], date(2026, 11, 5))[0]
    assert (between.moment.due_on, between.moment.overdue) == (date(2026, 11, 2), True)
    assert (after.moment.due_on, after.moment.overdue, after.facts.late) == (date(2026, 11, 16), False, False)
