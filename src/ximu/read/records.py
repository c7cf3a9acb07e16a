"""From what was found on the clean text of one report to records on the positions of the source text."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from operator import attrgetter

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
        counts: Counter[str] = Counter(map(attrgetter("number_class"), numbers))
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
        source, number, text, clean = self.document.source, self.number, self.document.text, self.clean.text
        place, place_code = self.facts.place, self.facts.place_code
        identify, begins, section_at = self._catalogue.identify, self._at, self._titles
        spans = self.clean.source_spans([item.written[:2] for item in items])
        sentences = self.clean.source_spans([(item.sentence_start, item.sentence_end) for item in items])
        records = []
        sentence, cut = "", (0, 0)
        for item, (start, end), (sentence_start, sentence_end) in zip(items, spans, sentences, strict=True):
            titles, role = section_at[bisect_right(begins, item.written.start) - 1]
            as_written, rules = text[start:end], tuple(item.rules)
            # A sentence without end may hold ten thousand items: it is cut out once.
            if cut != (item.sentence_start, item.sentence_end):
                cut = (item.sentence_start, item.sentence_end)
                sentence = clean[slice(*cut)]
            for name in (item.indicator, *item.extra):
                indicator_id = identify(
                    name, action=item.action, unit=item.unit, aspect=item.aspect, sentence=sentence, scope=item.scope
                )
                doubt = doubt_of(item, name, indicator_id is not None)
                # In the order of the fields: with names a record of so many costs four times as much.
                records.append(
                    Measure(
                        source,
                        number,
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
                        place,
                        place_code,
                        item.firmness,
                        item.certainty,
                        rules,
                        not doubt,
                        doubt,
                        item.movement,
                    )
                )
        return tuple(records)

    def commitments(self, found: list[Promise], items: list[Item]) -> tuple[Commitment, ...]:
        """The promises on source positions, each with the starts of the measures inside it."""
        source, number, text = self.document.source, self.number, self.document.text
        begins, section_at = self._at, self._titles
        starts = [item.written.start for item in items]
        source_starts = [start for start, _ in self.clean.source_spans([item.written[:2] for item in items])]
        starts.append(len(self.clean.text))
        records = []
        spans = self.clean.source_spans([promise[:2] for promise in found])
        for promise, (start, end) in zip(found, spans, strict=True):
            begin, stop, label, action, objects, stage, due_on, due_assumed, responsible, rules, sure, doubt = promise
            titles, role = section_at[bisect_right(begins, begin) - 1]
            first = bisect_left(starts, begin)
            # Most promises hold no measure.
            last = bisect_left(starts, stop, first) if starts[first] < stop else first
            records.append(
                Commitment(
                    source,
                    number,
                    start,
                    end,
                    text[start:end],
                    label,
                    action,
                    objects,
                    stage,
                    due_on,
                    due_assumed,
                    responsible,
                    tuple(source_starts[first:last]),
                    titles,
                    role,
                    rules,
                    sure,
                    doubt,
                )
            )
        return tuple(records)

    def numbers(self, numbers: list[Sorted]) -> tuple[Number, ...]:
        """Every number with its class."""
        source, report, text = self.document.source, self.number, self.document.text
        spans = self.clean.source_spans([entry[0][:2] for entry in numbers])
        return tuple(
            Number(source, report, start, end, text[start:end], number_class, rule)
            for (start, end), (_, number_class, rule) in zip(spans, numbers, strict=True)
        )

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
