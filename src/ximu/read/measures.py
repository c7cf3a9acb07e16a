"""From clean text to measures: sort the numbers, read the words around each, carry what lists say once."""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from ximu.ledger.report import Role
from ximu.read.attach.about import read_words
from ximu.read.attach.behind import elided_sum
from ximu.read.attach.clauses import items_of
from ximu.read.attach.frames import Frame, Frames
from ximu.read.attach.item import Item
from ximu.read.attach.lists import read_lists
from ximu.read.attach.medals import share_medals
from ximu.read.attach.name_before import grows_or_falls
from ximu.read.attach.names import growth_of_deed
from ximu.read.attach.scope import read_measured, read_scopes
from ximu.read.attach.stance import estimated_from, read_stances
from ximu.read.attach.value_year import read_years
from ximu.read.attach.words import plain_deed
from ximu.read.leaning import contrary
from ximu.read.outline import Part
from ximu.read.rules.classify import Sorted, sort_numbers
from ximu.read.sentences import Boundaries

_SPOKEN = re.compile(r"[\u4e00-\u9fffA-Za-z。；]")  # words between two lines: the second is no continuation

_GROWTHS = frozenset(("growth", "average_growth"))


class Context(NamedTuple):
    """What a sentence is read in: its section's role and time, the report's year and place, 预计（下同）, a list above."""

    role: Role
    frame: Frame
    report_year: int | None
    own_names: frozenset[str]
    year_doubtful: bool
    estimated: int | None = None
    before: Item | None = None


def read_measures(
    text: str,
    parts: tuple[Part, ...],
    report_year: int | None,
    own_names: frozenset[str],
    year_doubtful: bool = False,
    late: bool = False,
) -> tuple[list[Item], list[Sorted]]:
    """All measures of one report as finished items in text order, and every number with its class.

    Positions are those of `text`, the clean text. `late`: the report is given before its year begins (in November).
    """
    boundaries = Boundaries(text)
    numbers = sort_numbers(text)
    items = items_of(text, numbers, boundaries)
    frames = Frames(text, parts, report_year, late)
    estimated = estimated_from(text)
    last: Item | None = None
    for start, group in groupby(items, key=attrgetter("sentence_start")):
        members = list(group)
        role, frame = frames.at(start)
        before = last if last and not _SPOKEN.search(text, last.written.end, start) else None
        context = Context(
            role, frame, report_year, own_names, year_doubtful, estimated if role == "review" else None, before
        )
        last = read_sentence(members, text, context)
    _weak_evidence(items, text, parts, year_doubtful)
    return items, numbers


_STOPS = "，。；,;"
_CLAUSE_LONGEST = 60  # characters between two stops, on the average of a text
_SENTENCE_ENDS = "。；;！\n"
_SENTENCE_LONGEST = 250
_LEAST_TEXT = 400  # characters of a text long enough to tell


def _weak_evidence(items: list[Item], text: str, parts: tuple[Part, ...], year_doubtful: bool) -> None:
    """Say of every item where the year of the report is doubtful, its part speaks against the heading above it, the text
    has lost its stops, or the mark or word between two numbers is lost (分别增长1%32.1%)."""
    for first, second in pairwise(items):
        apart = first.unit != second.unit == "%" and second.aspect == "level"
        if apart and text[first.written.end : second.written.start].isspace():
            second.rules.append("list.glued")  # 居民收入 58620元 4.9%: a growth, as a heading above may have said
        if first.written.end == second.written.start and first.unit == second.unit == "%":
            first.rules.append("list.glued")
            second.rules.append("list.glued")
    clauses, sentences = (sum(map(text.count, signs)) for signs in (_STOPS, _SENTENCE_ENDS))
    if len(text) > max(_LEAST_TEXT, min(_CLAUSE_LONGEST * clauses, _SENTENCE_LONGEST * sentences)):
        for item in items:
            item.rules.append("text.unstopped")
    if year_doubtful:
        for item in items:
            item.rules.append("year.doubtful")
    against = contrary(text, tuple((part.start, part.end, part.role) for part in parts if part.level == 1))
    for start, end in against:
        for item in items:
            if start <= item.written.start < end:
                item.rules.append("stance.contrary")


def read_sentence(members: list[Item], text: str, context: Context) -> Item | None:
    """Read the items of one sentence of `text`; gives the last that is no attribute, for a list that goes on below."""
    sentence = text[members[0].sentence_start : members[0].sentence_end]
    for item in members:
        read_words(item)
    plain = [item for item in members if item.stance != "attribute"]
    share_medals(plain)
    read_measured(plain, text)
    read_lists(plain, text, context.before)
    for item in plain:
        if not item.unit:
            elided_sum(item, text)
        item.action = plain_deed(item.action)
    read_scopes(members, context.own_names, text)
    for item in plain:
        if item.action and item.aspect in _GROWTHS and grows_or_falls(item.tail):
            growth_of_deed(item, text)
    read_stances(members, context.role, sentence, context.estimated, context.report_year)
    read_years(members, sentence, context.frame, context.report_year)
    if context.report_year is not None and not context.year_doubtful:
        for item in plain:
            ahead = item.stance == "result" and item.year is not None and item.year > context.report_year
            if ahead and f"到{item.year}年" in sentence:
                item.stance = "target"  # 到2021年，全市实现…: nothing has happened yet, whatever the heading says
    return plain[-1] if plain else None


def own_names(place: str | None) -> frozenset[str]:
    """The report's own place as the text may call it: 临江市, 临江."""
    name = place or ""
    short = name[:-1] if len(name) > 2 and name[-1] in "市县区州盟旗镇省" else name
    return frozenset(one for one in (name, short) if one)
