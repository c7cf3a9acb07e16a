"""The research panel: one row for each place, year and series (long), or for each place and year (wide), and its codebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from typing import Literal

import msgspec
from msgspec import Struct

from ximu.ledger.identity import digest
from ximu.ledger.link import Link
from ximu.ledger.measure import Measure
from ximu.link.collection import Collection, Paper
from ximu.link.findings.amplification import papers_by_name, superior_report
from ximu.link.findings.shelf import Shelf
from ximu.link.products.annual import AnnualValue, Value, annual_values
from ximu.link.products.words import flat
from ximu.link.quantity import ARITHMETIC, POINTS, RATES, comparable, factor_between, subtract
from ximu.link.words import table
from ximu.terms.load import bare_unit, indicators

Cell = str | int | Decimal | None
Row = dict[str, Cell]
Kind = Literal["text", "integer", "number", "flag"]
# What Stata allows (help limits): names of 32, labels of 80 characters.
LONGEST_NAME, LONGEST_LABEL = 32, 80
_STEM = 24
KEYS = ("place_code", "place_zh", "year")


class Variable(Struct, frozen=True, forbid_unknown_fields=True):
    """One column: its name, what a cell holds, what it means, its unit (or the column that names it), where it is from."""

    name: str
    kind: Kind
    label: str
    zh: str
    unit: str
    source: str
    values: dict[str, str] = {}


class Panel(Struct, frozen=True):
    """The long and the wide table with the codebook of each."""

    long: tuple[Row, ...]
    wide: tuple[Row, ...]
    variables: tuple[Variable, ...]
    wide_variables: tuple[Variable, ...]


@cache
def variables() -> tuple[Variable, ...]:
    """The codebook of the long table, in the order of its columns."""
    return tuple(msgspec.convert(row, Variable) for row in table("products/panel")["variable"])


def panel(collection: Collection, found: Iterable[Link]) -> Panel:
    """The panel of everything at hand; the same reports give the same rows in the same order."""
    values = annual_values(collection, found)
    rows = tuple(_rows(values, collection))
    columns = tuple(_wide_variables(values))
    wide = tuple(_wide(values, rows, columns))
    filled = {name for row in wide for name, value in row.items() if value is not None}
    columns = tuple(one for one in columns if one.name in filled)
    names = [one.name for one in columns]
    return Panel(rows, tuple({name: row[name] for name in names} for row in wide), variables(), columns)


def _rows(values: tuple[AnnualValue, ...], collection: Collection) -> Iterator[Row]:
    shelf = Shelf((), collection)
    named = papers_by_name(shelf)
    by_series = {(one.series, one.year): one for one in values}
    orders = {id(paper.reading): _headline_order(paper) for paper in collection.papers}
    for one in values:
        row: Row = dict.fromkeys(variable.name for variable in variables())
        row |= _whose(one) | _target(one, orders) | _results(one) | _verdict(one)
        # An amount of a city says nothing beside that of its province; a rate does.
        if one.paper is not None and one.target is not None and one.series.unit in RATES and not one.series.scope:
            above = superior_report(shelf, one.paper, named)
            theirs = by_series.get((one.series._replace(place=above.place), one.year)) if above is not None else None
            if theirs is not None and theirs.target is not None:
                more = subtract(one.target.low, theirs.target.low)
                row |= {"superior_code": theirs.place_code, "superior_low": theirs.target.low, "amplification": more}
                row["gap_unit"] = row["gap_unit"] or POINTS
        yield row


def _whose(one: AnnualValue) -> Row:
    report = one.paper.report if one.paper is not None else None
    known = indicators()[one.series.indicator_id]
    return {
        "place_code": one.place_code,
        "place_zh": one.place_name,
        "level": one.level or None,
        "year": one.year,
        "report_at_hand": int(report is not None),
        "indicator": known.id,
        "indicator_zh": known.zh,
        "aspect": one.series.aspect,
        "unit": one.series.unit,
        "scope_zh": one.series.scope or None,
        "report_date": report.delivered_on.isoformat() if report is not None and report.delivered_on else None,
        "report_session": flat(report.session) or None if report is not None and report.session else None,
        "report_characters": report.characters or report.end - report.start if report is not None else None,
    }


def _headline_order(paper: Paper) -> dict[int, int]:
    """Start of a headline target with a number → its place among them, from 1."""
    starts = sorted(
        {
            one.start
            for one in paper.reading.measures
            if one.stance == "target" and one.role == "value" and one.role_of_section == "goals"
        }
    )
    return {start: nth for nth, start in enumerate(starts, 1)}


def _target(one: AnnualValue, orders: dict[int, dict[int, int]]) -> Row:
    found: Row = {}
    order = orders.get(id(one.paper.reading), {}) if one.paper is not None else {}
    if one.paper is not None:
        found["headline_targets"] = len(order)
    if one.plan is not None:
        found |= {"plan_low": one.plan.low, "plan_high": one.plan.high}
        found["plan_set_in"] = one.plan.statement.paper.year
    if one.target is None and one.relative is None:
        return found
    if one.target is not None:
        measure = one.target.statement.measure
        form, modality = form_of(measure), modality_of(measure, one.target)
        found |= {"low": one.target.low, "high": one.target.high, "as_written": flat(measure.as_written)}
        found |= {"headline": int(measure.role_of_section == "goals"), "target_order": order.get(measure.start)}
        found |= {"target_sure": int(measure.sure), **_place("target", measure)}
    elif one.relative is not None:
        end = one.relative.target
        form, modality = end.bound, "plain"
        found |= {"as_written": flat(end.as_written), "headline": int(one.relative.importance == "headline")}
        found |= {"target_source": end.source, "target_start": end.start, "target_end": end.end}
    hard = form == "floor" or modality == "ensure"
    found |= {"form": form, "modality": modality, "hard_a": int(hard)}
    return found | {"hard_b": int(hard or modality == "strive"), "soft": int(form in ("around", "interval"))}


def form_of(measure: Measure) -> str:
    """The form of a target with a number."""
    data = table("products/panel")["form"]
    if measure.aspect == "rank":
        return "rank"
    if any(words in measure.as_written for words in data["digit_class"].split()):
        return "digit_class"
    return str(data[measure.bound])


def modality_of(measure: Measure, value: Value) -> str:
    """How firmly a target is worded, the firmest that its sentence or headings say."""
    data = table("products/panel")["modality"]
    text = value.statement.paper.text[measure.sentence_start : measure.sentence_end]
    around = "".join((*measure.section, text))
    if data["binding"] in text:
        return "binding"
    if measure.firmness:
        return measure.firmness
    return "expected" if data["expected"] in around else "plain"


def _place(name: str, measure: Measure) -> Row:
    return {f"{name}_source": measure.source, f"{name}_start": measure.start, f"{name}_end": measure.end}


def _results(one: AnnualValue) -> Row:
    found: Row = {}
    if one.first is not None:
        measure = one.first.statement.measure
        found |= {"first_actual": one.first.low, "first_actual_high": one.first.high}
        found |= {"first_reported_in": one.first.statement.paper.year, "first_as_written": flat(measure.as_written)}
        found |= {"first_estimated": int(measure.certainty == "estimated")}
        found |= {"first_sure": int(measure.sure), **_place("first", measure)}
    if one.revised is not None:
        found |= {"revised_actual": one.revised.low, "revised_reported_in": one.revised.statement.paper.year}
    if one.figure is not None:
        found |= {"observed_actual": one.figure.quantity.low, "observed_source": one.figure.observation.source_url}
    return found


def _verdict(one: AnnualValue) -> Row:
    if one.link is None:
        return {}
    found: Row = {"verdict": one.link.verdict, "verdict_sure": int(one.link.sure)}
    gap, unit = one.link.gap, one.link.gap_unit
    if gap is None or not comparable(gap):
        return found
    factor = None if unit == POINTS else factor_between(unit, one.series.unit)
    if factor is not None:
        gap, unit = ARITHMETIC.multiply(gap, factor), one.series.unit
    return found | {"gap": gap, "gap_unit": unit}


def stem(indicator_id: str) -> str:
    """The beginning of the wide names of an indicator: its id, or as much as fits and four characters that tell it apart.

    It rests on the id alone, so that a new indicator never renames a column.
    """
    if len(indicator_id) <= _STEM:
        return indicator_id
    return f"{indicator_id[: _STEM - 5].rstrip('_')}_{digest(indicator_id, length=4)}"


def _wide_name(one: AnnualValue, ending: str) -> str | None:
    """The column of a value; None for parts of a place and for units that are not the indicator's customary one."""
    known, series = indicators()[one.series.indicator_id], one.series
    usual = {"%", "位", "个百分点", bare_unit(known.unit)} if series.aspect != "level" else {bare_unit(known.unit)}
    if series.scope or series.unit not in usual or (series.aspect == "change" and series.unit == "%"):
        return None
    letter = table("products/panel")["aspect_letter"][series.aspect]
    points = "p" if series.aspect == "change" and series.unit == "个百分点" and known.unit != "%" else ""
    return f"{stem(known.id)}_{letter}{points}_{ending}"


def _wide_variables(values: tuple[AnnualValue, ...]) -> Iterator[Variable]:
    own = {variable.name: variable for variable in variables()}
    yield from (own[name] for name in KEYS)
    order = {name: nth for nth, name in enumerate(indicators())}
    seen: dict[str, Variable] = {}
    for one in sorted(values, key=lambda each: (order[each.series.indicator_id], each.series)):
        known = indicators()[one.series.indicator_id]
        for ending in table("products/panel")["ending"]:
            name = _wide_name(one, ending["name"])
            if name is None or name in seen:
                continue
            words = own["aspect"].values.get(one.series.aspect, one.series.aspect).lower()
            label = f"{known.en}, {words}: {ending['label']}"
            zh = f"{known.zh}（{one.series.aspect}）：{ending['zh']}"
            seen[name] = Variable(name, "number", label[:LONGEST_LABEL], zh, one.series.unit, ending["column"])
    yield from seen.values()


def _wide(values: tuple[AnnualValue, ...], rows: tuple[Row, ...], columns: tuple[Variable, ...]) -> Iterator[Row]:
    made: dict[tuple[Cell, Cell], Row] = {}
    for one, row in zip(values, rows, strict=True):
        line = made.setdefault((row["place_code"], row["year"]), dict.fromkeys(each.name for each in columns))
        line |= {name: row[name] for name in KEYS}
        for ending in table("products/panel")["ending"]:
            name = _wide_name(one, ending["name"])
            if name is not None and row[ending["column"]] is not None:
                line[name] = row[ending["column"]]
    for key in sorted(made, key=str):
        yield made[key]
