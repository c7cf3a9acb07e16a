"""Finding the report that a newly read text is another copy of."""

from __future__ import annotations

from django.db.models import Count

from ximu.ledger.identity import place_id, rival_report_id
from ximu.ledger.identity import report_id as make_report_id
from ximu.ledger.report import Report as ReportRecord
from ximu.store import models
from ximu.store.likeness import Likeness, clause_hashes, likeness, sketch

# Clauses that two different reports have in common: at most 13 in 100 of the shorter one, 7 in 100 of both, over all
# pairs of 95 reports, the next year's of the same place among them. Copies of one report differ by site words, masks,
# cuts and abridgement, and keep far more.
SAME_FACTS_CONTAINED = 0.35
# Without place or year the text alone must say so; an extract is then not taken for the report.
UNKNOWN_FACTS_SHARED = 0.5
# Place or year say "another report" but most clauses are the same: then one of the facts was misread.
OTHER_FACTS_SHARED = 0.75

_LIKELY_COPIES = 5
_FEWEST_COMMON = 3


def same_report(record: ReportRecord, hashes: frozenset[int]) -> tuple[models.Report, Likeness] | None:
    """The stored report of which this is another copy, and how alike; None when it is a new one."""
    by_facts = _of_same_facts(record)
    judged = [(report, likeness(hashes, primary_hashes(report))) for report in by_facts]
    alike = [(report, how) for report, how in judged if how.contained >= SAME_FACTS_CONTAINED]
    if not alike:
        tried = {report.pk for report in by_facts}
        judged = [
            (report, likeness(hashes, primary_hashes(report)))
            for report in _likely_copies(hashes)
            if report.pk not in tried
        ]
        alike = [(report, how) for report, how in judged if how.shared >= _needed(record, report)]
    return max(alike, key=lambda pair: (pair[1].shared, -pair[0].pk), default=None)


def new_public_id(record: ReportRecord, text: str, sha256: str) -> str:
    """A free public id for a report with this text; `sha256` is its source's."""
    place = place_id(record.place_code, record.place or "") if record.place_code or record.place else None
    public_id = make_report_id(place, record.report_year, record.source_kind, text)
    taken = models.Report.objects.filter(public_id__startswith=public_id).values_list("public_id", flat=True)
    for rival in (public_id, rival_report_id(public_id, text)):
        if rival not in taken:
            return rival
    return rival_report_id(public_id, f"{sha256}:{record.start}")


def primary_hashes(report: models.Report) -> frozenset[int]:
    """The clause hashes of the report's text in its primary source."""
    held = report.in_sources.select_related("source__text_row").get(primary=True)
    return clause_hashes(held.source.text[held.start : held.end])


def _of_same_facts(record: ReportRecord) -> list[models.Report]:
    if record.report_year is None or not (record.place_code or record.place):
        return []
    place = place_id(record.place_code, record.place or "")
    return list(
        models.Report.objects.filter(
            place__public_id=place, report_year=record.report_year, source_kind=record.source_kind
        )
    )


def _likely_copies(hashes: frozenset[int]) -> list[models.Report]:
    smallest = sketch(hashes)
    counted = (
        models.ReportSketch.objects.filter(hash__in=smallest)
        .values("report")
        .annotate(common=Count("hash"))
        .filter(common__gte=min(_FEWEST_COMMON, len(smallest)))
        .order_by("-common", "report")
    )
    likely = [row["report"] for row in counted[:_LIKELY_COPIES]]
    return list(models.Report.objects.filter(pk__in=likely))


def _needed(record: ReportRecord, report: models.Report) -> float:
    """The share of common clauses that makes one report of a text and a stored report with other or unknown facts."""
    place = place_id(record.place_code, record.place or "") if record.place_code or record.place else None
    facts = (place, record.report_year)
    stored = (report.place.public_id if report.place else None, report.report_year)
    known = [(one, other) for one, other in zip(facts, stored, strict=True) if one is not None and other is not None]
    differ = record.source_kind != report.source_kind or any(one != other for one, other in known)
    return OTHER_FACTS_SHARED if differ else UNKNOWN_FACTS_SHARED
