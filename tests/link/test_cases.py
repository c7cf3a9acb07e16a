"""Tables of cases: when two names are one thing, what a clause promises, what a result makes of a target."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ximu.ledger.measure import Aspect, Bound
from ximu.link.clauses import read_clause
from ximu.link.identity import action_likeness, name_likeness, place_key, plain_scope
from ximu.link.quantity import Quantity, change_of, quantity, reached_from
from ximu.link.verdict import judge, side_of

HERE = Path(__file__).parent


def table(name: str) -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


IDENTITY, VERDICTS, CLAUSES = (table(f"{name}_cases.toml") for name in ("identity", "verdict", "clause"))


@pytest.mark.parametrize("case", IDENTITY["name"], ids=lambda case: f"{case['one']['name']}-{case['other']['name']}")
def test_names_are_one_thing_or_two(case: dict[str, Any]) -> None:
    one, other = case["one"], case["other"]
    wanted = None if case["same"] == "no" else case["same"]
    assert name_likeness(one["name"], one.get("id"), other["name"], other.get("id")) == wanted
    assert name_likeness(other["name"], other.get("id"), one["name"], one.get("id")) == wanted


@pytest.mark.parametrize("case", IDENTITY["action"], ids=lambda case: f"{case['one']}-{case['other']}")
def test_verbs_say_one_thing_or_two(case: dict[str, Any]) -> None:
    wanted = None if case["same"] == "no" else case["same"]
    assert action_likeness(case["one"], case["other"], None, False) == wanted


@pytest.mark.parametrize("case", IDENTITY["scope"], ids=lambda case: case["scope"])
def test_a_scope_is_a_part_or_the_whole(case: dict[str, Any]) -> None:
    assert plain_scope(case["scope"], "临江市") == case["plain"]


@pytest.mark.parametrize("case", IDENTITY["place"], ids=lambda case: case.get("code", case.get("name")))
def test_a_place_keeps_its_key_through_its_history(case: dict[str, Any]) -> None:
    assert place_key(case.get("name"), case.get("code")) == case["key"]


def stated(said: dict[str, Any], known: str | None) -> tuple[Quantity, Bound, str]:
    low, high, unit, aspect, bound = said["form"]
    before = said["words"].rpartition("，")[2]
    form: Aspect = aspect
    return (
        quantity(Decimal(low), Decimal(high), unit, form, known, change_of(form, before)),
        bound,
        reached_from(before),
    )


@pytest.mark.parametrize("case", VERDICTS["case"], ids=lambda case: case["name"])
def test_a_result_makes_a_verdict(case: dict[str, Any]) -> None:
    known, name = case["wanted"].get("id"), case["wanted"].get("name", "")
    target, bound, reached = stated(case["wanted"], known)
    result, result_bound, _ = stated(case["reached"], known)
    judged = judge(target, bound, side_of(bound, target, name, known, reached), result, result_bound)
    assert judged.verdict == case["verdict"], judged.reason
    if "gap_near" in case:
        assert judged.gap is not None
        assert round(judged.gap) == Decimal(case["gap_near"])
    else:
        assert judged.gap == (Decimal(case["gap"]) if "gap" in case else None)


@pytest.mark.parametrize("case", CLAUSES["case"], ids=lambda case: case["text"])
def test_a_clause_without_a_number(case: dict[str, Any]) -> None:
    made = read_clause(case["text"])
    if not case["kind"]:
        assert made is None
        return
    assert made is not None
    assert (made.kind, list(made.ids), made.same, made.strict) == (
        case["kind"], case["ids"], case["same"], case["strict"],
    )  # fmt: skip
