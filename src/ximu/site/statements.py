"""The statements of a report as rows of its ledger, loaded with a fixed number of queries, and their filters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from ximu.site.names import indicator_name
from ximu.store import models

KINDS = ("measure", "commitment", "admission", "project", "finding", "number")
STANCES = ("result", "target", "attribute")


class Row(Struct, frozen=True, kw_only=True):
    """One statement, or one number that no rule knows (`kind` number).

    `id` is its public id, `address` opens the report at its characters. Positions are code points of the source text.
    `record` is the whole record of the exchange format. `outcome` is what came of a target (a verdict) or how a promise
    stands (a state), "" for anything else; `page` is the page of the promise or of the finding, "" for none.
    """

    id: str
    kind: str
    address: str
    start: int
    end: int
    as_written: str
    sentence_start: int
    sentence_end: int
    sure: bool
    record: dict[str, Any]
    outcome: str = ""
    page: str = ""


class SectionRow(Struct, frozen=True, kw_only=True):
    """A part of the report; `number` counts them in the order of the text, from 1."""

    number: int
    level: int
    title: str
    start: int
    end: int
    role: str


class Choice(Struct, frozen=True, kw_only=True):
    """One value of a filter and how many rows of the whole ledger have it."""

    value: str
    count: int


class Filters(Struct, frozen=True, kw_only=True):
    """What the ledger is narrowed to ("" = everything) and what it could be narrowed to."""

    kind: str
    indicator: str
    stance: str
    section: str
    sure: str
    sort: str
    choices: dict[str, tuple[Choice, ...]]

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return any((self.kind, self.indicator, self.stance, self.section, self.sure))


def address_of(report: str, start: int, end: int) -> str:
    """The address that opens a report at characters [start, end)."""
    return f"/reports/{report}/?at={start}-{end}#at"


def load_rows(report: models.Report) -> tuple[Row, ...]:
    """All statements of a report and its open numbers, in the order of the text (eleven queries)."""
    outcomes, pages = _outcomes(report)
    records: dict[str, dict[str, Any]] = {}
    # The record as it would be exported, but for the folders of the machine that it was read on.
    for table in (models.Measure, models.Commitment, models.Admission, models.Project, models.Finding):
        for public_id, record in table.objects.filter(report=report).values_list("statement_id", "record"):
            records[public_id] = public_record(record)
    rows = [
        Row(
            id=found.public_id,
            kind=found.kind,
            address=address_of(report.public_id, found.start, found.end),
            start=found.start,
            end=found.end,
            as_written=found.as_written,
            sentence_start=found.sentence_start,
            sentence_end=found.sentence_end,
            sure=found.sure,
            record=records.get(found.public_id, {}),
            outcome=outcomes.get(found.public_id, ""),
            page=pages.get(found.public_id, ""),
        )
        for found in models.Statement.objects.filter(report=report)
    ]
    rows.extend(open_numbers(report))
    return tuple(sorted(rows, key=lambda row: (row.start, -row.end, row.id)))


def _outcomes(report: models.Report) -> tuple[dict[str, str], dict[str, str]]:
    """What came of the promises and targets of a report, and the pages of its promises and findings, by statement."""
    outcomes, pages = {}, {}
    for public_id, state, label in models.Promise.objects.filter(report=report).values_list("pk", "state", "label"):
        pages[public_id] = f"/promises/{public_id}/"
        if label == "testable":
            outcomes[public_id] = state
    for target, verdict, promise in models.Link.objects.filter(report=report).values_list(
        "target", "verdict", "promise"
    ):
        if target and target not in outcomes:
            outcomes[target] = verdict
            pages[target] = f"/promises/{promise}/"
    found = models.ComputedFinding.objects.filter(report=report).values_list("type", "a_start", "pk")
    by_start = {(kind, start): public_id for kind, start, public_id in found}
    read = models.Finding.objects.filter(report=report).values_list("statement_id", "type", "start")
    for statement, kind, start in read:
        if (kind, start) in by_start:
            pages[statement] = f"/findings/{by_start[kind, start]}/"
    return outcomes, pages


def file_name(source: str) -> str:
    """The last part of the path a source was read from: the folders of our machine are nobody's business."""
    return source.replace("\\", "/").rsplit("/", 1)[-1]


def public_record(record: dict[str, Any]) -> dict[str, Any]:
    """A stored record as the exchange format has it: exact numbers, and the name of the source without folders."""
    shown = dict(record)
    for name in ("low", "high"):
        if name in shown:
            shown[name] = Decimal(str(shown[name]))
    if "source" in shown:
        shown["source"] = file_name(shown["source"])
    for side in ("a", "b"):
        if isinstance(shown.get(side), dict):
            shown[side] = public_record(shown[side])
    return shown


def open_numbers(report: models.Report) -> Iterable[Row]:
    """The numbers that no rule knows, as rows: shown, so that nothing is dropped silently."""
    for number in models.Number.objects.filter(report=report, number_class="open"):
        yield Row(
            id=f"n-{number.start}",
            kind="number",
            address=address_of(report.public_id, number.start, number.end),
            start=number.start,
            end=number.end,
            as_written=number.as_written,
            sentence_start=number.start,
            sentence_end=number.end,
            sure=False,
            record={
                "start": number.start,
                "end": number.end,
                "as_written": number.as_written,
                "number_class": number.number_class,
                "rule": number.rule,
            },
        )


def load_sections(report: models.Report) -> tuple[SectionRow, ...]:
    """The parts of a report in the order of the text (one query)."""
    found = report.sections.order_by("start", "level").values_list("level", "title", "start", "end", "role")
    return tuple(
        SectionRow(number=number, level=level, title=title, start=start, end=end, role=role)
        for number, (level, title, start, end, role) in enumerate(found, start=1)
    )


def narrow(
    rows: Sequence[Row], sections: Sequence[SectionRow], asked: Mapping[str, str]
) -> tuple[tuple[Row, ...], Filters]:
    """The rows that `asked` (the query of the address) leaves, sorted as it says, and the filters for the page."""
    places = {str(section.number): section for section in sections}
    tests: dict[str, Callable[[Row, str], bool]] = {
        "kind": lambda row, value: row.kind == value,
        "indicator": lambda row, value: row.record.get("indicator_id") == value,
        "stance": lambda row, value: row.record.get("stance") == value,
        "section": lambda row, value: value in places and places[value].start <= row.start < places[value].end,
        "sure": lambda row, value: row.sure == (value == "yes"),
    }
    chosen = {name: asked.get(name, "") for name in tests}
    kept = [row for row in rows if all(not value or tests[name](row, value) for name, value in chosen.items())]
    sort = asked.get("sort", "")
    if sort == "indicator":
        kept.sort(key=lambda row: (indicator_name(row.record.get("indicator_id"), "zh") or "\uffff", row.start))
    elif sort == "year":
        kept.sort(key=lambda row: (-(row.record.get("year") or 0), row.start))
    else:
        sort = ""
    return tuple(kept), Filters(**chosen, sort=sort, choices=choices(rows, sections))


def choices(rows: Sequence[Row], sections: Sequence[SectionRow]) -> dict[str, tuple[Choice, ...]]:
    """What each filter offers, with the number of rows behind each value."""
    kinds = Counter(row.kind for row in rows)
    stances = Counter(row.record.get("stance") for row in rows if row.kind == "measure")
    indicators = Counter(row.record["indicator_id"] for row in rows if row.record.get("indicator_id"))
    sure = Counter("yes" if row.sure else "no" for row in rows)
    per_section = [
        Choice(value=str(part.number), count=sum(part.start <= row.start < part.end for row in rows))
        for part in sections
        if part.level <= 2
    ]
    return {
        "kind": tuple(Choice(value=kind, count=kinds[kind]) for kind in KINDS if kinds[kind]),
        "stance": tuple(Choice(value=stance, count=stances[stance]) for stance in STANCES if stances[stance]),
        "indicator": tuple(Choice(value=name, count=n) for name, n in indicators.most_common()),
        "section": tuple(choice for choice in per_section if choice.count),
        "sure": tuple(Choice(value=value, count=sure[value]) for value in ("yes", "no") if sure[value]),
    }
