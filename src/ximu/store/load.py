"""Reading the ledger back: every report that the database holds as the records it was saved from, with its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec
from django.db import DatabaseError

from ximu.ledger.commitment import Admission, Commitment, Project
from ximu.ledger.errors import StoreError
from ximu.ledger.finding import Finding
from ximu.ledger.measure import Measure
from ximu.ledger.observation import Observation
from ximu.ledger.reading import ReportReading
from ximu.ledger.report import Report, Section
from ximu.store import models

T = TypeVar("T")


def held_reports() -> Iterator[tuple[ReportReading, str]]:
    """Every report with its statements, from its primary source, and the text of that source.

    Raises StoreError when the database refuses.
    """
    try:
        for report in models.Report.objects.order_by("public_id").iterator(chunk_size=100):
            yield load_report(report), text_of(report)
    except DatabaseError as error:
        raise StoreError(
            f"the database cannot be read: {error}", next_step="check the address of the ledger"
        ) from error


def held_observations() -> list[Observation]:
    """All rows of official statistics that were added to the ledger, in the order of their addition.

    Raises StoreError when the database refuses.
    """
    try:
        rows = models.Observation.objects.order_by("added_at", "public_id").values_list("record", flat=True)
        return [msgspec.convert(row, Observation) for row in rows]
    except DatabaseError as error:
        raise StoreError(
            f"the database cannot be read: {error}", next_step="check the address of the ledger"
        ) from error


def text_of(report: models.Report) -> str:
    """The text of the primary source of a report, "" when it has none (one query)."""
    text = models.SourceText.objects.filter(source__holds__report=report, source__holds__primary=True)
    return text.values_list("text", flat=True).first() or ""


def load_report(report: models.Report, source: str | None = None) -> ReportReading:
    """A report as the records it was saved from (seven queries); `source` replaces the name of the file in them."""
    record: Report = _record(report.record, Report, source)
    own = {"source": record.source, "report": record.report}
    return ReportReading(
        report=record,
        sections=tuple(
            msgspec.convert({"kind": "section", **own, **row}, Section, strict=True)
            for row in models.Section.objects.filter(report=report)
            .order_by("start", "level")
            .values("level", "title", "start", "end", "role")
        ),
        measures=_said(models.Measure, report, Measure, source),
        commitments=_said(models.Commitment, report, Commitment, source),
        admissions=_said(models.Admission, report, Admission, source),
        projects=_said(models.Project, report, Project, source),
        findings=_said(models.Finding, report, Finding, source),
    )


def _said(kind: type[models.Said], report: models.Report, into: type[T], source: str | None) -> tuple[T, ...]:
    rows = kind._default_manager.filter(report=report).order_by("start", "pk").values_list("record", flat=True)
    return tuple(_record(row, into, source) for row in rows)


def _record(row: dict[str, Any], into: type[T], source: str | None) -> T:
    if source is not None:
        row = {**row, "source": source}
        for side in ("a", "b"):
            if isinstance(row.get(side), dict):
                row[side] = {**row[side], "source": source}
    return msgspec.convert(row, into)
