"""Read one number's own words: indicator, action, aspect, bound, and whether it starts or ends a change."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from ximu.ledger.measure import Bound
from ximu.read.attach.behind import closers, crossed, elided_unit, grows, second_units, value_goes_on, without_frame
from ximu.read.attach.item import Item
from ximu.read.attach.names import after_deed, counted_thing, last_of, with_modifier, without_late, without_start
from ximu.read.attach.rank import is_rank, read_rank
from ximu.read.attach.words import (
    action_at_end,
    action_at_head,
    deed_like_change,
    event,
    governed,
    governs,
    inner_action,
    manner_end,
    no_place,
    nominal,
    place_ends,
    place_like,
    split_head,
    split_tail,
    stat_ending,
    tail_kinds,
    tail_token,
)
from ximu.terms.words import alternation, any_word, words

_SHARE_UNITS = frozenset(("%", "‰"))
_POINTS = frozenset(("个百分点", "百分点", "个千分点", "个基点"))
_AMOUNTS = _SHARE_UNITS | {"元", "美元"}
_WITHOUT_NOUN = re.compile(r"[^\u4e00-\u9fffA-Za-z“《]*$")
_LONGEST_GOVERNED = 24


def read_words(item: Item) -> None:
    """Fill indicator, action, aspect, bound, role from `item.left` and `item.right`."""
    if item.stance == "attribute":
        _attribute(item)
        return
    left = item.left
    if item.turns:
        left = item.left = without_start(item, left)
    if item.unit == "倍" and left.endswith("的"):
        match = _multiple_of().search(left)
        if match:
            left = left[: match.start()]
            item.bound = "ge" if "不低于" in match.group() else item.bound
    core, tail = split_tail(left)
    if tail in _one_change() and _ends_name(item, left, tail):
        core, tail = left, ""
    if not item.first_in_clause:
        core = core.removeprefix("的")
    core, compared = without_late(core)
    item.core, item.tail = core, tail
    kinds = _kinds(tail)
    if compared and "高出" in tail and item.unit not in _SHARE_UNITS:
        kinds = (*kinds, "up")
    _bound(item, kinds)
    if is_rank(item, kinds):
        item.indicator = last_of(read_rank(item))
        return
    if item.right[:1] in "、和及":
        item.right = ""
    if item.starts_change:
        item.role, item.indicator = "baseline", split_tail(item.right.removeprefix("的"))[0]
        item.rules.append("about.change_from")
        elided_unit(item, item.right)
        return
    right = without_frame(item.right) if item.right else ""
    if right in _inside():
        right = ""
    head, rest = split_head(core)
    item.head = head
    if right in second_units():
        right = ""
    if _counts_right(item, rest, right, kinds):
        _name_after(item, rest, counted_thing(right))
    else:
        _name_before(item, rest)
    _aspect(item, tail, kinds)
    elided_unit(item, right)


@cache
def _one_change() -> frozenset[str]:
    return frozenset(word for word, kind in tail_kinds().items() if kind in ("up", "down"))


def _ends_name(item: Item, left: str, tail: str) -> bool:
    """Whether the word of change is the end of a deed (改造提升) or of a counted name (大气质量提升40条)."""
    if tail in _tail_of_name() and item.unit in _count_units():
        return True
    return bool(deed_like_change().match(left[::-1]))


@cache
def _tail_of_name() -> frozenset[str]:
    return frozenset(words("measures", "tail_of_name.words"))


@cache
def _count_units() -> frozenset[str]:
    return frozenset(words("measures", "tail_of_name.count_units"))


@cache
def _means() -> tuple[str, ...]:
    return words("measures", "head.means")


_free = any_word("measures", "attribute.enjoys")


@cache
def _inside() -> frozenset[str]:
    return frozenset(words("measures", "after.inside"))


@cache
def _causes() -> frozenset[str]:
    return frozenset(words("measures", "name.causes"))


@cache
def _done() -> tuple[str, ...]:
    return words("measures", "action.done")


@cache
def _done_keeps() -> tuple[str, ...]:
    return words("measures", "action.done_keeps")


@cache
def _rates_of_change() -> tuple[str, ...]:
    return words("measures", "rank.keep")


@cache
def _multiple_of() -> re.Pattern[str]:
    """What a multiple is a multiple of, at the end of the words: 是上年增量的|3倍."""
    return re.compile(rf"{alternation(words('measures', 'name.multiple_of'))}[^，、]{{1,10}}的$")


@cache
def _averages() -> tuple[str, ...]:
    return words("measures", "tail_average.words")


@cache
def _verb_or_hope() -> tuple[str, ...]:
    return words("measures", "action.or_hope")


@cache
def _last_verb() -> re.Pattern[str]:
    return re.compile(alternation(word[::-1] for word in words("measures", "action.last")))


@cache
def _class_frame() -> re.Pattern[str]:
    return re.compile(r"(?:/年)?(?:级|元)?(?:以上|以下|以内)?(?:多|余)?的?")


def _attribute(item: Item) -> None:
    """A threshold or the size of a thing: the name is the thing with the word for its size."""
    frame = _class_frame().match(item.right)
    thing = split_tail(item.right[frame.end() if frame else 0 :])[0].partition("、")[0].removesuffix("等")
    free = _free().search(thing, 2)
    item.indicator = (thing[: free.start()] if free else thing) + item.left
    if item.written.elided and not item.unit:
        item.unit, item.bound = "元", "ge"
    elif item.right.startswith(("以上", "元以上")):
        item.bound = "ge"


@lru_cache(maxsize=4096)
def _kinds(tail: str) -> tuple[str, ...]:
    known = tail_kinds()
    return tuple(known[word] for word in tail_token().findall(tail) if word in known) if tail else ()


_BOUNDS: dict[str, Bound] = {"ge": "ge", "le": "le", "approx": "approx"}


def _bound(item: Item, kinds: tuple[str, ...]) -> None:
    if item.written.bound:
        return
    for kind in reversed(kinds):
        if kind in _BOUNDS:
            item.bound = _BOUNDS[kind]
            return
    if item.right.startswith(crossed()):
        item.bound = "ge"


def _counts_right(item: Item, rest: str, right: str, kinds: tuple[str, ...]) -> bool:
    """Whether the counted thing stands after the number (建成30个公园) and not before it (公园30个)."""
    if not right or item.unit in _POINTS or item.unit == "倍" or _WITHOUT_NOUN.match(right):
        return False
    if not rest:
        return not ("up" in kinds or "down" in kinds)
    if right.startswith(value_goes_on()):
        return False
    if item.unit in _SHARE_UNITS:
        return item.right.startswith("的") and not closers().match(item.right)
    changed = any(kind in ("to", "ge", "up", "down") for kind in kinds)
    return not changed or bool(action_at_end().match(rest[::-1]))


def _name_after(item: Item, rest: str, right: str) -> None:
    """The counted thing follows: 建成|30个|公园, or a subject with its event: 30个|项目|开工."""
    if item.unit in _SHARE_UNITS:
        item.head += rest
        item.indicator = right
        item.rules.append("about.share_of_thing")
        return
    if not rest and item.tail.endswith(_done()):
        item.action, item.indicator = next(word for word in _done() if item.tail.endswith(word)), right
        item.rules.append("about.action_number_thing")
        return
    if rest and _governed(item, rest, right):
        return
    match = action_at_end().match(rest[::-1]) if rest else None
    if rest and not match and (found := event().fullmatch(right)):
        _name_before(item, rest)
        item.action = found.group()
        return
    if match:
        item.action = match.group("verb")[::-1]
        item.head += rest[: len(rest) - match.end()]
        if item.action in _causes() and (found := event().search(right, 2)):
            _with_event(item, "", right, found)
            return
        item.indicator = right
        item.rules.append("about.action_number_thing")
        return
    head_action = action_at_head().match(rest) if rest else None
    found = event().search(right, 1)
    if head_action and not found:
        item.action, thing = head_action.group("verb"), rest[head_action.end() :]
        item.indicator = thing + right if item.unit == "元" else right
        item.head += thing if item.unit != "元" else ""
        item.rules.append("about.action_number_thing")
        return
    _with_event(item, rest, right, found)


def _governed(item: Item, rest: str, right: str) -> bool:
    """出台|促进民营经济壮大|20条|措施: the verb governs the whole phrase, which the number stands inside."""
    verb = governs().match(rest)
    if verb is None or not governed().fullmatch(right):
        return False
    thing = rest[verb.end() :]
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
        item.indicator = rest or ("" if _WITHOUT_NOUN.match(thing) else thing)
        item.rules.append("about.number_event")
        return
    if rest and len(rest) <= 3 and rest[-1] in "属级":
        right = rest + right
        found = event().search(right, len(rest) + 1)
    elif (named := with_modifier(rest + "的" * (item.tail == "的"), right)) != right:
        right = named
        found = event().search(right, len(rest) + 2)
    else:
        item.head += rest
    if not found:
        item.indicator = right
        item.rules.append("about.number_thing")
        return
    item.action = found.group()
    subject, thing = manner_end().sub("", right[: found.start()]), right[found.end() :].lstrip("了为")
    if _WITHOUT_NOUN.match(thing) or thing.endswith("完成") or thing.startswith(("、", "并", "城镇")):
        thing = ""
    item.indicator = thing if len(thing) > 9 else subject + thing
    item.rules.append("about.number_thing_event")


def _name_before(item: Item, rest: str) -> None:
    """The name stands before: a statistic (税收占比达到), or an action with its thing (建成公园30个)."""
    match = action_at_head().match(rest)
    if match and nominal().match(rest):
        match = None
    if match is None and (end := _place_before_deed(rest)):
        item.head, rest = item.head + rest[:end], rest[end:]
        match = action_at_head().match(rest)
    if match and match.end() < len(rest):
        item.indicator, item.action = _listed(item, rest[match.end() :]), match.group("verb")
        statistic = item.unit in _AMOUNTS and is_statistic(item.indicator)
        if statistic and item.action in _done() and not item.indicator.endswith(_done_keeps()):
            item.action = ""  # 完成固定资产投资 names a statistic, no deed
        item.rules.append("about.action_thing_number")
        return
    if match:
        item.action = match.group("verb")
        item.rules.append("about.action_number")
        return
    inner = inner_action().search(rest, 1)
    if inner and (noun := nominal().match(rest)):
        inner = inner_action().search(rest, noun.end())
    kept = inner is not None and inner.group() in _done() and rest[inner.end() :] in _done_keeps()
    if inner and (kept or rest[inner.end() :] not in _endings() or len(rest) - inner.end() >= 3):
        subject, thing = rest[: inner.start()], rest[inner.end() :]
        item.action = inner.group()
        if thing and (item.head.endswith(_means()) or place_like().fullmatch(subject)):
            item.head, subject = item.head + subject, ""
        item.indicator = subject + thing
        item.rules.append("about.subject_action_thing")
        return
    item.indicator = _listed(item, rest)
    last = _last_verb().match(rest[::-1])
    if last and len(rest) - last.end() >= 2:
        item.action, item.indicator = last.group()[::-1], rest[: len(rest) - last.end()]
    elif rest and not item.tail and item.unit not in _SHARE_UNITS and item.head.endswith(_verb_or_hope()):
        item.action = next(word for word in _verb_or_hope() if item.head.endswith(word))
    item.rules.append("about.name_number")


def _place_before_deed(rest: str) -> int:
    """Where the name of a place ends that did the deed told next (南湖街道|改造城中村), 0 when there is none."""
    place = None if place_ends().isdisjoint(rest) else place_like().match(rest)
    if place is None or place.group().endswith(no_place()):
        return 0
    verb = action_at_head().match(rest, place.end())
    if verb is None or verb.end() == len(rest) or nominal().match(rest, place.end()):
        return 0
    return place.end()


def _listed(item: Item, name: str) -> str:
    """The name itself; one of many before 分别 stays whole, since each is given its number later."""
    return name if "分别" in item.left else last_of(after_deed(name))


@cache
def _endings() -> frozenset[str]:
    return frozenset(words("measures", "stat.endings"))


def is_statistic(name: str) -> bool:
    """Whether a name ends like that of a statistic (收入, 率, 增加值), so that no action produced it."""
    return bool(stat_ending().match(name[::-1]))


@cache
def _change_verbs() -> frozenset[str]:
    return frozenset(words("measures", "action.change"))


def _aspect(item: Item, tail: str, kinds: tuple[str, ...]) -> None:
    down, up = "down" in kinds, "up" in kinds
    changed = next((kind for kind in reversed(kinds) if kind in ("up", "down", "to")), "") if kinds else ""
    differs = (up or down) and (
        changed != "to" or (("幅" in tail or "速" in tail) and any(word in tail for word in _rates_of_change()))
    )
    average = ("均" in tail or "均" in item.head) and any(word in tail or word in item.head for word in _averages())
    if item.unit in _POINTS:
        item.aspect = "change"
    elif item.unit == "倍":
        item.aspect = "multiple"
    elif item.unit in _SHARE_UNITS:
        if differs or item.action in _change_verbs():
            item.aspect = "average_growth" if average else "growth"
    elif differs or item.action in _change_verbs():
        item.aspect = "change"
    if item.aspect == "level" and item.unit in _SHARE_UNITS and item.right and grows().match(item.right):
        item.aspect = "growth"
    if "由" in tail or "从" in tail:
        item.role = "baseline"
    if average and item.aspect == "level" and not item.action:
        item.cumulative = True
    if item.rules[0] == "measure.word" and item.right and grows().match(item.right):
        item.aspect = "growth"
        item.indicator = item.core and split_head(item.core)[1]
        item.action = ""
