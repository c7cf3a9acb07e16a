"""What makes a thing a named one: proper names, stages of a work, titles, slogans and programmes."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from ximu.read.promises.words import alternation, load

CueKind = Literal["thing", "part", "title", "quotation", "document"]
_NO_NAME_BEFORE = "、和与及的等了个条所座批”》）)项家处"
_QUOTED = re.compile(r"[“\"「『]([^”\"」』]{1,40})[”\"」』]")
_NUMBERED = re.compile(r"[一二三四五六七八九十\d]")
_NAME_ENDS = "(?=[、和与及等]|以及|建设|工作|实施|$)"


class Thing(NamedTuple):
    """A noun for a kind of thing: `general` words right before it make no name, `not_before` characters no such noun."""

    kind: str
    general: tuple[str, ...]
    not_before: str


class Undertaking(NamedTuple):
    """A noun for a kind of work: named behind `least` characters that are no `general` word, or `long` of any kind."""

    strength: int
    general: tuple[str, ...]
    least: int
    long: int


class Names(NamedTuple):
    """The words of terms/named_things.toml and their patterns, compiled once."""

    cues: re.Pattern[str]
    cue: dict[str, CueKind]
    things: dict[str, Thing]
    titled: re.Pattern[str]
    undertakings: re.Pattern[str]
    undertaking: dict[str, Undertaking]
    general_heads: tuple[str, ...]
    named_list: re.Pattern[str]
    list_general: re.Pattern[str]
    slogans: frozenset[str]


@cache
def names() -> Names:
    """The words of `terms/named_things.toml` and their patterns."""
    data = load("named_things.toml")
    things: dict[str, Thing] = {}
    for block in data["things"]:
        thing = Thing(block["kind"], tuple(block["general"].split()), block.get("not_before", ""))
        for noun in block["nouns"].split():
            things.setdefault(noun, thing)
    given = data["cues"]
    cue: dict[str, CueKind] = {
        "《": "document",
        "“": "quotation",
        '"': "quotation",
        "「": "quotation",
        "『": "quotation",
    }
    cue |= dict.fromkeys(things, "thing")
    cue |= dict.fromkeys(given["parts"].split(), "part")
    cue |= dict.fromkeys(given["titles"].split(), "title")
    undertaking: dict[str, Undertaking] = {}
    for sort, strength_, least, long in (("platforms", 1, 6, 99), ("undertakings", 1, 3, 99), ("programs", 2, 2, 5)):
        kind = Undertaking(strength_, tuple(given[f"{sort}_general"].split()), least, long)
        undertaking |= dict.fromkeys(given[sort].split(), kind)
    lists = data["lists"]
    return Names(
        cues=re.compile(alternation(cue)),
        cue=cue,
        things=things,
        titled=re.compile(
            f"(?:{alternation(given['titles'].split())})[^、，和与及]{{0,16}}?(?:{alternation(given['titled_nouns'].split())})"
        ),
        undertakings=re.compile(alternation(undertaking) + _NAME_ENDS),
        undertaking=undertaking,
        general_heads=tuple(given["general_heads"].split()),
        named_list=re.compile(f"、[^、等]{{2,12}}等[^、等一]{{0,8}}?(?:{alternation(lists['heads'].split())})"),
        list_general=re.compile(f"(?:{alternation(lists['general'].split())})(?=[、等])"),
        slogans=frozenset(data["slogans"]["words"].split()),
    )


def strength(text: str, start: int, end: int) -> int:
    """How surely [start, end) names a thing: 3 a proper name, 2 a slogan or a programme, 1 a longer word before
    a common noun, 0 a general field."""
    known = names()
    quoted = False
    for match in known.cues.finditer(text, start, end):
        kind = known.cue[match[0]]
        if kind == "thing":
            if names_a_thing(text, start, match, known):
                return 3
        elif kind == "quotation":
            quoted = True
        elif kind != "title" or known.titled.match(text, match.start(), end):
            return 3
    listed = text.find("等", start, end) >= 0 and known.named_list.search(text, start, end)
    if listed and not known.list_general.search(text, start, end):
        return 3
    field = text.endswith(known.general_heads, start, end)
    if quoted:
        for match in _QUOTED.finditer(text, start, end):
            # a scheme that bears its number (“六个一”工作模式) is a fixed one, a new pattern is not
            if match[1] not in known.slogans and (not field or _NUMBERED.search(match[1])):
                return 2
    return 0 if field else _undertaken(text, start, end, known)


def names_a_thing(text: str, start: int, match: re.Match[str], known: Names) -> bool:
    """Whether the noun of `match` has a particular word before it, not before `start`."""
    at = match.start()
    if at == start or text[at - 1] in _NO_NAME_BEFORE:
        return False
    thing = known.things[match[0]]
    if thing.not_before and text[match.end() : match.end() + 1] in thing.not_before and match.end() < len(text):
        return False
    return not text.endswith(thing.general, max(start, at - 5), at)


def _undertaken(text: str, start: int, end: int, known: Names) -> int:
    best = 0
    for match in known.undertakings.finditer(text, start, end):
        at = match.start()
        kind = known.undertaking[match[0]]
        if at - start < kind.least or kind.strength <= best:
            continue
        begin = max(text.rfind(mark, start, at) for mark in "、和及与的等") + 1 or start
        if at - begin >= kind.long or (at - begin >= kind.least and not text.endswith(kind.general, begin, at)):
            best = kind.strength
    return best


def ends_a_thing(side: str) -> bool:
    """Whether the last word of `side` is a noun for a kind of thing."""
    last = 0
    known = names()
    for match in known.cues.finditer(side):
        if known.cue[match[0]] in {"thing", "part"}:
            last = match.end()
    return last == len(side)
