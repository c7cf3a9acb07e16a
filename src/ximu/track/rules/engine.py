"""The engine: whether a person may make a move with what comes along, and where the item stands after it.

Pure: `refusals` tells everything that stands against a move, `outcome` what it changes. Keeping it, telling others and
the journal are the work of `ximu.track.actions`, which lets no item change on any other way.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec.structs import replace

from ximu.track.rules.facts import Actor, Carried, ItemFacts, all_hold, as_decimal
from ximu.track.rules.playbook import BACK, INSPECTION_ROLES, REPORTED, SAME, Field, FollowUp, Move, Playbook


class Refusal(NamedTuple):
    """One thing that stands against a move.

    `why`: no_such_move, wrong_state, role, same_person, missing, evidence_kind, not_yet, no_field, wrong_value,
    no_extension, date; `about` is the name it is about.
    """

    why: str
    about: str = ""


class Outcome(NamedTuple):
    """What a move changes: the state, and whether the item is closed or open again by it."""

    state_before: str
    state_after: str
    closes: bool
    reopens: bool


def refusals(
    book: Playbook, item: ItemFacts, actor: Actor, name: str, carried: Carried, on: date
) -> tuple[Refusal, ...]:
    """Everything that stands against `actor` making the move `name` on the day `on`; empty when it may be made."""
    try:
        move = book.move(name)
    except KeyError:
        return (Refusal("no_such_move", name),)
    if item.state not in move.from_:
        return (Refusal("wrong_state", item.state),)
    found = []
    if not may_move(move, item, actor):
        found.append(Refusal("role", ", ".join(move.who)))
    found += [Refusal("same_person", other) for other in clashes(move, item, actor)]
    found += [Refusal("missing", one) for one in asked_of(move, item) if not carried.has(one)]
    if move.evidence_kinds and carried.evidence and not set(carried.evidence) & set(move.evidence_kinds):
        found.append(Refusal("evidence_kind", ", ".join(move.evidence_kinds)))
    if not all_hold(move.needs, item, book, on):
        found.append(Refusal("not_yet", move.id))
    found += _wrong_fields(book, move, carried)
    found += _wrong_extension(move, item, carried)
    if (
        follows_up(book, item, move, carried, on)
        and move.follow_up
        and not follow_up_due(move.follow_up, item, carried)
    ):
        found.append(Refusal("missing", move.follow_up.due))
    return tuple(found)


def asked_of(move: Move, item: ItemFacts) -> tuple[str, ...]:
    """What must come along: what the move carries, and a unit when it sends work on that nobody leads yet."""
    nobody = move.effect == "dispatch" and not item.lead_unit and "unit" not in move.carries
    return (*move.carries, "unit") if nobody else move.carries


def may_move(move: Move, item: ItemFacts, actor: Actor) -> bool:
    """Whether one of the person's roles lets them make this move on this item, whoever moved it before."""
    return any(
        held.role in move.who and held.government == item.government and _unit_fits(move, item, held.role, held.unit)
        for held in actor.roles
    )


def clashes(move: Move, item: ItemFacts, actor: Actor) -> tuple[str, ...]:
    """The moves this person made on the item that forbid them to make this one: who reports never verifies."""
    made = {event.move for event in item.events if event.person == actor.person}
    return tuple(other for other in move.not_same_as if other in made)


def follows_up(book: Playbook, item: ItemFacts, move: Move, carried: Carried, on: date) -> bool:
    """Whether the move, with what comes along, makes its follow-up."""
    if move.follow_up is None:
        return False
    then = replace(item, fields={**item.fields, **carried.fields})
    return all_hold(move.follow_up.when, then, book, on)


def follow_up_due(follow_up: FollowUp, item: ItemFacts, carried: Carried) -> Any:
    """The deadline of a follow-up as it comes along, else as the item has it; None when it is not known."""
    return carried.fields.get(follow_up.due) or item.fields.get(follow_up.due) or None


def outcome(book: Playbook, item: ItemFacts, move: Move) -> Outcome:
    """Where the item stands after `move`; the caller has made sure that nothing stands against it."""
    if move.to == SAME:
        after = item.state
    elif move.to == BACK:
        after = _before_pause(book, item)
    else:
        after = move.to
    was_closed = book.state(item.state).phase in ("closed", "archived")
    is_closed = book.state(after).phase in ("closed", "archived")
    return Outcome(item.state, after, is_closed and not was_closed, was_closed and not is_closed)


def value_of(field: Field, given: Any) -> Any:
    """A field's value in the form it is kept in: numbers as text without loss, dates as ISO text.

    Raises ValueError when `given` is not of the field's type.
    """
    if given in (None, ""):
        return None
    if field.type in REPORTED:
        raise ValueError(given)
    if field.type == "yes_no":
        if isinstance(given, bool):
            return given
        raise ValueError(given)
    if field.type in ("number", "whole"):
        number = as_decimal(given)
        if number is None or (field.type == "whole" and number != number.to_integral_value()):
            raise ValueError(given)
        return format(number, "f") if field.type == "number" else int(number)
    if field.type == "date":
        return (given if isinstance(given, date) else date.fromisoformat(str(given))).isoformat()
    text = str(given).strip()
    if field.type == "choice" and text not in field.options:
        raise ValueError(given)
    return text


def amount(item: ItemFacts, field: str) -> Decimal:
    """The number in a field, 0 when there is none."""
    return as_decimal(item.fields.get(field)) or Decimal(0)


def _unit_fits(move: Move, item: ItemFacts, role: str, unit: str) -> bool:
    if role in INSPECTION_ROLES or move.whose == "any":
        return True
    leads, supports = unit == item.lead_unit != "", unit in item.supporting
    return {"lead": leads, "supporting": supports, "own": leads or supports}[move.whose]


def _before_pause(book: Playbook, item: ItemFacts) -> str:
    for event in reversed(item.events):
        if not book.state(event.state_before).pauses_clocks:
            return event.state_before
    return book.start


def _wrong_fields(book: Playbook, move: Move, carried: Carried) -> list[Refusal]:
    allowed = {*move.carries, *move.may_carry}
    found = []
    for name, given in carried.fields.items():
        if name not in allowed:
            found.append(Refusal("no_field", name))
            continue
        try:
            value_of(book.field(name), given)
        except ValueError:
            found.append(Refusal("wrong_value", name))
    return found


def _wrong_extension(move: Move, item: ItemFacts, carried: Carried) -> list[Refusal]:
    if move.effect in ("grant_extension", "refuse_extension") and item.pending_extension is None:
        return [Refusal("no_extension", move.id)]
    if move.effect == "ask_extension":
        if item.due_on is None or item.pending_extension is not None:
            return [Refusal("no_extension", move.id)]
        if carried.date and carried.date <= item.due_on:
            return [Refusal("date", carried.date.isoformat())]
    return []
