"""Turning the records of one report into table rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from django.db import connection

from ximu.ledger.commitment import Admission, Commitment, Project
from ximu.ledger.finding import Finding
from ximu.ledger.identity import place_id, statement_id
from ximu.ledger.measure import Measure, Number
from ximu.ledger.reading import ReportReading
from ximu.link.quantity import change_of, words_before
from ximu.store import models
from ximu.store.passages import Span, sentence_at

Said = Measure | Commitment | Admission | Project | Finding


def store_statements(report: models.Report, found: ReportReading, text: str, sentences: Sequence[Span]) -> int:
    """Write every statement, section and number of `found` for `report`; returns the number of statements.

    `text` is that of the source, `sentences` its sentences in the report.
    """
    maker = _Maker(report, found, text, sentences)
    measures = [maker.measure(one) for one in found.measures]
    commitments = [maker.commitment(one) for one in found.commitments]
    admissions = [maker.admission(one) for one in found.admissions]
    projects = [maker.project(one) for one in found.projects]
    findings = [maker.finding(one) for one in found.findings]
    models.Statement.objects.bulk_create(maker.statements)
    models.Measure.objects.bulk_create(measures)
    models.Commitment.objects.bulk_create(commitments)
    models.Admission.objects.bulk_create(admissions)
    models.Project.objects.bulk_create(projects)
    models.Finding.objects.bulk_create(findings)
    models.Section.objects.bulk_create(
        models.Section(
            report=report, level=one.level, title=one.title, start=one.start, end=one.end, role=str(one.role)
        )
        for one in found.sections
    )
    _store_numbers(report, found.numbers)
    return len(maker.statements)


def _store_numbers(report: models.Report, numbers: Sequence[Number]) -> None:
    """The numbers are many and plain, so they go past the object layer: a fifth of the time."""
    with connection.cursor() as cursor:
        cursor.executemany(
            'INSERT INTO store_number (report_id, start, "end", as_written, number_class, rule)'
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [(report.pk, one.start, one.end, one.as_written, one.number_class, one.rule) for one in numbers],
        )


def forget_statements(report: models.Report) -> None:
    """Remove everything `store_statements` wrote for `report`."""
    # The kinds first: so no cascade has to be collected, and each goes with one query.
    kinds = (models.Measure, models.Commitment, models.Admission, models.Project, models.Finding)
    for kind in (*kinds, models.Statement, models.Section, models.Number):
        kind._default_manager.filter(report=report).delete()


def store_places(wanted: Iterable[tuple[str | None, str | None, str | None]]) -> dict[str, models.Place]:
    """The places for (code, name, level) by their public id; those not yet known are written."""
    named: dict[str, models.Place] = {}
    for code, name, level in wanted:
        if not code and not name:
            continue
        key = place_id(code, name or "")
        if key not in named or (level and not named[key].level):
            named[key] = models.Place(public_id=key, code=code or "", name=name or code or "", level=level or "")
    known = models.Place.objects.in_bulk(list(named), field_name="public_id")
    for key, place in known.items():
        if named[key].level and not place.level:  # first met inside another place's report, where no level is told
            place.level = named[key].level
            place.save(update_fields=["level"])
    missing = models.Place.objects.bulk_create(place for key, place in named.items() if key not in known)
    return known | {place.public_id: place for place in missing}


class _Maker:
    """Makes the rows of one report; collects the statement of each on the way."""

    def __init__(self, report: models.Report, found: ReportReading, text: str, sentences: Sequence[Span]) -> None:
        self.statements: list[models.Statement] = []
        self._report, self._text, self._sentences = report, text, sentences
        self._of_place = report.place.public_id if report.place else ""
        self._places: Mapping[str, models.Place] = store_places(
            (one.place_code, one.place, None) for one in found.measures if one.place_code or one.place
        )
        self._seen: Counter[tuple[str, int]] = Counter()

    def measure(self, one: Measure) -> models.Measure:
        key = place_id(one.place_code, one.place or "") if one.place_code or one.place else ""
        return models.Measure(
            **self._shared(one, one.start, one.end, one.as_written, Span(one.sentence_start, one.sentence_end)),
            place=self._places[key] if key else self._report.place,
            of_place=self._of_place,
            change=change_of(one.aspect, words_before(self._text, one.sentence_start, one.start)),
            indicator=one.indicator,
            indicator_id=one.indicator_id,
            action=one.action,
            low=one.low,
            high=one.high,
            low_sort=float(one.low),
            unit=one.unit,
            bound=one.bound,
            aspect=one.aspect,
            role=one.role,
            stance=one.stance,
            year=one.year,
            cumulative=one.cumulative,
            scope=one.scope,
            firmness=one.firmness,
            certainty=one.certainty,
            role_of_section=str(one.role_of_section),
        )

    def commitment(self, one: Commitment) -> models.Commitment:
        return models.Commitment(
            **self._shared(one, one.start, one.end, one.as_written),
            label=one.label,
            action=one.action,
            stage=one.stage,
            due_on=one.due_on,
            due_assumed=one.due_assumed,
            responsible=one.responsible or "",
            role_of_section=str(one.role_of_section),
        )

    def admission(self, one: Admission) -> models.Admission:
        return models.Admission(
            **self._shared(one, one.start, one.end, one.as_written),
            missed_target=one.missed_target,
            indicators=list(one.indicators),
        )

    def project(self, one: Project) -> models.Project:
        return models.Project(**self._shared(one, one.start, one.end, one.as_written), name=one.name)

    def finding(self, one: Finding) -> models.Finding:
        return models.Finding(
            **self._shared(one, one.a.start, one.a.end, one.a.as_written),
            type=one.type,
            severity=one.severity,
            why=one.why,
        )

    def _shared(self, one: Said, start: int, end: int, as_written: str, sentence: Span | None = None) -> dict[str, Any]:
        kind = models.Statement.Kind(type(one).__name__.lower())
        key = f"{kind.value}:{one.type}" if isinstance(one, Finding) else kind.value
        public_id = statement_id(self._report.public_id, key, start, self._seen[key, start])
        self._seen[key, start] += 1
        within = sentence or sentence_at(self._sentences, start) or Span(start, end)
        sure = getattr(one, "sure", True)
        self.statements.append(
            models.Statement(
                public_id=public_id,
                kind=kind,
                report=self._report,
                start=start,
                end=end,
                as_written=as_written,
                sentence_start=within.start,
                sentence_end=within.end,
                sure=sure,
            )
        )
        return {
            "statement_id": public_id,
            "report": self._report,
            "start": start,
            "sure": sure,
            "record": msgspec.to_builtins(one),
        }
