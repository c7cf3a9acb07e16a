"""A reading: everything one pass of the reader found in one document."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from ximu.ledger.commitment import Admission, Commitment, Project
from ximu.ledger.finding import Finding
from ximu.ledger.measure import Measure, Number
from ximu.ledger.report import Report, Section

Record = Report | Section | Measure | Commitment | Admission | Project | Number | Finding


class ReportReading(Struct, frozen=True, kw_only=True):
    """One report and its statements, each list in the order of the text."""

    report: Report
    sections: tuple[Section, ...] = ()
    measures: tuple[Measure, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    admissions: tuple[Admission, ...] = ()
    projects: tuple[Project, ...] = ()
    numbers: tuple[Number, ...] = ()
    findings: tuple[Finding, ...] = ()

    def records(self, *, all_numbers: bool = False) -> Iterator[Record]:
        """The records in the order of the exchange format; `number` records only with `all_numbers`."""
        yield self.report
        yield from self.sections
        yield from self.measures
        yield from self.commitments
        yield from self.admissions
        yield from self.projects
        if all_numbers:
            yield from self.numbers
        yield from self.findings


class Reading(Struct, frozen=True, kw_only=True):
    """One document: the very text the positions refer to, where it came from, and the reports in it."""

    source: str
    text: str
    sha256: str
    encoding: str
    format: str
    reports: tuple[ReportReading, ...]

    def records(self, *, all_numbers: bool = False) -> Iterator[Record]:
        """All records of all reports of the document."""
        for found in self.reports:
            yield from found.records(all_numbers=all_numbers)
