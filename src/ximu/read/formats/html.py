"""HTML pages: the block with most of the Chinese text, its paragraphs and headings as lines, tables as rows."""

from __future__ import annotations

import re
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ximu.read.formats import txt

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-:.]{2,40})", re.IGNORECASE)
_XML_CHARSET = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_\-:.]{2,40})", re.IGNORECASE)
_DROPPED = "script,style,noscript,template,iframe,svg,nav,button,select,option,textarea,input,header > ul,footer,head"
_BLOCK_TAGS = (
    "address article aside blockquote body center dd details dialog div dl dt fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hr li main ol p pre section table tbody thead tfoot tr ul caption"
)
_BLOCK = frozenset(_BLOCK_TAGS.split())
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
    return Page(text_of(decoded.text), decoded.encoding)


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


def _han_outside_links(node: LexborNode) -> int:
    links = sum(len(_HAN.findall(a.text())) for a in node.css("a"))
    return len(_HAN.findall(node.text())) - links


def _main_block(body: LexborNode) -> LexborNode:
    """Go down as long as one child holds nearly all of the running text: what is left out are menus and lists of links."""
    current, held = body, _han_outside_links(body)
    while held:
        best, best_held = None, 0
        for child in current.iter():
            if (
                child.tag in _BLOCK
                and child.tag not in ("p", "tr", "li", "h1", "h2", "h3")
                and ((count := _han_outside_links(child)) > best_held)
            ):
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
