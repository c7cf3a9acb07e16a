"""The list of public cases and the page of one, where others can say that they ask the same."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe
from msgspec import Struct

from ximu.ledger.errors import TrackError
from ximu.site.cases.records import ENDED, CaseLine, case_lines, case_record, public_cases
from ximu.site.cases.visitor import address_of, remember_visitor, visitor_of
from ximu.site.download_table import table_response, wants_table
from ximu.site.listing import MOST_ROWS, Option, asked, turn
from ximu.site.respond import respond
from ximu.track.cases.actions import admit, me_too
from ximu.track.cases.schemes import schemes

ORDERS = {"new": ("-received_at", "-pk"), "others": ("-others", "-received_at"), "due": ("item__due_on", "pk")}
SORTS = (
    Option("new", "cases.by_new"),
    Option("others", "cases.by_others"),
    Option("due", "cases.by_due"),
)
STATES = ("open", "closed", "late")


class CasesPage(Struct, frozen=True, kw_only=True):
    """One page of the public cases that the address asks for."""

    q: str
    category: str
    state: str
    sort: str
    cases: tuple[CaseLine, ...]
    total: int
    page: int
    pages: int


@require_safe
def cases_page(request: HttpRequest) -> HttpResponse:
    """Show public cases (a fixed number of queries); `?format=csv` sends the list."""
    known = {one.code for scheme in schemes().values() for one in scheme.categories}
    q, category = request.GET.get("q", "").strip()[:64], asked(request, "category", known)
    state, sort = asked(request, "state", STATES), asked(request, "sort", ORDERS) or "new"
    rows = public_cases()
    if q:
        rows = rows.filter(Q(item__title_zh__contains=q) | Q(place_zh__contains=q) | Q(item__number=q))
    if category:
        rows = rows.filter(category=category)
    if state == "late":
        rows = rows.filter(item__late=True)
    elif state:
        rows = rows.filter(item__phase__in=ENDED) if state == "closed" else rows.exclude(item__phase__in=ENDED)
    found = rows.order_by(*ORDERS[sort])
    if wants_table(request):
        return table_response("cases", CaseLine.__struct_fields__, case_lines(found[:MOST_ROWS]))
    turned = turn(request, found)
    page = CasesPage(
        q=q,
        category=category,
        state=state,
        sort=sort,
        cases=case_lines(turned.rows),
        total=turned.total,
        page=turned.page,
        pages=turned.pages,
    )
    extra = {
        "sorts": SORTS,
        "states": STATES,
        "schemes": tuple(schemes().values()),
        "narrowed": bool(q or category or state),
    }
    return respond(request, "cases/list.html", page, extra=extra)


@require_safe
def case_page(request: HttpRequest, key: int) -> HttpResponse:
    """Show a public case (a fixed number of queries)."""
    case = public_cases().filter(pk=key).first()
    if case is None:
        raise Http404("case")
    said = asked(request, "said", ("counted", "often", "closed"))
    return respond(request, "cases/case.html", case_record(case), extra={"said": said})


@require_POST
def me_too_page(request: HttpRequest, key: int) -> HttpResponse:
    """Count that someone else asks the same, once for each browser."""
    case = public_cases().filter(pk=key).first()
    if case is None:
        raise Http404("case")
    visitor, said = visitor_of(request), "counted"
    if not admit(address_of(request), "me_too", settings.INTAKE_PER_HOUR):
        said = "often"
    else:
        try:
            me_too(case, visitor)
        except TrackError:  # closed in the meantime
            said = "closed"
    response = HttpResponseRedirect(f"/cases/{key}/?said={said}")
    remember_visitor(response, visitor)
    return response
