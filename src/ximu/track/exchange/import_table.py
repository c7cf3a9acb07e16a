"""A task table that was read without an error, saved: all its rows in one transaction, or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.db import transaction
from msgspec import UNSET
from msgspec.structs import replace

from ximu.ledger.errors import TrackError
from ximu.track.actions import create_item, edit_item, report_progress
from ximu.track.actions.change import note
from ximu.track.actions.progress import keep_progress
from ximu.track.exchange.read_table import TaskRow, TaskTable
from ximu.track.models import Government, Item, Person
from ximu.track.rules.playbook import Playbook


class Imported(NamedTuple):
    """How many rows made an item, changed one, or said what was known."""

    new: int
    changed: int
    unchanged: int


def import_tasks(
    person: Person, government: Government, book: Playbook, table: TaskTable, *, reason: str = "",
    step: Callable[[int, int], None] | None = None,
) -> Imported:  # fmt: skip
    """Save the rows by the same actions as a page would; `step(done, all)` tells how far it is.

    `reason` is needed to change work that is open. Raises TrackError W051 when the table has errors, and whatever an
    action raises, with the line; then nothing is saved.
    """
    if table.errors:
        first = table.errors[0]
        raise TrackError(
            f"{len(table.errors)} errors, the first: {first.what}", where=f"line {first.line} {first.column}",
            next_step="correct the table and read it again", code="W051",
        )  # fmt: skip
    counts = {"new": 0, "changed": 0, "unchanged": 0}
    with transaction.atomic():
        for done, row in enumerate(table.rows, 1):
            try:
                _save(person, government, book, row, reason)
            except TrackError as error:
                where = f"line {row.line}: {error.where}" if error.where else f"line {row.line}"
                raise TrackError(error.what, where=where, next_step=error.next_step, code=error.code) from error
            counts[row.change] += 1
            if step:
                step(done, len(table.rows))
    return Imported(**counts)


def _save(person: Person, government: Government, book: Playbook, row: TaskRow, reason: str) -> None:
    if row.existing is None:
        item = create_item(person, government, book, row.content)
        if row.progress is not None:
            _first_progress(person, item, row)
        return
    item = row.existing
    own = [name for name in row.changed if name != "progress"]
    if own:
        given = {name: getattr(row.content, name) if name in own else UNSET for name in row.content.__struct_fields__}
        edit_item(person, item, replace(row.content, **given), reason=reason)
    if "progress" in row.changed and row.progress is not None:
        report_progress(person, item, row.progress)


def _first_progress(person: Person, item: Item, row: TaskRow) -> None:
    """What the list said of a new item's progress; it is a report of whoever imports, for someone else to verify."""
    if row.progress is not None:
        keep_progress(person, item, row.progress, item.created_on)
        note(person, "report_progress", item, {"period": row.progress.period, "imported": True})
