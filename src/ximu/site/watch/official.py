"""Yearly figures of catalogue indicators kept in the ledger too, where links rank them above what a report claims."""

from __future__ import annotations

from collections.abc import Sequence

from ximu.ledger.observation import Observation
from ximu.link.quantity import aspect_of
from ximu.store.observations import Kept, keep_observations
from ximu.terms import places
from ximu.terms.load import bare_unit, indicators
from ximu.track.models import Government
from ximu.track.watch.rules import kind_of
from ximu.track.watch.table import NewObservation


def keep_official(government: Government, rows: Sequence[NewObservation], source: str) -> Kept:
    """Keep those that are official statistics of a whole place and year: an indicator of the catalogue, published.

    Targets are judged by them with the next `ximu relink`, which `ximu watch` does. Raises StoreError.
    """
    return keep_observations(
        _observation(government, one, source, number) for number, one in enumerate(rows, 1) if is_official(one)
    )


def is_official(one: NewObservation) -> bool:
    """Whether a figure can stand beside a report's own: of a year, of the whole place, of the catalogue, published.

    Grades are not: the ledger knows no number for them.
    """
    told = kind_of(one.period) == "year" and not one.spot_zh and bool(one.source_url)
    return told and one.series.id in indicators() and not one.series.grades


def _observation(government: Government, one: NewObservation, source: str, line: int) -> Observation:
    scale = {"亿": 8, "万": 4}.get(one.series.unit[:1], 0) if one.series.unit != bare_unit(one.series.unit) else 0
    unit, name = bare_unit(one.series.unit), government.name_zh.removesuffix("人民政府")
    return Observation(
        source=source, line=line, place=name, place_code=government.place_code or _code(name, int(one.period[:4])),
        indicator=one.series.zh, indicator_id=one.series.id,
        year=int(one.period[:4]), value=one.value.scaleb(scale), unit=unit,
        aspect=aspect_of("level", unit, one.series.id), source_url=one.source_url, published_on=one.published_on,
        as_written=f"{one.value.normalize():f}{one.series.unit}", note=one.note_zh,
    )  # fmt: skip


def _code(name: str, year: int) -> str | None:
    """The division code of a place by its name; None when there are several of that name, or none."""
    codes = {place.code for place in places.find(name, year)}
    return codes.pop() if len(codes) == 1 else None
