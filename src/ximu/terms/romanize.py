"""Names of places in English: pinyin by rule, the word of the kind translated, exceptions from `places_en.toml`.

The rule is that of Hanyu Pinyin for place names: the syllables of a name are written together, and an apostrophe stands
before a syllable that begins with a, e or o.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_VOWELS = ("a", "e", "o")


class _Words(NamedTuple):
    syllables: dict[str, str]
    kinds: tuple[tuple[str, str, int], ...]  # written, English, characters that must stand before it
    peoples: dict[str, str]
    people_tail: re.Pattern[str]
    whole: dict[str, str]
    stems: dict[str, str]


@lru_cache(20_000)
def place_name_en(name: str) -> str:
    """The English name of a place: 株洲市 → Zhuzhou City, 恩施土家族苗族自治州 → Enshi Tujia and Miao Autonomous Prefecture.

    A name that leads from the outer to the inner place keeps that order. A character without a known reading stays as it
    is, and so does a name without any Chinese.
    """
    words = _words()
    name = name.strip()
    if not _CHINESE.search(name):
        return name
    if name in words.whole:
        return words.whole[name]
    for written, english, least in words.kinds:
        if name.endswith(written) and len(name) - len(written) >= least:
            return _with_kind(name.removesuffix(written), english)
    return _stem(name)


def _with_kind(stem: str, kind: str) -> str:
    """A stem with the English word of its kind, and the peoples named between them."""
    words = _words()
    tail = words.people_tail.search(stem)
    if not tail or tail.start() == 0 or "Autonomous" not in kind:
        return f"{_stem(stem)} {kind}"
    peoples = [words.peoples[one.removesuffix("族")] for one in _each_people(tail.group())]
    joined = " and ".join([", ".join(peoples[:-1]), peoples[-1]]) if len(peoples) > 1 else peoples[0]
    return f"{_stem(stem[: tail.start()])} {joined} {kind}"


def _each_people(text: str) -> list[str]:
    names = "|".join(sorted(map(re.escape, _words().peoples), key=len, reverse=True))
    return re.findall(f"(?:{names})族?", text)


def _stem(stem: str) -> str:
    """The proper name in letters; the word 市 of a city that a zone belongs to is left out."""
    words = _words()
    if stem in words.stems:
        return words.stems[stem]
    for cut in ("市", "省"):
        before, found, behind = stem.rpartition(cut)
        if found and len(before) >= 2:
            return " ".join(part for part in (_stem(before), _stem(behind) if behind else "") if part)
    known = next(
        (one for one in sorted(words.stems, key=len, reverse=True) if len(one) > 1 and stem.startswith(one)), ""
    )
    if known:
        return f"{words.stems[known]} {_spelled(stem.removeprefix(known))}"
    return _spelled(stem)


def _spelled(text: str) -> str:
    syllables = _words().syllables
    out = ""
    for character in text:
        read = syllables.get(character, character)
        if out and out[-1].isalpha() and read.startswith(_VOWELS):
            out += "'"
        out += read
    return out[:1].upper() + out[1:]


@cache
def _words() -> _Words:
    folder = files("ximu.terms")
    table = tomllib.loads(folder.joinpath("places_en.toml").read_text(encoding="utf-8"))
    syllables: dict[str, str] = {}
    for line in folder.joinpath("syllables.txt").read_text(encoding="utf-8").splitlines():
        syllable, characters = line.split(" ")
        syllables |= dict.fromkeys(characters, syllable)
    kinds = [(written, one["en"], one.get("least", 1)) for one in table["kind"] for written in one["zh"]]
    names = "|".join(sorted(map(re.escape, table["peoples"]), key=len, reverse=True))
    # The last people may stand without 族 (维吾尔自治区); one before another may not.
    tail = re.compile(f"(?:(?:{names})族)*(?:(?:{names})族|维吾尔|哈萨克|柯尔克孜|蒙古|塔吉克|锡伯)$")
    return _Words(
        syllables,
        tuple(sorted(kinds, key=lambda one: -len(one[0]))),
        table["peoples"],
        tail,
        table["whole"],
        table["stems"],
    )
