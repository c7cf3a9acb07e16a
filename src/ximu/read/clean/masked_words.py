"""Words blanked out by a word filter (`生产**业`, `*推进`): filled when only one known phrase fits, else noted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from ximu.read.clean.edits import Edit
from ximu.read.clean.step import Step
from ximu.read.clean.words import any_of, words

RULE = "masked_words"

_MASK = re.compile("[*＊]+")
_LONGEST = 6  # more asterisks in a row are a line of ornament
_NEAR = 8
_HAN_OR_STOP = re.compile("[\u4e00-\u9fff，。；：！？、“”）（,;:!]")
_HAN = re.compile("[\u4e00-\u9fff]")


class _Gap(NamedTuple):
    before: str
    hidden: str
    after: str


class _Known(NamedTuple):
    by_before: dict[str, list[_Gap]]  # by the last character before the mask
    by_after: dict[str, list[_Gap]]  # phrases that begin with the hidden word, by the first character after it
    adverb: str
    verbs: re.Pattern[str]


@cache
def _known() -> _Known:
    tables = words(RULE)
    by_before: dict[str, list[_Gap]] = {}
    by_after: dict[str, list[_Gap]] = {}
    hidden_in: list[tuple[str, list[str], bool]] = [(phrase, tables["hidden"], True) for phrase in tables["phrases"]]
    hidden_in += [(phrase, tables["idiom_ends"], False) for phrase in tables["idioms"]]
    for phrase, hidden_words, both_sides in hidden_in:
        for hidden in hidden_words:
            at = phrase.find(hidden)
            gap = _Gap(phrase[:at], hidden, phrase[at + len(hidden) :])
            if at < 0 or len(gap.before) + len(gap.after) < 2 or (both_sides and not gap.after):
                continue
            if gap.before:
                by_before.setdefault(gap.before[-1], []).append(gap)
            else:
                by_after.setdefault(gap.after[0], []).append(gap)
    return _Known(by_before, by_after, tables["adverb"]["reads"], re.compile(any_of(tables["adverb"]["before"])))


def edits(text: str) -> Iterator[Edit]:
    """A filled mask is an edit, one that cannot be filled a note. Products (`3*5`), list marks and ornaments stay."""
    for found in _MASK.finditer(text):
        start, end = found.span()
        if end - start > _LONGEST or start == 0 or end == len(text) or text[start - 1] in "\n \u3000":
            continue
        if not _HAN_OR_STOP.match(text, start - 1) or not _HAN.match(text, end):
            continue
        hidden = _hidden_word(text, start, end)
        if hidden is None:
            yield Edit(start, end, found.group(), RULE, "masked word; which one is not certain")
        else:
            yield Edit(start, end, hidden, RULE, "masked word; only this one gives a known phrase")


def _hidden_word(text: str, start: int, end: int) -> str | None:
    """The word that must have stood there, or None when no phrase fits, or several do."""
    known = _known()
    before, after = text[max(0, start - _NEAR) : start], text[end : end + _NEAR]
    fitting = {
        gap
        for gap in [*known.by_before.get(before[-1], ()), *known.by_after.get(after[0], ())]
        if before.endswith(gap.before) and after.startswith(gap.after)
    }
    if fitting:
        most = max(len(gap.before) + len(gap.after) for gap in fitting)
        best = {gap.hidden for gap in fitting if len(gap.before) + len(gap.after) == most}
        # Several phrases may fit with the same context: certain only if the mask's length tells them apart.
        if len(best) > 1:
            best = {word for word in best if len(word) == end - start}
        return best.pop() if len(best) == 1 else None
    return known.adverb if end - start <= 2 and known.verbs.match(after) else None


STEP = Step(RULE, frozenset("*＊"), edits)
