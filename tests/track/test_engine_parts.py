"""Laws of what playbooks say about steps, classes and follow-ups: how long a clock ran over, and when a date must come along."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ximu.cli.playbook import in_words
from ximu.track.rules.engine import Refusal, follows_up, refusals, value_of
from ximu.track.rules.facts import Actor, Carried, ClockRun, Event, ItemFacts, RoleHeld, holds, most_over
from ximu.track.rules.playbook import Condition
from ximu.track.rules.playbook_file import shipped_playbooks
from ximu.track.rules.workdays import work_calendar

BOOK = shipped_playbooks()["deputy_suggestions"]
DAY = date(2026, 3, 2)
HEAD = Actor("head", (RoleHeld("unit_head", "u1", "g1"),))
PROMISES = {"three.B", "three.C", "four.B"}

days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
runs = st.builds(
    ClockRun, st.sampled_from(["filing", "serving"]), st.just(date(2026, 1, 1)), st.none() | days, st.none() | days
)


def by_hand(run: ClockRun, on: date) -> int:
    """Working days after the clock's day, counted one by one; a day off alone still makes one."""
    if run.due_on is None:
        return 0
    end = min(run.until or on, on)
    after = [run.due_on + timedelta(days=n) for n in range(1, (end - run.due_on).days + 1)]
    return max(sum(map(work_calendar().is_working_day, after)), 1) if after else 0


@given(st.lists(runs, max_size=5), days)
def test_how_long_a_clock_ran_over_is_what_counting_gives(ran: list[ClockRun], on: date) -> None:
    assert most_over(ran, on) == max((by_hand(one, on) for one in ran), default=0)
    assert most_over(ran, on, {"filing"}) == max((by_hand(one, on) for one in ran if one.clock == "filing"), default=0)
    assert most_over(ran, on) <= most_over(ran, on + timedelta(days=30)), "what ran over stays over"


@given(st.lists(runs, max_size=4), days)
def test_every_item_has_one_card_at_most(ran: list[ClockRun], on: date) -> None:
    book = shipped_playbooks()["penalty_oversight"]
    item = ItemFacts(key="1", state="filed", created_on=DAY, clocks=tuple(ran))
    steps = ("filing", "serving")
    cards = [
        Condition(clock=steps, over_at_most=0),
        Condition(clock=steps, over=1, over_at_most=5),
        Condition(clock=steps, over=6),
    ]
    assert [holds(one, item, book, on) for one in cards].count(True) == 1


@given(
    st.sampled_from(BOOK.field("result_class").options),
    st.none() | days,
    st.none() | days,
    st.booleans(),
    st.integers(0, 2),
)
def test_a_promise_needs_its_date(kind: str, given: date | None, held: date | None, drafted: bool, parts: int) -> None:
    """A class that promises makes a follow-up and needs its date; others do neither; one that is still open is enough."""
    fields: dict[str, Any] = {"result_class": kind}
    if given:
        fields["promised_on"] = given.isoformat()
    events = (Event("draft_answer", "under_way", "drafted", DAY, "other"),) if drafted else ()
    item = ItemFacts(
        key="1", state="drafted", created_on=DAY, events=events, government="g1", lead_unit="u1", open_parts=parts,
        parts=parts, fields={"promised_on": held.isoformat()} if held else {},
    )  # fmt: skip
    carried = Carried(reply="答", fields=fields)
    follows = follows_up(BOOK, item, BOOK.move("answer"), carried, DAY)
    assert follows == (kind in PROMISES and parts == 0)
    against = refusals(BOOK, item, HEAD, "answer", carried, DAY)
    assert (Refusal("missing", "promised_on") in against) == (follows and not given and not held)


def test_a_class_is_kept_with_its_scheme_and_said_in_words() -> None:
    field = BOOK.field("result_class")
    assert value_of(field, "four.D") == "four.D"
    assert field.shown("three.B", "zh") == "B 正在解决（三类办法）"
    assert field.shown("four.B", "en") == "B being solved or planned (four classes)"
    assert field.shown("五类", "zh") == "五类"
    for wrong in ("B", "three.D", "five.A"):
        try:
            value_of(field, wrong)
        except ValueError:
            continue
        raise AssertionError(wrong)


def test_every_follow_up_leads_to_a_playbook_that_ships() -> None:
    named = {move.follow_up.playbook for book in shipped_playbooks().values() for move in book.moves if move.follow_up}
    assert named == {"key_tasks"}
    assert named <= set(shipped_playbooks())


def test_parts_go_by_a_playbook_that_ships_and_follows_the_clock_of_the_whole() -> None:
    books = shipped_playbooks()
    named = {book.id: books[book.parts_on] for book in books.values() if book.parts_on}
    assert set(named) == {"approvals"}
    assert all(any(clock.of_parent for clock in book.clocks) for book in named.values())


@pytest.mark.parametrize("book", ["enterprise_support", "environmental_cases"])
@pytest.mark.parametrize(
    ("lead", "unit", "refused"), [("", "", True), ("", "u2", False), ("u1", "", False), ("u1", "u2", False)]
)
def test_what_nobody_leads_is_sent_to_a_unit(book: str, lead: str, unit: str, refused: bool) -> None:
    found = shipped_playbooks()[book]
    item = ItemFacts(key="1", state=found.start, created_on=DAY, government="g1", lead_unit=lead)
    clerk = Actor("clerk", (RoleHeld("clerk", "u9", "g1"),))
    against = refusals(found, item, clerk, "assign", Carried(unit=unit), DAY)
    assert against == ((Refusal("missing", "unit"),) if refused else ())


def test_a_playbook_read_out_tells_what_it_makes_and_whose_clock_it_follows() -> None:
    books = shipped_playbooks()
    said = "\n".join(
        line
        for name in ("deputy_suggestions", "approvals", "approval_parts", "grid_events")
        for line in in_words(books[name])
    )
    for words in (
        "另生成一项“兑现建议答复：…”，期限为承诺兑现日期", "答复分类（三类办法）：A 已经解决或基本解决；B 正在解决；C 列入计划",
        "上级事项的期限，至同意", "各部分按规程 approval_parts 办理", "3个工作日（按难易：简易 1，一般 3，疑难 7）",
    ):  # fmt: skip
        assert words in said
