"""The HTML view: one self-contained file with the text of every document, its statements marked, and the ledger beside.

Nothing is fetched: style and script stand in the file and are allowed by their hashes alone. Everything that comes
from a document is escaped. Without script the table still links to the places in the text.
"""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from html import escape
from importlib.resources import files
from typing import BinaryIO

from ximu.cli.labels import Language, label, stance_of, value_with_bound
from ximu.cli.marked_text import Span, cut
from ximu.ledger.commitment import Admission, Commitment, Project
from ximu.ledger.exchange.cells import kind_of
from ximu.ledger.finding import Finding
from ximu.ledger.measure import Measure, Number
from ximu.ledger.reading import Reading, Record, ReportReading
from ximu.ledger.report import Report, Section

LISTED = ("measure", "commitment", "admission", "project", "finding", "number")
COLUMNS = ("kind", "what", "value", "unit", "aspect", "stance", "year", "position")
LONGEST_HEADING = 80


class HtmlView:
    """Writes the page document by document, so that memory holds one document only."""

    def __init__(self, file: BinaryIO, language: Language) -> None:
        self._file, self._documents = file, 0
        style, script = _asset("view.css"), _asset("view.js")
        allowed = f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; base-uri 'none'; form-action 'none'"
        self._script = script
        self._put(
            f'<!doctype html>\n<html lang="{"zh-Hans" if language == "zh" else "en"}" data-lang="{language}">\n<head>\n'
            f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{allowed}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{label('page', 'title', language)}</title>\n<style>{style}</style>\n</head>\n<body>\n"
            f"<header><h1>{both('page', 'title')}</h1>"
            f'<button type="button" id="language">{both("page", "language")}</button></header>\n<main>\n'
        )

    def add(self, reading: Reading, kinds: frozenset[str]) -> None:
        """Write one document; only records of `kinds` are marked and listed."""
        self._documents += 1
        prefix = f"d{self._documents}"
        listed = list(_listed(reading, kinds))
        name = escape(f"{self._documents} {reading.source}")
        self._put(f"<details open><summary>{escape(_title(reading))}</summary>\n")
        for found in reading.reports:
            self._put(_facts(found.report))
        self._put(
            f'<div class="pair">\n<div class="text" tabindex="0" role="region" aria-label="{both_plain("text")} {name}">'
        )
        self._put(_text(reading, listed, prefix))
        self._put(
            f'</div>\n<div class="ledger" tabindex="0" role="region" aria-label="{both_plain("ledger")} {name}">\n'
        )
        self._put(_bar(listed))
        heads = "".join(f'<th scope="col">{both("field", name)}</th>' for name in COLUMNS)
        self._put(f"<table><thead><tr>{heads}</tr></thead>\n<tbody>\n")
        for index, record in enumerate(listed):
            self._put(_row(record, f"{prefix}s{index}"))
        self._put("</tbody></table>\n</div>\n</div>\n</details>\n")

    def close(self) -> None:
        """Write the end of the page; the file stays open."""
        if not self._documents:
            self._put(f"<p>{both('page', 'nothing')}</p>\n")
        self._put(f"</main>\n<script>{self._script}</script>\n</body>\n</html>\n")
        self._file.flush()

    def _put(self, text: str) -> None:
        self._file.write(text.encode("utf-8", "replace"))


def _title(reading: Reading) -> str:
    """The title of the first report; without one, who speaks and when; without that, the source."""
    for found in reading.reports:
        report = found.report
        who = report.title or " ".join(filter(None, (report.body or report.place, str(report.report_year or ""))))
        if who:
            return who
    return reading.source


@cache
def _asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def both(group: str, word: str) -> str:
    """A label in both languages; the style shows one."""
    zh, en = label(group, word, "zh"), label(group, word, "en")
    return f'<span class="zh">{escape(zh)}</span><span class="en" lang="en">{escape(en)}</span>'


def both_plain(word: str) -> str:
    """A label of the page in both languages, for an attribute."""
    return escape(f"{label('page', word, 'zh')} {label('page', word, 'en')}")


def _listed(reading: Reading, kinds: frozenset[str]) -> list[Record]:
    records = reading.records(all_numbers="number" in kinds)
    found = [record for record in records if kind_of(record) in LISTED and kind_of(record) in kinds]
    # A measure is in `measures` already; as a number it would be marked twice.
    found = [record for record in found if not (isinstance(record, Number) and record.number_class == "measure")]
    return sorted(found, key=lambda record: _ranges(record)[0] if _ranges(record) else (len(reading.text), 0))


def _ranges(record: Record) -> list[tuple[int, int]]:
    """The places in the text that a statement is marked at."""
    match record:
        case Project():
            return sorted({(record.start, record.end), *record.mentions})
        case Finding():
            quotations = (record.a, record.b) if record.b else (record.a,)
            return [(quoted.start, quoted.end) for quoted in quotations if quoted.source == record.source]
        case Report() | Section():
            return []
        case _:
            return [(record.start, record.end)]


def _text(reading: Reading, listed: list[Record], prefix: str) -> str:
    spans: list[Span] = []
    for index, record in enumerate(listed):
        look = f"s {kind_of(record)}" + ("" if getattr(record, "sure", True) else " unsure")
        spans.extend(Span(start, end, look, f"{prefix}s{index}") for start, end in _ranges(record))
    for found in reading.reports:
        spans.extend(_furnishing(reading.text, found))
    return cut(reading.text, spans)


def _furnishing(text: str, found: ReportReading) -> list[Span]:
    """Headings, repetitions and repairs: marked in the text, not listed in the ledger."""
    spans = [
        Span(copy.start, copy.end, "copy", title=both_plain("copy"))
        for copy in found.report.copies
        if (copy.start, copy.end) != (found.report.start, found.report.end)
    ]
    for section in found.sections:
        line_end = text.find("\n", section.start, section.end)
        if 0 < line_end - section.start <= LONGEST_HEADING:
            spans.append(Span(section.start, line_end, "heading"))
    for repair in found.report.repairs:
        title = escape(f"{repair.was} → {repair.read_as} ({repair.why})")
        spans.append(Span(repair.start, repair.end, "repair", title=f"{both_plain('repaired')} {title}"))
    return spans


def _facts(report: Report) -> str:
    unknown = both("page", "unknown")
    level = both("level", report.level) if report.level else unknown
    parts = [
        f"{both('field', 'body')} {escape(report.body) if report.body else unknown}",
        f"{both('field', 'report_year')} {report.report_year or unknown}",
        f"{both('field', 'delivered_on')} {report.delivered_on or unknown}",
        f"{both('field', 'level')} {level}",
        f"{both('field', 'copies')} {len(report.copies)}",
        f"{both('field', 'repairs')} {len(report.repairs)}",
        f"{both('field', 'source')} {escape(report.source)} #{report.report}",
        f"{both('field', 'sha256')} {escape(report.sha256[:16])}",
    ]
    return f'<p class="facts">{" · ".join(parts)}</p>\n'


def _bar(listed: list[Record]) -> str:
    groups = dict.fromkeys(group for record in listed for group in _groups(record))
    options = "".join(
        f'<option value="{group}">{escape(_group_name(group, "zh"))} {escape(_group_name(group, "en"))}</option>'
        for group in groups
    )
    every = f"{label('page', 'all', 'zh')} {label('page', 'all', 'en')}"
    return (
        f'<div class="bar"><input type="search" aria-label="{both_plain("filter")}" placeholder="{both_plain("filter")}">'
        f'<select aria-label="{escape(label("field", "kind", "zh"))} kind"><option value="">{every}</option>{options}</select>'
        f'<label><input type="checkbox"> {both("page", "unsure")}</label><output>{len(listed)}</output></div>\n'
    )


def _group_name(group: str, language: Language) -> str:
    table = next(
        name for name in ("kind", "stance", "label") if label(name, group, language) != group or name == "label"
    )
    return label(table, group, language)


def _groups(record: Record) -> list[str]:
    """What the filter finds a row by: its kind, and stance or label."""
    extra = getattr(record, "stance", None) or getattr(record, "label", None)
    return [kind_of(record), *([extra] if extra else [])]


def _row(record: Record, name: str) -> str:
    ranges = _ranges(record)
    where = f'<a href="#{name}">{ranges[0][0]}</a>' if ranges else ""
    sure = getattr(record, "sure", True)
    kind = kind_of(record)
    tag = f'<span class="tag k-{kind}">{both("kind", kind)}</span>'
    if not sure:
        tag += f" ({both('page', 'unsure_mark')})"
    what, value, unit, aspect, stance, year = _cells(record)
    rules = " ".join(getattr(record, "rules", ()))
    return (
        f'<tr data-id="{name}" data-group="{" ".join(_groups(record))}"{"" if sure else " data-unsure=1"}'
        f' title="{escape(rules)}"><td>{tag}</td><td>{what}</td><td class="value">{value}</td><td>{unit}</td>'
        f'<td class="short">{aspect}</td><td>{stance}</td><td class="short">{year}</td><td class="short">{where}</td></tr>\n'
    )


def _cells(record: Record) -> tuple[str, str, str, str, str, str]:
    """What, value, unit, aspect, stance and year of a row, escaped."""
    match record:
        case Measure():
            what = " ".join(filter(None, [record.scope, record.action + record.indicator])) or record.as_written
            zh, en = stance_of(record, "zh"), stance_of(record, "en")
            stance = f'<span class="zh">{escape(zh)}</span><span class="en" lang="en">{escape(en)}</span>'
            value = escape(value_with_bound(record))
            return (
                escape(what),
                value,
                escape(record.unit),
                both("aspect", record.aspect),
                stance,
                str(record.year or ""),
            )
        case Commitment():
            what = record.action + "、".join(record.objects) if record.objects else record.as_written
            due = record.due_on.isoformat() if record.due_on else ""
            return escape(what), "", "", "", both("label", record.label), due
        case Admission():
            return escape(record.as_written), "", "", "", "", ""
        case Project():
            return escape("；".join([record.name, *record.aliases])), "", "", "", "", ""
        case Number():
            return escape(record.as_written), "", "", "", both("number_class", record.number_class), ""
        case Finding():
            return escape(record.why), "", "", "", escape(record.type), ""
        case _:
            raise TypeError(f"{kind_of(record)} has no row")
