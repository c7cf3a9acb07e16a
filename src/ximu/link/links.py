"""All links of a collection: every target of every report, in the order of places, years and text."""

from __future__ import annotations

from collections.abc import Container, Iterator

from ximu.ledger.link import Link
from ximu.link.collection import Collection, Paper, Statement
from ximu.link.outcome import link_target
from ximu.link.relative import link_clauses
from ximu.link.steps import link_steps


def links(collection: Collection, sources: Container[str] | None = None) -> Iterator[Link]:
    """Every headline target, quantified task and promised step on a named thing, with what became of it.

    With `sources` only the targets of the reports in these sources; the others are there to report on them.
    """
    for paper in collection.papers:
        if paper.report.source_kind != "report" or not paper.year:
            continue
        if sources is not None and paper.report.source not in sources:
            continue
        found = link_clauses(paper, collection)
        found += [link_target(target, collection) for target in targets(paper)]
        found += link_steps(paper, collection)
        yield from sorted(found, key=lambda link: link.target.start)


def targets(paper: Paper) -> Iterator[Statement]:
    """The numbers that a report promises, without those that only count what a promise is about (三条产业链产值…)."""
    measures = [
        one
        for one in paper.reading.measures
        if one.stance == "target" and one.role == "value" and one.role_of_section != "glossary"
    ]
    firm = {(one.sentence_start, one.indicator) for one in measures if one.doubt != "word"}
    for one in measures:
        if one.doubt != "word" or (one.sentence_start, one.indicator) not in firm:
            yield Statement(one, paper)
