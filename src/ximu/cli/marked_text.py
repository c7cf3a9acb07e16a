"""Marks over a text, nested or crossing, as HTML: the text is cut wherever a mark begins or ends."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from html import escape
from typing import NamedTuple


class Span(NamedTuple):
    """A mark over characters [start, end): `look` are its classes, `name` the statement it leads to, `title` escaped."""

    start: int
    end: int
    look: str
    name: str = ""
    title: str = ""


# An HTML parser would drop or replace these; a person should see that something stands there.
_UNSHOWN: dict[int, int | None] = dict.fromkeys((*range(9), 11, 12, *range(14, 32), 127), 0xFFFD)


def cut(text: str, spans: Sequence[Span]) -> str:
    """The text as HTML in which every piece carries all marks over it, the shortest first.

    Each named mark has an empty anchor where it begins first. Marks outside the text are cut to it.
    """
    # One line end is one line end on the page, whichever way the file writes it.
    shown = _UNSHOWN | {13: None if "\r\n" in text else 10}
    begins: defaultdict[int, list[int]] = defaultdict(list)
    ends: defaultdict[int, list[int]] = defaultdict(list)
    for index, span in enumerate(spans):
        start, end = max(0, span.start), min(len(text), span.end)
        if start < end:
            begins[start].append(index)
            ends[end].append(index)
    pieces: list[str] = []
    active: set[int] = set()
    anchored: set[str] = set()
    at = 0
    for edge in sorted({*begins, *ends, len(text)}):
        if edge > at:
            pieces.append(_piece(text[at:edge].translate(shown), [spans[index] for index in active]))
        active.difference_update(ends.get(edge, ()))
        for index in begins.get(edge, ()):
            active.add(index)
            name = spans[index].name
            if name and name not in anchored:
                anchored.add(name)
                pieces.append(f'<a id="{name}"></a>')
        at = edge
    return "".join(pieces)


def _piece(text: str, marks: list[Span]) -> str:
    shown = escape(text, quote=False)
    if not marks:
        return shown
    marks.sort(key=lambda span: (span.end - span.start, span.start, span.look))
    looks = " ".join(dict.fromkeys(word for span in marks for word in span.look.split()))
    names = " ".join(dict.fromkeys(span.name for span in marks if span.name))
    titles = " / ".join(dict.fromkeys(span.title for span in marks if span.title))
    attributes = f' data-s="{names}"' if names else ""
    attributes += f' title="{titles}"' if titles else ""
    return f'<span class="{looks}"{attributes}>{shown}</span>'
