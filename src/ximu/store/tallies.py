"""Keeping the tallies right: whatever changes rows of the ledger does it inside `tallied`, which counts before and after.

A tally is the sum over all reports (or places) of what each of them adds; so a transaction that changes some reports
changes a tally by what they add afterwards less what they added before. `recount` makes all anew, `differences`
compares all with the rows they count.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import uuid4

from django.db import connection, transaction
from django.db.models import BooleanField, Count, ExpressionWrapper, F, Max, Min, Model, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from ximu.store import models
from ximu.store.tally_models import (
    Edition,
    FindingTally,
    IndicatorTally,
    LinkTally,
    MeasureTally,
    NumberTally,
    PlaceTally,
    ProjectTally,
    PromiseTally,
    ReportTally,
    StatementTally,
    Tally,
)
from ximu.store.writing import one_writer

Key = tuple[Any, ...]
Counts = dict[str, Counter[Key]]
_PLACES_AT_ONCE = 500
_ROWS_AT_ONCE = 1000


class _Counted(NamedTuple):
    """What a tally counts: rows of a table, by expressions over them, in the order of the columns of the tally."""

    tally: type[Tally]
    rows: type[Model]
    report: str  # where the rows name their report
    by: Mapping[str, Any]
    only: Q = Q()


def _whether(condition: Q) -> ExpressionWrapper[Q]:
    return ExpressionWrapper(condition, output_field=BooleanField())


def _or_0(column: str) -> Coalesce:
    return Coalesce(F(column), Value(0))


_NO_INDICATOR = Coalesce(F("indicator_id"), Value(""))
_OF_REPORTS = (
    _Counted(
        ReportTally,
        models.Report,
        "pk",
        {
            "report_year": _or_0("report_year"),
            "level": F("level"),
            "source_kind": F("source_kind"),
            "placed": _whether(Q(place__isnull=False)),
        },
    ),
    _Counted(StatementTally, models.Statement, "report", {"kind": F("kind"), "sure": F("sure")}),
    _Counted(NumberTally, models.Number, "report", {"number_class": F("number_class")}),
    _Counted(
        MeasureTally,
        models.Measure,
        "report",
        {name: F(name) for name in ("indicator_id", "aspect", "unit", "stance")} | {"year": _or_0("year")},
        Q(indicator_id__isnull=False),
    ),
    _Counted(LinkTally, models.Link, "report", {"indicator_id": _NO_INDICATOR, "verdict": F("verdict")}),
    _Counted(
        PromiseTally,
        models.Promise,
        "report",
        {
            "label": F("label"),
            "report_year": _or_0("report_year"),
            "state": F("state"),
            "indicator_id": _NO_INDICATOR,
            "again": _whether(Q(repeated__gt=0)),
            "sure": F("sure"),
            "headline": _whether(Q(importance="headline")),
        },
    ),
    _Counted(
        FindingTally,
        models.ComputedFinding,
        "report",
        {
            "type": F("type"),
            "rule": F("rule"),
            "severity": F("severity"),
            "report_year": _or_0("report_year"),
            "sure": F("sure"),
        },
    ),
)
_OF_PLACES: tuple[tuple[type[Tally], tuple[str, ...]], ...] = (
    (IndicatorTally, ("indicator_id",)),
    (ProjectTally, ("stage", "first_year", "last_year")),
)
_COLUMNS: dict[type[Tally], tuple[str, ...]] = {one.tally: tuple(one.by) for one in _OF_REPORTS} | dict(_OF_PLACES)


class Difference(NamedTuple):
    """A tally that is not what a fresh count gives: the values, the number kept and the number counted."""

    tally: str
    values: Key
    kept: int
    counted: int


@contextmanager
def tallied(reports: Iterable[int]) -> Iterator[list[str]]:
    """Keep the tallies right over a change of `reports` (keys), inside the transaction of the change.

    The block puts the public ids of reports that it has made into the list it is given. No other report may change.
    """
    changing = list(reports)
    before, places = _of_reports(changing), _places_of(changing)
    made: list[str] = []
    yield made
    changing += models.Report.objects.filter(public_id__in=made).values_list("pk", flat=True)
    change = _of_reports(changing)
    for name, counts in before.items():
        change[name].subtract(counts)
    places |= _places_of(changing)
    for name, counts in _tally_places(places).items():
        change[name] = counts
    _add(change)


def recount() -> None:
    """Count everything anew, in one transaction."""
    with transaction.atomic():
        one_writer()
        PlaceTally.objects.all().delete()
        for tally in _COLUMNS:
            tally._default_manager.all().delete()
        _add(_of_reports(None))
        for places in _all_places():
            _add(_tally_places(places))


def missing() -> bool:
    """Whether nothing is counted though there are reports: the tables of an earlier version had no tallies."""
    return not ReportTally.objects.exists() and models.Report.objects.exists()


def differences() -> Iterator[Difference]:
    """Every tally that is not what a fresh count of the whole ledger gives."""
    counted = _of_reports(None)
    for places in _all_places():
        fresh = _place_rows(places)
        for row in PlaceTally.objects.filter(place__in=places):
            found = fresh.pop(row.place_id, PlaceTally(reports=0))
            if _facts(found) != _facts(row):
                yield Difference("PlaceTally", (row.place_id,), row.reports, found.reports)
            _sum_up(found, counted)
        for place, found in fresh.items():
            yield Difference("PlaceTally", (place,), 0, found.reports)
            _sum_up(found, counted)
    for tally, columns in _COLUMNS.items():
        name = tally.__name__
        kept = {tuple(key): n for *key, n in tally._default_manager.values_list(*columns, "n")}
        for key in sorted({*kept, *counted[name]}, key=repr):
            if kept.get(key, 0) != counted[name][key]:
                yield Difference(name, key, kept.get(key, 0), counted[name][key])


def _of_reports(reports: Sequence[int] | None) -> Counts:
    """What these reports add to each tally; all reports for None."""
    found: Counts = defaultdict(Counter)
    for one in _OF_REPORTS:
        rows: QuerySet[Any] = one.rows._default_manager.filter(one.only)
        if reports is not None:
            rows = rows.filter(**{f"{one.report}__in": reports}) if reports else rows.none()
        named = {f"by_{column}": expression for column, expression in one.by.items()}
        counted = rows.order_by().annotate(**named).values_list(*named).annotate(n=Count("*"))
        for *key, n in counted:
            found[one.tally.__name__][tuple(key)] += n
    return found


def _places_of(reports: Sequence[int]) -> set[int]:
    found = models.Report.objects.filter(pk__in=reports, place__isnull=False).values_list("place_id", flat=True)
    return {place for place in found if place is not None}


def _all_places() -> Iterator[list[int]]:
    """The keys of all places, some at a time."""
    keys = list(models.Place.objects.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(keys), _PLACES_AT_ONCE):
        yield keys[at : at + _PLACES_AT_ONCE]


def _tally_places(places: Iterable[int]) -> Counts:
    """Write the tallies of these places; what the tallies made of places change by."""
    change: Counts = defaultdict(Counter)
    held = PlaceTally.objects.filter(place__in=places)
    for row in held:
        _sum_up(row, change, sign=-1)
    held.delete()
    rows = _place_rows(places)
    for row in rows.values():
        _sum_up(row, change)
    PlaceTally.objects.bulk_create(rows.values(), _ROWS_AT_ONCE)
    return change


def _place_rows(places: Iterable[int]) -> dict[int, PlaceTally]:
    """The tally of each of these places that has something to count, from the rows of the ledger."""
    wanted = list(places)
    adds: dict[int, list[list[Any]]] = defaultdict(list)
    said = models.Measure.objects.filter(report__place__in=wanted, indicator_id__isnull=False)
    for place, indicator in sorted(said.order_by().values_list("report__place", "indicator_id").distinct()):
        adds[place].append(["IndicatorTally", [indicator], 1])
    projects = models.NamedProject.objects.filter(place__in=wanted).order_by()
    years = {"by_first": _or_0("first_year"), "by_last": _or_0("last_year")}
    by_stage = projects.annotate(**years).values_list("place_id", "stage", *years).annotate(n=Count("*"))
    for place, stage, first, last, n in sorted(by_stage):
        adds[place].append(["ProjectTally", [stage, first, last], n])
    reports = models.Report.objects.filter(place__in=wanted).order_by().values_list("place_id")
    held = {
        place: (n, first, last)
        for place, n, first, last in reports.annotate(n=Count("pk"), a=Min("report_year"), b=Max("report_year"))
    }
    return {
        place: PlaceTally(place_id=place, reports=n, first_year=first, last_year=last, adds=adds.get(place, []))
        for place in {*held, *adds}
        for n, first, last in [held.get(place, (0, None, None))]
        if place is not None
    }


def _facts(row: PlaceTally) -> tuple[Any, ...]:
    return row.reports, row.first_year, row.last_year, sorted(row.adds)


def _sum_up(row: PlaceTally, counts: Counts, sign: int = 1) -> None:
    for name, key, n in row.adds:
        counts[name][tuple(key)] += sign * n


def edition() -> str:
    """A word that is the same as long as nothing in the ledger has changed (one query)."""
    return Edition.objects.values_list("word", flat=True).first() or ""


def _add(change: Counts) -> None:
    """Add to the tallies; a set of values that no row has any more goes."""
    Edition.objects.update_or_create(pk=1, defaults={"word": uuid4().hex})
    for tally, columns in _COLUMNS.items():
        changed = [(*key, n) for key, n in sorted(change[tally.__name__].items(), key=repr) if n]
        if not changed:
            continue
        table = connection.ops.quote_name(tally._meta.db_table)
        named = ", ".join(connection.ops.quote_name(column) for column in columns)
        marks = ", ".join(["%s"] * (len(columns) + 1))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {table} ({named}, n) VALUES ({marks}) "  # noqa: S608 names of our own
                f"ON CONFLICT ({named}) DO UPDATE SET n = {table}.n + excluded.n",
                changed,
            )
        if any(n < 0 for *_, n in changed):
            tally._default_manager.filter(n=0).delete()
