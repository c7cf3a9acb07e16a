"""A clerk puts a case in order: title and requirement fit to be public, category, place."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from msgspec import UNSET

from ximu.ledger.errors import TrackError
from ximu.track.actions.change import keep, note, take, tidy
from ximu.track.actions.item import check_length
from ximu.track.cases.content import LONGEST_TITLE, MOST_WORDS, CaseChange
from ximu.track.cases.models import Case
from ximu.track.cases.schemes import category_of
from ximu.track.models import Person
from ximu.track.permissions import require


def change_case(person: Person, case: Case, change: CaseChange, *, version: int | None = None) -> Case:
    """Change what a case says; the person's own words stay as they are.

    Raises TrackError W010, W071 (what is wrong), ConflictError W020.
    """
    with transaction.atomic():
        item = take(case.item, version)
        require(person, "take_in", item)
        of_item = _texts(change)
        of_case = {name: value for name in ("category", "place_zh", "latitude", "longitude", "public_wanted")
                   if (value := getattr(change, name)) is not UNSET}  # fmt: skip
        if of_case.get("category") and category_of(case.scheme, str(of_case["category"])) is None:
            raise _wrong("category: unknown", item.number)
        if "place_zh" in of_case:
            of_case["place_zh"] = " ".join(tidy(str(of_case["place_zh"])).split())[:200]
        keep(item, **of_item)
        Case.objects.filter(pk=case.pk).update(**of_case)
        # Titles are written by people: they may hold a name, and the journal is for good.
        told = {"changed": sorted([*of_item, *of_case]), "category": of_case.get("category", case.category)}
        note(person, "change_case", item, told)
    case.refresh_from_db()
    return case


def _texts(change: CaseChange) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if change.title_zh is not UNSET:
        title = " ".join(tidy(change.title_zh).split())
        if not title or len(title) > LONGEST_TITLE:
            raise _wrong("title_zh: missing or too long", "")
        check_length("title_zh", title)
        found["title_zh"] = title
    if change.requirement_zh is not UNSET:
        found["requirement_zh"] = tidy(change.requirement_zh)
        if len(found["requirement_zh"]) > MOST_WORDS:
            raise _wrong("requirement_zh: too long", "")
    return found


def _wrong(what: str, where: str) -> TrackError:
    return TrackError(what, where=where, next_step="correct what is named", code="W071")
