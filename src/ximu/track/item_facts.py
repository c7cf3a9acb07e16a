"""An item's rows as the facts that the engine, the lights and the rates ask for."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils import timezone

from ximu.track.item_rows import ClockRow, ItemRows, Parts
from ximu.track.models import Item, PostHolder
from ximu.track.rules.facts import Ballots, ItemFacts, asks_clocks, reported_by
from ximu.track.rules.playbook import REPORTED


def item_facts(item: Item) -> ItemFacts:
    """All facts of one item (a handful of queries)."""
    return many_item_facts([item])[0]


def many_item_facts(items: Iterable[Item], rows: ItemRows | None = None) -> list[ItemFacts]:
    """The facts of many items, in their order, with a fixed number of queries; the editions should be fetched along.

    `rows` are those of these items, where the caller asks them for more.
    """
    rows = rows or ItemRows(items)
    voters: dict[tuple[int, tuple[str, ...]], int] = {}
    return [_facts(item, rows, voters) for item in rows.items]


def _facts(item: Item, rows: ItemRows, voters: dict[tuple[int, tuple[str, ...]], int]) -> ItemFacts:
    key, book = item.pk, item.book
    parts = rows.parts.get(key, Parts())
    told = _reported(item, rows)
    open_questions = [one.to_date for one in rows.extensions.get(key, ()) if not one.answer]
    return ItemFacts(
        key=str(key), state=item.state, created_on=item.created_on, events=rows.events.get(key, ()),
        due_on=item.due_on, closed_on=item.closed_on, late=item.late, running_due=running_due(item, rows), reported=told,
        fields={**item.fields, **reported_by(told, date.max)} if told else item.fields,
        evidence=sum(verdict != "refuted" for verdict in rows.verdicts.get(key, ())),
        excluded=bool(item.excluded_reason), government=str(item.government_id),
        lead_unit=str(item.lead_unit_id or ""), supporting=rows.supporting.get(key, frozenset()),
        parts=parts.total, open_parts=parts.left, ballots=_ballots(item, rows, voters) if book.votes else {},
        pending_extension=open_questions[-1] if open_questions else None,
        clocks=tuple(one.run for one in rows.clocks.get(key, ())) if asks_clocks(book) else (),
    )  # fmt: skip


def running_due(item: Item, rows: ItemRows) -> date | None:
    """The day of the item's own deadline while its clock runs: not once the unit has reported, nor while time stands.

    An item of a playbook without such a clock runs until it is closed.
    """
    own = own_clocks(item, rows)
    if own is None:
        return item.due_on if item.phase == "open" else None
    running = [one.due_on for one in own if one.stopped_on is None and one.due_on is not None and not _stands(one)]
    return running[-1] if running else None


def own_clocks(item: Item, rows: ItemRows) -> list[ClockRow] | None:
    """The clocks of the item's own deadline; None when its playbook has none."""
    names = {clock.id for clock in item.book.clocks if clock.is_deadline}
    return [one for one in rows.clocks.get(item.pk, ()) if one.clock in names] if names else None


def _stands(one: ClockRow) -> bool:
    return bool(one.paused) and one.paused[-1][1] is None


def eligible_voters(item: Item, roles: Iterable[str], on: date | None = None) -> int:
    """How many people hold one of these roles in the item's government on the day `on`."""
    day = on or timezone.localdate()
    held = PostHolder.objects.filter(
        Q(until=None) | Q(until__gte=day), since__lte=day, post__role__in=list(roles),
        post__unit__government_id=item.government_id, person__is_active=True,
    )  # fmt: skip
    return held.values("person_id").distinct().count()


def _reported(item: Item, rows: ItemRows) -> dict[str, tuple[tuple[date, Decimal], ...]]:
    """Where the playbook has fields that follow from reports: each field's amounts, by the day they are for."""
    found: dict[str, tuple[tuple[date, Decimal], ...]] = {}
    for field in item.book.fields:
        if field.type in REPORTED:
            told = ((one.until, getattr(one, REPORTED[field.type])) for one in rows.reports.get(item.pk, ()))
            found[field.id] = tuple((day, value) for day, value in told if value is not None)
    return found


def _ballots(item: Item, rows: ItemRows, voters: dict[tuple[int, tuple[str, ...]], int]) -> dict[str, Ballots]:
    found = {}
    for vote in item.book.votes:
        who = (item.government_id, vote.who)
        if who not in voters:
            voters[who] = eligible_voters(item, vote.who)
        cast = rows.ballots.get((item.pk, vote.id, item.round))
        found[vote.id] = Ballots(dict(cast or {}), voters[who])
    return found
