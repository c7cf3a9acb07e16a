"""The search: sentences of the reports that hold the words, with each word marked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.ledger.errors import UsageError
from ximu.site.respond import respond
from ximu.site.statements import address_of
from ximu.store import models
from ximu.store import search as store_search


class Run(Struct, frozen=True, kw_only=True):
    """A run of characters of a sentence, found or not."""

    text: str
    found: bool


class SearchHit(Struct, frozen=True, kw_only=True):
    """A sentence that holds the words; `address` opens the report at the first word found."""

    report: str
    report_title: str
    report_year: int | None
    place: str
    place_name: str
    start: int
    end: int
    sentence: str
    runs: tuple[Run, ...]
    address: str


class SearchPage(Struct, frozen=True, kw_only=True):
    """What was looked for and one page of what was found; `refused` says why a search could not be made.

    `more` says that more sentences than `total` hold the words; only the first ones are shown.
    """

    q: str
    place: str
    year: int | None
    total: int
    more: bool
    page: int
    pages: int
    refused: str
    hits: tuple[SearchHit, ...]
    places: tuple[tuple[str, str], ...]
    years: tuple[int, ...]


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Show what `?q=` finds, narrowed by `?place=` and `?year=`."""
    words = request.GET.get("q", "").strip()
    place = request.GET.get("place", "")
    year = number(request.GET.get("year", ""))
    refused, found = "", store_search.Results(0, 1, 1, ())
    try:
        found = store_search.search(
            words, place=place or None, report_year=year, page=number(request.GET.get("page", "")) or 1
        )
    except UsageError as error:
        refused = error.line()
    known = models.Place.objects.filter(tally__reports__gt=0).order_by("public_id")
    years = models.ReportTally.objects.filter(report_year__gt=0).values_list("report_year", flat=True).distinct()
    page = SearchPage(
        q=words,
        place=place,
        year=year,
        total=found.total,
        more=found.more,
        page=found.page,
        pages=found.pages,
        refused=refused,
        hits=tuple(hit(one) for one in found.hits),
        places=tuple(known.values_list("public_id", "name")),
        years=tuple(sorted(years, reverse=True)),
    )
    return respond(request, "search.html", page, status=400 if refused else 200)


def number(text: str) -> int | None:
    """A whole number of up to nine digits, None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def hit(found: store_search.Hit) -> SearchHit:
    """A hit with its sentence cut where the words are."""
    report = found.report
    first = found.marks[0] if found.marks else (found.start, found.end)
    return SearchHit(
        report=report.public_id,
        report_title=report.title,
        report_year=report.report_year,
        place=report.place.public_id if report.place else "",
        place_name=report.place.name if report.place else "",
        start=found.start,
        end=found.end,
        sentence=found.sentence,
        runs=runs(found),
        address=address_of(report.public_id, *first),
    )


def runs(found: store_search.Hit) -> tuple[Run, ...]:
    """The sentence as runs of found and other characters, in order; together they are the sentence."""
    parts, at = [], found.start
    for start, end in found.marks:
        start = max(start, at)
        if end <= start:
            continue
        parts.append(Run(text=found.sentence[at - found.start : start - found.start], found=False))
        parts.append(Run(text=found.sentence[start - found.start : end - found.start], found=True))
        at = end
    parts.append(Run(text=found.sentence[at - found.start :], found=False))
    return tuple(part for part in parts if part.text)
