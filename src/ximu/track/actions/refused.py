"""The error of a move that cannot be made, with all that stands against it."""

from __future__ import annotations

from datetime import date

from ximu.ledger.errors import TrackError
from ximu.track.rules.engine import Refusal
from ximu.track.rules.facts import ItemFacts
from ximu.track.rules.playbook import Playbook


class MoveRefusedError(TrackError):
    """A move that the playbook refuses: `refusals` says everything against it, for pages to say in words."""

    code = "W011"

    def __init__(
        self, what: str, refusals: tuple[Refusal, ...], *, book: Playbook, facts: ItemFacts, on: date, where: str
    ) -> None:
        self.refusals, self.book, self.facts, self.on = refusals, book, facts, on
        super().__init__(what, where=where, next_step="look at what the playbook asks of this move")
