"""Which readings a person should look at, and why: a table of conditions, calibrated on judged reports."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

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


class _Look(NamedTuple):
    """What of one row has still to be looked at once its rules, units, stance and aspect fit: name and deed."""

    id: str
    plain: bool
    actions: frozenset[str]
    shortest: int
    longest: int
    joined: bool
    statistic: bool | None
    begins: Callable[[str], re.Match[str] | None] | None
    holds: Callable[[str], re.Match[str] | None] | None


@cache
def _look(row: Doubt) -> _Look:
    return _Look(
        row.id,
        row.plain,
        row.actions,
        row.name_shortest,
        row.name_longest,
        row.joined,
        row.statistic,
        re.compile(row.begins).match if row.begins else None,
        re.compile(row.holds_words).search if row.holds_words else None,
    )


class _Table(msgspec.Struct, frozen=True):
    doubt: tuple[Doubt, ...]


@cache
def doubts() -> tuple[Doubt, ...]:
    """The rows of doubt.toml in their order."""
    data = files("ximu.read").joinpath("doubt.toml").read_bytes()
    return msgspec.toml.decode(data, type=_Table).doubt


@lru_cache(maxsize=8192)
def _rows(known: bool, stance: str, aspect: str, unit: str, rules: tuple[str, ...]) -> tuple[_Look, ...]:
    """The rows of which only the name and the deed have still to be looked at; few readings differ in the rest."""
    return tuple(
        _look(row)
        for row in doubts()
        if row.may_hold(known, stance, aspect, unit)
        and (not row.rules or not row.rules.isdisjoint(rules))
        and row.without.isdisjoint(rules)
    )


def doubt_of(item: Item, name: str, known: bool) -> str:
    """The id of the first doubt that holds, "" when the reading is sure."""
    deed, size = item.action, len(name)
    plain = not (deed or item.tail or item.joined)
    for id_, only_plain, actions, shortest, longest, joined, statistic, begins, holds in _rows(
        known, item.stance, item.aspect, item.unit, tuple(item.rules)
    ):
        if (only_plain and not plain) or (actions and deed not in actions):
            continue
        if (longest and shortest <= size <= longest) or (joined and _JOINED.isdisjoint(name)):
            continue
        if statistic is not None and statistic != is_statistic(name):
            continue
        if not (begins or holds) or (begins and begins(name)) or (holds and holds(name)):
            return id_
    return ""
