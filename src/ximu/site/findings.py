"""A finding as one line of a list: what kind, how grave, about which report, held against which."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet
from msgspec import Struct

from ximu.link.findings.kinds import RULES, TYPES
from ximu.site.quoting import rest_of_report
from ximu.store import models

# Rules of the reader, whose findings inside one report `*.within` takes over.
OF_READER = ("check.same_thing_two_values", "check.shares_make_100", "check.change_between_ends")
ALL_RULES = (*OF_READER, *(rule for rule in RULES if not rule.endswith(".within")))
KINDS = TYPES


class FindingLine(Struct, frozen=True, kw_only=True):
    """A finding in a list; `why` holds the arithmetic in words (Chinese), `a` and `b` are the words quoted."""

    id: str
    address: str
    type: str
    rule: str
    severity: int
    sure: bool
    why: str
    place: str
    place_name: str
    report: str
    report_year: int | None
    other_report: str
    other_year: int | None
    other_place_name: str
    a: str
    b: str


def finding_address(public_id: str) -> str:
    """The page of a finding."""
    return f"/findings/{public_id}/"


def with_reports() -> QuerySet[models.ComputedFinding]:
    """All findings with their reports and places, ready for `finding_lines`."""
    found = models.ComputedFinding.objects.select_related("report", "place", "other_report__place")
    other = rest_of_report("other_report", shown=("public_id", "report_year"))
    return found.defer("record", *rest_of_report("report"), *other)


def finding_lines(rows: Iterable[models.ComputedFinding]) -> tuple[FindingLine, ...]:
    """Rows as lines; they must come from `with_reports`."""
    return tuple(
        FindingLine(
            id=row.public_id,
            address=finding_address(row.public_id),
            type=row.type,
            rule=row.rule,
            severity=row.severity,
            sure=row.sure,
            why=row.why,
            place=row.place.public_id if row.place else "",
            place_name=row.place.name if row.place else "",
            report=row.report.public_id,
            report_year=row.report_year,
            other_report=row.other_report.public_id if row.other_report else "",
            other_year=row.other_report.report_year if row.other_report else None,
            other_place_name=row.other_report.place.name if row.other_report and row.other_report.place else "",
            a="".join(row.a_text.split()),
            b="".join(row.b_text.split()),
        )
        for row in rows
    )
