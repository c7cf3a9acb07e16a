"""The entries of a register playbook that are published: the list with its rates, and the page of one, step by step."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.download_table import table_response, wants_table
from ximu.site.listing import MOST_ROWS, Option, asked, turn
from ximu.site.registers.ballots import BallotRound, ballot_rounds
from ximu.site.respond import respond
from ximu.store.fields import latest_first
from ximu.track.editions import playbooks
from ximu.track.figures import rates
from ximu.track.models import Item, ItemMove
from ximu.track.permissions import visible_fields, visible_to
from ximu.track.rules.playbook import Playbook

# Requests of the public are cases, and published beside the registers.
ALSO = ("correction_requests",)
ORDERS: dict[str, tuple[Any, ...]] = {
    "new": ("-created_on", "-pk"),
    "closed": (latest_first("closed_on"), "-pk"),
    "number": ("government", "number"),
}
SORTS = (
    Option("new", "entries.by_new"),
    Option("closed", "entries.by_closed"),
    Option("number", "entries.by_number"),
)


class Fact(Struct, frozen=True, kw_only=True):
    """A field that everyone may see; `value_en` is the value in English where the playbook has words for it."""

    id: str
    zh: str
    en: str
    value: str | int | bool
    value_en: str
    unit: str


class EntryLine(Struct, frozen=True, kw_only=True):
    """An entry in a list."""

    address: str
    number: str
    title: str
    government: str
    unit: str
    status_zh: str
    status_en: str
    begun_on: date
    due_on: date | None
    closed_on: date | None
    late: bool


class RateLine(Struct, frozen=True, kw_only=True):
    """A rate over the published entries of this year and before; `percent` is null without anything to count."""

    id: str
    zh: str
    en: str
    numerator: Decimal
    denominator: Decimal
    percent: Decimal | None


class EntriesPage(Struct, frozen=True, kw_only=True):
    """One page of the published entries of a register."""

    register: str
    zh: str
    en: str
    about_zh: str
    about_en: str
    q: str
    state: str
    sort: str
    entries: tuple[EntryLine, ...]
    rates: tuple[RateLine, ...]
    total: int
    page: int
    pages: int


class Step(Struct, frozen=True, kw_only=True):
    """Something that was done: what, when, where it stood after, and what was said when the playbook lets everyone read it."""

    on: date
    move: str
    move_zh: str
    move_en: str
    status_zh: str
    status_en: str
    reply: str
    reason: str
    facts: tuple[Fact, ...]


class Stage(Struct, frozen=True, kw_only=True):
    """A state of the procedure: when it was left last and by which move; null while it was not."""

    id: str
    zh: str
    en: str
    left_on: date | None
    by: str
    by_zh: str
    by_en: str
    is_now: bool


class Piece(Struct, frozen=True, kw_only=True):
    """A piece of evidence by its kind and day; what it holds is not published."""

    kind: str
    on: date
    verdict: str


class EntryPage(Struct, frozen=True, kw_only=True):
    """A published entry."""

    register: str
    register_zh: str
    register_en: str
    line: EntryLine
    facts: tuple[Fact, ...]
    stages: tuple[Stage, ...]
    steps: tuple[Step, ...]
    evidence: tuple[Piece, ...]
    ballots: tuple[BallotRound, ...]
    sources: tuple[str, ...]


def registers() -> dict[str, Playbook]:
    """The playbooks whose published entries have pages here, by id."""
    return {key: book for key, book in playbooks().items() if book.kind == "register" or key in ALSO}


@require_safe
def entries_page(request: HttpRequest, register: str) -> HttpResponse:
    """Show the published entries of a register (a fixed number of queries); `?format=csv` sends the list."""
    book = registers().get(register)
    if book is None:
        raise Http404("register")
    q, state = request.GET.get("q", "").strip()[:64], asked(request, "state", [one.id for one in book.states])
    sort = asked(request, "sort", ORDERS) or "new"
    published = visible_to(None).filter(edition__playbook=register)
    rows = published.select_related("edition", "government", "lead_unit")
    if q:
        rows = rows.filter(Q(title_zh__contains=q) | Q(number=q) | Q(lead_unit__name_zh__contains=q))
    if state:
        rows = rows.filter(state=state)
    found = rows.order_by(*ORDERS[sort])
    if wants_table(request):
        return table_response(register, EntryLine.__struct_fields__, entry_lines(found[:MOST_ROWS]))
    turned = turn(request, found)
    page = EntriesPage(
        register=register, zh=book.zh, en=book.en, about_zh=book.about_zh, about_en=book.about_en, q=q, state=state,
        sort=sort, entries=entry_lines(turned.rows), rates=rate_lines(book), total=turned.total, page=turned.page,
        pages=turned.pages,
    )  # fmt: skip
    extra = {"sorts": SORTS, "states": book.states, "narrowed": bool(q or state)}
    return respond(request, "registers/entries.html", page, extra=extra)


@require_safe
def entry_page(request: HttpRequest, register: str, government: str, number: str) -> HttpResponse:
    """Show a published entry (a fixed number of queries)."""
    found = visible_to(None).select_related("edition", "government", "lead_unit")
    item = found.filter(edition__playbook=register, government__key=government, number=number).first()
    if item is None or register not in registers():
        raise Http404("entry")
    book, moves = item.book, list(item.moves.all())
    page = EntryPage(
        register=register,
        register_zh=book.zh,
        register_en=book.en,
        line=entry_lines([item])[0],
        facts=facts(book, visible_fields(None, item)),
        stages=stages(item, moves),
        steps=tuple(step for one in moves for step in steps(book, one)),
        evidence=tuple(
            Piece(kind=one.kind, on=timezone.localdate(one.at), verdict=one.verdict)
            for one in item.evidence.order_by("pk").only("kind", "at", "verdict")
        ),
        ballots=ballot_rounds(item, moves),
        sources=tuple(
            f"{one.title_zh} {one.document_no}".strip() for one in book.sources if not one.ours
        ),
    )  # fmt: skip
    return respond(request, "registers/entry.html", page)


def entry_lines(items: Iterable[Item]) -> tuple[EntryLine, ...]:
    """Items as lines; edition, government and unit must be loaded with them."""
    lines = []
    for item in items:
        book = item.book
        state = book.state(item.state)
        lines.append(EntryLine(
            address=f"/registers/{book.id}/{item.government.key}/{item.number}/",
            number=item.number, title=item.title_zh, government=item.government.name_zh,
            unit=str(item.lead_unit or ""), status_zh=state.zh, status_en=state.en, begun_on=item.created_on,
            due_on=item.due_on, closed_on=item.closed_on, late=item.late,
        ))  # fmt: skip
    return tuple(lines)


def rate_lines(book: Playbook) -> tuple[RateLine, ...]:
    """The rates of a register over what is published."""
    found = rates(book, visible_to(None), until=timezone.localdate())
    return tuple(
        RateLine(
            id=one.rate, zh=rate.zh, en=rate.en, numerator=one.numerator, denominator=one.denominator,
            percent=None if one.percent is None else one.percent.quantize(Decimal("0.1")),
        )
        for one, rate in zip(found, book.rates, strict=True)
    )  # fmt: skip


def facts(book: Playbook, values: dict[str, object]) -> tuple[Fact, ...]:
    """Fields with a value, in the order of the playbook; what the playbook does not have is left out."""
    found = []
    for field in book.fields:
        value = values.get(field.id)
        if value not in (None, "") and isinstance(value, str | int):
            shown = field.shown(value, "en") if isinstance(value, str) else ""
            found.append(
                Fact(id=field.id, zh=field.zh, en=field.en, value=value, value_en=shown if shown != value else "", unit=field.unit)
            )  # fmt: skip
    return tuple(found)


def steps(book: Playbook, made: ItemMove) -> Iterable[Step]:
    """A move as everyone may read it; nothing for one that the playbook no longer has."""
    try:
        move, state = book.move(made.move), book.state(made.state_after)
    except KeyError:
        return
    private = {field.id for field in book.fields if field.private}
    told = {name: value for name, value in (made.carried.get("fields") or {}).items() if name not in private}
    yield Step(
        on=made.on, move=move.id, move_zh=move.zh, move_en=move.en, status_zh=state.zh, status_en=state.en,
        reply=made.reply if move.shows_words else "", reason=made.reason if move.shows_words else "",
        facts=facts(book, told),
    )  # fmt: skip


def stages(item: Item, moves: Iterable[ItemMove]) -> tuple[Stage, ...]:
    """Every open state of the playbook in its order, with the last move that led out of it forward."""
    book = item.book
    left = {one.state_before: one for one in moves if one.state_before != one.state_after}
    order = [one.id for one in book.states]
    found = []
    for state in book.states:
        if state.phase != "open":
            continue
        out = left.get(state.id)
        # Gone back to an earlier state, the later ones are to be gone through again.
        over = out is not None and (
            item.phase in ("closed", "archived") or order.index(item.state) > order.index(state.id)
        )
        move = next((one for one in book.moves if out is not None and one.id == out.move), None) if over else None
        found.append(Stage(
            id=state.id, zh=state.zh, en=state.en, left_on=out.on if out is not None and over else None,
            by=move.id if move else "", by_zh=move.zh if move else "", by_en=move.en if move else "",
            is_now=item.state == state.id,
        ))  # fmt: skip
    return tuple(found)
