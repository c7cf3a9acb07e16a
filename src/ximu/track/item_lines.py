"""What each item adds to the standing of its government on a day: kept in the database by the worker, made anew where something has changed.

A line is made of the item, its parts and its ballots, by the rules in force; all of that is in its stamp. Lines of a
locked day are taken as they were kept, whatever has changed since.
"""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

import msgspec
from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone

from ximu.track.editions import playbooks, rules_in_force
from ximu.track.item_facts import many_item_facts
from ximu.track.item_rows import ItemRows
from ximu.track.models import Ballot, Government, Item, KeptStanding, PostHolder
from ximu.track.past import moment_of, stood
from ximu.track.rules.facts import ItemFacts
from ximu.track.rules.lights import light_rules
from ximu.track.rules.playbook import Playbook
from ximu.track.rules.rates import counted
from ximu.track.rules.workdays import work_calendar
from ximu.track.standing import standing_then

MOST_KEPT = 50_000  # lines in the memory of each process, of what has changed since the worker kept them
_FORM = 1  # rises when the same rows make other lines
_AT_ONCE = 500


class Share(NamedTuple):
    """What one item adds to a rate; nothing when it is `left_out`."""

    rate: str
    left_out: bool
    whole: Decimal
    part: Decimal


class ItemLine(NamedTuple):
    """One item at the end of one day. `light` is "none" where its rule set gives none; `rates` are those that ask about it."""

    unit: int | None
    phase: str
    late: bool
    overdue: bool
    light: str
    playbook: str
    rates: tuple[Share, ...]


class Kept(NamedTuple):
    """A line as it is kept: None when the item was not there or still a draft."""

    stamp: str
    line: msgspec.Raw


class _Shelf:
    """Lines by item and day, each with the stamp it was made under; the one made longest ago goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[tuple[int, date], Kept] = OrderedDict()

    def get(self, key: int, day: date, stamp: str) -> Kept | None:
        """The line of the item on that day, unless it was made under another stamp."""
        held = self._held.get((key, day))
        return held if held is not None and held.stamp == stamp else None

    def put(self, key: int, day: date, kept: Kept) -> None:
        """Keep the line."""
        with self._lock:
            self._held.pop((key, day), None)
            self._held[key, day] = kept
            while len(self._held) > self._most:
                self._held.popitem(last=False)


_shelf = _Shelf(MOST_KEPT)
_line = msgspec.json.Decoder(ItemLine | None)
_sheet = msgspec.json.Decoder(dict[int, Kept], strict=False)


def item_lines(government: Government, year: int, items: QuerySet[Item], day: date) -> list[ItemLine]:
    """The lines of `items` (some of that government and year) at the end of the day `day`, which may be over."""
    kept, locked = kept_lines(government, year, day)
    stamps = dict(item_stamps(items, day))
    if locked:
        found = {key: kept[key] for key in stamps if key in kept}
    else:
        found = {key: one for key, stamp in stamps.items() if (one := kept.get(key)) is not None and one.stamp == stamp}
        found |= {
            key: one
            for key, stamp in stamps.items()
            if key not in found and (one := _shelf.get(key, day, stamp)) is not None
        }
        for key, one in make_lines({key: stamp for key, stamp in stamps.items() if key not in found}, day):
            _shelf.put(key, day, one)
            found[key] = one
    lines = (_line.decode(found[key].line) for key in stamps if key in found)
    return [line for line in lines if line is not None]


def kept_lines(government: Government, year: int, day: date) -> tuple[Mapping[int, Kept], bool]:
    """The lines kept for that day by the key of the item, and whether they are those of a locked day."""
    row = KeptStanding.objects.filter(government=government, year=year, on=day).first()
    return (_sheet.decode(zlib.decompress(row.content)), row.locked) if row is not None else ({}, False)


def packed(lines: Mapping[int, Kept]) -> bytes:
    """Lines as the database keeps them."""
    return zlib.compress(msgspec.json.encode(lines), 1)


def item_stamps(items: QuerySet[Item], day: date) -> Iterator[tuple[int, str]]:
    """What changes with everything that a line is made of, by key: the item, its parts, the ballots cast on it, the rules.

    What follows from the day alone is in it for today and later; a past day is over for what has not changed.
    """
    keys = items.order_by().values("pk")
    children = Item.objects.filter(parent__in=keys).order_by().values_list("parent_id")
    parts = {key: rest for key, *rest in children.annotate(n=Count("pk"), versions=Sum("version"))}
    ballots = Ballot.objects.filter(item__in=keys).order_by().values_list("item_id")
    cast = {key: rest for key, *rest in ballots.annotate(n=Count("pk"), last=Max("at"))}
    posts = PostHolder.objects.aggregate(n=Count("pk"), last=Max("pk"), ended=Count("until"))
    over = day < timezone.localdate()
    rules = repr((_FORM, over, rules_in_force(), _rules_of_the_program(), *(posts.values() if cast else ())))
    head = hashlib.blake2b(rules.encode(), digest_size=8).hexdigest()
    for key, version, changed_at in items.order_by("pk").values_list("pk", "version", "changed_at"):
        told = f"{head} {version} {changed_at.timestamp()} {parts.get(key)} {cast.get(key)}"
        yield key, hashlib.blake2b(told.encode(), digest_size=6).hexdigest()


def make_lines(
    stamps: Mapping[int, str], day: date, step: Callable[[], object] | None = None
) -> Iterator[tuple[int, Kept]]:
    """The lines of the items of these keys, each under its stamp; `step` is called after every batch."""
    keys, books, over = list(stamps), playbooks(), day < timezone.localdate()
    for at in range(0, len(keys), _AT_ONCE):
        some = keys[at : at + _AT_ONCE]
        made = _made(list(Item.objects.filter(pk__in=some).prefetch_related("edition")), day, over, books)
        for key in some:
            yield key, Kept(stamps[key], msgspec.Raw(msgspec.json.encode(made.get(key))))
        if step is not None:
            step()


def _made(items: list[Item], day: date, over: bool, books: Mapping[str, Playbook]) -> dict[int, ItemLine]:
    rows = ItemRows(one for one in items if not over or one.created_on <= day)
    if over:
        there = [(one.item, one.moment, one.facts) for one in stood(rows.items, day, rows)]
    else:
        there = [
            (item, moment_of(item, rows, day), facts)
            for item, facts in zip(items, many_item_facts(items, rows), strict=True)
        ]
    found = {}
    for item, moment, facts in there:
        stands = standing_then(item, rows, moment, day)
        found[item.pk] = ItemLine(
            moment.lead_unit, moment.phase, stands.late, moment.overdue, stands.light.light or "none",
            item.edition.playbook, _shares(books, item, facts, day),
        )  # fmt: skip
    return found


def _shares(books: Mapping[str, Playbook], item: Item, facts: ItemFacts, day: date) -> tuple[Share, ...]:
    book = books.get(item.edition.playbook)
    if book is None:
        return ()
    return tuple(
        Share(rate.id, bool(one.left_out), one.whole, one.part if one.in_part else Decimal(0))
        for rate in book.rates
        for one in counted(book, rate.id, [facts], until=day)
    )


@cache
def _rules_of_the_program() -> tuple[str, str]:
    return hashlib.blake2b(repr(light_rules()).encode(), digest_size=8).hexdigest(), work_calendar().edition
