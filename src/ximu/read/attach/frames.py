"""Role and years at any position of a report: what the section, and a paragraph that opens with a period, say."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ximu.ledger.report import Role
from ximu.read.outline import Part
from ximu.read.period import Period, period_of
from ximu.read.sentences import line_starts
from ximu.terms.words import any_expression, expressions


class Frame(NamedTuple):
    """What a part says of time: the year of its values, whether counted actions in it are sums of several years, and the
    year that it calls this year, where that is not the report's."""

    year: int | None
    several: bool
    this_year: int | None = None


_CLAUSE_END = re.compile("[，。；]")
_TITLE_WITHIN = 200  # characters in which a bulletin says that it is one
_NOTHING = Frame(None, False)
_THIS_YEAR = "今年"
_OF_TIME = frozenset("年届五期")  # without any of these characters words name no period
_BACKWARD: tuple[Role, ...] = ("review", "problems")


_FORWARD: tuple[Role, ...] = ("plan", "goals")


def _past(frame: Frame, report_year: int | None) -> bool:
    """Whether a paragraph of a part that looks forward opens with several years that are over."""
    return frame.several and report_year is not None and frame.year is not None and frame.year < report_year


_VALUE = re.compile(r"[，,][^，。；,]{0,30}[0-9]")


def _tells_at_once(text: str, position: int, words: str) -> bool:
    """Whether a value stands in the clause behind the words that open a paragraph."""
    return _VALUE.match(text, text.find(words, position) + len(words)) is not None


def _announces(text: str, position: int) -> bool:
    """Whether a paragraph ends in a colon, so that it is about what stands below it."""
    return text[position : _line_end(text, position)].rstrip().endswith(("：", ":"))


def _line_end(text: str, position: int) -> int:
    end = text.find("\n", position)
    return end if end >= 0 else len(text)


@cache
def _opening() -> re.Pattern[str]:
    """A paragraph that opens with a period of its own, after the address to the deputies if there is one."""
    periods, address = (
        expressions("time_and_stance", "opening.periods"),
        expressions("time_and_stance", "opening.address"),
    )
    return re.compile(rf"[ 　\t•·●◆■▪*]*+(?:{address}[ 　]*+)?(?P<words>{periods})")


@cache
def _timed_title() -> re.Pattern[str]:
    """A heading below the first level that opens with a time, which its part is about then."""
    return re.compile(
        rf"[—－ 　-]*(?:[（(]?[一二三四五六七八九十0-9]+[）)、.．]+)?[ 　]*{expressions('time_and_stance', 'opening.times')}"
    )


_one_year_first = any_expression("time_and_stance", "opening.one_year_first")


_summary = any_expression("time_and_stance", "opening.summary")


def frame_of(words: str, report_year: int | None, role: Role) -> Frame | None:
    """The frame that words (a heading, the opening of a paragraph) give in a part of that role; None when they give none."""
    if _OF_TIME.isdisjoint(words):
        return None
    period: Period = period_of(words, report_year)
    if period.last is None:
        return None
    last = period.last
    if report_year is not None and role in _BACKWARD:
        last = min(last, report_year - 1)
    several = period.first is not None and last - period.first >= 2
    return Frame(last, several and not (role in _BACKWARD and _one_year_first().match(words)))


def _default(report_year: int | None, role: Role, bulletin: bool) -> Frame:
    if report_year is None:
        return _NOTHING
    if role in _BACKWARD:
        return Frame(report_year - 1, False, report_year - 1 if bulletin else None)
    return Frame(report_year, False)


class Frames:
    """Role and frame of time at any position of a clean text."""

    def __init__(self, text: str, parts: tuple[Part, ...], report_year: int | None, late: bool = False) -> None:
        """`late`: the report is given before its year begins, so that what it looks back on is this year still."""
        self._starts: list[int] = []
        self._values: list[tuple[Role, Frame]] = []
        for position, role, frame in _changes(text, parts, report_year):
            if late and report_year is not None and role in _BACKWARD and frame.this_year is None:
                frame = frame._replace(this_year=report_year - 1)
            if self._starts and self._starts[-1] == position:
                self._values[-1] = (role, frame)
            else:
                self._starts.append(position)
                self._values.append((role, frame))

    def at(self, position: int) -> tuple[Role, Frame]:
        """Role of the section and frame of time at a position."""
        index = bisect_right(self._starts, position) - 1
        return self._values[index] if index >= 0 else ("front", _NOTHING)


def _changes(text: str, parts: tuple[Part, ...], report_year: int | None) -> Iterator[tuple[int, Role, Frame]]:
    """Where role or frame change: at the bounds of parts, and where a paragraph opens with a period of its own."""
    opening = _opening()
    opened = ((start, opening.match(text, start)) for start in line_starts(text))
    paragraphs = [(start, match.group("words")) for start, match in opened if match]
    paragraphs.append((len(text), ""))
    spoken, bulletin = "各位代表" in text, "统计公报" in text[:_TITLE_WITHIN]
    at = 0
    stack: list[tuple[Part, Frame | None]] = []  # with the frame to go back to, None when the part has none of its own
    current, role = _NOTHING, "front"
    bounds: list[tuple[int, Part | None]] = [(part.start, part) for part in parts]
    bounds.append((len(text), None))
    for start, part in bounds:
        while paragraphs[at][0] < start:
            position, words = paragraphs[at]
            at += 1
            while stack and stack[-1][0].end <= position:
                current = stack.pop()[1] or current
            role = stack[-1][0].role if stack else "front"
            if words == _THIS_YEAR and role not in _FORWARD:
                continue
            own = frame_of(words, report_year, role)
            if own and role in _FORWARD and _past(own, report_year):
                yield position, "review", own  # 过去五年，… in a part that goes on to the plan: this paragraph alone
                yield _line_end(text, position), role, current
                continue
            if own and current.several and not own.several and _tells_at_once(text, position, words):
                yield position, role, own  # 2016年，全县生产总值96亿元，…: this paragraph alone
                yield _line_end(text, position), role, current
                continue
            if own and own.year == current.year:
                own = own._replace(this_year=current.this_year)
            if own and stack and current.several and not own.several and _announces(text, position):
                # …年是收官之年。重点抓了以下几个方面： holds for the parts below, whatever part it stands at the end of
                stack[-1] = (stack[-1][0], own if stack[-1][1] else None)
            current = own or current
            yield position, role, current
        while stack and stack[-1][0].end <= start:
            ended, back = stack.pop()
            current = back or current
            if stack:
                yield ended.end, stack[-1][0].role, current
        if part is None:
            return
        # A heading below the first level may be a whole sentence, and what it says of time further on is said in passing.
        title = part.title if part.level == 1 else _CLAUSE_END.split(part.title, maxsplit=1)[0]
        timed = part.level == 1 or _timed_title().match(title)  # （三）以筹办2028年运动会为契机 is not about 2028
        own = frame_of(title, report_year, part.role) if timed else None
        if own is not None and not spoken and part.role in _BACKWARD and _summary().search(part.title):
            own = own._replace(this_year=own.year)
        same_side = stack and (stack[-1][0].role in _BACKWARD) == (part.role in _BACKWARD)
        if own is None and not same_side:
            own = _default(report_year, part.role, bulletin)
        stack.append((part, current if own else None))
        current = own or current
        yield part.start, part.role, current
