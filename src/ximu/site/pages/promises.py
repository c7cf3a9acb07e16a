"""The list of promises: narrowed by place, year, how they stand, label and theme; sorted, paged, downloaded."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.link.standing import STATES
from ximu.site.download_table import table_response, wants_table
from ximu.site.listing import (
    MOST_ROWS,
    AskedPlace,
    Option,
    added_up,
    asked,
    asked_place,
    counted,
    number_asked,
    turn,
)
from ximu.site.outcomes import OUTCOMES
from ximu.site.promises import PromiseLine, all_promises, promise_lines
from ximu.site.respond import respond
from ximu.site.statements import Choice
from ximu.store import models
from ximu.store.fields import latest_first
from ximu.terms.load import indicators

LABELS = ("testable", "ongoing", "directional")
ALL_LABELS = "all"
FLAGS = (
    Option("repeated", "promises.flag_repeated"),
    Option("unsure", "promises.flag_unsure"),
    Option("headline", "promises.flag_headline"),
)
CONDITIONS = {"repeated": Q(repeated__gt=0), "unsure": Q(sure=False), "headline": Q(importance="headline")}
COUNTED = {"repeated": Q(again=True), "unsure": Q(sure=False), "headline": Q(headline=True)}
SORTS = (
    Option("year", "promises.by_year"),
    Option("due", "promises.by_due"),
    Option("place", "promises.by_place"),
    Option("state", "promises.by_state"),
)
ORDERS: dict[str, tuple[Any, ...]] = {
    "year": (latest_first("report_year"), "report", "start", "public_id"),
    "due": (latest_first("due_on"), "report", "start", "public_id"),
    "place": ("of_place", latest_first("report_year"), "report", "start", "public_id"),
    "state": ("state", latest_first("report_year"), "report", "start", "public_id"),
}


class Wanted(NamedTuple):
    """What the address asks for besides the place."""

    label: str = "testable"
    year: int | None = None
    state: str = ""
    domain: str = ""
    indicator: str = ""
    flag: str = ""


class PromisesPage(Struct, frozen=True, kw_only=True):
    """One page of the promises that the address asks for; `states` counts all that the other filters leave.

    `label` is "testable" unless the address says otherwise ("all" for every label); `flag` is one of FLAGS or "".
    """

    place: str
    place_name: str
    place_unknown: bool
    year: int | None
    state: str
    label: str
    domain: str
    indicator: str
    flag: str
    sort: str
    states: tuple[Choice, ...]
    years: tuple[Choice, ...]
    domains: tuple[str, ...]
    promises: tuple[PromiseLine, ...]
    total: int
    page: int
    pages: int


@require_safe
def promises_page(request: HttpRequest) -> HttpResponse:
    """Show promises (a fixed number of queries); `?format=csv` sends all of the list, up to MOST_ROWS."""
    place = asked_place(request)
    label = asked(request, "label", (*LABELS, ALL_LABELS)) or "testable"
    wanted = Wanted(
        label=label,
        year=number_asked(request, "year"),
        state=asked(request, "state", STATES),
        domain=asked(request, "domain", domains()),
        indicator=request.GET.get("indicator", "")[:120],
        flag=asked(request, "flag", CONDITIONS),
    )
    sort = asked(request, "sort", ORDERS) or "year"
    states = {choice.value: choice.count for choice in counts(place, wanted._replace(state=""), "state")}
    years = counts(place, wanted._replace(year=None), "report_year")
    found = narrow(place, wanted).order_by(*ORDERS[sort])
    if wants_table(request):
        return table_response("promises", PromiseLine.__struct_fields__, promise_lines(found[:MOST_ROWS]))
    turned = turn(request, found, total=sum(n for state, n in states.items() if wanted.state in ("", state)))
    page = PromisesPage(
        place=place.id,
        place_name=place.name,
        place_unknown=place.unknown,
        year=wanted.year,
        state=wanted.state,
        label=label,
        domain=wanted.domain,
        indicator=wanted.indicator,
        flag=wanted.flag,
        sort=sort,
        states=tuple(Choice(value=state, count=states.get(state, 0)) for state in OUTCOMES),
        years=tuple(sorted(years, key=lambda choice: choice.value, reverse=True)),
        domains=domains(),
        promises=promise_lines(turned.rows),
        total=turned.total,
        page=turned.page,
        pages=turned.pages,
    )
    narrowed = bool(place.words) or wanted != Wanted()
    extra = {"labels": (*LABELS, ALL_LABELS), "flags": FLAGS, "sorts": SORTS, "narrowed": narrowed}
    return respond(request, "promises.html", page, extra=extra)


def domains() -> tuple[str, ...]:
    """The parts of the catalogue, in its order."""
    return tuple(dict.fromkeys(one.domain for one in indicators().values()))


def narrow(place: AskedPlace, wanted: Wanted) -> QuerySet[models.Promise]:
    """The promises that these values leave; "" and None leave all."""
    found = all_promises().filter(condition(wanted))
    if place.words:  # by the column that the indexes of the list hold
        found = found.filter(of_place=place.id) if place.place else found.none()
    return found.filter(CONDITIONS.get(wanted.flag, Q()))


def condition(wanted: Wanted) -> Q:
    """What promises and their tallies have in common: all but the place and the flag."""
    found = Q()
    if wanted.label != ALL_LABELS:
        found &= Q(label=wanted.label)
    if wanted.year is not None:
        found &= Q(report_year=wanted.year)
    if wanted.state:
        found &= Q(state=wanted.state)
    if wanted.indicator:
        found &= Q(indicator_id=wanted.indicator)
    if wanted.domain:
        found &= Q(indicator_id__in=[key for key, one in indicators().items() if one.domain == wanted.domain])
    return found


def counts(place: AskedPlace, wanted: Wanted, column: str) -> tuple[Choice, ...]:
    """How many promises have each value of a column: those of a place are counted, all others stand in a tally (one query)."""
    if place.words:
        return counted(narrow(place, wanted), column)
    tallies = models.PromiseTally.objects.filter(condition(wanted))
    return added_up(tallies.filter(COUNTED.get(wanted.flag, Q())), column)
