"""Many cases at once, from a table or from mail: all of them kept, or none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.db import transaction

from ximu.ledger.errors import TrackError
from ximu.track.cases.actions.receive import receive
from ximu.track.cases.read_table import CaseRow
from ximu.track.models import Government, Person
from ximu.track.permissions import require


class BroughtIn(NamedTuple):
    """How many cases are new, and how many were known already."""

    new: int
    known: int


def bring_in(person: Person, government: Government, rows: Sequence[CaseRow]) -> BroughtIn:
    """Keep the cases of rows that were read without an error. Raises TrackError W010, and as `receive` with the row."""
    require(person, "take_in", government=government)
    new = 0
    with transaction.atomic():
        for row in rows:
            if row.known:
                continue
            try:
                receive(government, row.case, by=person, on=row.on)
            except TrackError as error:
                raise TrackError(error.what, where=row.where, next_step=error.next_step, code=error.code) from error
            new += 1
    return BroughtIn(new, len(rows) - new)
