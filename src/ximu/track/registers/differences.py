"""What changed between two versions of a list: entries that came, went, or say something else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from msgspec import Struct

FIELDS = ("name_zh", "group_zh", "unit_zh", "basis_zh", "detail_zh")


class Entry(Protocol):
    """What an entry of any version has."""

    code: str
    name_zh: str
    group_zh: str
    unit_zh: str
    basis_zh: str
    detail_zh: str


class Changed(Struct, frozen=True, kw_only=True):
    """One column of an entry that says something else."""

    field: str
    before: str
    after: str


class Difference(Struct, frozen=True, kw_only=True):
    """What happened to one entry: added, removed or changed (then `fields` says where)."""

    change: str
    code: str
    name_zh: str
    fields: tuple[Changed, ...] = ()


def list_differences(before: Iterable[Entry], after: Iterable[Entry]) -> tuple[Difference, ...]:
    """The differences from one version to the next, by code; an entry with a new code is another entry."""
    old, new = _by_code(before), _by_code(after)
    found = []
    for code in sorted({*old, *new}):
        was, now = old.get(code), new.get(code)
        if was is None and now is not None:
            found.append(Difference(change="added", code=code, name_zh=now.name_zh))
        elif now is None and was is not None:
            found.append(Difference(change="removed", code=code, name_zh=was.name_zh))
        elif was is not None and now is not None:
            fields = tuple(
                Changed(field=name, before=getattr(was, name), after=getattr(now, name))
                for name in FIELDS
                if getattr(was, name) != getattr(now, name)
            )
            if fields:
                found.append(Difference(change="changed", code=code, name_zh=now.name_zh, fields=fields))
    return tuple(found)


def _by_code(entries: Iterable[Entry]) -> Mapping[str, Entry]:
    return {one.code: one for one in entries}
