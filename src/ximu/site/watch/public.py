"""The public pages of watched figures: only those with an address where they were published."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ximu.ledger.errors import TrackError
from ximu.site.charts.chart import shown
from ximu.site.charts.serve import language_asked, serve
from ximu.site.download_table import table_response, wants_table
from ximu.site.language import language_of
from ximu.site.respond import respond
from ximu.site.watch.chart import charts_of
from ximu.site.watch.lines import FigureRow, SeriesPage, series_page, watch_page
from ximu.track.models import Government
from ximu.track.watch.figures import observations


@require_safe
def watch_list(request: HttpRequest) -> HttpResponse:
    """Show what is watched, the stale and the warning first (two queries)."""
    rows = observations(Government.objects.all(), published=True)
    return respond(request, "watch.html", watch_page(rows, timezone.localdate()))


@require_safe
def watched_series(request: HttpRequest, government: str, series: str) -> HttpResponse:
    """Show one series with all its figures; `?format=csv` sends them."""
    page = _series(government, series)
    if wants_table(request):
        return table_response(f"watch-{government}-{series}", FigureRow.__struct_fields__, page.figures)
    language = language_of(request)
    charts = [shown(one, language) for one in charts_of(page, _address(government, series), language)]
    return respond(request, "watched_series.html", page, extra={"charts": charts})


@require_safe
def watched_chart(request: HttpRequest, government: str, series: str, name: str, form: str) -> HttpResponse:
    """Serve a picture of the series: its months, quarters or years."""
    page = _series(government, series)
    return serve(request, charts_of(page, _address(government, series), language_asked(request)), name, form)


def _address(government: str, series: str) -> str:
    return f"/watch/{government}/{series}/"


def _series(government: str, series: str) -> SeriesPage:
    """The published figures of a series. Raises Http404."""
    found = Government.objects.filter(key=government).first()
    rows = list(observations([found], published=True).filter(series=series)) if found else []
    if found is None or not rows:
        raise Http404("series")
    try:
        return series_page(found, series, rows, timezone.localdate())
    except TrackError as error:  # a series that the file no longer has
        raise Http404("series") from error
