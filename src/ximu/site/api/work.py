"""The addresses of the interface for published work: items, rates, watched figures, lists, draws, evaluations."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

import msgspec
from django.http import HttpRequest
from django.utils import timezone
from ninja import FilterLookup, FilterSchema, Query, Router, Schema
from pydantic import Field, WithJsonSchema

from ximu.site.api import schemas, work_rows
from ximu.site.api.filters import Paging, Year, condition
from ximu.site.api.listing import Order, answer, as_json
from ximu.site.registers.evaluations import EvaluationLine, evaluation_lines
from ximu.site.respond import encode
from ximu.track.editions import playbooks
from ximu.track.models import Government
from ximu.track.permissions import visible_to
from ximu.track.registers.models import Draw, Evaluation, ListEntry
from ximu.track.statistics import RateTable, rate_tables
from ximu.track.watch.models import PeriodObservation

router = Router(tags=["work"])
# Answers that do not follow from the ledger: they say nothing of when it last changed.
ADDRESSES = frozenset({"work-items", "rates", "watched-figures", "list-entries", "draws", "evaluations"})
_BY_ID = Order(("id",))
_REFUSED = {400: schemas.Problem, 422: schemas.Problem}


def described(row: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON schema of a row, with its example where there is one."""
    example = work_rows.EXAMPLES.get(row)
    if example is None:
        return schemas.record_schema(row)
    return schemas.record_schema(row) | {"examples": [msgspec.json.decode(encode(example))]}


class WorkItems(Schema):
    """One page of published work."""

    items: list[Annotated[dict[str, Any], WithJsonSchema(described(work_rows.WorkItemRow))]]
    next: str | None


class Rates(Schema):
    """Every rate of a year, on one page."""

    items: list[Annotated[dict[str, Any], WithJsonSchema(described(work_rows.RateRow))]]
    next: str | None


class WatchedFigures(Schema):
    """One page of published figures."""

    items: list[Annotated[dict[str, Any], WithJsonSchema(described(work_rows.WatchedFigureRow))]]
    next: str | None


class ListEntries(Schema):
    """One page of the entries of lists."""

    items: list[Annotated[dict[str, Any], WithJsonSchema(described(work_rows.ListEntryRow))]]
    next: str | None


class Draws(Schema):
    """One page of random draws."""

    items: list[Annotated[dict[str, Any], WithJsonSchema(described(work_rows.DrawRow))]]
    next: str | None


class Evaluations(Schema):
    """One page of evaluations by third parties."""

    items: list[Annotated[dict[str, Any], WithJsonSchema(described(EvaluationLine))]]
    next: str | None


Key = Annotated[str | None, Field(description="Key of a government, as in the addresses of the site.", max_length=40)]


class WorkItemFilter(FilterSchema):
    """Published work."""

    government: Annotated[Key, FilterLookup("government__key")] = None
    playbook: Annotated[str | None, FilterLookup("edition__playbook")] = Field(None, max_length=40)
    status: Annotated[str | None, FilterLookup("state")] = Field(None, max_length=40)
    phase: str | None = Field(None, max_length=8, description="draft, open, closed or archived")
    year: Year = None
    late: bool | None = None


class WatchedFigureFilter(FilterSchema):
    """Watched figures."""

    government: Annotated[Key, FilterLookup("government__key")] = None
    series: str | None = Field(None, max_length=120)
    spot: Annotated[str | None, FilterLookup("spot_zh")] = Field(None, max_length=80)
    since: Annotated[date | None, FilterLookup("until__gte")] = Field(
        None, description="Periods that end on this day or later."
    )


class ListEntryFilter(FilterSchema):
    """Entries of lists."""

    government: Annotated[Key, FilterLookup("version__government__key")] = None
    list: Annotated[str | None, FilterLookup("version__kind")] = Field(None, max_length=40)
    version: Annotated[int | None, FilterLookup("version__number")] = Field(None, ge=1, le=1_000_000)
    code: str | None = Field(None, max_length=40)


class OfGovernment(FilterSchema):
    """What belongs to a government."""

    government: Annotated[Key, FilterLookup("government__key")] = None


@router.get("/work-items", response={200: WorkItems, **_REFUSED}, summary="Published work")
def work_items(request: HttpRequest, wanted: Query[WorkItemFilter], paging: Query[Paging]) -> Any:
    """Every task, project, case and register entry that is published, with where it stands."""
    del paging
    found = visible_to(None).select_related("edition", "government", "lead_unit", "case").filter(condition(wanted))
    return answer(request, found, _BY_ID, lambda item: msgspec.structs.asdict(work_rows.work_item(item)))


@router.get("/rates", response={200: Rates, **_REFUSED}, summary="Rates of published work")
def rates(request: HttpRequest, government: Key = None, year: Year = None) -> Any:
    """Every rate of the playbooks over published work for a year (this one when not given): numerator, denominator, exclusions."""
    del request
    today = timezone.localdate()
    of = Government.objects.order_by("pk")
    found = [
        msgspec.structs.asdict(_rate(one, table, year or today.year))
        for one in (of.filter(key=government) if government else of)
        for table in rate_tables(visible_to(None).filter(government=one), year or today.year, today)
    ]
    return as_json({"items": found, "next": None})


def _rate(government: Government, table: RateTable, year: int) -> work_rows.RateRow:
    rate, total = playbooks()[table.playbook].rate(table.rate), table.total
    return work_rows.RateRow(
        government=government.key, playbook=table.playbook, rate=table.rate, zh=rate.zh, en=rate.en,
        indicator_id=rate.indicator, since=table.since, until=table.until, numerator=total.numerator,
        denominator=total.denominator, percent=total.percent, left_out_by_rule=total.by_rule,
        left_out_by_reason=total.by_reason, address=f"/statistics/?government={government.key}&year={year}#{table.playbook}",
    )  # fmt: skip


@router.get("/watched-figures", response={200: WatchedFigures, **_REFUSED}, summary="Watched figures")
def watched_figures(request: HttpRequest, wanted: Query[WatchedFigureFilter], paging: Query[Paging]) -> Any:
    """Every figure of a month, quarter or year that was published with its source; revisions stand beside what they revise."""
    del paging
    found = PeriodObservation.objects.exclude(source_url="").select_related("government").filter(condition(wanted))
    return answer(request, found, _BY_ID, lambda row: msgspec.structs.asdict(work_rows.watched_figure(row)))


@router.get("/list-entries", response={200: ListEntries, **_REFUSED}, summary="Entries of lists")
def list_entries(request: HttpRequest, wanted: Query[ListEntryFilter], paging: Query[Paging]) -> Any:
    """Every entry of every published version of the lists of powers, duties, fees and the like."""
    del paging
    found = ListEntry.objects.filter(version__published_at__isnull=False).select_related("version__government")
    return answer(
        request, found.filter(condition(wanted)), _BY_ID, lambda row: msgspec.structs.asdict(work_rows.list_entry(row))
    )


@router.get("/draws", response={200: Draws, **_REFUSED}, summary="Random draws")
def draws(request: HttpRequest, wanted: Query[OfGovernment], paging: Query[Paging]) -> Any:
    """Every random draw: what was promised before it, and the file with which anyone draws again."""
    del paging
    found = Draw.objects.select_related("government", "unit").filter(condition(wanted))
    return answer(request, found, _BY_ID, lambda row: msgspec.structs.asdict(work_rows.draw(row)))


@router.get("/evaluations", response={200: Evaluations, **_REFUSED}, summary="Evaluations by third parties")
def evaluations(request: HttpRequest, wanted: Query[OfGovernment], paging: Query[Paging]) -> Any:
    """Every published evaluation, with how many were asked and answered, and the error of a random sample."""
    del paging
    found = Evaluation.objects.filter(published_at__isnull=False).select_related("government")
    return answer(
        request, found.filter(condition(wanted)), _BY_ID, lambda row: msgspec.structs.asdict(evaluation_lines([row])[0])
    )
