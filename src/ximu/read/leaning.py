"""Which way a part looks by its own words, forward or back: for parts whose heading does not tell, and against those that do."""

from __future__ import annotations

import re

from ximu.ledger.report import Role
from ximu.read.roles import RoleWords, role_words

LEANING_WITHIN = 1500  # characters of a part without telling words that are looked at
_LEAST, _MORE = 2, 1.5  # so many forward words, and so many times those that look back
_CLEARLY = 2  # so many times as many words look back in a part behind a review that is none of the plan
_CONTRARY_LEAST = 2  # so many words of results speak against a plan, so many of what is to come against a review


def leaning(text: str, start: int, end: int, words: RoleWords) -> Role:
    """What a part says of itself whose heading does not: "plan" when its first words clearly look forward, else "review"."""
    forward, back = _ways(text, start, min(end, start + LEANING_WITHIN), words)
    return "plan" if forward >= _LEAST and forward > _MORE * back else "review"


def looks_back(text: str, start: int, end: int, words: RoleWords) -> bool:
    """Whether a part clearly tells of what has been done."""
    forward, back = _ways(text, start, min(end, start + LEANING_WITHIN), words)
    return back >= _LEAST and back > _CLEARLY * forward


def tells_results(text: str, start: int, end: int, words: RoleWords) -> bool:
    """Whether a part tells of results more often than it looks forward, so that it is no plan."""
    told = _count(words.tells_results, text, start, end)
    return told >= _CONTRARY_LEAST and told > _count(words.leans_forward, text, start, end)


def contrary(text: str, spans: tuple[tuple[int, int, Role], ...]) -> tuple[tuple[int, int], ...]:
    """Those of the level-1 parts (start, end, role) whose words speak against their role.

    A plan full of results (同比增长, 累计) is none, nor is a review in which most looks forward: what such a part states is
    neither surely a result nor surely a target.
    """
    words = role_words()
    found = []
    for start, end, role in spans:
        if role in ("plan", "goals"):
            against = tells_results(text, start, end, words)
        elif role == "review":
            forward, back = _ways(text, start, min(end, start + LEANING_WITHIN), words)
            against = forward >= _CONTRARY_LEAST and forward > back
        else:
            continue
        if against:
            found.append((start, end))
    return tuple(found)


def _ways(text: str, start: int, end: int, words: RoleWords) -> tuple[int, int]:
    """How many words look forward, and how many look back."""
    return _count(words.leans_forward, text, start, end), _count(words.leans_back, text, start, end)


def _count(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    return sum(1 for _ in pattern.finditer(text, start, end))
