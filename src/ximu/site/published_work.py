"""Work on promises that a government has published: what everyone may see of an item, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from ximu.track.models import Item, ItemSource
from ximu.track.permissions import visible_to
from ximu.track.standing import Standing, standings


class PublishedWork(Struct, frozen=True, kw_only=True):
    """An item on three axes that are never mixed: its official status, its evidence, its schedule."""

    number: str
    title: str
    unit: str
    status_zh: str
    status_en: str
    evidence: str
    pieces: int
    schedule: str
    late: bool
    due_on: date | None
    closed_on: date | None


def published_work(statements: Sequence[str]) -> tuple[PublishedWork, ...]:
    """The published items that came from these statements (public ids), oldest first."""
    told = ItemSource.objects.filter(statement__in=[one for one in statements if one], item__published_at__isnull=False)
    keys = set(told.values_list("item", flat=True))
    if not keys:  # mostly: then nothing else is asked
        return ()
    seen = visible_to(None).filter(pk__in=keys).select_related("lead_unit", "edition").order_by("pk")
    items = list(seen)
    return tuple(_line(item, stands) for item, stands in zip(items, standings(items), strict=True)) if items else ()


def _line(item: Item, stands: Standing) -> PublishedWork:
    state = item.book.state(item.state)
    return PublishedWork(
        number=item.number,
        title=item.title_zh,
        unit=str(item.lead_unit or ""),
        status_zh=state.zh,
        status_en=state.en,
        evidence=stands.evidence,
        pieces=stands.evidence_pieces,
        schedule=stands.schedule,
        late=item.late,
        due_on=item.due_on,
        closed_on=item.closed_on,
    )
