"""`ximu explain`: the rules behind one statement, in words, with the words of the text each rests on."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click
import msgspec

from ximu.cli.labels import Language, label
from ximu.ledger.commitment import Commitment
from ximu.ledger.errors import UsageError
from ximu.ledger.exchange import jsonl
from ximu.ledger.exchange.cells import kind_of
from ximu.ledger.measure import Measure, Number
from ximu.ledger.reading import Reading

if TYPE_CHECKING:
    from ximu.read.explain import Step

Statement = Measure | Commitment | Number
QUOTES = ("“”", '""', "''", "「」", "‘’")


@click.command()
@click.argument("file")
@click.argument("start", metavar="START")
@click.option("--format", "form", type=click.Choice(["text", "json"]), help="Default: text on a terminal, else json.")
@click.option("--lang", "language", type=click.Choice(["zh", "en"]), default="zh", help="Language of the text. [zh]")
def explain(file: str, start: str, form: str | None, language: Language) -> None:
    """Tell which rules made the statement at a place in a file.

    START is a position as `ximu read` gives it, or words of the statement; quote words that are digits only ("“2017”").
    """
    from ximu.read.explain import explain as explain_statement
    from ximu.read.pipeline import read_path

    reading = read_path(Path(file), file)
    statement, others = find_statement(reading, start)
    found = explain_statement(reading, statement.start)
    statement, steps = found.statement, found.steps
    if (form or ("text" if sys.stdout.isatty() else "json")) == "json":
        click.echo(as_json(statement, steps))
    else:
        for line in as_text(statement, steps, language):
            click.echo(line)
    if others:
        places = ", ".join(str(other.start) for other in others[:10])
        click.echo(f"ximu explain: also at {places}", err=True)


def statements(reading: Reading) -> Iterator[Statement]:
    """Everything of a reading that rules made, measures first."""
    for found in reading.reports:
        yield from found.measures
        yield from found.commitments
        yield from (number for number in found.numbers if number.number_class != "measure")


def find_statement(reading: Reading, start: str) -> tuple[Statement, list[Statement]]:
    """The statement at a position or with these words, and the other statements that the words occur in.

    Raises UsageError when nothing was read there, and names the nearest statement.
    """
    if start.isascii() and start.isdigit():
        words, places = "", [(int(start), int(start) + 1)]
    else:
        words = _unquoted(start)
        places = _occurrences(reading.text, words)
        if not places:
            raise UsageError(f"“{words}” does not occur in the text", where=reading.source, code="U003")
    every = list(statements(reading))
    found: dict[int, Statement] = {}
    for begin, end in places:
        best = _over(every, begin, end) or (_number_after(every, begin, end) if words else None)
        if best is not None:
            found.setdefault(best.start, best)
    if not found:
        raise _nothing_there(reading, every, places[0][0])
    first, *others = found.values()
    return first, others


def _over(every: Sequence[Statement], begin: int, end: int) -> Statement | None:
    """The statement that begins there; else the shortest over these characters."""
    over = [one for one in every if one.start < end and begin < one.end]
    return min(over, key=lambda one: (one.start != begin, one.end - one.start), default=None)


def _number_after(every: Sequence[Statement], begin: int, end: int) -> Statement | None:
    """The next measure of the sentence: who quotes the name of an indicator means its number."""
    measures = (one for one in every if isinstance(one, Measure))
    after = [one for one in measures if one.sentence_start <= begin and end <= one.start < one.sentence_end]
    return min(after, key=lambda one: one.start, default=None)


def _unquoted(words: str) -> str:
    return words[1:-1] if len(words) > 2 and words[0] + words[-1] in QUOTES else words


def _occurrences(text: str, words: str) -> list[tuple[int, int]]:
    places, at = [], text.find(words) if words else -1
    while at >= 0:
        places.append((at, at + len(words)))
        at = text.find(words, at + len(words))
    return places


def _nothing_there(reading: Reading, every: Sequence[Statement], place: int) -> UsageError:
    nearest = min(every, key=lambda one: abs(one.start - place), default=None)
    step = f"the nearest is “{nearest.as_written}” at {nearest.start}" if nearest else "nothing was read in this file"
    return UsageError(f"no statement at {place}", where=reading.source, next_step=step, code="U003")


def as_json(statement: Statement, steps: Sequence[Step]) -> str:
    """The statement and its steps as one JSON object."""
    whole = msgspec.json.encode({"statement": msgspec.Raw(jsonl.encode(statement)), "steps": steps})
    return msgspec.json.format(whole, indent=2).decode()


def as_text(statement: Statement, steps: Sequence[Step], language: Language) -> Iterator[str]:
    """The statement, what was read, and one line per rule with its evidence indented below."""
    kind = label("kind", kind_of(statement), language)
    yield f"{kind} {statement.start}–{statement.end}  “{statement.as_written}”"
    if isinstance(statement, Measure):
        row = json.loads(jsonl.encode(statement), parse_float=str, parse_int=str)
        shown = ("indicator", "low", "high", "unit", "bound", "aspect", "stance", "year", "scope")
        yield "  " + "  ".join(f"{name}={row[name]}" for name in shown if row[name] not in ("", None))
    for number, step in enumerate(steps, 1):
        sentence = step.sentence_zh if language == "zh" else step.sentence_en
        yield f"{number}. {sentence}  [{step.id}]"
        for at in step.evidence:
            yield f"     “{at.as_written}” {at.start}–{at.end}"
