"""Turning the links, promises and findings of one place into table rows, statements named by their public ids."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from ximu.ledger.commitment import Commitment
from ximu.ledger.finding import Finding
from ximu.ledger.identity import STATEMENT_ID_LENGTH, digest, statement_id
from ximu.ledger.link import Link, Linked, Verdict
from ximu.ledger.measure import Measure
from ximu.ledger.reading import ReportReading
from ximu.link.standing import Standing, of_links, without_link
from ximu.store import models


class Loaded(NamedTuple):
    """A report of the ledger as it is linked: its row, and its reading with the public id in place of the source."""

    row: models.Report
    reading: ReportReading
    text: str


class Statements:
    """The public ids of the measures and commitments of some reports, found by their characters."""

    def __init__(self, loaded: Iterable[Loaded]) -> None:
        self._exact: dict[tuple[str, int, int, str], str] = {}
        self._starts: dict[tuple[str, int], str] = {}
        for one in loaded:
            public_id = one.row.public_id
            for kind, records in (("commitment", one.reading.commitments), ("measure", one.reading.measures)):
                seen: Counter[int] = Counter()
                for record in records:
                    found = statement_id(public_id, kind, record.start, seen[record.start])
                    seen[record.start] += 1
                    name = record.indicator if isinstance(record, Measure) else ""
                    self._exact.setdefault((public_id, record.start, record.end, name), found)
                    self._starts[public_id, record.start] = found  # measures come last and win

    def of_linked(self, linked: Linked | None) -> str:
        """The id of one end of a link, "" when its characters are no statement."""
        if linked is None:
            return ""
        name = "" if linked.bound == "step" else linked.indicator
        exact = self._exact.get((linked.source, linked.start, linked.end, name))
        if exact is None and linked.bound == "step":
            return ""
        return exact or self._starts.get((linked.source, linked.start), "")

    def at(self, source: str, start: int) -> str:
        """The id of the measure, else the commitment, that begins there; "" when there is none."""
        return self._starts.get((source, start), "")


class Rows(NamedTuple):
    """What is written for the reports of one place."""

    links: list[models.Link]
    promises: list[models.Promise]
    findings: list[models.ComputedFinding]


class RowMaker:
    """Makes the rows of some reports: `loaded` are all that were linked together, by public id."""

    def __init__(self, loaded: Mapping[str, Loaded]) -> None:
        self._loaded = loaded
        self._statements = Statements(loaded.values())

    def rows(self, own: Sequence[Loaded], links: Iterable[Link], findings: Iterable[Finding]) -> Rows:
        """The rows of the reports `own`; links and findings of others are left out."""
        names = {one.row.public_id for one in own}
        by_report: dict[str, list[Link]] = defaultdict(list)
        for link in links:
            by_report[link.target.source].append(link)
        found = [self._finding(one) for one in findings if one.source in names]
        made = Rows([], [], list({row.public_id: row for row in found}.values()))
        newest = max((one.row.report_year or 0 for one in own), default=0)
        again = self._again(made.findings)
        for one in own:
            self._report(one, by_report[one.row.public_id], newest, again, made)
        return made

    def _again(self, findings: Iterable[models.ComputedFinding]) -> Mapping[tuple[int, int], int]:
        """How many findings of repetition quote the characters that begin at (report, start)."""
        counts: Counter[tuple[int, int]] = Counter()
        for one in findings:
            if one.type == "repeated":
                counts[one.report_id, one.a_start] += 1
                if one.other_report_id is not None and one.b_start is not None:
                    counts[one.other_report_id, one.b_start] += 1
        return counts

    def _report(
        self, one: Loaded, links: Sequence[Link], newest: int, again: Mapping[tuple[int, int], int], made: Rows
    ) -> None:
        """Add the links of a report and its promises: every commitment, and what is promised outside of any."""
        public_id = one.row.public_id
        promised = sorted(one.reading.commitments, key=lambda each: each.start)
        within: dict[int, list[Link]] = defaultdict(list)
        alone: dict[str, list[Link]] = defaultdict(list)
        seen: Counter[tuple[str, int]] = Counter()
        for link in links:
            kind = "step" if link.target.bound == "step" else "link"
            link_id = statement_id(public_id, kind, link.target.start, seen[kind, link.target.start])
            seen[kind, link.target.start] += 1
            around = next(
                (each for each in promised if each.start < link.target.end and link.target.start < each.end), None
            )
            if around is not None:
                within[around.start].append(link)
                promise = statement_id(public_id, "commitment", around.start)
            else:
                promise = self._statements.of_linked(link.target) or link_id
                alone[promise].append(link)
            made.links.append(self._link(one.row, link, link_id, promise))
        for each in promised:
            said = within[each.start]
            standing = of_links(said) if said else without_link(each, newest)
            made.promises.append(self._commitment(one.row, each, said, standing, again))
        for promise, said in alone.items():
            made.promises.append(self._target(one.row, promise, said, again))

    def _link(self, report: models.Report, link: Link, public_id: str, promise: str) -> models.Link:
        target, outcome = link.target, link.observed or link.outcome
        told = self._loaded.get(outcome.source) if outcome else None
        return models.Link(
            public_id=public_id,
            report=report,
            place_id=report.place_id,
            report_year=report.report_year,
            promise=promise,
            target=self._statements.of_linked(target),
            target_start=target.start,
            target_end=target.end,
            target_low=target.low,
            target_high=target.high,
            outcome_report=told.row if told else None,
            outcome=self._statements.of_linked(outcome) if told else "",
            outcome_start=outcome.start if outcome and told else None,
            outcome_end=outcome.end if outcome and told else None,
            outcome_low=outcome.low if outcome else None,
            outcome_high=outcome.high if outcome else None,
            outcome_unit=outcome.unit if outcome else "",
            indicator=target.indicator,
            indicator_id=target.indicator_id,
            scope=target.scope,
            aspect=target.aspect,
            unit=target.unit,
            bound=target.bound,
            year=target.year,
            verdict=link.verdict,
            gap=link.gap,
            gap_unit=link.gap_unit,
            reason=link.reason,
            importance=link.importance,
            origin=outcome.origin if outcome else "",
            sure=link.sure,
            record=msgspec.to_builtins(link),
        )

    def _commitment(
        self,
        report: models.Report,
        one: Commitment,
        links: Sequence[Link],
        standing: Standing,
        again: Mapping[tuple[int, int], int],
    ) -> models.Promise:
        return models.Promise(
            **_shared(report, links, standing, again.get((report.pk, one.start), 0)),
            public_id=statement_id(report.public_id, "commitment", one.start),
            kind="commitment",
            start=one.start,
            end=one.end,
            as_written=one.as_written,
            label=one.label,
            stage=one.stage,
            due_on=one.due_on,
            due_assumed=one.due_assumed,
            role_of_section=str(one.role_of_section),
        )

    def _target(
        self, report: models.Report, promise: str, links: Sequence[Link], again: Mapping[tuple[int, int], int]
    ) -> models.Promise:
        first = links[0].target
        clause = first.bound in ("relative", "delegated")
        return models.Promise(
            **_shared(report, links, of_links(links), again.get((report.pk, first.start), 0)),
            public_id=promise,
            kind="clause" if clause else "target",
            start=first.start,
            end=first.end,
            as_written=first.as_written,
            label="testable",
            stage="" if clause else "quantity",
            due_on=None,
            due_assumed=True,
            role_of_section="goals" if links[0].importance == "headline" else "plan",
        )

    def _finding(self, one: Finding) -> models.ComputedFinding:
        about, rule = self._loaded[one.source].row, one.rules[0] if one.rules else one.type
        other = self._loaded.get(one.b.source) if one.b else None
        against = (one.b.source, str(one.b.start)) if one.b else ("", "")
        quoted = self._statements.at(one.source, one.a.start)
        return models.ComputedFinding(
            public_id=digest(about.public_id, rule, str(one.a.start), *against, length=STATEMENT_ID_LENGTH),
            report=about,
            place_id=about.place_id,
            of_place=about.place.public_id if about.place else "",
            report_year=about.report_year,
            other_report=other.row if other else None,
            type=one.type,
            rule=rule,
            severity=one.severity,
            sure=one.sure,
            why=one.why,
            a_start=one.a.start,
            a_end=one.a.end,
            a_text=one.a.as_written,
            a_statement=quoted,
            b_start=one.b.start if one.b else None,
            b_end=one.b.end if one.b else None,
            b_text=one.b.as_written if one.b else "",
            b_statement=self._statements.at(one.b.source, one.b.start) if one.b else "",
            indicator_id=self._indicator(one),
            record=msgspec.to_builtins(one),
        )

    def _indicator(self, one: Finding) -> str | None:
        measures = self._loaded[one.source].reading.measures
        return next((each.indicator_id for each in measures if each.start == one.a.start and each.indicator_id), None)


def _shared(report: models.Report, links: Sequence[Link], standing: Standing, repeated: int) -> dict[str, Any]:
    """What every promise has: where it stands, and how."""
    known = next((link.target.indicator_id for link in links if link.target.indicator_id), None)
    order = ("headline", "task", "step")
    verdict: Verdict | str = links[0].verdict if len(links) == 1 else ""
    return {
        "report": report,
        "place_id": report.place_id,
        "of_place": report.place.public_id if report.place else "",
        "report_year": report.report_year,
        "indicator_id": known,
        "importance": min((link.importance for link in links), key=order.index, default=""),
        "state": standing.state,
        "verdict": verdict,
        "reason": standing.reason,
        "targets": len(links),
        "repeated": repeated,
        "sure": standing.sure,
    }
