"""Who may do what: `may(person, action, item)`, from one table; and which items a person can see at all.

Nothing else decides about permission: pages, API, exports, feeds and the search ask here. The table is
`permissions.toml`; moves of an item are allowed by its playbook and asked as `move:<id>`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from django.db.models import Q, QuerySet

from ximu.ledger.errors import TrackError
from ximu.track.item_facts import item_facts
from ximu.track.models import Government, Item, Person, Unit
from ximu.track.rules.engine import clashes, may_move
from ximu.track.rules.facts import Actor, RoleHeld
from ximu.track.rules.playbook import Role

Scope = Literal["published", "own_unit", "lead_unit", "unit", "cases", "government"]
ROLES: tuple[Role, ...] = get_args(Role)
MOVE = "move:"


@cache
def table() -> dict[str, dict[str, str]]:
    """Action → role → scope, with the names `zh` and `en`. Raises TrackError W005 for a word that is none of them."""
    text = (files("ximu.track") / "permissions.toml").read_text(encoding="utf-8")
    found: dict[str, dict[str, str]] = tomllib.loads(text)
    for action, row in found.items():
        for role, scope in row.items():
            if role not in ("zh", "en") and (role not in ROLES or scope not in get_args(Scope)):
                raise TrackError(f"{role} = {scope!r}", where=f"permissions.toml: {action}", code="W005")
    return found


def may(
    person: Person | None,
    action: str,
    item: Item | None = None,
    *,
    government: Government | None = None,
    unit: Unit | None = None,
) -> bool:
    """Whether `person` (None: anyone, not signed in) may do `action` today.

    About an item give the item; about a unit or a government give that. `move:<id>` asks the item's playbook: role,
    unit and who moved it before; whether the item is in the right state is the engine's to say. Raises KeyError for an
    action that is not in the table.
    """
    roles = person.roles_on() if person is not None else ()
    if action.startswith(MOVE):
        return item is not None and person is not None and _may_move(str(person.pk), roles, action, item)
    row = table()[action]
    if item is not None and row.get("reader") == "published" and item.published_at is not None:
        return True
    return any(_reaches(row.get(held.role, ""), held, item, government, unit) for held in roles)


def visible_to(person: Person | None) -> QuerySet[Item]:
    """The items that a person can see: published ones, those of the own unit, and for some roles all of the government.

    Every list, export, feed and search starts from here, so that nothing of another government can leak.
    """
    row = table()["see"]
    seen = Q(published_at__isnull=False)
    for held in person.roles_on() if person is not None else ():
        scope = row.get(held.role, "")
        if scope == "government":
            seen |= Q(government_id=int(held.government))
        elif scope == "cases":
            seen |= Q(government_id=int(held.government), case__isnull=False)
        elif scope in ("own_unit", "lead_unit"):
            own = Q(lead_unit_id=int(held.unit))
            if scope == "own_unit":
                own |= Q(pk__in=Item.objects.filter(supporting_units=int(held.unit)).values("pk"))
            # What is still being drawn up is the inspection office's own.
            seen |= own & Q(government_id=int(held.government)) & ~Q(phase="draft")
    return Item.objects.filter(seen)


def visible_fields(person: Person | None, item: Item) -> dict[str, Any]:
    """The item's fields that a person may see: private ones only where the table says so."""
    private = {field.id for field in item.book.fields if field.private}
    if not private or may(person, "see_private", item):
        return dict(item.fields)
    return {name: value for name, value in item.fields.items() if name not in private}


def require(
    person: Person | None,
    action: str,
    item: Item | None = None,
    *,
    government: Government | None = None,
    unit: Unit | None = None,
) -> None:
    """Raises TrackError W010 when `may` says no."""
    if not may(person, action, item, government=government, unit=unit):
        what = action.removeprefix(MOVE)
        where = item.number if item is not None else str(unit or government or "")
        raise TrackError(f"not allowed: {what}", where=where, next_step="ask the inspection office", code="W010")


def _may_move(person: str, roles: tuple[RoleHeld, ...], action: str, item: Item) -> bool:
    try:
        move = item.book.move(action.removeprefix(MOVE))
    except KeyError:
        return False
    facts, actor = item_facts(item), Actor(person, roles)
    return may_move(move, facts, actor) and not clashes(move, facts, actor)


def _reaches(scope: str, held: RoleHeld, item: Item | None, government: Government | None, unit: Unit | None) -> bool:
    """Whether a role held reaches the item, the unit or the government in question."""
    if item is not None:
        return _reaches_item(scope, held, item)
    if unit is not None:
        same = str(unit.government_id) == held.government
        return same and (
            scope == "government" or (scope in ("unit", "own_unit", "lead_unit") and str(unit.pk) == held.unit)
        )
    return scope in ("government", "cases") and government is not None and str(government.pk) == held.government


def _reaches_item(scope: str, held: RoleHeld, item: Item) -> bool:
    if str(item.government_id) != held.government:
        return False
    if scope == "government":
        return True
    if scope == "cases":
        return hasattr(item, "case")
    if scope not in ("own_unit", "lead_unit", "unit") or item.phase == "draft":
        return False
    if str(item.lead_unit_id) == held.unit:
        return True
    return scope == "own_unit" and item.supporting_units.filter(pk=int(held.unit)).exists()


def names_of(action: str) -> Mapping[str, Any]:
    """How an action is called: `zh` and `en`."""
    row = table()[action]
    return {"zh": row["zh"], "en": row["en"]}
