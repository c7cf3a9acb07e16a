"""Statistics of the work that a person can see: every rate with what it counts, by unit and month, as page and CSV."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ximu.ledger.errors import TrackError
from ximu.site.download_table import table_response, wants_table
from ximu.site.language import language_of
from ximu.site.pages.statistics import year_asked, years_of
from ximu.site.rates import FIELDS, book_rates, rate_rows
from ximu.site.workbench.frame import governments_of, show
from ximu.site.workbench.sign_in import signed_in
from ximu.track.models import Person
from ximu.track.permissions import visible_to


@require_safe
@signed_in
def statistics_page(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the statistics of one government and year; `?format=csv` downloads them."""
    own = governments_of(person)
    if not own:
        raise TrackError("you hold no post now", next_step="ask the administrator of your government", code="W010")
    government = next((one for one in own if one.key == request.GET.get("government")), own[0])
    items = visible_to(person).filter(government=government)
    years = years_of(items)
    year = year_asked(request.GET.get("year", ""), years)
    books = book_rates(items, government, year, language_of(request), reasons=True)
    if wants_table(request):
        return table_response(f"statistics-{government.key}-{year}", FIELDS, rate_rows(government, year, books))
    context = {
        "government": government,
        "governments": own,
        "year": year,
        "years": years,
        "books": books,
        "until": min(timezone.localdate(), date(year, 12, 31)),
    }
    return show(request, person, "statistics.html", context)
