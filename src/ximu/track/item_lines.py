"""What each item adds to the standing of its government; kept in memory until the item changes or the day ends."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Max, QuerySet, Sum

from ximu.track.editions import playbooks, rules_in_force
from ximu.track.item_facts import many_item_facts
from ximu.track.models import Ballot, Item
from ximu.track.past import stood
from ximu.track.rules.facts import ItemFacts
from ximu.track.rules.playbook import Playbook
from ximu.track.rules.rates import Counted, counted
from ximu.track.standing import standings

MOST_KEPT = 100_000  # items in each process
_AT_ONCE = 500


class ItemLine(NamedTuple):
    """One item on one day. `light` is "none" where its rule set gives none; `rates` are those that ask about it."""

    unit: int | None
    phase: str
    late: bool
    overdue: bool
    light: str
    playbook: str
    rates: tuple[tuple[str, Counted], ...]


class _Shelf:
    """Lines by item, each with the stamp it was made under; the one made longest ago goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[int, tuple[object, ItemLine]] = OrderedDict()

    def get(self, key: int, stamp: object) -> ItemLine | None:
        """The line of the item, unless it was made under another stamp."""
        held = self._held.get(key)
        return held[1] if held is not None and held[0] == stamp else None

    def put(self, key: int, stamp: object, line: ItemLine) -> None:
        """Keep the line."""
        with self._lock:
            self._held.pop(key, None)
            self._held[key] = (stamp, line)
            while len(self._held) > self._most:
                self._held.popitem(last=False)


_shelf = _Shelf(MOST_KEPT)


def item_lines(items: QuerySet[Item], day: date) -> list[ItemLine]:
    """The lines of the items on the day `day`, today or later; only those that have changed are reckoned anew."""
    rules = rules_in_force()
    stamps = {key: (stamp, day, rules) for key, stamp in _stamps(items)}
    found = {key: line for key, stamp in stamps.items() if (line := _shelf.get(key, stamp)) is not None}
    missing = [key for key in stamps if key not in found]
    for at in range(0, len(missing), _AT_ONCE):
        for key, line in _made(missing[at : at + _AT_ONCE], day):
            _shelf.put(key, stamps[key], line)
            found[key] = line
    return [found[key] for key in stamps if key in found]


def _stamps(items: QuerySet[Item]) -> Iterator[tuple[int, tuple[object, ...]]]:
    """What changes with everything a line is made of: the item itself, its parts, the ballots cast on it."""
    keys = items.order_by().values("pk")
    children = Item.objects.filter(parent__in=keys).order_by().values_list("parent_id")
    parts = {key: rest for key, *rest in children.annotate(n=Count("pk"), versions=Sum("version"))}
    ballots = Ballot.objects.filter(item__in=keys).order_by().values_list("item_id")
    cast = {key: rest for key, *rest in ballots.annotate(n=Count("pk"), last=Max("at"))}
    for key, version, changed_at in items.order_by().values_list("pk", "version", "changed_at"):
        yield key, (version, changed_at, parts.get(key), cast.get(key))


def past_lines(items: Sequence[Item], on: date) -> list[ItemLine]:
    """The lines of the items that were there and open or closed at the end of a past day; without lights."""
    books = playbooks()
    return [
        ItemLine(
            one.lead_unit, one.phase, one.late, one.overdue, "", one.item.edition.playbook,
            _rates(books, one.item, one.facts, on),
        )
        for one in stood(items, on)
    ]  # fmt: skip


def _made(keys: list[int], day: date) -> Iterator[tuple[int, ItemLine]]:
    books = playbooks()
    items = list(Item.objects.filter(pk__in=keys).select_related("edition", "government"))
    for item, stands, facts in zip(items, standings(items, day), many_item_facts(items), strict=True):
        overdue = item.phase == "open" and item.due_on is not None and item.due_on < day
        yield (
            item.pk,
            ItemLine(
                item.lead_unit_id, item.phase, stands.late, overdue, stands.light.light or "none", item.edition.playbook,
                _rates(books, item, facts, day),
            ),
        )  # fmt: skip


def _rates(books: Mapping[str, Playbook], item: Item, facts: ItemFacts, day: date) -> tuple[tuple[str, Counted], ...]:
    book = books.get(item.edition.playbook)
    if book is None:
        return ()
    return tuple((rate.id, one) for rate in book.rates for one in counted(book, rate.id, [facts], until=day))
