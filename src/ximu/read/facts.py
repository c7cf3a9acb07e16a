"""The facts about a report: title, body, place, level, report year, delivery, session, kind, and why one is missing."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import PurePath
from typing import Any, NamedTuple

from ximu.ledger.report import Level, SourceKind
from ximu.read.calendar_years import arabic_dates, arabic_years, years_in
from ximu.read.outline import Part
from ximu.read.period import period_of, period_of_part
from ximu.read.whereabouts import Whereabouts, invented, whereabouts

_DATE = re.compile(r"((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日(?!前|之前|以前)")
_TIME_OF_DAY = re.compile(r"\s*\d{1,2}[:：时]\d")  # only a page tells the hour at which it was put up
_LOOKED_BACK = re.compile(r"((?:19|20)\d\d)年(?:(?:政府|主要|度)?工作(?:回顾|总结|完成)|[^，。]{0,30}统计公报)")
_YEAR_OF_REPORT = re.compile(r"(?<!\d)((?:19|20)\d\d)(?=(?:人民)?政府工作报告)")
_SIGNED = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)年(?P<month>[一二三四五六七八九十]{1,2}|\d{1,2})月(?:[一二三四五六七八九十]{1,3}|\d{1,2})日\W*$"
)
_SECOND_HALF = frozenset(("六", "七", "八", "九", "十", "十一", "十二", "6", "7", "8", "9", "10", "11", "12"))
_SIGNATURE = 40  # characters at the end of a text within which its date stands
_MONTH_DAY = re.compile(r"(?<![\d年])(\d{1,2})月(\d{1,2})日")
_IN_SENTENCE = re.compile(r"[，。；,]")
_UNTIL_YEAR = re.compile(r"[到至](?:19|20)\d\d年")
_SINCE_YEAR = re.compile(r"[由从比于自](?:19|20)\d\d年(?:末|底)?|(?:19|20)\d\d年以来")
_PLAIN_YEAR = re.compile(r"(?<![\d到至])((?:19|20)\d\d)年")
_SESSION = re.compile(r"[\s，,]{0,3}在?[^。，；：]{0,40}会议")  # right behind the date
_ADDRESS = re.compile(
    r"[ \u3000]*[\u4e00-\u9fff \u3000]{0,12}[)）]?\s{0,3}\n\s{0,6}各位代表"
)  # 省长 某某) and the address
_OPENED = re.compile(r"(?m)^[ \u3000]*((?:19|20)\d\d)年(?=[，,是])")
_REVIEWED = re.compile(r"((?:19|20)\d\d)年(?:度|政府)?工作(?:回[顾忆]|总结)")
_BEGINNING = 3_000  # characters in which a text says of which year its review is
_OPENING = 300  # characters of a text in which the paragraph opens that tells its year
_OFTEN = 5
_FEW_VOTES = 2
_TITLE_LONGEST = 60
_LABEL = re.compile(r"(?:标题|题目|文件名称|名称)[:：]\s*")  # a line of a page that says what the title is
_TOP, _TOP_LINES = 100, 4  # characters and lines at the top of a text
_FIRST_REPORT_YEAR, _LAST_REPORT_YEAR = 1979, 2060


class Facts(NamedTuple):
    """What is known of a report as a whole; a missing fact is None and `unknown` says why (field name → reason).

    `report_year` is the year in which the report is given (its plan year), not the year it looks back on.
    `year_doubtful` says that little speaks for it, or nearly as much for another year.
    `unknown` also holds a remark for a fact that only the file name supports.
    """

    title: str | None = None
    body: str | None = None
    place: str | None = None
    place_code: str | None = None
    level: Level | None = None
    report_year: int | None = None
    delivered_on: date | None = None
    session: str | None = None
    source_kind: SourceKind = "report"
    review_years: tuple[int, ...] = ()
    plan_years: tuple[int, ...] = ()
    year_doubtful: bool = False
    unknown: dict[str, str] = {}  # noqa: RUF012 - never written to; a NamedTuple has no default factory


class FactWords(NamedTuple):
    """The compiled words of facts.toml."""

    title: re.Pattern[str]
    explainer: re.Pattern[str]
    task_division: re.Pattern[str]
    fictional: re.Pattern[str]
    session: re.Pattern[str]


@cache
def _words() -> FactWords:
    data: dict[str, Any] = tomllib.loads(files("ximu.read").joinpath("facts.toml").read_text(encoding="utf-8"))
    return FactWords(
        title=re.compile(data["title"]["line"]),
        explainer=re.compile(data["kind"]["explainer"]),
        task_division=re.compile(data["kind"]["task_division"]),
        fictional=re.compile(data["kind"]["fictional"]),
        session=re.compile(data["session"]["words"]),
    )


def facts(text: str, parts: tuple[Part, ...], source: str) -> Facts:
    """The facts about one report from its clean text and outline; `source` is the file's name, the last and weakest hint.

    What the text says outweighs the file name; a fact found only there is remarked in `unknown`.
    """
    words = _words()
    head = _head(text, parts)
    title = _title(head, words)
    unknown: dict[str, str] = {}
    dated = _delivered_on(head, None, {})
    year, year_doubtful = _report_year(text, parts, head, title, dated, source, unknown)
    delivered_on = _delivered_on(head, year, unknown)
    session = words.session.search(head)
    kind = _kind(head, title, words)
    where: Whereabouts = whereabouts(text, head, title or "", source, year)
    unknown.update(where.unknown)
    if words.fictional.search(head):
        where = invented(where)
        unknown["place_code"] = "the text says that its place is invented"
    if title is None:
        unknown["title"] = "the text has no title line"
    if session is None:
        unknown["session"] = "no session of a congress is named before the first part"
    return Facts(
        title=title,
        body=where.body,
        place=where.place,
        place_code=where.place_code,
        level=where.level,
        report_year=year,
        delivered_on=delivered_on,
        session=session.group("session") if session else None,
        source_kind=kind,
        review_years=_years(text, parts, ("review",), year),
        plan_years=_years(text, parts, ("plan", "goals"), year),
        year_doubtful=year_doubtful,
        unknown=unknown,
    )


def _head(text: str, parts: tuple[Part, ...]) -> str:
    """What stands before the first part of the body; the first 600 characters when nothing does."""
    for part in parts:
        if part.level == 1 and part.role not in ("furniture", "front"):
            return text[: min(part.start, 1500)] if part.start > 40 else text[:600]
    return text[:600]


def _title(head: str, words: FactWords) -> str | None:
    """The title: a short line that names a government work report; else the first heading in hash signs."""
    lines = [line.strip(" \t\u3000\xa0\r*—―-") for line in head.split("\n")]
    for line in lines:
        bare = _LABEL.sub("", line.lstrip("# "), count=1)
        if len(bare) <= _TITLE_LONGEST and words.title.search(bare) and not _IN_SENTENCE.search(bare):
            if any(other.startswith("# ") for other in lines[: lines.index(line)]):
                break  # a heading in hash signs above it is the title; this line is its subtitle
            return bare
    return next((line.lstrip("# ") for line in lines if line.startswith("#") and len(line) <= _TITLE_LONGEST), None)


def _delivered_on(head: str, report_year: int | None, unknown: dict[str, str]) -> date | None:
    """The date on which the report was given: a full date of the head, first one that stands with a session.

    A newspaper writes month and day only; the year is then the report year, and `unknown` says so.
    """
    plain = arabic_dates(head)
    dated = [(match.end(), match.groups()) for match in _DATE.finditer(plain) if not _in_prose(plain, match)]
    dated.sort(
        key=lambda entry: (bool(_TIME_OF_DAY.match(plain, entry[0])), "会议" not in plain[entry[0] : entry[0] + 60])
    )
    for _, (year, month, day) in dated:
        found = _date(int(year), int(month), int(day))
        if found is not None:
            return found
    for match in _MONTH_DAY.finditer(plain):
        if report_year is not None and "会议" in plain[match.end() : match.end() + 40]:
            found = _date(report_year, int(match.group(1)), int(match.group(2)))
            if found is not None:
                unknown["delivered_on"] = "the text gives month and day; the year is the report year"
                return found
    unknown["delivered_on"] = "no date of a session stands before the first part"
    return None


def _in_prose(head: str, match: re.Match[str]) -> bool:
    """Whether a date stands in a paragraph that names no session: something else happened then."""
    begin, end = head.rfind("\n", 0, match.start()) + 1, head.find("\n", match.end())
    line = head[begin : end if end >= 0 else len(head)]
    signed = not head[match.end() : begin + len(line)].strip()
    return len(line) > _TITLE_LONGEST and not signed and "会议" not in line and "政府" not in line


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:  # a damaged date, such as 2月31日
        return None


def _report_year(
    text: str,
    parts: tuple[Part, ...],
    head: str,
    title: str | None,
    delivered_on: date | None,
    source: str,
    unknown: dict[str, str],
) -> tuple[int | None, bool]:
    """The year the report is given in, by votes: its part headings first, then date, title, first words of its parts.

    With it whether it is doubtful: few votes, and another year has as many or the text names quite other years.
    """
    votes: Counter[int] = Counter()
    for part in parts:
        if part.level > 1 or part.role not in ("review", "goals", "plan"):
            continue
        span = period_of(part.title, None)
        if span.last is not None and span.first is not None:
            if part.role == "review":
                votes[span.last + 1] += 3
            elif span.first == span.last:
                votes[span.first] += 3
            else:
                votes[span.first] += 1
        lead = text[part.start + len(part.title) : part.start + len(part.title) + 400]
        for year in years_in(_DATE.sub("", (_SINCE_YEAR if part.role == "review" else _UNTIL_YEAR).sub("", lead)))[:1]:
            votes[year + 1 if part.role == "review" else year] += 1
    body = text[len(head) :] if text.startswith(head) else text
    if delivered_on is not None:
        # A session in November or December speaks of the coming year.
        given = delivered_on.year + (delivered_on.month >= 11)
        votes[given] += 2 * _before_session(head, delivered_on)
        _vote(votes, given, body)
    if looked_back := _LOOKED_BACK.search(title or ""):
        votes[int(looked_back[1]) + 1] += 3
    titled = _YEAR_OF_REPORT.sub(r"\1年", title or "")  # 临江市2012政府工作报告
    for year in years_in(titled)[:1] if not looked_back else ():
        _vote(votes, year, body)
    possible = {year: count for year, count in votes.items() if _FIRST_REPORT_YEAR <= year <= _LAST_REPORT_YEAR}
    if possible:
        given = max(possible, key=lambda year: (possible[year], year))
        return given, _is_doubtful(text, given, possible)
    if opened := _year_of_opening(text, parts):
        unknown["report_year"] = "only the opening words give it"
        return opened, False
    common = _named(text).most_common(2)
    if common and common[0][1] >= _OFTEN and (len(common) < 2 or common[0][1] >= 3 * common[1][1]):
        unknown["report_year"] = "only the year that the text names most gives it"
        return common[0][0], True
    signed = _year_of_signature(text, unknown)
    named = signed or _year_of_name(source, unknown)
    return named, named is not None and signed is None


def _is_doubtful(text: str, given: int, votes: dict[int, int]) -> bool:
    """Whether the text says that its review is of another year, or few votes are against rivals or the text's own years."""
    reviewed = {int(match) + 1 for match in _REVIEWED.findall(arabic_years(text[:_BEGINNING]))}
    if reviewed and given not in reviewed:  # 二〇一二年工作回顾 in a report of 2023
        return True
    if votes[given] > _FEW_VOTES:
        return False
    named = _named(text)
    own = max(named[given - 1], named[given])
    rival = max((count for year, count in named.items() if year not in (given - 1, given)), default=0)
    return sum(votes.values()) > votes[given] or rival > own or (rival == own > 0 and max(named) > given)


def _named(text: str) -> Counter[int]:
    """The years that the text names, and how often."""
    return Counter(int(match) for match in _PLAIN_YEAR.findall(arabic_years(text)))


def _year_of_opening(text: str, parts: tuple[Part, ...]) -> int | None:
    """The year after the one with which a text opens that looks back (2003年，全市…)."""
    first = next((part.role for part in parts if part.level == 1 and part.role not in ("furniture", "front")), None)
    opened = _OPENED.search(arabic_years(text[:_OPENING]))
    return int(opened[1]) + 1 if opened and first == "review" else None


def _year_of_signature(text: str, unknown: dict[str, str]) -> int | None:
    """The year that the date under a text tells; from the middle of a year on the text sums that year up."""
    signed = _SIGNED.search(arabic_years(text[-_SIGNATURE:]))
    if signed is None:
        return None
    unknown["report_year"] = "only the date under the text gives it"
    return int(signed["year"]) + (signed["month"] in _SECOND_HALF)


def _before_session(head: str, day: date) -> bool:
    """Whether the date stands with the session or the address of the report, so that no page put it there."""
    plain = arabic_dates(head)
    return any(
        (int(match[1]), int(match[2]), int(match[3])) == (day.year, day.month, day.day)
        and (_SESSION.match(plain, match.end()) or _ADDRESS.match(plain, match.end()))
        for match in _DATE.finditer(plain)
    )


def _vote(votes: Counter[int], year: int, body: str) -> None:
    """A year of the head counts only when the text after the head speaks of it or of the year before."""
    if f"{year}年" in body or f"{year - 1}年" in body or not body.strip():
        votes[year] += 2


def _year_of_name(source: str, unknown: dict[str, str]) -> int | None:
    """The year in the file's name, remarked as weak; None when it has none."""
    match = re.search(r"(?<!\d)((?:19|20)\d\d)(?!\d)", PurePath(source).name)
    if match is None:
        unknown["report_year"] = "no heading, date or title names a year"
        return None
    unknown["report_year"] = "only the file name gives the year"
    return int(match.group(1))


def _kind(head: str, title: str | None, words: FactWords) -> SourceKind:
    # Prose speaks of 亮点 and 解读 too; only what stands at the top or on a short line near it says what the text is.
    lines = [line for line in head.split("\n") if line.strip()]
    short = [line for line in lines[:_TOP_LINES] if len(line) <= _TITLE_LONGEST]
    top = "\n".join((title or "", head[:_TOP], *short))
    if "各位代表" not in head and words.explainer.search(top):
        return "explainer"
    return "task_division" if title and words.task_division.search(title) else "report"


def _years(text: str, parts: tuple[Part, ...], roles: tuple[str, ...], report_year: int | None) -> tuple[int, ...]:
    """All years that the headings of the level-1 parts of these roles are about."""
    years: set[int] = set()
    for part in parts:
        if part.level == 1 and part.role in roles:
            span = period_of_part(text, part, report_year)
            if span.first is not None and span.last is not None:
                years.update(range(span.first, span.last + 1))
    if not years and report_year is not None and any(part.role in roles for part in parts):
        years = {report_year - 1} if "review" in roles else {report_year}
    return tuple(sorted(years))
