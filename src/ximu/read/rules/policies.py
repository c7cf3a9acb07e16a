"""Names of policies that end in the number of their articles (出台稳外贸20条): no count of anything."""

from __future__ import annotations

import re
from functools import cache

from ximu.read.numerals.scan import Written
from ximu.terms.words import alternation, words

_ARTICLES = "条"
_WITHIN = 40  # characters between the deed and the number, other such names among them
_ENDS = ("，", "。", "；", "、", "和", "及", "等", "”", "")


def names_policy(text: str, written: Written) -> bool:
    """Whether a number of articles names the policy that was put into force (推出科研管理改革22条)."""
    if written.unit != _ARTICLES or text[written.end : written.end + 1] not in _ENDS or written.bound:
        return False
    found = _put_into_force().search(text, max(0, written.start - _WITHIN), written.start)
    return found is not None and not found.group("policy").endswith(words("classes", "policy.counted"))


@cache
def _put_into_force() -> re.Pattern[str]:
    deeds, lines = alternation(words("classes", "policy.deeds")), "".join(words("classes", "policy.lines"))
    return re.compile(rf"{deeds}了?(?P<policy>(?:[^，。；：{lines}]|管(?=理)){{2,}})$")
