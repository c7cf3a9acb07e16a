"""What stands once behind several numbers and belongs to all: the work done to them, the class of things, the sum."""

from __future__ import annotations

import itertools
import re
from functools import cache

from ximu.read.attach.item import Item
from ximu.read.attach.shared_names import without_class
from ximu.read.attach.words import action_at_head
from ximu.terms.words import alternation, words

_PEOPLE = frozenset(("人", "名"))
_EVENT = frozenset(("about.number_thing_event", "list.shared_work"))


def share_work(items: list[Item]) -> None:
    """Work, or the noun of a class, named once after the last belongs to all (10个小区、27个市场整治; 5个国家级、60个省级基地)."""
    support, work = _support()
    classes = _class_words()
    for item, following in reversed(list(itertools.pairwise(items))):
        if not item.indicator and item.unit == "户" and _touch(item, following):
            item.indicator, item.action = following.indicator, following.action  # 14户|52名贫困人口脱贫
            item.rules.append("list.shared_work")
        if (
            not item.indicator
            and item.action
            and item.unit in _PEOPLE
            and following.joined
            and "的" in following.indicator
        ):
            item.indicator = following.indicator.partition("的")[2]  # 解决2万人|和8000头牲畜的|饮水困难
            item.rules.append("list.shared_work")
        if _same_event(item, following):
            item.action = following.action
            item.rules.append("list.shared_work")
        name, longer = item.indicator, following.indicator
        if name in classes and following.joined and (noun := without_class(longer)) != longer:
            item.indicator = name + noun
        elif (
            following.joined
            and item.action in support
            and len(longer) >= len(name) + 2
            and (
                work.match(longer, len(name))
                or (longer[len(name)] == "的" and longer.startswith(name[-2:], len(name) - 2))
            )
        ):
            item.indicator = name + longer[len(name) :].removeprefix("的")
            item.rules.append("list.shared_work")


def _same_event(item: Item, following: Item) -> bool:
    """Whether what happened to the last of several counted things happened to all (3个公园、5个广场|建成开放)."""
    if not following.joined or not following.action or item.action or "about.number_thing" not in item.rules:
        return False
    told = following.indicator and following.right.startswith(following.indicator) and following.action not in _states()
    return bool(told) and any(rule in _EVENT for rule in following.rules)


def name_sums(items: list[Item]) -> None:
    """Money is named after what it is put into (投资|8亿元|建设6所学校 → 学校投资), whose deed stands between the two."""
    for item, following in itertools.pairwise(items):
        if item.unit != "元":
            continue
        if item.indicator in _puts_in() and _told_next(item, following):
            item.indicator, item.action = following.indicator + item.indicator, item.indicator
            item.rules.append("list.sum_of_clause")
            continue
        if item.action not in _puts_in() or item.clause_start != following.clause_start:
            continue
        deed = action_at_head().match(item.right)
        if deed and following.indicator:
            item.indicator, following.action = following.indicator + item.action, deed.group("verb")
            item.rules.append("list.sum_of_next")


def _told_next(item: Item, following: Item) -> bool:
    """Whether the next clause tells what a mere sum was for (投资162万元，|完成公路硬化3公里)."""
    next_clause = following.first_in_clause and following.clause_start - item.clause_end <= 1
    bare = not item.action and not item.right and bool(following.action) and len(following.indicator) > 1
    bare = bare and following.action not in _puts_in()
    return next_clause and bare and following.unit not in ("元", "%") and following.left.startswith(following.action)


@cache
def _states() -> frozenset[str]:
    return frozenset(words("measures", "action.states"))


@cache
def _puts_in() -> frozenset[str]:
    return frozenset(words("measures", "name.puts_in"))


@cache
def _class_words() -> frozenset[str]:
    return frozenset(words("lists", "carry.classes"))


@cache
def _support() -> tuple[frozenset[str], re.Pattern[str]]:
    return frozenset(words("lists", "carry.support")), re.compile(alternation(words("lists", "carry.shared_work")))


def _touch(item: Item, following: Item) -> bool:
    """Whether households and people are told together (14户|52名, 2.3万户、|8万人)."""
    return following.written.start == item.written.end or (following.joined and following.unit in _PEOPLE)
