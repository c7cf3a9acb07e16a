"""The rows that hang on items, read once for whoever asks and only when asked: facts, standing and past share them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from django.db.models import Count, Model, Q

from ximu.track.models import (
    Ballot,
    Evidence,
    Extension,
    Item,
    ItemClock,
    ItemMove,
    Milestone,
    ProgressReport,
    Unit,
    UnitOfItem,
)
from ximu.track.rules.facts import ClockRun, Event


class ClockRow(NamedTuple):
    """A clock that runs or ran, as `models.ItemClock` keeps it; `paused` as there."""

    clock: str
    started_on: date
    due_on: date | None
    stopped_on: date | None
    late: bool
    paused: Sequence[tuple[str, str | None]]

    def paused_on(self, on: date) -> bool:
        """Whether time stood still at the end of the day `on`."""
        day = on.isoformat()
        return any(since <= day and (until is None or until > day) for since, until in self.paused)

    @property
    def run(self) -> ClockRun:
        """The clock as rules see it: one that is paused ran until its pause."""
        since, until = self.paused[-1] if self.paused else ("", "")
        return ClockRun(
            self.clock, self.started_on, self.due_on, date.fromisoformat(since) if until is None else self.stopped_on
        )


class MilestoneRow(NamedTuple):
    """What is due at the end of a period, as `models.Milestone` keeps it."""

    period: str
    due_on: date
    amount: Decimal | None
    met_on: date | None
    missed: bool


class ReportRow(NamedTuple):
    """A report of progress: up to which day, the amount and the funds (万元) in all by then, why nothing was started."""

    until: date
    amount: Decimal | None
    funds: Decimal | None
    not_started_reason_zh: str


class ExtensionRow(NamedTuple):
    """A longer deadline asked for; `answer` is "" while the question is open."""

    asked_on: date
    from_date: date
    to_date: date
    answer: str
    answered_on: date | None


class LedRow(NamedTuple):
    """Which unit led from when to when."""

    unit: int
    since: date
    until: date | None


class Parts(NamedTuple):
    """How many parts an item has, and how many of them are open."""

    total: int = 0
    left: int = 0


R = TypeVar("R")


class ItemRows:
    """What hangs on `items`, by the key of the item; each table is one query, made when it is first asked."""

    def __init__(self, items: Iterable[Item]) -> None:
        self.items = list(items)
        self.keys = [item.pk for item in self.items]

    @cached_property
    def events(self) -> Mapping[int, tuple[Event, ...]]:
        """The moves, oldest first."""
        found: dict[int, list[Event]] = defaultdict(list)
        rows = ItemMove.objects.filter(item_id__in=self.keys).order_by("pk")
        for key, move, before, after, on, person in rows.values_list(
            "item_id", "move", "state_before", "state_after", "on", "person_id"
        ):
            found[key].append(Event(move, before, after, on, str(person)))
        return {key: tuple(events) for key, events in found.items()}

    @cached_property
    def clocks(self) -> Mapping[int, tuple[ClockRow, ...]]:
        """The clocks, in the order in which they were started."""
        return self._of(ItemClock, ClockRow, "pk")

    @cached_property
    def milestones(self) -> Mapping[int, tuple[MilestoneRow, ...]]:
        """The milestones by their days."""
        return self._of(Milestone, MilestoneRow, "due_on", "pk")

    @cached_property
    def reports(self) -> Mapping[int, tuple[ReportRow, ...]]:
        """The reports of progress by the days they are for."""
        return self._of(ProgressReport, ReportRow, "until", "pk")

    @cached_property
    def extensions(self) -> Mapping[int, tuple[ExtensionRow, ...]]:
        """The extensions asked for, oldest first."""
        return self._of(Extension, ExtensionRow, "pk")

    @cached_property
    def led(self) -> Mapping[int, tuple[LedRow, ...]]:
        """The units that led, oldest first."""
        return self._of(UnitOfItem, LedRow, "pk", columns=("unit_id", "since", "until"))

    @cached_property
    def verdicts(self) -> Mapping[int, tuple[str, ...]]:
        """What was said of each piece of evidence, "" while nobody has looked at it."""
        found: dict[int, tuple[str, ...]] = {}
        for key, verdict in Evidence.objects.filter(item_id__in=self.keys).values_list("item_id", "verdict"):
            found[key] = (*found.get(key, ()), verdict)
        return found

    @cached_property
    def supporting(self) -> Mapping[int, frozenset[str]]:
        """The keys of the units that support."""
        found: dict[int, set[str]] = defaultdict(set)
        for unit, key in Unit.objects.filter(supports__in=self.keys).values_list("pk", "supports"):
            found[key].add(str(unit))
        return {key: frozenset(units) for key, units in found.items()}

    @cached_property
    def parts(self) -> Mapping[int, Parts]:
        """The parts of each item that has some."""
        left = Count("pk", filter=~Q(phase__in=("closed", "archived")))
        rows = Item.objects.filter(parent_id__in=self.keys).order_by().values_list("parent_id")
        return {key: Parts(total, open_) for key, total, open_ in rows.annotate(total=Count("pk"), left=left)}

    @cached_property
    def ballots(self) -> Mapping[tuple[int, str, int], Counter[str]]:
        """Votes by choice, for item, vote and round; of items whose playbook has votes."""
        found: dict[tuple[int, str, int], Counter[str]] = defaultdict(Counter)
        voting = [item.pk for item in self.items if item.book.votes]
        rows = Ballot.objects.filter(item_id__in=voting) if voting else Ballot.objects.none()
        for key, vote, round_, choice in rows.values_list("item_id", "vote", "round", "choice"):
            found[key, vote, round_][choice] += 1
        return found

    def _of(
        self, table: type[Model], row: type[R], *order: str, columns: tuple[str, ...] = ()
    ) -> Mapping[int, tuple[R, ...]]:
        names: tuple[str, ...] = columns or getattr(row, "_fields", ())
        make: Any = row
        found: dict[int, list[R]] = defaultdict(list)
        rows = table._default_manager.filter(item_id__in=self.keys).order_by(*order)
        for key, *values in rows.values_list("item_id", *names):
            found[key].append(make(*values))
        return {key: tuple(some) for key, some in found.items()}
