"""Whole lives of cases: a suggestion with redo and a kept promise, a petition with its leader, penalties by step, and more."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.actions import ItemContent, NewEvidence, act, create_item, recompute, split
from ximu.track.item_facts import item_facts, many_item_facts
from ximu.track.models import Item, JournalEntry
from ximu.track.rules.playbook_file import shipped_playbooks
from ximu.track.rules.rates import RateResult, compute_rate
from ximu.track.standing import standing

FIRST = date(2026, 3, 2)
Step = tuple[str, str, dict[str, Any]]


def made(world: SimpleNamespace, book: str, on: date = FIRST, **content: Any) -> Item:
    given = {"title_zh": "事项", "lead_unit": world.housing, **content}
    return create_item(world.inspector, world.city, shipped_playbooks()[book], ItemContent(**given), on=on)


def walk(world: SimpleNamespace, item: Item, *steps: Step) -> None:
    """Make the moves one a day, or on the day `on`; a kind of evidence stands for a note of that kind."""
    for who, move, given in steps:
        last = item.moves.last()
        carried = dict(given)
        carried.setdefault("on", (last.on if last else FIRST) + timedelta(days=1))
        if "evidence" in carried:
            carried["evidence"] = [NewEvidence(carried["evidence"], note_zh="见附件")]
        if carried.get("unit") == "housing":
            carried["unit"] = world.housing
        act(getattr(world, who), item, move, **carried)


def rate(item: Item, name: str, *others: Item, until: date = date(2026, 12, 31)) -> RateResult:
    return compute_rate(item.book, name, many_item_facts([item, *others]), until=until)


FORM, PHOTOS = {"evidence": "征询意见表"}, {"evidence": "处置前后照片"}
LIVES: dict[str, tuple[str, list[Step], str]] = {
    "a proposal assigned jointly": ("cppcc_proposals", [
        ("inspector", "assign_jointly", {}), ("unit_head", "decline", {"reason": "不属本局"}), ("inspector", "assign_jointly", {}),
        ("reporter", "accept", {}), ("water_reporter", "give_opinion", {"reply": "同意"}), ("reporter", "meet", {"reply": "已走访"}),
        ("reporter", "draft_answer", {"reply": "拟答复"}), ("unit_head", "send_back", {"reason": "太空"}),
        ("reporter", "draft_answer", {"reply": "拟答复"}),
        ("unit_head", "answer", {"reply": "已解决", "fields": {"result_class": "three.A"}}),
        ("inspector", "basically_satisfied", FORM), ("inspector", "archive", {}),
    ], "archived"),
    "an enterprise helped at the second try": ("enterprise_support", [
        ("inspector", "assign", {}), ("reporter", "accept", {}), ("unit_head", "lift", {"reason": "涉及两局"}),
        ("head", "decide", {"reply": "由住建局办", "evidence": "会议纪要"}),
        ("reporter", "answer", {"reply": "已办", "fields": {"outcome": "已解决"}}), ("inspector", "send_back", {"reason": "还没通电"}),
        ("reporter", "answer", {"reply": "已通电", "fields": {"outcome": "已解决"}}),
        ("inspector", "confirm", {"fields": {"solved": True, "opinion": "满意"}}), ("inspector", "archive", {}),
    ], "archived"),
    "a petition reviewed, revoked and led by a leader": ("petitions", [
        ("inspector", "sign_off", {"evidence": "阅批件", "fields": {"signed_by": "副市长", "instruction": "请依法办理"}}),
        ("inspector", "assign", {"unit": "housing"}), ("reporter", "accept", {"evidence": "受理告知书"}),
        ("head", "take_charge", {"reason": "积案", "fields": {"leader_in_charge": "副市长"}}),
        ("reporter", "answer", {"reply": "意见", "evidence": "处理意见书"}), ("inspector", "ask_review", {"reason": "不服"}),
        ("head", "revoke", {"reason": "事实不清", "evidence": "复查意见书"}),
        ("reporter", "answer", {"reply": "重新处理", "evidence": "处理意见书"}), ("inspector", "ask_review", {"reason": "还是不服"}),
        ("head", "uphold", {"reply": "维持", "evidence": "复查意见书"}),
        ("inspector", "close_led", {"evidence": "包案领导审签件", "fields": {"opinion": "基本满意"}}), ("inspector", "archive", {}),
    ], "archived"),
    "an environmental item with an objection": ("environmental_cases", [
        ("inspector", "assign", {}), ("reporter", "accept", {}),
        ("reporter", "report_done", {"reply": "已整改", "evidence": "监测报告", "fields": {"truth": "属实"}}),
        ("inspector", "check", {"reply": "看过现场", "evidence": "现场核查记录"}), ("head", "show", {"date": FIRST}),
        ("head", "object", {"reason": "夜间还有异味"}),
        ("reporter", "report_done", {"reply": "已整改", "evidence": "监测报告", "fields": {"truth": "属实"}}),
        ("inspector", "check", {"reply": "看过现场", "evidence": "现场核查记录"}), ("head", "show", {"date": FIRST}),
        ("inspector_two", "cross_off", {}), ("inspector_two", "archive", {}),
    ], "archived"),
    "a grid event reworked": ("grid_events", [
        ("inspector", "register", {"fields": {"level": "一般"}}), ("inspector", "dispatch", {"unit": "housing"}),
        ("reporter", "handle", PHOTOS), ("inspector", "return", {"reason": "没清完"}), ("reporter", "handle", PHOTOS),
        ("inspector", "close", {"evidence": "核查照片"}), ("inspector", "archive", {}),
    ], "archived"),
    "a grid event solved at once": ("grid_events", [("inspector", "solve_at_once", PHOTOS)], "solved_at_once"),
}  # fmt: skip


@pytest.mark.parametrize("name", LIVES)
def test_a_whole_life(world: SimpleNamespace, name: str) -> None:
    book, steps, end = LIVES[name]
    item = made(world, book, supporting_units=[world.water])
    walk(world, item, *steps)
    assert item.state == end
    assert item.moves.count() == len(steps)
    assert journal.verify().broken is None


def answered(world: SimpleNamespace, item: Item, kind: str, **fields: Any) -> None:
    walk(
        world, item, ("reporter", "draft_answer", {"reply": "拟答复"}),
        ("unit_head", "answer", {"reply": "答复", "fields": {"result_class": kind, **fields}}),
    )  # fmt: skip


def test_a_suggestion_redone_whose_promise_is_kept(world: SimpleNamespace) -> None:
    item = made(world, "deputy_suggestions", title_zh="加密夜班公交", statements=["s1"])
    walk(world, item, ("inspector", "assign", {}), ("reporter", "accept", {}))
    assert item.due_on == date(2026, 6, 3), "three months after 3 March"
    answered(world, item, "three.A")
    assert not item.parts.exists()
    walk(world, item, ("inspector", "redo", {"reason": "没有加密", **FORM}))
    assert (item.round, item.due_on) == (2, date(2026, 6, 8)), "three months anew, 7 June is a Sunday"
    assert rate(item, "satisfaction_rate").percent == 0
    walk(world, item, ("reporter", "draft_answer", {"reply": "拟答复"}))
    with pytest.raises(TrackError, match="missing: promised_on"):
        walk(world, item, ("unit_head", "answer", {"reply": "列入计划", "fields": {"result_class": "three.C"}}))
    promise = {"result_class": "three.C", "promised_on": "2026-09-30"}
    walk(world, item, ("unit_head", "answer", {"reply": "列入计划", "fields": promise}))
    task = item.parts.get()
    assert (task.book.id, task.title_zh, task.due_on) == ("key_tasks", "兑现建议答复：加密夜班公交", date(2026, 9, 30))
    assert (task.lead_unit, task.sources.get().statement, task.phase) == (world.housing, "s1", "draft")
    walk(world, item, ("inspector", "satisfied", FORM))
    with pytest.raises(TrackError, match="not yet"):
        walk(world, item, ("inspector", "archive", {}))
    assert rate(item, "promise_kept_rate").numerator == 0
    walk(
        world, task, ("inspector", "assign", {"on": date(2026, 3, 31)}), ("reporter", "accept", {}),
        ("reporter", "report_done", {"reply": "已加密", "evidence": "照片"}), ("inspector", "verify_done", {"reply": "属实"}),
    )  # fmt: skip
    walk(world, item, ("unit_head", "answer_again", {"reply": "已加密四条"}), ("inspector", "archive", {}))
    for name, part, whole in (
        ("reply_rate", 1, 1), ("class_a_rate", 0, 1), ("promise_kept_rate", 1, 1), ("satisfaction_rate", 1, 1),
        ("redo_rate", 1, 1),
    ):  # fmt: skip
        found = rate(item, name)
        assert (name, int(found.numerator), int(found.denominator)) == (name, part, whole)
    assert journal.verify().broken is None


def test_a_promise_under_a_playbook_that_is_not_in_use_is_refused(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = made(world, "deputy_suggestions")
    walk(world, item, ("inspector", "assign", {}), ("reporter", "accept", {}))
    monkeypatch.setattr("ximu.track.editions.playbooks", dict)
    with pytest.raises(TrackError, match="not in use") as refused:
        answered(world, item, "four.B", promised_on="2026-09-30")
    assert refused.value.code == "W007"
    item.refresh_from_db()
    assert item.state == "drafted", "nothing of the move is kept"


def test_an_answer_in_four_months_is_late_and_not_counted_as_replied(world: SimpleNamespace) -> None:
    item, waiting = made(world, "deputy_suggestions"), made(world, "deputy_suggestions")
    walk(world, item, ("inspector", "assign", {}), ("reporter", "accept", {}))
    walk(world, waiting, ("inspector", "assign", {}))
    first = rate(item, "reply_rate", waiting, until=date(2026, 5, 1))
    assert (int(first.denominator), len(first.left_out_keys)) == (0, 2), "neither is due yet"
    walk(
        world, item, ("reporter", "draft_answer", {"reply": "拟", "on": date(2026, 6, 29)}),
        ("unit_head", "answer", {"reply": "答", "fields": {"result_class": "four.D"}}),
    )  # fmt: skip
    found = rate(item, "reply_rate", waiting, until=date(2026, 7, 3))
    assert (int(found.numerator), int(found.denominator)) == (0, 2)


def test_a_suggestion_may_take_six_months_and_no_more(world: SimpleNamespace) -> None:
    item = made(world, "deputy_suggestions")
    walk(world, item, ("inspector", "assign", {}), ("reporter", "accept", {}))
    late = {"reason": "要立项", "date": date(2026, 9, 4)}
    with pytest.raises(TrackError, match="longer than the playbook allows"):
        walk(world, item, ("unit_head", "ask_extension", late))
    walk(
        world, item, ("unit_head", "ask_extension", {**late, "date": date(2026, 9, 3)}), ("head", "grant_extension", {})
    )
    assert item.due_on == date(2026, 9, 3)


@pytest.mark.parametrize(("funding", "due"), [("社会投资", date(2026, 4, 29)), ("国有投资", date(2026, 5, 15))])
def test_several_offices_work_on_one_clock(world: SimpleNamespace, funding: str, due: date) -> None:
    """40 or 50 working days from 3 March; the applicant's five working days do not count for anyone."""
    whole = made(world, "approvals", title_zh="厂房开工前审批")
    walk(world, whole, ("reporter", "accept", {"fields": {"funding": funding}}))
    parts = split(
        world.inspector, whole, [ItemContent(title_zh=name, lead_unit=unit, supporting_units=[world.housing])
                                 for name, unit in (("水土保持", world.water), ("施工许可", world.housing))],
        book=shipped_playbooks()["approval_parts"],
    )  # fmt: skip
    assert {one.due_on for one in (whole, *parts)} == {due}
    walk(world, whole, ("reporter", "ask_correction", {"reason": "缺图", "on": date(2026, 3, 10)}))
    assert all(one.clocks.get().paused == [["2026-03-10", None]] for one in parts)
    with pytest.raises(TrackError, match="wrong state"):
        walk(world, whole, ("unit_head", "approve", {"evidence": "许可决定"}))
    walk(world, whole, ("reporter", "corrected", {"on": date(2026, 3, 17)}))
    for one in parts:
        one.refresh_from_db()
    after = {one.due_on for one in (whole, *parts)}
    assert len(after) == 1
    assert after.pop() == {"社会投资": date(2026, 5, 9), "国有投资": date(2026, 5, 22)}[funding]
    assert JournalEntry.objects.filter(action="follow_parent", item=parts[0].number).count() == 2
    act(world.unit_head, parts[1], "agree", reply="同意", on=date(2026, 3, 18))
    with pytest.raises(TrackError, match="not yet"):
        walk(world, whole, ("unit_head", "approve", {"evidence": "许可决定"}))
    world.water_head = world.unit_head
    part = parts[0]
    assert standing(part, date(2026, 6, 1)).schedule == "overdue"
    assert standing(whole, date(2026, 6, 1)).schedule == "overdue"
    assert recompute() == 0, "a clock that follows is not computed by itself"
    assert item_facts(whole).open_parts == 1


def test_each_step_of_a_penalty_has_its_card(world: SimpleNamespace) -> None:
    """Filing in 15 working days from 2 March ends on 23 March; two days over is yellow, eight is red and stays."""
    kept, yellow, red = (made(world, "penalty_oversight", title_zh=name) for name in ("按期", "黄牌", "红牌"))
    for item, day in ((kept, date(2026, 3, 23)), (yellow, date(2026, 3, 25)), (red, date(2026, 4, 2))):
        walk(world, item, ("unit_head", "file", {"evidence": "立案审批表", "on": day}))
    shown = [standing(item, date(2026, 4, 3)).light.light for item in (kept, yellow, red)]
    assert shown == ["green", "yellow", "red"]
    assert not red.late, "a step over its time is not yet a decision over its time"
    until = date(2026, 4, 3)
    cards = [rate(kept, name, yellow, red, until=until).numerator for name in ("yellow_card_rate", "red_card_rate")]
    assert cards == [1, 1]
    before = rate(kept, "red_card_rate", yellow, red, until=date(2026, 3, 24))
    assert before.numerator == 0, "what was not over by then does not count then"
    walk(world, red, ("head", "exclude", {"reason": "系统停机"}))
    found = rate(kept, "red_card_rate", yellow, red, until=until)
    assert (int(found.numerator), int(found.denominator), found.left_out_keys) == (0, 2, (str(red.pk),))


def test_a_penalty_goes_through_every_step(world: SimpleNamespace) -> None:
    item = made(world, "penalty_oversight")
    walk(
        world, item, ("unit_head", "file", {"evidence": "立案审批表"}),
        ("reporter", "end_investigation", {"reply": "查清", "evidence": "调查终结报告"}),
    )  # fmt: skip
    with pytest.raises(TrackError, match="same person"):
        walk(world, item, ("reporter", "pass_review", {"evidence": "法制审核意见"}))
    walk(
        world, item, ("unit_head", "pass_review", {"evidence": "法制审核意见"}), ("reporter", "tell", {"evidence": "处罚告知书"}),
        ("unit_head", "begin_hearing", {"reason": "当事人申请"}), ("unit_head", "end_hearing", {"evidence": "听证报告"}),
        ("unit_head", "decide", {"evidence": "处罚决定书", "fields": {"fine": "5000"}}), ("reporter", "serve", {"evidence": "送达回证"}),
    )  # fmt: skip
    with pytest.raises(TrackError, match="not yet"):
        walk(world, item, ("unit_head", "close", {"reply": "已缴"}))
    walk(
        world, item, ("reporter", "show", {"fields": {"shown_at": "https://penalty.example"}}),
        ("unit_head", "close", {"reply": "已缴"}), ("inspector", "archive", {}),
    )  # fmt: skip
    assert item.state == "archived"
    rates = {one.id: rate(item, one.id).percent for one in item.book.rates}
    assert rates == {
        "on_time_rate": 100,
        "yellow_card_rate": 0,
        "red_card_rate": 0,
        "publication_rate": 100,
        "review_rate": 100,
    }


def test_a_petition_is_signed_before_it_is_assigned_and_a_led_one_before_it_is_closed(world: SimpleNamespace) -> None:
    item = made(world, "petitions")
    with pytest.raises(TrackError, match="wrong state"):
        walk(world, item, ("inspector", "assign", {"unit": "housing"}))
    walk(world, item, *LIVES["a petition reviewed, revoked and led by a leader"][1][:5])
    with pytest.raises(TrackError, match="not yet: close"):
        walk(world, item, ("inspector", "close", {"fields": {"opinion": "满意"}}))
    closing = {"evidence": "包案领导审签件", "fields": {"opinion": "满意"}}
    walk(world, item, ("inspector", "close_led", closing))
    assert item.phase == "closed"
    assert rate(item, "led_closing_rate").percent == 100


def test_what_is_closed_in_stages_becomes_a_task(world: SimpleNamespace) -> None:
    item = made(world, "environmental_cases", title_zh="河道异味")
    walk(world, item, ("inspector", "assign", {}), ("reporter", "accept", {}))
    staged = {"reason": "管网要两年", "fields": {"truth": "部分属实", "promised_on": "2027-12-31"}}
    walk(world, item, ("unit_head", "stage", staged))
    assert item.parts.get().title_zh == "长期整改：河道异味"
    found = {name: rate(item, name).numerator for name in ("completion_rate", "cross_off_rate")}
    assert found == {"completion_rate": 1, "cross_off_rate": 0}
