"""A refusal in the language of the page: what stands against a move, one line each; any other error by the table of errors."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from ximu.ledger.errors import XimuError
from ximu.site.language import say, words
from ximu.site.reasons import say_reason
from ximu.track.actions.refused import MoveRefusedError
from ximu.track.rules.engine import Refusal
from ximu.track.rules.english import in_words
from ximu.track.rules.facts import holds
from ximu.track.rules.playbook import ROLE_NAMES, Condition, Playbook

ERRORS_FILE = Path(__file__).parent.parent / "refusals.toml"
BLANK = re.compile(r"\\{(\w+)\\}")


class Told(NamedTuple):
    """A refusal for a page: where, everything that stands against it, what to do, the stable code."""

    where: str
    what: tuple[str, ...]
    next_step: str
    code: str


@cache
def errors() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The English lines of errors as patterns, each with its Chinese words."""
    table = tomllib.loads(ERRORS_FILE.read_text(encoding="utf-8"))["errors"]
    return tuple(
        (re.compile(BLANK.sub(r"(?P<\1>.+)", re.escape(english)), re.DOTALL), chinese)
        for english, chinese in table.items()
    )


def say_error(line: str, language: str) -> str:
    """One line of an error as the page says it; one that the table does not have stays as it is."""
    if language == "en" or not line:
        return line
    for pattern, chinese in errors():
        if found := pattern.fullmatch(line):
            return chinese.format(**{name: say_reason(value, language) for name, value in found.groupdict().items()})
    return say_reason(line, language)


def told(error: XimuError | Mapping[str, str], language: str) -> Told:
    """An error, or what a job has kept of one, in the language of the page."""
    if isinstance(error, MoveRefusedError):
        lines = tuple(_refusal(error, one, language) for one in error.refusals)
        return Told(error.where, lines, say_error(error.next_step, language), error.code)
    kept = (
        {"what": error.what, "where": error.where, "next_step": error.next_step, "code": error.code}
        if isinstance(error, XimuError)
        else error
    )
    what = say_error(kept["what"], language)
    return Told(kept["where"], (what,), say_error(kept["next_step"], language), kept["code"])


def in_one_line(error: XimuError, language: str) -> str:
    """The same in one line, for the head of a form."""
    found = told(error, language)
    parts = [part for part in (found.where, say("refused.also", language).join(found.what)) if part]
    head = "：".join(parts) if language == "zh" else ": ".join(parts)
    return f"{head}{say('refused.also', language)}{found.next_step}" if found.next_step else head


def _refusal(error: MoveRefusedError, one: Refusal, language: str) -> str:
    between = say("refused.list", language)
    about = one.about
    if one.why == "role":
        about = between.join(_role(role, language) for role in about.split(", "))
    elif one.why in ("same_person", "no_such_move"):
        about = _move(error.book, about, language)
    elif one.why == "wrong_state":
        state = error.book.state(about)
        about = state.en if language == "en" else state.zh
    elif one.why in ("missing", "no_field", "wrong_value"):
        about = _carried(error.book, about, language)
    elif one.why == "evidence_kind":
        about = between.join(in_words(kind, language) for kind in about.split(", "))
    elif one.why == "not_yet":
        about = between.join(_needed(error, about, language))
    return say(f"refusal.{one.why}", language, about=about)


def _needed(error: MoveRefusedError, move: str, language: str) -> list[str]:
    """The conditions of a move that do not hold."""
    book = error.book
    unmet = [one for one in book.move(move).needs if not holds(one, error.facts, book, error.on)]
    return [_condition(book, one, language) for one in unmet]


def _condition(book: Playbook, one: Condition, language: str) -> str:
    between = say("refused.list", language)
    for name in ("made", "not_made"):
        if moves := getattr(one, name):
            return say(f"needed.{name}", language, about=between.join(_move(book, move, language) for move in moves))
    if one.field:
        return say("needed.field", language, about=_carried(book, one.field, language))
    if one.evidence is not None:
        return say("needed.evidence", language, about=one.evidence)
    names = ("state", "reached", "closed", "on_time", "late", "due", "parts_closed", "clock", "vote")
    asked = next((name for name in names if getattr(one, name) not in ((), None, "")), "state")
    return say(f"needed.{asked}", language)


def _move(book: Playbook, name: str, language: str) -> str:
    found: Any = next((one for one in book.moves if one.id == name), None)
    return (found.en if language == "en" else found.zh) if found else name


def _role(role: str, language: str) -> str:
    names = {str(key): pair for key, pair in ROLE_NAMES.items()}.get(role, (role, role))
    return names[1] if language == "en" else names[0]


def _carried(book: Playbook, name: str, language: str) -> str:
    field: Any = next((one for one in book.fields if one.id == name), None)
    if field is not None:
        return str(field.en if language == "en" else field.zh)
    key = {"evidence": "work.evidence", "progress": "work.progress"}.get(name, f"ask.{name}")
    return say(key, language) if key in words() else name
