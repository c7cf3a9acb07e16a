"""What the clause before a number names, when it holds no number itself (民生支出持续增加，占…)."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.attach.item import Item
from ximu.read.attach.shared_names import split_names
from ximu.read.attach.words import action_at_head, event, nominal, split_head, split_tail
from ximu.terms.words import alternation, words

_DIGIT = re.compile(r"\d")


def clause_before(text: str, item: Item) -> str:
    """The clause before that of the item in its sentence, "" when it is the first."""
    end = item.clause_start - 1
    start = max((text.rfind(mark, item.sentence_start, end) for mark in "，；,;："), default=-1) + 1
    return text[max(start, item.sentence_start) : end] if end > item.sentence_start else ""


def names_in(clause: str, count: int) -> list[str]:
    """The names that a clause without numbers lists (生活补贴、护理补贴标准，分别提高到…); [] when not as many."""
    if not clause or _DIGIT.search(clause):
        return []
    joined = split_head(split_tail(clause)[0])[1]
    what = event().search(joined, 2) if count > 1 else None
    done = what is not None and what.end() == len(joined)  # 甲医院、乙医院|开工
    names = split_names(joined[: what.start()] if what and done else joined, count)
    if len(names) != count:
        return []
    return [names[0].rpartition("的")[2], *names[1:]] if done else names


def clause_subject(clause: str) -> tuple[str, bool]:
    """The thing that the clause before, which holds no number, speaks of (民生支出持续增加，占…), and whether a deed does."""
    name = split_head(split_tail(clause)[0])[1]
    deed = action_at_head().match(name)
    if deed and len(name) - deed.end() >= 2 and not nominal().match(name):
        name = _effort().sub("", name[deed.end() :])
    return (name, deed is not None) if 2 <= len(name) <= 14 else ("", False)


@cache
def _effort() -> re.Pattern[str]:
    return re.compile(rf"{alternation(words('lists', 'carry.effort'))}$")
