"""An item's rows as the facts that the engine, the lights and the rates ask for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q
from django.utils import timezone

from ximu.track.models import Ballot, Extension, Item, ItemClock, ItemMove, PostHolder, ProgressReport, Unit
from ximu.track.rules.facts import Ballots, ClockRun, Event, ItemFacts, asks_clocks, reported_by
from ximu.track.rules.playbook import REPORTED


def item_facts(item: Item) -> ItemFacts:
    """All facts of one item (a handful of queries)."""
    return many_item_facts([item])[0]


def many_item_facts(items: Iterable[Item]) -> list[ItemFacts]:
    """The facts of many items, in their order, with a fixed number of queries; the editions should be fetched along."""
    listed = list(items)
    keys = [item.pk for item in listed]
    events = _events(keys)
    supporting: dict[int, set[str]] = defaultdict(set)
    for unit, key in Unit.objects.filter(supports__in=keys).values_list("pk", "supports"):
        supporting[key].add(str(unit))
    still_open = Count("pk", filter=~Q(phase__in=("closed", "archived")))
    rows = Item.objects.filter(parent_id__in=keys).values_list("parent_id").annotate(total=Count("pk"), left=still_open)
    parts = {key: (total, left) for key, total, left in rows}
    asked = Extension.objects.filter(item_id__in=keys, answer="").order_by("pk")
    pending = dict(asked.values_list("item_id", "to_date"))
    evidence = dict(
        Item.objects.filter(pk__in=keys)
        .values_list("pk")
        .annotate(n=Count("evidence", filter=~Q(evidence__verdict="refuted")))
    )
    ballots = _ballots(listed)
    running = running_dues(listed)
    reported = _reported(listed)
    ran = clock_runs(item.pk for item in listed if asks_clocks(item.book))
    return [
        ItemFacts(
            key=str(item.pk), state=item.state, created_on=item.created_on, events=events.get(item.pk, ()),
            due_on=item.due_on, closed_on=item.closed_on, late=item.late,
            running_due=running.get(item.pk), reported=(told := reported.get(item.pk, {})),
            fields={**item.fields, **reported_by(told, date.max)} if told else item.fields,
            evidence=evidence.get(item.pk, 0), excluded=bool(item.excluded_reason), government=str(item.government_id),
            lead_unit=str(item.lead_unit_id or ""), supporting=frozenset(supporting[item.pk]),
            parts=parts.get(item.pk, (0, 0))[0], open_parts=parts.get(item.pk, (0, 0))[1],
            ballots=ballots.get(item.pk, {}), pending_extension=pending.get(item.pk),
            clocks=ran.get(item.pk, ()),
        )
        for item in listed
    ]  # fmt: skip


def running_dues(items: Iterable[Item]) -> dict[int, date]:
    """The day of each item's own deadline while its clock runs: not once the unit has reported, nor while time stands.

    An item of a playbook without such a clock runs until it is closed.
    """
    listed = list(items)
    found: dict[int, date] = {}
    clocks = ItemClock.objects.filter(item_id__in=[item.pk for item in listed], stopped_on=None, due_on__isnull=False)
    own = {item.pk: {clock.id for clock in item.book.clocks if clock.is_deadline} for item in listed}
    for one in clocks.order_by("pk"):
        paused = bool(one.paused) and one.paused[-1][1] is None
        if one.clock in own[one.item_id] and not paused and one.due_on is not None:
            found[one.item_id] = one.due_on
    for item in listed:
        if not own[item.pk] and item.phase == "open" and item.due_on is not None:
            found[item.pk] = item.due_on
    return found


def clock_runs(keys: Iterable[int]) -> dict[int, tuple[ClockRun, ...]]:
    """The clocks that ran on the items, oldest first; one that is paused ran until its pause."""
    found: dict[int, tuple[ClockRun, ...]] = {}
    wanted = list(keys)
    for one in ItemClock.objects.filter(item_id__in=wanted).order_by("pk") if wanted else ():
        paused = one.paused[-1] if one.paused else ("", "")
        until = date.fromisoformat(paused[0]) if paused[1] is None else one.stopped_on
        found[one.item_id] = (*found.get(one.item_id, ()), ClockRun(one.clock, one.started_on, one.due_on, until))
    return found


def eligible_voters(item: Item, roles: Iterable[str], on: date | None = None) -> int:
    """How many people hold one of these roles in the item's government on the day `on`."""
    day = on or timezone.localdate()
    held = PostHolder.objects.filter(
        Q(until=None) | Q(until__gte=day), since__lte=day, post__role__in=list(roles),
        post__unit__government_id=item.government_id, person__is_active=True,
    )  # fmt: skip
    return held.values("person_id").distinct().count()


def _events(keys: list[int]) -> dict[int, tuple[Event, ...]]:
    found: dict[int, list[Event]] = defaultdict(list)
    for row in ItemMove.objects.filter(item_id__in=keys).order_by("pk").defer("reply", "reason", "carried"):
        found[row.item_id].append(Event(row.move, row.state_before, row.state_after, row.on, str(row.person_id)))
    return {key: tuple(events) for key, events in found.items()}


def _reported(items: list[Item]) -> dict[int, dict[str, tuple[tuple[date, Decimal], ...]]]:
    """For items whose playbook has fields that follow from reports: each field's amounts, by the day they are for."""
    wanted = {item.pk: [field for field in item.book.fields if field.type in REPORTED] for item in items}
    wanted = {key: fields for key, fields in wanted.items() if fields}
    if not wanted:
        return {}
    found: dict[int, dict[str, tuple[tuple[date, Decimal], ...]]] = {
        key: {field.id: () for field in fields} for key, fields in wanted.items()
    }
    rows = ProgressReport.objects.filter(item_id__in=wanted).order_by("until", "pk")
    for row in rows.only("item_id", "until", "amount", "funds"):
        for field in wanted[row.item_id]:
            value = getattr(row, REPORTED[field.type])
            if value is not None:
                found[row.item_id][field.id] += ((row.until, value),)
    return found


def _ballots(items: list[Item]) -> dict[int, dict[str, Ballots]]:
    voting = [item for item in items if item.book.votes]
    if not voting:
        return {}
    counts: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    rounds = {item.pk: item.round for item in voting}
    for key, name, round_, choice in Ballot.objects.filter(item_id__in=rounds).values_list(
        "item_id", "vote", "round", "choice"
    ):
        if round_ == rounds[key]:
            counts[key, name][choice] += 1
    entitled: dict[tuple[int, tuple[str, ...]], int] = {}
    found: dict[int, dict[str, Ballots]] = {}
    for item in voting:
        for vote in item.book.votes:
            who = (item.government_id, vote.who)
            if who not in entitled:
                entitled[who] = eligible_voters(item, vote.who)
            found.setdefault(item.pk, {})[vote.id] = Ballots(dict(counts[item.pk, vote.id]), entitled[who])
    return found
