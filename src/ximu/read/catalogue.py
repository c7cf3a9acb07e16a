"""Which indicator of the catalogue a measure states: from its words, verb, unit and aspect to an id or None."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

from ximu.terms.errors import TermsError
from ximu.terms.load import Condition, Indicator, bare_unit, indicators, units

# A reading holds few different names; the bound only guards against a flood.
REMEMBERED = 50_000
_FORMS: dict[int, str | None] = dict.fromkeys(map(ord, " \t\r\n\u3000“”‘’\"'《》〈〉「」『』·•‧,，;；:：。!！?？*_"))
_FORMS.update({ord("（"): "(", ord("）"): ")", ord("％"): "%", ord("ⅲ"): "Ⅲ", ord("Ш"): "Ⅲ", ord("＆"): "&"})
# Names are looked up by their first characters; the few shorter ones by all of theirs.
_HEAD = 3
_BRACKETS = re.compile(r"\([^()]*\)")
_CONNECTORS = "、/"
# What a cut before a second verb leaves in front: 新建（和）提升改造旅游厕所.
_LEFT_BEHIND = "和与及"
# A part of the place is one name: 、 or 占 in it means that something else is said.
_NEVER_IN_PART = "、和与及占"
# Longer pieces are names of parts only without the words of a comparison or a direction.
_NEVER_IN_LONG_PART = "向对低于不"
LONGEST_SURROUNDINGS = 30
# Longer names are no name with a word too many.
LONGEST_MENDED = 60
_THINGS = frozenset({"count", "households", "length", "area"})
_JOINTS = re.compile("[、/和与及或]")
MOST_PARTS = 8


class _Name(NamedTuple):
    """One alias in the form used to compare, and what it asks for; `order` is the indicator's place in the catalogue."""

    text: str
    id: str
    order: int
    weak: bool = False
    condition: Condition | None = None


class _Candidate(NamedTuple):
    """An alias that fits the words, the verb and the unit; `score` orders them; the sentence may still refuse it."""

    score: tuple[int, int, int, int, int]
    id: str
    sentence: tuple[str, ...]


class Catalogue:
    """The catalogue ready for look-up. `edition` keeps only the ids up to that edition of the catalogue."""

    def __init__(self, edition: int | None = None) -> None:
        rules = _rules()
        self._same: dict[str, str] = {variant: form for form, variants in rules["same"].items() for variant in variants}
        self._same_pattern = re.compile("|".join(map(re.escape, sorted(self._same, key=len, reverse=True))))
        self._whole: re.Pattern[str] = re.compile("占(?:" + "|".join(rules["share"]["wholes"]) + ")")
        part = rules["part"]
        self._before = _Surroundings(rules["around"]["before"], part["ends"], part["not_ends"], rules["size"])
        self._after = _Surroundings(rules["around"]["after"], (), (), {})
        self._free = frozenset(rules["aspect"]["free"])
        self._growth = frozenset(rules["aspect"]["growth"])
        self._preparing: list[str] = rules["verb"]["preparing"]
        self._serving, self._stocks = frozenset(rules["verb"]["serving"]), frozenset(rules["verb"]["stocks"])
        self._joined: re.Pattern[str] = re.compile("|".join(rules["verb"]["joined"]))
        left = rules["left"]
        self._left_before = re.compile(f"{left['before']}+")
        self._left_after: tuple[str, ...] = tuple(sorted(left["after"], key=len, reverse=True))
        self._phrase_after = re.compile(left["phrase_after"])
        self._exact: dict[str, list[_Name]] = {}
        self._starts: dict[str, list[str]] = {}
        self._within: list[_Name] = []
        kept = [one for one in indicators().values() if edition is None or one.edition <= edition]
        self._dimensions = {one.id: _dimensions_of(one) for one in kept}
        self._aspects = {one.id: frozenset(one.aspects) for one in kept}
        self._things = frozenset(one.id for one in kept if self._counts_things(one))
        self._qualifiers = {one.id: frozenset(map(self.form, one.qualifiers)) for one in kept if one.qualifiers}
        for order, one in enumerate(kept):
            self._add(one, order)
        self._short = frozenset(text for text in self._exact if len(text) == _HEAD - 1)
        self._within_starts = frozenset(name.text[: _HEAD - 1] for name in self._within)
        self._candidates = lru_cache(maxsize=REMEMBERED)(self._find)
        self._short_form = lru_cache(maxsize=REMEMBERED)(self.form)
        self._bare_unit = lru_cache(maxsize=REMEMBERED)(lambda unit: bare_unit(unit.strip()))
        self._fit = lru_cache(maxsize=REMEMBERED)(self._fit_of)

    def _add(self, one: Indicator, order: int) -> None:
        names = {self.form(text): _Name(self.form(text), one.id, order, weak=True) for text in one.aliases_weak}
        names |= {self.form(text): _Name(self.form(text), one.id, order) for text in (one.zh, *one.aliases)}
        all_names = list(names.values())
        for condition in one.aliases_if:
            for text in condition.words:
                name = _Name(self.form(text), one.id, order, condition=condition)
                (self._within if condition.within else all_names).append(name)
        for name in all_names:
            if name.text not in self._exact and len(name.text) >= _HEAD:
                self._starts.setdefault(name.text[:_HEAD], []).append(name.text)
            self._exact.setdefault(name.text, []).append(name)

    def form(self, text: str) -> str:
        """The name in the form used to compare: no punctuation, no 的, one form for each way of writing."""
        text = text.translate(_FORMS)
        if "(" in text:
            text = _BRACKETS.sub("", text) or text.strip("()")
        text = self._same_pattern.sub(self._replace, text).replace("的", "")
        if "占" in text:
            text = str(self._whole.sub("占", text)).removesuffix("比重")
        return text

    def _replace(self, found: re.Match[str]) -> str:
        return self._same[found.group()]

    def identify(
        self,
        indicator: str,
        *,
        action: str = "",
        unit: str = "",
        aspect: str = "level",
        sentence: str = "",
        scope: str = "",
    ) -> str | None:
        """The id of the indicator that a measure states, or None when the catalogue has none.

        `indicator`, `action`, `scope`: as written (MEASURES). `unit`: without scale. `sentence`: the words around, read
        only for the few names that mean different things in different company.
        """
        for candidate in self._candidates(indicator, action, unit, aspect, scope):
            if not candidate.sentence or any(word in sentence for word in candidate.sentence):
                return candidate.id
        return None

    def _find(self, indicator: str, action: str, unit: str, aspect: str, scope: str) -> tuple[_Candidate, ...]:
        """Every alias that fits, best first."""
        text = self.form(indicator)
        place = self._short_form(scope) if scope else ""
        if place and text.startswith(place) and len(text) > len(place):
            text = text[len(place) :]
        text = text.lstrip(_CONNECTORS)
        if not text:
            return ()
        verb = self._short_form(action) if action else ""
        unit = self._bare_unit(unit)
        found = self._single(text, verb, unit, aspect) or self._joint(text, verb, unit, aspect)
        if not found and text[0] in _LEFT_BEHIND:
            found = self._single(text[1:], verb, unit, aspect)
        if not found and len(text) <= LONGEST_MENDED:
            found = self._mended(text, verb, unit, aspect) or self._described(indicator, verb, unit, aspect)
        return found

    def _mended(self, text: str, verb: str, unit: str, aspect: str) -> tuple[_Candidate, ...]:
        """What fits the text without the words that a reading left at its ends."""
        begin = self._left_before.match(text)
        without = text[begin.end() :] if begin else text
        for _ in range(MOST_PARTS):
            end = self._phrase_after.search(without)
            if end:
                without = without[: end.start()]
            elif without.endswith(self._left_after):
                without = without.removesuffix(next(filter(without.endswith, self._left_after)))
            else:
                break
        return self._single(without, verb, unit, aspect) if without and without != text else ()

    def _described(self, indicator: str, verb: str, unit: str, aspect: str) -> tuple[_Candidate, ...]:
        """What fits the thing at the end of 影响出行安全的危桥; only of things that are counted.

        A sum or a rate of a described part (外商投资企业的进出口额) is not that of the whole.
        """
        _, of, thing = indicator.rpartition("的")
        text = self.form(thing) if of else ""
        if len(text) < _HEAD:
            return ()
        found = (one for one in self._single(text, verb, unit, aspect) if one.id in self._things)
        return tuple(one for one in found if self._names_alone(one.id, text))

    def _names_alone(self, id_: str, text: str) -> bool:
        """Whether a name of the indicator in the text asks for no company."""
        return any(
            name.id == id_ and not name.weak and name.condition is None
            for names in (self._whole_names(text, ""), self._names_within(text))
            for name, _ in names
        )

    @staticmethod
    def _counts_things(one: Indicator) -> bool:
        """Whether it counts things, lengths or areas: no statistic, sum or rate."""
        return _dimensions_of(one) <= _THINGS and "growth" not in one.aspects

    def _single(self, text: str, verb: str, unit: str, aspect: str) -> tuple[_Candidate, ...]:
        """Every alias that fits a text that names one thing, best first; a part of the text only if the whole is none."""
        found: dict[tuple[str, tuple[str, ...]], _Candidate] = {}
        for names in (self._whole_names(text, verb), self._names_within(text)):
            for name, whole in names:
                candidate = self._judge(name, whole, text, verb, unit, aspect)
                if candidate:
                    key = (candidate.id, candidate.sentence)
                    if key not in found or found[key].score < candidate.score:
                        found[key] = candidate
            if found:
                break
        if len(found) < 2:
            return tuple(found.values())
        return tuple(sorted(found.values(), key=lambda candidate: candidate.score, reverse=True))

    def _joint(self, text: str, verb: str, unit: str, aspect: str) -> tuple[_Candidate, ...]:
        """What fits every one of several things named together: 危桥改造、渡改桥建设 are one indicator."""
        parts = [part for part in _JOINTS.split(text) if part]
        if not 2 <= len(parts) <= MOST_PARTS:
            return ()
        common: tuple[_Candidate, ...] = ()
        for part in parts:
            found = self._single(part, verb, unit, aspect)
            if found:
                ids = {candidate.id for candidate in found}
                common = tuple(candidate for candidate in common if candidate.id in ids) if common else found
                if not common:
                    return ()
            elif not self._before.neutral(part):
                return ()
        return common

    def _whole_names(self, text: str, verb: str) -> Iterable[tuple[_Name, int]]:
        """Aliases that are the whole text, with or without its verb."""
        for key in (text, verb + text, text + verb) if verb else (text,):
            for name in self._exact.get(key, ()):
                yield name, 2

    def _names_within(self, text: str) -> Iterable[tuple[_Name, int]]:
        """Aliases in the text: 1 with nothing around that changes the meaning, 0 those that need no such care."""
        starts, exact = self._starts, self._exact
        pairs = list(map(str.__add__, text, text[1:]))
        found = [
            (longer, at)
            for at, head in enumerate(map(str.__add__, pairs, text[_HEAD - 1 :]))
            if head in starts
            for longer in starts[head]
            if text.startswith(longer, at)
        ]
        begun = set(pairs)
        if not self._short.isdisjoint(begun):
            found += [(short, text.find(short)) for short in sorted(self._short & begun)]
        for alias, at in found:
            for name in exact[alias]:
                if self._neutral(name, text, at):
                    yield name, 1
        if not self._within_starts.isdisjoint(begun):
            for name in self._within:
                if name.text in text:
                    yield name, 0

    def _neutral(self, name: _Name, text: str, at: int) -> bool:
        """Whether what stands around the alias leaves its meaning."""
        before, after = text[:at], text[at + len(name.text) :]
        if after and not self._after.neutral(after) and not self._share(name, after):
            return False
        return not before or self._before.neutral(before, self._qualifiers.get(name.id, frozenset()))

    def _share(self, name: _Name, after: str) -> bool:
        """Whether the rest makes a share of the whole of it; such a share keeps the id unless the catalogue has its own."""
        size, sign, _ = after.partition("占")
        if not sign or name.weak or (size and not self._after.neutral(size)):
            return False
        return name.condition is None or "%" in name.condition.units

    def _judge(self, name: _Name, whole: int, text: str, verb: str, unit: str, aspect: str) -> _Candidate | None:
        """The candidate, or None when verb, unit or aspect do not fit."""
        fit, condition = self._fit(name.id, unit, aspect), name.condition
        if not fit or (name.weak and fit < 2):
            return None
        if (name.weak or condition) and any(word in verb for word in self._preparing):
            return None
        if verb in self._serving and name.id in self._stocks:
            return None
        company = 0
        if condition:
            if condition.alone and text != name.text:
                return None
            if (condition.bare and verb) or (condition.actions and not self._does(condition.actions, verb, text)):
                return None
            if (condition.aspects and aspect not in condition.aspects) or (
                condition.units and unit not in condition.units
            ):
                return None
            if fit < 2 and aspect == "level" and not condition.within:
                return None
            # The verb that stands first says what is counted: 开工建设 is a start.
            company = 20 - min((verb.find(word) for word in condition.actions if word in verb), default=10)
        # The whole text before a part of it, then the longer name.
        score = (whole, len(name.text), company, fit, -name.order)
        return _Candidate(score, name.id, condition.sentence if condition else ())

    def _does(self, actions: tuple[str, ...], verb: str, text: str) -> bool:
        """Whether the deed is among the actions, and no other deed with it: 新增和转移 is not 新增 alone."""
        if any(word in text for word in actions):
            return True
        return bool(verb) and all(any(word in part for word in actions) for part in self._joined.split(verb) if part)

    def _fit_of(self, id_: str, unit: str, aspect: str) -> int:
        """2 the unit is one of the indicator's, 1 it may be (a growth, a share, a rank, no unit written), 0 it cannot be."""
        if aspect in self._free:
            if aspect == "rank":
                return 2 if "rank" in self._aspects[id_] else 1
            return 2 if aspect in self._growth and "growth" in self._aspects[id_] else 1
        entries = units().get(unit) if unit else None
        if entries is None:
            return 1 if not unit else 0
        dimensions = self._dimensions[id_]
        if any(entry.dimension in dimensions for entry in entries):
            return 2
        kinds = {entry.dimension for entry in entries}
        if "points" in kinds:
            return 2 if "percent" in dimensions else 1
        if "percent" in kinds:
            return 1
        return 0


class _Surroundings:
    """Words that may stand beside a name; whether a whole text is made of them."""

    def __init__(
        self, words: Iterable[str], part_ends: Iterable[str], not_ends: Iterable[str], size: dict[str, Any]
    ) -> None:
        self._words = frozenset(words)
        self._longest = max(map(len, self._words))
        self._part_ends, self._not_ends = tuple(part_ends), tuple(not_ends)
        self._part_last = frozenset(end[-1] for end in self._part_ends)
        self._size = re.compile(size["before"]) if size else None
        self._last = {word[-1] for word in (*self._words, *self._part_ends, *size.get("ends", ()))}

    def neutral(self, text: str, more: frozenset[str] = frozenset()) -> bool:
        """Whether the text is a chain of neutral words (or `more`), parts of the place and sizes; no chain is tried twice."""
        if text in self._words:
            return True
        length = len(text)
        if length > LONGEST_SURROUNDINGS or (text[-1:] not in self._last and not more):
            return False
        reached = [True] + [False] * length
        for start in range(length):
            if not reached[start]:
                continue
            for end in range(start + 1, min(length, start + self._longest) + 1):
                piece = text[start:end]
                if piece in self._words or (text[end - 1] in self._part_last and self._is_part(piece)):
                    reached[end] = True
            for word in more:
                if text.startswith(word, start):
                    reached[start + len(word)] = True
            if not start:
                # Only at the beginning may the name of a part be longer than any of the words.
                for end in range(self._longest + 1, length + 1):
                    if text[end - 1] in self._part_last and self._is_part(text[:end], _NEVER_IN_LONG_PART):
                        reached[end] = True
            sized = self._size.match(text, start) if self._size else None
            if sized:
                reached[sized.end()] = True
        return reached[length]

    def _is_part(self, piece: str, never: str = "") -> bool:
        if not piece.endswith(self._part_ends) or piece.endswith(self._not_ends):
            return False
        return not any(sign in piece for sign in _NEVER_IN_PART + never)


def _dimensions_of(one: Indicator) -> frozenset[str]:
    known = units()
    return frozenset(entry.dimension for unit in one.units for entry in known.get(bare_unit(unit), ()))


@cache
def _rules() -> dict[str, Any]:
    path = files(__package__).joinpath("catalogue.toml")
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise TermsError(f"not valid TOML: {error}", where="read/catalogue.toml", next_step="mend the file") from error


@cache
def catalogue(edition: int | None = None) -> Catalogue:
    """The catalogue, made once for each edition; None is the newest."""
    return Catalogue(edition)
