"""Promised steps on named things (建成某馆, 出台某办法): done, late, not done, or never spoken of again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from ximu.ledger.commitment import Commitment
from ximu.ledger.link import Link, Linked, Verdict
from ximu.ledger.report import Section
from ximu.link.collection import Collection, Paper
from ximu.link.outcome import silence
from ximu.link.words import listed, table

_END = re.compile(r"[，；。！？,;!?\n]")
_MONTH = re.compile(r"(?<!\d)(\d{1,2})月")
# A thing that is spoken of longer after its time is hardly the one that was promised.
YEARS_AFTER = 4
_LOOKS_BACK = ("review", "problems", "front")
_LOOKS_AHEAD = ("goals", "plan", "self_government")


class Mention(NamedTuple):
    """A clause of a later report that speaks of the thing: [start, end) of its text, and what it says."""

    paper: Paper
    start: int
    end: int
    says: str  # done, not_done, again, spoken
    whole: bool  # whether the whole name stands there

    @property
    def words(self) -> str:
        """The clause."""
        return self.paper.text[self.start : self.end]


def link_steps(paper: Paper, collection: Collection) -> Iterator[Link]:
    """The links of every promised step of a report that has a name and no number of its own."""
    later = [
        other
        for other in collection.papers
        if other.place == paper.place
        and other.year > paper.year
        and other.report.source_kind == "report"
        and other.text
    ]
    for one in paper.reading.commitments:
        if one.label != "testable" or one.measures or one.stage not in table("steps")["done"]:
            continue
        names = [name for thing in one.objects if (name := core(thing)) and name in _flat(one.as_written)]
        if names and one.role_of_section in _LOOKS_AHEAD:
            yield _link(one, names[0], paper, later, collection)


@cache
def core(thing: str) -> str:
    """The name of a thing without times and what stands before it; "" when too little is left to know it again."""
    name = re.split(table("steps")["name"]["cut_from"], _flat(thing))[0]
    for word in listed("name", "cut_before", "steps"):
        if len(word) > 1 and name.startswith(word):
            name = name[len(word) :]
    shortest: int = table("steps")["name"]["shortest"]
    return name if len(name) >= shortest else ""


def _flat(text: str) -> str:
    return "".join(text.split())


@cache
def _shorter(name: str) -> tuple[str, ...]:
    """The name, then without a generic ending, then its beginnings, longest first: 临云铁路 of 临云铁路临江段."""
    data = table("steps")["name"]
    shortest: int = max(data["shortest"], (len(name) + 1) // 2)
    found = [name]
    endings = listed("name", "endings", "steps")
    found += [name[: -len(word)] for word in endings if name.endswith(word) and len(name) - len(word) >= shortest]
    if not name.endswith(tuple(data["only_whole"].split())):
        found += [name[:length] for length in range(len(name) - 1, shortest - 1, -1)]
    return tuple(sorted(set(found), key=len, reverse=True))


def _link(one: Commitment, name: str, paper: Paper, later: list[Paper], collection: Collection) -> Link:
    due = one.due_on.year if one.due_on else paper.year
    near = [other for other in later if other.year <= due + YEARS_AFTER]
    found = [mention for other in near for mention in _mentions(name, one, other)]
    verdict, reason, mention, sure = _verdict(one, name, due, found, paper, collection)
    return Link(
        target=_target(one, name, due, paper),
        outcome=_outcome(mention, name, due) if mention else None,
        observed=None,
        verdict=verdict,
        gap=None,
        gap_unit="",
        reason=reason,
        importance="step",
        sure=sure and one.sure,
        rules=("link.step",),
    )


def _mentions(name: str, one: Commitment, other: Paper) -> Iterator[Mention]:
    """Every clause of a report that names the thing, whole or else by as much of its beginning as stands there."""
    names = _shorter(name)
    # The shortest stands wherever a longer one does, so most reports need one look.
    if names[-1] not in other.text:
        return
    word = next(each for each in names if each in other.text)
    for start, end, role in _parts(other.reading.sections):
        for hit in re.finditer(re.escape(word), other.text[start:end]):
            yield _mention(start + hit.start(), word == name, role, one, other)


@cache
def _parts(sections: tuple[Section, ...]) -> tuple[tuple[int, int, str], ...]:
    """Start, end and role of the innermost parts that look back or ahead, so that no clause is seen twice."""
    return tuple(
        (one.start, one.end, one.role)
        for one in sections
        if one.role in (*_LOOKS_BACK, *_LOOKS_AHEAD)
        and not any(one.start <= each.start and each.end <= one.end and each is not one for each in sections)
    )


def _mention(at: int, whole: bool, role: str, one: Commitment, other: Paper) -> Mention:
    before = [match.end() for match in _END.finditer(other.text, max(0, at - 80), at)]
    start = before[-1] if before else max(0, at - 80)
    ends = [match.start() for match in _END.finditer(other.text, at, at + 160)]
    end = ends[0] if ends else min(len(other.text), at + 160)
    if role in _LOOKS_AHEAD:
        return Mention(other, start, end, "again", whole)
    says = _says(other.text[start:end], one)
    if says == "spoken":
        # What comes next in the sentence may tell: 主桥合龙，但受汛期影响，未能年内通车.
        rest = next((each for each in ends[1:] if other.text[each] not in "，,"), ends[-1] if ends else end)
        follows = ends[1] if len(ends) > 1 and other.text[end] in "，," else end
        if _says(other.text[start:rest], one) == "not_done":
            says, end = "not_done", rest
        elif _says(other.text[start:follows], one) == "done":
            says, end = "done", follows
    return Mention(other, start, end, says, whole)


def _says(words: str, one: Commitment) -> str:
    # 取消收费 is itself what was promised.
    if any(word in words and word not in one.as_written for word in listed("not_done", "words", "steps")):
        return "not_done"
    if one.stage == "finish" and any(word in words for word in listed("only_begun", "words", "steps")):
        return "spoken"
    return "done" if any(word in words for word in listed("done", one.stage, "steps")) else "spoken"


def _verdict(
    one: Commitment, name: str, due: int, found: list[Mention], paper: Paper, collection: Collection
) -> tuple[Verdict, str, Mention | None, bool]:
    judged = silence(paper.place, due, collection)
    if judged.verdict != "unreported":
        return judged.verdict, judged.reason, None, judged.sure
    in_time = [each for each in found if each.paper.year <= due + 1]
    done = next((each for each in in_time if each.says == "done"), None)
    not_done = next((each for each in in_time if each.says == "not_done"), None)
    after = next((each for each in found if each.paper.year > due + 1 and each.says == "done"), None)
    if done is not None and (not_done is None or done.paper.year > not_done.paper.year):
        if _too_late(done, one.due_on, one.due_assumed):
            return "partly", f"“{done.words.strip()}”，晚于约定的{_day(one.due_on)}", done, done.whole
        return "met", f"{done.paper.year}年的报告说“{done.words.strip()}”", done, done.whole
    if not_done is not None:
        said = f"{not_done.paper.year}年的报告说“{not_done.words.strip()}”"
        if after is not None:
            return (
                "partly",
                f"{said}；{after.paper.year}年的报告说“{after.words.strip()}”，办成了，晚了",
                after,
                after.whole,
            )
        return "missed", said, not_done, not_done.whole
    spoken = next((each for each in in_time if each.says == "spoken"), None)
    if after is not None:
        words = f"{due + 1}年的报告没有说办成，{after.paper.year}年的报告说“{after.words.strip()}”，晚了"
        return "partly", words, after, False
    if spoken is not None:
        return "not_testable", f"{spoken.paper.year}年的报告提到“{spoken.words.strip()}”，没有说办成没有", spoken, False
    again = sorted({each.paper.year for each in found if each.says == "again"})
    words = f"{due + 1}年的报告没有说到“{name}”的结果"
    if again:
        words += f"；{'、'.join(map(str, again))}年的报告又列入安排"
    # The thing may be spoken of under another name, so silence is for a person to look at.
    return "unreported", words, None, False


def _too_late(done: Mention, due_on: date | None, assumed: bool) -> bool:
    """Whether the clause names a month after the one that was promised."""
    months = [int(month) for month in _MONTH.findall(done.words)]
    return not assumed and due_on is not None and bool(months) and min(months) > due_on.month


def _day(due_on: date | None) -> str:
    return f"{due_on.year}年{due_on.month}月" if due_on else "期限"


def _target(one: Commitment, name: str, due: int, paper: Paper) -> Linked:
    return Linked(
        source=one.source, start=one.start, end=one.end, as_written=one.as_written, indicator=name, indicator_id=None,
        low=None, high=None, unit="", bound="step", aspect="level", year=due, place=paper.report.place,
        report_year=paper.report.report_year,
    )  # fmt: skip


def _outcome(mention: Mention, name: str, due: int) -> Linked:
    report = mention.paper.report
    return Linked(
        source=report.source, start=mention.start, end=mention.end, as_written=mention.words, indicator=name,
        indicator_id=None, low=None, high=None, unit="", bound="step", aspect="level", year=due, place=report.place,
        report_year=report.report_year,
    )  # fmt: skip
