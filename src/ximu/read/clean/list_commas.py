"""Commas for the marks of a list (、) in texts that have none: 城镇，农村居民收入分别增长8%，9%.

Where 分别 says that several numbers belong to several names, their count tells which commas part the list; the other
commas of such a text stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "list_commas"
_WHY = "a comma for the mark of a list, in a text without any"

_LEAST_COMMAS = 12
_CHARACTERS = 2_000  # of a sound text hold at least one mark of a list
_ONE = r"[0-9][0-9.]*[^0-9，,。；、\n]{0,8}"  # a number with its unit


class _Patterns(NamedTuple):
    each: re.Pattern[str]
    first_number: re.Pattern[str]
    next_number: re.Pattern[str]
    same_unit: re.Pattern[str]  # numbers of one unit with nothing between them but a comma: 年均增长10.3%，9.8%
    and_: re.Pattern[str]
    before: re.Pattern[str]
    name: re.Pattern[str]
    among: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    return _Patterns(
        each=re.compile("分别|依次"),
        first_number=re.compile(rf"[^0-9。；，,、\n]{{0,16}}{_ONE}(?:[和与及]{_ONE})?"),
        next_number=re.compile(rf"(?:，|,(?<=[^0-9],)){_ONE}(?:[和与及]{_ONE})?(?=[，,。；\n]|$)"),
        same_unit=re.compile(
            r"[0-9](?P<unit>[^0-9.，,。；、\n]{1,4})(?P<comma>[，,])"
            r"(?=[0-9][0-9.]*(?P=unit)(?:以上|以下|左右|以内)?(?:[，,。；\n]|$))"
        ),
        and_=re.compile("[和与及]"),
        before=re.compile(r"[^，。；：\n]*$"),
        name=re.compile(r"[^0-9，。；：\n]{1,18}"),
        among=re.compile(
            r"(?P<list>(?:[\u4e00-\u9fff“”]{2,12}，)(?:[\u4e00-\u9fff“”]{2,6}，){0,8})[\u4e00-\u9fff“”]{2,8}等"
            r"(?=[0-9]|[一二两三四五六七八九十]{1,2}[个家项条座类])"
        ),
    )


def edits(text: str) -> Iterator[Edit]:
    """One edit for each comma that parts the numbers or the names of a list."""
    if text.count("，") < _LEAST_COMMAS or text.count("、") * _CHARACTERS > len(text):
        return
    places: set[int] = set()
    patterns = _patterns()
    for each in patterns.each.finditer(text):
        places.update(_list_around(text, each, patterns))
    places.update(found.start("comma") for found in patterns.same_unit.finditer(text))
    for found in patterns.among.finditer(text):
        places.update(at for at in range(found.start("list"), found.end("list")) if text[at] == "，")
    for at in sorted(places):
        yield Edit(at, at + 1, "、", RULE, _WHY)


def _list_around(text: str, each: re.Match[str], patterns: _Patterns) -> list[int]:
    """The commas between the numbers behind 分别, and between as many names before it; none when they are not found."""
    first = patterns.first_number.match(text, each.end())
    if first is None:
        return []
    commas: list[int] = []
    count, end = 1 + len(patterns.and_.findall(first.group())), first.end()
    while following := patterns.next_number.match(text, end):
        commas.append(end)
        count, end = count + 1 + len(patterns.and_.findall(following.group())), following.end()
    if count < 2:
        return []
    own = patterns.before.search(text, max(0, each.start() - 60), each.start())
    start = own.start() if own else each.start()
    names = 1 + len(patterns.and_.findall(text, start, each.start()))
    before: list[int] = []
    while names < count and start > 0 and text[start - 1] == "，":
        piece = patterns.before.search(text, max(0, start - 61), start - 1)
        if piece is None or not patterns.name.fullmatch(text, piece.start(), piece.end()):
            break
        before.append(start - 1)
        start, names = piece.start(), names + 1 + len(patterns.and_.findall(piece.group()))
    return commas + (before if names == count else [])


STEP = Step(RULE, frozenset("，,"), edits)
