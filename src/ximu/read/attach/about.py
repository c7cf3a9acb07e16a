"""Read one number's own words: indicator, action, aspect, bound, and whether it starts or ends a change."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.attach.item import Item
from ximu.read.attach.words import (
    action_at_end,
    action_at_head,
    event,
    split_head,
    split_tail,
    stat_ending,
    tail_kinds,
    tail_token,
)
from ximu.terms.words import alternation, words

_SHARE_UNITS = frozenset(("%", "‰"))
_POINTS = frozenset(("个百分点", "百分点", "个千分点", "个基点"))
_CLOSERS = re.compile(r"^(?:元|的)?(?:大关|台阶|关口|门槛|目标|规模|左右|以上|以内|水平|的水平|标准|俱乐部)+")
_LEADING_DE = re.compile(r"^(?:多|余)?的?")
_WITHOUT_NOUN = re.compile(r"^[^\u4e00-\u9fffA-Za-z“《]*$")
_PERSON = re.compile(r"农村人口|贫困人口|人口|村民|市民|居民|群众|农民|学生|游客|旅客|职工|老人|老年人|儿童|妇女|党员|干部|劳动力|人次|青年|人才|贫困户|师生|教师")


def read_words(item: Item) -> None:
    """Fill indicator, action, aspect, bound, role from `item.left` and `item.right`."""
    if item.stance == "attribute":
        item.indicator = _LEADING_DE.sub("", re.sub(r"^(?:级|元)?(?:以上|以下|以内)?", "", item.right), count=1) + item.left
        if item.written.elided and not item.unit:
            item.unit, item.bound = "元", "ge"
        elif item.right.startswith(("以上", "元以上")):
            item.bound = "ge"
        return
    core, tail = split_tail(item.left)
    item.core, item.tail = core, tail
    kinds = _kinds(tail)
    _bound(item, tail, kinds)
    if item.rules[0] == "measure.rank":
        _rank(item)
        return
    right = _CLOSERS.sub("", item.right)
    right = _LEADING_DE.sub("", right, count=1)
    head, rest = split_head(core)
    item.head = head
    if _counts_right(item, rest, right, kinds):
        _name_after(item, rest, right)
    else:
        _name_before(item, rest)
    _aspect(item, tail, kinds)
    _elided_unit(item, right)


def _kinds(tail: str) -> list[str]:
    known = tail_kinds()
    return [known[word] for word in tail_token().findall(tail) if word in known] if tail else []


def _bound(item: Item, tail: str, kinds: list[str]) -> None:
    if item.written.bound:
        return
    for kind in reversed(kinds):
        if kind in ("ge", "le", "approx"):
            item.bound = kind
            return
    if item.right.startswith(("台阶", "大关", "关口", "门槛")):
        item.bound = "ge"


def _counts_right(item: Item, rest: str, right: str, kinds: list[str]) -> bool:
    """Whether the counted thing stands after the number (建成30个公园) and not before it (公园30个)."""
    if not right or _WITHOUT_NOUN.match(right) or item.unit in _POINTS or item.unit == "倍":
        return False
    if right.startswith(("增长", "下降", "提高", "，", "（")) and rest:
        return False
    if not rest:
        return not any(kind in ("up", "down") for kind in kinds)
    if item.unit in _SHARE_UNITS:
        return item.right.startswith("的") or not rest
    if any(kind in ("to", "ge", "up", "down") for kind in kinds) and not action_at_end().match(rest[::-1]):
        return False
    return True


def _name_after(item: Item, rest: str, right: str) -> None:
    """The counted thing follows: 建成|30个|公园, or a subject with its event: 30个|项目|开工."""
    reversed_rest = rest[::-1]
    match = action_at_end().match(reversed_rest)
    if match:
        item.action = match.group("verb")[::-1]
        item.head += rest[: len(rest) - match.end()]
        item.indicator = right
        item.rules.append("about.action_number_thing")
        return
    head_action = action_at_head().match(rest)
    found = event().search(right, 1)
    if head_action and not found:
        item.action, item.indicator = head_action.group("verb"), right
        item.rules.append("about.action_number_thing")
        return
    item.head += rest
    if found:
        item.action = found.group()
        subject, thing = right[: found.start()], right[found.end() :].lstrip("了为")
        thing = "" if _WITHOUT_NOUN.match(thing) else thing
        item.indicator = thing if len(thing) > 9 else subject + thing
        item.rules.append("about.number_thing_event")
    else:
        item.indicator = right
        item.rules.append("about.number_thing")


def _name_before(item: Item, rest: str) -> None:
    """The name stands before: a statistic (税收占比达到), or an action with its thing (建成公园30个)."""
    match = action_at_head().match(rest)
    if match and match.end() < len(rest):
        thing = rest[match.end() :]
        item.indicator, item.action = thing, match.group("verb")
        item.rules.append("about.action_thing_number")
    elif match:
        item.action = match.group("verb")
        item.rules.append("about.action_number")
    else:
        item.indicator = rest
        item.rules.append("about.name_number")


def is_statistic(name: str) -> bool:
    """Whether a name ends like that of a statistic (收入, 率, 增加值), so that no action produced it."""
    return bool(stat_ending().match(name[::-1]))


def _aspect(item: Item, tail: str, kinds: list[str]) -> None:
    down, up = "down" in kinds, "up" in kinds
    changed = next((kind for kind in reversed(kinds) if kind in ("up", "down", "to")), "")
    average = "年均" in tail or "年平均" in tail or "平均增" in tail or "年均" in item.head
    if item.unit in _POINTS:
        item.aspect = "change"
    elif item.unit == "倍":
        item.aspect = "multiple"
    elif item.unit in _SHARE_UNITS:
        if (up or down) and changed != "to":
            item.aspect = "average_growth" if average else "growth"
    elif (up or down) and changed != "to":
        item.aspect = "change"
    if "由" in tail or "从" in tail:
        item.role = "baseline"
    if average and item.aspect == "level" and not item.action:
        item.cumulative = True
    if item.rules[0] == "measure.word" and item.right.startswith(("增长", "增速")):
        item.aspect = "growth"
        item.indicator = item.core and split_head(item.core)[1]
        item.action = ""


@cache
def _rank_words() -> re.Pattern[str]:
    choices = alternation(w[::-1] for w in (*words("measures", "rank.context"), *words("measures", "rank.group")))
    return re.compile(rf"(?:{choices}|第|均|双双|分别|由|从|到|[ “”])+")


def _rank(item: Item) -> None:
    """A rank: what stands before the words of place and comparison is the ranked thing."""
    item.aspect, item.unit = "rank", "位"
    left = item.left
    if left.endswith("前"):
        item.bound, left = "le", left[:-1]
    match = _rank_words().match(left[::-1])
    cut = len(left) - (match.end() if match else 0)
    core, tail = split_tail(left[:cut])
    item.tail = left[cut:] + tail
    item.head, rest = split_head(core)
    action = action_at_head().match(rest)
    item.indicator = rest[action.end() :] if action and action.end() < len(rest) else rest
    if "由" in item.tail or "从" in item.tail:
        item.role = "baseline"
    item.rules.append("about.rank")


def _elided_unit(item: Item, right: str) -> None:
    if item.unit:
        return
    if item.rules[0] == "measure.ratio":
        item.unit = "%"
    elif item.written.elided and item.written.chinese:
        item.unit = "元"
        item.bound = "ge" if item.bound == "eq" else item.bound
        item.rules.append("unit.elided_yuan")
    elif _PERSON.search(right) or _PERSON.search(item.core):
        item.unit = "人"
        item.rules.append("unit.implied_people")
    else:
        item.doubt = item.doubt or "unit"
