"""The year a value is for, from the words near it, its sentence, its paragraph and its section."""

from __future__ import annotations

import itertools
import re
import sys
from functools import cache
from typing import NamedTuple

from ximu.read.attach.frames import Frame
from ximu.read.attach.item import Item
from ximu.read.numerals.value import small_number
from ximu.read.period import period_of
from ximu.terms.words import any_expression, expressions, words

_WORDS = "time_and_stance"
_NOWHERE = sys.maxsize
_MONEY = frozenset(("元", "美元"))
_PEOPLE = frozenset(("人", "名", "户", "人次"))
_NO_SUMS = frozenset(("%", "‰", "分钟", "小时", "个小时", "天", "个工作日"))


@cache
def _year() -> re.Pattern[str]:
    """A calendar year; `base` or `after` say that it is the base of a comparison or the start of a period."""
    after = expressions(_WORDS, "year.not_value_after")
    base = expressions(_WORDS, "year.not_value_before")
    led = "|".join(rf"(?<={base}{to}\d{{4}})" for to in ("", "[到至]", "截[至止]"))
    # The year first, so that `re` runs from one to the next; then a look at what stands before it.
    return re.compile(
        rf"(?P<year>(?:19|20)\d\d)(?P<base>{led})?年"
        rf"(?P<range>[-—~至到](?:19|20)\d\d年)?(?P<after>{after})?"
    )


_this_year = any_expression(_WORDS, "year.this_year")


_last_year = any_expression(_WORDS, "year.last_year")


_plan_end = any_expression(_WORDS, "year.plan_end")


_one_year = any_expression(_WORDS, "year.one_year")


_some = any_expression(_WORDS, "year.some")


_years_total = any_expression(_WORDS, "year.years_total")


_sum = any_expression(_WORDS, "year.sum")


_REACHED = 10  # characters of a year with the words around it, directly before a value


@cache
def _reached() -> re.Pattern[str]:
    """The year of the value that a change ends at (提高到|2016年|的1.9万亿元)."""
    return re.compile(r"(?<!恢复)[到至为](?P<year>(?:19|20)\d\d)年(?:末|底)?的$")


class _Spoken(NamedTuple):
    """What a sentence says of time, found once: named years with their places, and where last and this year first stand."""

    named: list[tuple[int, int]]
    last_year: int
    this_year: int
    total: int
    some: int = _NOWHERE
    years_total: int = _NOWHERE  # where 五年累计 stands


def _spoken(sentence: str) -> _Spoken:
    if "年" not in sentence and "累计" not in sentence and "末" not in sentence:
        return _Spoken([], _NOWHERE, _NOWHERE, _NOWHERE)
    named = []
    if "0" in sentence or "9" in sentence:
        for match in _year().finditer(sentence):
            year, base, until, after = match.groups()
            if base is None and not after:
                named.append((match.start(), int(until[-5:-1]) if until else int(year)))
    if "五" in sentence and "末" in sentence:
        for match in _plan_end().finditer(sentence):
            end = period_of(match.group("plan"), None).last
            if end is not None:
                named = sorted([*named, (match.start(), end)])
    last, this = _last_year().search(sentence), _this_year().search(sentence)
    total = sentence.find("累计")
    some = _some().search(sentence) if "几年" in sentence else None
    return _Spoken(
        named,
        last.start() if last else _NOWHERE,
        this.start() if this else _NOWHERE,
        total if total >= 0 else _NOWHERE,
        some.start() if some else _NOWHERE,
        years.start() if total > 0 and (years := _years_total().search(sentence)) else _NOWHERE,
    )


_LONGEST_PART = 400
_SET_OFF = re.compile(r"\d{4}年(?:[底末初前内]|以前|之前|左右)?[，,：:、]")


def _part_end(sentence: str, first_stop: int, start: int) -> int:
    """Where a year named at `start` ends to hold: with its part of a list (…；到2027年基本建成…；…), unless a comma behind it
    sets it in front of all that follow. `first_stop` is where the first part of the list ends, -1 when it is no list."""
    if not 0 <= first_stop < start or _SET_OFF.match(sentence, start):
        return _NOWHERE
    stop = sentence.find("；", start, start + _LONGEST_PART)
    return stop if stop >= 0 else _NOWHERE


def read_years(items: list[Item], sentence: str, frame: Frame, report_year: int | None) -> None:
    """Year and cumulative of the items of one sentence; a year once named holds to the end of the sentence."""
    base = items[0].sentence_start
    spoken = _spoken(sentence)
    year, at, base_year = None, 0, None
    leading, until = None, _NOWHERE  # the year that holds for the list, and where that of one of its parts ends
    first_stop = sentence.find("；") if spoken.named else -1
    summed = False  # whether 累计 was said of the number before
    with_effort = "年努力" in sentence or "年时间" in sentence  # holds to the end of the sentence
    within = with_effort or "年内" in sentence
    for item in items:
        if item.stance == "attribute":
            item.year, item.cumulative = None, False
            continue
        end = item.written.start - base
        while at < len(spoken.named) and spoken.named[at][0] < end:
            leading = leading if until < _NOWHERE else year
            year, until, at = spoken.named[at][1], _part_end(sentence, first_stop, spoken.named[at][0]), at + 1
        if end > until:
            year, until = leading, _NOWHERE
        dated = item.unit != "倍" and sentence.endswith("的", 0, end)
        if dated and (reached := _reached().search(sentence, max(0, end - _REACHED), end)):
            year = int(reached.group("year"))
        explicit = year is not None
        own = year if explicit else _relative(spoken, end, frame, report_year)
        item.rules.append("year.named" if explicit else "year.section" if own == frame.year else "year.relative")
        if own is None and report_year is None:
            item.rules.append("year.unknown")
        if item.role == "baseline":
            before = sentence[max(0, item.left_start - base) : end]
            item.year, item.cumulative = _baseline_year(before, own, report_year, sentence[:end]), False
            if item.joined and base_year is not None and item.rules[0] == "measure.ratio":
                item.year = base_year  # 由2020年的5:40:55调整为
            base_year = item.year
            continue
        if (
            item.stance == "target"
            and "about.aim" not in item.rules
            and own == frame.year
            and report_year is not None
            and not explicit
        ):
            own = max(own or report_year, report_year)
        open_end = not explicit and spoken.some < end
        item.year = None if open_end else own
        near = sentence[max(0, item.left_start - base) : end]
        if report_year is not None and not explicit and item.stance == "target" and within:
            item.year = _within_years(sentence[:end] if with_effort else near, report_year) or item.year
        several = year - report_year > 1 if explicit and year and report_year else frame.several and not explicit
        several = several or open_end or (spoken.years_total < end and not explicit and item.stance == "result")
        total = several and spoken.total < end and sentence.rfind("累计", 0, end) > sentence.rfind("；", 0, end)
        if not several and "累计" in near and _MONTHS.match(sentence):
            near = near.replace("累计", "")  # 1—5月，…，工业产值|累计|达
        _cumulative(item, near, total, several, sentence.startswith(_YEARS_ON, 1))
        if summed and item.joined and item.aspect == "level" and not _LISTED.isdisjoint(item.rules):
            item.cumulative = True  # 累计创建产业园11个、强镇19个; 累计减贫8万户31万人
        summed = item.cumulative and (summed or "累计" in near)
    _last_values(items, sentence, base)


def _last_values(items: list[Item], sentence: str, base: int) -> None:
    """No sum of years is a value whose growth in a year is told at once (实现增加值88亿元，年均增长15%; 接待游客9万人次，增长3%),
    unless words say so."""
    for level, growth in itertools.pairwise(items):
        grown = growth.aspect in _YEARLY_GROWTH and growth.indicator.endswith(level.indicator)
        summed = grown and level.cumulative and level.aspect == "level" and not level.action.startswith("新")
        if summed and not _sum().search(sentence[: level.written.start - base]):
            level.cumulative = False


_YEARLY_GROWTH = ("growth", "average_growth")


_compared_year = any_expression(_WORDS, "year.compared")


_since = any_expression(_WORDS, "year.since")


def _baseline_year(before: str, own: int | None, report_year: int | None, sentence: str) -> int | None:
    """The year of the number that a change starts from, where the words before it tell (由2019年的, 由上年), or the
    sentence up to it of all its changes (较2011年均有增长，其中…); None else."""
    said = [match.group("since") for match in _since().finditer(before)]
    if not said:
        compared = _compared_year().search(sentence)
        return int(compared.group("year")) if compared else None
    if said[-1].isdigit():
        return int(said[-1])
    from_year = report_year if said[-1] == "去" else own
    return from_year - 1 if from_year is not None else None


def _relative(spoken: _Spoken, end: int, frame: Frame, report_year: int | None) -> int | None:
    if report_year is not None:
        if spoken.last_year < end:
            return report_year - 1
        if spoken.this_year < end and frame.year is not None and frame.year < report_year:
            return frame.this_year or report_year
    return frame.year


_plan_sum = any_expression(_WORDS, "year.plan_sum")


_within = any_expression(_WORDS, "year.within")


def _within_years(near: str, report_year: int) -> int | None:
    """The last year of a time that begins with this year, said directly before a target (三年内达到); None else."""
    found = _within().search(near)
    return report_year + small_number(found.group("count")) - 1 if found else None


_EVENT = "about.number_thing_event"
_LISTED = frozenset(("list.same_action", "list.same_name"))


@cache
def _states() -> frozenset[str]:
    """Events that tell how things stand at the end, which no sum of years is (12家企业进入百强)."""
    return frozenset(words("measures", "action.states"))


def _covers_years(item: Item, near: str) -> bool:
    """Whether the words near a number say that it is a sum of years: 五年累计, money of a five-year plan."""
    if "五" in near and item.unit in _MONEY and not item.tail and _plan_sum().search(near):
        return True
    if "累计" in near and _one_year().search(near):
        return False
    return ("年" in near or "计" in near or "任" in near) and bool(_sum().search(near))


_spent = any_expression(_WORDS, "year.spent")
_MONTHS = re.compile(r"(?:预计|今年)?[1一](?:月份?)?[-—~～至到]+[0-9一二三四五六七八九十]{1,2}月")
_YEARS_ON = ("年来，", "年来,")


_each_year = any_expression(_WORDS, "year.each_year")


def _yearly(near: str) -> bool:
    return "每年" in near and bool(_each_year().search(near))


_works_paid = any_expression(_WORDS, "year.works_paid")


_spent_once = any_expression(_WORDS, "year.spent_once")


_counted_years = any_expression(_WORDS, "year.counted")


def _cumulative(item: Item, near: str, total: bool, several: bool, told: bool) -> None:
    """Whether the value covers several years; `total` says that 累计 stands before it in its part of the sentence, `told`
    that the sentence says how many years."""
    aspect = item.aspect
    averaged = aspect == "average_growth" or (aspect == "change" and "年均" in near)
    if averaged or (aspect == "growth" and several and "累计" in item.tail):
        item.cumulative = True
    elif aspect != "level" or "list.stock" in item.rules:
        item.cumulative = False
    elif _covers_years(item, near):
        once = not several and "累计" in near and not _counted_years().search(near)
        # 12个项目累计完成投资15亿元, in the review of one year: what was spent in it
        item.cumulative = not (once and item.unit in _MONEY and _spent_once().search(near))
    elif several and "年度" not in near:
        sums = item.unit in _MONEY and (
            (total and "均" not in item.indicator)
            or (told and not item.tail and bool(_spent().search(item.indicator)))
            or (not item.tail and bool(_works_paid().search(item.indicator)))
        )
        deed = bool(item.action) and item.unit not in _NO_SUMS
        item.cumulative = sums or (
            deed
            and not _yearly(near)
            and not (item.action in _states() and _EVENT in item.rules and item.unit not in _PEOPLE)
        )
