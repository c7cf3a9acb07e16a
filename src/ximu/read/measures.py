"""From clean text to measures: sort the numbers, read the words around each, carry what lists say once."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import groupby

from ximu.ledger.report import Role
from ximu.read.attach.about import read_words
from ximu.read.attach.clauses import items_of
from ximu.read.attach.item import Item
from ximu.read.attach.lists import read_lists
from ximu.read.attach.scope import read_scopes
from ximu.read.attach.stance import read_stances
from ximu.read.attach.value_year import Frame, frame_of, read_years
from ximu.read.outline import Part
from ximu.read.rules.classify import Sorted, sort_numbers
from ximu.read.sentences import Boundaries



def read_measures(
    text: str, parts: tuple[Part, ...], report_year: int | None, own_names: frozenset[str]
) -> tuple[list[Item], list[Sorted]]:
    """All measures of one report as finished items in text order, and every number with its class.

    Positions are those of `text`, the clean text.
    """
    boundaries = Boundaries(text)
    numbers = sort_numbers(text)
    items = items_of(text, numbers, boundaries)
    frames = Frames(text, parts, report_year)
    for (start, end), group in groupby(items, key=lambda item: (item.sentence_start, item.sentence_end)):
        members = list(group)
        sentence = text[start:end]
        role, frame = frames.at(start)
        for item in members:
            read_words(item)
        read_lists([item for item in members if item.stance != "attribute"])
        read_scopes(members, own_names)
        read_stances(members, role, sentence)
        read_years(members, sentence, frame, report_year)
    return items, numbers


class Frames:
    """Role and frame of time at any position: the innermost part that says one."""

    def __init__(self, text: str, parts: tuple[Part, ...], report_year: int | None) -> None:
        self._starts: list[int] = []
        self._values: list[tuple[Role, Frame]] = []
        for position, role, frame in _changes(text, parts, report_year):
            if self._starts and self._starts[-1] == position:
                self._values[-1] = (role, frame)
            else:
                self._starts.append(position)
                self._values.append((role, frame))

    def at(self, position: int) -> tuple[Role, Frame]:
        """Role of the section and frame of time at a position."""
        index = bisect_right(self._starts, position) - 1
        return self._values[index] if index >= 0 else ("front", Frame(None, False))


def _changes(
    text: str, parts: tuple[Part, ...], report_year: int | None
) -> Iterator[tuple[int, Role, Frame]]:
    """Where role or frame change, walking the nested parts in order."""
    stack: list[tuple[Part, Frame]] = []
    for part in parts:
        while stack and stack[-1][0].end <= part.start:
            ended = stack.pop()[0]
            if stack:
                yield ended.end, stack[-1][0].role, stack[-1][1]
        own = frame_of(part, part.title, report_year, part.role)
        if stack and frame_says_nothing(part.title, report_year) and stack[-1][0].role == part.role:
            own = stack[-1][1]
        stack.append((part, own))
        yield part.start, part.role, own
    while stack:
        ended = stack.pop()[0]
        if stack:
            yield ended.end, stack[-1][0].role, stack[-1][1]


def frame_says_nothing(title: str, report_year: int | None) -> bool:
    """Whether a heading names no years, so that the part above decides."""
    from ximu.read.period import period_of

    return period_of(title, report_year).last is None
