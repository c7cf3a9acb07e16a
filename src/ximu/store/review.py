"""Looking over readings: which statement next, what was said of it, how far people agree, and the outcome as gold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

import msgspec
from django.db import transaction
from django.db.models import QuerySet

from ximu.ledger.errors import UsageError
from ximu.ledger.exchange.kinds import KINDS
from ximu.store import models
from ximu.store.review_models import Review

REVIEWED = ("measure", "commitment")
# What a person may correct; where a statement stands and how it was read is not a matter of opinion.
CORRECTABLE = {
    "measure": (
        "indicator", "indicator_id", "action", "low", "high", "unit", "bound", "aspect", "role", "stance", "year",
        "cumulative", "scope", "firmness", "certainty",
    ),
    "commitment": ("label", "objects", "action", "stage", "due_on", "responsible"),
}  # fmt: skip


class Agreement(NamedTuple):
    """How often two people who looked at the same statement said the same; `statements` counts those two looked at."""

    statements: int
    agreed: int


class Progress(NamedTuple):
    """How much of a report has been looked at by anyone, and how much of what is unsure."""

    statements: int
    unsure: int
    reviewed: int
    unsure_reviewed: int


def queue(report: models.Report, reviewer: str) -> QuerySet[models.Statement]:
    """The statements the person has not looked at yet: unsure ones first, then in the order of the text."""
    done = Review.objects.filter(report=report, reviewer=reviewer).values("statement")
    found = models.Statement.objects.filter(report=report, kind__in=REVIEWED).exclude(pk__in=done)
    return found.order_by("sure", "start")


def give(
    statement: models.Statement, reviewer: str, verdict: str, *, after: Mapping[str, Any] | None = None, note: str = ""
) -> Review:
    """Keep what a person says of a statement.

    `after` holds the corrected fields only. Raises UsageError (code U040) for a field or a value that the kind of
    statement does not have, and when a correction changes nothing.
    """
    if verdict not in Review.Verdict.values:
        raise UsageError(f"{verdict!r} is no verdict", next_step="say confirmed, corrected or refused", code="U040")
    record: dict[str, Any] = getattr(statement, statement.kind).record
    changed = _corrected(statement.kind, record, after or {}) if verdict == Review.Verdict.CORRECTED else {}
    if verdict == Review.Verdict.CORRECTED and not changed:
        raise UsageError("nothing was changed", next_step="change a field, or confirm", code="U040")
    with transaction.atomic():
        return Review.objects.create(
            statement=statement.pk,
            report=statement.report,
            kind=statement.kind,
            start=statement.start,
            end=statement.end,
            as_written=statement.as_written,
            reviewer=reviewer,
            verdict=verdict,
            before=record,
            after=changed,
            note=note.strip()[:2000],
            reader_version=statement.report.reader_version,
        )


def latest(report: models.Report) -> dict[str, dict[str, Review]]:
    """Statement → reviewer → that person's last look."""
    found: dict[str, dict[str, Review]] = defaultdict(dict)
    for one in Review.objects.filter(report=report).order_by("pk"):
        found[one.statement][one.reviewer] = one
    return dict(found)


def progress(report: models.Report) -> Progress:
    """How far the review of a report has come."""
    statements = models.Statement.objects.filter(report=report, kind__in=REVIEWED)
    done = Review.objects.filter(report=report).values("statement")
    return Progress(
        statements=statements.count(),
        unsure=statements.filter(sure=False).count(),
        reviewed=statements.filter(pk__in=done).count(),
        unsure_reviewed=statements.filter(pk__in=done, sure=False).count(),
    )


def agreement(report: models.Report) -> Agreement:
    """Over all pairs of people: statements that both looked at, and on how many both said the same record."""
    both = agreed = 0
    for looks in latest(report).values():
        said = [_outcome(one) for one in looks.values()]
        for at, first in enumerate(said):
            for second in said[at + 1 :]:
                both += 1
                agreed += first == second
    return Agreement(both, agreed)


def gold(report: models.Report) -> Iterator[dict[str, Any]]:
    """What people say of a report's measures, in the order of the text, as the lines of a judged reading.

    Of several people the last look counts. A refused statement is a number that is no measure (`type` other).
    """
    looks = [max(by.values(), key=lambda one: one.pk) for by in latest(report).values()]
    for number, one in enumerate(sorted((one for one in looks if one.kind == "measure"), key=lambda one: one.start), 1):
        line: dict[str, Any] = {"ids": [number], "start": one.start, "end": one.end, "text": one.as_written}
        if one.verdict == Review.Verdict.REFUSED:
            yield line | {"type": "other", "note": one.note}
            continue
        record = one.before | one.after
        names = (
            "indicator",
            "indicator_id",
            "action",
            "unit",
            "bound",
            "aspect",
            "role",
            "stance",
            "year",
            "cumulative",
        )
        line |= {"type": "measure"} | {name: record[name] for name in names}
        line |= {name: Decimal(str(record[name])) for name in ("low", "high")}
        line |= {"place": record["scope"], "force": record["firmness"] or record["certainty"], "note": one.note}
        yield line


def _outcome(look: Review) -> tuple[str, str]:
    """What a look comes to, so that two can be compared: refused, or the record as it should be."""
    if look.verdict == Review.Verdict.REFUSED:
        return "refused", ""
    record = look.before | look.after
    fields = {name: record.get(name) for name in CORRECTABLE[look.kind]}
    return "record", msgspec.json.encode(fields, order="deterministic").decode()


def _corrected(kind: str, record: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that differ, checked against what the record may hold."""
    if unknown := sorted(set(after) - set(CORRECTABLE[kind])):
        raise UsageError(f"{unknown[0]} cannot be corrected", next_step="see the fields of the form", code="U040")
    given = dict(after)
    for name in ("low", "high"):
        if name in given:
            try:
                given[name] = format(Decimal(str(given[name])), "f")
            except InvalidOperation as error:
                raise UsageError(f"{given[name]!r} is no number", where=name, code="U040") from error
    try:
        msgspec.convert({**record, **given}, KINDS[kind], strict=False)
    except msgspec.ValidationError as error:
        raise UsageError(str(error), next_step="choose a value that the format has", code="U040") from error
    return {name: value for name, value in given.items() if value != record.get(name)}
