"""Lights: rule sets of several cities as dated data, and which light a rule set gives for the facts of an item.

A color has no meaning by itself: in one city red is the list of the best. So every light says what it means, and pages
show the meaning with the color.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
from msgspec import Struct

from ximu.ledger.errors import TrackError

Meaning = Literal["ahead", "on_schedule", "behind", "far_behind", "unknown"]
FactName = Literal[
    "progress_percent",  # actual ÷ scheduled × 100
    "gap_points",  # scheduled − actual, in points of the whole target
    "behind_percent",  # (scheduled − actual) ÷ scheduled × 100
    "months_not_started",  # whole months after the planned start, not started and without a reason
    "months_without_entry",  # whole months after the start without the statistical entry 入库
    "months_missed_running",  # months missed one after the other, the last one being the latest
    "month_missed",  # 1 or 0: the latest month
    "quarter_missed",  # 1 or 0: the latest quarter
    "missed_then_made_good",  # 1 or 0: a month was missed and is made good now
    "funds_percent",  # funds in place ÷ required × 100
    "growth_percent",
    "planned_growth_percent",
    "city_mean_growth_percent",
    "days_late",  # days after the deadline
    "clock_days_over",  # the most working days that any clock of a step ran past its day
    "rank_percent",  # place among all, 0 the first, 100 the last
]


class Comparison(Struct, frozen=True, forbid_unknown_fields=True):
    """A fact compared with a number, or with another fact when `than` is given; bounds are inclusive by their name."""

    fact: FactName
    at_least: Decimal | None = None
    more_than: Decimal | None = None
    at_most: Decimal | None = None
    less_than: Decimal | None = None
    than: FactName | None = None  # at_least and the others then hold 0 and are asked of the difference


class LightRule(Struct, frozen=True, forbid_unknown_fields=True):
    """The light that is given when every test holds."""

    light: str
    when: tuple[Comparison, ...] = ()


class Light(Struct, frozen=True, forbid_unknown_fields=True):
    """One color of a rule set and what it means there."""

    id: Literal["green", "blue", "yellow", "orange", "red"]
    zh: str
    en: str
    means: Meaning


class LightRules(Struct, frozen=True, forbid_unknown_fields=True, rename={"rules": "rule", "lights": "light"}):
    """One city's rules: the first that holds gives the light. `needs`: facts without which nothing can be told."""

    id: str
    zh: str
    en: str
    place_zh: str
    source: str
    url: str
    valid_from: date | None
    lights: tuple[Light, ...]
    rules: tuple[LightRule, ...]
    valid_to: date | None = None
    note_zh: str = ""
    needs: tuple[FactName, ...] = ()


class LightResult(Struct, frozen=True):
    """The light, "" when it cannot be told, what it means in its rule set, and the rule (counted from 1) that gave it."""

    light: str
    means: Meaning
    rule: int = 0


def light_of(rules: LightRules, facts: Mapping[str, Decimal | None]) -> LightResult:
    """The light that `rules` give; a test about a fact that is not known does not hold."""
    if any(facts.get(name) is None for name in rules.needs):
        return LightResult("", "unknown")
    for number, rule in enumerate(rules.rules, 1):
        if all(_holds(test, facts) for test in rule.when):
            means = next(light.means for light in rules.lights if light.id == rule.light)
            return LightResult(rule.light, means, number)
    return LightResult("", "unknown")


def _holds(test: Comparison, facts: Mapping[str, Decimal | None]) -> bool:
    value = facts.get(test.fact)
    if value is None:
        return False
    if test.than is not None:
        other = facts.get(test.than)
        if other is None:
            return False
        value -= other
    return (
        (test.at_least is None or value >= test.at_least)
        and (test.more_than is None or value > test.more_than)
        and (test.at_most is None or value <= test.at_most)
        and (test.less_than is None or value < test.less_than)
    )


@cache
def light_rules() -> dict[str, LightRules]:
    """Every rule set that ships, by id. Raises TrackError W004 that names file and key."""
    folder = files("ximu.track.rules") / "lights"
    found = {}
    for one in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if one.name.endswith(".toml"):
            rules = read_light_rules(one.read_text(encoding="utf-8"), one.name)
            found[rules.id] = rules
    return found


def rules_on(name: str, day: date) -> LightRules | None:
    """The rule set of that id if it was in force on the day `day`; None for one that is not known."""
    rules = light_rules().get(name)
    if rules is None or (rules.valid_from is not None and day < rules.valid_from):
        return None
    return None if rules.valid_to is not None and day > rules.valid_to else rules


def read_light_rules(text: str, name: str) -> LightRules:
    """One rule set from TOML. Raises TrackError W004 that names file and key."""
    try:
        rules = msgspec.convert(tomllib.loads(text), LightRules)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise TrackError(str(error), where=name, next_step="correct the entry", code="W004") from error
    known = {light.id for light in rules.lights}
    for number, rule in enumerate(rules.rules, 1):
        if rule.light not in known:
            where = f"{name}: rule {number}: light"
            raise TrackError(f"{rule.light!r} is no light of the set", where=where, next_step="add it", code="W004")
    return rules
