"""Word lists of the reader, one TOML file a subject; every list is loaded once."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files
from typing import Any

from ximu.terms.errors import TermsError


@cache
def word_file(name: str) -> dict[str, Any]:
    """The tables of `terms/words/NAME.toml`; TermsError when the file is missing or is not TOML."""
    path = files(__package__).joinpath(f"{name}.toml")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise TermsError(str(error), where=f"terms/words/{name}.toml", next_step="mend the file") from error


@cache
def words(name: str, key: str) -> tuple[str, ...]:
    """The words under `key` of a word file, longest first, so that an alternation prefers the longest."""
    table: Any = word_file(name)
    for part in key.split("."):
        if part not in table:
            raise TermsError(f"no list {key!r}", where=f"terms/words/{name}.toml", next_step="add the list")
        table = table[part]
    found: Iterable[str] = table.split() if isinstance(table, str) else table
    return tuple(sorted(dict.fromkeys(found), key=lambda word: (-len(word), word)))


def expressions(name: str, *keys: str) -> str:
    """One regular expression (no group) out of the lists of expressions under `keys` of a word file."""
    found: list[str] = []
    for key in keys:
        table: Any = word_file(name)
        for part in key.split("."):
            table = table[part]
        found.extend(table)
    return "(?:" + "|".join(found) + ")"


def alternation(choices: Iterable[str]) -> str:
    """A regular expression (no group) that matches the longest of the literal words, as a trie so that it stays fast."""
    return _branch(_trie(choices))


def branches(choices: Iterable[str], not_after: str = "") -> str:
    """The branches of `alternation` for a pattern that is searched for: each begins with one plain character, so that `re`
    runs from one of these to the next. No word is found behind one of the characters `not_after`."""
    return "|".join(
        re.escape(first) + (f"(?<![{not_after}]{re.escape(first)})" if not_after else "") + _branch(below)
        for first, below in _trie(choices).items()
    )


def _trie(choices: Iterable[str]) -> dict[str, Any]:
    trie: dict[str, Any] = {}
    for word in choices:
        node = trie
        for character in word:
            node = node.setdefault(character, {})
        node[""] = {}
    return _by_size(trie)


def _by_size(node: dict[str, Any]) -> dict[str, Any]:
    """The same trie, the largest branch first: a character that begins many words is common, and `re` tries in order."""
    below = {character: _by_size(branch) for character, branch in node.items()}
    return dict(sorted(below.items(), key=lambda one: -_size(one[1])))


def _size(node: dict[str, Any]) -> int:
    return sum(map(_size, node.values())) if node else 1


def gate(choices: Iterable[str], more: str = "") -> str:
    """A look at the next character: only one with which a word of `choices` begins, or one of the class `more`, passes.

    Before an alternation that is tried at one place it saves trying every branch; before one that is searched for it
    would hide the first characters from `re`.
    """
    return "(?=[" + "".join(map(re.escape, sorted({word[0] for word in choices}))) + more + "])"


def _branch(node: dict[str, Any]) -> str:
    ends = "" in node
    singles = [re.escape(c) for c, below in node.items() if c and set(below) == {""}]
    parts = [re.escape(c) + _branch(below) for c, below in node.items() if c and set(below) != {""}]
    if len(singles) > 1:
        parts.append("[" + "".join(singles) + "]")
    else:
        parts.extend(singles)
    if not parts:
        return ""
    body = parts[0] if len(parts) == 1 and not ends else "(?:" + "|".join(parts) + ")"
    return body + "?" if ends else body


def any_word(name: str, key: str) -> Callable[[], re.Pattern[str]]:
    """A function that gives the pattern of the words under `key`, compiled when it is first asked for."""
    return cache(lambda: re.compile(alternation(words(name, key))))


def any_expression(name: str, key: str) -> Callable[[], re.Pattern[str]]:
    """A function that gives the pattern of the expressions under `key`, compiled when it is first asked for."""
    return cache(lambda: re.compile(expressions(name, key)))
