"""The part of the place that a number is about: 市区, 高新区, a named county, park or body."""

from __future__ import annotations

import itertools
import re
from functools import cache, lru_cache

from ximu.read.attach.item import Item
from ximu.read.attach.known_places import helped_places
from ximu.read.attach.name_before import causes, done, is_statistic
from ximu.read.attach.words import action_at_head, no_place, place_ends, place_like, split_head
from ximu.terms.words import alternation, any_word, words

_SHARES = frozenset(("%", "‰", "元", "个百分点", "倍"))
# the counted thing itself stands there, no part of the place
_COUNTED_RULES = frozenset(("about.action_number_thing", "about.number_thing", "about.number_thing_event"))


_FEW = 3  # so many statements say too little of two places to set them side by side
_AMONG = ("其中，", "其中：")
_DISTRICTS = frozenset("市区县旗镇乡")


_own = any_word("lists", "scope.own")


@cache
def _not_followed_by() -> frozenset[str]:
    return frozenset(words("lists", "scope.not_followed_by"))


@cache
def _listing() -> frozenset[str]:
    """Behind a name that only heads a list of the things counted (大运中心|等|26个设施)."""
    return frozenset(words("lists", "scope.listing"))


_generic = any_word("lists", "scope.generic")


_counted = any_word("lists", "scope.counted")


_whole = any_word("lists", "scope.whole")


_facility = any_word("lists", "scope.facilities")


@cache
def _measured() -> re.Pattern[str]:
    return re.compile(
        rf"[\u4e00-\u9fff]{{0,8}}?{alternation(words('measures', 'name.measured'))}(?=[\u4e00-\u9fffA-Z])"
    )


def read_measured(items: list[Item], text: str) -> None:
    """Things counted in front of a statistic are what it is told of (74个|城市|空气优良率|提高…): its scope."""
    for item, following in itertools.pairwise(items):
        if item.clause_start != following.clause_start or following.joined or _done_by(item, following, text):
            continue
        right = item.right.replace(item.action, "", 1) if item.action else item.right  # 10户企业|实现|产值
        if item.action and following.indicator != right and item.right != following.indicator + item.action:
            continue
        if item.unit in _SHARES or following.aspect == "rank":
            continue
        name = following.indicator or item.indicator
        things = _measured().match(name) if name and right.startswith(name) and is_statistic(name) else None
        if things is None or len(name) - things.end() < 2:
            continue
        item.action = ""  # 达到 is said of the statistic
        item.indicator, following.indicator = things.group(), name[things.end() :].removeprefix("中")
        following.scope = text[item.written.start : item.written.end] + things.group()
        following.rules.append("scope.named")
        item.rules.append("about.measured")


def _done_by(item: Item, following: Item, text: str) -> bool:
    """Whether places or bodies are counted that did what the next number counts (8个|镇|新建公厕|30座): they are its scope."""
    doers = _doers().match(item.right) if item.unit not in _SHARES and following.unit not in _SHARES else None
    adverb = _together().match(item.right, doers.end()) if doers else None
    deed = action_at_head().match(item.right, adverb.end()) if adverb else None
    thing = item.right[deed.end() :] if deed else ""
    if deed is None or doers is None or len(thing) < _SHORTEST_THING or not following.indicator.endswith(thing):
        return False
    if item.unit == following.unit and deed.group("verb") in done():
        following.indicator = doers.group() + thing  # 160个|村|完成整治|120个: it is done to as many of them
        return True
    item.action, item.indicator = "", doers.group()
    following.action, following.indicator = deed.group("verb"), thing
    following.scope = text[item.written.start : item.written.end] + doers.group()
    following.rules.append("scope.named")
    item.rules.append("about.measured")
    return True


@cache
def _doers() -> re.Pattern[str]:
    kinds = alternation((*words("measures", "name.measured"), *words("lists", "scope.doers")))
    return re.compile(rf"[\u4e00-\u9fff]{{0,8}}?{kinds}(?=[\u4e00-\u9fff])")


_SHORTEST_THING = 2
_together = cache(lambda: re.compile(rf"(?:{alternation(words('lists', 'scope.together'))})?"))


_COUNT = re.compile(r"^(?:\d[\d.,万亿余多]*[\u4e00-\u9fff]|[两三四五六七八九十]+[个条家座项所处])")


def names_with_part(item: Item) -> tuple[str, ...]:
    """The item's names with the part of the place, or the things without their number, that it is told of (310条|河流 + 水质)."""
    names = (item.indicator, *item.extra)
    if not item.scope:
        return names
    part = _COUNT.sub("", item.scope)
    return tuple(name if name.startswith(part) else part + name for name in names)


def read_scopes(items: list[Item], own_names: frozenset[str], text: str) -> None:
    """Give each item of one sentence its scope; a scope once named holds until another or the own place is named."""
    current, last, helping = "", items[0].sentence_start, False
    for item in items:
        if item.first_in_clause and current and (_stopped(text, last, item) or _own().search(item.left)):
            current = ""
        last = item.written.end
        helped = _helped(item, helping)
        found = helped or item.scope or _scope_of(item, own_names)
        if found is not None:
            current, helping = found, helping or bool(helped)
        elif helping and item.first_in_clause and not item.left:
            current = ""  # 支持甲市建设医院，47家|卫生院|开工: others are counted
        elif (
            not item.action
            and not _goes_on(item)
            and not _singled_out(item, text)
            and not any(rule.startswith("list.") for rule in item.rules)
        ):
            current = ""  # a statistic with a name of its own is not about the part named before
        elif current and current[-1] not in _DISTRICTS and _facility().match(item.indicator):
            current = ""  # 临江港集装箱吞吐量和|机场旅客吞吐量|分别…
        elif item.action and current[:1].isdigit():
            current = ""  # nor is a deed about the things that were counted for a statistic
        item.scope = current
    if len(items) > _FEW and text.find("；", items[0].sentence_start, items[0].sentence_end) >= 0:
        _side_by_side(items, text)


def _stopped(text: str, last: int, item: Item) -> bool:
    """Whether a semicolon stands between the number before, which ends at `last`, and the clause of the item."""
    return text.find("；", last, item.clause_start) >= 0 or text[item.clause_start - 1 : item.clause_start] == ";"


def _side_by_side(items: list[Item], text: str) -> None:
    """Where parts of a sentence open with one place each (甲区生产总值…，人均…；乙区…), each part is about its place."""
    parts: list[list[Item]] = []
    for item in items:
        if not parts or text.find("；", parts[-1][-1].written.end, item.written.start) >= 0:
            parts.append([])
        parts[-1].append(item)
    led = [part for part in parts if len(part[0].scope) > 2 and part[0].scope[-1] in _DISTRICTS]
    if len(led) < 2 or len({part[0].scope for part in led}) < len(led):
        return
    for part in led:
        for item in part:
            if item.action or _own().search(item.left):
                break
            if not item.scope:
                item.scope = part[0].scope
                item.rules.append("scope.named")


def _goes_on(item: Item) -> bool:
    """Whether a statistic behind 、 names no part of its own (合作区生产总值增长9%、|规上工业增加值|增长12%)."""
    return item.joined and place_ends().isdisjoint(item.indicator)


def _singled_out(item: Item, text: str) -> bool:
    """Whether a statistic is one of the kind told before, of the same part of the place (市区物价上涨2%，其中|食品价格)."""
    return item.head == "其中" or (item.first_in_clause and text.endswith(_AMONG, 0, item.clause_start))


@lru_cache(maxsize=4096)
def _without_time(head: str) -> str:
    return split_head(head)[1] if head else ""


_LEVELS = ("两级", "三级")  # 市区两级|企业: of the city and its districts
_BOTH, _OF_BOTH = "市区", ("财政", "政府", "联动", "共建")  # 市区|财政支出: too


def _helped(item: Item, helping: bool) -> str:
    """The places that the item's deed is done for or with, whose names are then no part of its own."""
    helped = helped_places(item.left, helping) if item.action else ""
    if helped:
        rest = item.indicator.partition(helped)[2] or item.indicator
        deed = action_at_head().match(rest) if item.action in causes() else None
        if deed and len(rest) - deed.end() >= _SHORTEST_THING:
            item.action, rest = deed.group("verb"), rest[deed.end() :]  # 帮助|甲县|引入|企业
        item.indicator = rest
        item.rules.append("scope.named")
    return helped


def _scope_of(item: Item, own_names: frozenset[str]) -> str | None:
    """The scope that the item's own words name ("" for the own place), or None when they name none."""
    statistic = not item.action
    for field in ("head", "indicator"):
        rest: str = _without_time(item.head) if field == "head" else item.indicator
        if not rest or (field == "head" and rest.endswith("等")):
            continue  # 新区医院等|14个: names of some of those counted
        counted_itself = field == "indicator" and not _COUNTED_RULES.isdisjoint(item.rules)
        match = None if counted_itself else _generic().match(rest)
        if match is None and not statistic and not counted_itself:
            match = _counted().match(rest)
        if match is None and not counted_itself:
            match = _place_name(rest, field, own_names, item)
        if match is None or rest.startswith(_LEVELS, match.end()):
            continue
        scope = match.group()
        if scope == _BOTH and rest.startswith(_OF_BOTH, match.end()):
            continue
        if field == "indicator":
            remainder = rest[match.end() :]
            if len(remainder) < 2 or remainder[0] in _not_followed_by():
                continue
            item.indicator = remainder if _own().match(remainder) else _without_time(remainder)
        item.rules.append("scope.named")
        return "" if scope in own_names else scope
    return None


def _place_name(rest: str, field: str, own_names: frozenset[str], item: Item) -> re.Match[str] | None:
    if place_ends().isdisjoint(rest):
        return None
    match = place_like().match(rest)
    if match is None or len(match.group()) < 3 or match.group().endswith(no_place()) or _whole().match(rest):
        return None
    remainder = rest[match.end() :]
    if field == "indicator":
        if match.group() in own_names:
            return match
        # a proper name before a statistic (醴陵市财政收入) is a scope; before anything else it is part of the name
        return match if is_statistic(remainder) and len(remainder) >= 3 and not is_statistic(match.group()) else None
    return match if len(remainder) <= 2 and _listing().isdisjoint(remainder) else None
