"""Which readings a person should look at, and why: a table of conditions, calibrated on judged reports."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import msgspec

from ximu.read.attach.item import Item

_JOINED = frozenset("、和及与")


class Doubt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of doubt.toml: a reason in two languages and the conditions under which it holds."""

    id: str
    zh: str
    en: str
    rules: frozenset[str] = frozenset()
    known: bool | None = None
    stance: str = ""
    aspect: str = ""
    joined: bool = False
    unit_missing: bool = False
    name_shortest: int = 0
    name_longest: int = 0

    def holds(self, item: Item, name: str, known: bool) -> bool:
        """Whether every condition of the row holds for a reading with that name."""
        if self.known is not None and self.known != known:
            return False
        if (self.stance and item.stance != self.stance) or (self.aspect and item.aspect != self.aspect):
            return False
        if self.unit_missing and item.unit:
            return False
        if self.joined and _JOINED.isdisjoint(name):
            return False
        if self.name_longest and self.name_shortest <= len(name) <= self.name_longest:
            return False
        return not self.rules or not self.rules.isdisjoint(item.rules)


class _Table(msgspec.Struct, frozen=True):
    doubt: tuple[Doubt, ...]


@cache
def doubts() -> tuple[Doubt, ...]:
    """The rows of doubt.toml in their order."""
    data = files("ximu.read").joinpath("doubt.toml").read_bytes()
    return msgspec.toml.decode(data, type=_Table).doubt


def doubt_of(item: Item, name: str, known: bool) -> str:
    """The id of the first doubt that holds, "" when the reading is sure."""
    for row in doubts():
        if row.holds(item, name, known):
            return row.id
    return ""
