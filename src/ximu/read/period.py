"""The years a heading or a paragraph is about: 2018年工作回顾, 过去五年, 今后五年, 十三五时期."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from ximu.read.calendar_years import arabic_years, years_in
from ximu.read.numerals.value import small_number
from ximu.read.outline import Part

_RANGE = re.compile(r"((?:19|20)\d\d)年?\s*(?:-|—|–|－|~|～|至|到)+\s*((?:19|20)\d\d)(?=年)")


class Period(NamedTuple):
    """Calendar years, both included; None where the words do not say (or the report year is not known)."""

    first: int | None
    last: int | None


class _Words(NamedTuple):
    any_plan: re.Pattern[str]
    any_relative: re.Pattern[str]
    plans: tuple[tuple[re.Pattern[str], int, int], ...]
    relative: tuple[tuple[re.Pattern[str], int, int], ...]
    past: re.Pattern[str]
    future: re.Pattern[str]
    term: re.Pattern[str]
    term_years: re.Pattern[str]


NO_PERIOD = Period(None, None)


@cache
def _words() -> _Words:
    data = tomllib.loads(files("ximu.read").joinpath("period.toml").read_text(encoding="utf-8"))
    # Quotation marks keep 十五 (the plan) apart from 十五届, 十五条; the longer names need none.
    passing = data["passing"]["words"]
    plans = tuple(
        (
            re.compile(
                f'(?<![一二三四五六七八九十]){name}(?:时期|期间|规划|计划|发展)|[“"‘『「]{name}[”"’』」](?!{passing})'
            ),
            first,
            last,
        )
        for name, (first, last) in data["plans"].items()
    )
    relative = tuple((re.compile(entry["words"]), entry["first"], entry["last"]) for entry in data["word"])
    return _Words(
        any_plan=re.compile("|".join(pattern.pattern for pattern, _, _ in plans)),
        any_relative=re.compile("|".join(pattern.pattern for pattern, _, _ in relative)),
        plans=plans,
        relative=relative,
        past=re.compile(data["past"]["words"]),
        future=re.compile(data["future"]["words"]),
        term=re.compile(data["term"]["words"]),
        term_years=re.compile(data["term"]["years"]),
    )


@lru_cache(maxsize=4096)  # a report's headings are asked for several times, and many reports have the same
def period_of(words: str, report_year: int | None) -> Period:
    """The years a heading or the first words of a paragraph speak of.

    Several periods in one heading give the span from the earliest to the latest. Relative words (过去五年, 今年) need
    `report_year`, the year in which the report is given; without it they say nothing.
    """
    known = _words()
    words = arabic_years(words)
    spans: list[tuple[int, int]] = [(int(m.group(1)), int(m.group(2))) for m in _RANGE.finditer(words)]
    spans += [(year, year) for year in years_in(words)]
    if known.any_plan.search(words):
        spans += [(first, last) for pattern, first, last in known.plans if pattern.search(words)]
    if report_year is not None:
        if known.any_relative.search(words):
            spans += [
                (report_year + first, report_year + last)
                for pattern, first, last in known.relative
                if pattern.search(words)
            ]
        for match in known.past.finditer(words):
            spans.append((report_year - small_number(match.group("n") or match.group("m")), report_year - 1))
        for match in known.future.finditer(words):
            spans.append((report_year, report_year + small_number(match.group("n")) - 1))
    if not spans:
        return NO_PERIOD
    return Period(min(first for first, _ in spans), max(last for _, last in spans))


def period_of_part(text: str, part: Part, report_year: int | None) -> Period:
    """The years a part is about: its title's; for a term of government, as many years as its first words count.

    本届政府 in a heading means five years, unless the text begins with another number (…以来的四年).
    """
    span = period_of(part.title, report_year)
    if report_year is None or not _words().term.search(part.title) or span.first is None:
        return span
    lead = text[part.start + len(part.title) : part.start + len(part.title) + 240]
    count = _words().term_years.search(lead)
    if count is None or span.last != report_year - 1:
        return span
    return Period(report_year - small_number(count.group("n")), report_year - 1)
