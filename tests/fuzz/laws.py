"""What holds for every input whatever: it is refused with a reason, or every record is true to the text and can be written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, Protocol

from ximu.ledger.errors import IntakeError
from ximu.ledger.exchange import jsonl
from ximu.ledger.exchange.cells import from_cells, to_cells
from ximu.ledger.finding import Finding
from ximu.ledger.measure import Measure
from ximu.ledger.reading import Reading, ReportReading
from ximu.ledger.report import Report, Section
from ximu.read.intake import read_bytes
from ximu.read.pipeline import read_document


class Quoted(Protocol):
    """Anything with a place in the text and the characters that stand there."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def as_written(self) -> str: ...


class Spanned(NamedTuple):
    """A place without its characters."""

    start: int
    end: int


def read_or_refuse(data: bytes, name: str = "a.txt") -> Reading | None:
    """The reading of a file, checked; None when it was refused. Raises AssertionError when a law is broken."""
    try:
        reading = read_document(read_bytes(data, name))
    except IntakeError as refusal:
        assert refusal.code.startswith("R")
        assert "\n" not in refusal.line()
        return None
    assert reading.reports
    for found in reading.reports:
        check_report(reading.text, found)
        check_writable(found)
    return reading


def check_report(text: str, found: ReportReading) -> None:
    """Every position of a report lies in it and every quotation is what stands there."""
    report = found.report
    assert 0 <= report.start < report.end <= len(text)
    check_inside(text, report, [*found.sections, *report.repairs])
    check_inside(text, report, [Spanned(*mention) for one in found.projects for mention in one.mentions])
    assert all(0 <= copy.start <= copy.end <= len(text) for copy in report.copies)
    for repair in report.repairs:
        assert text[repair.start : repair.end] == repair.was
    quoted: list[Quoted] = [
        *found.measures, *found.commitments, *found.admissions, *found.projects, *found.numbers,
        *(stage for one in found.projects for stage in one.stages),
        *(side for one in found.findings for side in (one.a, one.b) if side is not None),
    ]  # fmt: skip
    for one in quoted:
        assert text[one.start : one.end] == one.as_written, one
        assert one.as_written, one
    check_inside(text, report, quoted)
    for measure in found.measures:
        check_measure(measure)
    starts = {measure.start for measure in found.measures}
    assert all(set(one.measures) <= starts for one in found.commitments)
    assert sum(getattr(report.numbers, name) for name in report.numbers.__struct_fields__) == len(found.numbers)


def check_inside(text: str, report: Report, spans: Iterable[Spanned | Quoted | Section]) -> None:
    """Every span lies within the report."""
    for one in spans:
        assert report.start <= one.start <= one.end <= report.end, one


def check_measure(measure: Measure) -> None:
    """A measure stands in its sentence and holds a number that can be written."""
    assert measure.sentence_start <= measure.start < measure.end <= measure.sentence_end, measure
    assert measure.low.is_finite()
    assert measure.low <= measure.high, measure
    assert bool(measure.doubt) != measure.sure, measure


def check_writable(found: ReportReading) -> None:
    """Every record can be written and comes back the same, as JSON and as a row of a table."""
    records = list(found.records(all_numbers=True))
    assert list(jsonl.read(map(jsonl.encode, records))) == records
    for record in records:
        if not isinstance(record, Finding):
            assert from_cells(to_cells(record)) == record
