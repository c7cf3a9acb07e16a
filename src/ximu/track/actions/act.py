"""`act`: the one way an item changes its state, for a page, the API and an import alike."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track.actions.change import keep, note, refuse_locked, take, tidy, without_private, words_told
from ximu.track.actions.clocks import clocks_after, extend, latest_extension, mark_late, pause, resume
from ximu.track.actions.evidence import NewEvidence, check_evidence, keep_evidence
from ximu.track.actions.follow_up import carry_to_parts, make_follow_up
from ximu.track.actions.progress import NewProgress, keep_progress
from ximu.track.actions.refused import MoveRefusedError
from ximu.track.item_facts import item_facts
from ximu.track.models import Extension, Item, ItemMove, Person, ReportRequest, Unit, UnitOfItem
from ximu.track.notices import holders, tell
from ximu.track.permissions import may
from ximu.track.rules.engine import Outcome, Refusal, clashes, follows_up, may_move, outcome, refusals, value_of
from ximu.track.rules.facts import Carried, ItemFacts, all_hold
from ximu.track.rules.playbook import SAME, Move, Playbook

# Sent inside the transaction of a move, with `person`, `item`, `move` (the id) and `kept` (the ItemMove): what another
# app does along with it is kept with it or not at all.
moved = Signal()


class Given(NamedTuple):
    """What comes along with a move, as the caller gives it."""

    reply: str
    reason: str
    date: datetime.date | None
    unit: Unit | None
    evidence: Sequence[NewEvidence]
    progress: NewProgress | None
    fields: Mapping[str, Any]

    def carried(self) -> Carried:
        """The same as the engine asks for it."""
        return Carried(
            reply=self.reply, reason=self.reason, date=self.date, unit=str(self.unit.pk) if self.unit else "",
            evidence=tuple(one.kind for one in self.evidence), progress=self.progress is not None, fields=self.fields,
        )  # fmt: skip


class OpenMove(NamedTuple):
    """A move that a person can make now, or would but for `needs` (facts not yet there); for the buttons of a page."""

    move: Move
    ready: bool


def act(
    person: Person,
    item: Item,
    move: str,
    *,
    reply: str = "",
    reason: str = "",
    date: date | None = None,
    unit: Unit | None = None,
    evidence: Sequence[NewEvidence] = (),
    progress: NewProgress | None = None,
    fields: Mapping[str, Any] | None = None,
    version: int | None = None,
    on: date | None = None,
) -> ItemMove:
    """Make the move on the item: checks, one transaction, journal entry, notices. Returns the move that was kept.

    `version` is the version the person saw (that of `item` when None). `on` is the day it counts for, today when None; a
    later day than today is refused. Raises TrackError W011 with everything that stands against it, or ConflictError W020
    when someone else was first; then nothing is changed. `item` is brought up to date.
    """
    given = Given(tidy(reply), tidy(reason), date, unit, evidence, progress, dict(fields or {}))
    day = on or timezone.localdate()
    check_evidence(evidence)
    with transaction.atomic():
        now = take(item, version)
        facts, book = item_facts(now), now.book
        _refuse(now, book, move, refusals(book, facts, person.actor(), move, given.carried(), day), day, facts)
        found = book.move(move)
        refuse_locked(now, day)
        if unit is not None and unit.government_id != now.government_id:
            raise TrackError(
                "a unit of another government", where=str(unit), next_step="choose an own unit", code="W012"
            )
        result = outcome(book, facts, found)
        before = (now.due_on, book.state(now.state).pauses_clocks)
        kept = _keep(person, now, book, found, result, given, day)
        if before != (now.due_on, book.state(now.state).pauses_clocks):
            carry_to_parts(person, now, day)
        if found.follow_up is not None and follows_up(book, facts, found, given.carried(), day):
            make_follow_up(person, now, found.follow_up, now.fields, day)
    item.refresh_from_db()
    return kept


def open_moves(person: Person, item: Item, on: date | None = None) -> list[OpenMove]:
    """The moves that the person may make on the item as it is, in the order of the playbook."""
    facts, actor, day = item_facts(item), person.actor(), on or timezone.localdate()
    found = []
    for move in item.book.moves_from(item.state):
        if may_move(move, facts, actor) and not clashes(move, facts, actor):
            asks_for_answer = move.effect in ("grant_extension", "refuse_extension")
            if asks_for_answer and facts.pending_extension is None:
                continue
            if move.effect == "ask_extension" and (facts.pending_extension is not None or facts.due_on is None):
                continue
            found.append(OpenMove(move, all_hold(move.needs, facts, item.book, day)))
    return found


def refusal_words(book: Playbook, refusal: Refusal) -> str:
    """A refusal in one line of English for logs and the API; pages have words of their own for `why`."""
    return f"{refusal.why.replace('_', ' ')}: {refusal.about}" if refusal.about else refusal.why.replace("_", " ")


def _refuse(item: Item, book: Playbook, move: str, found: tuple[Refusal, ...], day: date, facts: ItemFacts) -> None:
    if day > timezone.localdate():
        raise TrackError("the day is still to come", where=day.isoformat(), next_step="use today", code="W013")
    if facts.events and day < facts.events[-1].on:
        raise TrackError(
            "before the last move", where=day.isoformat(), next_step=f"use {facts.events[-1].on} or later", code="W013"
        )
    if found:
        said = "; ".join(refusal_words(book, one) for one in found)
        raise MoveRefusedError(f"{move}: {said}", found, book=book, facts=facts, on=day, where=item.number)


def _keep(person: Person, item: Item, book: Playbook, move: Move, result: Outcome, given: Given, day: date) -> ItemMove:
    new_fields = {name: value_of(book.field(name), value) for name, value in given.fields.items()}
    shown = without_private(book, new_fields)
    kept = ItemMove.objects.create(
        item=item, round=item.round, move=move.id, state_before=result.state_before, state_after=result.state_after,
        person=person, at=timezone.now(), on=day, reply=given.reply, reason=given.reason,
        carried={"date": given.date.isoformat() if given.date else None, "unit": str(given.unit or ""), "fields": shown},
    )  # fmt: skip
    item.fields = {**item.fields, **new_fields}
    for one in given.evidence:
        keep_evidence(person, item, one)
    if given.progress is not None:
        keep_progress(person, item, given.progress, day)
    _effect(person, item, book, move, given, day)
    _time(item, book, move, result, day)
    _close(item, book, result, day)
    keep(
        item, state=result.state_after, phase=book.state(result.state_after).phase, fields=item.fields, late=item.late,
        due_on=item.due_on, due_provisional=item.due_provisional, due_assumed=item.due_assumed, round=item.round,
        closed_on=item.closed_on, lead_unit=item.lead_unit, excluded_reason=item.excluded_reason,
        published_at=item.published_at,
    )  # fmt: skip
    note(person, f"move:{move.id}", item, {
        "before": result.state_before, "after": result.state_after, "version": item.version,
        "reply": words_told(book, given.reply), "reason": words_told(book, given.reason), "on": day, "fields": shown, "date": given.date, "unit": str(given.unit or ""),
        "evidence": [one.digest() for one in given.evidence], "due_on": item.due_on, "late": item.late,
    })  # fmt: skip
    _tell(person, item, move, kept, day)
    moved.send(sender=Item, person=person, item=item, move=move.id, kept=kept)
    return kept


def _effect(person: Person, item: Item, book: Playbook, move: Move, given: Given, day: date) -> None:
    if move.effect == "ask_extension" and given.date and item.due_on:
        latest = latest_extension(book, item)
        if latest is not None and given.date > latest:
            raise TrackError(
                "longer than the playbook allows", where=f"{item.number}: {given.date}",
                next_step=f"ask for {latest} at the latest", code="W014",
            )  # fmt: skip
        Extension.objects.create(
            item=item, asked_by=person, asked_on=day, from_date=item.due_on, to_date=given.date, reason=given.reason
        )
    elif move.effect in ("grant_extension", "refuse_extension"):
        asked = item.extensions.filter(answer="").latest("pk")
        asked.answer = "granted" if move.effect == "grant_extension" else "refused"
        asked.answered_by, asked.answered_on = person, day
        asked.save()
        if asked.answer == "granted":
            # Asked for in time, it holds from that day; asked for after expiry, the item stays late.
            _late_before(item, book, asked.asked_on)
            extend(item, book, asked.to_date)
    elif move.effect in ("dispatch", "transfer") and given.unit is not None:
        item.led_by.filter(until=None).update(until=day)
        UnitOfItem.objects.create(item=item, unit=given.unit, since=day)
        item.supporting_units.remove(given.unit)
        item.lead_unit = given.unit
        item.lead_unit_assumed = False
    elif move.effect == "redo":
        item.round += 1
        if given.date:
            item.due_on, item.due_assumed = given.date, False
    elif move.effect == "exclude":
        item.excluded_reason = given.reason
    elif move.effect == "publish":
        item.published_at = item.published_at or timezone.now()
    elif move.effect == "withdraw":
        item.published_at = None


def _late_before(item: Item, book: Playbook, day: date) -> None:
    for clock in book.clocks:
        for running in item.clocks.filter(clock=clock.id, stopped_on=None):
            mark_late(item, clock, running, day)
            running.save()


def _time(item: Item, book: Playbook, move: Move, result: Outcome, day: date) -> None:
    before, after = book.state(result.state_before).pauses_clocks, book.state(result.state_after).pauses_clocks
    if before and not after:
        resume(item, book, day)
    clocks_after(item, book, move.id, day)
    if move.to != SAME and after and not before:
        pause(item, book, day)


def _close(item: Item, book: Playbook, result: Outcome, day: date) -> None:
    if result.closes:
        item.closed_on = day
        if not any(clock.is_deadline for clock in book.clocks) and item.due_on and day > item.due_on:
            item.late = True
        for running in item.clocks.filter(stopped_on=None):
            clock = book.clock(running.clock)
            mark_late(item, clock, running, day)
            running.stopped_on = day
            running.save()
    elif result.reopens:
        item.closed_on = None


def _tell(person: Person, item: Item, move: Move, kept: ItemMove, day: date) -> None:
    if move.asks and item.lead_unit is not None:
        ReportRequest.objects.create(
            government=item.government, unit=item.lead_unit, item=item, why=move.id, on=day, by=person
        )
    others = [one for one in holders(item, move.tells, day) if one.pk != person.pk and may(one, "see", item)]
    words = kept.reason or kept.reply
    content = {"move_zh": move.zh, "move_en": move.en, "words": words, "number": item.number}
    tell(others, "move", item, f"move:{kept.pk}", content)
