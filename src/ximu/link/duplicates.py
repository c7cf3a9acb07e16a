"""Near-duplicate sentences in a large collection: two passes over the texts, an index of short stretches, both sides aligned."""

from __future__ import annotations

import re
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from difflib import SequenceMatcher
from functools import cache
from typing import NamedTuple

from msgspec import Struct

from ximu.ledger.finding import Quotation
from ximu.link.findings.seen_twice import seen_twice
from ximu.link.words import table

_SENTENCE = re.compile(r"[^。！？；;!?\n]+")
_NO_WORD = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z.%]+")
# A stretch begins at certain letters only, one in five, so that the same words give the same stretches wherever they
# stand and a change moves only those across it (Manber, Finding similar files in a large file system, 1994).
_BEGINS = "".join(chr(letter) for letter in range(0x4E00, 0xA000) if letter % 5 == 0)
_STRETCH = re.compile(f"(?=([{_BEGINS}][^。！？；;!?\\n]{{7}}))")
# One mark for another, and digits of one width: the same words stand on web pages in both. Positions stay.
_MARKS = str.maketrans(",:;!?、％０１２３４５６７８９．", "，：；！？，%0123456789.")
# A sentence is kept when it has one known stretch for so many letters: by chance alone it has far fewer.
LETTERS_A_STRETCH = 15
# How many letters are compared at once when two sentences are held against one another.
GRAM = 4
# Equal stretches shorter than this stand in any two sentences and say nothing.
SHORTEST_EQUAL = 4
# A report of 16,000 characters has about so many stretches; it sizes the filter and changes no result.
STRETCHES_A_DOCUMENT = 3000
# So many sentences that share the most stretches are compared letter by letter.
CANDIDATES = 5


class Document(NamedTuple):
    """A text to be looked through, under the name by which quotations call it."""

    name: str
    text: str


Documents = Callable[[], Iterable[Document]]


class Aligned(Struct, frozen=True, kw_only=True):
    """The same characters at [start, end) of one source and [other_start, other_end) of the other."""

    start: int
    end: int
    other_start: int
    other_end: int


class Duplicate(Struct, frozen=True, kw_only=True, tag_field="kind", tag="duplicate"):
    """A sentence `a` that is much like the sentence `b` of a document that came before it.

    `alike` is the percent of their four-letter pieces that both have (Jaccard; words and digits only), `aligned` all
    equal stretches of the two quotations, in order.
    """

    a: Quotation
    b: Quotation
    alike: int
    aligned: tuple[Aligned, ...]


class Wanted(NamedTuple):
    """What counts: sentences of `shortest` words and digits that are `alike` (0–1).

    `formula`: a stretch that so many documents have is a set phrase and leads nowhere. `custom`: words of sentences that
    are set by custom.
    """

    shortest: int
    alike: float
    formula: int
    custom: re.Pattern[str]


@cache
def wanted(shortest: int = 24, alike: float = 0.7, formula: int = 20) -> Wanted:
    """The limits, with the words of `[recycled]` of findings.toml."""
    words = table("findings/findings")["recycled"]["custom"].split()
    return Wanted(shortest, alike, formula, re.compile("|".join(map(re.escape, words))))


class _Kept:
    """The sentences with stretches that occur again, in flat arrays: a hundred thousand reports fit in memory."""

    def __init__(self) -> None:
        self.document, self.start = array("l"), array("l")
        self.stretches: list[tuple[int, ...]] = []
        self.texts: list[str] = []

    def add(self, document: int, start: int, text: str, stretches: Iterable[int]) -> None:
        self.document.append(document)
        self.start.append(start)
        self.stretches.append(tuple(stretches))
        self.texts.append(text)


def words_of(said: str) -> str:
    """The words and digits of a text, without marks and spaces."""
    return _NO_WORD.sub("", said)


def counts(said: str, limits: Wanted) -> bool:
    """Whether a sentence is long enough and none of those that custom sets."""
    return len(words_of(said)) >= limits.shortest and limits.custom.search(said) is None


def grams(said: str) -> set[str]:
    """The four-letter pieces of the words of a sentence."""
    words = words_of(said)
    return {words[at : at + GRAM] for at in range(len(words) - GRAM + 1)}


def duplicates(documents: Documents, count: int, limits: Wanted | None = None) -> Iterator[Duplicate]:
    """Every sentence with the sentence of an earlier document that it is most alike, in the order of documents.

    `documents` is called twice and must give the same texts both times (they are not held in memory); `count` is about
    how many there are. Linear in the amount of text: two sentences are compared only when they share a stretch that
    fewer than `formula` documents have.
    """
    limits = limits or wanted()
    names: list[str] = []
    kept = _Kept()
    found = (each for document in documents() for each in _STRETCH.findall(document.text.translate(_MARKS)))
    again = seen_twice(found, count * STRETCHES_A_DOCUMENT)
    in_documents: Counter[int] = Counter()
    for number, document in enumerate(documents()):
        names.append(document.name)
        text = document.text.translate(_MARKS)
        known = [(at.start(), each) for at in _STRETCH.finditer(text) if (each := hash(at[1])) in again]
        for start, end, stretches in _by_sentence(document.text, known):
            # What so many documents had before is a formula already, and nobody's own.
            own = {each for each in stretches if in_documents[each] < limits.formula}
            enough = len(stretches) * LETTERS_A_STRETCH >= end - start
            if own and enough and counts(said := document.text[start:end], limits):
                kept.add(number, start, said, own)
        in_documents.update({each for _, each in known})
    formulas = {each for each, times in in_documents.items() if times >= limits.formula}
    yield from _pairs(kept, names, formulas, limits)


def _by_sentence(text: str, known: list[tuple[int, int]]) -> Iterator[tuple[int, int, list[int]]]:
    """Start and end of every sentence with known stretches, and these."""
    if not known:
        return
    nth = 0
    for sentence in _SENTENCE.finditer(text):
        here = []
        while nth < len(known) and known[nth][0] < sentence.end():
            here.append(known[nth][1])
            nth += 1
        if here:
            yield sentence.start(), sentence.end(), here
        if nth == len(known):
            return


def _pairs(kept: _Kept, names: list[str], formulas: set[int], limits: Wanted) -> Iterator[Duplicate]:
    index: dict[int, list[int]] = defaultdict(list)
    for number, stretches in enumerate(kept.stretches):
        shared: Counter[int] = Counter()
        for each in stretches:
            if each not in formulas:
                shared.update(index[each])
                index[each].append(number)
        likeliest = sorted(shared, key=lambda other: (-shared[other], other))[:CANDIDATES]
        best = _most_alike(
            kept, number, [other for other in likeliest if kept.document[other] != kept.document[number]]
        )
        if best is not None and best[0] >= limits.alike:
            yield _duplicate(kept, names, number, best[1], best[0])


def _most_alike(kept: _Kept, number: int, others: list[int]) -> tuple[float, int] | None:
    """The candidate that is most alike, the earliest of equals, and how much."""
    own = grams(kept.texts[number]) if others else set()
    measured = []
    for other in others:
        theirs = grams(kept.texts[other])
        both = len(own & theirs)
        measured.append((both / (len(own) + len(theirs) - both), -other))
    best = max(measured, default=None)
    return None if best is None else (best[0], -best[1])


def _duplicate(kept: _Kept, names: list[str], one: int, other: int, alike: float) -> Duplicate:
    a, b = (
        Quotation(
            source=names[kept.document[each]],
            start=kept.start[each],
            end=kept.start[each] + len(kept.texts[each]),
            as_written=kept.texts[each],
        )
        for each in (one, other)
    )
    return Duplicate(a=a, b=b, alike=int(alike * 100), aligned=aligned(a, b))


def aligned(a: Quotation, b: Quotation) -> tuple[Aligned, ...]:
    """The stretches that two quotations have in common, in order, each at its place in its source."""
    blocks = SequenceMatcher(None, a.as_written, b.as_written, autojunk=False).get_matching_blocks()
    return tuple(
        Aligned(
            start=a.start + block.a,
            end=a.start + block.a + block.size,
            other_start=b.start + block.b,
            other_end=b.start + block.b + block.size,
        )
        for block in blocks
        if block.size >= SHORTEST_EQUAL
    )
