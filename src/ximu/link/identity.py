"""When two measures are of one series: indicator, place with its history, scope, what was done, aspect, unit."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from ximu.ledger.measure import Measure
from ximu.link.words import family_of, listed, table
from ximu.terms import places
from ximu.terms.load import indicators

# Two characters more than the indicator's own words are another thing: 前海 of 前海地区生产总值.
SHORTEST_REST = 2
# A shorter name inside a longer one says too little: 学位 stands in many names.
SHORTEST_INSIDE = 3
# 十件民生实事办成九件: what was counted stands in the name itself, so the number before it is not the result.
_COUNT = re.compile(r"[\d一二三四五六七八九十百千两]+[件项个家处条户所座](?!事)")
_SPACE = re.compile(r"\s+")


# Readings of the catalogue of things that are counted one by one: a part of them is another series.
_COUNTED = {"increment", "cumulative"}


class Likeness(NamedTuple):
    """How well two statements fit: lower is better in every field, and `sure` is False when a person should look."""

    name: int
    action: int
    scope: int

    @property
    def sure(self) -> bool:
        """Whether nothing had to be assumed."""
        return self.name <= 1 and self.action <= 1 and self.scope <= 1


@cache
def place_key(place: str | None, code: str | None) -> str:
    """One key for a place through its history: successors (株洲县 → 渌口区) and zones that run as one with a district.

    "" when the place is not known: such statements belong to no series.
    """
    if code is None:
        return place or ""
    code = places.runs_as_one_with(code) or code
    here = places.by_code(code)
    if here is not None and here.valid_to is not None:
        later = places.successors(code, here.valid_to + 1)
        # A place that was divided among several is none of them.
        if len(later) == 1 and later[0].code != code:
            return place_key(later[0].name, later[0].code)
    return code


@cache
def plain_name(name: str) -> str:
    """The name without place words, filler and punctuation, in customary words: 规上工业企业增加值 → 规模以上工业增加值."""
    text = _SPACE.sub("", unicodedata.normalize("NFKC", name))
    for word in listed("names", "within"):
        text = text.replace(unicodedata.normalize("NFKC", word), "")
    for word, instead in table("words")["names"]["same"].items():
        text = text.replace(word, instead)
    return _cut(text)


def _cut(text: str) -> str:
    changed = True
    while changed:
        changed = False
        for word in listed("names", "before"):
            if text.startswith(word) and len(text) - len(word) >= 2:
                text, changed = text[len(word) :], True
                break
        for word in listed("names", "after"):
            if text.endswith(word) and len(text) - len(word) >= 2:
                text, changed = text[: -len(word)], True
                break
    return text


@cache
def _residue(name: str, indicator_id: str) -> str:
    """What stands in a name before the indicator's own words: "" for its aliases, 前海 of 前海地区生产总值."""
    text, indicator = plain_name(name), indicators()[indicator_id]
    own = sorted({plain_name(word) for word in (indicator.zh, *indicator.aliases, *indicator.aliases_weak)}, key=len)
    own += sorted({plain_name(word) for rule in indicator.aliases_if for word in rule.words}, key=len)
    if text in own:
        return ""
    for alias in reversed(own):
        if alias and alias in text:
            text = text[: text.index(alias)]
            break
    else:
        return ""
    for word in sorted(indicator.qualifiers, key=len, reverse=True):
        text = text.replace(plain_name(word), "")
    for word in (*listed("names", "before"), *listed("names", "after"), *listed("scopes", "before_area")):
        text = text.replace(word, "")
    return text


def _kinds(name: str) -> frozenset[str]:
    return frozenset(word for word in listed("names", "other_kind") if word in name)


@cache
def _qualifiers(name: str, indicator_id: str) -> frozenset[str]:
    """The qualifiers of the indicator in a name, longest first: 公办 and 幼儿园 places are counted apart."""
    found = []
    for word in sorted(map(plain_name, indicators()[indicator_id].qualifiers), key=len, reverse=True):
        if word and word in name:
            found.append(word)
            name = name.replace(word, "")
    return frozenset(found)


@cache
def name_likeness(one: str, one_id: str | None, other: str, other_id: str | None) -> int | None:
    """0 the same name, 1 the same indicator in other words, 2 and 3 close enough for a person to look; None another thing."""
    first, second = plain_name(one), plain_name(other)
    if one_id is not None and other_id is not None:
        if one_id != other_id:
            return None
        known = indicators().get(one_id)
        if first == second or known is None:
            return 0
        if _kinds(first) != _kinds(second):
            return None
        if set(known.aspects) & _COUNTED and _qualifiers(first, one_id) != _qualifiers(second, one_id):
            return None
        rests = (_residue(one, one_id), _residue(other, one_id))
        if rests[0] == rests[1]:
            return 0 if not rests[0] else 1
        if rests[0] and rests[1]:
            return None
        return 2 if len(rests[0] or rests[1]) < SHORTEST_REST else None
    if len(first) < 2 or len(second) < 2:
        return None
    if first == second:
        return 1
    return _contained(first, second)


def _contained(first: str, second: str) -> int | None:
    """2 when the shorter name ends the longer one, 3 when it stands in it and nothing around makes another thing of it."""
    short, long = sorted((first, second), key=len)
    extra = long.replace(short, "", 1)
    if len(short) < SHORTEST_INSIDE or short not in long or not _is_harmless(extra) or _COUNT.search(extra):
        return None
    return 2 if long.endswith(short) else 3


def _is_harmless(extra: str) -> bool:
    return not any(word in extra for word in listed("names", "other_thing"))


@cache
def action_likeness(one: str, other: str, indicator_id: str | None, unit_is_rate: bool) -> int | None:
    """0 the same verb, 1 verbs of one family or none, 2 to be looked at; None when they say different things were done."""
    first, second = family_of(one), family_of(other)
    if one == other or unit_is_rate:
        return 0
    if first == second:
        return 1
    known = indicators().get(indicator_id or "")
    flow_only = known is not None and "increment" in known.aspects and "level" not in known.aspects
    if {first, second} == {"build", "add"} or (flow_only and {first, second} & {"", "add"}):
        return 1
    if "" in (first, second):
        # 新增38家 is a flow, 总数215家 a stock: never one series.
        return None if "add" in (first, second) else 2
    return 2 if first == one and second == other and first not in table("words")["actions"] else None


@cache
def plain_scope(scope: str, place: str | None) -> str:
    """The part of the place that a statement is about; "" for the whole, also where the words only look like a part."""
    text = _SPACE.sub("", scope)
    if text in listed("scopes", "whole") or text in listed("scopes", "none"):
        return ""
    if place and text in (place, places.short_name(place)):
        return ""
    # 初步预计地区生产总值: the first half of a name, and no part of a place.
    if text.endswith("地区") and text.removesuffix("地区") in (*listed("scopes", "before_area"), ""):
        return ""
    return text


def scope_likeness(one: Measure, other: Measure) -> int | None:
    """0 the same part, 1 the built-up part for what is measured there as a rule, 2 to be looked at, None two parts."""
    first, second = plain_scope(one.scope, one.place), plain_scope(other.scope, other.place)
    if first == second:
        return 0
    known = indicators().get(one.indicator_id or other.indicator_id or "")
    urban = listed("scopes", "urban")
    parts = {first, second} - {""}
    if known is not None and known.domain in table("words")["scopes"]["urban_domains"] and parts <= set(urban):
        return 1
    looks_like_a_part = any(part.endswith(listed("scopes", "part_endings")) for part in parts)
    return None if looks_like_a_part or parts & set(urban) else 2


def likeness(one: Measure, other: Measure) -> Likeness | None:
    """How well two measures of one place fit (aspect, unit and year apart), or None when they are two things."""
    name = name_likeness(one.indicator, one.indicator_id, other.indicator, other.indicator_id)
    if name is None:
        return None
    rate = one.unit in ("%", "‰", "个百分点") and other.unit in ("%", "‰", "个百分点")
    action = action_likeness(one.action, other.action, one.indicator_id or other.indicator_id, rate)
    scope = scope_likeness(one, other)
    return None if action is None or scope is None else Likeness(name, action, scope)
