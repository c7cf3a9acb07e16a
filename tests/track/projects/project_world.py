"""Making invented projects quickly: one on a playbook, taken some stages far."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from ximu.track.actions import ItemContent, NewEvidence, NewProgress, act, create_item, report_progress
from ximu.track.models import Item
from ximu.track.rules.playbook_file import shipped_playbooks

DAY = date(2026, 2, 2)


def made(world: SimpleNamespace, book: str, title: str = "临江北站", **content: Any) -> Item:
    given = {"title_zh": title, "lead_unit": world.housing, "year": 2026, **content}
    return create_item(world.inspector, world.city, shipped_playbooks()[book], ItemContent(**given), on=DAY)


def stage(world: SimpleNamespace, item: Item, name: str, on: date = DAY, **fields: Any) -> None:
    """The unit reports a stage with evidence of a right kind, the inspector confirms it."""
    kind = item.book.move(f"report_{name}").evidence_kinds[0]
    evidence = [NewEvidence(kind, note_zh="见附件")]
    act(world.reporter, item, f"report_{name}", date=on, evidence=evidence, on=on)
    act(world.inspector, item, f"confirm_{name}", date=on, fields=fields, on=on)


def signed(world: SimpleNamespace, title: str, amount: Decimal | int, stages: Sequence[str] = ()) -> Item:
    """An investment project with a contract of so many 万元, taken through `stages` after it."""
    item = made(world, "investment_promotion", title)
    act(world.inspector, item, "take_up", on=DAY)
    stage(world, item, "signing", contract_amount=str(amount))
    for name in stages:
        stage(world, item, name)
    return item


def listed(world: SimpleNamespace, title: str, amount: Decimal | int, stages: Sequence[str] = ()) -> Item:
    """A key project with a total investment of so many 万元, taken through `stages`."""
    item = made(world, "key_projects", title)
    act(world.inspector, item, "list_project", fields={"total_investment": str(amount)}, on=DAY)
    for name in stages:
        stage(world, item, name)
    return item


def told(world: SimpleNamespace, item: Item, period: str, amount: Any, funds: Any = None, *, on: date) -> Any:
    """A report of progress: invested and paid in so far in all, 万元."""
    given = NewProgress(period, amount=_exact(amount), funds=_exact(funds))
    return report_progress(world.reporter, item, given, on=on)


def _exact(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
