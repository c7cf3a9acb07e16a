"""Headings of a report: numbered ones, unnumbered title lines, paragraph heads, also when all text is on one line."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from ximu.read.numerals.value import small_number

_BLANK = " \t\u3000\xa0\r\u2002\u2003\u2009\u200b\ufeff"
_LAST_LETTER = "\uffef"
_PICTURES = re.compile("[\U0001f000-\U0001faff\ufe0f\u2600-\u27bf]+$")
_END = "。！？；：，、,;:!?"

# style → how deep it stands; a smaller rank encloses a larger one.
RANK = {"part": 0, "cn": 1, "role": 1, "title": 2, "paren": 3, "first": 4, "number": 5, "paren_number": 6, "dash": 7}

_NUMBERED = re.compile(
    r"(?P<part>第[一二三四五六七八九十]{1,3}(?:部分|章|编|篇)[、：:\s]?)"
    r"|(?P<cn>[一二三四五六七八九十]{1,3}[、．.:：]|[一二三四五六七八九十]{1,3}[  　]+(?=\S))"
    r"|(?P<paren>[（(][一二三四五六七八九十]{1,3}[）)][、．.]?)"
    r"|(?P<first>[一二三四五六七八九十]{1,3}(?:是|要)(?=[^，,]))"
    r"|(?P<number>\d{1,2}(?:[、．]|\.(?!\d))(?!\d))"
    r"|(?P<paren_number>[（(]\d{1,2}[）)][、．.]?)"
    r"|(?P<dash>(?:[—―－─-]{2,}|——|―)(?!\d{4}年))"
    r"|(?P<hash>(?:\#{1,6}\s+)+)"
)
# In a line that no paragraph has, lines end after a stop and before blanks that a numbering follows.
_BREAK = re.compile(r"[。！!]+[”’）)]?|(?=[ \u3000](?:第[一二三四五六七八九十]部分|[一二三四五六七八九十]{1,2}、))")
_BEFORE_COMMA = re.compile(r"[^，,：:。；\s]{4,40}(?=[ \u3000])|[^，,：:。；]{4,24}(?=[，,：:])")
_PLAIN_TITLE = 20  # a longer title may have text glued to it
_LONG_LINE = 1500  # characters of a line that no paragraph has


class Heading(NamedTuple):
    """A heading: `style` is a key of RANK, [start, end) its words, `title` without the numbering's blanks."""

    start: int
    end: int
    style: str
    number: int
    title: str
    rank: int


class Line(NamedTuple):
    """One line that is not blank: [start, end) without the blanks at its sides."""

    start: int
    end: int
    text: str


def lines_of(text: str) -> list[Line]:
    """Every line of `text` that holds something, in order; a line too long for a paragraph is given as its sentences."""
    found: list[Line] = []
    at = 0
    for raw in text.split("\n"):
        if len(raw) > _LONG_LINE:
            cuts = [0, *(match.end() for match in _BREAK.finditer(raw)), len(raw)]
            for first, last in pairwise(cuts):
                _add(found, raw[first:last], at + first)
        else:
            _add(found, raw, at)
        at += len(raw) + 1
    return found


def _add(found: list[Line], raw: str, at: int) -> None:
    stripped = raw.strip(_BLANK)
    if stripped and stripped[-1] > _LAST_LETTER:  # a picture ends the line (工作回顾🏆)
        stripped = _PICTURES.sub("", stripped).strip(_BLANK)
    if stripped:
        start = at + raw.index(stripped[0])
        found.append(Line(start, start + len(stripped), stripped))


def _title(line: Line, longest: int) -> str | None:
    """The words of the line up to its first stop, or None when they are too long for a heading."""
    text = line.text
    stop = len(text)
    for mark in "。！!；;":
        at = text.find(mark, 0, longest + 2)
        if 0 < at < stop:
            stop = at
    return text[:stop] if stop <= longest else None


def _number(style: str, match: re.Match[str]) -> int:
    word = match.group(style).strip("第部分章编篇、．.:：（()）是要 \u3000\t")
    return small_number(word)


def _to_comma(line: Line) -> str | None:
    """The words before the first blank, comma or colon, when they are few: a heading without a stop of its own."""
    match = _BEFORE_COMMA.match(line.text)
    return match.group() if match else None


def numbered_heading(line: Line, ends: re.Pattern[str]) -> Heading | None:
    """The heading at the beginning of a line, when the line begins with a numbering, a dash or hash signs.

    `ends` matches a level-1 heading from its numbering to a word with which such headings end (一、2016年工作回顾), so that
    text glued to it stays outside.
    """
    match = _NUMBERED.match(line.text)
    if match is None or match.lastgroup is None:
        return None
    style = match.lastgroup
    if style == "hash":
        level = len(match.group().split()[0])
        inner = Line(line.start + match.end(), line.end, line.text[match.end() :])
        numbered = numbered_heading(inner, ends) if inner.text else None
        if numbered is not None and numbered.style != "dash":
            return numbered._replace(start=line.start)
        return Heading(line.start, line.end, style, level, inner.text.strip(_BLANK), level - 1)
    title = _title(line, 24 if style in ("dash", "first") else 60)
    if style in ("part", "cn") and (title is None or _PLAIN_TITLE < len(title) < len(line.text)):
        glued = ends.match(line.text)
        title = glued.group() if glued else title
    if title is None:
        title = _to_comma(line) if style in ("part", "cn", "paren", "dash") else None
        if title is None:
            return None
    if style in ("dash", "first") and len(title) == len(line.text) and line.text[-1] in _END:
        return None
    number = 0 if style == "dash" else _number(style, match)
    return Heading(line.start, line.start + len(title), style, number, title.strip(_BLANK), RANK[style])


def without_numbering(title: str) -> str:
    """The words of a heading behind its numbering."""
    match = _NUMBERED.match(title)
    return title[match.end() :].lstrip(_BLANK) if match else title


def is_title_line(line: Line, before: Line | None, after: Line | None) -> bool:
    """Whether a short line without numbering stands as a title: it follows a finished line and text follows it."""
    text = line.text
    if not 4 <= len(text) <= 30 or text[-1] in _END or (text[-1] in "”）)》" and "：" in text):
        return False
    if re.search(r"[。；！？;]|[：:]|\d+(?:\.\d+)?[%万亿个]|(?:年|月)底", text) or (
        text[0].isdigit() and "年" not in text[:6]
    ):
        return False
    if before is not None and before.text[-1] not in "。！；：”…!;:" and len(before.text) > 45:
        return False
    return after is not None and (len(after.text) >= 45 or _NUMBERED.match(after.text) is not None)
