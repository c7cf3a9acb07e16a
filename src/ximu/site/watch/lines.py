"""What pages of watched figures show: each series as it stands, how old it is before what it says, and its warnings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from msgspec import Struct

from ximu.site.projects.claims import Claim, claims_of
from ximu.track.models import Government
from ximu.track.watch.figures import Watched, counting, watched_of
from ximu.track.watch.models import PeriodObservation
from ximu.track.watch.rules import WatchedSeries, due_on, kind_of
from ximu.track.watch.series import series_of

_GRAVITY = ("red", "orange", "yellow")


class WarningShown(Struct, frozen=True, kw_only=True):
    """A rule that warns now."""

    id: str
    zh: str
    en: str
    light: str


class WatchLine(Struct, frozen=True, kw_only=True):
    """A series of one spot ("" for the whole place) and one kind of period, as it stands.

    `stale_days` come first on every page: days beyond the day by which the next figure was due (`due_on`). Of an ordinal series the value is
    the number of its grade from 1, best first, and `grade_zh` names it. `part` ÷ `whole` are what a share was counted from; `thin`: from too few to judge. `change` is to the same period of the year before.
    """

    government: str
    government_key: str
    series: str
    zh: str
    en: str
    spot: str
    kind: str
    address: str
    stale_days: int
    due_on: date
    period: str
    value: Decimal
    unit: str
    grade_zh: str
    grade_en: str
    part: Decimal | None
    whole: Decimal | None
    thin: bool
    change: Decimal | None
    light: str
    warnings: tuple[WarningShown, ...]


class WatchPage(Struct, frozen=True, kw_only=True):
    """Everything that is watched, as it stands on the day `on`: what is stale or warns first, then by series."""

    on: date
    lines: tuple[WatchLine, ...]
    stale: int
    warning: int


class FigureRow(Struct, frozen=True, kw_only=True):
    """One figure as it came; `counts` is False for one that a later one stands in for."""

    period: str
    spot: str
    value: Decimal
    grade_zh: str
    grade_en: str
    part: Decimal | None
    whole: Decimal | None
    source_url: str
    published_on: date | None
    note: str
    counts: bool


class RuleShown(Struct, frozen=True, kw_only=True):
    """A rule of the series, whether it warns or not."""

    zh: str
    en: str
    light: str


class SeriesPage(Struct, frozen=True, kw_only=True):
    """One watched series of a government: how it stands, every figure latest first, its rules, what reports claim."""

    government: str
    series: str
    zh: str
    en: str
    unit: str
    direction: str
    part_zh: str
    part_en: str
    whole_zh: str
    whole_en: str
    source_zh: str
    on: date
    lines: tuple[WatchLine, ...]
    figures: tuple[FigureRow, ...]
    rules: tuple[RuleShown, ...]
    claims: tuple[Claim, ...]


def watch_page(rows: Iterable[PeriodObservation], on: date) -> WatchPage:
    """The list of what these figures are of."""
    lines = sorted((line_of(one) for one in watched_of(rows, on)), key=lambda line: not (line.stale_days or line.light))
    return WatchPage(
        on=on, lines=tuple(lines), stale=sum(line.stale_days > 0 for line in lines),
        warning=sum(bool(line.light) for line in lines),
    )  # fmt: skip


def series_page(government: Government, name: str, rows: Sequence[PeriodObservation], on: date) -> SeriesPage:
    """The page of one series; `rows` are its figures, oldest first. Raises TrackError W075 for an unknown series."""
    series = series_of(name)
    counted: set[int] = set()
    by_spot: dict[tuple[str, str], list[PeriodObservation]] = {}
    for row in rows:
        by_spot.setdefault((row.spot_zh, kind_of(row.period)), []).append(row)
    for held in by_spot.values():
        chosen = {(one.period, one.value, one.part) for one in counting(held)}
        for period in {one.period for one in held}:
            same = [one for one in held if one.period == period and (period, one.value, one.part) in chosen]
            counted.add(max(same, key=lambda one: (one.published_on or date.min, one.pk)).pk)
    return SeriesPage(
        government=government.name_zh, series=series.id, zh=series.zh, en=series.en, unit=series.unit,
        direction=series.direction, part_zh=series.part_zh, part_en=series.part_en, whole_zh=series.whole_zh,
        whole_en=series.whole_en, source_zh=series.source_zh, on=on,
        lines=tuple(line_of(one) for one in watched_of(rows, on)),
        figures=tuple(
            FigureRow(
                period=row.period, spot=row.spot_zh, value=row.value, **_grade(series, row.value), part=row.part,
                whole=row.whole,
                source_url=row.source_url, published_on=row.published_on, note=row.note_zh, counts=row.pk in counted,
            )
            for row in reversed(rows)
        ),
        rules=tuple(RuleShown(zh=rule.zh, en=rule.en, light=rule.light) for rule in series.rules),
        claims=claims_of({series.id}, [government]).get(series.id, ()),
    )  # fmt: skip


def line_of(one: Watched) -> WatchLine:
    """A watched series as a line of the list."""
    now, series = one.standing, one.series
    lights = {warned.rule.light for warned in now.warned}
    return WatchLine(
        government=one.government.name_zh, government_key=one.government.key, series=series.id, zh=series.zh,
        en=series.en, spot=one.spot_zh, kind=one.kind, address=f"/watch/{one.government.key}/{series.id}/",
        stale_days=now.stale_days, due_on=due_on(series, now.latest), period=now.latest.period, value=now.latest.value,
        unit=series.unit, **_grade(series, now.latest.value), part=now.latest.part, whole=now.latest.whole, thin=now.thin, change=now.change,
        light=next((light for light in _GRAVITY if light in lights), ""),
        warnings=tuple(
            WarningShown(id=warned.rule.id, zh=warned.rule.zh, en=warned.rule.en, light=warned.rule.light)
            for warned in now.warned
        ),
    )  # fmt: skip


def _grade(series: WatchedSeries, value: Decimal) -> dict[str, str]:
    """What the value is called where it is a grade."""
    found = series.grade(value)
    return {"grade_zh": found.zh if found else "", "grade_en": found.en if found else ""}
