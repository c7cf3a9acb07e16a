"""The page of how a government kept its word (守信): bands by year and group, and every target that they rest on."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from msgspec import Struct

from ximu.ledger.integrity import JUDGED, PARTS, IntegrityGroup, IntegrityPoint, IntegrityYear, Share
from ximu.ledger.link import Linked
from ximu.link.words import table
from ximu.site.download_table import table_response, wants_table
from ximu.site.integrity import integrity_of
from ximu.site.language import language_of, say
from ximu.site.respond import respond
from ximu.site.statements import address_of
from ximu.store import models

# Sign of a part, as in the table of outcomes.
OUTCOME_OF = {
    "kept": "kept", "late": "partly", "partly": "partly", "missed": "missed", "silent": "unreported",
    "not_due": "not_due",
}  # fmt: skip


class Point(Struct, frozen=True, kw_only=True):
    """One target: its words and where they stand, what it counts as, why, and why it is in its group (Chinese)."""

    part: str
    outcome: str
    target: str
    indicator: str
    target_address: str
    result: str
    result_address: str
    reason: str
    placed_by: str
    sure: bool


class GroupLine(Struct, frozen=True, kw_only=True):
    """One group in one year; `band` is "" without one, and `why_none` (Chinese) says why."""

    group: str
    band: str
    band_zh: str
    band_en: str
    why_none: str
    since: str
    fulfillment: Share
    coverage: Share
    timeliness: Share
    testability: Share
    counts: dict[str, int]


class YearLine(Struct, frozen=True, kw_only=True):
    """The groups of one year; `reported`: the report that looks back on it is at hand."""

    year: int
    reported: bool
    groups: tuple[GroupLine, ...]


class Admission(Struct, frozen=True, kw_only=True):
    """Words in which the next report says itself that a target was missed."""

    words: str
    address: str


class IntegrityPage(Struct, frozen=True, kw_only=True):
    """All years in bands, and the points of the year chosen, by group; `outside` targets are in no group."""

    place: str
    place_name: str
    year: int
    years: tuple[YearLine, ...]
    points: dict[str, tuple[Point, ...]]
    admissions: tuple[Admission, ...]
    outside: int


@require_safe
def integrity_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """Show how a place kept its word; `?year=` chooses whose targets are listed, `?format=csv` sends those of all years."""
    place = models.Place.objects.filter(public_id=public_id).first()
    years = integrity_of(place) if place else ()
    if place is None or not years:
        raise Http404("integrity")
    asked = request.GET.get("year", "")
    reported = [one for one in years if one.reported and any(counted(group) for group in one.groups)]
    chosen = next((one for one in years if str(one.year) == asked), (reported or list(years))[0])
    if wants_table(request):
        rows = [point(one) for year in years for group in year.groups for one in group.points]
        return table_response(f"integrity-{public_id}", Point.__struct_fields__, rows)
    page = IntegrityPage(
        place=place.public_id,
        place_name=place.name,
        year=chosen.year,
        years=tuple(year_line(one) for one in years),
        points={group.group: tuple(point(one) for one in sorted(group.points, key=order)) for group in chosen.groups},
        admissions=tuple(
            Admission(words=one.as_written, address=address_of(one.source, one.start, one.end))
            for one in chosen.admissions
        ),
        outside=chosen.outside,
    )
    return respond(request, "integrity.html", page, extra=in_words(page, language_of(request)))


def in_words(page: IntegrityPage, language: str) -> dict[str, Any]:
    """The chosen year with its groups and their points, and every band in the language of the page."""
    line = next(one for one in page.years if one.year == page.year)
    words = {
        group.band: group.band_zh if language == "zh" else group.band_en
        for year in page.years
        for group in year.groups
        if group.band
    }
    return {
        "chosen": [(group, page.points[group.group]) for group in line.groups],
        "bands": words,
        "no_band": say("integrity.no_band", language),
    }


def counted(group: IntegrityGroup) -> int:
    """How many targets of a group were judged."""
    return sum(group.counts[part] for part in JUDGED)


def order(one: IntegrityPoint) -> tuple[int, str, int]:
    """Missed before silent before kept: what needs a look comes first."""
    first = ("missed", "silent", "partly", "late", "kept")
    place = first.index(one.part) if one.part in first else len(first) + PARTS.index(one.part)
    return place, one.target.source, one.target.start


def year_line(one: IntegrityYear) -> YearLine:
    """A year for the table of all years."""
    return YearLine(year=one.year, reported=one.reported, groups=tuple(group_line(group) for group in one.groups))


def group_line(one: IntegrityGroup) -> GroupLine:
    """A group with its band in both languages."""
    known = [band for row in table("integrity")["bands"] for band in row["band"] if band["id"] == one.band]
    return GroupLine(
        group=one.group,
        band=one.band or "",
        band_zh=known[-1]["zh"] if known else "",
        band_en=known[-1]["en"] if known else "",
        why_none=one.band_reason if one.band is None else "",
        since=one.band_since,
        fulfillment=one.fulfillment,
        coverage=one.coverage,
        timeliness=one.timeliness,
        testability=one.testability,
        counts={str(part): count for part, count in one.counts.items()},
    )


def point(one: IntegrityPoint) -> Point:
    """A target with the words that told its outcome."""
    told = one.observed or one.outcome
    return Point(
        part=one.part,
        outcome=OUTCOME_OF.get(one.part, "not_testable"),
        target=one.target.as_written,
        indicator=one.target.indicator,
        target_address=address(one.target),
        result=told.as_written if told else "",
        result_address=address(told) if told else "",
        reason=one.reason,
        placed_by=one.placed_by,
        sure=one.sure,
    )


def address(one: Linked) -> str:
    """Where the words of one end stand; the source of a statistic; "" for neither."""
    if one.origin == "statistics":
        return one.source_url
    return address_of(one.source, one.start, one.end)
