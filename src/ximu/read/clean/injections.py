"""What copying sites put into a sentence: addresses, names of sites, titles of novels, padding signs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step
from ximu.read.clean.words import any_of, words
from ximu.terms.words import branches

RULE = "injections"

_HAN = "\u4e00-\u9fff"
_PATH = "[A-Za-z0-9./?=&_%#~:+-]"
_ADDRESS = (
    f"(?:https?://|www\\.|WWW\\.|wap\\.|m\\.)[A-Za-z0-9]{_PATH}{{2,200}}"
    f"|(?<![A-Za-z0-9@.-])[A-Za-z0-9][A-Za-z0-9-]{{1,30}}\\.(?:com|net|org|cc|info|top|xyz|vip|la|cn|COM|NET|CN)(?:\\.cn)?(?:/{_PATH}{{0,200}})?(?![A-Za-z0-9])"
)
_OPEN, _CLOSE = "[（(【\\[〔<《]", "[）)】\\]〕>》]"
_PADDING = re.compile(r"[@$^`~|\\][@$^`~|\\]+")  # the whole run, so that a long one is looked at once
_BESIDE_PADDING = re.compile(f"[{_HAN}，。；、0-9]")


_ADDRESS_SIGN = re.compile(r"\.(?:com|net|org|cc|info|top|xyz|vip|la|cn|COM|NET|CN)")


class _Patterns(NamedTuple):
    address: re.Pattern[str]
    named: re.Pattern[str]
    names: re.Pattern[str]
    title: re.Pattern[str]
    novel: re.Pattern[str]
    no_novel: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    tables = words(RULE)
    sites, phrases = any_of(tables["sites"]), any_of(tables["phrases"])
    lead = any_of(tables["leads"]) + "?[:： ]?"
    title = f"{_OPEN}?(?:《[^》\\n]{{1,20}}》)?"
    return _Patterns(
        address=re.compile(f"{_OPEN}?{lead}(?:{_ADDRESS}){_CLOSE}?"),
        named=re.compile(
            f"{title}{lead}(?:{sites}|{phrases})(?:[ ,，]?(?:{sites}|{phrases}|{_ADDRESS})){{0,6}}{_CLOSE}?"
        ),
        # No group around it: only so does the compiler see the first characters.
        names=re.compile(branches([*tables["sites"], *tables["phrases"]])),
        title=re.compile("《([^》\\n]{2,20})》"),
        novel=re.compile(any_of(tables["novel_words"])),
        no_novel=re.compile(any_of(tables["not_novels"])),
    )


def edits(text: str) -> Iterator[Edit]:
    """Each injection inside a sentence is read as nothing; lines of their own are page furniture and stay."""
    patterns = _patterns()
    # The patterns are slow; looking for a bare name or the end of an address is not.
    if "://" in text or _ADDRESS_SIGN.search(text):
        yield from _removed(text, patterns.address, "an internet address put into a sentence")
    if patterns.names.search(text):
        yield from _removed(text, patterns.named, "a site's own words put into a sentence")
    for found in patterns.title.finditer(text):
        title = found[1]
        novel = patterns.novel.search(title) and not patterns.no_novel.search(title)
        if novel and _inside_sentence(text, found.start(), found.end()):
            yield Edit(found.start(), found.end(), "", RULE, "the title of a novel put into a sentence")


def _padding(text: str) -> Iterator[Edit]:
    for found in _PADDING.finditer(text):
        start, end = found.span()
        if start == 0 or not _BESIDE_PADDING.match(text, start - 1) or not _BESIDE_PADDING.match(text, end):
            continue
        yield Edit(found.start(), found.end(), "", RULE, "padding signs inside a sentence")


def _removed(text: str, pattern: re.Pattern[str], why: str) -> Iterator[Edit]:
    for found in pattern.finditer(text):
        start, end = _balanced(text, found.start(), found.end())
        if _inside_sentence(text, start, end):
            yield Edit(start, end, "", RULE, why)


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without a bracket that has no partner in it."""
    opens, closes = text[start] in "（(【[〔<", text[end - 1] in "）)】]〕>"
    if opens and not closes:
        start += 1
    elif closes and not opens:
        end -= 1
    return start, end


def _inside_sentence(text: str, start: int, end: int) -> bool:
    """Whether enough of the line is left to be a sentence of its own."""
    line_start = text.rfind("\n", max(0, start - 200), start) + 1 or max(0, start - 200)
    line_end = text.find("\n", end, end + 200)
    line_end = min(len(text), end + 200) if line_end < 0 else line_end
    rest = text[line_start:start] + text[end:line_end]
    return sum(1 for c in rest if "\u4e00" <= c <= "\u9fff") >= 10


STEP = Step(RULE, frozenset(), edits, frozenset("@$^`~|\\"), _padding)
