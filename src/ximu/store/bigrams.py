"""Text as the search compares it, and the pairs of characters it is found by.

Most Chinese words have two characters, and a database's own word cutter loses or splits them (SQLite's trigram index
finds no two-character word at all). So every pair of neighboring characters is one entry of the index; an index hit
is only a candidate and is confirmed by an exact comparison.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ximu.ledger.errors import UsageError

# One character to one character, so that positions in folded text are positions in the text itself.
_FULL_WIDTH = {code: chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
_UPPER = {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}
# PostgreSQL keeps no NUL and UTF-8 no lone surrogate, so neither stands in a stored text.
_NOT_STORABLE = dict.fromkeys([0, *range(0xD800, 0xE000)], "\ufffd")
_FOLD = _FULL_WIDTH | _UPPER | _NOT_STORABLE
_GAP = r"[\s\u200b\ufeff]"  # white space and the two invisible characters of web copies
_GAPS = re.compile(f"{_GAP}+")

# The index's tokenizer cuts at ASCII signs; as private-use characters they stay inside their pair.
_ESCAPE = {code: chr(0xE000 + code) for code in range(128) if not chr(code).isalnum()}

MOST_WORDS, LONGEST_WORD = 16, 200


class Query(NamedTuple):
    """What to look for: words as compared, all of which must occur in one sentence."""

    words: tuple[str, ...]

    def pattern(self) -> re.Pattern[str]:
        """A pattern that finds any of the words in folded text, over white space and line breaks inside a word."""
        longest_first = sorted(self.words, key=len, reverse=True)
        return re.compile("|".join(f"{_GAP}*".join(map(re.escape, word)) for word in longest_first))

    def pairs(self) -> tuple[str, ...]:
        """The index entries that a matching sentence has."""
        entries = (entry for word in self.words if len(word) > 1 for entry in bigrams(word)[:-1])
        return tuple(dict.fromkeys(entries))

    def prefixes(self) -> tuple[str, ...]:
        """For words of one character: what some index entry of a matching sentence begins with."""
        return tuple(dict.fromkeys(word.translate(_ESCAPE) for word in self.words if len(word) == 1))


def storable(text: str) -> str:
    """`text` with what no database keeps replaced by U+FFFD, one character for one."""
    return text.translate(_NOT_STORABLE)


def fold(text: str) -> str:
    """`text` with full-width forms as half-width and Latin letters small; every position stays the same."""
    return text.translate(_FOLD)


def plain(text: str) -> str:
    """`text` folded and without white space: a word broken over two lines is whole again."""
    return _GAPS.sub("", fold(text))


def bigrams(plain_text: str) -> list[str]:
    """The index entries of a plain text in order: every pair of neighbors, then the last character alone.

    The lone last character lets a search for one character find it as the beginning of an entry.
    """
    escaped = plain_text.translate(_ESCAPE)
    return [escaped[at : at + 2] for at in range(len(escaped))]


def parse_query(text: str) -> Query:
    """The words of what a person typed, cut at white space; no words when nothing is left.

    Raises UsageError when there are more than 16 words or a word has more than 200 characters.
    """
    words = tuple(dict.fromkeys(word for word in _GAPS.split(fold(text)) if word))
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        raise UsageError(
            "too much to search for",
            next_step=f"give at most {MOST_WORDS} words of at most {LONGEST_WORD} characters",
            code="U020",
        )
    return Query(words)
