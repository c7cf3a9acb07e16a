"""Lots: a code for each, its steps in a chain of hashes, a recall."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.models import Person, Unit
from ximu.track.permissions import require
from ximu.track.registers.actions.checks import refuse_future, tell_journal, texts
from ximu.track.registers.kinds import known, lot_steps
from ximu.track.registers.models import Lot, LotStep
from ximu.track.rules.check_codes import new_code


class NewLot(Struct, frozen=True, kw_only=True):
    """What was made, by whom, where and when; `amount` in `amount_unit`."""

    product_zh: str
    producer_zh: str
    origin_zh: str
    made_on: date
    amount: Decimal | None = None
    amount_unit: str = ""


class NewStep(Struct, frozen=True, kw_only=True):
    """A step of a lot; `passed` says of a test whether the lot passed it."""

    kind: str
    on: date
    where_zh: str
    by_zh: str
    note_zh: str = ""
    certificate: str = ""
    passed: bool | None = None


def add_lot(person: Person, unit: Unit, new: NewLot) -> Lot:
    """A new lot with its code; anyone can look it up from now on. Raises TrackError W010, W013, W149."""
    require(person, "keep_registers", unit=unit)
    refuse_future(new.made_on)
    names = ("product_zh", "producer_zh", "origin_zh")
    kept = texts(Lot, names, **{name: getattr(new, name) for name in names}, amount_unit=new.amount_unit)
    with transaction.atomic():
        journal.hold_writers()
        lot = Lot.objects.create(
            government=unit.government, unit=unit, code=new_code(), made_on=new.made_on, amount=new.amount,
            entered_by=person, entered_at=timezone.now(), **kept,
        )  # fmt: skip
        tell_journal(person, "add_lot", unit.government, lot=lot.code, made_on=new.made_on, amount=new.amount, **kept)
    return lot


def add_step(person: Person, lot: Lot, new: NewStep) -> LotStep:
    """The next step of a lot. Raises TrackError W010, W013, W140 (no such step), W145 (before the step before it), W149."""
    require(person, "keep_registers", unit=lot.unit)
    refuse_future(new.on)
    known(lot_steps(), new.kind, "step")
    kept = texts(
        LotStep, ("where_zh", "by_zh"), where_zh=new.where_zh, by_zh=new.by_zh, note_zh=new.note_zh,
        certificate=new.certificate,
    )  # fmt: skip
    with transaction.atomic():
        journal.hold_writers()
        last = LotStep.objects.filter(lot=lot).order_by("-number").first()
        earliest = last.on if last else lot.made_on if new.kind != "grown" else None
        if earliest is not None and new.on < earliest:
            raise TrackError(
                f"before what came before it ({earliest})", where=str(new.on), next_step="use a later day", code="W145"
            )
        step = LotStep(
            lot=lot, number=last.number + 1 if last else 1, kind=new.kind, on=new.on, passed=new.passed,
            entered_by=person, entered_at=timezone.now(), **kept,
        )  # fmt: skip
        step.hash = step_hash(step, last.hash if last else "")
        step.save()
        tell_journal(person, "add_lot_step", lot.government, lot=lot.code, number=step.number, hash=step.hash)
    return step


def recall_lot(person: Person, lot: Lot, reason_zh: str, *, on: date) -> None:
    """Call a lot back; whoever looks it up is told first. Raises TrackError W010, W013, W149."""
    require(person, "publish_registers", unit=lot.unit)
    refuse_future(on)
    kept = texts(Lot, ("recall_reason_zh",), recall_reason_zh=reason_zh)
    with transaction.atomic():
        journal.hold_writers()
        lot.recalled_on, lot.recall_reason_zh = on, kept["recall_reason_zh"]
        lot.save(update_fields=["recalled_on", "recall_reason_zh"])
        tell_journal(person, "recall_lot", lot.government, lot=lot.code, on=on, **kept)


def step_hash(step: LotStep, before: str) -> str:
    """SHA-256 of the step as canonical JSON with the hash of the step before it ("" for the first)."""
    told = {
        "lot": step.lot.code, "number": step.number, "kind": step.kind, "on": step.on.isoformat(), "where_zh": step.where_zh,
        "by_zh": step.by_zh, "note_zh": step.note_zh, "certificate": step.certificate, "passed": step.passed, "before": before,
    }  # fmt: skip
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def first_break(steps: list[LotStep]) -> int:
    """The number of the first step that is not as it was entered, or follows a step that is gone; 0 when all hold."""
    before = ""
    for number, step in enumerate(steps, 1):
        if step.number != number or step.hash != step_hash(step, before):
            return step.number
        before = step.hash
    return 0
