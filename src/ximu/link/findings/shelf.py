"""The papers of one run in the order findings need them: by place and year, copies apart from what they copy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ximu.ledger.measure import Measure
from ximu.ledger.reading import ReportReading
from ximu.link.collection import Collection, Paper, collect
from ximu.link.identity import place_key
from ximu.link.quantity import comparable

_SILENT_SECTIONS = ("appendix", "glossary", "furniture")


class Copy(NamedTuple):
    """Another file that holds the same report, or tells what is in it."""

    paper: Paper
    original: Paper


class Shelf:
    """All papers of a run.

    `papers`: every different one. `reports`: place → year → the report given there. `copies`: files that say the same
    again; `retellings`: explainers and divisions of responsibilities.
    """

    def __init__(self, given: Sequence[tuple[ReportReading, str]], collection: Collection) -> None:
        self.collection = collection
        self.papers = collection.papers
        self.reports: dict[str, dict[int, Paper]] = defaultdict(dict)
        for paper in self.papers:
            if paper.report.source_kind == "report" and paper.year and not paper.place.startswith("?"):
                self.reports[paper.place].setdefault(paper.year, paper)
        self.retellings = tuple(self._with_original(p for p in self.papers if p.report.source_kind != "report"))
        kept = {id(paper.reading) for paper in self.papers}
        dropped = (
            Paper(reading, text, place_key(reading.report.place, reading.report.place_code))
            for reading, text in given
            if id(reading) not in kept and reading.report.source_kind == "report"
        )
        self.copies = tuple(self._with_original(dropped))

    def _with_original(self, papers: Iterable[Paper]) -> Iterator[Copy]:
        for paper in papers:
            original = self.reports.get(paper.place, {}).get(paper.year)
            if original is not None:
                yield Copy(paper, original)

    def neighbors(self) -> Iterator[tuple[Paper, Paper]]:
        """Pairs of reports of one place in two years that follow one another."""
        for years in self.reports.values():
            for year in sorted(years):
                if year - 1 in years:
                    yield years[year - 1], years[year]


def shelve(given: Iterable[tuple[ReportReading, str]]) -> Shelf:
    """The shelf of these reports, each with its source text ("" when not at hand)."""
    kept = list(given)
    return Shelf(kept, collect(kept))


def said(paper: Paper, *stances: str) -> Iterator[Measure]:
    """The values that a paper states itself, of these stances; not those of its glossary or of what surrounds it."""
    for measure in paper.reading.measures:
        if (
            measure.stance in stances
            and measure.role == "value"
            and measure.role_of_section not in _SILENT_SECTIONS
            and comparable(measure.low, measure.high)
        ):
            yield measure


def exact(measure: Measure) -> bool:
    """Whether the text gives one number without 以上, 左右 or a range."""
    return measure.bound == "eq" and measure.low == measure.high


def unanimous(measures: Iterable[Measure]) -> dict[str, Measure]:
    """Catalogue id → the measure, where all of these measures of that indicator say the same; others are left out.

    Two levels of one indicator for one year mean that one of them is about a part, or misread.
    """
    found: dict[str, Measure] = {}
    disputed: set[str] = set()
    for measure in measures:
        if measure.indicator_id is None:
            continue
        known = found.setdefault(measure.indicator_id, measure)
        if (known.low, known.high, known.unit) != (measure.low, measure.high, measure.unit):
            disputed.add(measure.indicator_id)
    return {key: measure for key, measure in found.items() if key not in disputed}
