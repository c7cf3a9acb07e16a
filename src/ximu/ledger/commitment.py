"""What a government promises or admits without the number being the point, and the projects it names."""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from ximu.ledger.report import Role

Label = Literal["testable", "ongoing", "directional"]
Stage = Literal["start", "advance", "finish", "close", "obtain", "issue", "hold", "quantity", "maintain", ""]


class Commitment(Struct, frozen=True, gc=False, tag_field="kind", tag="commitment"):
    """One clause in which the government says that it will do something.

    `label` says whether an outsider can check it; `objects` are the things acted on, as written; `due_on` is the last
    day of the period meant and `due_assumed` True when the text names none (then the end of the report year).
    `responsible` only when the text names a unit. `measures` are the starts of the measures inside the clause.
    """

    source: str
    report: int
    start: int
    end: int
    as_written: str
    label: Label
    action: str
    objects: tuple[str, ...]
    stage: Stage
    due_on: date | None
    due_assumed: bool
    responsible: str | None
    measures: tuple[int, ...]
    section: tuple[str, ...]
    role_of_section: Role
    rules: tuple[str, ...] = ()
    sure: bool = True
    doubt: str = ""


class Admission(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="admission"):
    """A missed target or a shortcoming that the government states itself; `indicators` are the catalogue ids it touches."""

    source: str
    report: int
    start: int
    end: int
    as_written: str
    indicators: tuple[str, ...]
    missed_target: bool
    section: tuple[str, ...]


class StageMention(Struct, frozen=True, kw_only=True, gc=False):
    """A word that tells how far a project is, with its position: stage is one of the commitment stages."""

    start: int
    end: int
    as_written: str
    stage: Stage


class Project(Struct, frozen=True, kw_only=True, gc=False, tag_field="kind", tag="project"):
    """A named project, road, park, plant or institution: first mention, other names, and every stage word about it."""

    source: str
    report: int
    start: int
    end: int
    as_written: str
    name: str
    aliases: tuple[str, ...]
    mentions: tuple[tuple[int, int], ...]
    stages: tuple[StageMention, ...]
    section: tuple[str, ...]
