"""Who leads and who supports, read from the brackets of a division of responsibilities; with the clause each belongs to.

Reads "（…牵头，…配合）", "（责任单位：…）" and the style that names a leader first. Where only 负责 is said, the first unit
listed leads. Names stay as written; `exchange.cells.UnitNames` finds the units.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import msgspec
from msgspec import Struct

_BRACKET = re.compile(r"[（(]([^（()）\n]{2,300})[）)]")
_CLAUSE_END = re.compile(r"[。；;！？\n]")
_PART = re.compile(r"[，,；;。]")


class ResponsibilityWords(Struct, frozen=True, forbid_unknown_fields=True):
    """The words of `responsibility.toml`."""

    lead: tuple[str, ...]
    responsible: tuple[str, ...]
    supporting: tuple[str, ...]
    lead_before: tuple[str, ...]
    responsible_before: tuple[str, ...]
    supporting_before: tuple[str, ...]
    leader_before: tuple[str, ...]
    leader_ends: tuple[str, ...]
    tails: tuple[str, ...]
    separators: str


class Responsibility(NamedTuple):
    """One bracket: [start, end) with its brackets, the clause [clause_start, start) it belongs to, names as written."""

    start: int
    end: int
    clause_start: int
    lead: str
    supporting: tuple[str, ...]
    leader: str


@cache
def responsibility_words() -> ResponsibilityWords:
    """The words, read once."""
    text = (files("ximu.track.rules") / "responsibility.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), ResponsibilityWords)


def find_responsibilities(text: str) -> list[Responsibility]:
    """Every bracket of `text` that names who is responsible, in order; positions are code points of `text`."""
    found: list[Responsibility] = []
    for hit in _BRACKET.finditer(text):
        read = _read(hit[1])
        if read is None:
            continue
        before = [end.end() for end in _CLAUSE_END.finditer(text, found[-1].end if found else 0, hit.start())]
        # A stop right before the bracket ends the clause that the bracket is about.
        clause_ends = [end for end in before if text[end : hit.start()].strip()]
        start = clause_ends[-1] if clause_ends else (found[-1].end if found else 0)
        found.append(Responsibility(hit.start(), hit.end(), start, *read))
    return found


def join_by_span(found: Iterable[Responsibility], starts: Iterable[int]) -> dict[int, Responsibility]:
    """Which bracket each statement (by its start in the same text) belongs to; those outside any clause are left out."""
    brackets = list(found)
    return {
        start: next(one for one in brackets if one.clause_start <= start < one.start)
        for start in starts
        if any(one.clause_start <= start < one.start for one in brackets)
    }


def _read(inside: str) -> tuple[str, tuple[str, ...], str] | None:
    """Lead unit, supporting units and leader of a bracket; None when it is about something else."""
    words = responsibility_words()
    lead: list[str] = []
    responsible: list[str] = []
    supporting: list[str] = []
    leader = ""
    role = None
    for part in _PART.split(inside):
        role_now, names = _part(part.strip(), words)
        if role_now is None and role is None:
            return None  # a bracket that begins with neither a role nor a name with one
        if role_now is None:
            role_now = "supporting" if role in ("lead", "responsible", "leader") else role
        people = [name for name in names if name.endswith(words.leader_ends)]
        if role_now == "leader" or (people and len(people) == len(names)):
            leader, role = "、".join(names), role or "leader"
            continue
        {"lead": lead, "responsible": responsible}.get(str(role_now), supporting).extend(names)
        role = role_now
    units = [*lead, *responsible, *supporting]
    if not (lead or responsible):
        return None
    return units[0], tuple(dict.fromkeys(name for name in units[1:] if name != units[0])), leader


def _part(part: str, words: ResponsibilityWords) -> tuple[str | None, list[str]]:
    for role, heads in (
        ("lead", words.lead_before), ("responsible", words.responsible_before), ("supporting", words.supporting_before),
        ("leader", words.leader_before),
    ):  # fmt: skip
        for head in heads:
            if re.match(rf"{head}[:：]", part):
                return role, _names(part[len(head) + 1 :], words)
    for role, tails in (("lead", words.lead), ("responsible", words.responsible), ("supporting", words.supporting)):
        for tail in sorted(tails, key=len, reverse=True):
            if part.endswith(tail) and len(part) > len(tail):
                return role, _names(part[: -len(tail)], words)
    return None, _names(part, words)


def _names(text: str, words: ResponsibilityWords) -> list[str]:
    names = []
    for name in re.split(f"[{re.escape(words.separators)}]+", text):
        for tail in sorted(words.tails, key=len, reverse=True):
            name = name.removesuffix(tail)
        if name:
            names.append(name)
    return names
