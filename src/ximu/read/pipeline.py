"""The order of the steps from a document to its reading."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ximu.ledger.reading import Reading, ReportReading
from ximu.read import refusals
from ximu.read.admission import admissions
from ximu.read.attach.scope import names_with_part
from ximu.read.checks import check
from ximu.read.clean import repair
from ximu.read.copies import Segment, find_reports
from ximu.read.facts import facts
from ximu.read.intake import Document, open_document
from ximu.read.measures import own_names, read_measures
from ximu.read.outline import outline
from ximu.read.project import projects
from ximu.read.promise import promises
from ximu.read.records import Records
from ximu.read.report_evidence import looks_like_report


def read_path(path: Path, name: str | None = None) -> Reading:
    """Read one file; `name` is what the records call it (default: the path as given).

    Raises IntakeError when the file cannot be turned into text or holds no report.
    """
    return read_document(open_document(path, name))


def read_document(document: Document) -> Reading:
    """Everything the reader finds in one document. Raises IntakeError when its text is no report."""
    evidence = looks_like_report(document.text)
    if not evidence.enough:
        raise refusals.refuse(refusals.NO_REPORT, f"no government report ({evidence.reason})", document.source)
    with _collector_at_rest():
        segments = find_reports(document.text)
        reports = tuple(_read_report(document, number, segment) for number, segment in enumerate(segments, 1))
    return Reading(
        source=document.source,
        text=document.text,
        sha256=document.sha256,
        encoding=document.encoding,
        format=document.format,
        reports=reports,
    )


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Reading makes many small objects and no cycles: looking for cycles among them finds nothing and costs time.

    Afterwards they count as old at once, else the next look would go through all of them.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            if not gc.get_freeze_count():  # what the program around has frozen stays so
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _read_report(document: Document, number: int, segment: Segment) -> ReportReading:
    clean = repair(document.text, segment.start, segment.end)
    parts = outline(clean.text)
    known = facts(clean.text, parts, document.source)
    late = known.delivered_on is not None and known.report_year == known.delivered_on.year + 1
    own = own_names(known.place)
    items, numbers = read_measures(clean.text, parts, known.report_year, own, known.year_doubtful, late)
    page = Records(document, number, clean, parts, known)
    measures = page.measures(items)
    # A class of size, or a place that is held already, is nothing to reach: 打造|千亿级园区, 利用产量|全国第一的优势.
    given = [item.stance == "attribute" and (item.written.elided or item.aspect == "rank") for item in items]
    reached = [item for item, known_already in zip(items, given, strict=True) if not known_already]
    spans = [item.written[:2] for item in reached]
    # 收入10万元以上的村|占比75%: the size is none of what is to reach
    names = [() if item.stance == "attribute" else names_with_part(item) for item in reached]
    found = promises(clean.text, parts, known.report_year, spans, names)
    return ReportReading(
        report=page.report(segment, numbers),
        sections=page.sections(),
        measures=measures,
        commitments=page.commitments(found, items),
        admissions=page.admissions(admissions(clean.text, parts)),
        projects=page.projects(projects(clean.text, parts)),
        numbers=page.numbers(numbers),
        findings=check(measures),
    )
