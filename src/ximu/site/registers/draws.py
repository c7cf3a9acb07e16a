"""Random inspections in public: the commitment before the draw, the list and the seed after it, what was found."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.download_table import table_response, wants_table
from ximu.site.listing import MOST_ROWS, turn
from ximu.site.respond import JSON, respond
from ximu.track.registers.kinds import draw_results
from ximu.track.registers.models import Draw
from ximu.track.rules.drawing import DrawFile, Drawn, plan_of


class DrawLine(Struct, frozen=True, kw_only=True):
    """A draw in a list. `entered` counts the objects whose outcome is entered."""

    address: str
    title: str
    unit: str
    objects: int
    take: int
    committed_at: datetime
    drawn_at: datetime | None
    shown_on: date | None
    is_shown: bool
    entered: int


class DrawsPage(Struct, frozen=True, kw_only=True):
    """One page of the draws."""

    draws: tuple[DrawLine, ...]
    total: int
    page: int
    pages: int


class Outcome(Struct, frozen=True, kw_only=True):
    """What was found at one drawn object."""

    result: str
    result_zh: str
    result_en: str
    found: str
    on: date


class DrawnLine(Struct, frozen=True, kw_only=True):
    """One drawn object with its inspectors, and what was found when it is entered."""

    number: int
    object: str
    name: str
    credit_class: str
    inspectors: tuple[str, ...]
    outcome: Outcome | None


class Tally(Struct, frozen=True, kw_only=True):
    """How many objects had this result."""

    result: str
    zh: str
    en: str
    n: int


class DrawPage(Struct, frozen=True, kw_only=True):
    """A draw as everyone may see it; secret and list only from the day on which they are shown."""

    line: DrawLine
    government: str
    commitment: str
    public_source: str
    public_value: str
    secret: str
    inspectors: int
    inspectors_each: int
    weights: dict[str, int]
    classes: dict[str, int]
    drawn: tuple[DrawnLine, ...]
    tally: tuple[Tally, ...]
    file: str


@require_safe
def draws_page(request: HttpRequest) -> HttpResponse:
    """Show the draws, newest first (a fixed number of queries); `?format=csv` sends the list."""
    rows = Draw.objects.select_related("unit", "government").annotate(entered=Count("outcomes")).order_by("-pk")
    if wants_table(request):
        return table_response("draws", DrawLine.__struct_fields__, [draw_line(one) for one in rows[:MOST_ROWS]])
    turned = turn(request, rows)
    lines = tuple(draw_line(one) for one in turned.rows)
    page = DrawsPage(draws=lines, total=turned.total, page=turned.page, pages=turned.pages)
    return respond(request, "registers/draws.html", page)


@require_safe
def draw_page(request: HttpRequest, key: int) -> HttpResponse:
    """Show a draw (a fixed number of queries); `?format=csv` sends the list with what was found."""
    draw = _draw(key)
    page = make_page(draw)
    if wants_table(request):
        fields = ("number", "object", "name", "credit_class", "inspectors", "result", "on", "found")
        return table_response(f"draw-{key}", fields, [_flat(one) for one in page.drawn])
    return respond(request, "registers/draw.html", page)


@require_safe
def draw_file(request: HttpRequest, key: int) -> HttpResponse:
    """The file with which anyone draws again: before the list is shown, plan and commitment alone."""
    del request
    response = HttpResponse(msgspec.json.format(msgspec.json.encode(published_file(_draw(key)))), content_type=JSON)
    response["Access-Control-Allow-Origin"] = "*"
    return response


def published_file(draw: Draw) -> DrawFile:
    """What of a draw is public today."""
    shown = is_shown(draw)
    return DrawFile(
        plan=plan_of(draw.plan), commitment=draw.commitment, public_source=draw.public_source_zh,
        public_value=draw.public_value if shown else "", secret=draw.secret if shown else "",
        drawn=msgspec.convert(draw.drawn, tuple[Drawn, ...]) if shown else (),
    )  # fmt: skip


def is_shown(draw: Draw) -> bool:
    """Whether list and secret are public today."""
    return draw.drawn_at is not None and draw.shown_on is not None and draw.shown_on <= timezone.localdate()


def make_page(draw: Draw) -> DrawPage:
    """The page of a draw."""
    file, plan = published_file(draw), plan_of(draw.plan)
    objects = {one.id: one for one in plan.objects}
    people = {one.id: one.name for one in plan.inspectors}
    kinds = draw_results()
    outcomes = {
        one.object_id: Outcome(
            result=one.result, result_zh=kinds[one.result].zh, result_en=kinds[one.result].en, found=one.found_zh, on=one.on
        )
        for one in draw.outcomes.all()
    }  # fmt: skip
    drawn = tuple(
        DrawnLine(
            number=number, object=one.object, name=objects[one.object].name, credit_class=objects[one.object].class_,
            inspectors=tuple(people[who] for who in one.inspectors), outcome=outcomes.get(one.object),
        )
        for number, one in enumerate(file.drawn, 1)
    )  # fmt: skip
    counts = [(kind, sum(one.result == kind.id for one in outcomes.values())) for kind in kinds.values()]
    classes: dict[str, int] = {}
    for each in sorted(plan.objects, key=lambda one: one.class_):
        classes[each.class_] = classes.get(each.class_, 0) + 1
    return DrawPage(
        line=draw_line(draw),
        government=draw.government.name_zh,
        commitment=draw.commitment,
        public_source=draw.public_source_zh,
        public_value=file.public_value,
        secret=file.secret,
        inspectors=len(plan.inspectors),
        inspectors_each=plan.inspectors_each,
        weights={name: plan.weights.get(name, 1) for name in classes},
        classes=classes,
        drawn=drawn,
        tally=tuple(Tally(result=kind.id, zh=kind.zh, en=kind.en, n=n) for kind, n in counts if n and file.drawn),
        file=f"/registers/draws/{draw.pk}/draw.json",
    )


def draw_line(draw: Draw) -> DrawLine:
    """A row as a line; `entered` must be counted with it."""
    return DrawLine(
        address=f"/registers/draws/{draw.pk}/", title=draw.title_zh, unit=draw.unit.name_zh,
        objects=len(draw.plan["objects"]), take=draw.plan["take"], committed_at=draw.committed_at,
        drawn_at=draw.drawn_at, shown_on=draw.shown_on, is_shown=is_shown(draw),
        entered=draw.entered,  # type: ignore[attr-defined]
    )  # fmt: skip


def _draw(key: int) -> Draw:
    rows = Draw.objects.select_related("unit", "government").prefetch_related("outcomes")
    found = rows.annotate(entered=Count("outcomes")).filter(pk=key).first()
    if found is None:
        raise Http404("draw")
    return found


class _Flat(Struct, frozen=True, kw_only=True):
    number: int
    object: str
    name: str
    credit_class: str
    inspectors: str
    result: str
    on: Any
    found: str


def _flat(one: DrawnLine) -> _Flat:
    out = one.outcome
    return _Flat(
        number=one.number, object=one.object, name=one.name, credit_class=one.credit_class,
        inspectors="、".join(one.inspectors), result=out.result if out else "", on=out.on if out else None,
        found=out.found if out else "",
    )  # fmt: skip
