"""Laws of the engine: no way to a state that the playbook does not allow, and rates equal to a count by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ximu.track.rules.engine import outcome, refusals
from ximu.track.rules.facts import Actor, Ballots, Carried, Event, ItemFacts, RoleHeld
from ximu.track.rules.playbook import BACK, REPORTED, SAME, Playbook
from ximu.track.rules.playbook_file import shipped_playbooks
from ximu.track.rules.rates import compute_rate

BOOKS = shipped_playbooks()
ROLES = ("reporter", "unit_head", "clerk", "inspector", "inspection_head", "deputy", "administrator")
PEOPLE = [Actor(f"{role}{number}", (RoleHeld(role, "u1", "g1"),)) for role in ROLES for number in (1, 2)]
STRANGERS = [Actor(f"far_{role}", (RoleHeld(role, "u1", "g2"),)) for role in ROLES]
START = date(2026, 1, 5)

books = st.sampled_from(sorted(BOOKS))
actors = st.sampled_from(PEOPLE + STRANGERS)


def everything(book: Playbook, on: date) -> Carried:
    """All that any move could ask for."""
    values: dict[str, Any] = {"text": "文", "whole": 3, "number": "2.5", "date": "2026-03-01", "yes_no": True}
    kinds = tuple({kind for move in book.moves for kind in move.evidence_kinds}) or ("照片",)
    return Carried(
        reply="答", reason="由", date=on + timedelta(days=90), unit="u2", evidence=kinds, progress=True,
        fields={one.id: one.options[0] if one.type == "choice" else values[one.type] for one in book.fields if one.type not in REPORTED},
    )  # fmt: skip


def only(carried: Carried, names: tuple[str, ...]) -> Carried:
    """Of all that, what a move may carry."""
    return replace(carried, fields={name: value for name, value in carried.fields.items() if name in names})


@settings(max_examples=150)
@given(books, st.lists(st.tuples(actors, st.integers(0, 40)), max_size=60), st.booleans())
def test_only_ways_of_the_playbook_are_gone(name: str, steps: list[tuple[Actor, int]], passed: bool) -> None:
    book = BOOKS[name]
    ballots = {vote.id: Ballots({vote.pass_choices[0]: 9 if passed else 0}, 10) for vote in book.votes}
    item = ItemFacts(
        key="1", state=book.start, created_on=START, due_on=START + timedelta(days=30), government="g1", lead_unit="u1",
        ballots=ballots,
    )  # fmt: skip
    for at, (actor, number) in enumerate(steps):
        move = book.moves[number % len(book.moves)]
        on = START + timedelta(days=at)
        carried = only(everything(book, on), (*move.carries, *move.may_carry))
        against = refusals(book, item, actor, move.id, carried, on)
        allowed_role = any(held.role in move.who and held.government == "g1" for held in actor.roles)
        made_before = {event.move for event in item.events if event.person == actor.person}
        if item.state not in move.from_ or not allowed_role or made_before & set(move.not_same_as):
            assert against, (move.id, actor.person)
            continue
        if against:
            continue
        result = outcome(book, item, move)
        pausing = {state.id for state in book.states if state.pauses_clocks}
        if move.to == SAME:
            assert result.state_after == item.state
        elif move.to == BACK:
            assert item.state in pausing
            assert result.state_after not in pausing
            assert result.state_after in {event.state_before for event in item.events}
        else:
            assert result.state_after == move.to
        event = Event(move.id, item.state, result.state_after, on, actor.person)
        pending = item.pending_extension
        if move.effect == "ask_extension":
            pending = carried.date
        elif move.effect in ("grant_extension", "refuse_extension"):
            pending = None
        item = replace(item, state=result.state_after, events=(*item.events, event), pending_extension=pending)
    _no_own_check(book, item)


def _no_own_check(book: Playbook, item: ItemFacts) -> None:
    """Nobody checked their own work on the way here."""
    for at, event in enumerate(item.events):
        before = {one.move for one in item.events[:at] if one.person == event.person}
        assert not before & set(book.move(event.move).not_same_as)


@given(books, st.data())
def test_nothing_that_a_move_must_carry_may_be_left_out(name: str, data: st.DataObject) -> None:
    book = BOOKS[name]
    move = data.draw(st.sampled_from([move for move in book.moves if move.carries]))
    left_out = data.draw(st.sampled_from(move.carries))
    empty: dict[str, Any] = {"reply": " ", "reason": "", "date": None, "unit": "", "evidence": (), "progress": False}
    carried = only(everything(book, START), move.carries)
    if left_out in empty:
        carried = replace(carried, **{left_out: empty[left_out]})
    else:
        carried = replace(carried, fields={key: one for key, one in carried.fields.items() if key != left_out})
    item = ItemFacts(key="1", state=move.from_[0], created_on=START, government="g1", lead_unit="u1")
    actor = Actor("p", (RoleHeld(move.who[0], "u1", "g1"),))
    assert ("missing", left_out) in refusals(book, item, actor, move.id, carried, START)


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))


@st.composite
def inspections(draw: st.DrawFn) -> ItemFacts:
    """An inspection that was assigned or not, and closed or not, on days of their own."""
    created = draw(days)
    events, state, closed = [], "proposed", None
    if draw(st.booleans()):
        assigned = draw(st.dates(created, date(2026, 12, 31)))
        events.append(Event("assign", "proposed", "assigned", assigned, "p"))
        state = "assigned"
        if draw(st.booleans()):
            closed = draw(st.dates(assigned, date(2026, 12, 31)))
            events.append(Event("close", "verified", "closed", closed, "q"))
            state = "closed"
    due = draw(st.none() | days)
    return ItemFacts(
        key=str(draw(st.integers(0, 10**9))), state=state, created_on=created, events=tuple(events), due_on=due,
        closed_on=closed, late=bool(closed and due and closed > due), excluded=draw(st.booleans()),
    )  # fmt: skip


@given(st.lists(inspections(), max_size=30, unique_by=lambda item: item.key), days, st.none() | days)
def test_rates_are_what_a_count_by_hand_gives(items: list[ItemFacts], until: date, since: date | None) -> None:
    book = BOOKS["inspection"]
    closing = compute_rate(book, "closing_rate", items, until=until, since=since)
    on_time = compute_rate(book, "on_time_closing_rate", items, until=until, since=since)
    assigned = closed = due = kept = 0
    for item in items:
        moves = {event.move: event.on for event in item.events}
        if "assign" not in moves or moves["assign"] > until or item.excluded or item.created_on > until:
            continue
        is_closed = "close" in moves and moves["close"] <= until
        if since is None or item.created_on >= since:
            assigned += 1
            closed += is_closed
        in_period = item.due_on and item.due_on <= until and (since is None or item.due_on >= since)
        if in_period and item.due_on and (item.due_on < until or is_closed):
            due += 1
            kept += is_closed and moves["close"] <= item.due_on
    assert (closing.denominator, closing.numerator) == (assigned, closed)
    assert (on_time.denominator, on_time.numerator) == (due, kept)
    assert closing.percent == (Decimal(closed) * 100 / assigned if assigned else None)
    assert set(closing.numerator_keys) <= set(closing.denominator_keys)
    assert not set(closing.left_out_keys) & {item.key for item in items if not item.excluded}
