"""The year a value is for, from the words near it, its sentence, its paragraph and its section."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.attach.frames import Frame
from ximu.read.attach.item import Item
from ximu.terms.words import expressions

_WORDS = "time_and_stance"


@cache
def _year() -> re.Pattern[str]:
    """A calendar year; `base` or `after` say that it is the base of a comparison or the start of a period."""
    after = expressions(_WORDS, "year.not_value_after")
    base = expressions(_WORDS, "year.not_value_before")
    return re.compile(
        rf"(?P<base>{base})?(?:到|至|截至|截止)?(?P<year>(?:19|20)\d\d)年"
        rf"(?P<range>[-—~至到](?:19|20)\d\d年)?(?P<after>{after})?"
    )


@cache
def _this_year() -> re.Pattern[str]:
    return re.compile(expressions(_WORDS, "year.this_year"))


@cache
def _last_year() -> re.Pattern[str]:
    return re.compile(expressions(_WORDS, "year.last_year"))


@cache
def _sum() -> re.Pattern[str]:
    return re.compile(expressions(_WORDS, "year.sum"))


def read_years(items: list[Item], sentence: str, frame: Frame, report_year: int | None) -> None:
    """Year and cumulative of the items of one sentence; a year once named holds to the end of the sentence."""
    base = items[0].sentence_start
    named: int | None = None
    several = frame.several
    spoken = [(match.start(), match) for match in _year().finditer(sentence)]
    for item in items:
        if item.stance == "attribute":
            item.year, item.cumulative = None, False
            continue
        end = item.written.start - base
        near = _named_year(spoken, end)
        named = near if near is not None else named
        explicit = named is not None
        year = named if explicit else _relative(sentence, end, frame, report_year)
        item.year = None if item.role == "baseline" else year
        item.rules.append("year.named" if explicit else "year.section" if year == frame.year else "year.relative")
        _cumulative(item, sentence[max(0, item.left_start - base) : end], sentence[:end], several and not explicit)
        if item.role == "baseline":
            item.cumulative = False


def _named_year(spoken: list[tuple[int, re.Match[str]]], end: int) -> int | None:
    """The last calendar year before `end` that is not the base of a comparison (比2012年) or the start of a period."""
    found = None
    for start, match in spoken:
        if start >= end:
            break
        if match.group("base") or match.group("after"):
            continue
        found = int(match.group("year"))
        if match.group("range"):
            found = int(match.group("range")[-5:-1])
    return found


def _relative(sentence: str, end: int, frame: Frame, report_year: int | None) -> int | None:
    if report_year is not None:
        if _last_year().search(sentence, 0, end):
            return report_year - 1
        if frame.year is not None and frame.year < report_year and _this_year().search(sentence, 0, end):
            return report_year
    return frame.year


def _cumulative(item: Item, near: str, before: str, several: bool) -> None:
    if item.aspect == "average_growth" or (item.aspect == "growth" and several and "累计" in item.tail):
        item.cumulative = True
    elif item.aspect in ("growth", "change", "multiple", "rank"):
        item.cumulative = False
    elif _sum().search(near) or (
        several
        and item.aspect == "level"
        and "累计" in before[before.rfind("；") + 1 :]
        and item.unit in ("元", "美元")
    ):
        item.cumulative = True
    elif several:
        item.cumulative = bool(item.action) and item.unit not in ("%", "‰")
