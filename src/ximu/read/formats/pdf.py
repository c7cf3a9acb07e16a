"""PDF with a text layer: lines by position, page headers, footers and numbers left out, paragraphs joined over pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from ximu.read import refusals
from ximu.read.limits import LIMITS

_PAGE_NUMBER = re.compile(
    r"[\s—―－–\-·.第]*(?:[0-9０-９]{1,4}|[ivxIVX]{1,6})[\s—―－–\-·.页]*(?:[/／共,，]?\s*[0-9０-９]{1,4}\s*页?)?"
)
_DIGITS = re.compile("[0-9０-９]+")
_ENDS = frozenset("。！？；：…”』」）》】!?;:.")
_HEADING = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十0-9]{1,3}[）)]|第[一二三四五六七八九十]{1,3}[章节部]|[—―]{1,2}|各位代表|附件|[0-9]{1,2}[.．、](?![0-9])"
)
_MARGIN = 0.12  # of the page's height: headers and footers stand there
_EDGE_LINES = 2  # lines at the top and the bottom of a page that may be a header or footer


class _Line(NamedTuple):
    """One line of a page: positions in points from the bottom left corner."""

    text: str
    left: float
    right: float
    bottom: float
    top: float


class _Page(NamedTuple):
    lines: list[_Line]
    height: float


def extract(data: bytes, where: str) -> str:
    """The running text of a PDF. Raises IntakeError for a damaged, locked or picture-only file."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) > LIMITS.pages:
            raise refusals.refuse(refusals.TOO_LARGE, f"the PDF has {len(document)} pages", where)
        pages = [_read_page(page) for page in document]
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise refusals.refuse(refusals.LOCKED, "the PDF is locked with a password", where) from error
        raise refusals.refuse(refusals.DAMAGED, "the PDF is damaged", where) from error
    if sum(len(line.text) for page in pages for line in page.lines) < 20:
        raise refusals.refuse(refusals.PICTURES_ONLY, "the PDF holds pictures of pages and no text", where)
    return "\n".join(_paragraphs(_without_margins(pages))) + "\n"


def _read_page(page: Any) -> _Page:
    """The lines of a page in reading order, with the place of their first and last characters."""
    text_page = page.get_textpage()
    try:
        lines: list[_Line] = []
        at, end = 0, text_page.count_chars() - 1
        for row in text_page.get_text_range().split("\n"):
            text = row.strip("\r\ufffe\x02 ")
            if text:
                first = min(at + row.index(text[0]), end)
                left, bottom, _, top = text_page.get_charbox(first, loose=True)
                last = text_page.get_charbox(min(first + len(text) - 1, end), loose=True)
                lines.append(_Line(text, left, last[2], min(bottom, last[1]), max(top, last[3])))
            at += len(row) + 1
        return _Page(_rows(lines), page.get_height())
    finally:
        text_page.close()
        page.close()


def _rows(lines: Sequence[_Line]) -> list[_Line]:
    """Pieces on one height are one line, with a tab between them: the cells of a table's row."""
    rows: list[_Line] = []
    for line in lines:
        last = rows[-1] if rows else None
        if last is not None and line.left >= last.right - 2:
            overlap = min(last.top, line.top) - max(last.bottom, line.bottom)
            if overlap > 0.5 * min(last.top - last.bottom, line.top - line.bottom):
                gap = "\t" if line.left - last.right > max(last.top - last.bottom, 1.0) else ""
                both = (min(last.bottom, line.bottom), max(last.top, line.top))
                rows[-1] = _Line(last.text + gap + line.text, last.left, line.right, *both)
                continue
        rows.append(line)
    return rows


def _without_margins(pages: Sequence[_Page]) -> list[_Page]:
    """Pages without the lines at their edges that are numbers of pages or come back on other pages."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_pattern(line) for line in _edges(page)})
    often = max(2, len(pages) // 3)
    out = []
    for page in pages:
        drop = {line for line in _edges(page) if _PAGE_NUMBER.fullmatch(line.text) or seen[_pattern(line)] >= often}
        out.append(_Page([line for line in page.lines if line not in drop], page.height))
    return out


def _edges(page: _Page) -> list[_Line]:
    lines = sorted(page.lines, key=lambda line: -line.top)
    low, high = page.height * _MARGIN, page.height * (1 - _MARGIN)
    near = [line for line in lines[:_EDGE_LINES] if line.bottom > high]
    return near + [line for line in lines[-_EDGE_LINES:] if line.top < low]


def _pattern(line: _Line) -> str:
    return _DIGITS.sub("0", line.text)


def _paragraphs(pages: Sequence[_Page]) -> list[str]:
    """Lines joined to paragraphs, over pages too: a line that does not reach the right edge, or ends a sentence before an
    indent, ends its paragraph."""
    lines = [line for page in pages for line in page.lines]
    if not lines:
        return []
    right = _usual([line.right for line in lines if len(line.text) > 10] or [line.right for line in lines])
    left = min(_usual([line.left for line in lines]), right)
    paragraphs = [lines[0].text]
    for before, line in pairwise(lines):
        size = max(before.top - before.bottom, line.top - line.bottom, 1.0)
        full = before.right > right - 1.6 * size
        indented = line.left > left + 1.2 * size
        if "\t" in before.text or "\t" in line.text or not full or indented or _begins_heading(before, line):
            paragraphs.append(line.text)
        else:
            paragraphs[-1] += line.text
    return paragraphs


def _begins_heading(before: _Line, line: _Line) -> bool:
    """A number at the beginning of a line counts a heading only where a sentence has ended: 居全省第|2、第3位."""
    return before.text[-1] in _ENDS and _HEADING.match(line.text) is not None


def _usual(values: Sequence[float]) -> float:
    """The value that most lines share, give or take two points."""
    counts = Counter(round(value / 2) for value in values)
    return counts.most_common(1)[0][0] * 2.0
