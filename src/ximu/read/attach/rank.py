"""Ranks: what stands in an order, when a number is a place in it (居全省第二, 排名从46位升至28位, 前30位)."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.attach.item import Item
from ximu.read.attach.words import action_at_head, nominal, rates_of_change, split_head, split_tail
from ximu.terms.words import alternation, words

_PLACES = frozenset("位名")


@cache
def _near() -> re.Pattern[str]:
    return re.compile(rf"(?:前|{alternation(words('measures', 'rank.near'))}[^，]{{0,12}})$")


@cache
def _words() -> re.Pattern[str]:
    named = words("measures", "rank.contest_words")
    context = (word for word in words("measures", "rank.context") if word not in named)
    choices = alternation(w[::-1] for w in (*context, *words("measures", "rank.group")))
    return re.compile(rf"(?:{choices}|第|均|双双|分别|由|从|到|[ “”])+")


@cache
def _verbs() -> re.Pattern[str]:
    return re.compile(rf"(?!居民|居住){alternation(words('measures', 'rank.verbs'))}[\u4e00-\u9fff、]{{0,10}}$")


@cache
def _names() -> tuple[str, ...]:
    return words("measures", "rank.names")


_years_on_end = cache(
    lambda: re.compile(r"(?:已?连续)[\d一二三四五六七八九十两多]+个?(?:年|届|次|季度|月)(?:保持)?(?P<of>(?:排名)?)$")
)


@cache
def _contest() -> re.Pattern[str]:
    return re.compile(
        rf"^(?:[^，在]{{0,12}}在)?(?P<contest>[^，]*{alternation(words('measures', 'rank.within'))})中[^，、]{{0,8}}$"
    )


@cache
def _among() -> re.Pattern[str]:
    """Those among whom something stands, behind what stands there: 吞吐量|在全国沿海港口|排第2位."""
    members = alternation(words("measures", "rank.members"))
    return re.compile(rf"(?:继续|仍|依然)?在(?:[\u4e00-\u9fff]{{1,12}}{members}中?)?$")


# 经济总量|在|全国排名
_of_whole = cache(lambda: re.compile(r"在(?=全[国省市区县州][\u4e00-\u9fff]{0,2}(?:排名|位次)$)"))


def _in_contest(name: str) -> str:
    """The contest itself of a name that says in which contest (2014年营商环境考核中临江获 → 营商环境考核)."""
    match = _contest().match(name) if "中" in name else None
    return re.sub(r"^\d{4}年度?", "", match.group("contest")) if match else name


def is_rank(item: Item, kinds: tuple[str, ...]) -> bool:
    """Whether the number is a place in an order; 上升5位 is a difference of places."""
    if item.rules[0] == "measure.rank":
        return True
    if item.unit not in _PLACES or (kinds and kinds[-1] in ("up", "down")):
        return False
    return bool(_near().search(item.left))


def read_rank(item: Item) -> str:
    """Fill aspect, unit, bound and head of a rank; gives the words that name what is ranked."""
    item.aspect, item.unit = "rank", "位"
    left = item.left
    if left.endswith("前"):
        item.bound, left = "le", left[:-1]
    match = _words().match(left[::-1])
    cut = len(left) - (match.end() if match else 0)
    verb = _verbs().search(left, 0, cut)
    cut = min(cut, verb.start()) if verb else cut
    among = _among().search(left, 0, cut)
    core, tail = split_tail(left[: among.start() if among else cut])
    core = _years_on_end().sub(r"\g<of>", core)
    for word in rates_of_change():
        if tail.startswith(word):
            core, tail = core + word, tail[len(word) :]
    item.tail = left[cut:] + tail
    named = max((left.rfind(name) + len(name) for name in _names() if name in item.tail), default=0)
    if named:
        core = left[:named]
    item.head, rest = split_head(core)
    if "由" in item.tail or "从" in item.tail:
        item.role = "baseline"
    item.rules.append("about.rank")
    rest = _of_whole().sub("", rest)
    rest = _in_contest(_years_on_end().sub(r"\g<of>", rest))
    action = action_at_head().match(rest)
    return rest[action.end() :] if action and action.end() < len(rest) and not nominal().match(rest) else rest
