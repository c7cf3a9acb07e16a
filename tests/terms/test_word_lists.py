"""The word lists of the reader: every list is read by some code, and none says a word twice."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import ximu
from ximu.terms.words import alternation, words

PACKAGE = Path(ximu.__file__).parent
FILES = sorted((PACKAGE / "terms" / "words").glob("*.toml"))
CODE = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")).replace("'", '"')


def lists_of(table: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every list of a file with the keys that lead to it."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from lists_of(value, (*path, key))
        else:
            yield (*path, key), value


def is_read(name: str, path: tuple[str, ...]) -> bool:
    """Whether code names the list by its full path, by a pattern for its table, or takes its whole table."""
    if f'"{".".join(path)}"' in CODE:
        return True
    by_loop = f'"{".".join(path[:-1])}.{{' in CODE and f'"{path[-1]}"' in CODE
    # numbers.toml is read table by table, under names of its own
    taken = (f'["{key}"]' if name == "numbers" else f'word_file("{name}")["{key}"]' for key in path)
    return by_loop or any(one in CODE for one in taken)


LISTS = [(file.stem, path, value) for file in FILES for path, value in lists_of(tomllib.loads(file.read_text("utf-8")))]


@pytest.mark.parametrize(
    ("name", "path"), [entry[:2] for entry in LISTS], ids=lambda part: part if isinstance(part, str) else ".".join(part)
)
def test_every_list_is_read(name: str, path: tuple[str, ...]) -> None:
    assert is_read(name, path), f"no code reads {'.'.join(path)} of {name}.toml"


def test_a_list_that_nobody_reads_would_be_seen() -> None:
    assert not is_read("measures", ("tail", "never_read"))


@pytest.mark.parametrize(("name", "path", "value"), LISTS, ids=lambda part: str(part)[:40])
def test_no_list_says_a_word_twice(name: str, path: tuple[str, ...], value: object) -> None:
    if isinstance(value, str) and name in ("measures", "lists"):
        found = value.split()
        assert sorted(set(found)) == sorted(found)


def test_an_alternation_matches_its_words_and_nothing_shorter() -> None:
    for key in ("tail.up", "tail.to", "action.verbs", "action.events"):
        pattern = re.compile(alternation(words("measures", key)))
        for word in words("measures", key):
            assert pattern.fullmatch(word), word
