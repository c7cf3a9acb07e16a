"""River files in public: who answers for a river now and before, the plan, the patrols, the problems and where they stand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.download_table import table_response, wants_table
from ximu.site.listing import MOST_ROWS, turn
from ximu.site.registers.entries import EntryLine, entry_lines
from ximu.site.respond import respond
from ximu.track.permissions import visible_to
from ximu.track.registers.models import River, RiverChief

MOST_PATROLS = 200


class RiverLine(Struct, frozen=True, kw_only=True):
    """A river in a list; `chiefs` are those of today."""

    address: str
    name: str
    kind: str
    government: str
    reach: str
    length_km: Decimal | None
    water_section: str
    chiefs: str
    patrols: int
    last_patrol_on: date | None


class RiversPage(Struct, frozen=True, kw_only=True):
    """One page of the river files."""

    q: str
    rivers: tuple[RiverLine, ...]
    total: int
    page: int
    pages: int


class Chief(Struct, frozen=True, kw_only=True):
    """Who held a post from when to when."""

    post: str
    person: str
    phone: str
    since: date
    until: date | None


class PatrolLine(Struct, frozen=True, kw_only=True):
    """A patrol: what was found, and the public page of the problem when there is one."""

    on: date
    post: str
    person: str
    found: str
    problem: EntryLine | None


class RiverPage(Struct, frozen=True, kw_only=True):
    """A river file."""

    line: RiverLine
    unit: str
    plan: str
    plan_until: int | None
    now: tuple[Chief, ...]
    before: tuple[Chief, ...]
    patrols: tuple[PatrolLine, ...]


@require_safe
def rivers_page(request: HttpRequest) -> HttpResponse:
    """Show the published river files (a fixed number of queries); `?format=csv` sends the list."""
    q = request.GET.get("q", "").strip()[:64]
    rows = _rivers()
    if q:
        rows = rows.filter(Q(name_zh__contains=q) | Q(chiefs__person_zh=q, chiefs__until=None)).distinct()
    if wants_table(request):
        return table_response("rivers", RiverLine.__struct_fields__, [river_line(one) for one in rows[:MOST_ROWS]])
    turned = turn(request, rows)
    page = RiversPage(
        q=q, rivers=tuple(river_line(one) for one in turned.rows), total=turned.total, page=turned.page,
        pages=turned.pages,
    )  # fmt: skip
    return respond(request, "registers/rivers.html", page)


@require_safe
def river_page(request: HttpRequest, government: str, key: str) -> HttpResponse:
    """Show a river file (a fixed number of queries)."""
    river = _rivers().filter(government__key=government, key=key).first()
    if river is None:
        raise Http404("river")
    today = timezone.localdate()
    chiefs = list(river.chiefs.all())
    patrols = list(river.patrols.select_related("chief")[:MOST_PATROLS])
    seen = visible_to(None).filter(pk__in=[one.item_id for one in patrols if one.item_id])
    problems = {one.pk: one for one in seen.select_related("edition", "government", "lead_unit")}
    page = RiverPage(
        line=river_line(river),
        unit=river.unit.name_zh,
        plan=river.plan_zh,
        plan_until=river.plan_until,
        now=tuple(_chief(one) for one in chiefs if is_chief(one, today)),
        before=tuple(_chief(one) for one in chiefs if one.until is not None and one.until < today),
        patrols=tuple(
            PatrolLine(
                on=one.on, post=one.chief.post_zh, person=one.chief.person_zh, found=one.found_zh,
                problem=entry_lines([problems[one.item_id]])[0] if one.item_id in problems else None,
            )
            for one in patrols
        ),
    )  # fmt: skip
    return respond(request, "registers/river.html", page)


def is_chief(one: RiverChief, on: date) -> bool:
    """Whether the person held the post on that day."""
    return one.since <= on and (one.until is None or one.until >= on)


def river_line(river: River) -> RiverLine:
    """A row of `_rivers` as a line."""
    today = timezone.localdate()
    now = [f"{one.post_zh} {one.person_zh}" for one in river.chiefs.all() if is_chief(one, today)]
    return RiverLine(
        address=f"/registers/rivers/{river.government.key}/{river.key}/", name=river.name_zh, kind=river.kind,
        government=river.government.name_zh, reach=river.reach_zh, length_km=river.length_km,
        water_section=river.water_section, chiefs="、".join(now), patrols=river.n,  # type: ignore[attr-defined]
        last_patrol_on=river.last_on,  # type: ignore[attr-defined]
    )  # fmt: skip


def _rivers() -> QuerySet[River]:
    found = River.objects.filter(published_at__isnull=False).select_related("government", "unit")
    found = found.annotate(n=Count("patrols", distinct=True), last_on=Max("patrols__on"))
    return found.prefetch_related(Prefetch("chiefs", RiverChief.objects.order_by("post_zh", "-since"))).order_by(
        "government", "name_zh", "pk"
    )


def _chief(one: RiverChief) -> Chief:
    return Chief(post=one.post_zh, person=one.person_zh, phone=one.phone, since=one.since, until=one.until)
