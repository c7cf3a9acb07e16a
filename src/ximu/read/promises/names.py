"""What makes a thing a named one: proper names, stages of a work, titles, slogans and programmes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal, NamedTuple

from ximu.read.promises.words import alternation, load

CueKind = Literal["thing", "part", "title", "quotation", "document"]
_NO_NAME_BEFORE = "、和与及的等了个条所座批”》）)项家处"
_QUOTED = re.compile(r"[“\"「『]([^”\"」』]{1,40})[”\"」』]")
_ADJECTIVES = frozenset("大新小老旧重")
_LEAST_FURTHER, _MOST_FURTHER = 2, 6  # characters of a particular word before general ones
_NUMBERED = re.compile(r"[一二三四五六七八九十\d]")
_NAME_ENDS = "(?=[、和与及等]|以及|建设|工作|实施|$)"


class Thing(NamedTuple):
    """A noun for a kind of thing: `general` words right before it make no name, `not_before` characters no such noun."""

    kind: str
    general: frozenset[str]
    not_before: str


class Undertaking(NamedTuple):
    """A noun for a kind of work: named behind `least` characters that are no `general` word, or `long` of any kind."""

    strength: int
    general: frozenset[str]
    least: int
    long: int


class Endings(NamedTuple):
    """Words found by their last character: far fewer places of a text need a closer look than by the first one.

    `last` finds the characters, `words` has by character the words that end with it, the longest first.
    """

    last: re.Pattern[str]
    words: dict[str, tuple[str, ...]]

    def word_at(self, text: str, start: int, end: int) -> str:
        """The longest of the words that ends at `end` and does not begin before `start`, or ""."""
        words = self.words[text[end - 1]]
        if not text.endswith(words, start, end):
            return ""
        return next(word for word in words if text.endswith(word, start, end))


def by_last_character(words: Iterable[str], behind: str = "") -> Endings:
    """The `words`, to be found by their last characters; `behind` is a pattern for what must follow."""
    groups: dict[str, list[str]] = {}
    for word in sorted(set(words), key=len, reverse=True):
        groups.setdefault(word[-1], []).append(word)
    last = "[" + "".join(re.escape(char) for char in groups) + "]"
    return Endings(re.compile(last + behind), {char: tuple(found) for char, found in groups.items()})


class Names(NamedTuple):
    """The words of terms/named_things.toml and their patterns, compiled once."""

    cues: Endings
    cue: dict[str, CueKind]
    things: dict[str, Thing]
    general: frozenset[str]
    titled: re.Pattern[str]
    undertakings: Endings
    undertaking: dict[str, Undertaking]
    general_heads: frozenset[str]
    named_list: re.Pattern[str]
    list_general: re.Pattern[str]
    slogans: frozenset[str]


@cache
def names() -> Names:
    """The words of `terms/named_things.toml` and their patterns."""
    data = load("named_things.toml")
    things: dict[str, Thing] = {}
    for block in data["things"]:
        thing = Thing(block["kind"], frozenset(block["general"].split()), block.get("not_before", ""))
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
        kind = Undertaking(strength_, frozenset(given[f"{sort}_general"].split()), least, long)
        undertaking |= dict.fromkeys(given[sort].split(), kind)
    lists = data["lists"]
    return Names(
        cues=by_last_character(cue),
        cue=cue,
        things=things,
        general=frozenset().union(*(thing.general for thing in things.values())),
        titled=re.compile(
            f"(?:{alternation(given['titles'].split())})[^、，]{{0,18}}?(?:{alternation(given['titled_nouns'].split())})"
        ),
        undertakings=by_last_character(undertaking, _NAME_ENDS),
        undertaking=undertaking,
        general_heads=frozenset(given["general_heads"].split()),
        named_list=re.compile(f"、[^、等]{{2,12}}等[^、等一]{{0,8}}?(?:{alternation(lists['heads'].split())})"),
        list_general=re.compile(f"(?:{alternation(lists['general'].split())})(?=[、等])"),
        slogans=frozenset(data["slogans"]["words"].split()),
    )


def ends_with_one(text: str, start: int, end: int, words: frozenset[str]) -> bool:
    """Whether [start, end) ends with one of `words` (up to six characters); a few looks into a set beat a long tuple."""
    return (
        text[max(start, end - 2) : end] in words
        or text[max(start, end - 1) : end] in words
        or text[max(start, end - 3) : end] in words
        or text[max(start, end - 4) : end] in words
        or (end - start > 4 and (text[max(start, end - 5) : end] in words or text[max(start, end - 6) : end] in words))
    )


def _general_size(text: str, start: int, end: int, words: frozenset[str]) -> int:
    """The length of the longest of `words` that [start, end) ends with, or 0."""
    return next((size for size in range(min(6, end - start), 0, -1) if text[end - size : end] in words), 0)


def strength(text: str, start: int, end: int, least: int = 1) -> int:
    """How surely [start, end) names a thing: 3 a proper name, 2 a slogan or a programme, 1 a longer word before
    a common noun, 0 a general field. What is below `least` need not be told apart."""
    known = names()
    quoted = further = False
    by_last = known.cues.words
    for match in known.cues.last.finditer(text, start, end):
        at = match.end()
        words = by_last[match[0]]
        if not text.endswith(words, start, at):
            continue
        word = known.cues.word_at(text, start, at)
        kind = known.cue[word]
        if kind == "thing":
            if names_a_thing(text, start, at - len(word), word, known):
                return 3
            further = further or _named_further_out(text, start, at - len(word), known)
        elif kind == "quotation":
            quoted = True
        elif kind != "title" or known.titled.match(text, at - len(word), end):
            return 3
    listed = text.find("等", start, end) >= 0 and known.named_list.search(text, start, end)
    if listed and not known.list_general.search(text, start, end):
        return 3
    if least > 2:
        return 0
    field = ends_with_one(text, start, end, known.general_heads)
    if quoted:
        for match in _QUOTED.finditer(text, start, end):
            # a scheme that bears its number (“六个一”工作模式) is a fixed one, a new pattern is not
            if match[1] not in known.slogans and (not field or _NUMBERED.search(match[1])):
                return 2
    return 0 if field else max(_undertaken(text, start, end, known), further)


def names_a_thing(text: str, start: int, at: int, noun: str, known: Names) -> bool:
    """Whether the noun of a thing that begins at `at` has a particular word before it, not before `start`."""
    if at == start or text[at - 1] in _NO_NAME_BEFORE:
        return False
    thing = known.things[noun]
    end = at + len(noun)
    if thing.not_before and end < len(text) and text[end] in thing.not_before:
        return False
    if not ends_with_one(text, start, at, thing.general):
        return True
    # 大 or 新 makes no name of a noun by itself, but may be the last character of one (龙大城际)
    inside = text[at - 1] in _ADJECTIVES and at - start > 1 and text[at - 2] not in _NO_NAME_BEFORE
    return inside and not ends_with_one(text, start, at, thing.general - _ADJECTIVES)


def _named_further_out(text: str, start: int, at: int, known: Names) -> bool:
    """Whether a particular word seems to stand before general ones: 云溪生态小镇 is named, 特色生态小镇 is not."""
    noun = at
    while size := _general_size(text, start, at, known.general):
        if at == noun and size == 1:  # 线路, 公路: one word, no modifier of 路
            return False
        at -= size
    begin = max(text.rfind(mark, start, at) for mark in _NO_NAME_BEFORE) + 1 or start
    return at < noun and _LEAST_FURTHER <= at - begin <= _MOST_FURTHER


def _undertaken(text: str, start: int, end: int, known: Names) -> int:
    best = 0
    by_last = known.undertakings.words
    for match in known.undertakings.last.finditer(text, start, end):
        if not text.endswith(by_last[match[0]], start, match.end()):
            continue
        word = known.undertakings.word_at(text, start, match.end())
        at = match.end() - len(word)
        kind = known.undertaking[word]
        if at - start < kind.least or kind.strength <= best:
            continue
        begin = max(text.rfind(mark, start, at) for mark in "、和及与的等") + 1 or start
        if at - begin >= kind.long or (at - begin >= kind.least and not ends_with_one(text, begin, at, kind.general)):
            best = kind.strength
    return best


def ends_a_thing(side: str) -> bool:
    """Whether the last word of `side` is a noun for a kind of thing."""
    known = names()
    if side[-1] not in known.cues.words:
        return False
    return known.cue.get(known.cues.word_at(side, 0, len(side)), "") in {"thing", "part"}
