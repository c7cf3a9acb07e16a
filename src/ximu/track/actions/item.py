"""What an item says: its content, changing it, publishing and withdrawing it; `making` makes items."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from msgspec import UNSET, Struct, UnsetType

from ximu.ledger.errors import TrackError
from ximu.track.actions.change import keep, note, take, tidy, without_private, words_told
from ximu.track.actions.clocks import mark_late
from ximu.track.actions.progress import NewMilestone, keep_milestones
from ximu.track.models import Item, ItemSource, Person, Post, Unit, UnitOfItem
from ximu.track.permissions import require
from ximu.track.rules.engine import value_of
from ximu.track.rules.playbook import Playbook
from ximu.track.rules.workdays import work_calendar

_TEXTS = (
    "title_zh",
    "requirement_zh",
    "actions_zh",
    "leader_zh",
    "kind_zh",
    "person_zh",
    "indicator_id",
    "amount_unit",
)


class ItemContent(Struct, frozen=True, kw_only=True):
    """What an item says; what is left UNSET is not touched. `statements` are public ids of the ledger.

    A lead unit or deadline that no document states comes with `lead_unit_assumed`, `due_assumed`.
    """

    title_zh: str | UnsetType = UNSET
    year: int | UnsetType = UNSET
    number: str | UnsetType = UNSET
    requirement_zh: str | UnsetType = UNSET
    actions_zh: str | UnsetType = UNSET
    leader_zh: str | UnsetType = UNSET
    kind_zh: str | UnsetType = UNSET
    person_zh: str | UnsetType = UNSET
    lead_unit: Unit | UnsetType | None = UNSET
    lead_unit_assumed: bool | UnsetType = UNSET
    supporting_units: Sequence[Unit] | UnsetType = UNSET
    post: Post | UnsetType | None = UNSET
    planned_start_on: date | UnsetType | None = UNSET
    due_on: date | UnsetType | None = UNSET
    due_assumed: bool | UnsetType = UNSET
    amount_target: Decimal | UnsetType | None = UNSET
    amount_unit: str | UnsetType = UNSET
    amount_kind: str | UnsetType = UNSET
    indicator_id: str | UnsetType = UNSET
    funds_required: Decimal | UnsetType | None = UNSET
    fields: dict[str, Any] | UnsetType = UNSET
    statements: Sequence[str] | UnsetType = UNSET
    milestones: Sequence[NewMilestone] | UnsetType = UNSET


def edit_item(
    person: Person, item: Item, content: ItemContent, *, reason: str = "", version: int | None = None
) -> Item:
    """Change what an item says. Once it is open a reason is needed, and its lead unit changes by a transfer only.

    Raises TrackError W010, W018, ConflictError W020. A deadline that has passed stays passed: the item is late.
    """
    with transaction.atomic():
        now = take(item, version)
        require(person, "edit", now)
        book = now.book
        if now.phase in ("closed", "archived"):
            raise TrackError("closed work is not changed", where=now.number, next_step="reopen it first", code="W018")
        if now.phase == "open":
            if not reason.strip():
                raise TrackError("a reason is missing", where=now.number, next_step="say why it changes", code="W018")
            if content.lead_unit is not UNSET and content.lead_unit != now.lead_unit:
                raise TrackError(
                    "the lead unit", where=now.number, next_step="use the move that transfers", code="W018"
                )
        before = now.due_on
        if content.due_on is not UNSET and content.due_on != before:
            _late_now(now, book)
        leads_before = now.lead_unit_id
        fill(now, book, content)
        _fill_related(now, content)
        if now.lead_unit_id != leads_before:
            now.led_by.filter(until=None).update(until=timezone.localdate())
            if now.lead_unit is not None:
                UnitOfItem.objects.create(item=now, unit=now.lead_unit, since=timezone.localdate())
        if now.due_on != before:
            now.clocks.filter(stopped_on=None, clock__in=[one.id for one in book.clocks if one.of_item]).update(
                due_on=now.due_on, provisional=now.due_provisional
            )
        version_seen = now.version
        now.save()
        now.version = version_seen
        keep(now)
        note(person, "edit", now, {"reason": reason, "due_on_before": before, **told(book, content)})
    item.refresh_from_db()
    return item


def publish(person: Person, item: Item, *, version: int | None = None) -> None:
    """Show the item to everyone. Raises TrackError W010, W018 (still a draft), ConflictError W020."""
    _set_published(person, item, "publish", version)


def withdraw(person: Person, item: Item, reason: str, *, version: int | None = None) -> None:
    """Take the item from the public pages again; that it was there stays in the journal. Raises as `publish`."""
    if not reason.strip():
        raise TrackError("a reason is missing", where=item.number, next_step="say why it is withdrawn", code="W018")
    _set_published(person, item, "withdraw", version, reason)


def _set_published(person: Person, item: Item, action: str, version: int | None, reason: str = "") -> None:
    with transaction.atomic():
        now = take(item, version)
        require(person, "publish", now)
        if action == "publish" and now.phase == "draft":
            raise TrackError("still a draft", where=now.number, next_step="assign it first", code="W018")
        if action == "publish" and hasattr(now, "case") and now.case.public_wanted is False:
            raise TrackError(
                "who asked does not want it public", where=now.number, next_step="ask the person again", code="W018"
            )
        keep(now, published_at=timezone.now() if action == "publish" else None)
        note(person, action, now, {"reason": reason} if reason else {})
    item.refresh_from_db()


def fill(item: Item, book: Playbook, content: ItemContent) -> None:
    """Set the columns that a content gives, each checked. Raises TrackError W018, W012 (a unit of another government)."""
    for name in _TEXTS:
        value = getattr(content, name)
        if value is not UNSET:
            kept = " ".join(tidy(value).split()) if name == "title_zh" else tidy(value)
            check_length(name, kept)
            setattr(item, name, kept)
    for name in (
        "year", "lead_unit", "lead_unit_assumed", "post", "planned_start_on", "due_on", "due_assumed", "amount_target",
        "amount_kind", "funds_required",
    ):  # fmt: skip
        value = getattr(content, name)
        if value is not UNSET:
            setattr(item, name, value)
    if content.due_on is not UNSET:
        item.due_provisional = item.due_on is not None and item.due_on.year not in work_calendar().announced
    if content.fields is not UNSET:
        item.fields = {**item.fields, **_checked_fields(book, content.fields)}
    check_length("number", item.number)
    if item.amount_kind not in Item.TargetKind.values:
        raise TrackError(f"{item.amount_kind!r} is no kind of target", next_step="see Item.TargetKind", code="W018")
    for unit in (item.lead_unit, item.post.unit if item.post else None):
        if unit is not None and unit.government_id != item.government_id:
            raise TrackError(
                "a unit of another government", where=str(unit), next_step="choose an own unit", code="W012"
            )


def check_length(name: str, text: str) -> None:
    """Raises TrackError W018 when a text does not fit its column; SQLite alone would take it."""
    longest = getattr(Item._meta.get_field(name), "max_length", None)
    if longest and len(text) > longest:
        raise TrackError(
            f"{name} is longer than {longest} characters", where=text[:20], next_step="shorten it", code="W018"
        )


def _checked_fields(book: Playbook, given: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for name, value in given.items():
        try:
            found[name] = value_of(book.field(name), value)
        except KeyError:
            raise TrackError(f"{name!r} is no field of {book.id}", next_step="see the playbook", code="W018") from None
        except ValueError:
            raise TrackError(
                f"{value!r} does not fit the field {name}", next_step="see the playbook", code="W018"
            ) from None
    return found


def supporting(item: Item, content: ItemContent) -> list[Unit]:
    """The units that support besides the lead unit. Raises TrackError W012 for one of another government."""
    given = () if content.supporting_units is UNSET else content.supporting_units
    units = [unit for unit in dict.fromkeys(given) if unit.pk != item.lead_unit_id]
    if wrong := [unit for unit in units if unit.government_id != item.government_id]:
        raise TrackError(
            "a unit of another government", where=str(wrong[0]), next_step="choose an own unit", code="W012"
        )
    return units


def _fill_related(item: Item, content: ItemContent) -> None:
    if content.supporting_units is not UNSET:
        item.supporting_units.set(supporting(item, content))
    if content.statements is not UNSET:
        item.sources.exclude(statement__in=content.statements).delete()
        held = set(item.sources.values_list("statement", flat=True))
        ItemSource.objects.bulk_create(
            ItemSource(item=item, statement=one) for one in dict.fromkeys(content.statements) if one not in held
        )
    if content.milestones is not UNSET:
        keep_milestones(item, content.milestones)


def _late_now(item: Item, book: Playbook) -> None:
    today = timezone.localdate()
    if item.phase == "open" and item.due_on and today > item.due_on:
        for running in item.clocks.filter(stopped_on=None):
            mark_late(item, book.clock(running.clock), running, today)
            running.save()


def told(book: Playbook, content: ItemContent) -> dict[str, Any]:
    """The content as the journal keeps it: only what was given, units and posts by name, private fields hidden."""
    said: dict[str, Any] = {}
    for name in content.__struct_fields__:
        value = getattr(content, name)
        if value is UNSET:
            continue
        if name == "fields":
            value = without_private(book, value)
        elif name in _TEXTS:
            value = words_told(book, value)
        elif name == "supporting_units":
            value = [unit.name_zh for unit in value]
        elif name in ("lead_unit", "post"):
            value = str(value or "")
        elif name == "milestones":
            value = [[one.period, one.plan_zh, one.amount] for one in value]
        said[name] = list(value) if isinstance(value, tuple) else value
    return said
