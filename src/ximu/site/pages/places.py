"""The list of places that have reports: by name, level and province; sorted, paged, downloaded."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, F
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.download_table import table_response, wants_table
from ximu.site.listing import MOST_ROWS, Option, asked, called, sum_of, turn
from ximu.site.pages.report import PlaceLink
from ximu.site.respond import respond
from ximu.site.statements import Choice
from ximu.store import models
from ximu.store.fields import latest_first

LEVELS = ("state", "province", "prefecture", "county", "zone", "township")
PLACE_ORDERS: dict[str, tuple[Any, ...]] = {
    "code": ("public_id",),
    "reports": ("-n", "public_id"),
    "year": (latest_first("last"), "public_id"),
}
SORTS = (
    Option("code", "places.by_code"),
    Option("reports", "places.by_reports"),
    Option("year", "places.by_year"),
)


class PlaceLine(Struct, frozen=True, kw_only=True):
    """A place with reports of its own, and the years of the first and the last."""

    id: str
    code: str
    name: str
    level: str
    address: str
    reports: int
    first_year: int | None
    last_year: int | None


class PlacesPage(Struct, frozen=True, kw_only=True):
    """One page of the places; `within` narrows to what lies in a province or prefecture (by its code)."""

    q: str
    level: str
    within: PlaceLink | None
    sort: str
    levels: tuple[Choice, ...]
    provinces: tuple[PlaceLink, ...]
    places: tuple[PlaceLine, ...]
    elsewhere: int
    total: int
    page: int
    pages: int


@require_safe
def places_page(request: HttpRequest) -> HttpResponse:
    """Show the places that have reports (a fixed number of queries)."""
    q, level = request.GET.get("q", "").strip()[:64], asked(request, "level", LEVELS)
    sort = asked(request, "sort", PLACE_ORDERS) or "code"
    with_reports = models.Place.objects.filter(tally__reports__gt=0)
    within = models.Place.objects.filter(code=request.GET.get("within", "")).exclude(code="").first()
    rows = with_reports.filter(called(q)) if q else with_reports
    if within is not None:
        rows = rows.filter(code__startswith=within.code.rstrip("0")).exclude(pk=within.pk)
    levels = rows.order_by().values_list("level").annotate(n=Count("pk"))
    counts = dict(levels)
    rows = (rows.filter(level=level) if level else rows).annotate(
        n=F("tally__reports"), first=F("tally__first_year"), last=F("tally__last_year")
    )
    found = rows.order_by(*PLACE_ORDERS[sort])
    if wants_table(request):
        return table_response("places", PlaceLine.__struct_fields__, map(place_line, found[:MOST_ROWS]))
    turned = turn(request, found)
    provinces = with_reports.filter(level="province").exclude(code="").order_by("code")
    page = PlacesPage(
        q=q,
        level=level,
        within=place_link(within) if within else None,
        sort=sort,
        levels=tuple(Choice(value=one, count=counts[one]) for one in LEVELS if counts.get(one)),
        provinces=tuple(map(place_link, provinces)),
        places=tuple(map(place_line, turned.rows)),
        elsewhere=sum_of(models.ReportTally.objects.filter(placed=False)),
        total=turned.total,
        page=turned.page,
        pages=turned.pages,
    )
    return respond(request, "places.html", page, extra={"sorts": SORTS})


def place_link(place: models.Place) -> PlaceLink:
    """A place and its page."""
    return PlaceLink(id=place.public_id, name=place.name, address=f"/places/{place.public_id}/")


def place_line(row: Any) -> PlaceLine:
    """A place with `n`, `first`, `last` of its tally."""
    return PlaceLine(
        id=row.public_id,
        code=row.code,
        name=row.name,
        level=row.level,
        address=f"/places/{row.public_id}/",
        reports=row.n,
        first_year=row.first,
        last_year=row.last,
    )
