"""Call-backs counted: how many were asked, by whom, and what they said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, QuerySet

from ximu.track.cases.actions.calling import MISSED, REACHED
from ximu.track.models import Item, ItemMove


class CallBacks(NamedTuple):
    """Call-backs over some items: `asked` cases answered, `missed` cases never reached, counts of the latest answer.

    `who`: how many call-backs each person made; satisfaction without n and without who asked says nothing.
    """

    closed: int
    asked: int
    missed: int
    answers: dict[str, int]
    who: dict[str, int]


def call_backs(items: QuerySet[Item]) -> CallBacks:
    """The call-backs of `items` (start from `visible_to`)."""
    rows = ItemMove.objects.filter(item__in=items.values("pk"))
    asked = set(rows.filter(move=REACHED).values_list("item_id", flat=True))
    missed = set(rows.filter(move=MISSED).values_list("item_id", flat=True)) - asked
    who = rows.filter(move=REACHED).values_list("person__name_zh").annotate(n=Count("pk"))
    latest = Item.objects.filter(pk__in=asked).values_list("fields", flat=True)
    return CallBacks(
        closed=items.filter(phase__in=("closed", "archived")).count(), asked=len(asked), missed=len(missed),
        answers=dict(_counted(one.get("satisfaction", "") for one in latest)), who=dict(who),
    )  # fmt: skip


def _counted(answers: Iterable[str]) -> Counter[str]:
    return Counter(one for one in answers if one)
