"""Laws of the verdict: it never raises, never contradicts its own gap, and turns with the target."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from ximu.ledger.link import VERDICTS
from ximu.ledger.measure import Aspect, Bound, Measure, Stance
from ximu.ledger.reading import ReportReading
from ximu.ledger.report import Report
from ximu.link.collection import collect
from ximu.link.links import links
from ximu.link.quantity import Quantity, quantity
from ximu.link.verdict import Side, judge, judge_against, side_of
from ximu.terms.load import indicators, units

ASPECTS, BOUNDS = get_args(Aspect), get_args(Bound)
values = st.one_of(
    st.decimals(allow_nan=False, allow_infinity=False, min_value=-1000, max_value=1000, places=2),
    st.decimals(allow_nan=True, allow_infinity=True),
    st.sampled_from([Decimal(0), Decimal("-0"), Decimal("1E+999999"), Decimal("1E-999999")]),
)
some_units = st.sampled_from([*sorted(units()), "", "位", "不知道的单位"])
ids = st.one_of(st.none(), st.sampled_from(sorted(indicators())), st.just("no_such_indicator"))


@st.composite
def quantities(draw: Any, plain: bool = False) -> Quantity:
    given_values = st.decimals(-1000, 1000, places=1) if plain else values
    one, other = draw(given_values), draw(given_values)
    # Readings keep low ≤ high; what is no number has no order.
    low, high = (min(one, other), max(one, other)) if one.is_finite() and other.is_finite() else (one, other)
    unit = "%" if plain else draw(some_units)
    aspect = draw(st.sampled_from(["level", "growth"] if plain else ASPECTS))
    return quantity(
        low, high, unit, aspect, None if plain else draw(ids), 1 if plain else draw(st.sampled_from([-1, 0, 1]))
    )


@given(quantities(), quantities(), st.sampled_from(BOUNDS), st.sampled_from(BOUNDS), st.sampled_from(get_args(Side)))
def test_a_verdict_is_always_given(target: Quantity, result: Quantity, bound: Bound, said: Bound, side: Side) -> None:
    judged = judge(target, bound, side, result, said)
    assert judged.verdict in VERDICTS
    assert judged.reason
    assert (judged.gap is None) == (judged.verdict == "not_testable")
    assert judged.gap is None or judged.gap.is_finite()


@given(quantities(), st.sampled_from(BOUNDS), st.text(max_size=8), ids, st.sampled_from(["", "above", "below"]))
def test_every_target_has_a_side(value: Quantity, bound: Bound, name: str, known: str | None, reached: str) -> None:
    assume(not value.high.is_nan())
    assert side_of(bound, value, name, known, reached) in get_args(Side)


@given(quantities(plain=True), quantities(plain=True), st.sampled_from(BOUNDS), st.sampled_from(get_args(Side)))
def test_a_verdict_does_not_contradict_its_gap(target: Quantity, result: Quantity, bound: Bound, side: Side) -> None:
    judged = judge(target, bound, side, result)
    assert judged.gap is not None
    if side == "floor":
        assert (judged.gap >= 0) is (judged.verdict == "met")
    elif side == "cap":
        assert (judged.gap <= 0) is (judged.verdict == "met")
    else:
        assert (judged.gap == 0) is (judged.verdict == "met")
    if judged.verdict == "within_tolerance":
        assert bound == "approx"
        assert abs(judged.gap) <= Decimal("0.5")


@given(st.decimals(-100, 100, places=1), st.decimals(-100, 100, places=1), st.sampled_from(["floor", "cap"]))
def test_a_floor_upside_down_is_a_cap(wanted: Decimal, reached: Decimal, side: Side) -> None:
    other: Side = "cap" if side == "floor" else "floor"
    one = judge(exactly(wanted), "eq", side, exactly(reached))
    turned = judge(exactly(-wanted), "eq", other, exactly(-reached))
    assert one.verdict == turned.verdict
    assert one.gap == -(turned.gap or Decimal(0))


@given(st.decimals(-100, 100, places=1), st.decimals(-100, 100, places=1), st.decimals(0, 50, places=1))
def test_a_better_result_is_never_judged_worse(wanted: Decimal, reached: Decimal, more: Decimal) -> None:
    order = {"missed": 0, "within_tolerance": 1, "met": 2}
    for bound in ("eq", "approx", "ge"):
        worse = judge(exactly(wanted), bound, "floor", exactly(reached))
        better = judge(exactly(wanted), bound, "floor", exactly(reached + more))
        assert order[better.verdict] >= order[worse.verdict]


def exactly(value: Decimal) -> Quantity:
    return quantity(value, value, "%", "growth", None, 1)


@given(values, values, st.booleans(), st.booleans())
def test_a_promise_against_another_series_is_always_judged(
    result: Decimal, other: Decimal, same: bool, strict: bool
) -> None:
    judged = judge_against(result, other, "收入与经济同步", "经济", same=same, strict=strict)
    assert judged.verdict in ("met", "within_tolerance", "missed", "not_testable")
    if judged.verdict == "met":
        assert judged.gap is not None
        assert judged.gap > 0 if strict else judged.gap >= 0


measures = st.builds(
    Measure,
    source=st.just("a"), report=st.just(1), start=st.integers(0, 40), end=st.integers(0, 40), as_written=st.just("3%"),
    sentence_start=st.integers(0, 40), sentence_end=st.integers(0, 40), section=st.just(()),
    role_of_section=st.sampled_from(["goals", "review", "plan"]),
    indicator=st.sampled_from(["地区生产总值", "公办学位", "", "12345热线按期办结率", "失业率", "三次产业结构"]), indicator_id=ids,
    action=st.sampled_from(["", "新增", "建成", "开工", "没见过的动词"]), low=values, high=values, unit=some_units,
    bound=st.sampled_from(BOUNDS), aspect=st.sampled_from(ASPECTS), role=st.just("value"),
    stance=st.sampled_from(get_args(Stance)), year=st.one_of(st.none(), st.integers(2019, 2023)),
    cumulative=st.booleans(), scope=st.sampled_from(["", "市区", "全市", "滨江区", "社区"]), place=st.just("临江市"),
    place_code=st.just(None), sure=st.booleans(), doubt=st.sampled_from(["", "word"]),
)  # fmt: skip


@given(st.lists(measures, max_size=6), st.lists(measures, max_size=6), st.lists(measures, max_size=6))
def test_any_three_reports_can_be_linked(one: list[Measure], two: list[Measure], three: list[Measure]) -> None:
    text = "全市地区生产总值比上年下降3%，新增公办学位三成；居民收入增长高于经济增长。"
    papers = [
        ReportReading(
            report=Report(source=f"{year}", report=1, start=0, end=len(text), place="临江市", report_year=year),
            measures=tuple(replace(each, source=f"{year}") for each in found),
        )
        for year, found in zip((2020, 2021, 2022), (one, two, three), strict=True)
    ]
    for link in links(collect([(paper, text) for paper in papers])):
        assert link.verdict in VERDICTS
        assert link.reason
        assert link.gap is None or link.gap.is_finite()


@pytest.mark.parametrize("bound", BOUNDS)
def test_a_target_of_zero_and_a_result_of_zero_agree(bound: Bound) -> None:
    zero = quantity(Decimal(0), Decimal(0), "起", "level", None, 0)
    for side in get_args(Side):
        assert judge(zero, bound, side, zero).verdict == "met"
