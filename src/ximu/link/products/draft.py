"""The draft of next year's review 工作回顾草稿: every target and task of a report with what is known of it, or a visible gap.

Nothing is invented: every number is a quotation with its place, the difference of two of them, or not there. What is
not known stays open as 【待填】 with the question and the unit to ask.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection as AnyOf
from collections.abc import Iterable

from msgspec import Struct

from ximu.ledger.commitment import Commitment
from ximu.ledger.link import Link, Linked
from ximu.ledger.report import Section
from ximu.link.collection import Collection, Paper
from ximu.link.products.behind import ends_behind
from ximu.link.products.comparison import Library
from ximu.link.products.comparison_words import value_words
from ximu.link.products.units_to_ask import Asked, whom_to_ask
from ximu.link.products.words import flat, word
from ximu.link.products.work_figures import WorkFigure, by_playbook
from ximu.link.wording import distance

LONGEST_HEADING = 40
LONGEST_CLAUSE = 60
# Deeper headings hold one item each (1.新增学位4500个).
DEEPEST = 2
# The number of a main heading; the draft counts its own.
_ORDINAL = re.compile("^[一二三四五六七八九十]+、")
_COMMA = re.compile("[，,；;。]")
# What a reason says of a figure that means another thing; a draft has no use for it.
_ANOTHER = "；只说到"
# A few characters of the name tell a reader nothing; the note quotes the whole clause.
_SPOKEN_OF = re.compile("报告提到[^，“]+，没有读到")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_KNOWN = ("met", "missed", "within_tolerance", "partly")


class Piece(Struct, frozen=True):
    """Some words of an item; `note` is the text of a footnote behind them, `open` marks what a person has to fill in."""

    words: str
    note: str = ""
    open: bool = False


class Item(Struct, frozen=True):
    """One sentence of the draft; `question` and `unit` are set when it is open."""

    pieces: tuple[Piece, ...]
    about: str = ""
    question: str = ""
    unit: str = ""


class Part(Struct, frozen=True):
    """A heading with its items; level 1 or 2."""

    level: int
    heading: str
    items: tuple[Item, ...] = ()


class Draft(Struct, frozen=True):
    """The draft of one government for one year; `left_out` counts statements that nobody can check."""

    place: str
    year: int
    parts: tuple[Part, ...]
    left_out: int

    @property
    def open_items(self) -> tuple[Item, ...]:
        """The items a person has to fill in, in order."""
        return tuple(item for part in self.parts for item in part.items if item.question)


def drafts(
    collection: Collection,
    found: Iterable[Link],
    years: AnyOf[int] | None = None,
    work: Iterable[WorkFigure] = (),
) -> tuple[Draft, ...]:
    """The draft of each government at hand for the year of its newest report, or for the `years` asked for.

    `work` are figures of the governments' own work: they fill a part of their own, and targets that nothing else tells of.
    """
    figures = tuple(work)
    library = Library(collection)
    by_paper: dict[tuple[str, int], list[Link]] = defaultdict(list)
    due: dict[tuple[str, int], list[Link]] = defaultdict(list)
    papers: dict[tuple[str, int], Paper] = {}
    for link in found:
        paper = library.paper_of(link.target)
        if paper is None:
            continue
        by_paper[paper.place, paper.year].append(link)
        papers.setdefault((paper.place, paper.year), paper)
        if link.target.year and link.target.year > paper.year and link.verdict != "superseded":
            due[paper.place, link.target.year].append(link)
    newest = {place: max(year for other, year in papers if other == place) for place, _ in papers}
    return tuple(
        _draft(
            _Writer(
                key[1],
                collection,
                library,
                tuple(one for one in figures if (one.place, one.year) == (paper.report.place, key[1])),
            ),
            paper,
            by_paper[key],
            due.get(key, []),
        )
        for key, paper in sorted(papers.items())
        if (key[1] == newest[key[0]] if years is None else key[1] in years)
    )


def _draft(writer: _Writer, paper: Paper, found: list[Link], earlier: list[Link]) -> Draft:
    found = [link for link in found if not _said_twice(link, found)]
    now = [link for link in found if (link.target.year or paper.year) <= paper.year]
    later = [link for link in found if (link.target.year or paper.year) > paper.year]
    parts: list[Part] = []
    headline = tuple(writer.item(link) for link in now if link.importance == "headline")
    if headline:
        parts.append(Part(1, word("draft", "headline", "zh"), headline))
    tasks = [(link.target.start, writer.item(link)) for link in now if link.importance != "headline"]
    left = [one for one in paper.reading.commitments if not _linked(one, found)]
    tasks += [(one.start, writer.promised(one)) for one in left if one.label == "testable" and _ahead(one)]
    if tasks:
        parts.append(Part(1, word("draft", "tasks", "zh")))
        parts += _by_section(sorted(tasks, key=lambda each: each[0]), paper.reading.sections)
    if own := writer.work():
        parts.append(Part(1, word("draft", "work", "zh", year=paper.year), own))
    if earlier:
        parts.append(Part(1, word("draft", "earlier", "zh", year=paper.year), tuple(map(writer.item, earlier))))
    if later:
        parts.append(Part(1, word("draft", "later", "zh", year=paper.year), tuple(map(writer.progress, later))))
    unchecked = sum(one.label != "testable" for one in left)
    return Draft(paper.report.place or "", paper.year, _numbered(parts), unchecked)


def _numbered(parts: list[Part]) -> tuple[Part, ...]:
    """The main headings with 一、二、三、 before them."""
    count = iter("一二三四五六七八九")
    return tuple(
        Part(part.level, f"{next(count)}、{part.heading}", part.items) if part.level == 1 else part for part in parts
    )


def _ahead(one: Commitment) -> bool:
    return one.role_of_section in ("goals", "plan", "self_government")


def _linked(one: Commitment, found: list[Link]) -> bool:
    """Whether some link speaks of the same characters already."""
    return any(link.target.start < one.end and one.start < link.target.end for link in found)


def _said_twice(link: Link, found: list[Link]) -> bool:
    """Whether a step is the same clause as a promise without a number: 完成上级下达的减排任务 is both."""
    return link.target.bound == "step" and any(
        other.target.bound in ("relative", "delegated") and other.target.start < link.target.end
        and link.target.start < other.target.end
        for other in found
    )  # fmt: skip


def _by_section(items: list[tuple[int, Item]], sections: tuple[Section, ...]) -> list[Part]:
    """The items under the headings of the report they come from, in its order."""
    named: dict[str, list[Item]] = {}
    for start, item in items:
        inside = [one for one in sections if one.start <= start < one.end and one.level <= DEEPEST and flat(one.title)]
        heading = flat(max(inside, key=lambda one: one.level).title) if inside else word("draft", "no_heading", "zh")
        if len(heading) > LONGEST_HEADING:
            heading = _COMMA.split(heading)[0][:LONGEST_HEADING]
        heading = _ORDINAL.sub("", heading)
        named.setdefault(heading, []).append(item)
    return [Part(2, heading, tuple(found)) for heading, found in named.items()]


class _Writer:
    """Writes the sentences of one draft."""

    def __init__(self, year: int, collection: Collection, library: Library, work: tuple[WorkFigure, ...]) -> None:
        self._year, self._collection, self._library, self._work = year, collection, library, work

    def item(self, link: Link) -> Item:
        """What is known of a target; open when nothing is."""
        if link.verdict in _KNOWN and (link.outcome or link.observed):
            paper = self._library.paper_of(link.target)
            if paper is not None:
                return Item((*self._known(link, paper), *self._doubt(link)))
        if own := self._work_on(link):
            return self._by_work(link, own)
        return self._open(link, self._question(link))

    def work(self) -> tuple[Item, ...]:
        """One sentence for each playbook: its rates, each with what it counts."""
        return tuple(
            Item((
                Piece(f"{playbook}："),
                *(
                    Piece(f"{'，' if at else ''}{one.rate_zh}{one.words}", one.note)
                    for at, one in enumerate(figures)
                ),
                Piece("。"),
            ))
            for playbook, figures in by_playbook(self._work).items()
        )  # fmt: skip

    def progress(self, link: Link) -> Item:
        """A target that is due later: open, unless a result is at hand already."""
        if link.verdict in _KNOWN and (link.outcome or link.observed):
            return self.item(link)
        return self._open(link, word("draft", "ask_progress", "zh", year=self._year))

    def promised(self, one: Commitment) -> Item:
        """A promise that no later report was searched for: its words, and the question."""
        paper = next(
            paper
            for paper in self._collection.papers
            if paper.report.source == one.source and paper.report.report == one.report
        )
        target = Linked(
            source=one.source, start=one.start, end=one.end, as_written=one.as_written, indicator=flat(one.as_written),
            indicator_id=None, low=None, high=None, unit="", bound="step", aspect="level", year=self._year,
            place=paper.report.place,
        )  # fmt: skip
        question = word("draft", "ask_done", "zh", year=self._year)
        return self._asked(target, question)

    def _known(self, link: Link, paper: Paper) -> list[Piece]:
        """The result, the target and the verdict, every number with its place."""
        target, outcome, verdict = link.target, link.outcome, word("verdict", link.verdict, "zh")
        if link.observed is not None:
            return self._by_statistics(link, link.observed, verdict)
        if outcome is None:
            raise ValueError("a known target has an outcome")
        if target.bound == "step":
            words = [Piece(flat(target.as_written), self._cite(target)), Piece("：")]
            return [*words, Piece(flat(outcome.as_written), self._cite(outcome)), Piece(f"，{verdict}。")]
        if outcome.origin == "computed" or target.low is None:
            # The reason is the whole arithmetic; the notes behind it are all it rests on.
            ends = [target, outcome, *ends_behind(link, paper, self._collection)]
            head = Piece(f"{_named(target)}：{flat(link.reason)}")
            return [head, *(Piece("", self._cite(end)) for end in ends), Piece(f"，{verdict}。")]
        result = self._result(target, outcome)
        several = len(_NUMBER.findall(result.words)) > 1 and target.aspect == "level"
        goal = f"，{_named(target) if several else ''}目标为{value_words(target, 'zh')}"
        gap = f"，{distance(link.gap, link.gap_unit)}" if link.gap is not None else ""
        return [result, Piece(goal, self._cite(target)), Piece(f"{gap}，{verdict}。")]

    def _result(self, target: Linked, outcome: Linked) -> Piece:
        """The words of the report about the result, with the name of the indicator where they leave it out."""
        cited = self._library.cite(outcome)
        named = any(_names(one.indicator, cited.clause) for one in (outcome, target))
        if not cited.before or len(cited.clause) > LONGEST_CLAUSE:
            return Piece(f"{_named(target)}{value_words(outcome, 'zh')}", self._cite(outcome))
        return Piece(cited.clause if named else f"{_named(target)}：{cited.clause}", self._cite(outcome))

    def _by_statistics(self, link: Link, observed: Linked, verdict: str) -> list[Piece]:
        note = word(
            "draft", "cite_line", "zh",
            source=observed.source, start=observed.start, as_written=flat(observed.as_written), url=observed.source_url,
        )  # fmt: skip
        pieces = [Piece(f"{_named(link.target)}统计数为{flat(observed.as_written)}", note)]
        if link.outcome is not None:
            pieces.append(Piece(f"（报告写作{value_words(link.outcome, 'zh')}", self._cite(link.outcome)))
            pieces.append(Piece("）"))
        pieces.append(Piece(f"，目标为{value_words(link.target, 'zh')}", self._cite(link.target)))
        gap = f"，{distance(link.gap, link.gap_unit)}" if link.gap is not None else ""
        return [*pieces, Piece(f"{gap}，{verdict}。")]

    def _work_on(self, link: Link) -> list[WorkFigure]:
        """What the work shows of the target; several playbooks can count for one indicator."""
        about, year = link.target.indicator_id, link.target.year
        return [one for one in self._work if about and one.indicator_id == about and year in (None, one.year)]

    def _by_work(self, link: Link, figures: list[WorkFigure]) -> Item:
        """What the work shows of a target that no report tells the outcome of; a person has to check it."""
        values = [
            Piece(f"{'、' if at else ''}{one.playbook_zh}{one.words}", one.note) for at, one in enumerate(figures)
        ]
        head = Piece(word("draft", "work_known", "zh", indicator=_named(link.target)))
        goal = Piece(f"，目标为{value_words(link.target, 'zh')}", self._cite(link.target))
        return Item((head, *values, goal, Piece("。"), Piece(word("draft", "check", "zh"), open=True)))

    def _doubt(self, link: Link) -> list[Piece]:
        return [] if link.sure else [Piece(word("draft", "check", "zh"), open=True)]

    def _question(self, link: Link) -> str:
        key = {"step": "ask_done", "delegated": "ask_delegated"}.get(link.target.bound, "ask_result")
        asked = word("draft", key, "zh", year=link.target.year or self._year)
        reason = _SPOKEN_OF.sub("报告有相近的说法，没有读到", flat(link.reason).split(_ANOTHER)[0])
        told = link.verdict == "not_due" or link.target.bound == "delegated"
        return asked if told else f"{asked}（{reason}）"

    def _open(self, link: Link, question: str) -> Item:
        paper = self._library.paper_of(link.target)
        ends = (link.outcome, *(ends_behind(link, paper, self._collection) if paper is not None else ()))
        quoted = "（" in question
        return self._asked(link.target, question, tuple(end for end in ends if end is not None and quoted))

    def _asked(self, target: Linked, question: str, quoted: tuple[Linked, ...] = ()) -> Item:
        """An open item; `quoted` are the statements that the question speaks of."""
        unit, about = self._unit(target), self._about(target)
        fill = word("draft", "fill", "zh", question=question, unit=unit.words)
        notes = [self._cite(end) for end in quoted] + ([unit.note] if unit.note else [])
        return Item(
            (
                Piece(about, self._cite(target)),
                Piece("："),
                Piece(fill, open=True),
                *(Piece("", note) for note in notes),
            ),
            about=about,
            question=question,
            unit=unit.words,
        )

    def _about(self, target: Linked) -> str:
        """The words of the report: the clause, or the indicator with its target where the clause is too long or not at hand."""
        cited = self._library.cite(target)
        if target.low is None or (cited.before and len(cited.clause) <= LONGEST_CLAUSE):
            several = target.low is not None and len(_NUMBER.findall(cited.clause)) > 1
            return cited.clause + (f"（{_named(target)}{value_words(target, 'zh')}）" if several else "")
        return f"{_named(target)}，目标为{value_words(target, 'zh')}"

    def _unit(self, target: Linked) -> Asked:
        return whom_to_ask(target, self._collection, self._library)

    def _cite(self, linked: Linked) -> str:
        cited = self._library.cite(linked)
        return word(
            "draft", "cite", "zh",
            title=cited.title, source=linked.source, start=cited.start, end=cited.end, as_written=cited.clause,
        )  # fmt: skip


def _named(target: Linked) -> str:
    """The indicator with the part of the place it is about."""
    part = flat(target.scope)
    return flat(target.indicator) if not part or part in target.indicator else f"{part}{flat(target.indicator)}"


def _names(indicator: str, clause: str) -> bool:
    """Whether the characters of the name stand in the clause in this order: 城镇就业 in 城镇新增就业3万人."""
    rest = iter(clause)
    return all(character in rest for character in flat(indicator))
