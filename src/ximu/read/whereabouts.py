"""Who speaks and of which place: body, place, code and level of a report."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files
from operator import add
from pathlib import PurePath
from typing import Any, NamedTuple

from ximu.ledger.report import Level
from ximu.terms import places
from ximu.terms.places import Place

_STATE = "全国"
# What the last character of a name says of the level; 市 says nothing.
_LEVELS: dict[str, Level | None] = {
    "自治区": "province", "省": "province", "州": "prefecture", "盟": "prefecture", "市": None, "区": "county", "县": "county", "旗": "county",
    "镇": "township", "乡": "township",
}  # fmt: skip
_GOVERNMENT = re.compile(r"(?:人民)?政府$|(?:管理委员会|管委会)$")
_SHORT_BODY = 7  # a longer body (自治区人民政府 has seven) names its place
_SPOKEN_OF = 2  # so often the text after the head must speak of the place that the head names
_ENOUGH_TEXT = 12_000  # so many characters name their own place often enough; counting them all costs time
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
    office: re.Pattern[str]
    no_place: re.Pattern[str]
    own: tuple[tuple[str, tuple[str, ...]], ...]
    any_own: re.Pattern[str]
    committee: re.Pattern[str]


@cache
def _words() -> PlaceWords:
    data: dict[str, Any] = tomllib.loads(files("ximu.read").joinpath("facts.toml").read_text(encoding="utf-8"))
    return PlaceWords(
        body=re.compile(data["body"]["words"]),
        speaker=re.compile(data["body"]["speaker"]),
        session=re.compile(data["session"]["words"]),
        state=re.compile(data["session"]["state"]),
        title=re.compile(data["title"]["place"]),
        office=re.compile(data["title"]["office"]),
        no_place=re.compile(data["title"]["no_place"]),
        own=tuple((entry["kind"], tuple(entry["words"])) for entry in data["kind_of_place"]),
        any_own=re.compile("|".join(word for entry in data["kind_of_place"] for word in entry["words"])),
        committee=re.compile(data["committee"]["words"]),
    )


def whereabouts(text: str, head: str, title: str, source: str, year: int | None) -> Whereabouts:
    """Place, code, level and body of a report.

    Named places of the head (body, session, title, speaker) come first if the text after the head speaks of them; then
    the place that the text names most; then the head alone; at last the file name. An ambiguous name is settled by the
    places above it that the text names, or left open.
    """
    words = _words()
    said = words.body.search(head) or words.body.search(text[:1500])
    phrase = said.group("body") if said else ""
    unknown: dict[str, str] = {}
    kind = _kind(text, phrase, words)
    if phrase == "国务院" or words.state.search(head) or kind == "国":
        return Whereabouts("国务院", _STATE, None, "state", {"place_code": "the whole state has no division code"})
    names = _names(head, phrase, title, words)
    named = [place for place in (_resolve(name, text, year) for name in names) if place is not None]
    body_text = text[len(head) :] if text.startswith(head) else text
    place = next((here for here in named if body_text.count(places.short_name(here.name)) >= _SPOKEN_OF), None)
    if place is None or (phrase and kind and not phrase.startswith(place.name) and not place.name.endswith(kind)):
        place = _most_named(text, kind, year, unknown) or place
    if place is None and named:
        place = named[0]
    if place is not None:
        unknown.pop("place", None)  # what the text left open the head decides
    written = [name for name in names if len(name) >= 3 and name[-1] in _LEVELS and not words.no_place.search(name)]
    if place is None and not written:
        place = _of_name(source, year, unknown)
    if place is not None:
        return Whereabouts(_body(phrase, place), place.name, place.code, place.level, unknown)
    return _unlisted(written, phrase, kind, unknown)


def invented(where: Whereabouts) -> Whereabouts:
    """The same place without a code: a real place of that name is not meant, and its level is what its name says."""
    level = _LEVELS.get((where.place or " ")[-1], where.level)
    return where._replace(place_code=None, level=level or "prefecture")  # only 市 leaves it open


def _unlisted(names: list[str], phrase: str, kind: str, unknown: dict[str, str]) -> Whereabouts:
    """A place that no list has: its name as the head writes it, the level its kind says, and no code."""
    level = _LEVELS.get(names[0][-1] if names else kind)
    if not names:
        reason = unknown.setdefault("place", "no place is named in title, session, address or often enough in the text")
        unknown |= {"place_code": reason, "body": "the place of the body is not known"}
        if level is None:
            unknown["level"] = reason
        return Whereabouts(None, None, None, level, unknown)
    unknown["place_code"] = unknown.pop("place", f"no list of places has {names[0]}")
    if level is None:
        unknown["level"] = f"{names[0]} may be of several levels"
    ending = "管理委员会" if "管" in phrase else "人民政府"
    return Whereabouts(names[0] + ending, names[0], None, level, unknown)


def _kind(text: str, phrase: str, words: PlaceWords) -> str:
    """The last character of the own place's name (市, 区, 县): of the body that speaks, else the most used own word."""
    bare = _GOVERNMENT.sub("", phrase)
    if bare and bare[-1] in "省市区县州盟旗镇乡":
        return bare[-1]
    said = Counter(words.any_own.findall(text))
    counts = {kind: sum(said[word] * (1 if index else 3) for index, word in enumerate(own)) for kind, own in words.own}
    committee = words.committee.search(text)
    if committee:
        kind = committee.group("kind").replace("工", "区")
        counts[kind] = counts.get(kind, 0) + 10
    if counts["国"] < 3 * max(count for kind, count in counts.items() if kind != "国"):
        counts["国"] = 0  # every report speaks of the country; only the State Council speaks of nothing smaller
    best = max(counts, key=lambda kind: counts[kind])
    return best if counts[best] else ""


def _names(head: str, phrase: str, title: str, words: PlaceWords) -> list[str]:
    """The names that the head gives, the most trusted first: in the body, the session, the title, before the speaker's office."""
    names = [_GOVERNMENT.sub("", phrase)]
    session = words.session.search(head)
    if session:
        names.append(session.group("place"))
    titled = words.title.search(title)
    if titled:
        names.append(titled.group("place"))
    names += [match.group("place") for match in words.office.finditer(head)]
    names += [match.group("place") for match in words.speaker.finditer(head)]
    return [name.strip(" \u3000") for name in names]


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


@cache
def _by_beginning() -> dict[str, list[tuple[int, str]]]:
    """The short names of places of all years by their first two characters, each with its number in the list."""
    found: dict[str, list[tuple[int, str]]] = {}
    for order, short in enumerate(places.every_short_name()):
        found.setdefault(short[:2], []).append((order, short))
    return found


def _most_named(text: str, kind: str, year: int | None, unknown: dict[str, str]) -> Place | None:
    """The place of this kind that the text names most, by short names; with no kind, the most named of all."""
    text = text[:_ENOUGH_TEXT]
    beginnings, bearers = _by_beginning(), places.short_names(year)
    pairs = Counter(filter(beginnings.__contains__, map(add, text, text[1:])))
    often = [pair for pair, count in pairs.items() if count >= _ENOUGH]
    best: list[tuple[int, str, tuple[Place, ...]]] = []
    for _, short in sorted(entry for pair in often for entry in beginnings[pair]):
        count = text.count(short)
        if count < _ENOUGH:
            continue
        fitting = tuple(place for place in bearers.get(short, ()) if not kind or place.name.endswith(kind))
        if not fitting:
            continue
        if any(place.level == "province" or place.name in text for place in fitting):
            best.append((count, short, fitting))
    best.sort(key=lambda entry: -entry[0])
    if not best:
        return None
    count, short, found = best[0]
    if len(best) > 1 and best[1][0] * 10 > count * 8:
        unknown["place"] = f"the text names {short} and {best[1][1]} almost equally often"
        return None
    outermost = tuple(place for place in found if place.level == found[0].level)
    place = outermost[0] if len(outermost) == 1 else _by_context(outermost, text)
    if place is None:
        unknown["place"] = f"there are {len(outermost)} places called {short} and the text does not say which"
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
    if len(phrase) > _SHORT_BODY or places.short_name(place.name) in phrase:
        return phrase
    ending = "管理委员会" if "管" in phrase else "人民政府"
    return place.name + ending
