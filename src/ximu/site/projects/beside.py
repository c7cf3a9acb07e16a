"""The projects of the register that a project of reports was joined with, for the page of what reports say."""

from __future__ import annotations

from decimal import Decimal

from django.utils import timezone
from msgspec import Struct

from ximu.track.models import Item
from ximu.track.projects.joins import joined_items
from ximu.track.projects.stages import StageOf, stages_of_many
from ximu.track.projects.totals import USUAL_LIGHTS, money_of
from ximu.track.rules.lights import light_rules


class RegisterLine(Struct, frozen=True, kw_only=True):
    """A published project of the register; money is 万元."""

    number: str
    title: str
    address: str
    unit: str
    book_zh: str
    book_en: str
    state_zh: str
    state_en: str
    invested: Decimal | None
    paid_in: Decimal | None
    stages: tuple[StageOf, ...]


def register_lines(project: str) -> tuple[RegisterLine, ...]:
    """The published projects that a person said are this one (a public id of the ledger); a fixed number of queries."""
    items = joined_items(None, project)
    if not items:
        return ()
    money = money_of(items, timezone.localdate(), light_rules()[USUAL_LIGHTS])
    stages = stages_of_many(items)
    return tuple(
        RegisterLine(
            number=item.number, title=item.title_zh, address=public_address(item), unit=str(item.lead_unit or ""),
            book_zh=item.book.zh, book_en=item.book.en, state_zh=item.book.state(item.state).zh,
            state_en=item.book.state(item.state).en, invested=money[item.pk].invested, paid_in=money[item.pk].paid_in,
            stages=tuple(one for one in stages[item.pk] if one.on),
        )
        for item in items
    )  # fmt: skip


def public_address(item: Item) -> str:
    """Where everyone sees the project once it is published."""
    return f"/projects/register/{item.government.key}/{item.number}/"
