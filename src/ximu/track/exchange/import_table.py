"""A task table that was read, saved: all its rows or none, or batch by batch with every refused row told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.db import transaction
from msgspec import UNSET
from msgspec.structs import replace

from ximu.ledger.errors import TrackError
from ximu.track.actions import edit_item, report_progress
from ximu.track.actions.change import note
from ximu.track.actions.making import Making
from ximu.track.actions.progress import keep_progress
from ximu.track.exchange.read_table import TaskRow, TaskTable
from ximu.track.models import Government, Item, Person
from ximu.track.permissions import require
from ximu.track.rules.playbook import Playbook


class Imported(NamedTuple):
    """How many rows made an item, changed one, or said what was known."""

    new: int
    changed: int
    unchanged: int


class Refused(NamedTuple):
    """A row that was not saved, and why."""

    line: int
    error: TrackError


def import_tasks(
    person: Person, government: Government, book: Playbook, table: TaskTable, *, reason: str = "",
    step: Callable[[int, int], None] | None = None,
) -> Imported:  # fmt: skip
    """Save the rows by the same actions as a page would, in one transaction; `step(done, all)` tells how far it is.

    `reason` is needed to change work that is open. Raises TrackError W051 when the table has errors, and whatever an
    action raises, with the line; then nothing is saved.
    """
    refuse_errors(table)
    with transaction.atomic():
        saved, refused = save_rows(person, government, book, table.rows, reason=reason, step=step)
        for line, error in refused:
            where = f"line {line}: {error.where}" if error.where else f"line {line}"
            raise TrackError(error.what, where=where, next_step=error.next_step, code=error.code) from error
    return saved


def right_rows(table: TaskTable) -> TaskTable:
    """The rows of a table in whose line nothing is wrong, without the errors of the others."""
    wrong = {error.line for error in table.errors}
    return table._replace(rows=tuple(row for row in table.rows if row.line not in wrong), errors=())


def refuse_errors(table: TaskTable) -> None:
    """Raises TrackError W051 when something is wrong in the table."""
    if table.errors:
        first = table.errors[0]
        raise TrackError(
            f"{len(table.errors)} errors, the first: {first.what}", where=f"line {first.line} {first.column}",
            next_step="correct the table and read it again", code="W051",
        )  # fmt: skip


def save_rows(
    person: Person, government: Government, book: Playbook, rows: Sequence[TaskRow], *, reason: str = "",
    step: Callable[[int, int], None] | None = None,
) -> tuple[Imported, list[Refused]]:  # fmt: skip
    """Save these rows in one transaction; a row that an action refuses is left out and told, the others are saved."""
    with transaction.atomic():
        return _Saving(person, government, book, reason).rows(rows, step)


class _Saving:
    """Rows on their way into the database; new items wait to be written together."""

    def __init__(self, person: Person, government: Government, book: Playbook, reason: str) -> None:
        self._person, self._government, self._book, self._reason = person, government, book, reason
        self._making: Making | None = None

    def rows(self, rows: Sequence[TaskRow], step: Callable[[int, int], None] | None) -> tuple[Imported, list[Refused]]:
        """What was saved, and what was refused."""
        counts = {"new": 0, "changed": 0, "unchanged": 0}
        refused: list[Refused] = []
        for done, row in enumerate(rows, 1):
            try:
                self._row(row)
                counts[row.change] += 1
            except TrackError as error:
                refused.append(Refused(row.line, error))
            if step:
                step(done, len(rows))
        self._write()
        return Imported(**counts), refused

    def _row(self, row: TaskRow) -> None:
        if row.existing is not None:
            with transaction.atomic():
                _change(self._person, row.existing, row, self._reason)
        elif row.progress is None:
            self._new().draw(row.content)
        else:
            self._with_progress(row)

    def _new(self) -> Making:
        if self._making is None:
            require(self._person, "create", government=self._government)
            self._making = Making(self._person, self._government, self._book)
        return self._making

    def _write(self) -> None:
        if self._making is not None:
            self._making.keep()

    def _with_progress(self, row: TaskRow) -> None:
        """The item and what the list said of its progress, both or neither."""
        self._write()
        try:
            with transaction.atomic():
                self._new().draw(row.content)
                _first_progress(self._person, self._new().keep()[0], row)
        except TrackError:
            self._making = None  # the number is free again
            raise


def _change(person: Person, item: Item, row: TaskRow, reason: str) -> None:
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
