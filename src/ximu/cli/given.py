"""What a command that looks at many reports together is given: documents, readings as JSON Lines, or the ledger."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ximu.cli.failures import one_file
from ximu.cli.gather import gather
from ximu.ledger.commitment import Admission, Commitment, Project
from ximu.ledger.errors import UsageError, XimuError
from ximu.ledger.exchange.formats import read_records
from ximu.ledger.finding import Finding
from ximu.ledger.measure import Measure, Number
from ximu.ledger.observation import Observation
from ximu.ledger.reading import Record, ReportReading
from ximu.ledger.report import Report, Section

Given = tuple[ReportReading, str]
Fail = Callable[[XimuError], None]
READINGS = (".jsonl", ".ndjson")


def given_reports(paths: Sequence[str], database: str | None, fail: Fail) -> Iterator[Given]:
    """Every report of the paths with its source text ("" when only the reading is at hand), or of the ledger.

    A file that cannot be read goes to `fail`. Raises UsageError when there is nothing to look at.
    """
    if not paths:
        from ximu.cli.add import open_ledger

        open_ledger(database)
        # Its tables can be named only when the database is open.
        from ximu.store.load import held_reports

        yield from held_reports()
        return
    if database is not None:
        raise UsageError("files and --database exclude each other", next_step="leave one out")
    for path in paths:
        if Path(path).suffix.lower() in READINGS:
            with one_file(path, fail):
                yield from _from_readings(Path(path))
        else:
            for reading in gather([path], fail):
                yield from ((report, reading.text) for report in reading.reports)


# Where a reading keeps the records of each kind.
FIELDS: dict[type, str] = {
    Section: "sections",
    Measure: "measures",
    Commitment: "commitments",
    Admission: "admissions",
    Project: "projects",
    Number: "numbers",
    Finding: "findings",
}


def _from_readings(path: Path) -> Iterator[Given]:
    """The reports of a file that `ximu read` wrote; the text comes from the source where it still lies unchanged."""
    texts: dict[str, str] = {}
    for reading in assembled(read_records(path)):
        report = reading.report
        if report.source not in texts:
            texts[report.source] = _text_of(report)
        yield reading, texts[report.source]


def assembled(records: Iterable[Record]) -> Iterator[ReportReading]:
    """The reports that the records belong to, each with its own; records of no report are left out."""
    reports: dict[tuple[str, int], Report] = {}
    said: dict[tuple[str, int], dict[str, list[Any]]] = {}
    for record in records:
        key = record.source, record.report
        if isinstance(record, Report):
            reports[key] = record
        else:
            said.setdefault(key, {}).setdefault(FIELDS[type(record)], []).append(record)
    for key, report in reports.items():
        fields = {field: tuple(found) for field, found in said.get(key, {}).items()}
        yield ReportReading(report=report, **fields)


def _text_of(report: Report) -> str:
    """The text the positions refer to, when the very file is still there; else ""."""
    from ximu.read.intake import open_document

    path = Path(report.source)
    try:
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != report.sha256:
            return ""
        return open_document(path).text
    except (OSError, XimuError):
        return ""


def given_with_statistics(
    paths: Sequence[str], observed: Sequence[Path], database: str | None, fail: Fail
) -> tuple[list[Given], list[Observation]]:
    """The reports, and the official statistics beside them: those of the tables, after those the ledger holds itself."""
    given = list(given_reports(paths, database, fail))
    if paths:
        return given, observations(observed, fail)
    from ximu.store.load import held_observations

    return given, [*held_observations(), *observations(observed, fail)]


def observations(paths: Sequence[Path], fail: Fail) -> list[Observation]:
    """The rows of tables of official statistics (CSV, or what `ximu observe` wrote); wrong rows go to `fail`."""
    from ximu.ledger.exchange.links import read_jsonl
    from ximu.link.statistics import read_observations

    found: list[Observation] = []
    for path in paths:
        with one_file(str(path), fail):
            if path.suffix.lower() in READINGS:
                with path.open("rb") as file:
                    found += [one for one in read_jsonl(file, str(path)) if isinstance(one, Observation)]
                continue
            for row in read_observations(path.read_bytes(), str(path)):
                if isinstance(row, Observation):
                    found.append(row)
                else:
                    fail(row)
    return found
