"""Saving a reading: one transaction a document, nothing doubled, nothing half-written. All writes pass here."""

from __future__ import annotations

import hashlib
from typing import Any, Literal, NamedTuple

import msgspec
from django.db import DatabaseError, connection, transaction

from ximu import __version__
from ximu.ledger.errors import StoreError
from ximu.ledger.reading import Reading, ReportReading
from ximu.ledger.report import Report as ReportRecord
from ximu.store import models
from ximu.store.bigrams import storable
from ximu.store.likeness import clause_hashes, sketch
from ximu.store.match import new_public_id, same_report
from ximu.store.passages import sentences
from ximu.store.rows import forget_statements, store_places, store_statements
from ximu.store.search_index import forget_passages, index_passages
from ximu.store.tallies import tallied
from ximu.store.writing import one_writer


class SavedReport(NamedTuple):
    """What became of one report of a document; `similarity` is 0–1, to the primary source of the report."""

    public_id: str
    what: Literal["new", "second_source", "reread", "known"]
    statements: int
    similarity: float = 1.0


class SaveResult(NamedTuple):
    """What became of one document: new, known (the same bytes were read by the same reader before), or read again."""

    sha256: str
    what: Literal["new", "known", "reread"]
    reports: tuple[SavedReport, ...]


def known_source(sha256: str, *, reader_version: str = __version__) -> SaveResult | None:
    """The result for a document that this version of the reader has read before, so it need not be read again.

    `sha256` is of its bytes. Raises StoreError when the database refuses.
    """
    try:
        source = models.Source.objects.filter(sha256=sha256).first()
        return _known(source) if source and source.reader_version == reader_version else None
    except DatabaseError as error:
        raise _refused(error, "") from error


def save_reading(
    reading: Reading, data: bytes, *, reader_version: str = __version__, again: bool = False
) -> SaveResult:
    """Keep a reading and the bytes it was read from.

    The same document again changes nothing; read by another reader version, or with `again`, its statements are
    replaced. A report that is already there from another document gets this one as a further source. Raises StoreError when the
    database refuses; then nothing of the document is kept.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    if reading.sha256 and reading.sha256 != sha256:
        raise StoreError("the reading belongs to other bytes", where=reading.source, code="S005")
    if storable(reading.text) != reading.text:
        reading = msgspec.convert(_storable(msgspec.to_builtins(reading)), Reading)
    try:
        with transaction.atomic():
            one_writer()  # two must not both find "new"
            known = models.Source.objects.filter(sha256=sha256).first()
            if known and known.reader_version == reader_version and not again:
                return _known(known)
            source = known or _new_source(reading, sha256, data, reader_version)
            with tallied(source.holds.filter(primary=True).values_list("report_id", flat=True)) as made:
                result = (_read_again if known else _read_first)(source, reading, reader_version)
                made += [one.public_id for one in result.reports if one.what == "new"]
            return result
    except DatabaseError as error:
        raise _refused(error, reading.source) from error


def _known(source: models.Source) -> SaveResult:
    held = source.holds.select_related("report").order_by("start")
    reports = (SavedReport(one.report.public_id, "known", 0, one.similarity) for one in held)
    return SaveResult(source.sha256, "known", tuple(reports))


def _new_source(reading: Reading, sha256: str, data: bytes, reader_version: str) -> models.Source:
    source = models.Source.objects.create(
        sha256=sha256,
        name=reading.source,
        format=reading.format,
        encoding=reading.encoding,
        size_bytes=len(data),
        characters=len(reading.text),
        reader_version=reader_version,
    )
    models.SourceText.objects.create(source=source, text=reading.text)
    models.SourceFile.objects.create(source=source, data=data)
    return source


def _read_first(source: models.Source, reading: Reading, reader_version: str) -> SaveResult:
    del reader_version  # stands in the new row
    return SaveResult(source.sha256, "new", tuple(_save_report(source, reading, one) for one in reading.reports))


def _save_report(source: models.Source, reading: Reading, found: ReportReading) -> SavedReport:
    """A report met for the first time in this source: a new one, or a further source of a stored one."""
    record = found.report
    text = reading.text[record.start : record.end]
    hashes = clause_hashes(text)
    match = same_report(record, hashes)
    if match:
        report, how = match
        _hold(report, source, record, similarity=how.shared, primary=False)
        return SavedReport(report.public_id, "second_source", 0, how.shared)
    report = models.Report(public_id=new_public_id(record, text, source.sha256))
    _write_facts(report, record, source.reader_version)
    _hold(report, source, record, similarity=1.0, primary=True)
    return SavedReport(report.public_id, "new", _write_content(report, reading, found, hashes))


def _read_again(source: models.Source, reading: Reading, reader_version: str) -> SaveResult:
    """Replace what an earlier reader version found in this source; ids of reports and statements stay."""
    if source.reader_version != reader_version:
        source.earlier_versions = [*source.earlier_versions, source.reader_version]
        source.reader_version = reader_version
    source.format, source.encoding, source.characters = reading.format, reading.encoding, len(reading.text)
    source.save()
    models.SourceText.objects.filter(source=source).update(text=reading.text)
    held = list(source.holds.select_related("report").order_by("start"))
    pairs = [(found, _take_overlapping(held, found.report)) for found in reading.reports]
    for left_over in held:  # first, so that their places in the source are free
        _let_go(left_over)
    for _, old in pairs:
        if old:
            old.delete()
    results = [_replace(source, reading, found, old) for found, old in pairs]
    return SaveResult(source.sha256, "reread", tuple(results))


def _replace(
    source: models.Source, reading: Reading, found: ReportReading, old: models.ReportSource | None
) -> SavedReport:
    if old is None:
        return _save_report(source, reading, found)
    report = old.report
    _hold(report, source, found.report, similarity=old.similarity, primary=old.primary)
    if not old.primary:
        return SavedReport(report.public_id, "reread", 0, old.similarity)
    forget_statements(report)
    forget_passages(report)
    report.sketch.all().delete()
    _write_facts(report, found.report, source.reader_version)
    hashes = clause_hashes(reading.text[found.report.start : found.report.end])
    return SavedReport(report.public_id, "reread", _write_content(report, reading, found, hashes))


def _take_overlapping(held: list[models.ReportSource], record: ReportRecord) -> models.ReportSource | None:
    """Take out of `held` the row that lies over most of the record's characters."""
    overlap = {one.pk: min(one.end, record.end) - max(one.start, record.start) for one in held}
    best = max(held, key=lambda one: overlap[one.pk], default=None)
    if best is None or overlap[best.pk] <= 0:
        return None
    held.remove(best)
    return best


def _let_go(held: models.ReportSource) -> None:
    """A newer reader no longer sees this report in the source; a report whose statements came from it goes too."""
    if not held.primary:
        held.delete()
        return
    models.Report.objects.filter(place=held.report.place).update(linked_version="")
    forget_statements(held.report)
    forget_passages(held.report)
    held.report.delete()


def _hold(
    report: models.Report, source: models.Source, record: ReportRecord, *, similarity: float, primary: bool
) -> None:
    models.ReportSource.objects.create(
        report=report,
        source=source,
        start=record.start,
        end=record.end,
        copies=msgspec.to_builtins(record.copies),
        similarity=similarity,
        primary=primary,
        record=msgspec.to_builtins(record),
    )


def _write_facts(report: models.Report, record: ReportRecord, reader_version: str) -> None:
    places = store_places([(record.place_code, record.place, record.level)])
    place = next(iter(places.values()), None)
    if report.place and report.place != place:  # read anew as that of another place: the old one has lost a report
        models.Report.objects.filter(place=report.place).update(linked_version="")
    report.place, report.of_place = place, place.public_id if place else ""
    report.linked_version = ""
    report.report_year = record.report_year
    report.source_kind = record.source_kind
    report.title = record.title or ""
    report.body = record.body or ""
    report.level = record.level or ""
    report.delivered_on = record.delivered_on
    report.session = record.session or ""
    report.characters = record.characters or record.end - record.start
    report.reader_version = reader_version
    report.record = msgspec.to_builtins(record)
    report.save()


def _write_content(report: models.Report, reading: Reading, found: ReportReading, hashes: frozenset[int]) -> int:
    spans = sentences(reading.text, found.report.start, found.report.end)
    models.ReportSketch.objects.bulk_create(models.ReportSketch(report=report, hash=one) for one in sketch(hashes))
    index_passages(report, reading.text, spans)
    return store_statements(report, found, reading.text, spans)


def _storable(value: Any) -> Any:
    """`value` with characters that no database keeps replaced one to one, so that positions hold."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {key: _storable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_storable(one) for one in value]
    return value


def _refused(error: DatabaseError, where: str) -> StoreError:
    """The database's own words as one line; a lost connection is let go, so that the next file gets a new one."""
    connection.close_if_unusable_or_obsolete()
    words = " ".join(str(error).split()) or type(error).__name__
    code, next_step = "S001", ""
    if any(sign in words for sign in ("disk is full", "disk I/O error", "No space left")):
        code, next_step = "S004", "free space on the disk of the database and add the file again"
    elif "is locked" in words:
        code, next_step = "S006", "another process is writing; add the file again when it has ended"
    return StoreError(f"not saved, the database says: {words}", where=where, next_step=next_step, code=code)
