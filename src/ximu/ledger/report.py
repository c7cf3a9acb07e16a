"""A report found in a source, its parts, its copies and the repairs made while reading it."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct, field

Level = Literal["state", "province", "prefecture", "county", "zone", "township"]
SourceKind = Literal["report", "explainer", "task_division"]
Role = Literal[
    "front", "review", "goals", "plan", "problems", "self_government", "closing", "appendix", "glossary", "furniture"
]


class Copy(Struct, frozen=True, kw_only=True, gc=False):
    """A repetition of the report inside the same file: half-open range of the source text, and how alike (0–1)."""

    start: int
    end: int
    similarity: float


class Repair(Struct, frozen=True, kw_only=True, gc=False):
    """One repair of a damaged place: source characters [start, end) held `was`, were read as `read_as`; `rule` is its id."""

    start: int
    end: int
    was: str
    read_as: str
    rule: str
    why: str


class NumberCounts(Struct, frozen=True, kw_only=True):
    """How every digit run and number word of a report was accounted for."""

    measure: int = 0
    name: int = 0
    date: int = 0
    ordinal: int = 0
    other: int = 0
    open: int = 0


class Report(Struct, frozen=True, kw_only=True, tag_field="kind", tag="report"):
    """One distinct report in a document. A missing fact is None and `unknown` says why (field name → reason)."""

    source: str
    report: int
    start: int
    end: int
    title: str | None = None
    body: str | None = None  # who speaks: 株洲市人民政府
    place: str | None = None
    place_code: str | None = None  # GB/T 2260 of its year, or an own code for zones
    level: Level | None = None
    report_year: int | None = None  # the year in which the report is given
    delivered_on: date | None = None
    session: str | None = None
    source_kind: SourceKind = "report"
    sha256: str = ""
    encoding: str = ""
    format: str = ""
    characters: int = 0
    copies: tuple[Copy, ...] = ()
    repairs: tuple[Repair, ...] = ()
    numbers: NumberCounts = NumberCounts()
    review_years: tuple[int, ...] = ()
    plan_years: tuple[int, ...] = ()
    unknown: dict[str, str] = field(default_factory=dict)


class Section(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="section"):
    """A part of a report. `level` 1 is outermost; [start, end) covers heading and text up to the next heading."""

    source: str
    report: int
    level: int
    title: str
    start: int
    end: int
    role: Role
