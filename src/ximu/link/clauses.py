"""Promises without a number: faster than the economy, in step with it, or whatever the level above will order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal, NamedTuple

from ximu.link.collection import Paper
from ximu.link.identity import plain_name
from ximu.link.words import listed, pattern, table
from ximu.terms.load import indicators

_CLAUSE = re.compile(r"[^，；。！？：,;!?:\n]+")
_SPACE = re.compile(r"\s+")
_TO_BE_READ = ("goals", "plan")


class Clause(NamedTuple):
    """A clause of a report that makes such a promise; [start, end) of the source text.

    `subject` is what is promised, as written; `ids` its indicators, of which all are meant. `against` is what it is
    held against, as written ("" when the level above is to say); `same` for 同步, `strict` when being equal is too little.
    """

    start: int
    end: int
    as_written: str
    kind: Literal["economy", "above", "delegated"]
    subject: str
    ids: tuple[str, ...]
    against: str
    same: bool
    strict: bool
    in_goals: bool
    year: int = 0


def clauses(paper: Paper) -> list[Clause]:
    """The promises without a number of a report, in the order of its text, each once."""
    found: dict[int, Clause] = {}
    for start, text, in_goals in _candidates(paper):
        made = read_clause(text)
        if made is not None:
            found.setdefault(
                start, made._replace(start=start, end=start + len(text), in_goals=in_goals, year=_year(start, paper))
            )
    return [found[start] for start in sorted(found)]


def _year(start: int, paper: Paper) -> int:
    """The year a clause is for: that of the commitment there, or of the nearest target with a number in the same part."""
    for one in paper.reading.commitments:
        if one.start <= start < one.end and one.due_on is not None and not one.due_assumed:
            return one.due_on.year
    part = next((each for each in paper.reading.sections if each.level == 1 and each.start <= start < each.end), None)
    near = [
        (abs(one.start - start), one.year)
        for one in paper.reading.measures
        if one.stance == "target" and one.year and (part is None or part.start <= one.start < part.end)
    ]
    return max(min(near)[1], paper.year) if near else paper.year


def _candidates(paper: Paper) -> Iterator[tuple[int, str, bool]]:
    """Clauses with a position: the goals, clause by clause when the text is at hand, and every commitment without a number."""
    if paper.text:
        for section in paper.reading.sections:
            if section.role == "goals":
                for match in _CLAUSE.finditer(paper.text, section.start, section.end):
                    text = match.group()
                    yield match.start() + len(text) - len(text.lstrip()), text.strip(), True
    for one in paper.reading.commitments:
        if not one.measures and one.role_of_section in _TO_BE_READ:
            yield one.start, one.as_written, one.role_of_section == "goals"


def read_clause(text: str) -> Clause | None:
    """What a clause promises without a number, or None; positions are left 0."""
    flat = _SPACE.sub("", text)
    if not pattern("relative", "faster", "same").search(flat) and not pattern("delegated", "words").search(flat):
        return None
    if not flat or len(flat) > 80 or any(character.isdigit() for character in flat):
        return None
    return _faster(text, flat) or _same_pace(text, flat) or _delegated(text, flat)


def _faster(text: str, flat: str) -> Clause | None:
    for match in pattern("relative", "faster").finditer(flat):
        against = _against(flat[match.end() :])
        ids = subject_ids(flat[: match.start()])
        if against is not None and ids and flat[: match.start()]:
            kind, words = against
            strict = match.group() not in listed("relative", "not_below")
            return Clause(0, 0, text, kind, flat[: match.start()], ids, words, False, strict, False)
    return None


def _same_pace(text: str, flat: str) -> Clause | None:
    for match in pattern("relative", "between").finditer(flat):
        against = _against(flat[match.end() :])
        ids = subject_ids(flat[: match.start()])
        if against is None or not ids or not pattern("relative", "same").search(flat, match.end()):
            continue
        kind, words = against
        return Clause(0, 0, text, kind, flat[: match.start()], ids, words, True, False, False)
    return None


def _delegated(text: str, flat: str) -> Clause | None:
    match = pattern("delegated", "words").search(flat)
    if match is None:
        return None
    return Clause(0, 0, text, "delegated", flat, subject_ids(flat[: match.start()]), "", False, False, False)


def _against(words: str) -> tuple[Literal["economy", "above"], str] | None:
    """What the words after the relation begin with; the longest wins."""
    for kind, key in (("above", "above"), ("economy", "economy")):
        for word in listed("relative", key):
            if words.startswith(word):
                return kind, word  # type: ignore[return-value]
    return None


@cache
def subject_ids(words: str) -> tuple[str, ...]:
    """The indicators that the words before the relation name; the longest name counts. Empty when none is known."""
    special: dict[str, list[str]] = table("words")["relative"]["subjects"]
    best: tuple[int, tuple[str, ...]] = (0, ())
    for word, ids in special.items():
        if word in words and len(word) > best[0]:
            best = (len(word), tuple(ids))
    for word, one in _aliases():
        if len(word) > best[0] and word in words:
            best = (len(word), (one,))
            break  # the longest first
    return best[1]


@cache
def _aliases() -> tuple[tuple[str, str], ...]:
    found = {
        word: one.id for one in indicators().values() for word in (one.zh, *one.aliases) if len(plain_name(word)) > 1
    }
    return tuple(sorted(found.items(), key=lambda each: -len(each[0])))
