"""Named projects, roads, parks, plants and institutions: every mention, other names, and how far they are said to be."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ximu.ledger.commitment import Stage
from ximu.read.outline import Part
from ximu.read.promises.names import Endings, Names, by_last_character, ends_with_one, names, names_a_thing
from ximu.read.promises.words import alternation, load, words

_SPEAKS = frozenset({"front", "review", "goals", "plan", "appendix", "problems", "self_government"})
_LONGEST = 14  # characters of a name before its noun
_DELIMITER = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9·・—\-]")
_CLAUSE_ENDS = re.compile(r"[，；。！,;!\n]")
_PHASE = re.compile(r"(?:[一二三四五]期|[东南西北中]段|项目|工程|建设|（.*）)+$")
_SHORT_NAME = re.compile(r"[（(](?:以下)?(?:简称|又称|又名)(?:为|：)?[“\"]?([\u4e00-\u9fffA-Za-z0-9]{2,12})[”\"]?[)）]")
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

    nouns: Endings
    longer: dict[str, tuple[str, ...]]
    more: frozenset[str]
    general: frozenset[str]
    breaks: re.Pattern[str]
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
    return _Words(
        nouns=by_last_character(nouns),
        longer={
            noun: tuple(word[len(noun) :] for word in nouns if word.startswith(noun) and word != noun) for noun in nouns
        },
        more=more,
        general=frozenset(own["general"].split()),
        breaks=re.compile(f"{alternation(own['breaks'].split())}|{_COUNTED}"),
        stage_words=re.compile(alternation(stage)),
        stage=stage,
    )


def projects(text: str, parts: tuple[Part, ...]) -> list[FoundProject]:
    """The projects of `text` that are said to be started, under way, finished, closed or obtained, by first mention."""
    known = _words()
    kinds: dict[str, str] = {}
    stages: list[tuple[int, int]] = []
    cuts = [0]  # where clauses end
    spoken = [part for part in parts if part.level == 1 and part.role in _SPEAKS]
    for part in spoken:
        cuts += [match.start() for match in _CLAUSE_ENDS.finditer(text, part.start, part.end)]
        cuts.append(part.end)
        stages += [match.span() for match in known.stage_words.finditer(text, part.start, part.end)]
    starts = [start for start, _ in stages]
    for part in spoken:
        kinds |= _named(text, part, starts, cuts, known)
    mentions = {
        name: [span for part in spoken for span in _occurrences(text, name, part.start, part.end)] for name in kinds
    }
    found = (_project(text, group, mentions, kinds, stages, starts, cuts, known.stage) for group in _same(kinds))
    return sorted(project for project in found if project.stages)


def _occurrences(text: str, name: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = text.find(name, start, end)
    while at >= 0:
        yield at, at + len(name)
        at = text.find(name, at + len(name), end)


def _named(text: str, part: Part, starts: list[int], cuts: list[int], known: _Words) -> dict[str, str]:
    """The names of things in clauses of `part` that hold a stage word, with their kinds."""
    given = names()
    found: dict[str, str] = {}
    clauses = {bisect_right(cuts, at) for at in starts[bisect_left(starts, part.start) : bisect_left(starts, part.end)]}
    for cut in sorted(clauses):
        last = cuts[cut - 1]
        for match in known.nouns.last.finditer(text, last, cuts[cut]):
            end = match.end()
            noun = known.nouns.word_at(text, last, end)
            if not noun or text.startswith(known.longer[noun], end):
                continue
            at = end - len(noun)
            if not _particular(text, last, at, noun, known, given):
                continue
            begin = _name_start(text, max(last, at - _LONGEST), at, known)
            if end - begin >= _LEAST_NAME and _particular(text, begin, at, noun, known, given):
                found[text[begin:end]] = given.things[noun].kind if noun in given.things else "project"
                last = end
    return found


def _name_start(text: str, start: int, noun: int, known: _Words) -> int:
    """Where the name before the noun begins: behind the last mark, verb or function word before it."""
    for match in _DELIMITER.finditer(text, start, noun):
        start = match.end()
    lead = words().clause.match(text, start, noun)
    if lead:
        start = lead.start("body")
    for match in known.breaks.finditer(text, start, noun):
        start = match.end()
    return start


def _particular(text: str, start: int, at: int, noun: str, known: _Words, given: Names) -> bool:
    """Whether a particular word stands between `start` and the noun that begins at `at`."""
    if at <= start or text[start].isdigit():
        return False
    if noun in known.more and at - start >= _LEAST_BEFORE and not ends_with_one(text, start, at, known.general):
        return True
    return noun in given.things and names_a_thing(text, start, at, noun, given)


def _same(kinds: dict[str, str]) -> list[list[str]]:
    """Names together with their shorter forms (临江市东湖公园, 东湖公园, 东湖公园二期), the longest first."""
    groups: dict[str, list[str]] = {}
    by_tail: dict[str, str] = {}
    for name in sorted(kinds, key=len, reverse=True):
        core = _PHASE.sub("", name) or name
        longer = next((by_tail[tail] for tail in (name, core) if len(tail) > _LEAST_NAME and tail in by_tail), None)
        groups.setdefault(longer or name, []).append(name)
        if longer is None:
            for at in range(len(core) - _LEAST_NAME):
                by_tail.setdefault(core[at:], name)
    return list(groups.values())


def _project(
    text: str,
    group: list[str],
    mentions: dict[str, list[tuple[int, int]]],
    kinds: dict[str, str],
    stages: list[tuple[int, int]],
    starts: list[int],
    cuts: list[int],
    stage: dict[str, Stage],
) -> FoundProject:
    spans: list[tuple[int, int]] = []
    for span in sorted((span for name in group for span in mentions[name]), key=lambda span: (span[0], -span[1])):
        if not spans or span[0] >= spans[-1][1]:  # not the shorter form inside the longer one
            spans.append(span)
    aliases = set(group[1:])
    near: dict[int, StageWord] = {}
    for start, end in spans:
        called = _SHORT_NAME.match(text, end)
        if called:
            aliases.add(called[1])
        cut = bisect_right(cuts, start)
        clause_start, clause_end = cuts[cut - 1], cuts[cut]
        for word in stages[bisect_left(starts, clause_start) : bisect_left(starts, clause_end)]:
            if not start <= word[0] < end:
                near[word[0]] = StageWord(*word, stage[text[word[0] : word[1]]])
    return FoundProject(
        *spans[0],
        group[0],
        kinds[group[0]],
        tuple(sorted(aliases)),
        tuple(spans),
        tuple(near[at] for at in sorted(near)),
    )
