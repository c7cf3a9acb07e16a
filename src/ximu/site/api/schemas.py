"""What the answers of the interface look like: pydantic models for the description, made from the records themselves."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from ninja import Schema
from pydantic import Field, WithJsonSchema

from ximu.ledger.commitment import Admission, Commitment, Project
from ximu.ledger.finding import Finding
from ximu.ledger.link import Link
from ximu.ledger.measure import Measure
from ximu.ledger.observation import Observation
from ximu.ledger.report import Report

Row = TypeVar("Row")


def record_schema(kind: type[msgspec.Struct]) -> dict[str, Any]:
    """The JSON schema of a record with everything inlined; exact decimals are JSON numbers."""
    (schema,), components = msgspec.json.schema_components([kind], ref_template="#/{name}")
    described: dict[str, Any] = _inlined(schema, components)
    return described


def _inlined(node: Any, components: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_inlined(one, components) for one in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(components[node["$ref"].removeprefix("#/")], components)
    if node.get("format") == "decimal":
        return {"type": "number"}
    # A pair is told by prefixItems with its length; `items: false` says it again, and some readers stumble over it.
    return {key: _inlined(value, components) for key, value in node.items() if (key, value) != ("items", False)}


Number = Annotated[Decimal, WithJsonSchema({"type": "number"})]
ReportRecord = Annotated[dict[str, Any], WithJsonSchema(record_schema(Report))]
MeasureRecord = Annotated[dict[str, Any], WithJsonSchema(record_schema(Measure))]
CommitmentRecord = Annotated[dict[str, Any], WithJsonSchema(record_schema(Commitment))]
AdmissionRecord = Annotated[dict[str, Any], WithJsonSchema(record_schema(Admission))]
ProjectRecord = Annotated[dict[str, Any], WithJsonSchema(record_schema(Project))]
FindingRecord = Annotated[dict[str, Any], WithJsonSchema(record_schema(Finding))]
LinkRecord = Annotated[dict[str, Any], WithJsonSchema(record_schema(Link))]
ObservationRecord = Annotated[dict[str, Any], WithJsonSchema(record_schema(Observation))]


class Page(Schema, Generic[Row]):
    """One page of a list. `next` is the address of the following page, null on the last one."""

    items: list[Row]
    next: str | None = Field(description="Address of the next page, or null.")


class Problem(Schema):
    """An error, as RFC 9457 describes it, and what to do next."""

    type: str
    title: str
    status: int
    detail: str
    next_step: str


class PlaceRow(Schema):
    """A place: a territory that a government governs."""

    id: str
    code: str = Field(description="Division code (GB/T 2260 of its year), an own code for zones, or empty.")
    name: str
    level: str
    reports: int
    address: str


class ReportRow(Schema):
    """A distinct report, whatever number of sources hold it."""

    id: str
    place: str | None
    place_name: str
    report_year: int | None
    source_kind: str
    title: str
    delivered_on: date | None
    characters: int
    reader_version: str
    address: str


class SectionRow(Schema):
    """A part of a report; [start, end) are code points of its text."""

    level: int
    title: str
    start: int
    end: int
    role: str


class SourceRow(Schema):
    """A document that holds a report; `primary` is the one that positions refer to."""

    sha256: str
    name: str
    format: str
    start: int
    end: int
    similarity: float
    primary: bool
    added_at: datetime


class ReportDetail(ReportRow):
    """A report with its parts, its sources and its whole record."""

    sections: list[SectionRow]
    sources: list[SourceRow]
    record: ReportRecord


class StatementRow(Schema):
    """What every statement has: its id, its report, and the page that shows it at its characters."""

    id: str
    report: str
    place: str | None
    report_year: int | None
    address: str


class MeasureRow(StatementRow):
    """One number about something."""

    record: MeasureRecord


class CommitmentRow(StatementRow):
    """A clause in which the government says that it will do something."""

    record: CommitmentRecord


class AdmissionRow(StatementRow):
    """A missed target or a shortcoming that the government states itself."""

    record: AdmissionRecord


class ProjectRow(StatementRow):
    """A named project in one report."""

    record: ProjectRecord


class AnyStatementRow(StatementRow):
    """A statement of any kind; the record's `kind` says which."""

    as_written: str
    sentence: str
    record: dict[str, Any]


class LinkRow(Schema):
    """A target and what became of it; `target` and `outcome` are ids of statements, empty where there is none."""

    id: str
    report: str
    place: str | None
    target: str
    outcome: str
    promise: str
    record: LinkRecord


class FindingRow(Schema):
    """Something a reader should look at, with its quotations."""

    id: str
    report: str
    place: str | None
    rule: str
    record: FindingRecord


class PromiseRow(Schema):
    """A promise and how it stands."""

    id: str
    kind: str
    report: str
    place: str | None
    report_year: int | None
    as_written: str
    label: str
    indicator_id: str | None
    due_on: date | None
    due_assumed: bool
    state: str
    verdict: str
    reason: str
    repeated: int
    sure: bool
    address: str


class IndicatorRow(Schema):
    """An indicator of the catalogue."""

    id: str
    zh: str
    en: str
    definition_zh: str
    definition_en: str
    units: list[str]
    direction: str
    aliases: list[str]
    address: str


class ObservationRow(Schema):
    """A row of official statistics that was added."""

    id: str
    record: ObservationRecord


class HitRow(Schema):
    """A sentence that holds the words; `marks` are the positions of the words in the report's text."""

    report: str
    place: str | None
    report_year: int | None
    start: int
    end: int
    sentence: str
    marks: list[tuple[int, int]]
    address: str


class HitPage(Schema):
    """One page of hits, latest report year first.

    `more` when there are more than `total` (1,000): the pages end there; narrow by place or year to see the others.
    """

    total: int
    more: bool
    items: list[HitRow]
    next: str | None
