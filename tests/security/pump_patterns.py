"""Every regular expression of the program against text built from itself: python pump_patterns.py CHARACTERS SECONDS

For each repeat inside a pattern there is a text of CHARACTERS that enters it again and again and then fails. A pattern
that tries exponentially or cubically many ways does not end in SECONDS of processor time and is printed; exit status 1.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
CATEGORIES = {
    op.CATEGORY_DIGIT: "7",
    op.CATEGORY_SPACE: " ",
    op.CATEGORY_WORD: "a",
    op.CATEGORY_NOT_SPACE: "万",
    op.CATEGORY_NOT_DIGIT: "万",
}
SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "reports"
ENDINGS = ("\x01", "", "。", "\n\x01")
CANDIDATES = "a7 万，、\n(-.%<"


class TooLong(Exception):
    """A pattern used up its time."""


def all_patterns() -> dict[tuple[str, int], None]:
    """Every pattern that is compiled while all modules of the program are loaded and their word lists read."""
    found: dict[tuple[str, int], None] = {}
    plain = re._compile  # type: ignore[attr-defined]

    def kept(pattern: Any, flags: int) -> Any:
        made = plain(pattern, flags)
        if isinstance(made.pattern, str) and sys._getframe(2).f_globals.get("__name__", "").startswith("ximu"):
            found[(made.pattern, made.flags)] = None
        return made

    re._compile = kept  # type: ignore[attr-defined]
    import django

    django.setup()
    import ximu

    for module in pkgutil.walk_packages(ximu.__path__, "ximu."):
        if "__main__" not in module.name and ".migrations" not in module.name and module.name != "ximu.site.wsgi":
            importlib.import_module(module.name)
    from ximu.read.pipeline import read_path

    read_path(next(SAMPLE.iterdir()))  # what is loaded late
    return found


def sample(tree: Any) -> str:
    """Some text that the tree matches, or nearly."""
    return "".join(one(node) for node in tree)


def one(node: Any) -> str:
    kind, value = node
    if kind in (op.LITERAL,):
        return chr(value)
    if kind is op.NOT_LITERAL:
        return next(char for char in CANDIDATES if ord(char) != value)
    if kind is op.ANY:
        return "万"
    if kind is op.IN:
        return in_set(value)
    if kind is op.CATEGORY:
        return CATEGORIES.get(value, "万")
    if kind in REPEATS:
        return sample(value[2]) * max(1, min(int(value[0]), 50))
    if kind is op.SUBPATTERN:
        return sample(value[3])
    if kind is op.ATOMIC_GROUP:
        return sample(value)
    if kind is op.BRANCH:
        return sample(value[1][0])
    return ""


def in_set(items: Any) -> str:
    if items[0][0] is op.NEGATE:
        taken = {chr(value) for kind, value in items[1:] if kind is op.LITERAL}
        return next((char for char in CANDIDATES if char not in taken), "\x02")
    kind, value = items[0]
    return (
        chr(value[0] if kind is op.RANGE else value) if kind in (op.RANGE, op.LITERAL) else CATEGORIES.get(value, "万")
    )


def pumped(tree: Any, times: int) -> Iterator[str]:
    """For each repeat without an end: text up to it, then what it repeats so many times."""
    before = ""
    for node in tree:
        kind, value = node
        if kind in REPEATS:
            inside = sample(value[2])
            if value[1] is op.MAXREPEAT or int(value[1]) > 50:
                yield before + inside * times
            for text in pumped(value[2], times):
                yield before + text
                yield (before + text[: len(text) // 30]) * 30
        elif kind is op.SUBPATTERN:
            yield from (before + text for text in pumped(value[3], times))
        elif kind is op.BRANCH:
            for branch in value[1]:
                yield from (before + text for text in pumped(branch, times))
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            yield from (before + text for text in pumped(value[1], times))
        before += one(node)


def main(characters: str, seconds: str) -> int:
    """Try all patterns."""
    failed = tried = 0

    def ring(*_: object) -> None:
        raise TooLong

    found = all_patterns()
    signal.signal(signal.SIGVTALRM, ring)
    for pattern, flags in found:
        texts = {*pumped(parser.parse(pattern, flags), int(characters)), *(char * int(characters) for char in "万7 ")}
        made = re.compile(pattern, flags)
        try:
            for text in sorted({text[: int(characters)] + ending for text in texts for ending in ENDINGS}):
                signal.setitimer(signal.ITIMER_VIRTUAL, float(seconds))
                made.search(text)
                made.fullmatch(text)
                tried += 1
        except TooLong:
            failed += 1
            print(f"too long: {pattern[:300]!r} on {text[:40]!r} … {text[-3:]!r}", flush=True)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    print(f"{len(found)} patterns, {tried} texts")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
