"""Characters that stand in the text as code: HTML entities and tags, `<U+00A0>`, `\\r\\n` written out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step

RULE = "escapes"

_CODE = re.compile(
    r"&(?:amp;)?(?:#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|[a-zA-Z][a-zA-Z0-9]{1,24});"
    r"|<U\+(?P<u>[0-9A-Fa-f]{4,6})>"
    r"|\\u(?P<e>[0-9a-fA-F]{4})"
    r"|(?P<line>(?:\\[rn]){1,4}(?![a-z]))"
    r"|(?P<tab>\\t(?![a-z]))"
    r'|\\(?P<quote>["\'])'
    r"|(?P<tag></?(?:br|p|div|span|strong|b|i|u|em|font|a|sup|sub|td|tr|th|h[1-6]|li|ul|ol|img|o:p)(?:\s[^<>]{0,200})?/?>)",
    re.IGNORECASE,
)
_SIGN = re.compile(r"[&<\\]")  # what every code begins with; the search for one of these is fast
_BREAKING = re.compile(r"</?(?:br|p|div|tr|h[1-6]|li|ul|ol)\b", re.IGNORECASE)


def _character(code: str) -> str | None:
    number = int(code, 16)
    if number > 0x10FFFF or 0xD800 <= number <= 0xDFFF:
        return None
    return chr(number)


def edits(text: str) -> Iterator[Edit]:
    """An edit for every written-out character."""
    done = 0
    for sign in _SIGN.finditer(text):
        found = _CODE.match(text, sign.start()) if sign.start() >= done else None
        if found is None:
            continue
        done = found.end()
        written = found.group()
        if found["u"] or found["e"]:
            read = _character(found["u"] or found["e"])
            why = "the code of a character instead of the character"
        elif found["line"]:
            read, why = "\n" * max(1, written.lower().count("\\n")), "line ends written out"
        elif found["quote"]:
            read, why = found["quote"], "a quotation mark with a backslash"
        elif found["tab"]:
            read, why = "\t", "a tab written out"
        elif found["tag"]:
            read, why = "\n" if _BREAKING.match(written) else "", "an HTML tag left in the text"
        else:
            read = unescape(unescape(written))
            read = None if read.endswith(";") and len(read) > 2 else read
            why = "an HTML entity instead of the character"
        if read is not None:
            yield Edit(found.start(), found.end(), read, RULE, why)


STEP = Step(RULE, frozenset("&<\\"), edits)
