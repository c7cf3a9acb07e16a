"""The counted thing behind a number, with the verb before it or what happened to it (30个|项目|开工)."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.attach.item import Item
from ximu.read.attach.name_before import SHARE_UNITS, causes, done, for_whom, for_whom_deed, name_before
from ximu.read.attach.names import own_deed, with_modifier
from ximu.read.attach.words import (
    action_at_end,
    action_at_head,
    event,
    event_told,
    governed,
    governs,
    manner_end,
    nominal,
)
from ximu.terms.words import alternation, words

WITHOUT_NOUN = re.compile(r"[^\u4e00-\u9fffA-Za-z“《]*$")
_LONGEST_GOVERNED = 24
_AND = ("及", "和", "与", "以及")


def name_after(item: Item, rest: str, right: str) -> None:
    """The counted thing follows: 建成|30个|公园, or a subject with its event: 30个|项目|开工."""
    if item.unit in SHARE_UNITS:
        item.head += rest
        item.indicator = right
        item.rules.append("about.share_of_thing")
        return
    if not rest and item.tail in adds() and item.unit not in ("元", "美元"):
        item.action, item.tail, item.indicator = item.tail, "", right
        item.rules.append("about.action_number_thing")
        return
    if not rest and item.tail.endswith(done()):
        item.action, item.indicator = next(word for word in done() if item.tail.endswith(word)), right
        if (found := event_told(right, 2)) and found.end() == len(right):
            item.action, item.indicator = found.group(), right[: found.start()]  # 实现|26个|贫困村|退出
        item.rules.append("about.action_number_thing")
        return
    if rest and _governed(item, rest, right):
        return
    match = action_at_end().match(rest[::-1]) if rest else None
    if rest and not match and (found := event().fullmatch(right)):
        name_before(item, rest)
        item.action = found.group()
        return
    if item.left.endswith(for_whom()) and (done_for := for_whom_deed().search(right, 2)):
        right, thing = right[: done_for.start()].removesuffix("的"), right[done_for.end() :]
        thing = thing.removeprefix("了")
        done_to = item.left.endswith("对") and not thing.endswith(_for_whom_work())
        if rest in ("", *for_whom()) and thing and not done_to:
            item.action, item.indicator = done_for.group(), right + thing
            item.rules.append("about.number_thing_event")
            return
    if match:
        item.action = match.group("verb")[::-1]
        item.head += rest[: len(rest) - match.end()]
        if item.action in causes() and (found := event_told(right, 2)):
            _with_event(item, "", right, found)
            return
        if item.action.startswith("新增") and (found := _gone_through().search(right, 2)) and found.end() < len(right):
            _with_event(item, "", right, found)
            return
        if item.action in causes() and (found := event().match(right)) and found.end() < len(right):
            right = right[found.end() :]  # 帮助|8000人次|实现再就业
        if item.action in done() and (found := event_told(right, 2)) and found.end() == len(right):
            item.action, right = found.group(), right[: found.start()]  # 实现|26个|贫困村|退出
        item.indicator = right
        item.rules.append("about.action_number_thing")
        return
    head_action = action_at_head().match(rest) if rest else None
    found = event_told(right, 1)
    if head_action and not found:
        item.action, thing = head_action.group("verb"), rest[head_action.end() :]
        item.indicator = thing + right if item.unit == "元" else right
        item.head += thing if item.unit != "元" else ""
        item.rules.append("about.action_number_thing")
        return
    _with_event(item, rest, right, found)


@cache
def adds() -> frozenset[str]:
    """Verbs of change that count what was done when a thing is counted: 增加学位1.2万个."""
    return frozenset(words("measures", "action.adds"))


@cache
def _event_manner() -> re.Pattern[str]:
    """How something happened, in front of what happened (有序|推进, 成功|获批)."""
    return re.compile(rf"^{alternation(words('measures', 'name.event_manner'))}(?=..)")


@cache
def _planned() -> frozenset[str]:
    return frozenset(words("lists", "carry.planned"))


@cache
def _for_whom_work() -> tuple[str, ...]:
    return words("measures", "name.for_whom_work")


@cache
def _gone_through() -> re.Pattern[str]:
    return re.compile(alternation(words("measures", "name.gone_through")))


@cache
def _with_subject() -> frozenset[str]:
    return frozenset(words("measures", "name.with_subject"))


@cache
def _tells_subject() -> frozenset[str]:
    return frozenset(words("measures", "name.tells_subject"))


@cache
def _no_title() -> tuple[str, ...]:
    return words("measures", "name.no_title")


@cache
def _wins() -> frozenset[str]:
    return frozenset(words("measures", "name.wins"))


def _governed(item: Item, rest: str, right: str) -> bool:
    """出台|促进民营经济壮大|20条|措施: the verb governs the whole phrase, which the number stands inside."""
    verb = governs().match(rest)
    if verb is None or not governed().fullmatch(right):
        return False
    thing = rest[verb.end() :]
    if thing.endswith(_AND):
        item.action, item.indicator = verb.group(), right  # 落实|改革决定及|28条|措施
        item.rules.append("about.action_number_thing")
        return True
    if not 2 <= len(thing) <= _LONGEST_GOVERNED or thing[-1] == "等" or thing[0] in "、和及了":
        return False
    item.action, item.indicator = verb.group(), thing.removesuffix("的") + right
    item.rules.append("about.action_number_thing")
    return True


def _with_event(item: Item, rest: str, right: str, found: re.Match[str] | None) -> None:
    """A counted subject and what happened to it; the subject may have been named with the number before."""
    at_once = None if nominal().match(right) else event().match(right)
    if at_once:
        item.action = at_once.group()
        thing = right[at_once.end() :]
        item.indicator = rest or ("" if WITHOUT_NOUN.match(thing) else thing)
        item.rules.append("about.number_event")
        return
    if rest and len(rest) <= 3 and rest[-1] in "属级":
        right = rest + right
        found = event_told(right, len(rest) + 1)
    elif (named := with_modifier(rest + "的" * (item.tail == "的"), right)) != right:
        right = named
        found = event_told(right, len(rest) + 2)
    else:
        item.head += rest
    if not found:
        item.indicator = right
        item.rules.append("about.number_thing")
        return
    item.action = _event_manner().sub("", found.group())
    subject, thing = (
        manner_end().sub("", right[: found.start()]).removesuffix("的") or rest,
        right[found.end() :].lstrip("了为"),
    )
    told = item.action in _tells_subject() or own_deed(thing, item.action)
    if (
        told
        or WITHOUT_NOUN.match(thing)
        or thing.endswith("完成")
        or thing in _planned()
        or thing.startswith(("、", "并", "或", "和", "及", "城镇"))
    ):
        thing = ""
    elif thing and item.action in _wins():
        subject, thing = (subject, "") if thing.endswith(_no_title()) else ("", thing)
    item.indicator = thing if len(thing) > 9 and item.action not in _with_subject() else subject + thing
    item.rules.append("about.number_thing_event")
