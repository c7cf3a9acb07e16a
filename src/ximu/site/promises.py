"""A promise as one line of a list: what was promised, by whom, when it is due, how it stands."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from msgspec import Struct

from ximu.site.quoting import rest_of_report
from ximu.site.statements import address_of
from ximu.store import models


class PromiseLine(Struct, frozen=True, kw_only=True):
    """A promise in a list; `state` is how it stands, `reason` why in words (Chinese), `source` opens its characters."""

    id: str
    address: str
    kind: str
    place: str
    place_name: str
    report: str
    report_year: int | None
    source: str
    as_written: str
    label: str
    stage: str
    due_on: date | None
    due_assumed: bool
    indicator_id: str
    importance: str
    state: str
    verdict: str
    reason: str
    targets: int
    repeated: int
    sure: bool


def promise_address(public_id: str) -> str:
    """The page of a promise; the id of a target in it leads there too."""
    return f"/promises/{public_id}/"


def promise_lines(rows: Iterable[models.Promise]) -> tuple[PromiseLine, ...]:
    """Rows as lines; report and place must be loaded with them (`select_related`)."""
    return tuple(
        PromiseLine(
            id=row.public_id,
            address=promise_address(row.public_id),
            kind=row.kind,
            place=row.place.public_id if row.place else "",
            place_name=row.place.name if row.place else "",
            report=row.report.public_id,
            report_year=row.report_year,
            source=address_of(row.report.public_id, row.start, row.end),
            as_written="".join(row.as_written.split()),
            label=row.label,
            stage=row.stage,
            due_on=row.due_on,
            due_assumed=row.due_assumed,
            indicator_id=row.indicator_id or "",
            importance=row.importance,
            state=row.state,
            verdict=row.verdict,
            reason=row.reason,
            targets=row.targets,
            repeated=row.repeated,
            sure=row.sure,
        )
        for row in rows
    )


def all_promises() -> QuerySet[models.Promise]:
    """All promises with their place and report, ready for `promise_lines`."""
    return models.Promise.objects.select_related("place", "report").defer(*rest_of_report("report"))
