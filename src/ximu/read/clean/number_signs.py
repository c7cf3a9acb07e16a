"""Other signs for what stands inside a number: 12·5% and 12。5% are 12.5%, 1，286亿元 is 1,286亿元, 8%一9% is 8%—9%.

`12，5%` is 12.5% only in a text that has no decimal point but several such commas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step
from ximu.read.clean.words import any_of, words

RULE = "number_signs"

_DOT = "[·・•‧∙⋅。]"
_COLON = "[∶:：]"
_BEFORE_THOUSANDS = re.compile("(?<![第前0-9.])[0-9]{1,3}$")
_RANGE = re.compile("一(?<=[0-9%]一)(?=[0-9])")
_PLAIN_POINT = re.compile(r"\.(?<=[0-9]\.)[0-9]")
_REACH = 16
_LEAST = 3  # so many numbers a text must hold that look like decimals with a comma, before any is read so


class _Patterns(NamedTuple):
    point: re.Pattern[str]
    spaced: re.Pattern[str]
    comma: re.Pattern[str]
    thousands: re.Pattern[str]
    lists: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    tables = words(RULE)
    unit = any_of(tables["decimal_units"])
    return _Patterns(
        point=re.compile(
            f"{_DOT}(?<=[0-9].)(?:(?<!(?:19|20)[0-9]{{2}}.)(?=[0-9]{{1,3}} ?(?:{unit}|{_COLON}[0-9]))"
            f"|(?:(?<={_COLON}[0-9].)|(?<={_COLON}[0-9]{{2}}.))(?=[0-9]))"
        ),
        spaced=re.compile(f" [.](?<=[0-9] [.]) ?(?=[0-9]{{1,2}} ?{unit})"),
        comma=re.compile(f"[，、](?<=[0-9][，、])(?<![0-9]{{4}}[，、])(?=[0-9]{{1,2}}{unit})"),
        thousands=re.compile(
            rf"，(?<=[0-9]，)(?=[0-9]{{3}}(?![0-9])(?:\.[0-9]{{1,4}})?{any_of(tables['thousands_units'])})"
        ),
        lists=re.compile(any_of(tables["lists"])),
    )


def edits(text: str) -> Iterator[Edit]:
    """One edit for each such sign."""
    patterns = _patterns()
    for found in (*patterns.point.finditer(text), *patterns.spaced.finditer(text)):
        yield Edit(found.start(), found.end(), ".", RULE, "another form of the decimal point")
    for found in patterns.thousands.finditer(text):
        if _BEFORE_THOUSANDS.search(text[max(0, found.start() - 5) : found.start()]):
            yield Edit(found.start(), found.end(), ",", RULE, "full-width comma inside a number")
    for found in _RANGE.finditer(text):
        yield Edit(found.start(), found.end(), "—", RULE, "the figure one for the dash of a range")
    if not _PLAIN_POINT.search(text):
        yield from _decimal_commas(text, patterns)


def _decimal_commas(text: str, patterns: _Patterns) -> Iterator[Edit]:
    commas = [found.start() for found in patterns.comma.finditer(text)]
    alone = {at for at in commas if not patterns.lists.search(text, max(0, at - _REACH), at)}
    if len(alone) < _LEAST:
        return
    for at in commas:
        if at in alone or text[at] == "，":  # 分别为8、9、10%: three numbers
            yield Edit(at, at + 1, ".", RULE, "a comma for the decimal point, in a text without any")


STEP = Step(RULE, frozenset("·・•‧∙⋅。，、一"), edits)
