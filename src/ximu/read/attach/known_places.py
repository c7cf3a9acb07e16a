"""Places by their short names, for whom or with whom something is done (帮助甲县、乙县援建…): they are its scope."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.attach.words import action_at_head
from ximu.terms.places import every_place, every_short_name, short_name
from ximu.terms.words import alternation, words

_KINDS = "市县区州旗省"
_AND = "、和与及"
_SHORTEST = 2


@cache
def _toward() -> re.Pattern[str]:
    return re.compile(alternation(words("lists", "scope.toward")))


@cache
def _names() -> tuple[frozenset[str], int]:
    names = frozenset(name for name in every_short_name() if len(name) >= _SHORTEST)
    return names, max(map(len, names))


@cache
def _provinces() -> frozenset[str]:
    """Only a province stands before another place (广西靖西); 云浮|新建 is a city and a deed, though 新建 is a district too."""
    return frozenset(short_name(place.name) for names in every_place() for place in names if place.level == "province")


def _place_end(text: str, at: int) -> int:
    """Where the name of a place that begins at `at` ends, a larger place before it included; `at` when there is none."""
    names, longest = _names()
    for length in range(min(longest, len(text) - at), _SHORTEST - 1, -1):
        if text[at : at + length] in names:
            end = at + length
            end += text[end : end + 1] in _KINDS and end < len(text)
            return _place_end(text, end) if text[at : at + length] in _provinces() else end
    return at


def helped_places(left: str, bare: bool) -> str:
    """The places that `left` says are helped or worked with, "" when it names none; `bare`: those before it were helped, so
    that a place alone before a deed is too (帮助甲县引入企业17家，|乙县引入企业7家)."""
    found = _toward().search(left)
    if found is None and not bare:
        return ""
    begin = end = at = found.end() if found else 0
    several = 0
    while (stop := _place_end(left, at)) > at:
        several, end = several + 1, stop
        if left[stop : stop + 1] not in _AND or stop == len(left):
            break
        at = stop + 1
    if end == begin or not (several > 1 or action_at_head().match(left, end)):
        return ""
    return left[begin:end]
