"""What the engine is told about an item, a person and what comes along; and whether a condition of a playbook holds."""

from __future__ import annotations

import datetime
from collections.abc import Container, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from ximu.track.rules.playbook import Condition, Playbook, Vote
from ximu.track.rules.workdays import work_calendar


class Event(NamedTuple):
    """A move that was made: by whom, on which day, from which state to which."""

    move: str
    state_before: str
    state_after: str
    on: date
    person: str


class ClockRun(NamedTuple):
    """A clock that ran on an item, and until when: the day it stopped or was paused, None while it runs."""

    clock: str
    started_on: date
    due_on: date | None
    until: date | None


class Ballots(Struct, frozen=True):
    """The count of a vote: votes by choice, and how many people were entitled."""

    by_choice: Mapping[str, int]
    eligible: int


class ItemFacts(Struct, frozen=True, kw_only=True):
    """All that playbooks may ask about one item; people and units are opaque keys.

    `late` is set once and never taken back. `running_due` is the day of its own clock while that runs, None once the
    unit has reported. `events` are in their order, oldest first. `reported` has, for each field that
    follows from reports of progress, the last day of each period and the amount in all by then, oldest first.
    `clocks` are there when the playbook asks how long they ran.
    """

    key: str
    state: str
    created_on: date
    events: tuple[Event, ...] = ()
    due_on: date | None = None
    closed_on: date | None = None
    late: bool = False
    running_due: date | None = None
    fields: Mapping[str, Any] = {}
    reported: Mapping[str, tuple[tuple[date, Decimal], ...]] = {}
    evidence: int = 0
    excluded: bool = False
    government: str = ""
    lead_unit: str = ""
    supporting: frozenset[str] = frozenset()
    open_parts: int = 0
    parts: int = 0
    ballots: Mapping[str, Ballots] = {}
    pending_extension: date | None = None
    clocks: tuple[ClockRun, ...] = ()


class RoleHeld(NamedTuple):
    """A role that a person holds now through a post of a unit of a government."""

    role: str
    unit: str
    government: str


class Actor(Struct, frozen=True):
    """A person as the engine sees one."""

    person: str
    roles: tuple[RoleHeld, ...]


class Carried(Struct, frozen=True):
    """What comes along with a move. `evidence` are kinds, one for each piece; `unit` the key of the new lead unit."""

    reply: str = ""
    reason: str = ""
    date: datetime.date | None = None
    unit: str = ""
    evidence: tuple[str, ...] = ()
    progress: bool = False
    fields: Mapping[str, Any] = {}

    def has(self, name: str) -> bool:
        """Whether something by that name, one of the common ones or a field, came along."""
        if name in ("reply", "reason"):
            return bool(getattr(self, name).strip())
        if name in ("date", "unit", "evidence", "progress"):
            return bool(getattr(self, name))
        return self.fields.get(name) not in (None, "")


def has_passed(vote: Vote, ballots: Ballots | None) -> bool:
    """Whether enough voted for it; with nobody entitled or no vote cast it has not passed."""
    if ballots is None:
        return False
    whole = ballots.eligible if vote.of == "eligible" else sum(ballots.by_choice.values())
    for_it = sum(ballots.by_choice.get(choice, 0) for choice in vote.pass_choices)
    return whole > 0 and for_it * 100 > vote.over_percent * whole


def holds(condition: Condition, item: ItemFacts, book: Playbook, on: date) -> bool:
    """Whether everything that `condition` asks is so on the day `on`."""
    made = {event.move for event in item.events}
    reached = {book.start, item.state} | {event.state_after for event in item.events}
    closed = item.closed_on is not None
    asked = [
        not condition.state or item.state in condition.state,
        not condition.reached or bool(reached & set(condition.reached)),
        not condition.made or bool(made & set(condition.made)),
        not made & set(condition.not_made),
        condition.closed is None or condition.closed == closed,
        condition.on_time is None or condition.on_time == (closed and not item.late),
        condition.late is None or condition.late == item.late,
        condition.due is None or condition.due == (closed or (item.due_on is not None and item.due_on < on)),
        condition.evidence is None or item.evidence >= condition.evidence,
        condition.parts_closed is None or condition.parts_closed == (item.open_parts == 0),
    ]
    if condition.clock:
        over = most_over(item.clocks, on, condition.clock)
        asked.append(condition.over is None or over >= condition.over)
        asked.append(condition.over_at_most is None or over <= condition.over_at_most)
    if condition.field:
        asked.append(_field_holds(condition, item.fields.get(condition.field)))
    if condition.vote:
        asked.append(has_passed(book.vote(condition.vote), item.ballots.get(condition.vote)) == condition.passed)
    return all(asked)


def all_hold(conditions: tuple[Condition, ...], item: ItemFacts, book: Playbook, on: date) -> bool:
    """Whether every one of them holds; none asks nothing, so it holds."""
    return all(holds(condition, item, book, on) for condition in conditions)


def most_over(clocks: Iterable[ClockRun], on: date, names: Container[str] | None = None) -> int:
    """The most working days that any of the clocks (those in `names`, or all) ran past its day until `on`; 0 for none."""
    calendar, most = work_calendar(), 0
    for one in clocks:
        if one.due_on is None or one.started_on > on or (names is not None and one.clock not in names):
            continue
        end = min(one.until or on, on)
        if end > one.due_on:
            # A day over counts as one, also when it was a day off.
            most = max(most, calendar.working_days_between(one.due_on, end), 1)
    return most


def asks_clocks(book: Playbook) -> bool:
    """Whether some condition of the playbook asks how long its clocks ran."""
    rates = (one for rate in book.rates for one in (*rate.denominator, *rate.numerator, *rate.excluded))
    return any(one.clock for one in rates) or any(one.clock for move in book.moves for one in move.needs)


def as_decimal(value: Any) -> Decimal | None:
    """A number field's value; None when there is none or it is no number."""
    if value is None or value == "" or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def as_of(item: ItemFacts, book: Playbook, on: date) -> ItemFacts:
    """The item as it was at the end of the day `on`: later moves not yet made, a later closing not yet there.

    A field that follows from reports of progress has what was reported for days up to `on`. What is not kept day by day
    (other fields, evidence, ballots) stays as it is now.
    """
    events = tuple(event for event in item.events if event.on <= on)
    state = events[-1].state_after if events else (item.events[0].state_before if item.events else item.state)
    closed_on = item.closed_on if item.closed_on and item.closed_on <= on else None
    if item.events:
        closed_on = None
        for event in events:
            if book.state(event.state_after).phase not in ("closed", "archived"):
                closed_on = None
            elif closed_on is None:
                closed_on = event.on
    fields = {**item.fields, **reported_by(item.reported, on)} if item.reported else item.fields
    return replace(item, events=events, state=state, closed_on=closed_on, fields=fields)


def reported_by(reported: Mapping[str, tuple[tuple[date, Decimal], ...]], on: date) -> dict[str, str | None]:
    """What each reported field holds at the end of the day `on`, as fields are kept; None before the first report."""
    found: dict[str, str | None] = {}
    for name, entries in reported.items():
        known = [value for day, value in entries if day <= on]
        found[name] = format(known[-1], "f") if known else None
    return found


def _field_holds(condition: Condition, value: Any) -> bool:
    known = value not in (None, "")
    if condition.known is not None and condition.known != known:
        return False
    if condition.is_ and value not in condition.is_:
        return False
    if condition.at_least is not None:
        number = as_decimal(value)
        return number is not None and number >= condition.at_least
    return True
