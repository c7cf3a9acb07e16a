"""Why the reader says what it says: the rules behind a statement in words, and their replay on its sentence alone."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from msgspec import Struct

from ximu.ledger.commitment import Commitment
from ximu.ledger.errors import UsageError
from ximu.ledger.finding import Quotation
from ximu.ledger.measure import Measure, Number
from ximu.ledger.reading import Reading, ReportReading
from ximu.read.attach.clauses import items_of
from ximu.read.attach.frames import Frame
from ximu.read.measures import Context, own_names, read_sentence
from ximu.read.rules.classify import sort_numbers
from ximu.read.sentences import Boundaries

Explained = Measure | Commitment | Number


class Step(Struct, frozen=True):
    """One rule at work: its id, what it says in Chinese and English, and the words of the text it rests on."""

    id: str
    sentence_zh: str
    sentence_en: str
    evidence: tuple[Quotation, ...]


class Explanation(Struct, frozen=True):
    """The statement and the rules behind it, in the order in which they worked."""

    statement: Explained
    steps: tuple[Step, ...]


@cache
def rule_sentences() -> dict[str, dict[str, str]]:
    """Rule id → its sentence in `zh` and `en`."""
    table = tomllib.loads(files("ximu.read").joinpath("explain.toml").read_text(encoding="utf-8"))
    found: dict[str, dict[str, str]] = {}
    for group, rules in table.items():
        if "zh" in rules:
            found[group] = rules
        else:
            found.update({f"{group}.{name}": sentences for name, sentences in rules.items()})
    return found


def explain(reading: Reading, start: int) -> Explanation:
    """The explanation of the statement that begins at `start` (or covers it). Raises UsageError when there is none."""
    for report in reading.reports:
        statement = _statement_at(report, start)
        if statement is not None:
            return Explanation(statement, tuple(_step(reading, statement, rule) for rule in _rules_of(statement)))
    raise UsageError(f"no statement at {start}", where=reading.source, next_step="see the starts that ximu read gives")


def _statement_at(report: ReportReading, start: int) -> Explained | None:
    numbers = [number for number in report.numbers if number.number_class != "measure"]
    candidates: list[Explained] = [*report.measures, *numbers, *report.commitments]
    over = [one for one in candidates if one.start <= start < one.end]
    return min(over, key=lambda one: (one.start != start, one.end - one.start)) if over else None


def _rules_of(statement: Explained) -> tuple[str, ...]:
    return (statement.rule,) if isinstance(statement, Number) else statement.rules


def _step(reading: Reading, statement: Explained, rule: str) -> Step:
    sentences = rule_sentences()[rule]
    return Step(rule, sentences["zh"], sentences["en"], tuple(_evidence(reading, statement, rule)))


def _evidence(reading: Reading, statement: Explained, rule: str) -> list[Quotation]:
    """The words a rule rests on: the number, the name, the action or the heading, where they stand as written."""
    quoted = [(statement.start, statement.end)]
    if isinstance(statement, Measure):
        wanted = {"about": statement.indicator, "list": statement.indicator, "scope": statement.scope}
        words = [wanted.get(rule.split(".")[0], "")]
        if rule.startswith("about."):
            words.append(statement.action)
        for word in filter(None, words):
            place = reading.text.rfind(word, statement.sentence_start, statement.start)
            if place < 0:
                place = reading.text.find(word, statement.end, statement.sentence_end)
            if place >= 0:
                quoted.append((place, place + len(word)))
        if rule.startswith(("stance.", "year.section")) and statement.section:
            heading = reading.text.rfind(statement.section[0], 0, statement.start)
            quoted = [(heading, heading + len(statement.section[0]))] if heading >= 0 else quoted
    return [
        Quotation(source=reading.source, start=start, end=end, as_written=reading.text[start:end])
        for start, end in sorted(set(quoted))
    ]


_REPLAYED = ("indicator", "action", "low", "high", "unit", "bound", "aspect", "role", "stance", "scope")


def replay(reading: Reading, report: ReportReading, statement: Measure) -> dict[str, Any] | None:
    """Read the sentence of a measure again, alone, with its section's role; the fields that come out.

    None when the sentence alone does not show the number (its words were repaired, or its list began on a line above).
    """
    sentence = reading.text[statement.sentence_start : statement.sentence_end]
    boundaries = Boundaries(sentence)
    items = [item for item in items_of(sentence, sort_numbers(sentence), boundaries) if item.sentence_start == 0]
    if not items:
        return None
    frame = Frame(statement.year, False)
    names = own_names(report.report.place)
    read_sentence(items, sentence, Context(statement.role_of_section, frame, report.report.report_year, names, False))
    offset = statement.start - statement.sentence_start
    for item in items:
        if item.written.start == offset:
            names_read = (item.indicator, *item.extra)
            name = statement.indicator if statement.indicator in names_read else item.indicator
            return {field: name if field == "indicator" else getattr(item, field) for field in _REPLAYED}
    return None


def fields_of(statement: Measure) -> dict[str, Any]:
    """The fields of a measure that a replay must give again."""
    return {field: getattr(statement, field) for field in _REPLAYED}
