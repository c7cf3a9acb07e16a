"""Assessment: published points recomputed exactly, every formula by its table, and points that open to their facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.actions import ItemContent, act, create_item
from ximu.track.actions.assessment import (
    answer_appeal,
    appeal,
    facts_of_score,
    freeze,
    make_assessment,
    publish_assessment,
    rules_of,
    score_again,
)
from ximu.track.models import Assessment, Item
from ximu.track.rules.playbook_file import shipped_playbooks
from ximu.track.scoring.rules import parse_rule_set, rule_digest, rule_sets
from ximu.track.scoring.score import Fact, score


def points_of(rules: str, **facts: str | None) -> dict[str, Decimal | None]:
    given_ = {name: Fact(value=None if value is None else Decimal(value)) for name, value in facts.items()}
    return {one.id: one.points for one in score(rule_sets()[rules], given_).points}


# The nine values that Lianyungang published, as bulletins of February and August 2022 and January 2023 give them.
@pytest.mark.parametrize(
    ("fact", "rate", "points"),
    [
        ("callback_satisfaction", "66.67", "12.5"), ("callback_satisfaction", "50", "12.5"),
        ("callback_satisfaction", "70.59", "12.8"), ("provincial_satisfaction", "75", "13.5"),
        ("provincial_satisfaction", "71.43", "12.5"), ("provincial_satisfaction", "50", "12.5"),
        ("provincial_satisfaction", "50", "12.5"), ("provincial_satisfaction", "87.5", "19.75"),
        ("provincial_satisfaction", "83.33", "17.67"),
        ("on_time", "89.82", "14.82"), ("on_time", "80", "5"), ("on_time", "66.67", "0"),
    ],
)  # fmt: skip
def test_published_points_are_recomputed_exactly(fact: str, rate: str, points: str) -> None:
    assert points_of("lianyungang_hotline", **{fact: rate})[fact] == Decimal(points)


@pytest.mark.parametrize(
    ("rules", "facts", "expected"),
    [
        ("completion_by_weight", {"completion": "96"}, {"completion": "0.48"}),
        ("completion_by_weight", {"completion": "120"}, {"completion": "0.6"}),
        ("completion_by_weight", {"completion": "283.6"}, {"completion": "0.6"}),
        ("completion_by_weight", {"count_share": "80", "amount_share": "100"}, {"mixed": "0.9"}),
        ("completion_by_weight", {"not_started": "3", "fabricated": "1"}, {"not_started": "0.3", "fabricated": "0.2"}),
        ("quarterly_full_when_met", {"against_schedule": "100"}, {"against_schedule": "100"}),
        ("quarterly_full_when_met", {"against_schedule": "73.5"}, {"against_schedule": "73.5"}),
        ("quarterly_full_when_met", {"commendations": "5", "awards": "4"}, {"commendations": "3", "awards": "6"}),
        ("four_bands", {"completion": "130"}, {"completion": "110"}),
        ("four_bands", {"completion": "100"}, {"completion": "100"}),
        ("four_bands", {"completion": "60"}, {"completion": "60"}),
        ("four_bands", {"completion": "59.9"}, {"completion": "0"}),
        ("steps_of_completion", {"completion": "100"}, {"completion": "100"}),
        ("steps_of_completion", {"completion": "99"}, {"completion": "75"}),
        ("steps_of_completion", {"completion": "79"}, {"completion": "50"}),
        ("steps_of_completion", {"completion": "49"}, {"completion": "0"}),
        ("points_per_point", {"growth": "9.5"}, {"growth": "0.45"}),
        ("points_per_point", {"growth": "7"}, {"growth": "-0.3"}),
        ("points_per_point", {"growth": "80"}, {"growth": "10"}),
        (
            "yulin_projects",
            {"fulfillment": "73.5", "funds_in_place": "100"},
            {"fulfillment": "7.35", "funds_in_place": "35"},
        ),
    ],
)
def test_the_formulas_of_other_places(rules: str, facts: dict[str, str], expected: dict[str, str]) -> None:
    found = points_of(rules, **facts)
    assert {name: found[name] for name in expected} == {name: Decimal(value) for name, value in expected.items()}


def test_a_total_with_bonus_deduction_caps_and_band() -> None:
    rules = rule_sets()["quarterly_full_when_met"]
    facts = {
        name: Fact(value=Decimal(value))
        for name, value in (("against_schedule", 95), ("commendations", 9), ("awards", 1))
    }
    found = score(rules, facts)
    assert (found.total, found.base, found.bonus, found.band) == (100, 95, 5, "优秀")
    what_if = score(rules, {**facts, "awards": Fact(value=Decimal(0))})
    assert (what_if.total, what_if.band) == (98, "良好")
    # Enough for a band already, but not all is known: no unit is called good or poor by what is still missing.
    part = score(rules, {"against_schedule": Fact(value=Decimal(95))})
    assert (part.total, part.complete, part.band) == (95, False, "")


def test_what_is_not_known_is_not_guessed() -> None:
    found = score(rule_sets()["yulin_projects"], {"fulfillment": Fact(value=Decimal(80))})
    assert not found.complete
    assert found.total == 8
    missing = next(one for one in found.points if one.id == "funds_in_place")
    assert (missing.points, missing.how) == (None, "资金到位率：未知")


def test_few_cases_give_points_but_no_rank() -> None:
    rules = rule_sets()["lianyungang_hotline"]
    few = {fact.id: Fact(value=Decimal(80), n=5) for fact in rules.needed}
    assert not score(rules, few).rankable
    assert score(rules, {name: Fact(value=fact.value, n=10) for name, fact in few.items()}).rankable


def test_the_arithmetic_is_told() -> None:
    rules = rule_sets()["lianyungang_hotline"]
    found = score(rules, {"callback_satisfaction": Fact(value=Decimal("70.59"))})
    assert found.points[0].how == "max(12.5, 25 − 0.5×(95 − 70.59)) = 12.8"


@given(st.sampled_from(sorted(rule_sets())), st.data())
def test_every_rule_set_scores_anything(name: str, data: st.DataObject) -> None:
    rules = rule_sets()[name]
    values = st.none() | st.decimals(-1000, 1000, places=2)
    facts = {fact.id: Fact(value=data.draw(values)) for fact in rules.needed}
    found = score(rules, facts)
    assert found.complete == all(fact.value is not None for fact in facts.values())
    for group, total in (("base", found.base), ("deduction", found.deduction)):
        added = sum(one.points for one in found.points if one.group == group and one.points is not None)
        assert total <= added
    for point, result in zip(rules.points, found.points, strict=True):
        if point.kind == "threshold" and result.points is not None:
            assert point.floor <= result.points <= point.full


def test_every_rule_set_says_where_it_comes_from() -> None:
    assert len(rule_sets()) >= 8
    assert all(rules.source and (rules.url or rules.note_zh) for rules in rule_sets().values())


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ('facts = ["growth"]', 'facts = ["grwth"]', "'grwth' is no fact"),
        ('kind = "around"', 'kind = "magic"', "Invalid enum value"),
        ('facts = ["growth"]', 'facts = ["growth", "growth"]', "facts and shares do not fit"),
    ],
)
def test_a_wrong_rule_set_is_one_line(old: str, new: str, what: str) -> None:
    text = (
        'id = "x"\nzh = "x"\nen = "x"\nsource = "s"\n[[fact]]\nid = "growth"\nzh = "增速"\nen = "Growth"\n'
        '[[point]]\nid = "growth"\nzh = "增速"\nen = "Growth"\nkind = "around"\nfacts = ["growth"]\n'
    )
    assert parse_rule_set(text, "x.toml").points[0].goal == 100
    with pytest.raises(TrackError, match=what) as caught:
        parse_rule_set(text.replace(old, new), "x.toml")
    assert caught.value.line().startswith("x.toml")


@pytest.fixture
def worked(world: SimpleNamespace) -> list[Item]:
    """Two inspections of the housing bureau closed in time, one late; one of the water bureau still open."""
    book = shipped_playbooks()["inspection"]
    items = []
    for number, (unit, who) in enumerate([(world.housing, world.reporter)] * 3 + [(world.water, world.water_reporter)]):
        content = ItemContent(title_zh=f"事项{number}", lead_unit=unit, due_on=date(2026, 3, 20))
        item = create_item(world.inspector, world.city, book, content, on=date(2026, 3, 2))
        act(world.inspector, item, "assign", on=date(2026, 3, 2))
        act(who, item, "accept", on=date(2026, 3, 2))
        items.append(item)
    for item, day in zip(items, (date(2026, 3, 10), date(2026, 3, 20), date(2026, 3, 25)), strict=False):
        act(world.reporter, item, "report", reply="完成", on=day)
        act(world.inspector, item, "pass", on=day)
        act(world.inspector_two, item, "verify", reply="属实", on=day)
        act(world.head, item, "close", on=day)
    return items


def assess(world: SimpleNamespace, rules: str = "jiamusi_inspection", **given_: Any) -> Assessment:
    units = [world.housing, world.water]
    return make_assessment(
        world.inspector, world.city, "一季度", rule_sets()[rules], units, date(2026, 1, 1), date(2026, 3, 31), **given_
    )


def test_every_point_opens_to_the_items_behind_it(world: SimpleNamespace, worked: list[Item]) -> None:
    made = assess(world)
    row = made.scores.get(unit=world.housing)
    assert row.total == 2, "three closed, one of them late"
    facts = facts_of_score(row)
    assert facts["late"].items == (str(worked[2].pk),)
    assert set(facts["closed"].items) == {str(item.pk) for item in worked[:3]}
    assert made.scores.get(unit=world.water).total == -1


def test_what_is_counted_from_work_cannot_be_typed(world: SimpleNamespace, worked: list[Item]) -> None:
    typed = {world.housing.pk: {"late": Fact(value=Decimal(0), source="表", confirmed_by="统计局")}}
    with pytest.raises(TrackError, match="late is not typed"):
        assess(world, confirmed=typed)
    without = {world.housing.pk: {"fulfillment": Fact(value=Decimal(80))}}
    with pytest.raises(TrackError, match="has no source"):
        assess(world, "yulin_projects", confirmed=without)
    given_ = {world.housing.pk: {"fulfillment": Fact(value=Decimal(80), source="统计月报", confirmed_by="统计局")}}
    made = assess(world, "yulin_projects", confirmed=given_)
    assert made.scores.get(unit=world.housing).total == 8
    assert score_again(world.inspector, made).scores.get(unit=world.housing).total == 8


def test_appeal_freeze_and_publish(world: SimpleNamespace, worked: list[Item]) -> None:
    made = assess(world)
    row = made.scores.get(unit=world.housing)
    with pytest.raises(TrackError, match="W010"):
        appeal(world.reporter, row, "不服")
    said = appeal(world.unit_head, row, "第三件的时限曾获口头同意延后")
    with pytest.raises(TrackError, match="appeal is open"):
        freeze(world.head, made)
    with pytest.raises(TrackError, match="W010"):
        answer_appeal(world.inspector, said, upheld=True, reason="属实")
    answer_appeal(world.head, said, upheld=False, reason="没有书面延期")
    with pytest.raises(TrackError, match="not frozen"):
        publish_assessment(world.head, made)
    freeze(world.head, made)
    for call in (lambda: score_again(world.inspector, made), lambda: freeze(world.head, made)):
        with pytest.raises(TrackError, match="W063"):
            call()
    publish_assessment(world.head, made)
    assert rule_digest(rules_of(made)) == made.rule_digest, "the rules it was made by are kept with it"
    assert journal.verify().broken is None


def test_no_unit_of_another_government_is_scored(world: SimpleNamespace) -> None:
    with pytest.raises(TrackError, match="W012"):
        make_assessment(
            world.inspector, world.city, "x", rule_sets()["jiamusi_inspection"], [world.far_bureau], date(2026, 1, 1), date(2026, 3, 31)
        )  # fmt: skip
    with pytest.raises(TrackError, match="W010"):
        make_assessment(
            world.far_inspector, world.city, "x", rule_sets()["jiamusi_inspection"], [world.housing], date(2026, 1, 1), date(2026, 3, 31)
        )  # fmt: skip
