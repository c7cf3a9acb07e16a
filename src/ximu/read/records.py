"""From what was found on the clean text of one report to records on the positions of the source text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter

from ximu.ledger.commitment import Admission, Commitment, Project, StageMention
from ximu.ledger.measure import Measure, Number
from ximu.ledger.report import NumberCounts, Report, Role, Section
from ximu.read.admission import FoundAdmission
from ximu.read.attach.item import Item
from ximu.read.catalogue import Catalogue, catalogue
from ximu.read.clean import CleanText
from ximu.read.copies import Segment
from ximu.read.doubt import doubt_of
from ximu.read.facts import Facts
from ximu.read.intake import Document
from ximu.read.outline import Part
from ximu.read.project import FoundProject
from ximu.read.promise import Promise
from ximu.read.rules.classify import Sorted
from ximu.read.stretches import stretches


class Records:
    """Turns what was found on the clean text of one report into records on the positions of the source text."""

    def __init__(
        self, document: Document, number: int, clean: CleanText, parts: tuple[Part, ...], known: Facts
    ) -> None:
        self.document, self.number, self.clean, self.parts, self.facts = document, number, clean, parts, known
        self._catalogue: Catalogue = catalogue()
        self._at, self._titles = _section_index(parts)

    def _span(self, start: int, end: int) -> tuple[int, int, str]:
        source_start, source_end = self.clean.source_span(start, end)
        return source_start, source_end, self.document.text[source_start:source_end]

    def section_at(self, position: int) -> tuple[tuple[str, ...], Role]:
        """Titles of the parts around a clean position, outermost first, and the role of the innermost."""
        return self._titles[bisect_right(self._at, position) - 1]

    def report(self, segment: Segment, numbers: list[Sorted]) -> Report:
        """The record of the report itself."""
        known = self.facts
        counts: Counter[str] = Counter(entry.number_class for entry in numbers)
        return Report(
            source=self.document.source,
            report=self.number,
            start=segment.start,
            end=segment.end,
            title=known.title,
            body=known.body,
            place=known.place,
            place_code=known.place_code,
            level=known.level,
            report_year=known.report_year,
            delivered_on=known.delivered_on,
            session=known.session,
            source_kind=known.source_kind,
            sha256=self.document.sha256,
            encoding=self.document.encoding,
            format=self.document.format,
            characters=segment.end - segment.start,
            copies=segment.copies,
            repairs=self.clean.repairs,
            numbers=NumberCounts(**counts),
            review_years=known.review_years,
            plan_years=known.plan_years,
            unknown=dict(known.unknown),
        )

    def sections(self) -> tuple[Section, ...]:
        """The outline on source positions."""
        found = []
        for part in self.parts:
            start, end = self.clean.source_span(part.start, part.end)
            found.append(
                Section(
                    source=self.document.source,
                    report=self.number,
                    level=part.level,
                    title=part.title,
                    start=start,
                    end=end,
                    role=part.role,
                )
            )
        return tuple(found)

    def measures(self, items: list[Item]) -> tuple[Measure, ...]:
        """One record for every item and every further indicator that the item is stated of."""
        return tuple(self._measure(item, name) for item in items for name in (item.indicator, *item.extra))

    def _measure(self, item: Item, name: str) -> Measure:
        start, end, as_written = self._span(item.written.start, item.written.end)
        sentence_start, sentence_end = self.clean.source_span(item.sentence_start, item.sentence_end)
        titles, role = self.section_at(item.written.start)
        indicator_id = self._catalogue.identify(
            name,
            action=item.action,
            unit=item.unit,
            aspect=item.aspect,
            sentence=self.clean.text[item.sentence_start : item.sentence_end],
            scope=item.scope,
        )
        doubt = doubt_of(item, name, indicator_id is not None)
        # In the order of the fields: with names a record of so many costs four times as much.
        return Measure(
            self.document.source,
            self.number,
            start,
            end,
            as_written,
            sentence_start,
            sentence_end,
            titles,
            role,
            name,
            indicator_id,
            item.action,
            item.low,
            item.high,
            item.unit,
            item.bound,
            item.aspect,
            item.role,
            item.stance,
            item.year,
            item.cumulative,
            item.scope,
            self.facts.place,
            self.facts.place_code,
            item.firmness,
            item.certainty,
            tuple(item.rules),
            not doubt,
            doubt,
        )

    def commitments(self, found: list[Promise], items: list[Item]) -> tuple[Commitment, ...]:
        """The promises on source positions, each with the starts of the measures inside it."""
        source, number, text, place = self.document.source, self.number, self.document.text, self.clean.source_span
        begins, section_at = self._at, self._titles
        starts = [item.written.start for item in items]
        source_starts = [place(start, start)[0] for start in starts]
        starts.append(len(self.clean.text))
        records = []
        for promise in found:
            start, end = place(promise.start, promise.end)
            titles, role = section_at[bisect_right(begins, promise.start) - 1]
            first = bisect_left(starts, promise.start)
            # Most promises hold no measure.
            last = bisect_left(starts, promise.end, first) if starts[first] < promise.end else first
            # In the order of the fields: with names a record of so many costs four times as much.
            records.append(
                Commitment(
                    source,
                    number,
                    start,
                    end,
                    text[start:end],
                    promise.label,
                    promise.action,
                    promise.objects,
                    promise.stage,
                    promise.due_on,
                    promise.due_assumed,
                    promise.responsible,
                    tuple(source_starts[first:last]),
                    titles,
                    role,
                    promise.rules,
                    promise.sure,
                    promise.doubt,
                )
            )
        return tuple(records)

    def numbers(self, numbers: list[Sorted]) -> tuple[Number, ...]:
        """Every number with its class."""
        source, report, text, place = self.document.source, self.number, self.document.text, self.clean.source_span
        records = []
        for written, number_class, rule in numbers:
            start, end = place(written.start, written.end)
            records.append(Number(source, report, start, end, text[start:end], number_class, rule))
        return tuple(records)

    def admissions(self, found: list[FoundAdmission]) -> tuple[Admission, ...]:
        """What the government admits, with the catalogue indicators its words name."""
        records = []
        for admission in found:
            start, end, as_written = self._span(admission.start, admission.end)
            ids = (
                self._catalogue.identify(w, action="", unit="", aspect="", sentence="", scope="")
                for w in admission.words
            )
            records.append(
                Admission(
                    source=self.document.source,
                    report=self.number,
                    start=start,
                    end=end,
                    as_written=as_written,
                    indicators=tuple(dict.fromkeys(one for one in ids if one)),
                    missed_target=admission.missed_target,
                    section=self.section_at(admission.start)[0],
                )
            )
        return tuple(records)

    def projects(self, found: list[FoundProject]) -> tuple[Project, ...]:
        """The named projects with their mentions and the words that tell how far they are."""
        records = []
        for project in found:
            start, end, as_written = self._span(project.start, project.end)
            stages = []
            for word in project.stages:
                stage_start, stage_end, stage_written = self._span(word.start, word.end)
                stages.append(
                    StageMention(start=stage_start, end=stage_end, as_written=stage_written, stage=word.stage)
                )
            records.append(
                Project(
                    source=self.document.source,
                    report=self.number,
                    start=start,
                    end=end,
                    as_written=as_written,
                    name=project.name,
                    aliases=project.aliases,
                    mentions=tuple(self.clean.source_span(*mention) for mention in project.mentions),
                    stages=tuple(stages),
                    section=self.section_at(project.start)[0],
                )
            )
        return tuple(records)


def _section_index(parts: tuple[Part, ...]) -> tuple[list[int], list[tuple[tuple[str, ...], Role]]]:
    """Positions where the innermost part changes, and for each the titles outermost first and the role."""
    starts: list[int] = [0]
    values: list[tuple[tuple[str, ...], Role]] = [((), "front")]
    for start, _, around in stretches(parts):
        titles = tuple(part.title for part in around if part.title)
        value = (titles, around[-1].role if around else "front")
        if starts[-1] == start:
            values[-1] = value
        else:
            starts.append(start)
            values.append(value)
    return starts, values
