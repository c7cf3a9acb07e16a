"""Who speaks and of which place: body, place, code and level of a report."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import PurePath
from typing import Any, NamedTuple

from ximu.ledger.report import Level
from ximu.terms import places
from ximu.terms.places import Place

_STATE = "全国"
_ENOUGH = 4  # a place named fewer times is not what the report is about


class Whereabouts(NamedTuple):
    """Body, place, code and level of a report; `unknown` says why one is missing or weak."""

    body: str | None
    place: str | None
    place_code: str | None
    level: Level | None
    unknown: dict[str, str]


class PlaceWords(NamedTuple):
    """The compiled words of facts.toml that tell place and level."""

    body: re.Pattern[str]
    speaker: re.Pattern[str]
    session: re.Pattern[str]
    state: re.Pattern[str]
    title: re.Pattern[str]
    own: tuple[tuple[Level, tuple[str, ...]], ...]
    committee: re.Pattern[str]
    organs: tuple[tuple[Level, re.Pattern[str]], ...]
    kinds: tuple[tuple[Level, re.Pattern[str]], ...]


@cache
def _words() -> PlaceWords:
    data: dict[str, Any] = tomllib.loads(files("ximu.read").joinpath("facts.toml").read_text(encoding="utf-8"))
    committee = data["committee"]
    return PlaceWords(
        body=re.compile(data["body"]["words"]),
        speaker=re.compile(data["body"]["speaker"]),
        session=re.compile(data["session"]["words"]),
        state=re.compile(data["session"]["state"]),
        title=re.compile(data["title"]["place"]),
        own=tuple((level, tuple(words)) for level, words in data["level"].items()),
        committee=re.compile(committee["words"]),
        organs=tuple((level, re.compile(words)) for level, words in committee["organs"].items()),
        kinds=tuple((level, re.compile(words)) for level, words in data["body"]["kinds"].items()),
    )


def whereabouts(text: str, head: str, title: str, source: str, year: int | None) -> Whereabouts:
    """Place, code, level and body of a report.

    Named places of the head (body, session, title, speaker) are tried first and must be spoken of in the text; then the
    place that the text names most; at last the file name. An ambiguous name is settled by the places above it that the
    text names, or left open.
    """
    words = _words()
    said = words.body.search(head) or words.body.search(text[:1500])
    phrase = said.group("body") if said else ""
    if phrase == "国务院" or words.state.search(head) or (not phrase and "国务院" in title):
        return Whereabouts("国务院", _STATE, None, "state", {"place_code": "the whole state has no division code"})
    level = _level(text, head, phrase, words)
    unknown: dict[str, str] = {}
    place = _named(text, head, phrase, title, level, year, words)
    if place is None:
        place = _most_named(text, level, year, unknown)
    if place is None:
        place = _of_name(source, year, unknown)
    if place is None:
        unknown.setdefault("place", "no place is named in title, session, greeting or often enough in the text")
        unknown.setdefault("place_code", unknown["place"])
        if level is None:
            unknown["level"] = "the report names neither its body nor its place"
        body = phrase if len(phrase) > 6 else None
        if body is None:
            unknown["body"] = "the place of the body is not known"
        return Whereabouts(body, None, None, level, unknown)
    return Whereabouts(_body(phrase, place), place.name, place.code, place.level, unknown)


def _level(text: str, head: str, phrase: str, words: PlaceWords) -> Level | None:
    """The level that the body's kind says; for 市 and for no body, what the report calls itself decides."""
    for level, kind in words.kinds:
        if kind.search(phrase):
            return level
    counts: Counter[Level] = Counter()
    for level, own in words.own:
        counts[level] = sum(text.count(word) for word in own)
    committee = words.committee.search(text)
    if committee:
        for level, organ in words.organs:
            if organ.search(committee.group("organs")[-14:]):
                counts[level] += 10
                break
    if not counts or max(counts.values()) == 0:
        return None
    return max(counts, key=lambda level: counts[level])


def _named(
    text: str, head: str, phrase: str, title: str, level: Level | None, year: int | None, words: PlaceWords
) -> Place | None:
    """The place that the head names, if the text speaks of it."""
    names: list[str] = []
    stem = re.sub(r"(人民)?政府$|管理?委员?会$", "", phrase)
    names.append(stem)
    session = words.session.search(head)
    if session:
        names.append(session.group("place"))
    titled = words.title.search(title)
    if titled:
        names.append(titled.group("place"))
    names += [match.group("place") for match in words.speaker.finditer(head)]
    for name in names:
        place = _resolve(name.strip(" \u3000"), text, year)
        if place is not None and text.count(places.short_name(place.name)) >= 2:
            return place
    return None


def _resolve(name: str, text: str, year: int | None) -> Place | None:
    """The one place of this name; among several, the one whose places above the text names most."""
    if len(name) < 2:
        return None
    found = places.find(name, year) or places.find(name)
    if len(found) > 1 and name != places.short_name(found[0].name):
        exact = tuple(place for place in found if place.name == name)
        found = exact or found
    if len(found) <= 1:
        return found[0] if found else None
    if found[0].level != found[1].level:
        return found[0]
    return _by_context(found, text)


def _by_context(found: tuple[Place, ...], text: str) -> Place | None:
    """Among places of one name, the one whose places above are named most; None when that does not decide."""
    scores = sorted(
        (
            (sum(text.count(places.short_name(above.name)) for above in places.ancestors(place)), place)
            for place in found
        ),
        key=lambda pair: -pair[0],
    )
    (best, place), (second, _) = scores[0], scores[1]
    return place if best > second else None


def _most_named(text: str, level: Level | None, year: int | None, unknown: dict[str, str]) -> Place | None:
    """The place of the level that the text names most, by short names; an unknown level takes the most named of all."""
    pairs = Counter(map("".join, pairwise(text)))
    best: list[tuple[int, str, tuple[Place, ...]]] = []
    levels = (level,) if level in ("province", "prefecture", "county") else ("province", "prefecture", "county")
    for wanted in levels:
        for short, found in places.short_names(wanted, year).items():  # type: ignore[arg-type]
            count = pairs.get(short[:2], 0)
            if count >= _ENOUGH and len(short) > 2:
                count = text.count(short)
            if count >= _ENOUGH and (wanted == "province" or any(place.name in text for place in found)):
                best.append((count, short, found))
    best.sort(key=lambda entry: -entry[0])
    if not best:
        return None
    count, short, found = best[0]
    if len(best) > 1 and best[1][0] * 10 > count * 8:
        unknown["place"] = f"the text names {short} and {best[1][1]} almost equally often"
        return None
    place = found[0] if len(found) == 1 else _by_context(found, text)
    if place is None:
        unknown["place"] = f"there are {len(found)} places called {short} and the text does not say which"
    return place


def _of_name(source: str, year: int | None, unknown: dict[str, str]) -> Place | None:
    """The place that the file's name tells in Chinese, remarked as weak."""
    for run in re.findall(r"[一-鿿]{2,12}", PurePath(source).stem):
        for length in range(len(run), 1, -1):
            found = places.find(run[:length], year)
            if len(found) == 1:
                unknown["place"] = unknown["place_code"] = "only the file name gives the place"
                return found[0]
    return None


def _body(phrase: str, place: Place) -> str:
    """The body in full: 市人民政府 of 株洲市 is 株洲市人民政府."""
    if len(phrase) > 7 or places.short_name(place.name) in phrase:
        return phrase
    ending = "管理委员会" if "管" in phrase else "人民政府"
    return place.name + ending
