"""The stages of a project: the way of its playbook, and for each stage since when it holds and on what evidence.

A stage is confirmed by a move that needs another move by which the unit reported it with evidence; so a playbook of one's
own has stages without a line of code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from msgspec import Struct

from ximu.track.models import Evidence, Item, ItemMove
from ximu.track.rules.facts import ItemFacts, as_of
from ximu.track.rules.playbook import SAME, Move, Playbook


class Way(NamedTuple):
    """A stage of a playbook: the state (or, for a stage without one, the move) it is known by, its names, its evidence.

    `confirm` is the move that makes it so, "" for the stage where work begins.
    """

    id: str
    zh: str
    en: str
    confirm: str
    evidence_kinds: tuple[str, ...]


class StageOf(Struct, frozen=True, kw_only=True):
    """A stage of one project. `on` is the day it was confirmed for, `dated` the day that the document tells.

    `evidence` are the kinds of the pieces brought for it that nobody refuted.
    """

    id: str
    zh: str
    en: str
    on: date | None = None
    dated: date | None = None
    confirmed_by: str = ""
    evidence: tuple[str, ...] = ()
    wanted: tuple[str, ...] = ()


def way_of(book: Playbook) -> tuple[Way, ...]:
    """The stages of a playbook in the order of its moves, the one where work begins first."""
    found: dict[str, Way] = {}
    for move in book.moves_from(book.start):
        if move.to != SAME and book.state(move.to).phase == "open" and not found:
            state = book.state(move.to)
            found[state.id] = Way(state.id, state.zh, state.en, "", move.evidence_kinds)
    for move in book.moves:
        if kinds := _asked(book, move):
            name = move.id if move.to == SAME else move.to
            zh, en = _bare(move) if move.to == SAME else (book.state(name).zh, book.state(name).en)
            found.setdefault(name, Way(name, zh, en, move.id, kinds))
    return tuple(found.values())


def reached(book: Playbook, items: Iterable[ItemFacts], on: date) -> dict[str, tuple[str, ...]]:
    """The keys of the items that had reached each stage at the end of the day `on`, by stage, in the order of the way."""
    found: dict[str, list[str]] = {way.id: [] for way in way_of(book)}
    confirms = {way.confirm: way.id for way in way_of(book) if way.confirm}
    for item in items:
        if item.created_on > on:
            continue
        then = as_of(item, book, on)
        names = {then.state, *(event.state_after for event in then.events)}
        names |= {confirms[event.move] for event in then.events if event.move in confirms}
        for name in names & set(found):
            found[name].append(item.key)
    return {name: tuple(keys) for name, keys in found.items()}


def stages_of(item: Item) -> tuple[StageOf, ...]:
    """The stages of one project with day, evidence and who confirmed (two queries)."""
    return stages_of_many([item])[item.pk]


def stages_of_many(items: Sequence[Item]) -> dict[int, tuple[StageOf, ...]]:
    """The stages of many projects, by primary key (two queries)."""
    keys = [item.pk for item in items]
    moves: dict[int, list[ItemMove]] = {key: [] for key in keys}
    for move in ItemMove.objects.filter(item_id__in=keys).select_related("person").order_by("pk"):
        moves[move.item_id].append(move)
    pieces: dict[int, list[str]] = {key: [] for key in keys}
    shown = Evidence.objects.filter(item_id__in=keys).exclude(verdict=Evidence.Verdict.REFUTED).order_by("pk")
    for key, kind in shown.values_list("item_id", "kind"):
        pieces[key].append(kind)
    return {
        item.pk: tuple(
            _stage(way, [move for move in moves[item.pk] if move.round == item.round], pieces[item.pk])
            for way in way_of(item.book)
        )
        for item in items
    }


def _stage(way: Way, moves: list[ItemMove], pieces: list[str]) -> StageOf:
    wanted = [one for one in moves if (one.move == way.confirm if way.confirm else one.state_after == way.id)]
    made = (wanted[-1] if way.confirm else wanted[0]) if wanted else None
    dated = (made.carried or {}).get("date") if made else None
    return StageOf(
        id=way.id, zh=way.zh, en=way.en, on=made.on if made else None,
        dated=date.fromisoformat(dated) if dated else None, confirmed_by=str(made.person) if made else "",
        evidence=tuple(dict.fromkeys(kind for kind in pieces if kind in way.evidence_kinds)), wanted=way.evidence_kinds,
    )  # fmt: skip


def _asked(book: Playbook, move: Move) -> tuple[str, ...]:
    """The kinds of evidence of the report that the move needs; empty when it confirms no report."""
    needed = [name for condition in move.needs for name in condition.made]
    return tuple(kind for name in needed for kind in book.move(name).evidence_kinds)


def _bare(move: Move) -> tuple[str, str]:
    """The names of a stage that has no state, from those of the move that confirms it."""
    zh = move.zh.removeprefix("确认").removeprefix("认定")
    en = move.en.removeprefix("Confirm ").removeprefix("the ")
    return zh, en[:1].upper() + en[1:]
