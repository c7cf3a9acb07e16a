"""What reports state of cases, computed from work with exactly those counts: the rates, their parts, what was left out."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from case_builder import Walked, build
from ximu.track.actions import ItemContent, NewEvidence, act, create_item
from ximu.track.figures import rates
from ximu.track.item_facts import many_item_facts
from ximu.track.models import Item
from ximu.track.rules.playbook_file import shipped_playbooks
from ximu.track.rules.rates import RateResult
from ximu.track.statistics import RateTable, rate_tables

FIRST = date(2018, 3, 1)
YEAR_END = date(2018, 12, 31)

HELPED = Walked(
    ("assign", "accept", "answer", "confirm"), fields={"outcome": "已解决", "solved": True, "opinion": "满意"}
)
STILL_HELPING = Walked(("assign", "accept"))
HOTLINE = ("take_in", "dispatch", "accept", "report", "close")
ANSWERED = ("assign", "accept", "draft_answer", "answer")
SATISFIED = Walked((*ANSWERED, "satisfied"), fields={"result_class": "three.A"})
CROSSED_OFF = Walked(
    ("assign", "accept", "report_done", "check", "show", "cross_off"), fields={"truth": "属实"}, due_after=30
)


def found(book: str, until: date = YEAR_END) -> dict[str, RateResult]:
    results = rates(shipped_playbooks()[book], Item.objects.all(), until=until, since=date(until.year, 1, 1))
    return {one.rate: one for one in results}


def tenth(percent: Decimal | None) -> Decimal:
    """As reports print it, to one tenth of a percent."""
    assert percent is not None
    return percent.quantize(Decimal("0.1"), ROUND_HALF_UP)


def parts(result: RateResult) -> tuple[int, int]:
    return int(result.numerator), int(result.denominator)


@pytest.mark.slow
def test_2800_problems_of_enterprises_closed_to_93_4_percent(world: SimpleNamespace) -> None:
    build(world, "enterprise_support", [(2615, HELPED), (185, STILL_HELPING)], FIRST)
    closing = found("enterprise_support")["closing_rate"]
    assert (parts(closing), tenth(closing.percent)) == ((2615, 2800), Decimal("93.4"))


@pytest.mark.slow
def test_5588_hotline_matters_99_percent_on_time(world: SimpleNamespace) -> None:
    """5,533 of 5,588 are the fewest that make 99 %; one fewer would not."""
    kept, late = Walked(HOTLINE, due_after=14), Walked(HOTLINE, due_after=14, late=True)
    build(world, "hotline", [(5533, kept), (55, late)], FIRST)
    on_time = found("hotline")["on_time_closing_rate"]
    assert parts(on_time) == (5533, 5588)
    assert on_time.percent is not None
    assert on_time.percent >= 99 > Decimal(5532 * 100) / 5588


def test_103_suggestions_and_83_proposals_all_answered_and_all_satisfied(world: SimpleNamespace) -> None:
    build(world, "deputy_suggestions", [(103, SATISFIED)], FIRST)
    build(world, "cppcc_proposals", [(83, SATISFIED)], FIRST)
    for book, count in (("deputy_suggestions", 103), ("cppcc_proposals", 83)):
        of = found(book)
        assert [parts(of[name]) for name in ("reply_rate", "satisfaction_rate")] == [(count, count)] * 2


@pytest.mark.slow
def test_1238_suggestions_and_1257_proposals_of_a_term_all_answered(world: SimpleNamespace) -> None:
    build(world, "deputy_suggestions", [(1238, SATISFIED)], FIRST)
    build(world, "cppcc_proposals", [(1257, SATISFIED)], FIRST)
    assert [parts(found(book)["reply_rate"]) for book in ("deputy_suggestions", "cppcc_proposals")] == [
        (1238, 1238), (1257, 1257),
    ]  # fmt: skip


def test_all_answered_says_little_beside_the_share_of_class_a(world: SimpleNamespace) -> None:
    """92 proposals: A 22, B 68, C 2. All are answered; 23.9 % are solved, and 70 are promises."""
    groups = [(22, "three.A"), (68, "three.B"), (2, "three.C")]
    build(
        world, "cppcc_proposals",
        [(n, Walked((*ANSWERED, "satisfied"), fields={"result_class": kind})) for n, kind in groups], FIRST,
    )  # fmt: skip
    of = found("cppcc_proposals")
    assert (parts(of["reply_rate"]), parts(of["class_a_rate"])) == ((92, 92), (22, 92))
    assert tenth(of["class_a_rate"].percent) == Decimal("23.9")
    assert of["promise_kept_rate"].denominator == 70


def test_192_items_of_an_environmental_inspection_completed(world: SimpleNamespace) -> None:
    build(world, "environmental_cases", [(192, CROSSED_OFF)], FIRST)
    of = found("environmental_cases")
    assert [parts(of[name]) for name in ("completion_rate", "cross_off_rate", "on_time_rate")] == [(192, 192)] * 3


@pytest.mark.parametrize(("days", "percent"), [(40, 100), (41, 0)])
def test_a_socially_funded_project_is_approved_in_40_working_days(
    world: SimpleNamespace, days: int, percent: int
) -> None:
    from ximu.track.rules.workdays import work_calendar

    item = create_item(
        world.inspector, world.city, shipped_playbooks()["approvals"],
        ItemContent(title_zh="厂房", lead_unit=world.housing), on=date(2019, 3, 1),
    )  # fmt: skip
    act(world.reporter, item, "accept", fields={"funding": "社会投资"}, on=date(2019, 3, 1))
    end = work_calendar().add_working_days(date(2019, 3, 1), days).day
    act(world.unit_head, item, "approve", evidence=[NewEvidence("许可决定", note_zh="见附件")], on=end)
    assert found("approvals", date(2019, 12, 31))["on_time_rate"].percent == percent


def test_the_rows_of_the_builder_are_those_of_the_actions(world: SimpleNamespace) -> None:
    """One suggestion walked through the actions has the facts of a built one: a rate cannot tell them apart."""
    built = build(world, "deputy_suggestions", [(1, SATISFIED)], date(2026, 3, 2))[0]
    book = shipped_playbooks()["deputy_suggestions"]
    content = ItemContent(title_zh="走一遍", lead_unit=world.housing)
    walked = create_item(world.inspector, world.city, book, content, on=date(2026, 3, 2))
    answer = {"reply": "答", "fields": {"result_class": "three.A"}}
    form = {"evidence": [NewEvidence("征询意见表", note_zh="见附件")]}
    steps: list[tuple[Any, str, dict[str, Any]]] = [
        (world.inspector, "assign", {}), (world.reporter, "accept", {}), (world.reporter, "draft_answer", {"reply": "拟"}),
        (world.unit_head, "answer", answer), (world.inspector, "satisfied", form),
    ]  # fmt: skip
    for at, (person, move, given) in enumerate(steps):
        act(person, walked, move, on=date(2026, 3, 2 + at), **given)
    one, other = many_item_facts([built, walked])
    for name in ("state", "created_on", "closed_on", "late", "fields", "excluded", "lead_unit", "open_parts"):
        assert getattr(one, name) == getattr(other, name), name
    assert [event[:4] for event in one.events] == [event[:4] for event in other.events]


@pytest.fixture
def table(world: SimpleNamespace) -> RateTable:
    """Seven suggestions over two months: four answered in time, one late, one withdrawn, one not yet due."""
    withdrawn = Walked(("assign", "accept", "withdraw_it"))
    build(
        world, "deputy_suggestions",
        [(4, SATISFIED), (1, Walked((*ANSWERED, "satisfied"), late=True)), (1, withdrawn),
         (1, Walked(("assign", "accept"), due_after=400))],
        date(2018, 2, 26),
    )  # fmt: skip
    return next(one for one in rate_tables(Item.objects.all(), 2018, YEAR_END) if one.rate == "reply_rate")


def test_a_table_says_what_was_left_out_and_why(table: RateTable) -> None:
    total = table.total
    assert (int(total.numerator), int(total.denominator), total.by_rule, total.by_reason) == (4, 5, 1, 1)
    assert [(one.reason, one.items) for one in table.reasons] == [("撤回", 1)]


def test_units_and_months_add_up_to_the_whole(world: SimpleNamespace, table: RateTable) -> None:
    for lines in (table.by_unit, table.by_month):
        for name in ("numerator", "denominator", "by_rule", "by_reason"):
            assert sum(getattr(one.figure, name) for one in lines) == getattr(table.total, name)
    assert {one.unit for one in table.by_unit} == {str(world.housing.pk), str(world.water.pk)}
    assert [one.month for one in table.by_month] == ["2018-02", "2018-03"]


def test_a_change_shows_at_once_and_others_figures_never(world: SimpleNamespace, table: RateTable) -> None:
    item = Item.objects.order_by("pk").first()
    assert item is not None
    act(world.head, item, "archive", on=YEAR_END)
    tables = {one.rate: one for one in rate_tables(Item.objects.all(), 2018, YEAR_END)}
    assert tables["reply_rate"].total == table.total, "archived work still counts"
    own = rate_tables(Item.objects.filter(lead_unit=world.water), 2018, YEAR_END)
    assert own[0].total.denominator < table.total.denominator
    assert rate_tables(Item.objects.all(), 2017, YEAR_END) == ()
