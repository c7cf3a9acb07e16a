"""A playbook that builds on one that ships: `extends` names it, and only what is different is written."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any

# Of these tables, an entry of the same id is laid over that of the base, key by key; a new id is added behind.
TABLES = ("source", "state", "move", "clock", "field", "vote", "rate")
EXTENDS = "extends"
# The edition tells both: 203 is the own edition 3 over edition 2 of the base.
OWN_EDITIONS = 100


class BaseError(ValueError):
    """The base cannot be used; the text says why."""


def with_base(own: dict[str, Any]) -> dict[str, Any]:
    """The whole playbook of a file that extends a shipped one; what extends none is given back as it is.

    Raises BaseError for a base that does not ship, or an own edition that is none.
    """
    if EXTENDS not in own:
        return own
    name, edition = own[EXTENDS], own.get("edition")
    file = files("ximu.track") / "playbooks" / f"{name}.toml"
    if not isinstance(name, str) or not name.isidentifier() or not file.is_file():
        raise BaseError(f"no playbook {name!r} ships")
    if not isinstance(edition, int) or not 0 < edition < OWN_EDITIONS:
        raise BaseError(f"edition {edition!r} is not from 1 to {OWN_EDITIONS - 1}")
    base = tomllib.loads(file.read_text(encoding="utf-8"))
    if own.get("id") in (None, base["id"]):
        raise BaseError("the id is that of the base")
    whole = {**base, **{key: value for key, value in own.items() if key not in (*TABLES, EXTENDS)}}
    for table in TABLES:
        whole[table] = _laid_over(base.get(table, []), own.get(table, []))
    whole["edition"] = base["edition"] * OWN_EDITIONS + edition
    return {key: value for key, value in whole.items() if value != []}


def _laid_over(base: list[dict[str, Any]], own: list[dict[str, Any]]) -> list[dict[str, Any]]:
    changed = {entry.get("id"): entry for entry in own}
    known = {entry["id"] for entry in base}
    merged = [{**entry, **changed.get(entry["id"], {})} for entry in base]
    return merged + [entry for entry in own if entry.get("id") not in known]
