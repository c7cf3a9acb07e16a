"""What the clause before a number names, when it holds no number itself (民生支出持续增加，占…)."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.attach.item import Item
from ximu.read.attach.name_before import is_statistic
from ximu.read.attach.names import without_run
from ximu.read.attach.shared_names import split_names
from ximu.read.attach.words import action_at_head, event, nominal, split_head, split_tail
from ximu.terms.words import alternation, words

_DIGIT = re.compile(r"\d")
_CLAUSE_END = re.compile("[，；,;：]")
_OF_STATISTICS = frozenset(("元", "美元", "%", "个百分点", "斤", "公斤", "吨"))
_FAR = 80  # characters in front of a clause within which its subject may stand
_NAME_SHORTEST, _NAME_LONGEST = 4, 16


def clause_before(text: str, item: Item) -> str:
    """The clause before that of the item in its sentence, "" when it is the first."""
    end = item.clause_start - 1
    start = max((text.rfind(mark, item.sentence_start, end) for mark in "，；,;："), default=-1) + 1
    return text[max(start, item.sentence_start) : end] if end > item.sentence_start else ""


def names_in(clause: str, count: int) -> list[str]:
    """The names that a clause without numbers lists (生活补贴、护理补贴标准，分别提高到…); [] when not as many."""
    if not clause or _DIGIT.search(clause):
        return []
    come = _come_about().search(clause)
    joined = split_head(split_tail(clause[: come.start()] if come else clause)[0])[1]
    what = event().search(joined, 2) if count > 1 else None
    done = what is not None and what.end() == len(joined)  # 甲医院、乙医院|开工
    names = split_names(joined[: what.start()] if what and done else joined, count)
    if len(names) != count:
        return []
    return [names[0].rpartition("的")[2], *names[1:]] if done else names


@cache
def _come_about() -> re.Pattern[str]:
    """At the end of a clause: there were none before (先进集群|从无到有)."""
    return re.compile(rf"{alternation(words('lists', 'carry.come_about'))}$")


def statistic_said(text: str, start: int, item: Item) -> str:
    """The statistic that the nearest whole clause behind `start` and before the item's is about; "" when none is.

    财政总收入突破亿元大关，实现|1.2亿元: a clause that holds no measured number may still say of what the next one speaks.
    """
    if item.unit not in _OF_STATISTICS:
        return ""
    clauses = _CLAUSE_END.split(text[max(start, item.clause_start - _FAR) : max(start, item.clause_start - 1)])
    for clause in reversed(clauses[1:] if start > item.sentence_start else clauses):
        rest = split_head(clause)[1]
        if _DIGIT.search(rest):
            return ""
        for end in range(min(_NAME_LONGEST, len(rest)), _NAME_SHORTEST - 1, -1):
            if rest.startswith(words("lists", "carry.said"), end) and is_statistic(rest[:end]):
                return "" if action_at_head().match(rest) else rest[:end]
    return ""


def subject_before(text: str, item: Item, *, named: bool) -> tuple[str, bool]:
    """What the clauses before the first number of a sentence speak of, and whether a deed in the clause before does.

    Without a name of its own (`named`) the number rather belongs to a statistic than to another subject.
    """
    subject, worked_on = clause_subject(clause_before(text, item))
    if not named and not is_statistic(subject):
        subject = statistic_said(text, item.sentence_start, item) or subject
    return subject, worked_on


def clause_subject(clause: str) -> tuple[str, bool]:
    """The thing that the clause before, which holds no number, speaks of (民生支出持续增加，占…), and whether a deed does."""
    name = without_run(split_head(split_tail(clause)[0])[1])
    deed = action_at_head().match(name)
    if deed and len(name) - deed.end() >= 2 and not nominal().match(name):
        name = _effort().sub("", name[deed.end() :])
    return (name, deed is not None) if 2 <= len(name) <= 14 else ("", False)


@cache
def _effort() -> re.Pattern[str]:
    return re.compile(rf"{alternation(words('lists', 'carry.effort'))}$")
