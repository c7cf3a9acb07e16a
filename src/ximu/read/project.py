"""Named projects, roads, parks, plants and institutions: every mention, other names, and how far they are said to be."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from ximu.ledger.commitment import Stage
from ximu.read.outline import Part
from ximu.read.promises.names import LONGEST_GENERAL, Names, ends_with_one, names, names_a_thing
from ximu.read.promises.words import backwards, load, words
from ximu.terms.words import alternation

_SPEAKS = frozenset({"front", "review", "goals", "plan", "appendix", "problems", "self_government"})
_LONGEST = 14  # characters of a name before its noun
_DELIMITER = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9·・—\-]")
_CLAUSE_END, _OTHER_ENDS = "，", "；。！,;!\n"
_PHASE = re.compile(r"(?:[一二三四五]期|[东南西北中]段|项目|工程|建设|（.*）)+$")
_SHORT_NAME = re.compile(r"[（(](?:以下)?(?:简称|又称|又名)(?:为|：)?[“\"]?([\u4e00-\u9fffA-Za-z0-9]{2,12})[”\"]?[)）]")
_OPENS = frozenset("（(")
_COUNTED = r"[\d一二三四五六七八九十百余多几]+[个条座所家处批项]"
_LEAST_NAME = 3
_LEAST_BEFORE = 3  # characters before a common noun like 项目 that make a name


class StageWord(NamedTuple):
    """A word that tells how far a project is, with its position."""

    start: int
    end: int
    stage: Stage


class FoundProject(NamedTuple):
    """A project of one report; positions are half-open code points of the clean text, the first mention stands in front."""

    start: int
    end: int
    name: str
    kind: str
    aliases: tuple[str, ...]
    mentions: tuple[tuple[int, int], ...]
    stages: tuple[StageWord, ...]


class _Words(NamedTuple):
    """The words of projects in terms/named_things.toml, compiled once."""

    nouns: re.Pattern[str]  # reads text spelled backwards
    noun: dict[str, str]
    longer: dict[str, tuple[str, ...]]
    more: frozenset[str]
    general: frozenset[str]
    breaks: re.Pattern[str]
    broken: re.Pattern[str]  # whether there is one of `breaks`
    stage_words: re.Pattern[str]
    stage: dict[str, Stage]


@cache
def _words() -> _Words:
    data = load("named_things.toml")
    own = data["projects"]
    kinds = frozenset(own["kinds"].split())
    more = frozenset(own["nouns"].split())
    built = {noun for noun, thing in names().things.items() if thing.kind in kinds}
    nouns = {*more, *built, *own["places"].split()}
    stage: dict[str, Stage] = {word: name for name, words in data["stages"].items() for word in words.split()}
    breaks = f"{alternation(own['breaks'].split())}|{_COUNTED}"
    first = "".join(sorted({word[0] for word in own["breaks"].split()}))
    return _Words(
        nouns=re.compile(backwards(("", nouns))),
        noun={noun[::-1]: noun for noun in nouns},
        longer={
            noun: tuple(word[len(noun) :] for word in nouns if word.startswith(noun) and word != noun) for noun in nouns
        },
        more=more,
        general=frozenset(own["general"].split()),
        breaks=re.compile(breaks),
        # a class of first characters in front lets `re` run from one to the next
        broken=re.compile(f"[{first}\\d一二三四五六七八九十百余多几](?<=(?={breaks}).)"),
        stage_words=re.compile(alternation(stage)),
        stage=stage,
    )


class _Spoken:
    """The parts of a text that speak of the government's work, with what one pass over them finds."""

    def __init__(self, text: str, parts: tuple[Part, ...], known: _Words) -> None:
        self.text = text
        self.cuts = [0]  # where clauses end
        self.stages: list[tuple[int, int]] = []
        self.nouns: list[tuple[int, str]] = []  # where the nouns of projects end, the longest at every place
        for part in parts:
            if part.level != 1 or part.role not in _SPEAKS:
                continue
            start, end = part.start, part.end
            words = text[start:end]
            lengths = accumulate(map(len, _clauses(words)))
            self.cuts += [start + stops + length for stops, length in enumerate(lengths)]
            self.stages += [match.span() for match in known.stage_words.finditer(text, start, end)]
            found = [(end - match.start(), known.noun[match[1]]) for match in known.nouns.finditer(words[::-1])]
            self.nouns += reversed(found)
        self.stage_starts = [start for start, _ in self.stages]
        self.ends: dict[str, list[int]] = {}
        for end, noun in self.nouns:
            self.ends.setdefault(noun, []).append(end)

    def mentions(self, name: str, noun: str) -> list[tuple[int, int]]:
        """Where `name`, which ends with `noun`, stands."""
        text, size = self.text, len(name)
        return [(end - size, end) for end in self.ends[noun] if text.startswith(name, end - size)]

    def stages_around(self, position: int) -> list[tuple[int, int]]:
        """The stage words in the clause that holds `position`."""
        cut = bisect_right(self.cuts, position)
        first = bisect_left(self.stage_starts, self.cuts[cut - 1])
        return self.stages[first : bisect_left(self.stage_starts, self.cuts[cut], first)]


def _clauses(words: str) -> list[str]:
    """The words between the ends of clauses; one end for all, as `str.split` takes half the time of a pattern."""
    for end in _OTHER_ENDS:
        words = words.replace(end, _CLAUSE_END)
    return words.split(_CLAUSE_END)


def projects(text: str, parts: tuple[Part, ...]) -> list[FoundProject]:
    """The projects of `text` that are said to be started, under way, finished, closed or obtained, by first mention."""
    known = _words()
    spoken = _Spoken(text, parts, known)
    nouns = _named(spoken, known)
    found = (_project(spoken, group, nouns, known) for group in _same(nouns))
    return sorted(project for project in found if project.stages)


def _named(spoken: _Spoken, known: _Words) -> dict[str, str]:
    """The names of things in clauses that hold a stage word, with their nouns."""
    text, cuts, given = spoken.text, spoken.cuts, names()
    found: dict[str, str] = {}
    told = {bisect_right(cuts, at) for at in spoken.stage_starts}
    clause, last = 0, 0
    for end, noun in spoken.nouns:
        at = end - len(noun)
        cut = bisect_left(cuts, end)
        if cut not in told:
            continue
        if cut != clause:
            clause, last = cut, cuts[cut - 1]
        if (
            at <= last
            or text.startswith(known.longer[noun], end)
            or not _particular(text, last, at, noun, known, given)
        ):
            continue
        begin = _name_start(text, max(last, at - _LONGEST), at, known)
        # of a long name the words right before the noun have been looked at already
        long = at - begin > LONGEST_GENERAL and not text[begin].isdigit()
        if long or (end - begin >= _LEAST_NAME and _particular(text, begin, at, noun, known, given)):
            found[text[begin:end]] = noun
            last = end
    return found


def _name_start(text: str, start: int, noun: int, known: _Words) -> int:
    """Where the name before the noun begins: behind the last mark, verb or function word before it."""
    mark = _DELIMITER.search(text[start:noun][::-1])
    if mark:
        start = noun - mark.start()
    lead = words().before_body.match(text, start, noun)
    start = lead.end() if lead else start
    if known.broken.search(text, start, noun):
        for match in known.breaks.finditer(text, start, noun):
            start = match.end()
    return start


def _particular(text: str, start: int, at: int, noun: str, known: _Words, given: Names) -> bool:
    """Whether a particular word stands between `start` and the noun that begins at `at`."""
    if at <= start or text[start].isdigit():
        return False
    if noun in known.more and at - start >= _LEAST_BEFORE and not ends_with_one(text, start, at, known.general):
        return True
    return noun in given.things and names_a_thing(text, start, at, at + len(noun), given.things[noun])


def _same(nouns: dict[str, str]) -> list[list[str]]:
    """Names together with their shorter forms (临江市东湖公园, 东湖公园, 东湖公园二期), the longest first."""
    groups: dict[str, list[str]] = {}
    by_tail: dict[str, str] = {}
    for name in sorted(nouns, key=len, reverse=True):
        core = _PHASE.sub("", name) or name
        longer = next((by_tail[tail] for tail in (name, core) if len(tail) > _LEAST_NAME and tail in by_tail), None)
        groups.setdefault(longer or name, []).append(name)
        if longer is None:
            for at in range(len(core) - _LEAST_NAME):
                by_tail.setdefault(core[at:], name)
    return list(groups.values())


def _project(spoken: _Spoken, group: list[str], nouns: dict[str, str], known: _Words) -> FoundProject:
    name, text = group[0], spoken.text
    spans = spoken.mentions(name, nouns[name])
    if len(group) > 1:
        spans = _outermost(span for each in group for span in spoken.mentions(each, nouns[each]))
    aliases = set(group[1:])
    near: dict[int, StageWord] = {}
    for start, end in spans:
        if text[end : end + 1] in _OPENS:
            called = _SHORT_NAME.match(text, end)
            if called:
                aliases.add(called[1])
        for word in spoken.stages_around(start):
            if not start <= word[0] < end:
                near[word[0]] = StageWord(*word, known.stage[text[word[0] : word[1]]])
    thing = names().things.get(nouns[name])
    return FoundProject(
        *spans[0],
        name,
        thing.kind if thing else "project",
        tuple(sorted(aliases)),
        tuple(spans),
        tuple(near[at] for at in sorted(near)),
    )


def _outermost(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans in order without those inside another: the shorter form of a name inside the longer one."""
    found: list[tuple[int, int]] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not found or span[0] >= found[-1][1]:
            found.append(span)
    return found
