"""The draw of 双随机: objects by weight and inspectors by turn, from a seed that anyone can use again.

Nothing but SHA-256 and whole numbers, so that any language gives the same list; docs/reference/draw-format tells it
step by step. Two safeguards: the plan and a secret are committed to before the draw, and a number that nobody knows at
that time (a public lottery of a later day) is part of the seed, so that even the office cannot try seeds until it
likes the list.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct

from ximu.ledger.errors import TrackError

FORMAT = "ximu-draw/1"
_WHOLE = 1 << 256
MOST_OBJECTS, MOST_INSPECTORS, MOST_WEIGHT = 200_000, 20_000, 1_000_000


class DrawObject(Struct, frozen=True, kw_only=True):
    """Who may be inspected; `class` is the credit class, by which the weight goes."""

    id: str
    name: str
    class_: str = msgspec.field(name="class", default="")


class Inspector(Struct, frozen=True, kw_only=True):
    """Who may inspect; `avoids` are ids of objects they must stay away from (回避)."""

    id: str
    name: str
    avoids: tuple[str, ...] = ()


class Plan(Struct, frozen=True, kw_only=True):
    """All that decides a draw but the seed.

    An object of a class with weight 3 is three times as likely to come next as one with weight 1; a class without a
    weight has 1. `take` objects are drawn, each with `inspectors_each` inspectors.
    """

    title: str
    objects: tuple[DrawObject, ...]
    inspectors: tuple[Inspector, ...]
    take: int
    inspectors_each: int = 2
    weights: dict[str, int] = {}
    format: str = FORMAT


class Drawn(Struct, frozen=True, kw_only=True):
    """One drawn object with those who inspect it, by id."""

    object: str
    inspectors: tuple[str, ...]


class DrawFile(Struct, frozen=True, kw_only=True):
    """What is published: before the draw without secret, public value and list."""

    plan: Plan
    commitment: str
    public_source: str = ""
    public_value: str = ""
    secret: str = ""
    drawn: tuple[Drawn, ...] = ()
    format: str = FORMAT


def canonical(plan: Plan) -> str:
    """The plan as the one text that is hashed: JSON, keys sorted, no spaces, no escapes beyond those JSON needs."""
    return json.dumps(msgspec.to_builtins(plan), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def commitment(plan: Plan, secret: str) -> str:
    """SHA-256 of the plan and the secret: shown before the draw, it proves later that neither was changed."""
    return hashlib.sha256(f"{canonical(plan)}\n{secret}".encode()).hexdigest()


def seed_of(secret: str, public_value: str) -> str:
    """The seed: the secret, and the public number when one was named."""
    return f"{secret}\n{public_value}" if public_value else secret


def draw(plan: Plan, seed: str) -> tuple[Drawn, ...]:
    """The drawn objects in the order of the draw, each with its inspectors. Raises TrackError W142 for a plan that cannot be."""
    check_plan(plan)
    left = {one.id: plan.weights.get(one.class_, 1) for one in sorted(plan.objects, key=lambda one: one.id)}
    chosen = []
    for turn in range(1, plan.take + 1):
        found = _pick(left, seed, f"object {turn}")
        del left[found]
        chosen.append(found)
    avoids = {one.id: set(one.avoids) for one in sorted(plan.inspectors, key=lambda one: one.id)}
    turns: Counter[str] = Counter()
    return tuple(
        Drawn(object=one, inspectors=_inspectors(one, plan.inspectors_each, avoids, turns, seed)) for one in chosen
    )


def check_plan(plan: Plan) -> None:
    """Raises TrackError W142 with the first thing that makes a plan impossible."""
    objects = [one.id for one in plan.objects]
    inspectors = [one.id for one in plan.inspectors]
    for names, what in ((objects, "objects"), (inspectors, "inspectors")):
        if double := next((name for name, n in Counter(names).items() if n > 1), ""):
            raise _impossible(f"{what}: {double} stands twice", "give each its own id")
        if any(not name.strip() for name in names):
            raise _impossible(f"{what}: one has no id", "give each its own id")
    if len(objects) > MOST_OBJECTS or len(inspectors) > MOST_INSPECTORS:
        raise _impossible("too many for one draw", f"at most {MOST_OBJECTS} objects, {MOST_INSPECTORS} inspectors")
    if not 1 <= plan.take <= len(objects):
        raise _impossible(f"{plan.take} of {len(objects)} objects", "draw at least one and no more than there are")
    for name, weight in plan.weights.items():
        if not 1 <= weight <= MOST_WEIGHT:
            raise _impossible(f"weight {weight} of class {name}", f"use a whole number from 1 to {MOST_WEIGHT}")
    if plan.inspectors_each < 1:
        raise _impossible("no inspectors", "let at least one go, two where the law asks for two")
    avoided = Counter(name for one in plan.inspectors for name in set(one.avoids))
    for name in objects:
        free = len(inspectors) - avoided[name]
        if free < plan.inspectors_each:
            raise _impossible(
                f"{name}: {free} inspectors may go, {plan.inspectors_each} are needed", "add inspectors to the list"
            )


def read_draw(data: bytes, name: str) -> DrawFile:
    """The published file of a draw. Raises TrackError W142 for anything else; `name` is told in the message."""
    try:
        found = msgspec.json.decode(data, type=DrawFile)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise TrackError(f"no file of a draw: {error}", where=name, next_step="get it anew", code="W142") from error
    if found.format != FORMAT or found.plan.format != FORMAT:
        raise TrackError(f"the format is {found.format!r}", where=name, next_step=f"this reads {FORMAT}", code="W142")
    return found


def differences(file: DrawFile) -> tuple[str, ...]:
    """What is not as it should be in a published draw, in words; empty when it is exactly what plan and seed give."""
    if not file.secret:
        return ("the draw is not made yet: the secret is not published",)
    found = []
    if commitment(file.plan, file.secret) != file.commitment:
        found.append("plan and secret are not those that were committed to before the draw")
    if file.public_source and not file.public_value:
        found.append(f"the public number ({file.public_source}) is missing")
    again = draw(file.plan, seed_of(file.secret, file.public_value))
    for turn, (told, drawn) in enumerate(zip(file.drawn, again, strict=False), 1):
        if told != drawn:
            found.append(f"number {turn} is {told.object}, the draw gives {drawn.object}")
            break
    if len(file.drawn) != len(again):
        found.append(f"{len(file.drawn)} are listed, the draw gives {len(again)}")
    return tuple(found)


def _pick(weights: Mapping[str, int], seed: str, label: str) -> str:
    """One id, each as likely as its weight: numbers that would favor some are thrown away, so it is exact."""
    total = sum(weights.values())
    fair = _WHOLE - _WHOLE % total
    attempt = 0
    while (number := _number(seed, label, attempt)) >= fair:
        attempt += 1
    at = number % total
    for name, weight in weights.items():
        if at < weight:
            return name
        at -= weight
    raise AssertionError("the weights add up to the total")


def _number(seed: str, label: str, attempt: int) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}\n{label}\n{attempt}".encode()).digest(), "big")


def _inspectors(one: str, each: int, avoids: Mapping[str, set[str]], turns: Counter[str], seed: str) -> tuple[str, ...]:
    """Those who go to one object: by chance among those with the fewest turns so far who need not stay away."""
    going: list[str] = []
    for seat in range(1, each + 1):
        free = [name for name, away in avoids.items() if one not in away and name not in going]
        fewest = min(turns[name] for name in free)
        found = _pick({name: 1 for name in free if turns[name] == fewest}, seed, f"inspector {one} {seat}")
        turns[found] += 1
        going.append(found)
    return tuple(going)


def _impossible(what: str, todo: str) -> TrackError:
    return TrackError(what, where="draw", next_step=todo, code="W142")


def plan_of(given: Mapping[str, Any] | Sequence[Any]) -> Plan:
    """A plan that was kept as JSON."""
    return msgspec.convert(given, Plan)
