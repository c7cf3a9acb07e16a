"""The table of contents that stands in front of a report: its lines are no headings of parts."""

from __future__ import annotations

import re

from ximu.read.headings import Line

_WITHIN = 40  # a table of contents begins in one of the first so many lines
_LONGEST = 60  # characters of an entry
_LEAST = 2  # entries
_SHORTEST = 4  # characters of an entry that can be told again
_NAMES = ("目录", "目次", "目錄")
_BLANKS = re.compile(r"[\s\u3000\xa0]+")
_FIRST = re.compile("[一1][、．.]|第一[部章编篇]|[（(]一[）)]")
_PAGE = re.compile(r"[.．…·・。\-—_]*(?:第?[（(]?\d{1,3}[)）]?页?)?$")  # ……12, （3）
_STOPS = frozenset("。！；：!;:")


def without_contents(lines: list[Line]) -> list[Line]:
    """The lines of a report without those of a table of contents, which name its parts before the parts begin."""
    name = next((at for at, line in enumerate(lines[:_WITHIN]) if "目" in line.text and _entry(line) in _NAMES), -1)
    if name >= 0 and all(len(line.text) <= _LONGEST for line in lines[:name]):
        return _cut(lines, name, _named_end(lines, name + 1))
    first = next((at for at, line in enumerate(lines[:_WITHIN]) if _FIRST.match(line.text)), -1)
    return _cut(lines, first, _told_again(lines, first)) if first >= 0 else lines


def _entry(line: Line) -> str:
    return _PAGE.sub("", _BLANKS.sub("", line.text)) if len(line.text) <= _LONGEST else ""


def _cut(lines: list[Line], first: int, end: int) -> list[Line]:
    return lines[:first] + lines[end:] if end - first >= _LEAST else lines


def _named_end(lines: list[Line], first: int) -> int:
    """Where the entries under the name end: before a sentence, or where the first of them comes again."""
    seen: set[str] = set()
    begun = False
    for index in range(first, len(lines)):
        entry = _entry(lines[index])
        again = begun and _FIRST.match(entry) is not None and entry[0] not in "（("
        if not entry or lines[index].text[-1] in _STOPS or entry in seen or again:
            return index
        begun = begun or (_FIRST.match(entry) is not None and entry[0] not in "（(")
        seen.add(entry)
    return first  # nothing but short lines: no report follows


def _told_again(lines: list[Line], first: int) -> int:
    """Where a run of lines ends each of which begins a later line as well."""
    index = first
    while index < len(lines):
        entry = _entry(lines[index])
        if len(entry) < _SHORTEST or lines[index].text[-1] in _STOPS:
            break
        begins = (line.text for line in lines[index + 1 :] if line.text[0] == entry[0])
        if not any(_BLANKS.sub("", text).startswith(entry) for text in begins):
            break
        index += 1
    return index
