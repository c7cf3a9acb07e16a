"""Quotations: characters of a report in the sentence they stand in, with the address that opens them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Q
from msgspec import Struct

from ximu.site.statements import address_of
from ximu.store import models

# A sentence of a list can be very long; so much of it stands before and behind the characters.
_AROUND = 140


class Spot(NamedTuple):
    """Characters [start, end) of the primary source of a report (its database key)."""

    report: int
    start: int
    end: int


class ReportRef(Struct, frozen=True, kw_only=True):
    """A report as others refer to it; `place` is "" when not known."""

    id: str
    title: str
    year: int | None
    kind: str
    place: str
    place_name: str
    address: str


class Quote(Struct, frozen=True, kw_only=True):
    """Words of a report: `before` + `within` + `after` is the sentence, `within` the characters [start, end) themselves."""

    report: ReportRef
    start: int
    end: int
    address: str
    before: str
    within: str
    after: str


def report_ref(report: models.Report) -> ReportRef:
    """A report, its place loaded, as others refer to it."""
    return ReportRef(
        id=report.public_id,
        title=report.title,
        year=report.report_year,
        kind=report.source_kind,
        place=report.place.public_id if report.place else "",
        place_name=report.place.name if report.place else "",
        address=f"/reports/{report.public_id}/",
    )


# The columns of a report that `report_ref` reads.
REFERENCE = ("public_id", "title", "report_year", "source_kind")
_REF = (
    "report__public_id", "report__title", "report__report_year", "report__source_kind", "report__place__public_id",
    "report__place__name",
)  # fmt: skip


def _ref(
    public_id: str, title: str, year: int | None, kind: str, place: str | None, place_name: str | None
) -> ReportRef:
    return ReportRef(
        id=public_id, title=title, year=year, kind=kind, place=place or "", place_name=place_name or "",
        address=f"/reports/{public_id}/",
    )  # fmt: skip


def rest_of_report(name: str, *, shown: tuple[str, ...] = ("public_id",)) -> tuple[str, ...]:
    """What a query over rows with their report `name` need not load, for `defer`: all of it that is not `shown`."""
    columns = (one.name for one in models.Report._meta.concrete_fields)
    return tuple(f"{name}__{one}" for one in columns if one not in ("id", "place", *shown))


def load_quotes(spots: Iterable[Spot]) -> dict[Spot, Quote]:
    """The quotations at these spots (two queries, however many there are); a spot without a text has none."""
    wanted = set(spots)
    if not wanted:
        return {}
    keys = {spot.report for spot in wanted}
    held = models.ReportSource.objects.filter(report__in=keys, primary=True)
    reports, texts = {}, {}
    for key, text, *facts in held.values_list("report", "source__text_row__text", *_REF):
        if text is not None:
            reports[key], texts[key] = _ref(*facts), text
    around = Q()
    for spot in wanted:
        around |= Q(report=spot.report, start__lt=spot.end, end__gt=spot.start)
    sentences = list(models.Passage.objects.filter(around).values_list("report", "start", "end"))
    return {
        spot: _quote(spot, reports[spot.report], texts[spot.report], sentences)
        for spot in wanted
        if spot.report in texts
    }


def _quote(spot: Spot, report: ReportRef, text: str, sentences: Iterable[tuple[int, int, int]]) -> Quote:
    touched = [
        (start, end)
        for owner, start, end in sentences
        if owner == spot.report and start < spot.end and end > spot.start
    ]
    first = max(min((start for start, _ in touched), default=spot.start), spot.start - _AROUND)
    last = min(max((end for _, end in touched), default=spot.end), spot.end + _AROUND)
    first, last = min(first, spot.start), max(last, spot.end)
    cut_before = any(start < first for start, _ in touched)
    cut_after = any(end > last for _, end in touched)
    return Quote(
        report=report,
        start=spot.start,
        end=spot.end,
        address=address_of(report.id, spot.start, spot.end),
        before=("…" if cut_before else "") + text[first : spot.start],
        within=text[spot.start : spot.end],
        after=text[spot.end : last] + ("…" if cut_after else ""),
    )
