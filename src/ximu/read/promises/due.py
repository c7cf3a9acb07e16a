"""When a promise is due: the last day of the period that the clause, its sentence, its paragraph or its part names."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from ximu.read.numerals.value import small_number

_PLAN_ENDS = {"十": 2005, "十一": 2010, "十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030, "十六": 2035}
_QUARTER = {"一": 3, "二": 6, "三": 9, "四": 12, "1": 3, "2": 6, "3": 9, "4": 12}
_PATTERN = re.compile(
    r"(?:(?P<year>20\d\d)年|(?P<next>明年))?"
    r"(?:(?<![\d\-—–~至])(?P<month>1[0-2]|[1-9])月(?:(?P<day>[1-3]?\d)日|份)?(?:底|末|中旬|上旬|下旬)?(?:之?前|以前|内|(?=[^\d\-—–~至来]))"
    r"|(?P<half>上半年|下半年)|第?(?P<quarter>[一二三四1-4])季度)"
    r"|(?P<only_next>明年)|(?:(?P<end_year>20\d\d)|今|本|当)?年(?:底|末|内)(?:之?前|以前)?"
    r"|(?<![比较从自])(?:(?P<to>到|至|力争|截至|在)|(?<=[，。；\n：:\u3000、])|^)(?P<to_year>20\d\d)年(?!以来|代|度)(?:之?前|以前|内)?"
    r"|“?(?P<plan>十[一二三四五六]?)五”?(?:期间|期末|末|时期)"
    r"|(?:今后|未来)(?P<span>[三五35])年|(?P<within>[两三四五2-5])年内|用(?P<use>[两三四五2-5])年(?:左右)?(?:的?时间)?|(?<=[，。；：])(?P<count>[两三四五])年(?=建成|完成|实现)|(?P<term>本届政府(?:任期)?)",
    re.M,
)
# Where a time can be: every branch begins with a literal, so that `re` skips quickly over everything else.
_ANCHOR = re.compile(
    r"20\d\d年|年[底末内]|半年|季度|月(?:[底末前份内中上下]|\d+日|以前|之前)|届政府|五”?(?:期间|期末|末|时期)|今后[三五35]年|未来[三五35]年|明年|用[两三四五2-5]年|[两三四五]年(?:建成|完成|实现)"
)
_BEFORE, _BEHIND = 9, 6  # characters around an anchor that its time can take
_LONG = re.compile(
    r"(?:今后|未来)(?P<span>[三五35])年|(?P<plan>十[一二三四五六]?)五[”\"]?(?:时期|期间|规划|主要|发展)|(?P<term>本届政府)"
)

# The title of a part about a five-year plan as a whole (“十二五”基本思路), not about how it begins or ends.
_PLAN = re.compile(r"(?P<plan>十[一二三四五六]?)五[”\"](?!.*(?:开局|收官|起步|开好|圆满|决胜))(?P<span>)(?P<term>)")


class Due(NamedTuple):
    """A time by which something is due, where the text says so; `carries`: it holds for the rest of its sentence."""

    start: int
    end: int
    on: date
    carries: bool


def find_due(text: str, start: int, end: int, report_year: int | None) -> list[Due]:
    """Every time named in [start, end) that can be a deadline, in order; nothing before the report year."""
    found = []
    stop = start
    for anchor in _ANCHOR.finditer(text, start, end):
        if anchor.end() <= stop:
            continue
        match = _PATTERN.search(text, max(stop, anchor.start() - _BEFORE), min(end, anchor.end() + _BEHIND))
        if match is None:
            continue
        stop = match.end()
        due = _due(match, report_year)
        if due is not None:
            found.append(due)
    return found


def long_goal(title: str, report_year: int | None) -> date | None:
    """The end of the goal period when `title` (of a part, or the first words of a paragraph) names several years."""
    match = _LONG.search(title) or (None if "年" in title else _PLAN.search(title))
    if match is None or report_year is None:
        return None
    if match["plan"]:
        year = _PLAN_ENDS[match["plan"]]
        return date(year, 12, 31) if year >= report_year else None
    return date(report_year + small_number(match["span"] or "五") - 1, 12, 31)


def _due(match: re.Match[str], report_year: int | None) -> Due | None:
    year_text = match["year"] or match["end_year"] or match["to_year"]
    carries = False
    month, day = 12, 31
    if year_text:
        year = int(year_text)
        carries = bool(match["to_year"])
    elif match["plan"]:
        year, carries = _PLAN_ENDS[match["plan"]], True
    elif report_year is None:
        return None
    elif count := match["span"] or match["within"] or match["use"] or match["count"]:
        year, carries = report_year + small_number(count) - 1, match["count"] is None
    elif match["term"]:
        year = report_year + 4
    else:
        year = report_year + bool(match["next"] or match["only_next"])
    if match["month"]:
        month = int(match["month"])
        day = min(int(match["day"] or 31), monthrange(year, month)[1])
    elif match["half"]:
        month = 6 if match["half"] == "上半年" else 12
        day = monthrange(year, month)[1]
    elif match["quarter"]:
        month = _QUARTER[match["quarter"]]
        day = monthrange(year, month)[1]
    if day < 1 or (report_year is not None and not report_year <= year <= report_year + 20):
        return None
    return Due(match.start(), match.end(), date(year, month, day), carries)


class DueReader:
    """Walks through the times of one stretch of text together with its clauses."""

    def __init__(self, text: str, start: int, end: int, report_year: int | None, default: date | None) -> None:
        found = find_due(text, start, end, report_year)
        self.any = bool(found)
        self._found: Iterator[Due] = iter(found)
        self._next: Due | None = next(self._found, None)
        self._carried: date | None = None
        self._sentence = start
        self.assumed = (default, True)

    def begin_sentence(self, start: int) -> None:
        """Forget what the sentence before named."""
        self._carried = None
        self._sentence = start

    def of_clause(self, start: int, end: int) -> tuple[date | None, bool]:
        """The due date of the clause [start, end) and whether it is assumed; clauses must come in order."""
        named: date | None = None
        while self._next is not None and self._next.start < end:
            if self._next.start >= start:
                named = self._next.on
            if self._next.carries and self._next.start >= self._sentence:
                self._carried = self._next.on
            self._next = next(self._found, None)
        on = named or self._carried
        return (on, False) if on is not None else self.assumed
