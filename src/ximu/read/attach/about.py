"""Read one number's own words: indicator, action, aspect, bound, and whether it starts or ends a change."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.attach.item import Item
from ximu.read.attach.words import (
    action_at_end,
    action_at_head,
    event,
    inner_action,
    nominal,
    place_like,
    split_head,
    split_tail,
    stat_ending,
    tail_kinds,
    tail_token,
)
from ximu.terms.words import alternation, word_file, words

_SHARE_UNITS = frozenset(("%", "‰"))
_POINTS = frozenset(("个百分点", "百分点", "个千分点", "个基点"))
_GROWS = re.compile(r"^的?(?:较快|平稳|稳定|中高速|高速)?(?:增长|增速|增幅)")
_CLOSERS = re.compile(
    r"^(?:元|的)?(?:合理|较高|较低|高|低)?(?:区间|水平|增长|增速|速度|大关|台阶|关口|门槛|目标|规模|左右|以上|以内|水平|的水平|标准|俱乐部)+"
)
_LEADING_DE = re.compile(r"^(?:多|余)?的?")
_ASIDE = re.compile(r"^[（(].*")
_WITHOUT_NOUN = re.compile(r"^[^\u4e00-\u9fffA-Za-z“《]*$")
_RANKED = re.compile(r"(?:前|(?:排名|位次|位列|位居|名列|跃升|排在)[^，]{0,12})$")
_PERSON = re.compile(
    r"中国人|人民|百姓|儿女|新市民|考生|毕业生|参保人|户籍|农村人口|贫困人口|人口|村民|市民|居民|群众|农民|学生|游客|旅客|职工|老人|老年人|儿童|妇女|党员|干部|劳动力|人次|青年|人才|贫困户|师生|教师"
)


def read_words(item: Item) -> None:
    """Fill indicator, action, aspect, bound, role from `item.left` and `item.right`."""
    if item.stance == "attribute":
        item.indicator = (
            _LEADING_DE.sub("", re.sub(r"^(?:级|元)?(?:以上|以下|以内)?", "", item.right), count=1) + item.left
        )
        if item.written.elided and not item.unit:
            item.unit, item.bound = "元", "ge"
        elif item.right.startswith(("以上", "元以上")):
            item.bound = "ge"
        return
    core, tail = split_tail(item.left)
    item.core, item.tail = core, tail
    kinds = _kinds(tail)
    _bound(item, tail, kinds)
    if item.rules[0] == "measure.rank" or (item.unit in ("位", "名") and _RANKED.search(item.left)):
        _rank(item)
        return
    if item.right[:1] in "、和及":
        item.right = ""
    if item.starts_change:
        item.role, item.indicator = "baseline", split_tail(item.right.removeprefix("的"))[0]
        item.rules.append("about.change_from")
        _elided_unit(item, item.right)
        return
    right = _CLOSERS.sub("", item.right)
    right = _ASIDE.sub("", _LEADING_DE.sub("", right, count=1))
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
    return not (any(kind in ("to", "ge", "up", "down") for kind in kinds) and not action_at_end().match(rest[::-1]))


def _name_after(item: Item, rest: str, right: str) -> None:
    """The counted thing follows: 建成|30个|公园, or a subject with its event: 30个|项目|开工."""
    if item.unit in _SHARE_UNITS:
        item.head += rest
        item.indicator = right
        item.rules.append("about.share_of_thing")
        return
    if rest and (found := event().fullmatch(right)) and not action_at_end().match(rest[::-1]):
        _name_before(item, rest)
        item.action = found.group()
        return
    match = action_at_end().match(rest[::-1])
    if match:
        item.action = match.group("verb")[::-1]
        item.head += rest[: len(rest) - match.end()]
        item.indicator = right
        item.rules.append("about.action_number_thing")
        return
    head_action = action_at_head().match(rest)
    found = event().search(right, 1)
    if head_action and not found:
        item.action, thing = head_action.group("verb"), rest[head_action.end() :]
        item.indicator = thing + right if item.unit == "元" else right
        item.head += thing if item.unit != "元" else ""
        item.rules.append("about.action_number_thing")
        return
    _with_event(item, rest, right, found)


_MANNER_END = re.compile(
    r"(?:全部|顺利|成功|圆满|均|都|已|正式|陆续|相继|基本|首次|集中|先后|从[\u4e00-\u9fff]{1,6})+$"
)


def _with_event(item: Item, rest: str, right: str, found: re.Match[str] | None) -> None:
    """A counted subject and what happened to it; the subject may have been named with the number before."""
    at_once = event().match(right)
    if at_once:
        item.action = at_once.group()
        thing = right[at_once.end() :]
        item.indicator = rest or ("" if _WITHOUT_NOUN.match(thing) else thing)
        item.rules.append("about.number_event")
        return
    if rest and len(rest) <= 3 and rest[-1] in "属级":
        right = rest + right
        found = event().search(right, len(rest) + 1)
    else:
        item.head += rest
    if not found:
        item.indicator = right
        item.rules.append("about.number_thing")
        return
    item.action = found.group()
    subject, thing = _MANNER_END.sub("", right[: found.start()]), right[found.end() :].lstrip("了为")
    if _WITHOUT_NOUN.match(thing) or thing.endswith("完成") or thing.startswith("、"):
        thing = ""
    item.indicator = thing if len(thing) > 9 else subject + thing
    item.rules.append("about.number_thing_event")


def _name_before(item: Item, rest: str) -> None:
    """The name stands before: a statistic (税收占比达到), or an action with its thing (建成公园30个)."""
    match = None if nominal().match(rest) else action_at_head().match(rest)
    if match and match.end() < len(rest):
        item.indicator, item.action = _last_of(rest[match.end() :]), match.group("verb")
        item.rules.append("about.action_thing_number")
        return
    if match:
        item.action = match.group("verb")
        item.rules.append("about.action_number")
        return
    noun = nominal().match(rest)
    inner = inner_action().search(rest, noun.end() if noun else 1)
    if inner and (rest[inner.end() :] not in _endings() or len(rest) - inner.end() >= 3):
        subject, thing = rest[: inner.start()], rest[inner.end() :]
        item.action = inner.group()
        if thing and place_like().fullmatch(subject):
            item.head, subject = item.head + subject, ""
        item.indicator = subject + thing
        item.rules.append("about.subject_action_thing")
        return
    item.indicator = _last_of(rest)
    item.rules.append("about.name_number")


_START_VALUE = re.compile(r"(?:由|从)(?:\d{4}年|[^，]{0,6}第).*$")


def _last_of(name: str) -> str:
    """What follows the last 等 of an enumeration (甲、乙等道路 → 道路), or the beneficiary after 为."""
    name = _START_VALUE.sub("", name.removeprefix("在"))
    _, found, after = name.rpartition("等")
    if found and len(after) >= 2 and "等级" not in name:
        name = after
    before, found, after = name.rpartition("为")
    return after if found and len(before) >= 4 and len(after) >= 3 else name


@cache
def _endings() -> frozenset[str]:
    return frozenset(words("measures", "stat.endings"))


def is_statistic(name: str) -> bool:
    """Whether a name ends like that of a statistic (收入, 率, 增加值), so that no action produced it."""
    return bool(stat_ending().match(name[::-1]))


@cache
def _change_verbs() -> frozenset[str]:
    return frozenset(words("measures", "action.change"))


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
    elif ((up or down) and changed != "to") or item.action in _change_verbs():
        item.aspect = "change"
    if item.aspect == "level" and item.unit in _SHARE_UNITS and _GROWS.match(item.right):
        item.aspect = "growth"
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


_RANK_VERB = re.compile(r"(?:位居|位列|名列|跃居|稳居|居|列)[\u4e00-\u9fff、]{0,10}$")


def _rank(item: Item) -> None:
    """A rank: what stands before the words of place and comparison is the ranked thing."""
    item.aspect, item.unit = "rank", "位"
    left = item.left
    if left.endswith("前"):
        item.bound, left = "le", left[:-1]
    match = _rank_words().match(left[::-1])
    cut = len(left) - (match.end() if match else 0)
    verb = _RANK_VERB.search(left, 0, cut)
    cut = min(cut, verb.start()) if verb else cut
    core, tail = split_tail(left[:cut])
    item.tail = left[cut:] + tail
    if "排名" in item.tail or "位次" in item.tail:
        core = split_tail(left)[0]
    item.head, rest = split_head(core)
    action = action_at_head().match(rest)
    item.indicator = _last_of(rest[action.end() :] if action and action.end() < len(rest) else rest)
    if "由" in item.tail or "从" in item.tail:
        item.role = "baseline"
    item.rules.append("about.rank")


@cache
def _same_unit() -> dict[str, str]:
    return dict(word_file("numbers")["same"])


def _elided_unit(item: Item, right: str) -> None:
    if item.unit:
        item.unit = _same_unit().get(item.unit, item.unit)
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
