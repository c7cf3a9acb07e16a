"""What each list can be narrowed by; a name that is none of these is refused, so that a slip is not silence."""

from __future__ import annotations

from typing import Annotated, Literal

from django.db.models import Q
from ninja import FilterLookup, FilterSchema, Schema
from pydantic import Field

from ximu.ledger.commitment import Label
from ximu.ledger.link import Verdict
from ximu.ledger.measure import Stance

Form = Literal["json", "csv"]


class Paging(Schema):
    """How much of a list, from where, in which form."""

    limit: int | None = Field(None, ge=1, le=500, description="Rows a page, at most 500; 50 when not given.")
    after: str | None = Field(None, max_length=300, description="The mark in `next` of the page before.")
    format: Form | None = Field(None, description="json (the default), or csv: every row in one table.")


Place = Annotated[str | None, Field(description="Id of a place, as in /places.", max_length=64)]
Year = Annotated[int | None, Field(ge=1900, le=2200)]
PageNumber = Annotated[int, Field(ge=1, le=100_000)]


class PlaceFilter(FilterSchema):
    """Places."""

    level: str | None = Field(None, max_length=16, description="state, province, prefecture, county, zone …")
    name: Annotated[str | None, FilterLookup("name__contains")] = Field(None, max_length=40)


class ReportFilter(FilterSchema):
    """Reports."""

    place: Annotated[Place, FilterLookup("place__public_id")] = None
    report_year: Year = None
    source_kind: str | None = Field(None, max_length=16)


class StatementFilter(FilterSchema):
    """What statements of every kind can be narrowed by."""

    report: Annotated[str | None, FilterLookup("report__public_id")] = Field(None, max_length=96)
    place: Annotated[Place, FilterLookup("report__place__public_id")] = None
    report_year: Annotated[Year, FilterLookup("report__report_year")] = None
    sure: bool | None = None


class MeasureFilter(StatementFilter):
    """Measures."""

    indicator_id: str | None = Field(None, max_length=120, description="An id of /indicators.")
    stance: Stance | None = None
    year: Year = Field(None, description="The year the value is for.")


class CommitmentFilter(StatementFilter):
    """Commitments."""

    label: Label | None = None
    stage: str | None = Field(None, max_length=12)


class LinkFilter(FilterSchema):
    """Links from targets to outcomes."""

    report: Annotated[str | None, FilterLookup("report__public_id")] = Field(None, max_length=96)
    place: Annotated[Place, FilterLookup("place__public_id")] = None
    indicator_id: str | None = Field(None, max_length=120)
    year: Year = Field(None, description="The year the target is for.")
    verdict: Verdict | None = None
    importance: Literal["headline", "task", "step"] | None = None
    sure: bool | None = None


class PromiseFilter(FilterSchema):
    """Promises."""

    report: Annotated[str | None, FilterLookup("report__public_id")] = Field(None, max_length=96)
    place: Annotated[Place, FilterLookup("place__public_id")] = None
    report_year: Year = None
    state: str | None = Field(None, max_length=12)
    label: str | None = Field(None, max_length=12)
    indicator_id: str | None = Field(None, max_length=120)


class FindingFilter(FilterSchema):
    """Findings."""

    report: Annotated[str | None, FilterLookup("report__public_id")] = Field(None, max_length=96)
    place: Annotated[Place, FilterLookup("place__public_id")] = None
    type: str | None = Field(None, max_length=16)
    rule: str | None = Field(None, max_length=48)
    severity: int | None = Field(None, ge=1, le=3)
    sure: bool | None = None


class ObservationFilter(FilterSchema):
    """Official statistics."""

    place_code: str | None = Field(None, max_length=32)
    indicator_id: str | None = Field(None, max_length=120)
    year: Year = None


def condition(filters: FilterSchema) -> Q:
    """What the filters ask of a row."""
    return filters.get_filter_expression()
