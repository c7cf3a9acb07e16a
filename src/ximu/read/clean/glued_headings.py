"""Headings glued into a paragraph, and whole texts on one line: breaks are put back where headings begin and end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step
from ximu.read.clean.words import any_of, words

RULE = "glued_headings"

_COUNT = "[一二三四五六七八九十][一二三四五六七八九十]{0,2}"
_YEAR = "(?:[0-9]{4}年|今后五年|过去五年|本届政府|上一年|今年|明年)"
_SPACE = re.compile("[ \u00a0]")
_FLAT = 1_500  # characters of a line that no paragraph has
_LEAST_FLAT = 400  # of a line that is most of a text
_HEAD = 600  # characters at the beginning of a flat text among which title and address are looked for


class _Patterns(NamedTuple):
    heading: re.Pattern[str]  # 二、2023年工作安排
    more: re.Pattern[str]
    body: re.Pattern[str]  # what follows a heading when the line end between them was lost
    flat: re.Pattern[str]
    lost_indent: re.Pattern[str]
    lost_end: re.Pattern[str]
    head: re.Pattern[str]
    titles: tuple[str, ...]


@cache
def _patterns() -> _Patterns:
    tables = words(RULE)
    ends, begins = any_of(tables["heading_ends"]), any_of(tables["text_begins"])
    return _Patterns(
        heading=re.compile(f"{_COUNT}、[^，。；！？：、\\n]{{0,24}}?{ends}"),
        more=re.compile(f"[^，。；！？：\\n]{{0,10}}?{ends}"),
        body=re.compile(f"[ \u3000]{{0,4}}(?:{begins}|{_YEAR}|[（(]{_COUNT}[）)])"),
        flat=re.compile(
            f"[。！？；”）](?P<at>)(?={_COUNT}、(?!{_COUNT}、)|（{_COUNT}）|[—―－]{{2}}(?!$)|各位代表[：！，:!,])"
            "|[^#\\s](?P<hash>)(?=#{2,6} )"
        ),
        lost_indent=re.compile("[ \u3000\u00a0]+"),
        lost_end=re.compile(
            "[。！？](?P<at1>[ \u00a0]+)(?=\\S)|(?P<at2>[ \u00a0])(?=#{1,6} |[-*•] (?![0-9]))"
            f"|(?:政府工作报告|[0-9]{{4}}年(?![^，。\\s]{{0,20}}(?:总结|回顾|情况)[和及与暨、])[^，。；！？：、\\s]{{0,12}}{ends})(?P<at3>[ \u00a0]+)(?=\\S)"
        ),
        head=re.compile(
            "政府工作报告(?P<at1>)(?=[—―－\\-（(]|[0-9]{4}年)|会议上?(?P<at2>)(?=[^，。；]{2,30}各位代表)|[^，。；：](?P<at3>)(?=各位代表[：:！!，,])"
        ),
        titles=tuple(tables["titles"]),
    )


def edits(text: str) -> Iterator[Edit]:
    """A line end is put in, or stands for the spaces left of a lost one; nothing else changes."""
    patterns = _patterns()
    for found in patterns.heading.finditer(text):
        start, end = found.span()
        while start > 0 and text[start - 1] in " \u3000":
            start -= 1
        blank = start < found.start()  # 县长 某某 一、2012年工作回顾
        ended = start == 0 or blank or text[start - 1] in "\n。！？；”"
        if not ended and not text.endswith(patterns.titles, 0, start):
            continue
        if start > 0 and text[start - 1] != "\n":
            yield Edit(start, found.start(), "\n", RULE, "a heading glued to the end of a paragraph")
        # 主要目标 和重点工作: the heading may go on after the first word that ends one.
        longer = patterns.more.match(text, end)
        for at in (end, longer.end() if longer else end):
            if patterns.body.match(text, at):
                yield Edit(at, at, "\n", RULE, "a paragraph glued to its heading")
                break
    start = 0
    while start <= len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        if end - start >= _FLAT or end - start >= max(_LEAST_FLAT, len(text) * 6 // 10):
            yield from _flat_line(text, start, end, patterns)
        start = end + 1


def _flat_line(text: str, start: int, end: int, patterns: _Patterns) -> Iterator[Edit]:
    body = start + len(text[start:end]) - len(text[start:end].lstrip())
    for found in patterns.lost_indent.finditer(text, body, end):
        if found.end() < end and "\u3000\u3000" in found.group():
            yield Edit(
                found.start(), found.end(), "\n", RULE, "an indent in the middle of a line: the line end was lost"
            )
    for found in patterns.lost_end.finditer(text, body, end) if _SPACE.search(text, body, end) else ():
        first, last = found.span(found.lastgroup or 0)
        yield Edit(first, last, "\n", RULE, "all text on one line: a space for each line end")
    for found in patterns.flat.finditer(text, body, end):
        at = found.start(found.lastgroup or 0)
        yield Edit(at, at, "\n", RULE, "all text on one line: a part begins here")
    for found in patterns.head.finditer(text, body, min(end, body + _HEAD)):
        at = found.start(found.lastgroup or 0)
        yield Edit(at, at, "\n", RULE, "all text on one line: title and address stand apart")


STEP = Step(RULE, frozenset("、"), edits)
