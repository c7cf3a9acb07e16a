"""River files: a file, who answers for it from when to when, patrols and what came of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from msgspec import Struct

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.actions.item import ItemContent
from ximu.track.actions.making import make_item
from ximu.track.editions import playbooks
from ximu.track.models import Person, Unit
from ximu.track.permissions import require
from ximu.track.registers.actions.checks import refuse_future, tell_journal, texts
from ximu.track.registers.models import Patrol, River, RiverChief

PROBLEMS = "river_problems"


class NewRiver(Struct, frozen=True, kw_only=True):
    """A river file. `plan_until` is the last year of its plan; `water_section` the section that measures its water."""

    key: str
    name_zh: str
    kind: str = "river"
    reach_zh: str = ""
    length_km: Decimal | None = None
    water_section: str = ""
    plan_zh: str = ""
    plan_until: int | None = None


class NewProblem(Struct, frozen=True, kw_only=True):
    """What a patrol found wrong: it becomes an item of the unit that keeps the file, or of `unit`."""

    title_zh: str
    kind: str = "其他"
    spot_zh: str = ""
    unit: Unit | None = None


def add_river(person: Person, unit: Unit, new: NewRiver) -> River:
    """A new file, kept by `unit`. Raises TrackError W010, W149, W144 (the key is taken, or no kind of water)."""
    require(person, "keep_registers", unit=unit)
    if new.kind not in River.Kind.values:
        raise TrackError(f"{new.kind!r} is no kind of water", next_step="river, lake or reservoir", code="W144")
    kept = texts(
        River, ("key", "name_zh"), key=new.key, name_zh=new.name_zh, reach_zh=new.reach_zh, plan_zh=new.plan_zh,
        water_section=new.water_section,
    )  # fmt: skip
    with transaction.atomic():
        journal.hold_writers()
        if River.objects.filter(government=unit.government, key=kept["key"]).exists():
            raise TrackError("there is such a file", where=kept["key"], next_step="choose another key", code="W144")
        river = River.objects.create(
            government=unit.government, unit=unit, kind=new.kind, length_km=new.length_km, plan_until=new.plan_until,
            **kept,
        )  # fmt: skip
        tell_journal(person, "add_river", unit.government, river=kept["key"], name_zh=kept["name_zh"])
    return river


def set_plan(person: Person, river: River, plan_zh: str, plan_until: int | None) -> None:
    """A new 一河一策; what it said before stays in the journal. Raises TrackError W010."""
    require(person, "keep_registers", unit=river.unit)
    kept = texts(River, (), plan_zh=plan_zh)
    with transaction.atomic():
        journal.hold_writers()
        before = River.objects.get(pk=river.pk)
        tell_journal(
            person, "set_river_plan", river.government, river=river.key, before=before.plan_zh,
            until_before=before.plan_until, until=plan_until, **kept,
        )  # fmt: skip
        river.plan_zh, river.plan_until = kept["plan_zh"], plan_until
        river.save(update_fields=["plan_zh", "plan_until"])


def publish_river(person: Person, river: River) -> None:
    """Show the file to everyone. Raises TrackError W010."""
    require(person, "publish_registers", unit=river.unit)
    with transaction.atomic():
        journal.hold_writers()
        river.published_at = river.published_at or timezone.now()
        river.save(update_fields=["published_at"])
        tell_journal(person, "publish_river", river.government, river=river.key)


def appoint_chief(
    person: Person, river: River, post_zh: str, person_zh: str, *, since: date, phone: str = ""
) -> RiverChief:
    """Who answers for the river from `since`; who held the post until then leaves it the day before.

    Raises TrackError W010, W149, W144 when the holder before came later than `since`.
    """
    require(person, "keep_registers", unit=river.unit)
    kept = texts(RiverChief, ("post_zh", "person_zh"), post_zh=post_zh, person_zh=person_zh, phone=phone)
    with transaction.atomic():
        journal.hold_writers()
        for held in RiverChief.objects.filter(river=river, post_zh=kept["post_zh"], until=None):
            if held.since >= since:
                raise TrackError(
                    f"{held.person_zh} holds the post since {held.since}", where=river.name_zh,
                    next_step="begin later", code="W144",
                )  # fmt: skip
            held.until = since - timedelta(days=1)
            held.save(update_fields=["until"])
        chief = RiverChief.objects.create(river=river, since=since, **kept)
        tell_journal(person, "appoint_chief", river.government, river=river.key, since=since, **kept)
    return chief


def dismiss_chief(person: Person, chief: RiverChief, until: date) -> None:
    """The last day of a holder. Raises TrackError W010, W144 when that is before the first."""
    require(person, "keep_registers", unit=chief.river.unit)
    if until < chief.since:
        raise TrackError("it ends before it begins", where=str(until), next_step="use a later day", code="W144")
    with transaction.atomic():
        journal.hold_writers()
        chief.until = until
        chief.save(update_fields=["until"])
        tell_journal(
            person,
            "dismiss_chief",
            chief.river.government,
            river=chief.river.key,
            person_zh=chief.person_zh,
            until=until,
        )


def add_patrol(
    person: Person, chief: RiverChief, *, on: date, found_zh: str, problem: NewProblem | None = None
) -> Patrol:
    """A patrol by the holder of a post; a problem becomes an item. Raises TrackError W010, W013, W018, W144, W149."""
    river = chief.river
    require(person, "keep_registers", unit=river.unit)
    refuse_future(on)
    if on < chief.since or (chief.until is not None and on > chief.until):
        raise TrackError(
            f"{chief.person_zh} did not hold the post", where=on.isoformat(), next_step="choose who did", code="W144"
        )
    kept = texts(Patrol, ("found_zh",), found_zh=found_zh)
    with transaction.atomic():
        journal.hold_writers()
        item = None
        if problem is not None:
            content = ItemContent(
                title_zh=problem.title_zh, lead_unit=problem.unit or river.unit, leader_zh=chief.person_zh,
                fields={"river": river.name_zh, "kind": problem.kind, "spot": problem.spot_zh},
            )  # fmt: skip
            item = make_item(person, river.government, playbooks()[PROBLEMS], content, on=on)
        patrol = Patrol.objects.create(
            river=river, chief=chief, on=on, item=item, entered_by=person, at=timezone.now(), **kept
        )
        tell_journal(
            person, "add_patrol", river.government, river=river.key, chief=chief.person_zh, on=on,
            item=item.number if item else "", **kept,
        )  # fmt: skip
    return patrol
