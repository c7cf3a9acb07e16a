"""What makes a thing a named one: proper names, stages of a work, titles, slogans and programmes."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, NamedTuple

from ximu.read.promises.words import backwards, load
from ximu.terms.words import alternation

CueKind = Literal["thing", "part", "title", "quotation", "document"]
_IDEAL = 5  # characters of an ideal with the place that is to be so
_NO_NAME_BEFORE = "、和与及的等了个条所座批“”《》（）()-—+项家处"
_MARK, _JOINT = re.compile(f"[{_NO_NAME_BEFORE}]"), re.compile("[、和及与的等]")
_QUOTED = re.compile(r"[“\"「『]([^”\"」』]{1,40})[”\"」』]")
_CHAIN = re.compile(r"[-—+＋].+[-—+＋]")  # the links of a chain in one quotation
_BRACKETED = re.compile(r"[\u4e00-\u9fff]{2}[（(][\u4e00-\u9fff]{2,6}[)）]$")  # 中国（临江）自贸试验区
_ORDINAL = re.compile("第[一二三四五六七八九十]+[条座期回]")  # 第三条…: one thing of its kind
_OF_COUNTY = re.compile("[\u4e00-\u9fff](?![全各我本该每跨外农强大困点弱]|建设|打造)[\u4e00-\u9fff]县")
FEW = frozenset("两三四五六七八")  # the numerals that sum up a list of names: A、B两座
_ADJECTIVES = frozenset("大新小老旧重")
LONGEST_GENERAL = 6  # characters of a general word before a noun
_LEAST_FURTHER, _MOST_FURTHER = 2, 10  # characters of a particular word before general ones
_NUMBERED = re.compile(r"[一二三四五六七八九十\d]")
NAME_ENDS = "(?<![^、和与及等])|(?<=及以)|(?<=设建)|(?<=作工)|(?<=施实)"  # before the end of a name, spelled backwards


class Thing(NamedTuple):
    """A noun for a kind of thing: `general` words right before it make no name, `not_before` characters no such noun."""

    kind: str
    general: frozenset[str]
    not_before: str
    general_ends: frozenset[str]  # last characters of `general`


class Undertaking(NamedTuple):
    """A noun for a kind of work: named behind `least` characters that are no `general` word, or `long` of any kind."""

    strength: int
    general: frozenset[str]
    least: int
    long: int


class Names(NamedTuple):
    """The words of terms/named_things.toml and their patterns, compiled once.

    `cues` and `undertakings` read text spelled backwards; so are the keys of `cue` and `undertaking`.
    """

    cues: re.Pattern[str]
    cue: dict[str, tuple[CueKind, Thing | None]]
    things: dict[str, Thing]
    general: frozenset[str]
    titled: re.Pattern[str]
    undertakings: re.Pattern[str]
    undertaking: dict[str, Undertaking]
    ideals: frozenset[str]
    general_heads: frozenset[str]
    head_ends: frozenset[str]  # last characters of `general_heads`
    named_list: re.Pattern[str]
    list_general: re.Pattern[str]
    joined: frozenset[str]  # names that end like a conjunction (共和)
    slogans: frozenset[str]
    complaints: tuple[str, ...]  # a quotation that ends so names what is wrong (停车难)
    not_behind: re.Pattern[str]  # behind a quotation: it is said how something is, not what it is called
    quoted_heads: re.Pattern[str]


@cache
def names() -> Names:
    """The words of `terms/named_things.toml` and their patterns."""
    data = load("named_things.toml")
    things: dict[str, Thing] = {}
    for block in data["things"]:
        general = frozenset(block["general"].split())
        thing = Thing(block["kind"], general, block.get("not_before", ""), frozenset(word[-1] for word in general))
        for noun in block["nouns"].split():
            things.setdefault(noun, thing)
    given = data["cues"]
    cue: dict[str, tuple[CueKind, Thing | None]] = {"《": ("document", None)}
    cue |= dict.fromkeys('“"「『', ("quotation", None))
    cue |= {noun[::-1]: ("thing", thing) for noun, thing in things.items()}
    cue |= {part[::-1]: ("part", None) for part in given["parts"].split()}
    cue |= {title[::-1]: ("title", None) for title in given["titles"].split()}
    undertaking: dict[str, Undertaking] = {}
    for sort, strength_, least, long in (("platforms", 1, 6, 99), ("undertakings", 1, 3, 99), ("programs", 2, 2, 5)):
        kind = Undertaking(strength_, frozenset(given[f"{sort}_general"].split()), least, long)
        undertaking |= {word[::-1]: kind for word in given[sort].split()}
    lists = data["lists"]
    return Names(
        cues=re.compile(backwards(("", (word[::-1] for word in cue)))),
        cue=cue,
        things=things,
        general=frozenset().union(*(thing.general for thing in things.values())),
        titled=re.compile(
            f"(?:{alternation(given['titles'].split())})[^、，]{{0,18}}?(?:"
            f"{alternation(noun for noun in given['titled_nouns'].split() if len(noun) > 1)}"
            f"|(?:{alternation(noun for noun in given['titled_nouns'].split() if len(noun) < 2)})(?=[、和与及等]|建设|$))"
        ),
        undertakings=re.compile(backwards((NAME_ENDS, (word[::-1] for word in undertaking)))),
        undertaking=undertaking,
        ideals=frozenset(given["ideals"].split()),
        general_heads=frozenset(given["general_heads"].split()),
        head_ends=frozenset(head[-1] for head in given["general_heads"].split()),
        named_list=re.compile(
            f"、[^、等]{{2,12}}等(?:(?:一批)?[^、等一]{{0,8}}?(?:{alternation(lists['heads'].split())})|{lists['works']})"
            f"|、[^、等]{{2,8}}[两三四五六七八][个座条](?:{alternation(lists['heads'].split())})(?:建设|发展)?$"
        ),
        list_general=re.compile(f"(?<![^、])[^、]{{0,4}}?(?:{alternation(lists['general'].split())})(?=[、等])"),
        joined=frozenset(data["cues"]["joined"].split()),
        slogans=frozenset(data["slogans"]["words"].split()),
        complaints=tuple(data["slogans"]["complaints"].split()),
        not_behind=re.compile(data["slogans"]["not_behind"]),
        quoted_heads=re.compile(alternation(data["slogans"]["heads"].split())),
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


def _general_size(words: str, end: int, general: frozenset[str]) -> int:
    """The length of the longest `general` word that `words` up to `end` end with, or 0."""
    for size in range(min(6, end), 0, -1):
        if words[end - size : end] in general:
            return size
    return 0


def strength(words: str, least: int = 1, loose: bool = False) -> int:
    """How surely `words` name a thing: 3 a proper name, 2 a slogan or a programme, 1 a longer word before
    a common noun, 0 a general field. What is below `least` need not be told apart; `loose`: a quotation alone is no name."""
    known = names()
    quoted = further = False
    if words[:2] in known.ideals and len(words) <= _IDEAL:  # 平安|芜湖
        return 0
    field = words[-1:] in known.head_ends and ends_with_one(words, 0, len(words), known.general_heads)
    if field and least > 2:  # 提升某枢纽地位: of a named thing only a quality
        return 0
    size, spelled = len(words), words[::-1]
    for match in known.cues.finditer(spelled):
        kind, thing = known.cue[match[1]]
        if thing is not None:
            end = size - match.start()
            at = end - len(match[1])
            if names_a_thing(words, 0, at, end, thing):
                return 3
            further = further or _named_further_out(words, spelled, at, known)
        elif kind == "quotation":
            quoted = True
        elif kind != "title" or known.titled.match(words, size - match.start() - len(match[1])):
            return 3
    if (
        ("等" in words or ("、" in words and not FEW.isdisjoint(words)))
        and known.named_list.search(words)
        and not known.list_general.search(words)
    ):
        return 3
    if "第" in words and _ORDINAL.search(words):
        return 3
    if least > 2:
        return 0
    if quoted:
        for match in _QUOTED.finditer(words):
            # a scheme that bears its number (“六个一”工作模式) is a fixed one, a new pattern is not
            if (
                match[1] not in known.slogans
                and not match[1].endswith(known.complaints)
                and (not field or _NUMBERED.search(match[1]))
                and not known.not_behind.match(words, match.end())
                and (not loose or (known.quoted_heads.search(words, match.start()) and not _CHAIN.search(match[1])))
            ):
                return 2
    return 0 if field else max(_undertaken(words, spelled, known), further)


def names_a_thing(text: str, start: int, at: int, end: int, thing: Thing) -> bool:
    """Whether the noun of a thing in [at, end) has a particular word before it, not before `start`."""
    if at == start:
        return False
    if text[at - 1] in _NO_NAME_BEFORE and text[at - 2 : at] not in names().joined:
        return text[at - 1] in "）)" and _BRACKETED.search(text, start, at) is not None
    if thing.not_before and end < len(text) and text[end] in thing.not_before:
        return False
    if text[at - 1] == "县" and at - start > 2 and _OF_COUNTY.match(text, at - 3):  # 临江县体育馆
        return True
    if text[at - 1] not in thing.general_ends or not ends_with_one(text, start, at, thing.general):
        return True
    # 大 or 新 makes no name of a noun by itself, but may be the last character of one (龙大城际)
    inside = text[at - 1] in _ADJECTIVES and at - start > 1 and text[at - 2] not in _NO_NAME_BEFORE
    return inside and not ends_with_one(text, start, at, thing.general - _ADJECTIVES)


def _named_further_out(words: str, spelled: str, at: int, known: Names) -> bool:
    """Whether a particular word seems to stand before general ones: 云溪生态小镇 is named, 特色生态小镇 is not."""
    noun = at
    while size := _general_size(words, at, known.general):
        if at == noun and size == 1:  # 线路, 公路: one word, no modifier of 路
            return False
        at -= size
    if at == noun:
        return False
    mark = _MARK.search(spelled, len(words) - at)
    begin = len(words) - mark.start() if mark else 0
    if begin and words[begin - 1] in "）)":  # 中国（临江）产业园区: the bracket belongs to a name
        return True
    return _LEAST_FURTHER <= at - begin <= _MOST_FURTHER


def _undertaken(words: str, spelled: str, known: Names) -> int:
    """2 a named programme, 1 another undertaking behind a longer particular word, 0 none; `spelled` are `words` backwards."""
    best = 0
    for match in known.undertakings.finditer(spelled):
        kind = known.undertaking[match[1]]
        at = len(words) - match.start() - len(match[1])
        if at < kind.least or kind.strength <= best:
            continue
        mark = _JOINT.search(spelled, len(words) - at)
        begin = len(words) - mark.start() if mark else 0
        if at - begin >= kind.long or (at - begin >= kind.least and not ends_with_one(words, begin, at, kind.general)):
            best = kind.strength
    return best


def ends_a_thing(side: str) -> bool:
    """Whether the last word of `side` is a noun for a kind of thing."""
    known = names()
    match = known.cues.match(side[::-1])
    return match is not None and known.cue[match[1]][0] in {"thing", "part"}
