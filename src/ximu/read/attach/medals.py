"""The names of medals told by their color alone (运动员获亚运会|3金2银1铜): what was won where, said once for all."""

from __future__ import annotations

import itertools
import re
from functools import cache

from ximu.read.attach.item import Item
from ximu.terms.words import alternation, words

RULE = "measure.medals"
_PIECE, _MEDAL = "枚", "牌"
_APART = 2  # characters between one number and the next of a run


@cache
def _won() -> re.Pattern[str]:
    deeds = alternation((*words("measures", "name.wins"), *words("measures", "name.wins_medals")))
    place = r"(?:在(?:\d{4}年)?(?P<at>[^，。；在]{2,20}?)[上中]?)?"
    return re.compile(rf"{place}(?P<deed>{deeds})了?(?P<where>[^，。；、在]*)$")


def read_medal(item: Item) -> None:
    """Fill unit, name and deed of a number of medals from the words before it."""
    item.unit, item.indicator = _PIECE, item.right[:1] + _MEDAL
    if won := _won().search(item.left):
        where = won.group("where") or (won.group("at") or "").removesuffix("分别")
        item.action, item.indicator = won.group("deed"), where + item.indicator


def share_medals(items: list[Item]) -> None:
    """The medals that follow were won where and as the first of them were."""
    for item, following in itertools.pairwise(items):
        near = following.written.start - item.written.end <= _APART
        if near and item.rules[0] == following.rules[0] == RULE:
            following.action = item.action
            following.indicator = item.indicator.removesuffix(_MEDAL)[:-1] + following.indicator
