"""What the public may know of a case: never who asked, never the person's own words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db.models import Count, QuerySet
from msgspec import Struct

from ximu.track.cases.actions.duplicates import answer_of
from ximu.track.cases.models import Case
from ximu.track.cases.schemes import category_of
from ximu.track.models import Item

ENDED = ("closed", "archived")


class CaseLine(Struct, frozen=True, kw_only=True):
    """A case in a list. `me_too`: others who ask the same; `duplicates`: cases answered with this one."""

    id: int
    address: str
    number: str
    title: str
    category: str
    category_zh: str
    category_en: str
    place: str
    unit: str
    status_zh: str
    status_en: str
    is_closed: bool
    received_on: date
    due_on: date | None
    closed_on: date | None
    late: bool
    me_too: int
    duplicates: int


class Step(Struct, frozen=True, kw_only=True):
    """Something that was done with a case: what, when, and where it stood after; never by which person."""

    on: date
    move_zh: str
    move_en: str
    status_zh: str
    status_en: str


class CasePage(Struct, frozen=True, kw_only=True):
    """A case as everyone may see it; `answer` is given once it is closed. Coordinates are WGS 84 degrees."""

    line: CaseLine
    requirement: str
    answer: str
    why_refused: str
    latitude: Decimal | None
    longitude: Decimal | None
    steps: tuple[Step, ...]
    leading: CaseLine | None


def public_cases() -> QuerySet[Case]:
    """The cases that everyone can see, with what a line needs."""
    return with_lines(Case.objects.filter(item__published_at__isnull=False))


def with_lines(cases: QuerySet[Case]) -> QuerySet[Case]:
    """The same cases with what a line needs, in one query."""
    return cases.select_related("item__lead_unit", "item__edition", "item__government").annotate(
        others=Count("me_too", distinct=True), joined=Count("duplicates", distinct=True)
    )


def case_line(case: Case) -> CaseLine:
    """A row of `with_lines` as a line."""
    item, category = case.item, category_of(case.scheme, case.category)
    state = item.book.state(item.state)
    return CaseLine(
        id=case.pk,
        address=f"/cases/{case.pk}/",
        number=item.number,
        title=item.title_zh,
        category=case.category,
        category_zh=category.zh if category else "",
        category_en=category.en if category else "",
        place=case.place_zh,
        unit=str(item.lead_unit or ""),
        status_zh=state.zh,
        status_en=state.en,
        is_closed=item.phase in ENDED,
        received_on=item.created_on,
        due_on=item.due_on,
        closed_on=item.closed_on,
        late=item.late,
        me_too=getattr(case, "others", 0),
        duplicates=getattr(case, "joined", 0),
    )


def case_lines(cases: Iterable[Case]) -> tuple[CaseLine, ...]:
    """Rows of `with_lines` as lines, in their order."""
    return tuple(case_line(one) for one in cases)


def case_record(case: Case) -> CasePage:
    """Everything the public may know of a case (a row of `with_lines`)."""
    item = case.item
    leading = public_cases().filter(pk=case.leading_id).first() if case.leading_id else None
    return CasePage(
        line=case_line(case),
        requirement=item.requirement_zh,
        answer=answer_of(item) if item.phase in ENDED else "",
        why_refused=why_refused(item),
        latitude=case.latitude,
        longitude=case.longitude,
        steps=steps(item),
        leading=case_line(leading) if leading else None,
    )


def steps(item: Item) -> tuple[Step, ...]:
    """The moves that changed where a case stands, oldest first."""
    found = []
    for one in item.moves.all():
        if one.state_before == one.state_after:
            continue
        try:
            move, state = item.book.move(one.move), item.book.state(one.state_after)
        except KeyError:  # a move of an edition that is gone
            continue
        found.append(Step(on=one.on, move_zh=move.zh, move_en=move.en, status_zh=state.zh, status_en=state.en))
    return tuple(found)


def why_refused(item: Item) -> str:
    """The reason for which a case was not taken in, "" for any other."""
    if item.phase not in ENDED or item.state != "refused":
        return ""
    last = item.moves.filter(state_after=item.state).last()
    return last.reason if last else ""
