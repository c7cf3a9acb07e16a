"""Which open cases may be the same matter: by category, by place, by words; only suggested, a clerk joins them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from ximu.track.cases.models import Case
from ximu.track.cases.schemes import category_of

NEAR_METERS = 300
_MOST_LOOKED_AT = 1000
_EARTH_METERS = 6_371_000
# What each sign counts; 1.0 and more is worth a look. The same category alone never is.
_CATEGORY, _PLACE, _WORDS, _SCHEME_WORD, ENOUGH = 0.4, 0.8, 1.6, 0.3, 1.0


class Suspicion(NamedTuple):
    """A case that may be the same: how much speaks for it, and what does (category, near, place, words)."""

    case: Case
    score: float
    signs: tuple[str, ...]


def similar_cases(case: Case, most: int = 5) -> list[Suspicion]:
    """Open cases of the same government that may be the same as `case`, the likeliest first (one query).

    Of the newest 1,000; cases that are joined to another are left out for the leading one.
    """
    others = (
        Case.objects.select_related("item__edition")
        .filter(item__government_id=case.item.government_id, item__phase__in=("draft", "open"), leading=None)
        .exclude(pk=case.pk)
        .order_by("-pk")[:_MOST_LOOKED_AT]
    )
    return likeliest(case, others, most)


def likeliest(case: Case, others: Iterable[Case], most: int) -> list[Suspicion]:
    """Those of `others` for which enough speaks, the likeliest first."""
    found = [_weigh(case, one) for one in others]
    return sorted((one for one in found if one.score >= ENOUGH), key=lambda one: (-one.score, -one.case.pk))[:most]


def _weigh(one: Case, other: Case) -> Suspicion:
    score, signs = 0.0, []
    category = category_of(one.scheme, one.category)
    if category is not None and one.category == other.category:
        score += _CATEGORY
        signs.append("category")
        if any(word in one.words_zh and word in other.words_zh for word in category.words):
            score += _SCHEME_WORD
    away = meters(one.latitude, one.longitude, other.latitude, other.longitude)
    if away is not None:
        if away <= NEAR_METERS:
            score += _PLACE
            signs.append("near")
    elif (same := overlap(one.place_zh, other.place_zh)) >= 0.4:
        score += _PLACE * same
        signs.append("place")
    said = overlap(one.words_zh, other.words_zh)
    if said >= 0.2:
        score += _WORDS * said
        signs.append("words")
    return Suspicion(other, round(score, 3), tuple(signs))


def overlap(one: str, other: str) -> float:
    """How much two texts share, 0 to 1: pairs of neighboring characters in both ÷ pairs of the shorter one."""
    first, second = _pairs(one), _pairs(other)
    return len(first & second) / min(len(first), len(second)) if first and second else 0.0


def meters(
    latitude: Decimal | None, longitude: Decimal | None, other_latitude: Decimal | None, other_longitude: Decimal | None
) -> float | None:
    """The distance between two points in meters on a sphere; None when one of them is not known."""
    if None in (latitude, longitude, other_latitude, other_longitude):
        return None
    phi, theta, phi_two, theta_two = (
        math.radians(float(one)) for one in (latitude, longitude, other_latitude, other_longitude) if one is not None
    )
    half = (
        math.sin((phi_two - phi) / 2) ** 2 + math.cos(phi) * math.cos(phi_two) * math.sin((theta_two - theta) / 2) ** 2
    )
    return 2 * _EARTH_METERS * math.asin(min(1.0, math.sqrt(half)))


def _pairs(text: str) -> set[str]:
    kept = "".join(char for char in text if char.isalnum())
    return {kept[at : at + 2] for at in range(len(kept) - 1)}
