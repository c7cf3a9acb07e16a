"""Names that only single out a part of what was told before: of the place (其中农村), or of a class (过亿元企业5家)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ximu.read.attach.item import Item
from ximu.read.attach.name_before import is_statistic
from ximu.read.attach.shared_names import parallel_name, without_class
from ximu.read.attach.words import count_units, place_like
from ximu.terms.words import alternation, any_word, words

_OVER = ("过", "超")
_SIZES = tuple("0123456789超过产投总税营年收十百千万亿")

_part = any_word("lists", "scope.parts")


@cache
def _size() -> re.Pattern[str]:
    """The words of a class of size at the head of a name (产值过亿元的|企业, 百亿元以上|项目)."""
    heads = alternation(words("measures", "attribute.head"))
    return re.compile(rf"(?:{heads})?(?:超过|超|过)?[\d.]*[十百千万亿]+(?:美元|元)(?:以上|以下)?的?")


@cache
def _sized_before() -> re.Pattern[str]:
    """Things with the size that singles them out: 主营业务收入|过50亿元的|企业."""
    heads = alternation(words("measures", "attribute.head"))
    return re.compile(
        rf"(?P<head>(?!过|超){heads})(?:超过|超|过)[\d.十百千万亿]+(?:美元|元)(?:以上)?的?(?P<thing>.{{2,}})"
    )


def _without_size(name: str) -> str:
    found = _size().match(name)
    return name[found.end() :] if found else name


@cache
def _classes() -> frozenset[str]:
    return frozenset(words("lists", "carry.classes"))


def alike(before: list[Item], unit: str) -> Iterator[Item]:
    """The numbers before in that unit, nearest first."""
    return (one for one in reversed(before) if one.unit == unit)


def part_or_class(item: Item, previous: Item, before: list[Item]) -> None:
    """Read a name that only singles out a part of what was told before: of the place, or of a class of things."""
    name = item.indicator
    if item.joined and (other := parallel_name(previous.indicator, name)):
        item.indicator = other
        if previous.aspect == "average_growth" and item.aspect == "growth":
            item.aspect, item.cumulative = "average_growth", True
    elif "其中" in item.head and name and _singles_out(name):
        item.scope, item.indicator, item.rules = name, "", [*item.rules, "list.part"]
    elif "其中" in item.head and name[:1] in _OVER and (whole := _sized_before().fullmatch(previous.indicator)):
        if name.endswith(whole["thing"]):
            item.indicator = whole["head"] + name  # 收入过50亿元的企业15家，其中|过百亿元的企业|7家
    elif name.startswith(_SIZES) and _size().fullmatch(name):
        if counted := next((one for one in alike(before, item.unit) if one.stance != "attribute"), None):
            item.indicator = name.removesuffix("的") + _without_size(counted.indicator)
    elif item.unit != previous.unit:
        return
    elif name in _classes():
        item.indicator = name + without_class(previous.indicator)
    elif _next_place(item, previous):
        item.scope, item.indicator, item.rules = name, previous.indicator, [*item.rules, "list.part"]
        own = place_like().match(previous.indicator)
        if own and is_statistic(previous.indicator[own.end() :]):
            item.indicator = previous.indicator[own.end() :]
        else:
            item.rules.append("list.of_clause")


def _next_place(item: Item, previous: Item) -> bool:
    """Whether a name is only that of another place, of which the same level is told (老城绿化率达到40%，新城达到45%)."""
    if item.unit in count_units():
        return False  # 企业总数达53家，上市公司达146家
    same = item.aspect == previous.aspect == "level" and bool(item.tail)
    return same and is_statistic(previous.indicator) and bool(place_like().fullmatch(item.indicator))


def _singles_out(name: str) -> bool:
    """Whether the name after 其中 is only a part of the place, of which the number before is told."""
    return bool(_part().fullmatch(name) or place_like().fullmatch(name))
