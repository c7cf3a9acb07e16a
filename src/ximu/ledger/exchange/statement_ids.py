"""The public ids of a report and of everything in it, as the ledger gives them, for files that leave the house."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from ximu.ledger.exchange.cells import kind_of
from ximu.ledger.finding import Finding
from ximu.ledger.identity import place_id, report_id, rival_report_id, statement_id
from ximu.ledger.reading import Record, ReportReading
from ximu.ledger.report import Report


class Ids:
    """Gives each report its id, and another one of the same place, year and kind a different id."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of_report(self, report: Report, text: str) -> str:
        """The id of a report in its source text ("" when the text is not at hand)."""
        body = text[report.start : report.end] or f"{report.sha256}:{report.start}"
        place = place_id(report.place_code, report.place or "") if report.place_code or report.place else None
        made = report_id(place, report.report_year, report.source_kind, body)
        for rival in (made, rival_report_id(made, body), rival_report_id(made, f"{report.sha256}:{report.start}")):
            if rival not in self._taken:
                made = rival
                break
        self._taken.add(made)
        return made


def identified(public_id: str, reading: ReportReading, *, all_numbers: bool = False) -> Iterator[tuple[str, Record]]:
    """Every record of a report but the report itself, with its id; the same reading gives the same ids."""
    seen: Counter[tuple[str, int]] = Counter()
    for record in reading.records(all_numbers=all_numbers):
        if isinstance(record, Report):
            continue
        kind = kind_of(record)
        if isinstance(record, Finding):
            key, start = f"{kind}:{record.type}", record.a.start
        else:
            key, start = kind, record.start
        yield statement_id(public_id, key, start, seen[key, start]), record
        seen[key, start] += 1
