"""HTML pages: the block with most of the Chinese text, its paragraphs and headings as lines, tables as rows."""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ximu.read import refusals
from ximu.read.formats import txt
from ximu.read.limits import LIMITS

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-:.]{2,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_\-:.]{2,40})", re.IGNORECASE)
_DROPPED = "script,style,noscript,template,iframe,svg,nav,button,select,option,textarea,input,header > ul,footer,head"
_BLOCK_TAGS = (
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tbody thead tfoot tr ul caption"
)
_BLOCK = frozenset(_BLOCK_TAGS.split())
# Only those that nothing closes but their own end.
_NESTING = re.compile(
    r"<(/?)(?:div|[uod]l|table|blockquote|section|article|center|form|fieldset|main|header|footer|aside|nav|details|figure)\b",
    re.IGNORECASE,
)
_HAN = re.compile("[\u4e00-\u9fff]")
_SPACE = re.compile("[ \t\r\n\f]+")


class Page(NamedTuple):
    """Text of the page's main block, and the encoding the page was decoded in."""

    text: str
    encoding: str


def extract(data: bytes, where: str) -> Page:
    """The readable text of an HTML page. Raises IntakeError when it cannot be decoded."""
    head = data[:4096]
    declared = _CHARSET.search(head) or _XML_CHARSET.search(head)
    decoded = txt.decode(data, where, declared.group(1).decode("ascii") if declared else None)
    _guard(decoded.text, where)
    return Page(text_of(decoded.text), decoded.encoding)


def _guard(markup: str, where: str) -> None:
    """Refuse what no page is: the parser's time grows with the square of the depth."""
    depth = 0
    for tag in _NESTING.finditer(markup):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > LIMITS.nesting:
            raise refusals.refuse(refusals.DAMAGED, f"the page nests more than {LIMITS.nesting} elements deep", where)


def text_of(markup: str) -> str:
    """The main block of a page as lines: the same markup always gives the same text."""
    tree = LexborHTMLParser(markup)
    for node in tree.css(_DROPPED):
        node.decompose()
    body = tree.body or tree.root
    if body is None:
        return ""
    main = _main_block(body)
    lines: list[str] = []
    title = _heading_outside(body, main)
    if title:
        lines.append(title)
    _Lines(lines).walk(main)
    return "\n".join(lines) + "\n" if lines else ""


def _han_outside_links(body: LexborNode) -> dict[int, int]:
    """Chinese characters outside of links below every element, by the element's `mem_id`: one walk, however deep pages nest."""
    counts: dict[int, int] = {}
    open_counts = [0]
    stack: list[LexborNode | None] = [body]
    closing: list[int] = []
    while stack:
        node = stack.pop()
        if node is None:
            held = open_counts.pop()
            counts[closing.pop()] = held
            open_counts[-1] += held
        elif node.tag == "-text":
            open_counts[-1] += len(_HAN.findall(node.text_content or ""))
        elif node.tag != "a":
            open_counts.append(0)
            closing.append(node.mem_id)
            stack.append(None)
            stack.extend(node.iter(include_text=True))
    return counts


def _main_block(body: LexborNode) -> LexborNode:
    """Go down as long as one child holds nearly all of the running text: what is left out are menus and lists of links."""
    counts = _han_outside_links(body)
    current, held = body, counts.get(body.mem_id, 0)
    while held:
        best, best_held = None, 0
        for child in current.iter():
            if child.tag in _BLOCK and child.tag not in ("p", "tr", "li", "h1", "h2", "h3"):
                count = counts.get(child.mem_id, 0)
                if count > best_held:
                    best, best_held = child, count
        if best is None or best_held < held * 0.8:
            break
        current, held = best, best_held
    return current


def _heading_outside(body: LexborNode, main: LexborNode) -> str | None:
    """The page's main heading, when it stands outside of the main block."""
    heading = body.css_first("h1")
    if heading is None:
        return None
    title = _SPACE.sub(" ", heading.text()).strip()
    return title if title and title not in main.text() else None


class _Lines:
    """Collects the lines of a block: a block element ends a line, cells of a table row are parted by tabs."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.pieces: list[str] = []

    def walk(self, top: LexborNode) -> None:
        """Walk the tree below `top` without recursion: real pages nest deeper than Python's stack."""
        stack: list[tuple[LexborNode, bool]] = [(top, False)]
        while stack:
            node, leaving = stack.pop()
            tag = node.tag
            if leaving:
                if tag in ("td", "th"):
                    self.pieces.append("\t")
                else:
                    self.end_line()
                continue
            if tag == "-text":
                self.pieces.append(_SPACE.sub(" ", node.text_content or ""))
                continue
            if tag == "br":
                self.end_line()
                continue
            if tag in ("td", "th"):
                stack.append((node, True))
            elif tag in _BLOCK and not self.in_cell(node):
                self.end_line()
                stack.append((node, True))
            stack.extend((child, False) for child in reversed(list(node.iter(include_text=True))))
        self.end_line()

    @staticmethod
    def in_cell(node: LexborNode) -> bool:
        """Whether this block is a paragraph inside a table cell, which must not break its row."""
        parent = node.parent
        return parent is not None and parent.tag in ("td", "th") and node.tag in ("p", "div", "span")

    def end_line(self) -> None:
        line = "".join(self.pieces).strip(" \t\u3000\u00a0")
        self.pieces.clear()
        if line:
            self.lines.append(line)
