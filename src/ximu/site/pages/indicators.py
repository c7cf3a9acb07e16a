"""The list of all indicators that some report mentions: found by name or subject, sorted, downloaded."""

from __future__ import annotations

from django.db.models import Max, Min, Q, Sum
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.download_table import table_response, wants_table
from ximu.site.names import indicator_name
from ximu.site.respond import respond
from ximu.site.statements import Choice
from ximu.store import models
from ximu.terms.load import indicators

SORTS = ("count", "places", "name", "years")


class IndicatorLine(Struct, frozen=True, kw_only=True):
    """An indicator and how much was read about it; `domain` is the part of the catalogue it stands in."""

    id: str
    zh: str
    en: str
    domain: str
    statements: int
    places: int
    first_year: int | None
    last_year: int | None
    address: str


class IndicatorsPage(Struct, frozen=True, kw_only=True):
    """All indicators that some report mentions, or those whose name holds `q` or that stand in `domain`."""

    q: str
    domain: str
    sort: str
    domains: tuple[Choice, ...]
    indicators: tuple[IndicatorLine, ...]


@require_safe
def indicators_page(request: HttpRequest) -> HttpResponse:
    """Show every indicator that was read (two queries); `?q=`, `?domain=` narrow, `?sort=` orders."""
    lines = every_line()
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.domain] = counts.get(line.domain, 0) + 1
    q, domain, sort = (request.GET.get(name, "").strip() for name in ("q", "domain", "sort"))
    found = [
        line
        for line in lines
        if (not domain or line.domain == domain) and q.lower() in f"{line.zh} {line.en} {line.id}".lower()
    ]
    keys = {
        "places": lambda line: (-line.places, line.id),
        "name": lambda line: line.zh.encode("gb18030"),
        "years": lambda line: (-(line.last_year or 0), line.first_year or 0, line.id),
    }
    page = IndicatorsPage(
        q=q,
        domain=domain,
        sort=sort if sort in SORTS else "count",
        domains=tuple(Choice(value=name, count=counts[name]) for name in sorted(counts)),
        indicators=tuple(sorted(found, key=keys[sort]) if sort in keys else found),
    )
    if wants_table(request):
        return table_response("indicators", IndicatorLine.__struct_fields__, page.indicators)
    return respond(request, "indicators.html", page)


def every_line() -> list[IndicatorLine]:
    """Every indicator of some report, the most frequent first (two queries)."""
    told = Q(year__gt=0)
    found = (
        models.MeasureTally.objects.values_list("indicator_id")
        .annotate(total=Sum("n"), first=Min("year", filter=told), last=Max("year", filter=told))
        .order_by("-total", "indicator_id")
    )
    places = dict(models.IndicatorTally.objects.values_list("indicator_id", "n"))
    known = indicators()
    return [
        IndicatorLine(
            id=str(name),
            zh=indicator_name(name, "zh"),
            en=indicator_name(name, "en"),
            domain=known[name].domain if name in known else "",
            statements=count,
            places=places.get(name, 0),
            first_year=first,
            last_year=last,
            address=f"/indicators/{name}/",
        )
        for name, count, first, last in found
    ]
