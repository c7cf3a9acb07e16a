"""From clean text to measures: sort the numbers, read the words around each, carry what lists say once."""

from __future__ import annotations

import re
from itertools import groupby

from ximu.read.attach.about import read_words
from ximu.read.attach.clauses import items_of
from ximu.read.attach.frames import Frames
from ximu.read.attach.item import Item
from ximu.read.attach.lists import read_lists
from ximu.read.attach.scope import read_scopes
from ximu.read.attach.stance import read_stances
from ximu.read.attach.value_year import read_years
from ximu.read.outline import Part
from ximu.read.rules.classify import Sorted, sort_numbers
from ximu.read.sentences import Boundaries



_SPOKEN = re.compile(r"[\u4e00-\u9fffA-Za-z。；]")  # words between two lines: the second is no continuation


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
    last: Item | None = None
    for (start, end), group in groupby(items, key=lambda item: (item.sentence_start, item.sentence_end)):
        members = list(group)
        sentence = text[start:end]
        role, frame = frames.at(start)
        for item in members:
            read_words(item)
        plain = [item for item in members if item.stance != "attribute"]
        read_lists(plain, text, last if last and not _SPOKEN.search(text, last.written.end, start) else None)
        last = plain[-1] if plain else None
        read_scopes(members, own_names, text)
        read_stances(members, role, sentence)
        read_years(members, sentence, frame, report_year)
    return items, numbers
