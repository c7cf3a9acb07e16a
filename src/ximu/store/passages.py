"""Cutting the text of a source into sentences for the search and for showing a statement in its sentence."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

_END = "。！？"
# A sentence ends after its sign and the quotation marks that close with it, or where a line ends.
_CUT = re.compile(rf"[{_END}]+[”’」』）)]*|[ \t\u3000]*(?:\r\n?|\n)\s*")
_HEADING = re.compile(
    r"[一二三四五六七八九十百]+[、，]|[（(][一二三四五六七八九十\d]+[）)]|\d+[.、]|第[一二三四五六七八九十]"
)
# A line that ends without a sign goes on in the next one, if it is long enough to be no heading …
_SHORTEST_BROKEN_LINE = 15
# … and if the sentence has not become so long that it can only be a list or a table.
_LONGEST_SENTENCE = 600


class Span(NamedTuple):
    """Half-open code points of the source text."""

    start: int
    end: int


def sentences(text: str, start: int, end: int) -> list[Span]:
    """The sentences of text[start:end], in order, without white space at their ends; blank ones are left out."""
    found: list[Span] = []
    begin = line = start
    for cut in _CUT.finditer(text, start, end):
        is_line_end = cut[0].lstrip(" \t\u3000")[:1] in ("\r", "\n")
        if is_line_end and _goes_on(text, begin, line, cut):
            line = cut.end()
            continue
        _add(found, text, begin, cut.end())
        begin = line = cut.end()
    _add(found, text, begin, end)
    return found


def sentence_at(spans: Sequence[Span], position: int) -> Span | None:
    """The sentence that holds `position`, None when it lies outside all of them."""
    at = bisect_right(spans, position, key=lambda span: span.start) - 1
    return spans[at] if at >= 0 and position < spans[at].end else None


def _goes_on(text: str, begin: int, line: int, cut: re.Match[str]) -> bool:
    """Whether the line end at `cut` breaks a sentence rather than ends a paragraph."""
    is_paragraph = cut[0].count("\n") + cut[0].count("\r") - cut[0].count("\r\n") > 1 or cut[0][-1] not in "\r\n"
    return (
        not is_paragraph
        and cut.start() - line >= _SHORTEST_BROKEN_LINE
        and cut.end() - begin <= _LONGEST_SENTENCE
        and text[cut.start() - 1] not in "：:；;"
        and not _HEADING.match(text, cut.end())
    )


def _add(found: list[Span], text: str, start: int, end: int) -> None:
    cut = text[start:end]
    bare = cut.strip()
    if bare:
        first = start + len(cut) - len(cut.lstrip())
        found.append(Span(first, first + len(bare)))
