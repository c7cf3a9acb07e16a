"""How a watched series stands on a day: how old its latest figure is, which way it goes, which rules warn. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

PeriodKind = Literal["month", "quarter", "year"]
WarningLight = Literal["yellow", "orange", "red"]
# Days after the end of a period by which its figure is due, for a series that does not say.
DEFAULT_BUDGET: dict[PeriodKind, int] = {"month": 45, "quarter": 60, "year": 120}


class WatchRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When to warn: every bound that is given holds of the latest figure, and every trend that is given.

    `worse_running`: so many times in a row worse than the period before. `worse_than_year_before`: worse than the same
    period of the year before by so much, in the unit of the series, or in percent of it.
    """

    id: str
    zh: str
    en: str
    light: WarningLight
    less_than: Decimal | None = None
    at_most: Decimal | None = None
    more_than: Decimal | None = None
    at_least: Decimal | None = None
    worse_running: int | None = None
    worse_than_year_before: Decimal | None = None
    percent: bool = False
    periods: tuple[PeriodKind, ...] = ()


class Grade(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A grade of an ordinal series; `also` are other ways to write it in a table."""

    zh: str
    en: str
    also: tuple[str, ...] = ()


class WatchedSeries(Struct, frozen=True, kw_only=True):
    """What is watched. `direction` is which way is better; `budget_days` how many days after a period its figure is due.

    `grades`, best first, make the series ordinal: a figure is the number of its grade from 1, and lower is better.
    `part` ÷ `whole` is what a share is counted from; `least_whole` how large the whole must be for the share to count.
    """

    id: str
    zh: str
    en: str
    unit: str
    direction: Literal["up", "down", "band", "neutral"]
    budget_days: Mapping[PeriodKind, int]
    part_zh: str = ""
    part_en: str = ""
    whole_zh: str = ""
    whole_en: str = ""
    least_whole: Mapping[PeriodKind, int] = {}
    source_zh: str = ""
    grades: tuple[Grade, ...] = ()
    rules: tuple[WatchRule, ...] = ()

    def grade(self, value: Decimal) -> Grade | None:
        """The grade that a figure stands for; None for a series of numbers."""
        return self.grades[int(value) - 1] if 1 <= value <= len(self.grades) else None

    def written_zh(self, value: Decimal) -> str:
        """A figure in Chinese: its grade, or digits without trailing zeros and the unit."""
        found, digits = self.grade(value), f"{value:f}"
        if found is not None:
            return found.zh
        return f"{digits.rstrip('0').rstrip('.') if '.' in digits else digits}{self.unit}"


class Figure(NamedTuple):
    """A figure of a period; of several for one period the one that counts."""

    period: str
    until: date
    value: Decimal
    part: Decimal | None = None
    whole: Decimal | None = None


class Warned(NamedTuple):
    """A rule that warns about a period, with the figure it is compared with where there is one."""

    rule: WatchRule
    figure: Figure
    compared: Figure | None = None


class Standing(Struct, frozen=True, kw_only=True):
    """A series of one spot and one kind of period on the day `on`.

    `stale_days`: days beyond the budget, 0 when it is kept. `change`: to the figure of the year before, in the unit.
    `thin`: the whole is smaller than it must be, so no rule is asked.
    """

    on: date
    kind: PeriodKind
    latest: Figure
    stale_days: int
    before: Figure | None
    change: Decimal | None
    worse_running: int
    thin: bool
    warned: tuple[Warned, ...]


def kind_of(period: str) -> PeriodKind:
    """The kind of a period as `track.rules.periods` writes it."""
    return "quarter" if "Q" in period else "month" if "-" in period else "year"


def standing(series: WatchedSeries, figures: Sequence[Figure], on: date) -> Standing | None:
    """How a series stands at the end of the day `on`; `figures` are of one spot and one kind of period, oldest first.

    None when no figure is for a period that is over by then.
    """
    known = [one for one in figures if one.until <= on]
    if not known:
        return None
    latest, kind = known[-1], kind_of(known[-1].period)
    before = _year_before(known, latest)
    running = _worse_running(series, known)
    thin = latest.whole is not None and latest.whole < series.least_whole.get(kind, 0)
    found = Standing(
        on=on, kind=kind, latest=latest, stale_days=_stale(series, latest, on), before=before,
        change=latest.value - before.value if before else None, worse_running=running, thin=thin, warned=(),
    )  # fmt: skip
    warned = tuple(
        Warned(rule, latest, before if rule.worse_than_year_before is not None else None)
        for rule in series.rules
        if not thin and _warns(series, rule, found)
    )
    return replace(found, warned=warned)


def due_on(series: WatchedSeries, latest: Figure) -> date:
    """The day by which the figure after `latest` is due: when its period ends, and the days of the budget."""
    kind = kind_of(latest.period)
    return _next_end(latest.until, kind) + timedelta(days=series.budget_days.get(kind, DEFAULT_BUDGET[kind]))


def _stale(series: WatchedSeries, latest: Figure, on: date) -> int:
    return max((on - due_on(series, latest)).days, 0)


def _next_end(until: date, kind: PeriodKind) -> date:
    """The last day of the period after the one that ends on `until`."""
    months = {"month": 1, "quarter": 3, "year": 12}[kind] + 1
    year, month = divmod(until.year * 12 + until.month - 1 + months, 12)
    return date(year, month + 1, 1) - timedelta(days=1)


def _warns(series: WatchedSeries, rule: WatchRule, found: Standing) -> bool:
    if rule.periods and found.kind not in rule.periods:
        return False
    value = found.latest.value
    bounds = (
        (rule.less_than is None or value < rule.less_than)
        and (rule.at_most is None or value <= rule.at_most)
        and (rule.more_than is None or value > rule.more_than)
        and (rule.at_least is None or value >= rule.at_least)
    )
    if rule.worse_running is not None and found.worse_running < rule.worse_running:
        return False
    return bounds and (rule.worse_than_year_before is None or _worse_by(series, rule, found))


def _worse_by(series: WatchedSeries, rule: WatchRule, found: Standing) -> bool:
    if found.before is None or rule.worse_than_year_before is None:
        return False
    worse = _worse(series, found.before.value, found.latest.value)
    if worse is None:
        return False
    if rule.percent:
        return found.before.value > 0 and worse * 100 / found.before.value >= rule.worse_than_year_before
    return worse >= rule.worse_than_year_before


def _worse(series: WatchedSeries, before: Decimal, now: Decimal) -> Decimal | None:
    """By how much `now` is worse than `before`, below zero for better; None where no way is better."""
    if series.direction not in ("up", "down"):
        return None
    return before - now if series.direction == "up" else now - before


def _year_before(known: Sequence[Figure], latest: Figure) -> Figure | None:
    wanted = str(int(latest.period[:4]) - 1) + latest.period[4:]
    return next((one for one in known if one.period == wanted), None)


def _worse_running(series: WatchedSeries, known: Sequence[Figure]) -> int:
    """How many times in a row, up to the latest, a period was worse than the period right before it."""
    count = 0
    for now, before in zip(reversed(known), list(reversed(known))[1:], strict=False):
        worse = _worse(series, before.value, now.value)
        if worse is None or worse <= 0 or _next_end(before.until, kind_of(before.period)) != now.until:
            break
        count += 1
    return count
