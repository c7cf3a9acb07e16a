"""Into which of the three groups of the integrity view a target or a promise falls, and by what."""

from __future__ import annotations

from bisect import bisect_right
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from ximu.ledger.integrity import Group
from ximu.ledger.link import Link
from ximu.ledger.reading import ReportReading
from ximu.ledger.report import Section
from ximu.link.words import table


class Rule(NamedTuple):
    """One rule of integrity.toml; it holds when any of what it names is there."""

    group: Group
    ids: frozenset[str]
    names: tuple[str, ...]
    without: tuple[str, ...]
    importance: frozenset[str]
    titles: tuple[str, ...]
    list_words: tuple[str, ...]
    zh: str


class Placed(NamedTuple):
    """The group, and the words for why (Chinese)."""

    group: Group
    by: str


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in the order in which they decide."""
    return tuple(
        Rule(
            each["group"],
            frozenset(each.get("ids", ())),
            tuple(each.get("names", "").split()),
            tuple(each.get("without", "").split()),
            frozenset(each.get("importance", ())),
            tuple(each.get("titles", "").split()),
            tuple(each.get("list", "").split()),
            each["zh"],
        )
        for each in table("integrity")["rule"]
    )


_ITEM_GAP = (3, 8)  # characters between two items of a list; inside a sentence one or two stand between promises
_ITEMS = 3  # so many such gaps in a row


class Places:
    """One report as the rules see it: the headings above a position, and where lists of livelihood projects stand."""

    def __init__(self, reading: ReportReading) -> None:
        self.reading = reading
        self._parts = [one for one in reading.sections if one.role in ("plan", "goals")]
        self._lists = sorted(self._found_lists())

    def _found_lists(self) -> list[tuple[int, int]]:
        """From a promise that names a list to the end of the part it stands in, when numbered items follow it there."""
        words = tuple(word for rule in rules() for word in rule.list_words)
        found = []
        for one in self.reading.commitments:
            if not any(word in one.as_written for word in words):
                continue
            # Of the whole plan a list is only a part, and nobody knows where it ends.
            inner = next((part for part in self._above(one.start) if part.level == 2), None)
            if inner is not None and (
                any(part.level > 2 and one.start <= part.start < inner.end for part in self._parts)
                or self._items_follow(one.start, inner.end)
            ):
                found.append((one.start, inner.end))
        return found

    def _items_follow(self, start: int, end: int) -> bool:
        """Whether promises follow that are parted as items of a list are: by a stop, a line end and a number (；␤3.)."""
        inside = [one for one in self.reading.commitments if start < one.start < end]
        parted = [_ITEM_GAP[0] <= later.start - one.end <= _ITEM_GAP[1] for one, later in pairwise(inside)]
        return any(all(parted[at : at + _ITEMS]) for at in range(len(parted) - _ITEMS + 1))

    def _above(self, at: int) -> list[Section]:
        return [part for part in self._parts if part.start <= at < part.end]

    def link(self, link: Link) -> Placed | None:
        """The group of a target, None when it is in none of the three."""
        target = link.target
        return self._placed(target.start, target.indicator, {target.indicator_id or ""}, link.importance)

    def promise(self, at: int, words: str, role: str, ids: frozenset[str]) -> Placed | None:
        """The group of a promise that may have no number; in the goals it is a headline."""
        return self._placed(at, words, ids, "headline" if role == "goals" else "task")

    def _placed(self, at: int, name: str, ids: set[str] | frozenset[str], importance: str) -> Placed | None:
        for rule in rules():
            named = any(word in name for word in rule.names) and not any(word in name for word in rule.without)
            if rule.ids & ids or named or importance in rule.importance:
                return Placed(rule.group, rule.zh)
            if rule.list_words and self._in_list(at):
                return Placed(rule.group, rule.zh)
            if rule.titles:
                title = next((part.title for part in self._above(at) if _speaks_of(part, rule.titles)), "")
                if title:
                    return Placed(rule.group, f"{rule.zh}：{title[:20]}")
        return None

    def _in_list(self, at: int) -> bool:
        nearest = bisect_right(self._lists, (at, 1 << 62)) - 1
        return nearest >= 0 and any(start <= at < end for start, end in self._lists[: nearest + 1])


def _speaks_of(part: Section, words: tuple[str, ...]) -> bool:
    return part.level > 1 and any(word in part.title for word in words)
