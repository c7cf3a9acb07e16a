"""The watched series of a government on a day: every spot and kind of period that has figures, with how it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from msgspec import Struct

from ximu.ledger.errors import TrackError
from ximu.track.models import Government
from ximu.track.watch.models import PeriodObservation
from ximu.track.watch.rules import Figure, PeriodKind, Standing, WatchedSeries, kind_of, standing
from ximu.track.watch.series import series_of, watched_series


class Watched(Struct, frozen=True, kw_only=True):
    """A series of one government, one spot ("" for the whole) and one kind of period, as it stands."""

    government: Government
    series: WatchedSeries
    spot_zh: str
    kind: PeriodKind
    standing: Standing


def watched(government: Government, on: date, *, published: bool = False) -> list[Watched]:
    """What the government watches, in the order of the series, as it stands on the day `on` (one query).

    `published`: only figures with an address where they were published.
    """
    return watched_of(observations([government], published=published), on)


def observations(governments: Iterable[Government], *, published: bool = False) -> QuerySet[PeriodObservation]:
    """The figures of these governments, oldest first."""
    rows = PeriodObservation.objects.filter(government__in=list(governments)).select_related("government", "by")
    return (rows.exclude(source_url="") if published else rows).order_by("until", "pk")


def watched_of(rows: Iterable[PeriodObservation], on: date) -> list[Watched]:
    """The series that these figures are of, each as it stands on the day `on`."""
    found: dict[tuple[int, str, str, PeriodKind], list[PeriodObservation]] = defaultdict(list)
    for row in rows:
        found[row.government_id, row.series, row.spot_zh, kind_of(row.period)].append(row)
    order = {name: number for number, name in enumerate(watched_series())}
    kinds: tuple[PeriodKind, ...] = ("month", "quarter", "year")
    lines = []
    for key in sorted(
        found, key=lambda key: (key[0], order.get(key[1], len(order)), key[1], key[2], kinds.index(key[3]))
    ):
        try:
            series = series_of(key[1])
        except TrackError:  # a series that the file no longer has
            continue
        now = standing(series, counting(found[key]), on)
        if now is not None:
            lines.append(
                Watched(
                    government=found[key][0].government, series=series, spot_zh=key[2], kind=key[3], standing=now
                )
            )  # fmt: skip
    return lines


def counting(rows: Iterable[PeriodObservation]) -> list[Figure]:
    """The figure that counts for each period, oldest first: the one published last, of those the one that came last."""
    best: dict[str, PeriodObservation] = {}
    for row in rows:
        held = best.get(row.period)
        if held is None or _rank(row) >= _rank(held):
            best[row.period] = row
    ordered = sorted(best.values(), key=lambda row: row.until)
    return [Figure(row.period, row.until, row.value, row.part, row.whole) for row in ordered]


def _rank(row: PeriodObservation) -> tuple[date, int]:
    return (row.published_on or date.min, row.pk)
