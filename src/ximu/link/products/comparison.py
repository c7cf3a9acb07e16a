"""The comparison table 对照表: for each government and year, the targets of a report against what came of them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection as AnyOf
from collections.abc import Iterable, Iterator

from msgspec import Struct

from ximu.ledger.link import Importance, Link, Linked, Verdict
from ximu.link.collection import Collection, Paper
from ximu.link.products.words import flat, word

GROUPS: tuple[Importance, ...] = ("headline", "task", "step")
JUDGED: frozenset[Verdict] = frozenset({"met", "within_tolerance", "partly", "missed"})
_BREAK = re.compile(r"[，；。！？：,;!?:\n]")
_STOP = re.compile(r"[。；！？;!?\n]")
_COMMA = re.compile(r"[，,：:]")
# A clause is looked for so far to each side; a text without punctuation must not fill a cell.
_REACH = 60


class Cited(Struct, frozen=True):
    """An end of a link in its clause: the words before it and after it (on one line), and the title of its source.

    [start, end) is the clause in the source text.
    """

    linked: Linked
    before: str
    after: str
    title: str
    start: int
    end: int

    @property
    def words(self) -> str:
        """The exact cut, on one line."""
        return flat(self.linked.as_written)

    @property
    def clause(self) -> str:
        """The whole clause, on one line."""
        return f"{self.before}{self.words}{self.after}"


class Row(Struct, frozen=True):
    """One target with what came of it; `nth` counts through the table from 1."""

    nth: int
    link: Link
    target: Cited
    outcome: Cited | None


class Comparison(Struct, frozen=True):
    """The table of one report: whose it is, its year, its rows by group, and the sources quoted, in order."""

    place: str
    year: int
    title: str
    groups: tuple[tuple[Importance, tuple[Row, ...]], ...]
    sources: tuple[tuple[str, str], ...]  # path and title

    @property
    def rows(self) -> tuple[Row, ...]:
        """All rows."""
        return tuple(row for _, rows in self.groups for row in rows)

    @property
    def counts(self) -> Counter[Verdict]:
        """How many rows have each verdict."""
        return Counter(row.link.verdict for row in self.rows)

    @property
    def judged(self) -> int:
        """How many rows could be judged at all."""
        return sum(count for verdict, count in self.counts.items() if verdict in JUDGED)

    def source_number(self, linked: Linked) -> int:
        """The number of the source of an end in the list of sources, from 1."""
        return next(nth for nth, (source, _) in enumerate(self.sources, 1) if source == linked.source)


class Library:
    """The papers of a collection found by source and position, for quoting what stands there."""

    def __init__(self, collection: Collection) -> None:
        self._papers: dict[str, list[Paper]] = defaultdict(list)
        for paper in collection.papers:
            self._papers[paper.report.source].append(paper)

    def paper_of(self, linked: Linked) -> Paper | None:
        """The report in which an end of a link stands; None for official statistics."""
        if linked.origin == "statistics":
            return None
        here = self._papers.get(linked.source, [])
        return next((each for each in here if each.report.start <= linked.start < each.report.end), None)

    def title_of(self, linked: Linked) -> str:
        """The title of the report, with whose and of which year it is where it does not say so; for statistics the path."""
        paper = self.paper_of(linked)
        if paper is None:
            return linked.source
        report = paper.report
        named, year = flat(report.title or ""), str(report.report_year or "")
        if named and year in named:
            return named
        kind = word("source_kind", report.source_kind, "zh")
        return f"{report.place or report.body or ''}{year and year + '年'}{named or kind}"

    def cite(self, linked: Linked) -> Cited:
        """The end with the words of its clause around it; a step is a clause by itself."""
        paper = self.paper_of(linked)
        before = after = ""
        if paper is not None and linked.low is not None:
            text = paper.text
            before = _before(text[max(0, linked.start - _REACH) : linked.start], linked.indicator)
            after = _BREAK.split(text[linked.end : linked.end + _REACH])[0]
        start, end = linked.start - len(before.lstrip()), linked.end + len(after.rstrip())
        return Cited(linked, flat(before), flat(after), self.title_of(linked), start, end)


def _before(text: str, indicator: str) -> str:
    """The clause before a number, and the one before that when the first does not name what the number is of."""
    clause = _BREAK.split(text)[-1]
    if indicator in clause:
        return clause
    sentence = _STOP.split(text)[-1]
    longer = _COMMA.split(sentence)
    return sentence[-sum(map(len, longer[-2:])) - 1 :] if len(longer) > 1 else clause


def comparisons(
    collection: Collection, found: Iterable[Link], years: AnyOf[int] | None = None
) -> tuple[Comparison, ...]:
    """The tables of all governments at hand, by place and year.

    `years` are the years of the reports whose targets are asked for. Without it each government has one table: that of
    the newest report that a later one of its own can answer, else that of its newest report.
    """
    library = Library(collection)
    shelves: dict[tuple[str, int], list[Link]] = defaultdict(list)
    for link in found:
        paper = library.paper_of(link.target)
        if paper is not None:
            shelves[paper.place, paper.year].append(link)
    wanted = set(shelves) if years is not None else set(_newest(shelves, collection))
    return tuple(
        _comparison(year, shelves[place, year], library)
        for place, year in sorted(shelves)
        if (place, year) in wanted and (years is None or year in years)
    )


def _newest(shelves: Iterable[tuple[str, int]], collection: Collection) -> Iterator[tuple[str, int]]:
    years: dict[str, list[int]] = defaultdict(list)
    for place, year in shelves:
        years[place].append(year)
    for place, given in years.items():
        answered = [year for year in given if year + 1 in collection.report_years.get(place, ())]
        yield place, max(answered or given)


def _comparison(year: int, found: list[Link], library: Library) -> Comparison:
    groups: list[tuple[Importance, tuple[Row, ...]]] = []
    nth = 0
    sources: dict[str, str] = {}
    for group in GROUPS:
        rows = []
        for link in found:
            if link.importance != group:
                continue
            nth += 1
            row = Row(nth, link, library.cite(link.target), library.cite(link.outcome) if link.outcome else None)
            rows.append(row)
            for end in (link.target, link.outcome, link.observed):
                if end is not None:
                    sources.setdefault(end.source, library.title_of(end))
        if rows:
            groups.append((group, tuple(rows)))
    first = found[0].target
    return Comparison(first.place or "", year, library.title_of(first), tuple(groups), tuple(sources.items()))
