"""Named things in promises and reviews: the core of a name, and whether a text speaks of it."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from ximu.link.words import table

_MARKS = re.compile(r"[“”\"‘’'《》（）()·\s]")
_RUN = 4  # characters by which a review may take up a name again


@cache
def limits() -> dict[str, Any]:
    """The words and limits of repetition."""
    found: dict[str, Any] = table("findings/findings")["repeated"]
    return found


@cache
def words(key: str) -> tuple[str, ...]:
    """The words under a key of the table, longest first."""
    return tuple(sorted(limits()[key].split(), key=lambda word: (-len(word), word)))


@cache
def pattern(key: str) -> re.Pattern[str]:
    """Any of the words under a key."""
    return re.compile("|".join(map(re.escape, words(key))))


@cache
def phase() -> re.Pattern[str]:
    """一期, 二期工程 at the end of a name, with its number as `n`."""
    return re.compile(f"第?(?P<n>[{limits()['phases']}])期(?:工程|项目)?$")


@cache
def expression(key: str) -> re.Pattern[str]:
    """The regular expression under a key."""
    return re.compile(limits()[key])


def plain(text: str) -> str:
    """A text without white space, brackets and quotation marks: 甲园（一期） → 甲园一期."""
    return _MARKS.sub("", text)


def core(name: str, *, with_phase: bool = False) -> str:
    """A name without marks and the words that only say that it is to be built; its phase goes unless asked for."""
    name = plain(name)
    name = name if with_phase else phase().sub("", name)
    changed = True
    while changed:
        changed = False
        for word in words("endings"):
            if name.endswith(word) and len(name) - len(word) >= limits()["shortest"]:
                name, changed = name[: -len(word)], True
                break
    return name if with_phase else phase().sub("", name)


def is_named(name: str) -> bool:
    """Whether the core of a name stands for one thing: long enough, and more in it than words for kinds of things."""
    rest = name
    for word in words("general"):
        rest = rest.replace(word, "")
    return len(name) >= limits()["shortest"] and len(rest) >= 3


def speaks_of(text: str, name: str) -> bool:
    """Whether a text without white space takes up the name, if only by a few characters that follow one another."""
    return any(name[at : at + _RUN] in text for at in range(max(1, len(name) - _RUN + 1)))
