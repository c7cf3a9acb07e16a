"""Evaluations by third parties: entered with n and method, published by the head."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.models import Government, Item, Person
from ximu.track.permissions import require
from ximu.track.registers.actions.checks import refuse_future, tell_journal, texts
from ximu.track.registers.kinds import known, methods
from ximu.track.registers.models import Evaluation


class NewEvaluation(Struct, frozen=True, kw_only=True):
    """An evaluation: of what, by whom, how chosen, how many were asked and answered, on which days, what came out."""

    subject_zh: str
    evaluator_zh: str
    method: str
    asked_whom_zh: str
    asked: int
    answered: int
    since: date
    until: date
    result_zh: str
    satisfied: int | None = None
    paid_by_zh: str = ""
    source_url: str = ""
    item: Item | None = None


def add_evaluation(person: Person, government: Government, new: NewEvaluation) -> Evaluation:
    """Keep an evaluation, not public yet. Raises TrackError W010, W012, W013, W140 (no such method), W146 (numbers), W149."""
    require(person, "keep_registers", government=government)
    known(methods(), new.method, "method")
    refuse_future(new.until)
    if new.until < new.since:
        raise TrackError("it ends before it begins", where=f"{new.since} to {new.until}", code="W146")
    if not 0 < new.answered <= new.asked:
        raise TrackError(
            f"{new.answered} of {new.asked} answered", next_step="say how many were asked and answered", code="W146"
        )
    if new.satisfied is not None and not 0 <= new.satisfied <= new.answered:
        raise TrackError(f"{new.satisfied} of {new.answered} satisfied", next_step="correct the number", code="W146")
    if new.item is not None and new.item.government_id != government.pk:
        raise TrackError("an item of another government", where=new.item.number, code="W012")
    required = ("subject_zh", "evaluator_zh", "asked_whom_zh", "result_zh")
    names = (*required, "paid_by_zh", "source_url")
    kept = texts(Evaluation, required, **{name: getattr(new, name) for name in names})
    numbers = {name: getattr(new, name) for name in ("method", "asked", "answered", "satisfied", "since", "until")}
    with transaction.atomic():
        journal.hold_writers()
        made = Evaluation.objects.create(
            government=government, item=new.item, entered_by=person, entered_at=timezone.now(), **kept, **numbers
        )
        tell_journal(person, "add_evaluation", government, **kept, **numbers)
    return made


def publish_evaluation(person: Person, made: Evaluation) -> None:
    """Show an evaluation to everyone. Raises TrackError W010."""
    require(person, "publish_registers", government=made.government)
    with transaction.atomic():
        journal.hold_writers()
        made.published_at = made.published_at or timezone.now()
        made.save(update_fields=["published_at"])
        tell_journal(person, "publish_evaluation", made.government, subject_zh=made.subject_zh, until=made.until)
