"""The name of a number that is the size of a thing or a threshold (总投资1亿元以上的项目): nothing was done or reached."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.attach.item import Item
from ximu.read.attach.name_before import SHARE_UNITS
from ximu.read.attach.words import event, manner_end, split_tail
from ximu.terms.words import any_word

_plant = any_word("measures", "attribute.plants")
_free = any_word("measures", "attribute.enjoys")


@cache
def _class_frame() -> re.Pattern[str]:
    return re.compile(r"(?:/年)?(?:级|元)?(?:以上|以下|以内)?(?:多|余)?的?")


@cache
def _limit() -> re.Pattern[str]:
    """A limit before a sum, `below` when it is one from above."""
    return re.compile(r"(?:(?P<below>低于|不足|不到|少于)|高于|超过)$")


def _without_event(thing: str) -> str:
    """The thing without what happened to it behind it (数控机床|成功|下线)."""
    ends = next((found for found in event().finditer(thing, 2) if found.end() == len(thing)), None)
    return manner_end().sub("", thing[: ends.start()]) if ends else thing


def read_size(item: Item) -> None:
    """Fill the name and the bound of a threshold or a size: the name is the thing with the word for its size."""
    if item.unit in SHARE_UNITS and item.left.endswith("前"):
        item.aspect, item.bound = "rank", "le"
        item.indicator = item.left[:-1]
        return
    if (limit := _limit().search(item.left)) is not None:
        item.bound = "le" if limit.lastgroup else "ge"
        item.indicator = item.left[: limit.start()]
        return
    frame = _class_frame().match(item.right)
    thing = split_tail(item.right[frame.end() if frame else 0 :].lstrip("）)"))[0].partition("、")[0].removesuffix("等")
    free = _free().search(thing, 2)
    plant = _plant().search(thing)
    happened = event().search(thing, plant.end()) if plant else None
    if (
        plant
        and happened
        and (happened.start() == plant.end() or manner_end().fullmatch(thing, plant.end(), happened.start()))
    ):
        thing = thing[: plant.end()]  # 甲醇项目|建成投产, 加固工程|全面|完工
    elif not plant:
        thing = _without_event(thing)
    item.indicator = (thing[: free.start()] if free else thing) + item.left
    if item.written.elided and not item.unit:
        item.unit, item.bound = "元", "ge"
    elif item.right.startswith(("以上", "元以上")):
        item.bound = "ge"
