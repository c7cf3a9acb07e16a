"""Several people ask the same: cases joined to a leading one and answered with it, and people who are only counted."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track.actions.act import act
from ximu.track.actions.change import note
from ximu.track.cases.codes import keyed
from ximu.track.cases.models import Case, MeToo
from ximu.track.models import Item, ItemMove, Person
from ximu.track.permissions import require

JOIN, PART, FOLLOW, REDO = "join", "part", "answer_joined", "redo"
# The moves of the shipped playbooks whose reply is meant for the person.
ANSWERS = ("report", "answer", "correct", "keep")


def join_duplicate(person: Person, case: Case, leading: Case, *, reason: str = "", on: date | None = None) -> None:
    """Let `case` be answered with `leading`: both stay, each with its requester, its deadline and its call-back.

    Raises TrackError W010, W011 (the playbook does not let it), W072 (not the same government, itself, joined already).
    """
    with transaction.atomic():
        leading = Case.objects.select_related("item").get(pk=leading.pk)
        if leading.pk == case.pk or leading.item.government_id != case.item.government_id:
            raise _refused("no case to join it to", case)
        if leading.leading_id is not None:
            raise _refused(f"{leading.item.number} is itself joined to another", case)
        if case.duplicates.exists():
            raise _refused("others are joined to this case", case)
        if leading.item.phase not in ("draft", "open"):
            raise _refused(f"{leading.item.number} is closed", case)
        require(person, "take_in", leading.item)
        Case.objects.filter(pk=case.pk).update(leading=leading)
        act(person, case.item, JOIN, reason=reason, on=on)
        note(person, "join_duplicate", case.item, {"leading": leading.item.number})
    case.refresh_from_db()


def part_duplicate(person: Person, case: Case, reason: str, *, on: date | None = None) -> None:
    """Undo a joining, with a reason. Raises TrackError W010, W011."""
    with transaction.atomic():
        act(person, case.item, PART, reason=reason, on=on)
        Case.objects.filter(pk=case.pk).update(leading=None)
        note(person, "part_duplicate", case.item, {})
    case.refresh_from_db()


def me_too(case: Case, visitor: str, *, by: Person | None = None) -> int:
    """Count that someone else asks the same; `visitor` tells people apart and is kept as a keyed hash only.

    The public can do so for published open cases, a clerk for any of their government. Returns how many there are.
    Raises TrackError W010, W072 (nothing to count any more).
    """
    with transaction.atomic():
        if by is not None:
            require(by, "take_in", case.item)
        elif case.item.published_at is None:
            raise TrackError("not public", next_step="look at the list of public cases", code="W072")
        if case.item.phase not in ("draft", "open"):
            raise _refused("it is closed", case)
        mark = keyed("me_too", str(case.pk), visitor)
        _, new = MeToo.objects.get_or_create(case=case, mark=mark, defaults={"by": by, "at": timezone.now()})
        count = case.me_too.count()
        if new:
            note(by, "me_too", case.item, {"count": count})
    return count


def follow_leading(sender: Any, *, person: Person, item: Item, move: str, kept: ItemMove, **_more: Any) -> None:
    """Close the duplicates of a case with it, with its answer; a duplicate that is dealt with again goes its own way."""
    del sender
    if item.book.kind != "case" or not hasattr(item, "case"):
        return
    if move == REDO:
        Case.objects.filter(item=item).update(leading=None)
    if item.phase != "closed" or item.book.state(kept.state_before).phase == "closed":
        return
    for one in Case.objects.select_related("item__edition").filter(leading=item.case).order_by("pk"):
        if one.item.phase == "open" and any(way.id == FOLLOW for way in one.item.book.moves_from(one.item.state)):
            last = one.item.moves.last()
            act(person, one.item, FOLLOW, reply=answer_of(item), on=max(kept.on, last.on) if last else kept.on)


def answer_of(item: Item) -> str:
    """The answer of a case: the latest reply of its round that was meant for the person."""
    return answers_of([item])[item.pk]


def answers_of(items: Iterable[Item]) -> dict[int, str]:
    """The answers of cases by the key of their item, "" for none yet (one query)."""
    rounds = {item.pk: item.round for item in items}
    found = dict.fromkeys(rounds, "")
    rows = ItemMove.objects.filter(item_id__in=rounds, move__in=(*ANSWERS, FOLLOW)).exclude(reply="")
    for key, number, reply in rows.order_by("pk").values_list("item_id", "round", "reply"):
        if number == rounds[key]:
            found[key] = reply
    return found


def _refused(what: str, case: Case) -> TrackError:
    return TrackError(what, where=case.item.number, next_step="look at both cases", code="W072")
