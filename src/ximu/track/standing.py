"""How an item stands on three axes that are never mixed: official status, evidence, schedule; and its light.

The official status is what moves made it. Evidence tells what has been shown and who looked at it. The schedule tells
whether time and amounts are kept; late once is late for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from django.utils import timezone
from msgspec import Struct

from ximu.track.item_rows import ItemRows, MilestoneRow, ReportRow
from ximu.track.models import Item
from ximu.track.past import Moment, moment_of
from ximu.track.rules.facts import most_over
from ximu.track.rules.lights import LightResult, light_of, light_rules, rules_on
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
    """How many items stand, in their order, with a fixed number of queries. Raises KeyError for an unknown rule set.

    The items are taken as they are now; how they stood at the end of a past day says `standing_then`.
    """
    day, rows = on or timezone.localdate(), ItemRows(items)
    return [
        standing_then(item, rows, moment_of(item, rows, day), day, lights, (ranks or {}).get(item.pk))
        for item in rows.items
    ]


def standing_then(
    item: Item,
    rows: ItemRows,
    moment: Moment,
    day: date,
    lights: str | None = None,
    rank_percent: Decimal | None = None,
) -> Standing:
    """How the item stands at the `moment` that is the end of the day `day`; its light by the rules in force on that day."""
    reports = [one for one in rows.reports.get(item.pk, ()) if one.until <= day]
    milestones = [_then(one, day) for one in rows.milestones.get(item.pk, ())]
    now = _progress(item, moment, reports, milestones, day)
    late_now = moment.late or (moment.running_due is not None and moment.running_due < day)
    overdue = moment.closed_on is None and late_now
    missed = [one for one in milestones if _is_missed(one, day)]
    rules = light_rules()[lights] if lights else rules_on(item.book.lights, day)
    verdicts = rows.verdicts.get(item.pk, ())
    facts = light_facts(item, moment, now, reports, milestones, day) if rules else {}
    facts["rank_percent"] = rank_percent
    if rules and "clock_days_over" in rules.needs:
        facts["clock_days_over"] = Decimal(most_over((one.run for one in rows.clocks.get(item.pk, ())), day))
    return Standing(
        on=day, state=moment.state, phase=moment.phase, evidence=_evidence(verdicts), evidence_pieces=len(verdicts),
        schedule=_schedule(item, moment, now, missed, overdue),
        days_left=(moment.due_on - day).days if moment.due_on else None, late=moment.late or overdue, progress=now,
        milestones_due=sum(one.due_on <= day for one in milestones), milestones_missed=len(missed),
        light=light_of(rules, facts) if rules else LightResult("", "unknown"), light_rules=rules.id if rules else "",
    )  # fmt: skip


def light_facts(
    item: Item,
    moment: Moment,
    now: Progress,
    reports: Sequence[ReportRow],
    milestones: Sequence[MilestoneRow],
    day: date,
) -> dict[str, Decimal | None]:
    """What light rules may ask of an item, by the names of `rules.lights.FactName`; what is not known is None."""
    funds = reports[-1].funds if reports else None
    missed = [one for one in milestones if one.due_on < day and (one.met_on is None or one.met_on > one.due_on)]
    ended = [one for one in milestones if one.due_on < day]
    monthly = [one for one in ended if "-" in one.period]
    quarterly = [one for one in ended if "Q" in one.period]
    open_missed = [one for one in missed if one.met_on is None]
    behind = None
    if now.gap is not None and now.scheduled:
        behind = now.gap * 100 / now.scheduled
    elif now.gap is not None and now.scheduled == 0:
        behind = Decimal(0)
    late_since = moment.running_due
    if late_since is None and moment.late:
        late_since = moment.due_on
    late_days = Decimal(max(((moment.closed_on or day) - late_since).days, 0)) if late_since else None
    if late_days is None and moment.due_on is not None:
        late_days = Decimal(0)  # the unit has reported in time
    return {
        "progress_percent": now.ratio * 100 if now.ratio is not None else None,
        "gap_points": now.gap_points,
        "behind_percent": behind,
        "months_not_started": _months_not_started(item, moment, reports, day),
        "months_missed_running": Decimal(_running(monthly or ended)) if ended else None,
        "month_missed": Decimal(bool((monthly or ended)[-1:] and (monthly or ended)[-1] in open_missed)) if ended else None,
        "quarter_missed": Decimal(bool(quarterly and quarterly[-1] in open_missed)) if ended else None,
        "missed_then_made_good": Decimal(any(one.met_on is not None for one in missed)),
        "funds_percent": funds * 100 / item.funds_required if funds is not None and item.funds_required else None,
        "days_late": late_days,
    }  # fmt: skip


def _then(one: MilestoneRow, day: date) -> MilestoneRow:
    """The milestone as it was at the end of the day `day`: what was met later is not met."""
    return one._replace(met_on=None) if one.met_on is not None and one.met_on > day else one


def _is_missed(one: MilestoneRow, day: date) -> bool:
    return one.due_on < day and (one.missed or one.met_on is None or one.met_on > one.due_on)


def _progress(
    item: Item, moment: Moment, reports: Sequence[ReportRow], milestones: Sequence[MilestoneRow], day: date
) -> Progress:
    amounts = [one.amount for one in reports if one.amount is not None]
    plan = {one.due_on: one.amount for one in milestones if one.amount is not None}
    start = item.planned_start_on or date(item.year, 1, 1)
    kind: TargetKind = item.amount_kind  # type: ignore[assignment]
    return progress(
        target=item.amount_target, actual=amounts[-1] if amounts else None, on=day, start=start,
        due=moment.due_on or date(item.year, 12, 31), plan=plan, kind=kind,
    )  # fmt: skip


def _schedule(item: Item, moment: Moment, now: Progress, missed: Sequence[MilestoneRow], overdue: bool) -> ScheduleAxis:
    if moment.closed_on is not None:
        return "closed_late" if moment.late else ("closed_on_time" if moment.due_on else "no_deadline")
    if item.book.state(moment.state).pauses_clocks:
        return "paused"
    if moment.phase == "draft":
        return "not_started"
    if overdue:
        return "overdue"
    if any(one.met_on is None for one in missed) or (now.gap is not None and now.gap > 0):
        return "behind"
    return "on_schedule" if moment.due_on else "no_deadline"


def _evidence(given: Sequence[str]) -> EvidenceAxis:
    verdicts = set(given)
    if not verdicts:
        return "none"
    if verdicts == {"refuted"}:
        return "refuted"
    if "refuted" in verdicts:
        return "mixed"
    return "verified" if verdicts == {"holds"} else "brought"


def _months_not_started(item: Item, moment: Moment, reports: Sequence[ReportRow], day: date) -> Decimal | None:
    """Whole months since the planned start in which nothing was started and no reason was given; 0 when started."""
    if item.planned_start_on is None:
        return None
    started = any(one.amount for one in reports)
    excused = bool(reports and reports[-1].not_started_reason_zh)
    if started or excused or moment.closed_on is not None:
        return Decimal(0)
    months = (day.year - item.planned_start_on.year) * 12 + day.month - item.planned_start_on.month
    return Decimal(max(months, 0))


def _running(milestones: Sequence[MilestoneRow]) -> int:
    """How many of the last milestones were missed one after the other."""
    count = 0
    for one in reversed(milestones):
        if one.met_on is not None and one.met_on <= one.due_on:
            break
        count += 1
    return count
