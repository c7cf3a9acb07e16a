"""Which readings a person should look at, and why: a table of conditions, calibrated on judged reports."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from importlib.resources import files

import msgspec

from ximu.read.attach.item import Item
from ximu.read.attach.name_before import is_statistic

_JOINED = frozenset("、和及与")


class Doubt(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One row of doubt.toml: a reason in two languages and the conditions under which it holds.

    Of `begins` and `holds_words`, what the name begins with and what stands anywhere in it, one is enough. `plain`: no
    deed was found, no word stands between name and number, and no number before is listed with it.
    """

    id: str
    zh: str
    en: str
    rules: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    actions: frozenset[str] = frozenset()
    known: bool | None = None
    stance: str = ""
    aspect: str = ""
    joined: bool = False
    units: frozenset[str] = frozenset()
    unit_missing: bool = False
    name_shortest: int = 0
    name_longest: int = 0
    statistic: bool | None = None
    begins: str = ""
    holds_words: str = ""
    plain: bool = False

    def may_hold(self, known: bool, stance: str, aspect: str, unit: str) -> bool:
        """Whether the conditions hold that few readings differ in."""
        if self.known is not None and self.known != known:
            return False
        if (self.units and unit not in self.units) or (self.unit_missing and unit):
            return False
        return self.stance in ("", stance) and self.aspect in ("", aspect)

    def named_so(self, name: str) -> bool:
        """Whether the conditions hold that are about the name."""
        if self.joined and _JOINED.isdisjoint(name):
            return False
        if self.statistic is not None and self.statistic != is_statistic(name):
            return False
        if (self.begins or self.holds_words) and not self._worded(name):
            return False
        return not self.name_longest or not self.name_shortest <= len(name) <= self.name_longest

    def _worded(self, name: str) -> bool:
        if self.begins and _pattern(self.begins).match(name):
            return True
        return bool(self.holds_words) and bool(_pattern(self.holds_words).search(name))


@cache
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words)


class _Table(msgspec.Struct, frozen=True):
    doubt: tuple[Doubt, ...]


@cache
def doubts() -> tuple[Doubt, ...]:
    """The rows of doubt.toml in their order."""
    data = files("ximu.read").joinpath("doubt.toml").read_bytes()
    return msgspec.toml.decode(data, type=_Table).doubt


@lru_cache(maxsize=8192)
def _rows(known: bool, stance: str, aspect: str, unit: str, rules: tuple[str, ...]) -> tuple[Doubt, ...]:
    """The rows of which only the name and the action have still to be looked at; few readings differ in the rest."""
    return tuple(
        row
        for row in doubts()
        if row.may_hold(known, stance, aspect, unit)
        and (not row.rules or not row.rules.isdisjoint(rules))
        and row.without.isdisjoint(rules)
    )


def doubt_of(item: Item, name: str, known: bool) -> str:
    """The id of the first doubt that holds, "" when the reading is sure."""
    for row in _rows(known, item.stance, item.aspect, item.unit, tuple(item.rules)):
        if row.plain and (item.action or item.tail or item.joined):
            continue
        if (not row.actions or item.action in row.actions) and row.named_so(name):
            return row.id
    return ""
