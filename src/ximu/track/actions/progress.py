"""Progress of an item: what units report for a period, who verifies it, milestones met, missed and made good."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track.actions.change import keep, note, refuse_locked, take, tidy
from ximu.track.models import Item, Milestone, Person, ProgressReport
from ximu.track.permissions import require
from ximu.track.rules.periods import period_days


class NewProgress(NamedTuple):
    """A report for `period` (2026, 2026Q1, 2026-03). `amount` and `funds` (万元) are in all since the start, not of the period."""

    period: str
    amount: Decimal | None = None
    progress_zh: str = ""
    problems_zh: str = ""
    next_steps_zh: str = ""
    funds: Decimal | None = None
    not_started_reason_zh: str = ""


class NewMilestone(NamedTuple):
    """What is due at the end of `period`: in words, and as an amount in all by then."""

    period: str
    plan_zh: str = ""
    amount: Decimal | None = None


def report_progress(
    person: Person, item: Item, given: NewProgress, *, version: int | None = None, on: date | None = None
) -> ProgressReport:
    """Report progress outside a move, month by month.

    Raises TrackError W010, W022 (locked period), W017 (nothing in it, or a period to come), ConflictError W020.
    """
    day = on or timezone.localdate()
    with transaction.atomic():
        now = take(item, version)
        require(person, "report_progress", now)
        if now.phase != "open":
            raise TrackError("not open", where=now.number, next_step="progress belongs to open items", code="W017")
        kept = keep_progress(person, now, given, day)
        keep(now)
        note(person, "report_progress", now, {"period": given.period, "amount": given.amount, "funds": given.funds})
    item.refresh_from_db()
    return kept


def verify_progress(person: Person, report: ProgressReport) -> ProgressReport:
    """Confirm a report of progress; never the person who made it. Raises TrackError W010 or W016."""
    with transaction.atomic():
        item = take(report.item, Item.objects.values_list("version", flat=True).get(pk=report.item_id))
        require(person, "verify_progress", item)
        if report.person_id == person.pk:
            raise TrackError("who reports does not verify", where=item.number, next_step="ask a colleague", code="W016")
        report.verified_by, report.verified_at = person, timezone.now()
        report.save()
        keep(item)
        note(person, "verify_progress", item, {"period": report.period, "amount": report.amount})
    return report


def set_milestones(
    person: Person, item: Item, milestones: Sequence[NewMilestone], *, version: int | None = None
) -> list[Milestone]:
    """Replace the milestones that are still to come; those that were due stay as they are.

    Raises TrackError W010, W043 (no period), ConflictError W020.
    """
    with transaction.atomic():
        now = take(item, version)
        require(person, "edit", now)
        kept = keep_milestones(now, milestones)
        keep(now)
        note(
            person, "set_milestones", now, {"milestones": [[one.period, one.plan_zh, one.amount] for one in milestones]}
        )
    item.refresh_from_db()
    return kept


def keep_milestones(item: Item, milestones: Sequence[NewMilestone]) -> list[Milestone]:
    """Write milestones inside the transaction of an action; one that is missed or met is not touched."""
    item.milestones.filter(missed=False, met_on=None).delete()
    fixed = set(item.milestones.values_list("period", flat=True))
    return Milestone.objects.bulk_create(new_milestones(item, [one for one in milestones if one.period not in fixed]))


def new_milestones(item: Item, milestones: Sequence[NewMilestone]) -> list[Milestone]:
    """Milestones not written yet. Raises TrackError W043 for what is no period."""
    return [
        Milestone(
            item=item,
            period=one.period,
            due_on=period_days(one.period)[1],
            plan_zh=tidy(one.plan_zh),
            amount=one.amount,
        )
        for one in milestones
    ]


def make_good(person: Person, milestone: Milestone, *, on: date | None = None) -> Milestone:
    """Say that a milestone is met; met after its day it stays missed, too. Raises TrackError W010 or W022."""
    day = on or timezone.localdate()
    with transaction.atomic():
        item = take(milestone.item, Item.objects.values_list("version", flat=True).get(pk=milestone.item_id))
        require(person, "verify_progress", item)
        refuse_locked(item, day)
        milestone.met_on = day
        milestone.missed = milestone.missed or day > milestone.due_on
        milestone.save()
        keep(item)
        note(person, "make_good", item, {"period": milestone.period, "on": day})
    return milestone


def keep_progress(person: Person, item: Item, given: NewProgress, day: date) -> ProgressReport:
    """Write a report inside the transaction of the action that brings it."""
    first, until = period_days(given.period)
    if first > day:
        raise TrackError("the period is still to come", where=f"{item.number}: {given.period}", code="W017")
    refuse_locked(item, until)
    said = (
        given.amount,
        given.funds,
        given.progress_zh,
        given.problems_zh,
        given.next_steps_zh,
        given.not_started_reason_zh,
    )
    if not any(one not in (None, "") for one in said):
        raise TrackError(
            "nothing is reported", where=f"{item.number}: {given.period}", next_step="write how it stands", code="W017"
        )
    if given.amount is not None and abs(given.amount) >= 10**11:
        raise TrackError("the amount is too big", where=f"{item.number}: {given.amount}", code="W017")
    report = ProgressReport.objects.create(
        item=item, period=given.period, until=min(until, day) if until > day else until, amount=given.amount,
        funds=given.funds, progress_zh=tidy(given.progress_zh), problems_zh=tidy(given.problems_zh),
        next_steps_zh=tidy(given.next_steps_zh), not_started_reason_zh=tidy(given.not_started_reason_zh), person=person,
        at=timezone.now(),
    )  # fmt: skip
    _mark_milestones(item, given.amount, day)
    return report


def _mark_milestones(item: Item, amount: Decimal | None, day: date) -> None:
    """Milestones with an amount that is now reached are met; met after their day they stay missed."""
    if amount is None:
        return
    for one in item.milestones.filter(met_on=None, amount__isnull=False):
        if one.amount is not None and amount >= one.amount:
            one.met_on = day
            one.missed = one.missed or day > one.due_on
            one.save()
