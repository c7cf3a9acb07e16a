"""What actions on registers share: texts that fit their columns, days that are not to come, the journal entry."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Model
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.actions.change import tidy
from ximu.track.models import Government, Person


def texts(model: type[Model], required: tuple[str, ...], **given: str) -> dict[str, str]:
    """Texts as they are kept. Raises TrackError W149 when one is missing or longer than its column."""
    kept = {}
    for name, text in given.items():
        kept[name] = tidy(text)
        longest = getattr(model._meta.get_field(name), "max_length", None)
        if name in required and not kept[name]:
            raise TrackError(f"{name} is missing", next_step="fill it in", code="W149")
        if longest and len(kept[name]) > longest:
            raise TrackError(f"{name} is longer than {longest} characters", next_step="shorten it", code="W149")
    return kept


def refuse_future(day: date) -> None:
    """Raises TrackError W013 for a day that is still to come."""
    if day > timezone.localdate():
        raise TrackError("the day is still to come", where=day.isoformat(), next_step="use today", code="W013")


def tell_journal(person: Person | None, action: str, government: Government, **content: Any) -> None:
    """The journal entry of an action on a register."""
    journal.record(person, action, government=government.key, content=content)
