"""What the published work of a government shows of an indicator, beside what its reports claim for the same year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.utils import timezone
from msgspec import Struct

from ximu.site.statements import address_of
from ximu.store import models
from ximu.track.editions import playbooks
from ximu.track.models import Government
from ximu.track.permissions import visible_to
from ximu.track.statistics import IndicatorFigure, indicator_figures

MOST_LINES = 40


class Claim(Struct, frozen=True, kw_only=True):
    """What a report says of the indicator for the year, with the place in its text."""

    low: Decimal
    high: Decimal
    unit: str
    bound: str
    as_written: str
    report_year: int | None
    address: str


class OwnFigure(Struct, frozen=True, kw_only=True):
    """The figure of one place, year and playbook, computed from published work; `claims` are of the same place and year.

    `by_rule` and `by_reason` count the items left out; `address` opens the statistics that the figure is part of.
    """

    place: str
    place_name: str
    indicator: str
    year: int
    zh: str
    en: str
    numerator: Decimal
    denominator: Decimal
    percent: Decimal
    by_rule: int
    by_reason: int
    address: str
    claims: tuple[Claim, ...]


def own_figures(*, indicator: str = "", place: str = "") -> tuple[OwnFigure, ...]:
    """The figures of one indicator for all places, or of one place (its public id) for all indicators, latest year first.

    Nothing for an indicator that no rate of a playbook is. At most five queries while nothing has changed.
    """
    wanted = {rate.indicator for book in playbooks().values() for rate in book.rates} - {""}
    if indicator and indicator not in wanted:
        return ()
    figures = [
        one
        for one in indicator_figures(visible_to(None), timezone.localdate())
        if one.figure.percent is not None and (not indicator or one.indicator == indicator)
    ]
    if not figures:
        return ()
    at = places_of({one.government for one in figures})
    near = [(one, *at[one.government]) for one in figures if one.government in at]
    shown = [(one, where, key) for one, where, key in near if not place or where.public_id == place][:MOST_LINES]
    claims = _claims([(one, where) for one, where, _ in shown])
    return tuple(_line(one, where, key, claims) for one, where, key in shown)


def places_of(governments: set[int]) -> dict[int, tuple[models.Place, str]]:
    """The place of each government, by its code or its name, and the key of the government."""
    rows = list(Government.objects.filter(pk__in=governments))
    names = {one.name_zh.removesuffix("人民政府") for one in rows}
    codes = {one.place_code for one in rows if one.place_code}
    places = list(models.Place.objects.filter(name__in=names)) + list(models.Place.objects.filter(code__in=codes))
    by_code, by_name = {one.code: one for one in places}, {one.name: one for one in places}
    found = {}
    for row in rows:
        where = by_code.get(row.place_code) if row.place_code else by_name.get(row.name_zh.removesuffix("人民政府"))
        if where is not None:
            found[row.pk] = (where, row.key)
    return found


_Claims = dict[tuple[str, int, int], list[Claim]]


def _claims(shown: Sequence[tuple[IndicatorFigure, models.Place]]) -> _Claims:
    """Results of reports by indicator, place and year (one query)."""
    found: _Claims = defaultdict(list)
    rows = models.Measure.objects.filter(
        indicator_id__in={one.indicator for one, _ in shown}, report__place__in={where.pk for _, where in shown},
        year__in={one.year for one, _ in shown}, stance="result",
    )  # fmt: skip
    for row in rows.select_related("report", "statement").defer("record", "report__record").order_by("pk"):
        found[row.indicator_id or "", row.report.place_id or 0, row.year or 0].append(claim_of(row))
    return found


def claim_of(row: models.Measure) -> Claim:
    """A result with the place in the text of its report; report and statement are loaded."""
    return Claim(
        low=row.low, high=row.high, unit=row.unit, bound=row.bound, as_written=row.statement.as_written,
        report_year=row.report.report_year, address=address_of(row.report.public_id, row.start, row.statement.end),
    )  # fmt: skip


def _line(one: IndicatorFigure, where: models.Place, key: str, claims: _Claims) -> OwnFigure:
    book = playbooks()[one.playbook]
    figure = one.figure
    return OwnFigure(
        place=where.public_id, place_name=where.name, indicator=one.indicator, year=one.year,
        zh=f"{book.zh}：{book.rate(one.rate).zh}", en=f"{book.en}: {book.rate(one.rate).en}",
        numerator=figure.numerator, denominator=figure.denominator, percent=figure.percent or Decimal(0),
        by_rule=figure.by_rule, by_reason=figure.by_reason,
        address=f"/statistics/?government={key}&year={one.year}#{book.id}",
        claims=tuple(claims.get((one.indicator, where.pk, one.year), ())),
    )  # fmt: skip
