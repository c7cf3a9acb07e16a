"""The list of findings and the page of one: both quotations side by side, the arithmetic, the rule, how to object."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.aligning import Part, aligned
from ximu.site.download_table import table_response, wants_table
from ximu.site.findings import ALL_RULES, KINDS, FindingLine, finding_lines, with_reports
from ximu.site.listing import (
    MOST_ROWS,
    AskedPlace,
    Option,
    added_up,
    asked,
    asked_place,
    counted,
    number_asked,
    of_place,
    sum_of,
    turn,
)
from ximu.site.promises import promise_address
from ximu.site.quoting import Quote, Spot, load_quotes
from ximu.site.respond import respond
from ximu.site.statements import Choice
from ximu.store import models
from ximu.store.fields import latest_first

ORDERS: dict[str, tuple[Any, ...]] = {
    "grave": ("-severity", latest_first("report_year"), "public_id"),
    "year": (latest_first("report_year"), "-severity", "public_id"),
    "place": ("of_place", latest_first("report_year"), "public_id"),
    "kind": ("rule", "-severity", latest_first("report_year"), "public_id"),
}
SORTS = (
    Option("grave", "findings.by_grave"),
    Option("year", "findings.by_year"),
    Option("place", "findings.by_place"),
    Option("kind", "findings.by_kind"),
)


class KindSwitch(Struct, frozen=True, kw_only=True):
    """A kind of findings: whether it is shown, and how many there are of it under the other filters."""

    kind: str
    on: bool
    count: int


class FindingsPage(Struct, frozen=True, kw_only=True):
    """One page of the findings that the address asks for; without `kind` in the address all kinds are shown."""

    place: str
    place_name: str
    place_unknown: bool
    year: int | None
    rule: str
    severity: int
    sure: str
    sort: str
    kinds: tuple[KindSwitch, ...]
    years: tuple[Choice, ...]
    findings: tuple[FindingLine, ...]
    total: int
    page: int
    pages: int


class FindingPage(Struct, frozen=True, kw_only=True):
    """A finding: quotation `a` of the report it is about, `b` what it is held against (null when there is nothing).

    `a_parts` and `b_parts` cut both sentences where they are the same, for sentences taken over. `promise` is the page
    of the promise that `a` is part of, "" when it is none.
    """

    line: FindingLine
    indicator_id: str
    a: Quote | None
    b: Quote | None
    a_parts: tuple[Part, ...]
    b_parts: tuple[Part, ...]
    promise: str
    same_rule: int


@require_safe
def findings_page(request: HttpRequest) -> HttpResponse:
    """Show findings (a fixed number of queries); `?kind=` once for each kind wanted, `?format=csv` sends the list."""
    place = asked_place(request)
    kinds = [kind for kind in KINDS if kind in request.GET.getlist("kind")] or list(KINDS)
    year, rule = number_asked(request, "year"), asked(request, "rule", ALL_RULES)
    severity, sure = number_asked(request, "severity") or 1, asked(request, "sure", ("yes", "no"))
    sort = asked(request, "sort", ORDERS) or "grave"
    base, in_year = narrow(rule, severity, sure), Q() if year is None else Q(report_year=year)
    of_kinds = Q() if len(kinds) == len(KINDS) else Q(type__in=kinds)
    found = of_place(with_reports(), place).filter(base & in_year & of_kinds).order_by(*ORDERS[sort])
    if wants_table(request):
        return table_response("findings", FindingLine.__struct_fields__, finding_lines(found[:MOST_ROWS]))
    counts = {choice.value: choice.count for choice in counts_of(place, base & in_year, "type")}
    years = counts_of(place, base & of_kinds, "report_year")
    turned = turn(request, found, 20, total=sum(counts.get(kind, 0) for kind in kinds))
    page = FindingsPage(
        place=place.id,
        place_name=place.name,
        place_unknown=place.unknown,
        year=year,
        rule=rule,
        severity=severity,
        sure=sure,
        sort=sort,
        kinds=tuple(KindSwitch(kind=kind, on=kind in kinds, count=counts.get(kind, 0)) for kind in KINDS),
        years=tuple(sorted(years, key=lambda choice: choice.value, reverse=True)),
        findings=finding_lines(turned.rows),
        total=turned.total,
        page=turned.page,
        pages=turned.pages,
    )
    narrowed = bool(place.words or year or rule or severity > 1 or sure or len(kinds) < len(KINDS))
    return respond(request, "findings.html", page, extra={"sorts": SORTS, "narrowed": narrowed})


def narrow(rule: str, severity: int, sure: str) -> Q:
    """The findings, or their tallies, that these values leave."""
    found = Q(severity__gte=severity) if severity > 1 else Q()
    found &= Q(rule=rule) if rule else Q()
    return found & (Q(sure=sure == "yes") if sure else Q())


def counts_of(place: AskedPlace, condition: Q, column: str) -> tuple[Choice, ...]:
    """How many findings have each value of a column: those of a place are counted, all others stand in a tally (one query)."""
    if place.words:
        return counted(of_place(with_reports(), place).filter(condition), column)
    return added_up(models.FindingTally.objects.filter(condition), column)


@require_safe
def finding_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show a finding (a fixed number of queries)."""
    row = with_reports().filter(public_id=public_id).first()
    if row is None:
        raise Http404("finding")
    spots = [Spot(row.report_id, row.a_start, row.a_end)]
    if row.other_report_id is not None and row.b_start is not None and row.b_end is not None:
        spots.append(Spot(row.other_report_id, row.b_start, row.b_end))
    quotes = load_quotes(spots)
    a = quotes.get(spots[0])
    b = quotes.get(spots[1]) if len(spots) > 1 else None
    a_parts, b_parts = aligned(a.within, b.within) if a and b and row.type in ("recycled", "repeated") else ((), ())
    around = models.Promise.objects.filter(report=row.report_id, start__lte=row.a_start, end__gt=row.a_start)
    promise = around.order_by("pk").values_list("pk", flat=True).first()
    page = FindingPage(
        line=finding_lines([row])[0],
        indicator_id=row.indicator_id or "",
        a=a,
        b=b,
        a_parts=a_parts,
        b_parts=b_parts,
        promise=promise_address(promise) if promise else "",
        same_rule=sum_of(models.FindingTally.objects.filter(rule=row.rule)),
    )
    return respond(request, "finding.html", page)
