"""Calling back: what the person says of the answer, noted by someone who did not give it."""

from __future__ import annotations

from datetime import date

from ximu.ledger.errors import TrackError
from ximu.track.actions.act import act
from ximu.track.cases.models import Case
from ximu.track.models import ItemMove, Person

REACHED, MISSED = "call_back", "call_missed"


def call_back(
    person: Person,
    case: Case,
    satisfaction: str,
    *,
    solved: bool | None = None,
    words: str = "",
    on: date | None = None,
) -> ItemMove:
    """Note a call-back: `satisfaction` is a choice of the playbook, "" when nobody was reached.

    The move keeps who called and when; the field of the item keeps the latest answer. Raises as `act`, and W073 when
    something is said to be solved by someone who was not reached.
    """
    if not satisfaction:
        if solved is not None:
            raise TrackError(
                "nobody was reached", where=case.item.number, next_step="say how satisfied they are", code="W073"
            )
        return act(person, case.item, MISSED, reply=words, on=on)
    fields = {"satisfaction": satisfaction} | ({} if solved is None else {"solved": solved})
    return act(person, case.item, REACHED, reply=words, fields=fields, on=on)
