"""How an item stands on three axes that are never mixed: official status, evidence, schedule; and its light.

The official status is what moves made it. Evidence tells what has been shown and who looked at it. The schedule tells
whether time and amounts are kept; late once is late for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from django.db.models import Prefetch
from django.utils import timezone
from msgspec import Struct

from ximu.track.item_facts import clock_runs, running_dues
from ximu.track.models import Evidence, Item, Milestone, ProgressReport
from ximu.track.rules.facts import ClockRun, most_over
from ximu.track.rules.lights import LightResult, light_of, light_rules
from ximu.track.rules.playbook import Phase
from ximu.track.rules.schedule import Progress, TargetKind, progress

EvidenceAxis = Literal["none", "brought", "verified", "refuted", "mixed"]
ScheduleAxis = Literal[
    "no_deadline", "not_started", "on_schedule", "behind", "overdue", "closed_on_time", "closed_late", "paused"
]


class Standing(Struct, frozen=True, kw_only=True):
    """The three axes of an item on the day `on`, the progress behind them, and the light of its rule set.

    `days_left` counts calendar days to the deadline, negative after it. `milestones_missed` counts for good.
    """

    on: date
    state: str
    phase: Phase
    evidence: EvidenceAxis
    evidence_pieces: int
    schedule: ScheduleAxis
    days_left: int | None
    late: bool
    progress: Progress
    milestones_due: int
    milestones_missed: int
    light: LightResult
    light_rules: str


def standing(
    item: Item, on: date | None = None, *, lights: str | None = None, rank_percent: Decimal | None = None
) -> Standing:
    """How one item stands; `lights` is another rule set than the playbook's, `rank_percent` its place where rules ask it."""
    return standings([item], on, lights=lights, ranks={item.pk: rank_percent} if rank_percent is not None else None)[0]


def standings(
    items: Iterable[Item],
    on: date | None = None,
    *,
    lights: str | None = None,
    ranks: Mapping[int, Decimal] | None = None,
) -> list[Standing]:
    """How many items stand, in their order, with a fixed number of queries. Raises KeyError for an unknown rule set."""
    day = on or timezone.localdate()
    keys = [item.pk for item in items]
    rows = Item.objects.filter(pk__in=keys).select_related("edition").prefetch_related(
        Prefetch("milestones", Milestone.objects.order_by("due_on")),
        Prefetch("reports", ProgressReport.objects.filter(until__lte=day).order_by("until", "pk")),
        Prefetch("evidence", Evidence.objects.only("item_id", "verdict")),
    )  # fmt: skip
    by_key = {row.pk: row for row in rows}
    running = running_dues(by_key.values())
    ran = clock_runs(row.pk for row in rows if "clock_days_over" in _needs(lights or row.book.lights))
    return [
        _standing(by_key[key], day, running.get(key), ran.get(key, ()), lights, (ranks or {}).get(key)) for key in keys
    ]


def _needs(lights: str) -> tuple[str, ...]:
    return light_rules()[lights].needs if lights in light_rules() else ()


def light_facts(
    item: Item,
    now: Progress,
    day: date,
    running_due: date | None,
    ran: Iterable[ClockRun] = (),
    rank_percent: Decimal | None = None,
) -> dict[str, Decimal | None]:
    """What light rules may ask of an item, by the names of `rules.lights.FactName`; what is not known is None.

    `running_due` is the day of the item's own clock while it runs (`item_facts.running_dues`), `ran` all its clocks.
    """
    reports, milestones = list(item.reports.all()), list(item.milestones.all())
    last = reports[-1] if reports else None
    funds = last.funds if last else None
    missed = [one for one in milestones if one.due_on < day and (one.met_on is None or one.met_on > one.due_on)]
    monthly = [one for one in milestones if "-" in one.period and one.due_on < day]
    quarterly = [one for one in milestones if "Q" in one.period and one.due_on < day]
    ended = [one for one in milestones if one.due_on < day]
    open_missed = [one for one in missed if one.met_on is None]
    behind = None
    if now.gap is not None and now.scheduled:
        behind = now.gap * 100 / now.scheduled
    elif now.gap is not None and now.scheduled == 0:
        behind = Decimal(0)
    late_since = running_due
    if late_since is None and item.late:
        late_since = item.due_on
    late_days = Decimal(max(((item.closed_on or day) - late_since).days, 0)) if late_since else None
    if late_days is None and item.due_on is not None:
        late_days = Decimal(0)  # the unit has reported in time
    return {
        "progress_percent": now.ratio * 100 if now.ratio is not None else None,
        "gap_points": now.gap_points,
        "behind_percent": behind,
        "months_not_started": _months_not_started(item, reports, day),
        "months_missed_running": Decimal(_running(monthly or ended)) if ended else None,
        "month_missed": Decimal(bool((monthly or ended)[-1:] and (monthly or ended)[-1] in open_missed)) if ended else None,
        "quarter_missed": Decimal(bool(quarterly and quarterly[-1] in open_missed)) if ended else None,
        "missed_then_made_good": Decimal(any(one.met_on is not None for one in missed)),
        "funds_percent": funds * 100 / item.funds_required if funds is not None and item.funds_required else None,
        "days_late": late_days,
        "clock_days_over": Decimal(most_over(ran, day)),
        "rank_percent": rank_percent,
    }  # fmt: skip


def _standing(
    item: Item,
    day: date,
    running_due: date | None,
    ran: tuple[ClockRun, ...],
    lights: str | None,
    rank_percent: Decimal | None,
) -> Standing:
    book = item.book
    now = _progress(item, day)
    overdue = item.closed_on is None and (item.late or (running_due is not None and running_due < day))
    milestones = list(item.milestones.all())
    missed = [
        one
        for one in milestones
        if one.missed or (one.due_on < day and (one.met_on is None or one.met_on > one.due_on))
    ]
    rules = light_rules().get(lights or book.lights) if not lights else light_rules()[lights]
    facts = light_facts(item, now, day, running_due, ran, rank_percent)
    return Standing(
        on=day, state=item.state, phase=book.state(item.state).phase, evidence=_evidence(item),
        evidence_pieces=len(item.evidence.all()), schedule=_schedule(item, now, missed, overdue),
        days_left=(item.due_on - day).days if item.due_on else None, late=item.late or overdue, progress=now,
        milestones_due=sum(one.due_on <= day for one in milestones), milestones_missed=len(missed),
        light=light_of(rules, facts) if rules else LightResult("", "unknown"), light_rules=rules.id if rules else "",
    )  # fmt: skip


def _progress(item: Item, day: date) -> Progress:
    amounts = [one.amount for one in item.reports.all() if one.amount is not None]
    plan = {one.due_on: one.amount for one in item.milestones.all() if one.amount is not None}
    start = item.planned_start_on or date(item.year, 1, 1)
    kind: TargetKind = item.amount_kind  # type: ignore[assignment]
    return progress(
        target=item.amount_target, actual=amounts[-1] if amounts else None, on=day, start=start,
        due=item.due_on or date(item.year, 12, 31), plan=plan, kind=kind,
    )  # fmt: skip


def _schedule(item: Item, now: Progress, missed: list[Milestone], overdue: bool) -> ScheduleAxis:
    if item.closed_on is not None:
        return "closed_late" if item.late else ("closed_on_time" if item.due_on else "no_deadline")
    if item.book.state(item.state).pauses_clocks:
        return "paused"
    if item.phase == "draft":
        return "not_started"
    if overdue:
        return "overdue"
    if any(one.met_on is None for one in missed) or (now.gap is not None and now.gap > 0):
        return "behind"
    return "on_schedule" if item.due_on else "no_deadline"


def _evidence(item: Item) -> EvidenceAxis:
    verdicts = {one.verdict for one in item.evidence.all()}
    if not verdicts:
        return "none"
    if verdicts == {"refuted"}:
        return "refuted"
    if "refuted" in verdicts:
        return "mixed"
    return "verified" if verdicts == {"holds"} else "brought"


def _months_not_started(item: Item, reports: list[ProgressReport], day: date) -> Decimal | None:
    """Whole months since the planned start in which nothing was started and no reason was given; 0 when started."""
    if item.planned_start_on is None:
        return None
    started = any(one.amount for one in reports)
    excused = bool(reports and reports[-1].not_started_reason_zh)
    if started or excused or item.closed_on is not None:
        return Decimal(0)
    months = (day.year - item.planned_start_on.year) * 12 + day.month - item.planned_start_on.month
    return Decimal(max(months, 0))


def _running(milestones: list[Milestone]) -> int:
    """How many of the last milestones were missed one after the other."""
    count = 0
    for one in reversed(milestones):
        if one.met_on is not None and one.met_on <= one.due_on:
            break
        count += 1
    return count
