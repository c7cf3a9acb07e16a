"""Statistics of published work: every rate of a government for a year, with what it counts and what it leaves out."""

from __future__ import annotations

from datetime import date

from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.site.download_table import table_response, wants_table
from ximu.site.language import language_of
from ximu.site.rates import FIELDS, BookRates, book_rates, rate_rows
from ximu.site.respond import respond
from ximu.track.models import Government, Item
from ximu.track.permissions import visible_to


class GovernmentLink(Struct, frozen=True, kw_only=True):
    """A government that has published work, by its key."""

    key: str
    name: str


class StatisticsPage(Struct, frozen=True, kw_only=True):
    """The rates of one government for one year, as things stood at the end of `until`; published work only."""

    government: str
    name: str
    year: int
    until: date
    governments: tuple[GovernmentLink, ...]
    years: tuple[int, ...]
    books: tuple[BookRates, ...]


@require_safe
def statistics_page(request: HttpRequest) -> HttpResponse:
    """Show the statistics of published work; `?government=` and `?year=` choose, `?format=csv` downloads."""
    language = language_of(request)
    published = visible_to(None)
    governments = list(Government.objects.filter(pk__in=published.order_by().values("government")).order_by("pk"))
    chosen = next((one for one in governments if one.key == request.GET.get("government")), None)
    chosen = chosen or next(iter(governments), None)
    items = published.filter(government=chosen) if chosen else published.none()
    years = years_of(items)
    year = year_asked(request.GET.get("year", ""), years)
    books = book_rates(items, chosen, year, language, reasons=False)
    if wants_table(request):
        rows = rate_rows(chosen, year, books) if chosen else ()
        return table_response(f"statistics-{chosen.key if chosen else 'none'}-{year}", FIELDS, rows)
    page = StatisticsPage(
        government=chosen.key if chosen else "",
        name=str(chosen or ""),
        year=year,
        until=min(timezone.localdate(), date(year, 12, 31)),
        governments=tuple(GovernmentLink(key=one.key, name=str(one)) for one in governments),
        years=years,
        books=books,
    )
    return respond(request, "statistics.html", page)


def years_of(items: QuerySet[Item]) -> tuple[int, ...]:
    """The years in which something was opened, and every later one until the last of a deadline or today; latest first."""
    first = items.order_by("created_on").values_list("created_on", flat=True).first()
    today = timezone.localdate().year
    if first is None:
        return (today,)
    closed = items.aggregate(last=Max("closed_on"))["last"]
    last = max(today, closed.year if closed else today)
    return tuple(range(last, first.year - 1, -1))


def year_asked(text: str, years: tuple[int, ...]) -> int:
    """The year that the address asks for when it is there, else the latest."""
    return next((year for year in years if str(year) == text), years[0])
