"""Read one number's own words: indicator, action, aspect, bound, and whether it starts or ends a change."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal

from ximu.ledger.measure import Bound
from ximu.read.attach.behind import (
    closers,
    crossed,
    elided_unit,
    grows,
    second_units,
    value_goes_on,
    without_frame,
    without_purpose,
)
from ximu.read.attach.item import Item
from ximu.read.attach.medals import RULE as MEDALS
from ximu.read.attach.medals import read_medal
from ximu.read.attach.name_after import WITHOUT_NOUN, adds, name_after
from ximu.read.attach.name_before import SHARE_UNITS, for_whom, name_before
from ximu.read.attach.names import (
    counted_thing,
    last_of,
    trim,
    without_late,
    without_run,
    without_start,
    without_subject,
)
from ximu.read.attach.rank import is_rank, read_rank
from ximu.read.attach.size import read_size
from ximu.read.attach.words import (
    action_at_end,
    action_at_head,
    count_units,
    deed_like_change,
    event,
    rates_of_change,
    split_head,
    split_tail,
    tail_kinds,
    tail_token,
    takes_away,
)
from ximu.terms.words import alternation, any_word, words

_BASE = "基础上"
_WITH_PEOPLE = re.compile("口|才(?![能有可是会到把])")  # 500万|人口, 20万|人才
_OF_SHARE = re.compile("(?:(?P<about>大?约|近)|仅仅?|只|已)(?=占(?!比))")  # 增加值|约|占全市|60%
_IN = re.compile(
    r"在(?P<when>去年|上年|前年|原来?|原有|(?:19|20)\d\d年的?|“[^”]{2,4}”末)?(?P<tail>[\u4e00-\u9fff]{0,6})$"
)
_SUMS = frozenset(("元", "美元"))
_REACHED, _SHORTEST_STATE = "实现", 3
_POINTS = frozenset(("个百分点", "百分点", "个千分点", "个基点"))


def read_words(item: Item) -> None:
    """Fill indicator, action, aspect, bound, role from `item.left` and `item.right`."""
    if item.stance == "attribute":
        read_size(item)
        return
    if item.rules[0] == MEDALS:
        read_medal(item)
        return
    left = _words_before(item)
    core, tail = split_tail(_without_standing(item, left) if left.endswith("的") else left)
    if item.unit == "个" and item.right[:1] == "点" and not _one_change().isdisjoint(tail_token().findall(tail)):
        item.unit, item.right = "个百分点", item.right[1:]  # 提高3.2个点
    if tail in _one_change() and _ends_name(item, left, tail):
        core, tail = left, ""
    if not item.first_in_clause:
        core = core.removeprefix("的")
    core, gap = _without_others(item, core)
    core, compared = without_late(without_run(without_subject(core)))
    item.core, item.tail = core, tail
    kinds = _kinds(tail)
    if compared and "高出" in tail and item.unit not in SHARE_UNITS:
        kinds = (*kinds, "up")
    if gap:
        kinds = (*kinds, gap)
    _bound(item, kinds)
    if is_rank(item, kinds):
        item.indicator = last_of(read_rank(item))
        return
    if item.right[:1] in "、和及" and not item.right.startswith("和美"):
        item.right = ""
    if item.starts_change:
        item.role, item.indicator = "baseline", split_tail(item.right.removeprefix("的"))[0]
        item.rules.append("about.change_from")
        elided_unit(item, item.right)
        return
    right = without_frame(item.right) if item.right else ""
    if item.unit == "人" and _WITH_PEOPLE.match(right):
        right = "人" + right
    if right in _inside():
        right = ""
    head, rest = split_head(core)
    if "占" in rest and (found := _OF_SHARE.search(rest)):
        rest = rest[: found.start()] + rest[found.end() :]
        item.bound = "approx" if found["about"] and item.bound == "eq" else item.bound
    item.head = head
    rest = _at_least(item, rest)
    if right in second_units():
        right = ""
    elif right:
        right = without_purpose(item, rest, right)
    _name(item, rest, right, kinds)
    if item.indicator:
        trim(item)
    _aspect(item, item.tail, kinds if item.tail or gap else ())
    item.movement = "" if gap else item.movement
    elided_unit(item, right)


def _at_least(item: Item, rest: str) -> str:
    """`rest` without a lower bound that stands before the deed (至少建设3所), which is the number's."""
    for word in words("measures", "head.at_least"):
        if item.bound == "eq" and word in rest:
            item.bound = "ge"
            return rest.replace(word, "", 1)
    return rest


def _name(item: Item, rest: str, right: str, kinds: tuple[str, ...]) -> None:
    """Fill indicator and action from the words before the number, `rest`, and behind it, `right`."""
    if (right or item.right.removeprefix("的")) in _aims() and _held_against(rest, kinds):
        item.rules.append("about.aim")
    elif (by := _by_share().match(item.right)) and item.unit in SHARE_UNITS:
        item.head += rest
        item.action, item.indicator = by.group("verb"), item.right[by.end() :]
        item.rules.append("about.action_number_thing")
    elif rest and item.unit in SHARE_UNITS and item.tail.endswith(_REACHED) and len(right) >= _SHORTEST_STATE:
        item.indicator = rest + right  # 机关食堂实现100%|明厨亮灶
        item.rules.append("about.share_of_thing")
    elif _counts_right(item, rest, right, kinds):
        name_after(item, rest, right if item.left.endswith(for_whom()) else counted_thing(right))
    else:
        name_before(item, rest)


def _words_before(item: Item) -> str:
    """What stands before the number, without the moment a change starts from or what a multiple is one of."""
    left = item.left
    if item.turns:
        left = item.left = without_start(item, left)
    elif item.right.removeprefix("的").startswith(_BASE):
        left = item.left = _without_in(item, left)
    if item.unit == "倍" and left.endswith("的"):
        match = _multiple_of().search(left)
        if match:
            left = left[: match.start()]
            item.bound = "ge" if "不低于" in match.group() else item.bound
    return left


def _without_in(item: Item, left: str) -> str:
    """`left` of a number that others were built on (税收在2012年|42亿元的基础上), without 在; it is a baseline.

    What was done itself is none: 在新增减税9亿元的基础上.
    """
    item.right = ""
    found = _IN.search(left)
    if found is None:
        return left.removeprefix("在")
    if found.start() or found.group("when"):
        item.role = "baseline"
    return left[: found.start()] + found.group("tail")


@cache
def _one_change() -> frozenset[str]:
    return frozenset(word for word, kind in tail_kinds().items() if kind in ("up", "down"))


def _ends_name(item: Item, left: str, tail: str) -> bool:
    """Whether the word of change is the end of a deed (改造提升), of a counted name (大气质量提升40条) or itself one (改善30所)."""
    if (tail in _tail_of_name() and item.unit in count_units()) or (tail in _of_rates() and item.unit not in _NO_GAP):
        return True
    return bool(deed_like_change().match(left[::-1]))


def _without_standing(item: Item, left: str) -> str:
    """The words without 在建的 and its like before a counted thing to which something else happens."""
    word = next((word for word in _standing() if left.endswith(word)), "")
    return left[: -len(word)] if word and event().search(item.right, 2) else left


@cache
def _standing() -> tuple[str, ...]:
    return words("measures", "name.standing")


@cache
def _tail_of_name() -> frozenset[str]:
    return frozenset(words("measures", "tail_of_name.words"))


@cache
def _of_rates() -> frozenset[str]:
    return frozenset(words("measures", "tail_of_rate.words"))


@cache
def _above() -> re.Pattern[str]:
    above = alternation((*words("measures", "name.above"), *words("measures", "name.beyond")))
    return re.compile(rf"(?:{above}[\u4e00-\u9fffA-Za-z“”、]{{1,12}}|[比较][\u4e00-\u9fff]{{1,10}}[高低])$")


_stands_above = any_word("measures", "name.above")
_POINTS_OR_NONE = _POINTS | {""}
_NO_GAP = SHARE_UNITS | _POINTS | {"倍"}


def _without_others(item: Item, core: str) -> tuple[str, str]:
    """`core` without those whom a value is held against, and the kind of change when it differs from theirs by a sum."""
    if item.unit in _POINTS_OR_NONE and (against := _above().search(core)):
        if not item.unit:
            item.rules.append("about.above")
        return core[: against.start()], ""
    if item.unit in _NO_GAP or ("比" not in core and "较" not in core):
        return core, ""
    found = _gap().search(core)
    return (core[: found.start()], "down" if found.lastgroup else "up") if found else (core, "")


@cache
def _gap() -> re.Pattern[str]:
    """By how much a value differs from that of others: 比全省|高|1万元."""
    return re.compile(r"[比较][\u4e00-\u9fff]{1,10}?(?:[高多快]|(?P<below>[低少慢]))出?$")


@cache
def _inside() -> frozenset[str]:
    return frozenset(words("measures", "after.inside"))


@cache
def _goals() -> frozenset[str]:
    return frozenset(words("measures", "after.goals"))


@cache
def _aims() -> frozenset[str]:
    return frozenset(words("measures", "after.aims"))


def _held_against(rest: str, kinds: tuple[str, ...]) -> bool:
    """Whether a value before it is said to be above or below this one, a target (高于|年初人代会|10%的目标)."""
    if not rest:
        return bool(kinds) and kinds[-1] in ("ge", "le")
    return bool(_aim_base().fullmatch(rest))


@cache
def _aim_base() -> re.Pattern[str]:
    above, bases = (alternation(words("measures", key)) for key in ("name.above", "after.aim_bases"))
    return re.compile(rf"{above}{bases}{{1,3}}")


@cache
def _by_share() -> re.Pattern[str]:
    """By how much a deed changes what is named behind it: 按5%|的幅度压减|一般性支出."""
    by, verbs = (alternation(words("measures", key)) for key in ("name.by_share", "action.change"))
    return re.compile(rf"的{by}(?P<verb>{verbs})(?=[\u4e00-\u9fff]{{2}})")


@cache
def _multiple_of() -> re.Pattern[str]:
    """What a multiple is a multiple of, at the end of the words: 是上年增量的|3倍."""
    return re.compile(rf"{alternation(words('measures', 'name.multiple_of'))}[^，、]{{1,10}}的$")


@cache
def _averages() -> tuple[str, ...]:
    return words("measures", "tail_average.words")


@lru_cache(maxsize=4096)
def _kinds(tail: str) -> tuple[str, ...]:
    known = tail_kinds()
    return tuple(known[word] for word in tail_token().findall(tail) if word in known) if tail else ()


_BOUNDS: dict[str, Bound] = {"ge": "ge", "le": "le", "approx": "approx"}


def _bound(item: Item, kinds: tuple[str, ...]) -> None:
    if item.written.bound:
        return
    if item.unit in _POINTS_OR_NONE and item.tail and _stands_above().search(item.tail):
        return  # 增速低于全省|1.2个百分点
    for kind in reversed(kinds):
        if kind in _BOUNDS:
            item.bound = _BOUNDS[kind]
            return
    if item.right.startswith(crossed()):
        item.bound = "ge"


def _counts_right(item: Item, rest: str, right: str, kinds: tuple[str, ...]) -> bool:
    """Whether the counted thing stands after the number (建成30个公园) and not before it (公园30个)."""
    if not right or item.unit in _POINTS or item.unit == "倍" or WITHOUT_NOUN.match(right):
        return False
    if right.startswith("并") and right.startswith(value_goes_on()):
        return False
    if not rest:
        return not ("up" in kinds or "down" in kinds) or item.tail in adds()
    if right.startswith(_used_for()):
        return (deed := action_at_head().match(rest)) is not None and deed.end() == len(rest)
    if right.startswith(value_goes_on()):
        return False
    if item.unit in SHARE_UNITS:
        return item.right.startswith("的") and not closers().match(item.right) and right not in _goals()
    changed = any(kind in ("to", "ge", "up", "down") for kind in kinds)
    return not changed or bool(action_at_end().match(rest[::-1]))


@cache
def _used_for() -> tuple[str, ...]:
    return words("measures", "after.used_for")


@cache
def _change_verbs() -> frozenset[str]:
    return frozenset(words("measures", "action.change"))


@cache
def _share_verbs() -> frozenset[str]:
    return _change_verbs() | frozenset(words("measures", "action.change_rates"))


def _aspect(item: Item, tail: str, kinds: tuple[str, ...]) -> None:
    down, up = "down" in kinds, "up" in kinds
    changed = next((kind for kind in reversed(kinds) if kind in ("up", "down", "to")), "") if kinds else ""
    differs = (up or down) and (
        changed != "to" or (("幅" in tail or "速" in tail) and any(word in tail for word in rates_of_change()))
    )
    average = ("均" in tail or "均" in item.head) and any(word in tail or word in item.head for word in _averages())
    average = average and "全年平均" not in item.head + item.core and "汇率" not in tail
    if item.unit in _POINTS:
        item.aspect = "change"
    elif item.unit == "倍":
        item.aspect = "multiple"
    elif item.unit in SHARE_UNITS:
        if differs or item.action in _share_verbs():
            item.aspect = "average_growth" if average else "growth"
    elif (
        differs
        or takes_away(item)
        or (
            item.action in _change_verbs()
            and item.unit not in count_units()  # 压减企业90户: done to 90, no difference of a stock
            and not (item.action in adds() and item.unit not in _SUMS)
        )
    ):
        item.aspect = "change"
    if item.aspect == "level" and item.unit in SHARE_UNITS and item.right and grows().match(item.right):
        item.aspect = "growth"
    if ("由" in tail or "从" in tail) and not _FROM.isdisjoint(tail_token().findall(tail)):
        item.role = "baseline"
    if average and item.aspect == "level" and not item.action and item.unit not in SHARE_UNITS:
        item.cumulative = True
    if item.rules[0] == "measure.word" and item.right and grows().match(item.right):
        item.aspect = "growth"
        item.indicator = item.core and split_head(item.core)[1]
        item.action = ""
    if item.aspect in _MOVES:
        item.movement = _movement(item, kinds)


_FROM = frozenset("由从")
_MOVES = ("growth", "average_growth", "change")


@cache
def _falls() -> frozenset[str]:
    return frozenset(words("measures", "action.falls"))


def _movement(item: Item, kinds: tuple[str, ...]) -> Literal["rise", "fall", ""]:
    """Which way a growth or difference goes: by the last word of change before it, its verb, or growth said behind it."""
    last = next((kind for kind in reversed(kinds) if kind in ("up", "down")), "")
    if item.unit in _POINTS and item.tail and _stands_above().search(item.tail):
        return ""
    if last:
        return "fall" if last == "down" else "rise"
    if takes_away(item):
        return "fall"
    if item.action in _share_verbs():
        return "fall" if item.action in _falls() else "rise"
    return "rise" if item.right and grows().match(item.right) else ""
