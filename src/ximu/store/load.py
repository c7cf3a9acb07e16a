"""Reading the ledger back: every report that the database holds as the records it was saved from, with its text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

import msgspec
from django.db import DatabaseError

from ximu.ledger.commitment import Admission, Commitment, Project
from ximu.ledger.errors import StoreError
from ximu.ledger.finding import Finding
from ximu.ledger.measure import Measure
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
            held = report.in_sources.select_related("source__text_row").filter(primary=True).first()
            yield _reading(report), held.source.text_row.text if held else ""
    except DatabaseError as error:
        raise StoreError(
            f"the database cannot be read: {error}", next_step="check the address of the ledger"
        ) from error


def _reading(report: models.Report) -> ReportReading:
    record = msgspec.convert(report.record, Report)
    return ReportReading(
        report=record,
        sections=tuple(
            msgspec.convert(
                {"kind": "section", "source": record.source, "report": record.report, **row}, Section, strict=True
            )
            for row in models.Section.objects.filter(report=report)
            .order_by("start", "level")
            .values("level", "title", "start", "end", "role")
        ),
        measures=_said(models.Measure, report, Measure),
        commitments=_said(models.Commitment, report, Commitment),
        admissions=_said(models.Admission, report, Admission),
        projects=_said(models.Project, report, Project),
        findings=_said(models.Finding, report, Finding),
    )


def _said(kind: type[models.Said], report: models.Report, into: type[T]) -> tuple[T, ...]:
    rows = kind._default_manager.filter(report=report).order_by("start").values_list("record", flat=True)
    return tuple(msgspec.convert(row, into) for row in rows)
