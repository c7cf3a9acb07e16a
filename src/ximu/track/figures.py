"""Figures over many items: rates of a playbook, the burden of each unit, counts by state; each opens to its items."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from ximu.track.item_facts import many_item_facts
from ximu.track.models import Government, Item, ReportRequest, Unit
from ximu.track.rules.facts import ItemFacts
from ximu.track.rules.playbook import Playbook
from ximu.track.rules.rates import RateResult, compute_rate

_CHUNK = 2000


class Burden(NamedTuple):
    """How many reports a unit was asked for in a period, for how many items, and by which moves."""

    unit: Unit
    requests: int
    items: int
    by_move: dict[str, int]


def rates(book: Playbook, items: QuerySet[Item], *, until: date, since: date | None = None) -> list[RateResult]:
    """Every rate of the playbook over `items` (start from `visible_to`), in the order of the playbook.

    Items of all editions of the playbook count; the keys of a result are primary keys of items.
    """
    facts = facts_of(items.filter(edition__playbook=book.id))
    return [compute_rate(book, rate.id, facts, until=until, since=since) for rate in book.rates]


def facts_of(items: QuerySet[Item]) -> list[ItemFacts]:
    """The facts of many items, a few queries for every 2,000."""
    rows = list(items.select_related("edition").order_by("pk"))
    return [facts for at in range(0, len(rows), _CHUNK) for facts in many_item_facts(rows[at : at + _CHUNK])]


def burden(government: Government, since: date, until: date) -> list[Burden]:
    """How many reports each unit was asked for on the days [since, until]; all units, the most burdened first."""
    asked = ReportRequest.objects.filter(government=government, on__gte=since, on__lte=until)
    by_move: dict[int, dict[str, int]] = {}
    for unit, why, count in asked.values_list("unit_id", "why").annotate(n=Count("pk")):
        by_move.setdefault(unit, {})[why] = count
    items = dict(asked.values_list("unit_id").annotate(n=Count("item_id", distinct=True)))
    found = [
        Burden(unit, sum(by_move.get(unit.pk, {}).values()), items.get(unit.pk, 0), by_move.get(unit.pk, {}))
        for unit in Unit.objects.filter(government=government).order_by("name_zh")
    ]
    return sorted(found, key=lambda one: -one.requests)


def state_counts(items: QuerySet[Item]) -> dict[tuple[str, str], int]:
    """How many of `items` stand in each state, by playbook and state."""
    rows = items.order_by().values_list("edition__playbook", "state").annotate(n=Count("pk"))
    return {(book, state): count for book, state, count in rows}


def unit_items(items: QuerySet[Item], units: Iterable[Unit], *, supporting: bool = True) -> QuerySet[Item]:
    """Those of `items` that one of the units leads, or supports unless `supporting` is False."""
    wanted = Q(lead_unit__in=list(units))
    if supporting:
        wanted |= Q(pk__in=Item.objects.filter(supporting_units__in=list(units)).values("pk"))
    return items.filter(wanted)
