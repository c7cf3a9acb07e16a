"""How one statement is worded for people: its word, what it is about, the value, the notes beside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from ximu.site.figures import figure
from ximu.site.language import say, say_code
from ximu.site.names import indicator_name
from ximu.site.reasons import say_reason, say_rule
from ximu.site.statements import Row


class Note(NamedTuple):
    """A labeled fact of a statement; `zh` when its text is a quotation."""

    label: str
    text: str
    zh: bool = True


class ShownRow(NamedTuple):
    """A row of the ledger in the words of a language.

    `css` is the class of its word (the stance for a measure, else the kind); `what` is Chinese as written, `gloss` its
    name in the language of the page ("" when it adds nothing); the sentence is cut around the characters themselves.
    """

    row: Row
    css: str
    word: str
    what: str
    gloss: str
    value: str
    unit: str
    meta: tuple[str, ...]
    before: str
    within: str
    after: str
    notes: tuple[Note, ...]


def show(row: Row, text: str, language: str) -> ShownRow:
    """Word a row; `text` is the source text that its positions refer to."""
    first, last = min(row.sentence_start, row.start), max(row.sentence_end, row.end)
    css = row.record.get("stance", "attribute") if row.kind == "measure" else row.kind
    what, gloss = subject(row, language)
    value, unit = value_of(row, language)
    return ShownRow(
        row=row,
        css=css,
        word=say_code("word", css, language),
        what=what,
        gloss=gloss,
        value=value,
        unit=unit,
        meta=tuple(part for part in META[row.kind](row.record, language) if part),
        before=text[first : row.start],
        within=text[row.start : row.end],
        after=text[row.end : last],
        notes=tuple(note for note in notes_of(row, language) if note.text),
    )


def subject(row: Row, language: str) -> tuple[str, str]:
    """What a statement is about: (as the report writes it, its name in the language of the page)."""
    record = row.record
    if row.kind == "measure":
        what = "".join((record.get("scope", ""), record.get("action", ""), record.get("indicator", "")))
        gloss = indicator_name(record.get("indicator_id"), language) if record.get("indicator_id") else ""
        return what or row.as_written, "" if gloss == what else gloss
    if row.kind == "commitment":
        return row.as_written, ""
    if row.kind == "project":
        return str(record.get("name") or row.as_written), ""
    if row.kind == "finding":
        return str(record.get("why") or row.as_written), say_code("finding", record.get("type", ""), language)
    return row.as_written, ""


def value_of(row: Row, language: str) -> tuple[str, str]:
    """The value and unit of a measure, ("", "") for anything else."""
    if row.kind != "measure":
        return "", ""
    record = row.record
    return figure(record["low"], record["high"], record["unit"], record["bound"], language)


def measure_meta(record: Mapping[str, Any], language: str) -> Iterator[str]:
    """Aspect, year, role, scope, firmness of a measure."""
    aspect = record.get("aspect", "level")
    yield "" if aspect == "level" else say_code("aspect", aspect, language)
    year = record.get("year")
    yield say("row.year", language, year=year) if year else say("row.no_year", language)
    yield say("row.cumulative", language) if record.get("cumulative") else ""
    yield say("row.baseline", language) if record.get("role") == "baseline" else ""
    yield say_code("firmness", record.get("firmness") or "plain", language)
    yield say_code("certainty", record.get("certainty") or "plain", language)


def commitment_meta(record: Mapping[str, Any], language: str) -> Iterator[str]:
    """Label, stage, due date and unit of a commitment; an assumed date says so."""
    yield say_code("label", record.get("label", ""), language)
    yield say_code("stage", record.get("stage") or "plain", language)
    due = record.get("due_on")
    if due and not record.get("due_assumed"):
        yield say("row.due", language, day=due)
    elif due and record.get("label") == "testable":  # an assumed day says nothing about what cannot be tested
        yield say("row.due_assumed", language, year=str(due)[:4])
    if record.get("responsible"):
        yield say("row.responsible", language, unit=record["responsible"])


def admission_meta(record: Mapping[str, Any], language: str) -> Iterator[str]:
    """Whether a target was missed, and the indicators touched."""
    yield say("row.missed" if record.get("missed_target") else "row.shortcoming", language)
    for name in record.get("indicators", ()):
        yield indicator_name(name, language)


def project_meta(record: Mapping[str, Any], language: str) -> Iterator[str]:
    """The stages that the report tells about a project, and how often it is mentioned."""
    for stage in dict.fromkeys(mention.get("stage", "") for mention in record.get("stages", ())):
        yield say_code("stage", stage or "plain", language)
    count = len(record.get("mentions", ()))
    yield say("row.mentions", language, n=count) if count > 1 else ""


def finding_meta(record: Mapping[str, Any], language: str) -> Iterator[str]:
    """How grave a finding is."""
    yield say_code("severity", str(record.get("severity", "")), language)


def number_meta(record: Mapping[str, Any], language: str) -> Iterator[str]:
    """Why an open number is listed."""
    del record
    yield say("row.open_number", language)


META = {
    "measure": measure_meta,
    "commitment": commitment_meta,
    "admission": admission_meta,
    "project": project_meta,
    "finding": finding_meta,
    "number": number_meta,
}


def notes_of(row: Row, language: str) -> Iterator[Note]:
    """The facts that unfold under a row: as written, objects, other names, doubt, rules, position."""
    record = row.record
    yield Note(say("row.as_written", language), row.as_written if row.kind == "measure" else "")
    yield Note(say("row.section", language), " › ".join(record.get("section", ())))
    yield Note(say("row.objects", language), "；".join(record.get("objects", ())))
    yield Note(say("row.aliases", language), "、".join(record.get("aliases", ())))
    for side in ("a", "b"):
        quote = record.get(side) if row.kind == "finding" else None
        yield Note(say("row.quotation", language), quote["as_written"] if quote else "")
    yield Note(say("row.doubt", language), say_reason(str(record.get("doubt", "")), language), zh=False)
    yield Note(
        say("row.rules", language), " ".join(say_rule(rule, language) for rule in record.get("rules", ())), zh=False
    )
    yield Note(say("row.position", language), f"{row.start}–{row.end}", zh=False)
