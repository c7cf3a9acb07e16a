"""Rule sets of an assessment: points, weights, caps, bonus, deduction and bands, read from TOML with their source."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
from msgspec import Struct

from ximu.ledger.errors import TrackError

Group = Literal["base", "bonus", "deduction"]
Kind = Literal["threshold", "excess", "share", "met", "steps", "each", "around", "bands"]


class _Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every entry is strict about."""


class FactNeeded(_Entry, frozen=True, kw_only=True):
    """A fact that points ask for.

    `from`: "rate:<playbook>.<rate>" and "count:<playbook>.<all|closed|late|open>" and
    "numerator:<playbook>.<rate>" are derived from the work itself and
    cannot be typed; "confirmed" is a figure that a third office confirms, with its source. `least_n`: with fewer cases
    behind it no rank follows from it.
    """

    id: str
    zh: str
    en: str
    from_: str = msgspec.field(default="confirmed", name="from")
    unit: str = "%"
    least_n: int = 0


class Step(_Entry, frozen=True, kw_only=True):
    """From this value on, so many points."""

    at_least: Decimal
    points: Decimal


class Point(_Entry, frozen=True, kw_only=True):
    """One thing that is scored. x is the fact; several facts are added by their `shares` (which sum to 1).

    - threshold: full − slope × (goal − x), not under `floor` nor over `full`
    - excess: (x − start) × each, not under 0 nor over `cap`
    - share: x ÷ 100 × full, x not over `cap` percent
    - met: full when x ≥ goal, else x ÷ goal × full
    - steps: the points of the highest step that x reaches, else 0
    - each: x × each, not over `cap`
    - around: (x − goal) × each, within ±cap
    - bands: x ≥ 100: full and a bonus of (x − 100) percent of it, within `cap` percent; floor ≤ x < 100: x percent of
      full; below: 0
    """

    id: str
    zh: str
    en: str
    group: Group = "base"
    kind: Kind
    facts: tuple[str, ...]
    shares: tuple[Decimal, ...] = ()
    full: Decimal = Decimal(0)
    goal: Decimal = Decimal(100)
    slope: Decimal = Decimal(0)
    floor: Decimal = Decimal(0)
    start: Decimal = Decimal(0)
    each: Decimal = Decimal(0)
    cap: Decimal | None = None
    steps: tuple[Step, ...] = ()


class Band(_Entry, frozen=True, kw_only=True):
    """A name for a total from `at_least` on."""

    at_least: Decimal
    zh: str
    en: str


class RuleSet(_Entry, frozen=True, kw_only=True, rename={"needed": "fact", "points": "point", "bands": "band"}):
    """One scheme: total = base + bonus − deduction, each within its cap; rounded half up to `decimals`.

    `bonus_cap_percent` caps the bonus by the base.
    """

    id: str
    zh: str
    en: str
    place_zh: str = ""
    source: str
    document_no: str = ""
    url: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    note_zh: str = ""
    decimals: int = 2
    base_cap: Decimal | None = None
    bonus_cap: Decimal | None = None
    bonus_cap_percent: Decimal | None = None
    deduction_cap: Decimal | None = None
    needed: tuple[FactNeeded, ...]
    points: tuple[Point, ...]
    bands: tuple[Band, ...] = ()

    def fact(self, name: str) -> FactNeeded:
        """The fact of that id. Raises KeyError."""
        for one in self.needed:
            if one.id == name:
                return one
        raise KeyError(name)


def rule_digest(rules: RuleSet) -> str:
    """The content of a rule set as sha256."""
    return hashlib.sha256(msgspec.json.encode(rules, order="deterministic")).hexdigest()


def parse_rule_set(text: str, name: str) -> RuleSet:
    """A rule set from TOML. Raises TrackError W060 that names file and key."""
    try:
        # Numbers are taken as they are written: 0.1 is a tenth.
        rules = msgspec.convert(tomllib.loads(text, parse_float=Decimal), RuleSet)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise TrackError(str(error), where=name, next_step="correct the entry", code="W060") from error
    known = {fact.id for fact in rules.needed}
    for point in rules.points:
        where = f"{name}: point {point.id}"
        if missing := [fact for fact in point.facts if fact not in known]:
            raise TrackError(f"{missing[0]!r} is no fact", where=where, next_step="add a [[fact]]", code="W060")
        if not point.facts or (
            len(point.facts) > 1 and (len(point.shares) != len(point.facts) or sum(point.shares) != 1)
        ):
            todo = "give one share for each fact, 1 in all"
            raise TrackError("facts and shares do not fit", where=where, next_step=todo, code="W060")
        if point.kind == "met" and point.goal == 0:
            raise TrackError("the goal is 0", where=where, next_step="write the goal", code="W060")
    return rules


@cache
def rule_sets() -> dict[str, RuleSet]:
    """Every rule set that ships, by id."""
    folder = files("ximu.track.scoring") / "rule_sets"
    found = {}
    for one in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if one.name.endswith(".toml"):
            rules = parse_rule_set(one.read_text(encoding="utf-8"), one.name)
            found[rules.id] = rules
    return found
