"""What the government itself admits: targets it missed, and the shortcomings it lists."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ximu.read.outline import Part
from ximu.read.promises.words import load
from ximu.terms.words import alternation

_LOOKS_BACK = frozenset({"review", "front"})
_ORDINAL = r"(?:[一二三四五六七八九十]{1,2}是|第[一二三四五六七八九十]{1,2}[，,、]|[（(][一二三四五六七八九十\d]{1,2}[)）]|[①-⑳]|\d{1,2}[.．、](?!\d))"
_NUMBERED = re.compile(rf"(?:^|(?<=[：:；;。，,\s])){_ORDINAL}")
_ITEM = re.compile(r"[^。；;\n]+")
_CLAUSE = re.compile(r"[^，,。；;\n]+")
_CLOSE, _COMMA = re.compile("[：:。]"), re.compile("[，,。]")
_CLAUSE_REACH = 200  # characters looked at on either side for the ends of a clause
_ANNOUNCEMENT = 60  # characters that the announcement of a list of problems can take
_EDGE = " \t\r\xa0\u3000，,。；;：:、"
_SHORTEST = 4  # characters; less is a connective left over


class FoundAdmission(NamedTuple):
    """One admission; positions are half-open code points of the clean text, `words` the indicators as written."""

    start: int
    end: int
    missed_target: bool
    words: tuple[str, ...]


class _Words(NamedTuple):
    """The words of terms/admissions.toml, compiled once."""

    opens: re.Pattern[str]
    answers: re.Pattern[str]
    missed: re.Pattern[str]
    anchor: re.Pattern[str]
    indicators: re.Pattern[str]


@cache
def _words() -> _Words:
    data = load("admissions.toml")
    return _Words(
        opens=re.compile(alternation(data["around"]["opens"].split())),
        answers=re.compile(alternation(data["around"]["answers"].split())),
        missed=re.compile("|".join(data["missed"]["patterns"])),
        anchor=re.compile("未|没能|没有|不及|低于|差距|距离|不理想|不够理想|欠产|滞后"),
        indicators=re.compile(alternation(data["indicators"]["words"].split())),
    )


def admissions(text: str, parts: tuple[Part, ...]) -> list[FoundAdmission]:
    """The admissions of `text`: every item of its lists of problems, and missed targets told in the review."""
    found: list[FoundAdmission] = []
    problems = [part for part in parts if part.role == "problems"]
    for part in problems:
        found += _listed(text, part)
    for part in parts:
        if part.role in _LOOKS_BACK and not any(
            other.start < part.start and other.role == part.role and other.end >= part.end for other in parts
        ):
            found += _told(text, part, problems)
    return sorted(found)


def _listed(text: str, part: Part) -> list[FoundAdmission]:
    """The items of a list of problems, one by one; a missed target inside an item stands for itself."""
    known = _words()
    start, end = part.start, part.end
    first = known.opens.search(text, start, end)
    if first:
        # the announcement ends at a colon or a stop soon after it; in a sentence that goes on at length, at its comma
        close = _CLOSE.search(text, first.end(), min(end, first.end() + _ANNOUNCEMENT))
        close = close or _COMMA.search(text, first.end(), end)
        start = close.end() if close else end
    found: list[FoundAdmission] = []
    for item_start, item_end in _items(text, start, end):
        if known.answers.match(text, item_start, item_end):
            continue
        found += _item(text, item_start, item_end, known)
    return found


def _items(text: str, start: int, end: int) -> list[tuple[int, int]]:
    marks = [match.start() for match in _NUMBERED.finditer(text, start, end)]
    if len(marks) < 2:
        return [_trimmed(text, *match.span()) for match in _ITEM.finditer(text, start, end)]
    items = []
    for begin, stop in zip(marks, [*marks[1:], end], strict=True):
        if stop == end:  # the answer to the problems stands behind the last of them
            answer = _words().answers.search(text, begin, end)
            stop = text.rfind("。", begin, answer.start()) + 1 if answer else end
            stop = stop or end
        items.append(_trimmed(text, begin, stop))
    return items


def _item(text: str, start: int, end: int, known: _Words) -> list[FoundAdmission]:
    if end - start < _SHORTEST:
        return []
    missed = known.missed.search(text, start, end) if known.anchor.search(text, start, end) else None
    if missed is None:
        return [FoundAdmission(start, end, False, _about(text, start, end, known))]
    clause_start, clause_end = _clause_around(text, start, end, missed)
    found = [FoundAdmission(clause_start, clause_end, True, _about(text, clause_start, clause_end, known))]
    for rest_start, rest_end in (_trimmed(text, start, clause_start), _trimmed(text, clause_end, end)):
        if rest_end - rest_start >= _SHORTEST:
            found.append(FoundAdmission(rest_start, rest_end, False, _about(text, rest_start, rest_end, known)))
    return found


def _told(text: str, part: Part, problems: list[Part]) -> list[FoundAdmission]:
    """Missed targets that the review tells outside a list of problems."""
    known = _words()
    found: list[FoundAdmission] = []
    seen = part.start  # end of the last clause looked at
    for anchor in known.anchor.finditer(text, part.start, part.end):
        if anchor.start() < seen or any(other.start <= anchor.start() < other.end for other in problems):
            continue
        near = max(part.start, anchor.start() - _CLAUSE_REACH)
        to = min(part.end, anchor.end() + _CLAUSE_REACH)
        begin = max(text.rfind(mark, near, anchor.start()) for mark in "。；;\n，,") + 1 or near
        stop = min((at for mark in "。；;\n，," if (at := text.find(mark, anchor.end(), to)) >= 0), default=to)
        seen = stop
        if known.missed.search(text, begin, stop):
            clause = _trimmed(text, begin, stop)
            found.append(FoundAdmission(*clause, True, _about(text, *clause, known)))
    return found


def _clause_around(text: str, start: int, end: int, match: re.Match[str]) -> tuple[int, int]:
    for clause in _CLAUSE.finditer(text, start, end):
        if clause.start() <= match.start() < clause.end():
            return _trimmed(text, *clause.span())
    return start, end


def _about(text: str, start: int, end: int, known: _Words) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match[0] for match in known.indicators.finditer(text, start, end)))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end
