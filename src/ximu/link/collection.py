"""The reports that are linked with one another: by place and year, each once, with the text their numbers stand in."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from typing import NamedTuple

from ximu.ledger.link import Linked
from ximu.ledger.measure import Aspect, Measure
from ximu.ledger.observation import Observation
from ximu.ledger.reading import ReportReading
from ximu.ledger.report import Report
from ximu.link.identity import place_key, plain_name
from ximu.link.quantity import Quantity, aspect_of, change_of, ends_with_change, quantity, reached_from, words_before
from ximu.link.words import listed, pattern, table
from ximu.terms.load import indicators

# Two files with so much in common are one report; its numbers must not be promised twice.
SAME_REPORT = 0.7
# How far before a number words about time still count for it.
FAR_BACK = 400


class Paper(NamedTuple):
    """A report that is linked: its statements, the source text ("" when not at hand) and the key of its place."""

    reading: ReportReading
    text: str
    place: str

    @property
    def report(self) -> Report:
        """The report record."""
        return self.reading.report

    @property
    def year(self) -> int:
        """The year in which the report is given; 0 when not known."""
        return self.report.report_year or 0


class Statement:
    """A measure in its report; what the words before it say is looked at only when asked for."""

    def __init__(self, measure: Measure, paper: Paper) -> None:
        self.measure, self.paper = measure, paper

    @cached_property
    def before(self) -> str:
        """The words of the clause before the number; "" when the text is not at hand."""
        return words_before(self.paper.text, self.measure.sentence_start, self.measure.start)

    @cached_property
    def change(self) -> int:
        """-1 for a fall, 1 for a rise, 0 for no change."""
        if self.measure.movement and self.aspect == self.measure.aspect:
            return -1 if self.measure.movement == "fall" else 1
        return change_of(self.aspect, self.before)

    @cached_property
    def quantity(self) -> Quantity:
        """The number ready to be compared."""
        one = self.measure
        return quantity(one.low, one.high, one.unit, self.aspect, one.indicator_id, self.change)

    @cached_property
    def aspect(self) -> Aspect:
        """The aspect: a percent after 增长 is growth where the catalogue knows the indicator in another unit."""
        one = self.measure
        known = indicators().get(one.indicator_id or "")
        amount = known is not None and known.unit != "%" and "share" not in known.aspects
        if amount and one.aspect == "level" and one.unit == "%" and ends_with_change(self.before):
            return "growth"
        return aspect_of(one.aspect, one.unit, one.indicator_id)

    @property
    def reached(self) -> str:
        """Whether a level was to be reached from `above` or `below`, as far as the words before it say."""
        return reached_from(self.before) if self.quantity.aspect == "level" else ""

    @property
    def year(self) -> int:
        """The year the number is for; a target without one, or with one that is past (不变价 years), is for its own."""
        given = self.measure.year
        if self.measure.stance == "target" and (given is None or given < self.paper.year):
            return self.paper.year
        return given or 0

    @cached_property
    def nth(self) -> int:
        """Which of the values of its indicator in its sentence it is, from 0."""
        one = self.measure
        return sum(
            other.start < one.start
            for other in self.paper.reading.measures
            if other.sentence_start == one.sentence_start and other.indicator == one.indicator
        )

    @cached_property
    def covers_part_of_year(self) -> bool:
        """Whether the sentence says, nearest to the number, that it is for some months only."""
        start = max(self.measure.sentence_start, 0)
        before = "".join(self.paper.text[start : self.measure.start].split())
        part = max((m.end() for m in pattern("periods", "part").finditer(before)), default=-1)
        whole = max((before.rfind(word) for word in listed("periods", "whole")), default=-1)
        return part > whole

    @cached_property
    def covers_several_years(self) -> bool:
        """Whether the number adds up or compares several years: 五年累计下降20%, 比2005年增长."""
        one = self.measure
        if any(word in one.indicator for word in listed("periods", "average_of_one_year")):
            return False
        if one.cumulative:
            return True
        near = one.indicator + self.before
        if one.aspect not in ("growth", "change", "multiple"):
            return False
        if pattern("periods", "several").search(near) or _since().search(near):
            return True
        several = len(self.paper.report.review_years) > 1 and one.stance == "result" and "year.section" in one.rules
        return several and not self._speaks_of_one_year()

    def _speaks_of_one_year(self) -> bool:
        """In a review of several years: whether the last words about time before the number, or a title, name its year."""
        one, year = self.measure, str(self.measure.year)
        before = self.paper.text[max(0, one.start - FAR_BACK) : one.start]
        single = max((before.rfind(word) for word in (*listed("periods", "single"), year)), default=-1)
        several = max((match.end() for match in pattern("periods", "several").finditer(before)), default=-1)
        if single < 0 and several < 0:
            return any(year in title for title in one.section)
        return single > several

    def linked(self) -> Linked:
        """The statement as the end of a link."""
        one = self.measure
        return Linked(
            source=one.source,
            start=one.start,
            end=one.end,
            as_written=one.as_written,
            indicator=one.indicator,
            indicator_id=one.indicator_id,
            low=one.low,
            high=one.high,
            unit=one.unit,
            bound=one.bound,
            aspect=one.aspect,
            year=self.year or None,
            place=one.place,
            report_year=self.paper.report.report_year,
            scope=one.scope,
            change=self.change,
        )


class Collection:
    """All papers, and the results in them found by place and name."""

    def __init__(self, papers: Sequence[Paper], observations: Sequence[Observation] = ()) -> None:
        self.papers = tuple(sorted(papers, key=lambda paper: (paper.place, paper.year, paper.report.source)))
        self.observations = tuple(observations)
        self._results: dict[tuple[str, str], list[Statement]] = defaultdict(list)
        self._targets: dict[tuple[str, str], list[Statement]] = defaultdict(list)
        self._ids: dict[int, set[str]] = {}
        self._by_unit: dict[tuple[str, int, str], list[Statement]] = defaultdict(list)
        self._by_scope: dict[str, list[Statement]] = defaultdict(list)
        self._observed: dict[tuple[str, int], list[Observation]] = defaultdict(list)
        for paper in self.papers:
            self._file(paper)
        for one in self.observations:
            # A report whose place has no code goes by its name, so the table is found under both.
            for key in {place_key(one.place, one.place_code), one.place}:
                self._observed[key, one.year].append(one)

    def _file(self, paper: Paper) -> None:
        for measure in paper.reading.measures:
            if measure.role != "value" or measure.role_of_section == "glossary" or measure.stance == "attribute":
                continue
            shelf = self._results if measure.stance == "result" else self._targets
            statement = Statement(measure, paper)
            for key in _keys(measure.indicator, measure.indicator_id):
                shelf[paper.place, key].append(statement)
            if measure.stance == "result":
                self._by_unit[paper.place, statement.year, measure.unit].append(statement)
                if measure.scope:
                    self._by_scope[measure.scope].append(statement)

    def results(self, place: str, indicator: str, indicator_id: str | None) -> list[Statement]:
        """The results of a place that may be about this indicator, each once, in the order of the papers."""
        return self._on(self._results, place, indicator, indicator_id)

    def results_in(self, place: str, year: int, unit: str) -> list[Statement]:
        """The results of a place for a year in a unit, whatever they are about."""
        return self._by_unit.get((place, year, unit), [])

    def targets(self, place: str, indicator: str, indicator_id: str | None) -> list[Statement]:
        """The targets of a place that may be about this indicator."""
        return self._on(self._targets, place, indicator, indicator_id)

    def _on(
        self, shelf: dict[tuple[str, str], list[Statement]], place: str, indicator: str, indicator_id: str | None
    ) -> list[Statement]:
        found: dict[int, Statement] = {}
        for key in _keys(indicator, indicator_id):
            for statement in shelf.get((place, key), ()):
                found.setdefault(id(statement), statement)
        return list(found.values())

    def reported_in(self, paper: Paper) -> set[str]:
        """The ids of all indicators of which a report gives a result."""
        found = self._ids.get(id(paper.reading))
        if found is None:
            found = {one.indicator_id for one in paper.reading.measures if one.indicator_id and one.stance == "result"}
            self._ids[id(paper.reading)] = found
        return found

    def said_of(self, scope_names: Iterable[str]) -> list[Statement]:
        """Results in the reports of other places whose scope is one of these names."""
        return [statement for name in scope_names for statement in self._by_scope.get(name, ())]

    def observed(self, place: str, year: int) -> list[Observation]:
        """The rows of official statistics about a place and year."""
        return self._observed.get((place, year), [])

    @cached_property
    def report_years(self) -> dict[str, tuple[int, ...]]:
        """Place → the years in which its own reports were given, sorted."""
        years: dict[str, set[int]] = defaultdict(set)
        for paper in self.papers:
            if paper.report.source_kind == "report" and paper.year:
                years[paper.place].add(paper.year)
        return {place: tuple(sorted(found)) for place, found in years.items()}


@cache
def _since() -> re.Pattern[str]:
    return re.compile(table("words")["periods"]["since"])


def _keys(indicator: str, indicator_id: str | None) -> tuple[str, ...]:
    ending = plain_name(indicator)[-4:]
    return (indicator_id, ending) if indicator_id else (ending,)


def collect(given: Iterable[tuple[ReportReading, str]], observations: Sequence[Observation] = ()) -> Collection:
    """The collection of these reports, each with its source text ("" when not at hand).

    Of several copies of one report (same place, year and kind, numbers mostly equal) the one with the fewest repairs is
    kept.
    """
    papers: dict[tuple[str, int, str], list[Paper]] = {}
    for reading, text in given:
        report = reading.report
        place = place_key(report.place, report.place_code) or f"?{report.source}#{report.report}"
        same = papers.setdefault((place, report.report_year or 0, report.source_kind), [])
        same.append(Paper(reading, text, place))
    return Collection([paper for same in papers.values() for paper in _distinct(same)], observations)


def _distinct(papers: list[Paper]) -> list[Paper]:
    """The papers without copies of one another."""
    kept: list[Paper] = []
    for paper in sorted(papers, key=lambda one: (len(one.report.repairs), -len(one.reading.measures))):
        if not any(_share(paper, other) >= SAME_REPORT for other in kept):
            kept.append(paper)
    return kept


def _share(paper: Paper, other: Paper) -> float:
    mine, theirs = (
        {(one.indicator, str(one.low), str(one.high), one.stance) for one in each.reading.measures}
        for each in (paper, other)
    )
    smaller = min(len(mine), len(theirs))
    return len(mine & theirs) / smaller if smaller else 1.0
