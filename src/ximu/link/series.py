"""A series: what one place said of one indicator through the years, targets and results, every vintage kept."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from msgspec import Struct

from ximu.ledger.link import Linked
from ximu.ledger.measure import Aspect
from ximu.ledger.observation import Observation
from ximu.link.collection import Collection, Statement
from ximu.link.identity import name_likeness, place_key, plain_scope
from ximu.link.quantity import quantity, same_unit
from ximu.link.statistics import Figure, identify, linked_figure
from ximu.terms import places

Form = tuple[Aspect, str, str]


class SeriesYear(Struct, frozen=True, kw_only=True):
    """One year: the targets set for it, the results first reported and later revised (oldest report first), statistics."""

    year: int
    targets: tuple[Linked, ...] = ()
    actuals: tuple[Linked, ...] = ()
    observed: tuple[Linked, ...] = ()


class Series(Struct, frozen=True, kw_only=True, tag_field="kind", tag="series"):
    """One indicator of one place in one form: aspect, unit and the part of the place ("" for the whole)."""

    place: str
    indicator: str
    indicator_id: str | None
    aspect: Aspect
    unit: str
    scope: str
    years: tuple[SeriesYear, ...]


def series(collection: Collection, place: str, indicator: str) -> list[Series]:
    """Every form in which the reports at hand speak of an indicator of a place, the fullest first.

    `place` is a code or a name, `indicator` an id, a name of the catalogue or the words of the report.
    """
    known = identify(indicator)
    said: dict[Form, list[Statement]] = defaultdict(list)
    for key in place_keys(collection, place):
        for statement in [*collection.results(key, indicator, known), *collection.targets(key, indicator, known)]:
            one = statement.measure
            likeness = name_likeness(indicator, known, one.indicator, one.indicator_id)
            same = one.indicator_id == known if known else likeness in (0, 1)
            report = statement.paper.report.source_kind == "report"
            if report and same and statement.year and _is_of_one_year(statement):
                said[_form(statement, said)].append(statement)
    figures = _figures(collection, place, indicator, known)
    found = [_series(form, statements, figures, place, indicator, known) for form, statements in said.items()]
    return sorted(found, key=lambda one: (-sum(len(each.actuals) for each in one.years), -len(one.years)))


def place_keys(collection: Collection, place: str) -> list[str]:
    """The keys of the places at hand that go by this code or name, with their history."""
    found = {place, *(place_key(one.name, one.code) for one in places.find(place))}
    if places.by_code(place):
        found.add(place_key(None, place))
    at_hand = {paper.place for paper in collection.papers}
    named = {paper.place for paper in collection.papers if paper.report.place == place}
    return sorted((found & at_hand) | named)


def _is_of_one_year(statement: Statement) -> bool:
    """Whether the number is for a whole year and for no more than it; an average over years is a form of its own."""
    several = statement.aspect != "average_growth" and statement.covers_several_years
    return not several and not statement.covers_part_of_year


def _form(statement: Statement, said: dict[Form, list[Statement]]) -> Form:
    """The form of a statement: one that is there already when the units can be compared."""
    one = statement.measure
    scope = plain_scope(one.scope, one.place)
    for aspect, unit, part in said:
        if aspect == statement.aspect and part == scope and same_unit(unit, one.unit):
            return aspect, unit, part
    return statement.aspect, one.unit, scope


def _series(
    form: Form, statements: list[Statement], figures: list[Figure], place: str, indicator: str, known: str | None
) -> Series:
    aspect, unit, scope = form
    years: dict[int, tuple[list[Linked], list[Linked], list[Linked]]] = defaultdict(lambda: ([], [], []))
    for statement in sorted(statements, key=lambda one: (one.paper.year, one.measure.start)):
        side = years[statement.year][0 if statement.measure.stance == "target" else 1]
        if not _said_already(statement, side):
            side.append(statement.linked())
    for figure in figures:
        row = figure.observation
        if (
            figure.quantity.aspect == aspect
            and same_unit(row.unit, unit)
            and plain_scope(row.scope, row.place) == scope
        ):
            years[row.year][2].append(linked_figure(figure))
    return Series(
        place=place,
        indicator=indicator,
        indicator_id=known,
        aspect=aspect,
        unit=unit,
        scope=scope,
        years=tuple(
            SeriesYear(
                year=year, targets=tuple(years[year][0]), actuals=tuple(years[year][1]), observed=tuple(years[year][2])
            )
            for year in sorted(years)
        ),
    )


def _said_already(statement: Statement, side: list[Linked]) -> bool:
    """Whether the same report has said the same number before."""
    one = statement.measure
    return any(
        (each.source, each.low, each.high, each.unit) == (one.source, one.low, one.high, one.unit) for each in side
    )


def _figures(collection: Collection, place: str, indicator: str, known: str | None) -> list[Figure]:
    keys = {place, *place_keys(collection, place), *(place_key(one.name, one.code) for one in places.find(place))}
    return [
        Figure(row, quantity(row.value, row.value, row.unit, row.aspect, row.indicator_id, 0))
        for row in collection.observations
        if {row.place, place_key(row.place, row.place_code)} & keys and _is_about(row, indicator, known)
    ]


def _is_about(row: Observation, indicator: str, known: str | None) -> bool:
    return row.indicator_id == known if known else name_likeness(indicator, known, row.indicator, row.indicator_id) == 1


def signed(linked: Linked) -> Decimal | None:
    """The value of a point, below zero when the text says that it fell."""
    return None if linked.low is None else -linked.low if linked.change < 0 else linked.low
