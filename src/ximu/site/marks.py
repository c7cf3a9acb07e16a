"""The text of a report as paragraphs of pieces: statement spans laid over the characters in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import NamedTuple

from django.utils.safestring import SafeString, mark_safe

HEADING_AT_MOST = 60  # characters; a longer "heading" is a paragraph with a heading glued to its front
ASKED = "at"  # class and address of the characters that the address of the page asks for
DOUBTFUL = "doubtful"  # class of a statement that a person should look at
BLANK = " \t\u3000\xa0\r\n"


class Span(NamedTuple):
    """Characters [start, end) of the source text that belong to something.

    `key` names the statement ("" for a layer without an address, such as a repair), `css` holds its class names,
    `note` is shown when a mouse rests on the piece, `word` is the entry of the legend that says what it is.
    """

    start: int
    end: int
    key: str
    css: str
    note: str = ""
    word: str = ""


class Heading(NamedTuple):
    """A section that begins at source character `start`; `level` 1 is outermost, `anchor` its name in the address."""

    start: int
    end: int
    level: int
    anchor: str
    muted: bool


class Piece(NamedTuple):
    """A run of characters under the same spans; `spans` holds the innermost (shortest) first."""

    start: int
    text: str
    spans: tuple[Span, ...]


class Paragraph(NamedTuple):
    """One block of the text; `level` 0 is running text, 1 and more a heading."""

    start: int
    level: int
    anchor: str
    muted: bool
    pieces: tuple[Piece, ...]


def line_ranges(text: str, start: int, end: int, joined: Iterable[tuple[int, int]] = ()) -> list[tuple[int, int]]:
    """The lines of text[start:end] that hold something, without the blanks around them; no cut inside a `joined` range."""
    closed = sorted(joined)
    lines: list[tuple[int, int]] = []
    at, begin, index = start, start, 0
    while at < end:
        cut = text.find("\n", at, end)
        if cut < 0:
            break
        while index < len(closed) and closed[index][1] <= cut:
            index += 1
        if not (index < len(closed) and closed[index][0] <= cut):
            lines.append((begin, cut))
            begin = cut + 1
        at = cut + 1
    lines.append((begin, end))
    found = []
    for first, last in lines:
        while first < last and text[first] in BLANK:
            first += 1
        while last > first and text[last - 1] in BLANK:
            last -= 1
        if first < last:
            found.append((first, last))
    return found


def lay_out(
    text: str,
    start: int,
    end: int,
    spans: Sequence[Span],
    headings: Sequence[Heading],
    joined: Iterable[tuple[int, int]],
) -> list[Paragraph]:
    """Cut text[start:end] into paragraphs and each paragraph into pieces; every character but outer blanks occurs once."""
    order = sorted((span for span in spans if span.start < span.end), key=lambda span: (span.start, -span.end))
    titles = sorted(headings)
    paragraphs: list[Paragraph] = []
    active: list[Span] = []
    next_span = next_title = 0
    muted = False
    for first, last in line_ranges(text, start, end, joined):
        opening: Heading | None = None
        while next_title < len(titles) and titles[next_title].start < last:
            opening = titles[next_title]
            muted = opening.muted
            next_title += 1
        fresh: list[Span] = []
        while next_span < len(order) and order[next_span].start < last:
            fresh.append(order[next_span])
            next_span += 1
        active = [span for span in active if span.end > first] + fresh
        pieces = cut_pieces(text, first, last, active)
        is_heading = opening is not None and last - first <= HEADING_AT_MOST and opening.start >= first - 8
        level = min(opening.level, 4) if opening is not None and is_heading else 0
        paragraphs.append(Paragraph(first, level, opening.anchor if opening else "", muted, pieces))
    return paragraphs


def cut_pieces(text: str, first: int, last: int, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """text[first:last] cut wherever a span begins or ends."""
    edges = {first, last}
    for span in spans:
        edges.update(edge for edge in (span.start, span.end) if first < edge < last)
    cuts = sorted(edges)
    waiting = sorted(spans, reverse=True)
    open_now: list[Span] = []
    pieces = []
    for begin, stop in pairwise(cuts):
        while waiting and waiting[-1].start <= begin:
            open_now.append(waiting.pop())
        open_now = [span for span in open_now if span.end > begin]
        inner_first = tuple(sorted(open_now, key=lambda span: (span.end - span.start, span.start)))
        pieces.append(Piece(begin, text[begin:stop], inner_first))
    return tuple(pieces)


def render_text(paragraphs: Iterable[Paragraph]) -> SafeString:
    """The paragraphs as markup: every character of the report is escaped, only our own tags are not.

    A piece links to the ledger row of its innermost statement; the first piece of a statement carries its address `s-<key>`.
    """
    seen: set[str] = set()
    out: list[str] = []
    for paragraph in paragraphs:
        tag = f"h{paragraph.level + 1}" if paragraph.level else "p"
        anchor = paragraph.anchor or f"p-{paragraph.start}"
        css = ' class="muted"' if paragraph.muted else ""
        out.append(f'<{tag} id="{escape(anchor)}"{css}>')
        out.extend(render_piece(piece, seen) for piece in paragraph.pieces)
        out.append(f"</{tag}>\n")
    return mark_safe("".join(out))  # noqa: S308  # built from escape() and our own tags only


def render_piece(piece: Piece, seen: set[str]) -> str:
    """One piece as markup; `seen` collects the addresses that have been given out."""
    text = escape(piece.text)
    if not piece.spans:
        return text
    stop = piece.start + len(piece.text)
    classes = dict.fromkeys(" ".join(span.css for span in piece.spans).split())
    # A doubtful statement shows one question mark, where it ends, however many pieces it is cut into.
    ends = " asks" if any(span.end == stop and DOUBTFUL in span.css.split() for span in piece.spans) else ""
    css = escape(" ".join(classes)) + ends
    note = next((span.note for span in piece.spans if span.note), "")
    title = f' title="{escape(note)}"' if note else ""
    keys = [span.key for span in piece.spans if span.key]
    place = ""
    if ASKED in classes and ASKED not in seen:
        seen.add(ASKED)
        place = f'<span id="{ASKED}"></span>'
    if not keys:
        return f'{place}<span class="{css}"{title}>{text}</span>'
    new = [key for key in keys if key not in seen]
    seen.update(new)
    # A measure and the commitment around it may begin at one character: the outer addresses become empty anchors.
    anchors = "".join(f'<span id="s-{escape(key)}"></span>' for key in new[1:])
    own = f' id="s-{escape(new[0])}"' if new else ""
    data = escape(" ".join(keys))
    # One word of the legend for all its marks: who cannot see the line under a number hears what it is.
    word = next((span.word for span in piece.spans if span.word), "")
    says = f' aria-describedby="k-{escape(word)}"' if word else ""
    return f'{place}{anchors}<a{own} class="{css}" href="#l-{escape(keys[0])}" data-s="{data}" tabindex="-1"{says}{title}>{text}</a>'
