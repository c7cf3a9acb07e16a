"""Statements as a table on a terminal: one row per statement, columns as wide as Chinese needs."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ximu.cli.labels import Language, label, stance_of, value_with_bound
from ximu.ledger.commitment import Admission, Commitment, Project
from ximu.ledger.exchange.cells import kind_of
from ximu.ledger.finding import Finding
from ximu.ledger.measure import Measure, Number
from ximu.ledger.reading import Record
from ximu.ledger.report import Report, Section

Row = tuple[str, str, str, str, str, str, str]
COLUMNS = ("position", "what", "value", "unit", "aspect", "stance", "year")
ROWS_A_TABLE = 500


def print_table(console: Console, records: Iterable[Record], language: Language) -> None:
    """Print the records of one document; reports become headings, sections are left to the other formats."""
    table = _new_table(language)
    for record in records:
        if isinstance(record, Report):
            _print_rows(console, table)
            table = _new_table(language)
            console.print(heading(record, language))
        elif not isinstance(record, Section):
            table.add_row(*(Text(cell) for cell in row(record, language)))
            if table.row_count >= ROWS_A_TABLE:
                _print_rows(console, table)
                table = _new_table(language)
    _print_rows(console, table)


def _print_rows(console: Console, table: Table) -> None:
    if table.row_count:
        console.print(table)


def _new_table(language: Language) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False, show_edge=False)
    for name in COLUMNS:
        right = name in ("value", "position")
        table.add_column(
            label("field", name, language),
            justify="right" if right else "left",
            overflow="fold",
            no_wrap=name in ("position", "year"),
            ratio=None,
        )
    return table


def heading(report: Report, language: Language) -> Text:
    """The line above a report's table: title, place, year, source and how many repairs."""
    unknown = label("page", "unknown", language)
    parts = [report.title or unknown, report.place or unknown, str(report.report_year or unknown)]
    line = Text("\n" + "  ".join(parts), style="bold")
    tail = f"  {report.source} #{report.report}"
    if report.repairs:
        tail += f"  {label('field', 'repairs', language)} {len(report.repairs)}"
    return line.append(tail, style="dim not bold")


def row(record: Record, language: Language) -> Row:
    """The cells of one statement, in the order of COLUMNS."""
    start = str(getattr(record, "start", ""))
    match record:
        case Measure():
            what = record.action + (record.indicator or record.as_written)
            if record.scope:
                what = f"{record.scope} {what}"
            return (
                start,
                what if record.sure else f"{what} [{label('page', 'unsure_mark', language)}]",
                value_with_bound(record),
                record.unit,
                label("aspect", record.aspect, language),
                stance_of(record, language),
                str(record.year or ""),
            )
        case Commitment():
            what = record.action + "、".join(record.objects) if record.objects else record.as_written
            due = record.due_on.isoformat() if record.due_on else ""
            return (
                start,
                what,
                "",
                "",
                label("kind", "commitment", language),
                label("label", record.label, language),
                due,
            )
        case Finding():
            return str(record.a.start), record.why, "", "", label("kind", "finding", language), record.type, ""
        case Number():
            group = label("number_class", record.number_class, language)
            return start, record.as_written, "", "", label("kind", "number", language), group, ""
        case Project():
            return start, record.name, "", "", label("kind", "project", language), "", ""
        case Admission():
            return start, record.as_written, "", "", label("kind", "admission", language), "", ""
        case _:
            return start, "", "", "", label("kind", kind_of(record), language), "", ""
