"""双随机: the plan and a secret are committed to, the draw is made with them, outcomes are entered."""

from __future__ import annotations

import secrets
from datetime import date

import msgspec
from django.db import transaction
from django.utils import timezone

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.models import Person, Unit
from ximu.track.permissions import require
from ximu.track.registers.actions.checks import refuse_future, tell_journal, texts
from ximu.track.registers.kinds import draw_results, known
from ximu.track.registers.models import Draw, DrawOutcome
from ximu.track.rules import drawing


def commit_draw(person: Person, unit: Unit, plan: drawing.Plan, public_source_zh: str = "") -> Draw:
    """Fix a plan and a secret, and show the commitment; nothing that decides the draw can change after this.

    `public_source_zh` names a number that will only be known later. Raises TrackError W010, W142 (a plan that cannot
    be), W149.
    """
    require(person, "publish_registers", unit=unit)
    drawing.check_plan(plan)
    kept = texts(Draw, ("title_zh",), title_zh=plan.title, public_source_zh=public_source_zh)
    secret = secrets.token_hex(32)
    commitment = drawing.commitment(plan, secret)
    with transaction.atomic():
        journal.hold_writers()
        made = Draw.objects.create(
            government=unit.government, unit=unit, plan=msgspec.to_builtins(plan), secret=secret,
            commitment=commitment, committed_by=person, committed_at=timezone.now(), **kept,
        )  # fmt: skip
        tell_journal(
            person, "commit_draw", unit.government, title_zh=plan.title, commitment=commitment, objects=len(plan.objects),
            inspectors=len(plan.inspectors), take=plan.take, public_source_zh=kept["public_source_zh"],
        )  # fmt: skip
    return made


def make_draw(person: Person, made: Draw, public_value: str = "", *, shown_on: date | None = None) -> None:
    """Draw, once. `shown_on`: list and secret are public from that day (today when None), after the inspections at best.

    Raises TrackError W010, W142 when it was drawn, or the public number is missing or was not named.
    """
    require(person, "keep_registers", unit=made.unit)
    kept = texts(Draw, (), public_value=public_value)["public_value"]
    with transaction.atomic():
        journal.hold_writers()
        now = Draw.objects.get(pk=made.pk)
        if now.drawn_at is not None:
            raise TrackError("it was drawn already", where=now.title_zh, next_step="commit to a new draw", code="W142")
        if bool(now.public_source_zh) != bool(kept):
            what = "the public number is missing" if now.public_source_zh else "no public number was named before"
            raise TrackError(what, where=now.title_zh, next_step="use what the commitment names", code="W142")
        drawn = drawing.draw(drawing.plan_of(now.plan), drawing.seed_of(now.secret, kept))
        now.public_value, now.drawn = kept, msgspec.to_builtins(drawn)
        now.drawn_at, now.shown_on = timezone.now(), shown_on or timezone.localdate()
        now.save()
        tell_journal(
            person, "make_draw", made.government, commitment=now.commitment, public_value=kept,
            drawn=[one.object for one in drawn], shown_on=now.shown_on,
        )  # fmt: skip
    made.refresh_from_db()


def enter_outcome(
    person: Person, made: Draw, object_id: str, result: str, *, on: date, found_zh: str = ""
) -> DrawOutcome:
    """What the inspection of a drawn object found; entered anew, the later one counts and the journal keeps both.

    Raises TrackError W010, W013, W140 (no such result), W142 (it was not drawn).
    """
    require(person, "keep_registers", unit=made.unit)
    refuse_future(on)
    known(draw_results(), result, "result")
    if object_id not in {one["object"] for one in made.drawn}:
        raise TrackError("it was not drawn", where=object_id, next_step="choose one of the list", code="W142")
    kept = texts(DrawOutcome, (), found_zh=found_zh)
    with transaction.atomic():
        journal.hold_writers()
        outcome, _ = DrawOutcome.objects.update_or_create(
            draw=made, object_id=object_id,
            defaults={"result": result, "on": on, "entered_by": person, "entered_at": timezone.now(), **kept},
        )  # fmt: skip
        tell_journal(
            person, "enter_outcome", made.government, commitment=made.commitment, object=object_id, result=result, on=on,
            **kept,
        )  # fmt: skip
    return outcome
