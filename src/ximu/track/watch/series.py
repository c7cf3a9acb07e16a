"""The series that can be watched: those of `series.toml`, of an own file, and any indicator of the catalogue."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
from msgspec import Struct

from ximu.ledger.errors import TrackError
from ximu.terms.load import indicators
from ximu.track.watch.rules import Grade, PeriodKind, WatchedSeries, WatchRule


class _Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A series as the file has it; what the catalogue knows may be left out."""

    id: str
    zh: str = ""
    en: str = ""
    unit: str = ""
    direction: Literal["up", "down", "band", "neutral", ""] = ""
    budget_days: dict[PeriodKind, int] = {}
    part_zh: str = ""
    part_en: str = ""
    whole_zh: str = ""
    whole_en: str = ""
    least_whole: dict[PeriodKind, int] = {}
    source_zh: str = ""
    grade: tuple[Grade, ...] = ()
    rule: tuple[WatchRule, ...] = ()


class _File(Struct, frozen=True, forbid_unknown_fields=True):
    series: tuple[_Entry, ...]


@cache
def watched_series() -> Mapping[str, WatchedSeries]:
    """The series of `series.toml`, by id, in the order of the file."""
    text = (files("ximu.track.watch") / "series.toml").read_text(encoding="utf-8")
    return read_series(text, "series.toml")


def read_series(text: str, name: str) -> dict[str, WatchedSeries]:
    """Series from TOML. Raises TrackError W075 that names file and entry."""
    try:
        found = msgspec.convert(tomllib.loads(text), _File)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise TrackError(str(error), where=name, next_step="correct the entry", code="W075") from error
    return {one.id: _series(one, name) for one in found.series}


def series_of(name: str) -> WatchedSeries:
    """A series by its id, or any indicator of the catalogue without rules. Raises TrackError W075 for no such thing."""
    known = watched_series().get(name)
    if known is not None:
        return known
    if name in indicators():
        return _series(_Entry(id=name), name)
    raise TrackError(f"{name!r} is no indicator", next_step="see ximu ref", code="W075")


def _series(one: _Entry, name: str) -> WatchedSeries:
    known = indicators().get(one.id)
    unit = one.unit or (known.unit if known else "")
    direction = one.direction or (known.direction if known else None)
    if not unit or not direction:
        raise TrackError(
            f"{one.id}: unit or direction is missing", where=name, next_step="write unit and direction", code="W075"
        )
    if one.grade and direction != "down":
        raise TrackError(
            f"{one.id}: grades go from best to worst", where=name, next_step='write direction = "down"', code="W075"
        )
    return WatchedSeries(
        id=one.id, zh=one.zh or (known.zh if known else one.id), en=one.en or (known.en if known else one.id), unit=unit,
        direction=direction, budget_days=one.budget_days, part_zh=one.part_zh, part_en=one.part_en,
        whole_zh=one.whole_zh, whole_en=one.whole_en, least_whole=one.least_whole, source_zh=one.source_zh,
        grades=one.grade, rules=one.rule,
    )  # fmt: skip
