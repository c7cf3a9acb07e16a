"""What waits for a clerk, over every playbook of cases: which states are theirs is read off the moves, not listed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from ximu.site.language import say_code
from ximu.site.workbench.rows import ItemRow, rows_of
from ximu.track.cases.actions.calling import MISSED, REACHED
from ximu.track.cases.actions.duplicates import JOIN, REDO
from ximu.track.editions import playbooks
from ximu.track.models import Item
from ximu.track.rules.playbook import BACK, SAME, Move, Playbook, State

MOST = 20
CALLS = (REACHED, MISSED)
# What is closed and still waits, by the moves that are then due.
AFTER = {"to_call": CALLS, "unhappy": (REDO,)}
CLERK, OF_THE_UNIT = "clerk", {"reporter", "unit_head"}
UNHAPPY = "不满意"


class Waiting(NamedTuple):
    """A part of the clerk's desk: a key and the words of its heading, what a clerk can do there, rows, how many in all."""

    name: str
    title: str
    moves: tuple[str, ...]
    rows: list[ItemRow]
    total: int


def waiting_states(book: Playbook) -> Iterator[tuple[str, tuple[Move, ...]]]:
    """The states, each with the moves of a clerk that lead out of it, in which work of the playbook waits for a clerk: a clerk can move it on, and no unit can.

    Not those in which the clock stands, as something from outside is waited for, and not those of a case that is
    answered together with another.
    """
    joined = {move.to for move in book.moves if move.id == JOIN}
    for state in book.states:
        if state.phase not in ("draft", "open") or state.pauses_clocks or state.id in joined:
            continue
        onward = [move for move in book.moves_from(state.id) if move.to not in (SAME, BACK, state.id)]
        own = tuple(move for move in onward if CLERK in move.who)
        if own and not any(OF_THE_UNIT & set(move.who) for move in onward):
            yield state.id, own


def clerk_queue(cases: QuerySet[Item], language: str) -> list[Waiting]:
    """Every part with something in it, in the order of the playbooks, each oldest deadline first (a fixed number of queries)."""
    books = {key: book for key, book in playbooks().items() if book.kind == "case"}
    parts = [(key, state, moves) for key, book in books.items() for state, moves in waiting_states(book)]
    wanted = Q(pk__in=[])
    for key, state, _ in parts:
        wanted |= Q(edition__playbook=key, state=state)
    total, rows = _numbered(cases.filter(wanted), language)
    found = []
    for key, state, moves in parts:
        if n := total[key, state]:
            title = " · ".join(_name(one, language) for one in (books[key], books[key].state(state)))
            own = tuple(_name(move, language) for move in moves)
            found.append(Waiting(f"{key}-{state}", title, own, rows[key, state], n))
    return found + [one for one in _after(cases, books, language) if one.total]


def _after(cases: QuerySet[Item], books: dict[str, Playbook], language: str) -> Iterator[Waiting]:
    """What is closed and still waits: nobody was called back yet, or somebody was not satisfied."""
    for name, moves in AFTER.items():
        wanted = Q(pk__in=[])
        words: dict[str, None] = {}
        for key, book in books.items():
            for state in book.states:
                own = [move for move in book.moves_from(state.id) if CLERK in move.who and move.id in moves]
                if state.phase == "closed" and own:
                    wanted |= Q(edition__playbook=key, state=state.id)
                    words |= {_name(move, language): None for move in own}
        found = cases.filter(wanted)
        if name == "to_call":
            calls = Count("moves", filter=Q(moves__move__in=CALLS), distinct=True)
            found = found.annotate(calls=calls).filter(calls=0)
        else:
            found = found.filter(fields__satisfaction=UNHAPPY)
        ordered = found.select_related("lead_unit", "edition", "government").order_by("due_on", "pk")
        title, shown = say_code("clerk_part", name, language), rows_of(ordered[:MOST], language)
        yield Waiting(name, title, tuple(words), shown, found.count())


def _name(entry: Playbook | State | Move, language: str) -> str:
    return entry.en if language == "en" else entry.zh


def _numbered(
    cases: QuerySet[Item], language: str
) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], list[ItemRow]]]:
    """How many cases stand in each state of each playbook, and the first of them."""
    counts = cases.order_by().values_list("edition__playbook", "state").annotate(n=Count("pk", distinct=True))
    total: dict[tuple[str, str], int] = defaultdict(int, {(key, state): n for key, state, n in counts})
    at = Window(
        RowNumber(), partition_by=[F("edition__playbook"), F("state")], order_by=[F("due_on").asc(), F("pk").asc()]
    )
    first = cases.annotate(at=at).filter(at__lte=MOST).select_related("lead_unit", "edition", "government")
    rows: dict[tuple[str, str], list[ItemRow]] = defaultdict(list)
    for row in rows_of(first.order_by("due_on", "pk"), language):
        rows[row.item.edition.playbook, row.item.state].append(row)
    return total, rows
