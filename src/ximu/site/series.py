"""Targets and results of indicators side by side, by value year: the tables of the place and the indicator pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import QuerySet
from msgspec import Struct

from ximu.site.statements import address_of
from ximu.store import models

# A number that a heading of goals introduces outranks the same number repeated in the tasks, a review figure one elsewhere.
RANK = {"target": ("goals", "plan"), "result": ("review", "goals")}


class Figure(Struct, frozen=True, kw_only=True):
    """One number of a table and where it is said; `others` counts further statements of the same thing."""

    id: str
    address: str
    report: str
    low: Decimal
    high: Decimal
    unit: str
    bound: str
    aspect: str
    as_written: str
    sure: bool
    others: int = 0


class Cell(Struct, frozen=True, kw_only=True):
    """What was aimed at and what was reported for one value year."""

    year: int
    target: Figure | None
    result: Figure | None


class Line(Struct, frozen=True, kw_only=True):
    """One line of a table, in one unit: an indicator and aspect (for a place), or a place (for an indicator)."""

    key: str
    aspect: str
    unit: str
    name: str
    address: str
    list_address: str
    cells: tuple[Cell, ...]


class Told(NamedTuple):
    """A measure with what the tables need, straight from the database."""

    statement_id: str
    report: str
    place: str
    place_name: str
    indicator_id: str
    aspect: str
    stance: str
    year: int
    role_of_section: str
    start: int
    low: Decimal
    high: Decimal
    unit: str
    bound: str
    sure: bool
    end: int
    as_written: str


COLUMNS = (
    "statement_id", "report__public_id", "report__place__public_id", "report__place__name", "indicator_id", "aspect",
    "stance", "year", "role_of_section", "start", "low", "high", "unit", "bound", "sure", "statement__end",
    "statement__as_written",
)  # fmt: skip


def told(measures: QuerySet[models.Measure], at_most: int | None = None) -> list[Told]:
    """The measures that can stand in a table: about the report's own place, one year, a value and no baseline."""
    own = measures.filter(
        indicator_id__isnull=False, role="value", scope="", cumulative=False, year__isnull=False,
        stance__in=("target", "result"), report__place__isnull=False,
    )  # fmt: skip
    return [Told._make(found) for found in own.values_list(*COLUMNS)[:at_most]]


def best(found: Sequence[Told]) -> Figure | None:
    """The statement that stands for all of one cell: sure ones first, then by the part of the report, then in order."""
    if not found:
        return None

    def rank(one: Told) -> tuple[bool, int, int]:
        order = RANK[one.stance]
        place = order.index(one.role_of_section) if one.role_of_section in order else len(order)
        return (not one.sure, place, one.start)

    first = min(found, key=rank)
    same = {(one.low, one.high, one.unit, one.bound) for one in found}
    return Figure(
        id=first.statement_id,
        address=address_of(first.report, first.start, first.end),
        report=first.report,
        low=first.low,
        high=first.high,
        unit=first.unit,
        bound=first.bound,
        aspect=first.aspect,
        as_written=first.as_written,
        sure=first.sure,
        others=len(same) - 1,
    )


def list_address(indicator_id: str, aspect: str, unit: str, place: str) -> str:
    """Where every statement behind a line of a table is listed."""
    return f"/indicators/{indicator_id}/?{urlencode({'aspect': aspect, 'unit': unit, 'place': place})}#list"


def cells(found: Iterable[Told], years: Sequence[int]) -> tuple[Cell, ...]:
    """The cells of one line, one for each of `years`."""
    by_year: dict[tuple[int, str], list[Told]] = {}
    for one in found:
        by_year.setdefault((one.year, one.stance), []).append(one)
    return tuple(
        Cell(year=year, target=best(by_year.get((year, "target"), [])), result=best(by_year.get((year, "result"), [])))
        for year in years
    )
