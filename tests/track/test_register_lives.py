"""Whole lives on the playbooks of registers: what cannot be skipped, who may not judge their own work, what the public sees."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.actions import ItemContent, NewEvidence, act, cast_vote
from ximu.track.figures import rates
from ximu.track.models import Item
from ximu.track.permissions import visible_fields, visible_to
from ximu.track.registers.actions import add_entry, ask_correction
from ximu.track.rules.playbook_file import shipped_playbooks

FIRST = date(2026, 3, 2)
Step = tuple[str, str, dict[str, Any]]


def made(world: SimpleNamespace, book: str, **content: Any) -> Item:
    given = {"title_zh": "事项", "lead_unit": world.housing, "supporting_units": [world.water], **content}
    return add_entry(world.inspector, world.city, shipped_playbooks()[book], ItemContent(**given), on=FIRST)


def walk(world: SimpleNamespace, item: Item, steps: list[Step], days: int = 1) -> None:
    """Make the moves, some days apart; a kind of evidence stands for a note of that kind."""
    for who, move, given in steps:
        last = item.moves.last()
        day = (last.on if last else FIRST) + timedelta(days=days)
        evidence = [NewEvidence(given["evidence"], note_zh="见附件")] if "evidence" in given else []
        act(getattr(world, who), item, move, on=day, **{**given, "evidence": evidence})


HEARD = {"days_open": 30, "opinions": 84, "opinions_adopted": 19}
DECISION: list[Step] = [
    ("head", "begin", {}),
    ("reporter", "record_participation", {"reply": "已公开征求意见", "evidence": "意见采纳情况", "fields": HEARD}),
    ("unit_head", "finish_participation", {}),
    ("reporter", "finish_experts", {"reply": "可行", "evidence": "论证意见", "fields": {"experts_consulted": 7}}),
    ("reporter", "finish_risk", {"reply": "可控", "evidence": "风险评估报告", "fields": {"risk_grade": "低"}}),
    ("water_head", "pass_legality", {"reply": "合法", "evidence": "合法性审查意见"}),
    ("head", "decide", {"reply": "通过", "evidence": "会议纪要", "date": FIRST}),
    ("unit_head", "announce", {"date": FIRST, "fields": {"document_no": "临政发〔2026〕9号"}}),
    ("inspector", "evaluate", {"reply": "达到预期", "evidence": "后评估报告"}),
]  # fmt: skip
LIVES: dict[str, tuple[str, dict[str, Any], list[Step], str, bool]] = {
    "decision through all five steps": ("major_decisions", {}, DECISION, "evaluated", True),
    "decision with experts left out by law": ("major_decisions", {}, [
        *DECISION[:3], ("head", "exempt_experts", {"reason": "不涉及专业问题", "fields": {"legal_ground": "条例第十九条"}}),
        *DECISION[4:7],
    ], "decided", True),
    "decision that fails the legal review and is heard again": ("major_decisions", {}, [
        *DECISION[:5], ("water_head", "fail_legality", {"reason": "超越权限", "evidence": "合法性审查意见"}),
        *DECISION[1:8],
    ], "in_force", True),
    "penalty, major": ("enforcement_decisions", {"fields": {"kind": "行政处罚", "major": True, "party": "临江某店"}}, [
        ("reporter", "open_case", {"evidence": "现场检查记录", "fields": {"legal_basis": "条例", "officers": "甲01、乙02"}}),
        ("reporter", "record_step", {"reply": "检查", "evidence": "音像记录"}), ("reporter", "submit_review", {}),
        ("inspector", "return_review", {"reason": "补证据"}), ("reporter", "record_step", {"reply": "补", "evidence": "文字记录"}),
        ("reporter", "submit_review", {}), ("unit_head", "pass_review", {"reply": "合法", "evidence": "法制审核意见书"}),
        ("unit_head", "decide_reviewed", {"reply": "罚款", "evidence": "执法决定书", "fields": {"result": "罚款二万元"}}),
        ("reporter", "publish_decision", {"fields": {"party_shown": "临江市某店"}}),
    ], "published", True),
    "decision of enforcement revoked": ("enforcement_decisions", {"fields": {"kind": "行政强制", "major": False}}, [
        ("reporter", "open_case", {"evidence": "立案审批表", "fields": {"legal_basis": "条例", "officers": "甲01、乙02"}}),
        ("reporter", "record_step", {"reply": "检查", "evidence": "文字记录"}),
        ("unit_head", "decide", {"reply": "查封", "evidence": "执法决定书", "fields": {"result": "查封"}}),
        ("reporter", "publish_decision", {"fields": {"party_shown": "某公司"}}),
        ("unit_head", "withdraw_decision", {"reason": "复议撤销"}),
    ], "withdrawn", False),
    "broken faith repaired at the second asking": ("government_credit", {"fields": {"kind": "拖欠账款", "amount": "120"}}, [
        ("head", "list", {"evidence": "生效判决", "fields": {"document_no": "（2026）临民终1号"}}),
        ("unit_head", "ask_repair", {"reply": "已付一半", "evidence": "履行凭证"}), ("head", "refuse_repair", {"reason": "未付清"}),
        ("unit_head", "ask_repair", {"reply": "付清", "evidence": "履行凭证"}), ("head", "grant_repair", {"reply": "属实"}),
    ], "repaired", True),
    "listed by mistake": ("government_credit", {}, [
        ("head", "list", {"evidence": "合同和催告", "fields": {"document_no": "催1"}}),
        ("head", "remove", {"reason": "主体有误", "evidence": "生效判决"}),
    ], "removed", False),
    "river problem with a return and a relapse": ("river_problems", {}, [
        ("inspector", "hand_over", {}), ("reporter", "report_done", {"reply": "已清", "evidence": "整改前后照片"}),
        ("inspector", "return", {"reason": "岸上还有"}), ("reporter", "report_done", {"reply": "已清", "evidence": "整改前后照片"}),
        ("inspector", "strike_off", {"reply": "属实"}), ("inspector", "reopen", {"reason": "又堆", "date": date(2026, 8, 1)}),
        ("reporter", "report_done", {"reply": "已清", "evidence": "整改前后照片"}), ("inspector", "strike_off", {"reply": "属实"}),
    ], "struck_off", True),
}  # fmt: skip


@pytest.fixture
def city(world: SimpleNamespace) -> SimpleNamespace:
    """The world, with a head of the bureau that supports."""
    from ximu.track.models import Person, Post, PostHolder

    world.water_head = Person.objects.create(username="waterhead", name_zh="水利局长")
    post = Post.objects.create(unit=world.water, title_zh="局长", role="unit_head")
    PostHolder.objects.create(post=post, person=world.water_head, since=date(2020, 1, 1))
    return world


@pytest.mark.parametrize("name", LIVES)
def test_a_whole_life(city: SimpleNamespace, name: str) -> None:
    book, content, steps, end, public = LIVES[name]
    item = made(city, book, **content)
    walk(city, item, steps)
    assert item.state == end
    assert item.moves.count() == len(steps)
    assert visible_to(None).filter(pk=item.pk).exists() is public
    assert journal.verify().broken is None


def test_no_step_of_a_decision_can_be_skipped(city: SimpleNamespace) -> None:
    """At each point only the next step, its exemption, or the way back is open; everything further on is refused."""
    item = made(city, "major_decisions")
    people = {move: who for who, move, _ in DECISION}
    given = {move: carried for _, move, carried in DECISION}
    for at, step in enumerate(DECISION[:-1]):
        for _, later, _ in DECISION[at + 1 :]:
            if later == "record_participation" and item.state == "heard":
                continue
            with pytest.raises(TrackError, match="W011"):
                walk(city, item, [(people[later], later, given[later])])
        walk(city, item, [step])


def test_an_exemption_names_its_ground(city: SimpleNamespace) -> None:
    item = made(city, "major_decisions")
    walk(city, item, DECISION[:1])
    for given in ({}, {"reason": "急"}, {"fields": {"legal_ground": "条例第十四条"}}):
        with pytest.raises(TrackError, match="missing"):
            walk(city, item, [("head", "exempt_participation", given)])
    with pytest.raises(TrackError, match="role"):
        walk(city, item, [("unit_head", "exempt_participation", {"reason": "急", "fields": {"legal_ground": "条例"}})])
    for state in ("legality", "discussion"):
        assert not [move for move in item.book.moves_from(state) if "legal_ground" in move.carries]


def test_a_short_hearing_needs_a_reason(city: SimpleNamespace) -> None:
    item = made(city, "major_decisions")
    short = (
        "reporter",
        "record_participation",
        {"reply": "短", "evidence": "征求意见公告", "fields": {**HEARD, "days_open": 29}},
    )
    walk(city, item, [DECISION[0], short])
    with pytest.raises(TrackError, match="not yet"):
        walk(city, item, [DECISION[2]])
    with pytest.raises(TrackError, match="missing"):
        walk(city, item, [("unit_head", "finish_shortened", {})])
    walk(city, item, [("unit_head", "finish_shortened", {"reason": "汛期临近"})])
    assert item.state == "experts"


def test_a_major_decision_of_enforcement_is_reviewed_by_someone_else(city: SimpleNamespace) -> None:
    item = made(city, "enforcement_decisions", fields={"kind": "行政处罚", "major": True, "party": "某人"})
    steps = LIVES["penalty, major"][2]
    walk(city, item, steps[:1])
    decide = ("unit_head", "decide", {"reply": "罚", "evidence": "执法决定书", "fields": {"result": "罚"}})
    with pytest.raises(TrackError, match="not yet"):
        walk(city, item, [decide])
    with pytest.raises(TrackError, match="not yet"):
        walk(city, item, [("reporter", "submit_review", {})])
    walk(city, item, [steps[1], ("unit_head", "record_step", {"reply": "到场", "evidence": "文字记录"}), steps[2]])
    with pytest.raises(TrackError, match="same person"):
        walk(city, item, [steps[6]])
    walk(city, item, [("inspector", "pass_review", {"reply": "合法", "evidence": "法制审核意见书"})])
    assert item.state == "reviewed"


@pytest.mark.parametrize(("kind", "days"), [("行政处罚", 7), ("行政许可", 7), ("行政检查", 20)])
def test_time_to_publish(city: SimpleNamespace, kind: str, days: int) -> None:
    from ximu.track.rules.workdays import work_calendar

    item = made(city, "enforcement_decisions", fields={"kind": kind, "major": False})
    walk(city, item, LIVES["decision of enforcement revoked"][2][:3])
    decided = item.moves.last()
    assert decided is not None
    between = [decided.on + timedelta(days=n) for n in range(1, 60)]
    working = [day for day in between if work_calendar().is_working_day(day)]
    assert item.due_on == working[days - 1]


def test_what_the_public_does_not_see(city: SimpleNamespace) -> None:
    book, content, steps, *_ = LIVES["penalty, major"]
    item = made(city, book, **content)
    walk(city, item, steps)
    for person in (None, city.deputy, city.far_head):
        assert set(visible_fields(person, item)) == {"kind", "major", "legal_basis", "result", "party_shown"}
    assert visible_fields(city.unit_head, item)["party"] == "临江某店"


def test_who_asks_for_repair_does_not_grant_it(city: SimpleNamespace) -> None:
    item = made(city, "government_credit")
    walk(city, item, LIVES["broken faith repaired at the second asking"][2][:2])
    with pytest.raises(TrackError, match="role"):
        walk(city, item, [("unit_head", "grant_repair", {"reply": "属实"})])


BALLOTS = {
    "passed": ("satisfied", "basically", "dissatisfied"),
    "sent back": ("satisfied", "dissatisfied", "dissatisfied"),
}


@pytest.mark.parametrize("name", BALLOTS)
def test_a_ballot_of_satisfaction(city: SimpleNamespace, name: str) -> None:
    item = made(city, "congress_ballots", due_on=date(2026, 4, 1))
    report = ("unit_head", "hand_in", {"reply": "报告", "evidence": "专项报告"})
    walk(city, item, [("inspector", "ask_report", {}), report])
    for person, choice in zip((city.deputy, city.deputy_two, city.deputy_three), BALLOTS[name], strict=True):
        cast_vote(person, item, "satisfaction", choice)
    if name == "passed":
        with pytest.raises(TrackError, match="not yet"):
            walk(city, item, [("head", "send_back", {"reason": "不满意", "date": date(2026, 6, 1)})])
        walk(city, item, [("head", "record_pass", {})])
    else:
        with pytest.raises(TrackError, match="not yet"):
            walk(city, item, [("head", "record_pass", {})])
        walk(city, item, [("head", "send_back", {"reason": "不满意", "date": date(2026, 6, 1)}), report])
        with pytest.raises(TrackError, match="not yet"):
            walk(city, item, [("head", "record_pass", {})])  # ballots of the first round do not count again
        for person in (city.deputy, city.deputy_two):
            cast_vote(person, item, "satisfaction", "basically")
        walk(city, item, [("head", "record_pass", {})])
    assert item.state == "passed"
    first = rates(item.book, Item.objects.all(), until=date(2026, 12, 31))[0]
    assert first.numerator == (1 if name == "passed" else 0)


def test_a_request_for_correction_is_answered_in_public(city: SimpleNamespace) -> None:
    case = ask_correction(
        city.city,
        about="/promises/x/",
        title_zh="更正：新增就业",
        proposed_zh="3.1 万人",
        why_zh="公报",
        email="c@example.org",
    )
    item = case.item
    today = item.created_on
    act(city.inspector, item, "take_up", on=today)
    assert not visible_to(None).filter(pk=item.pk).exists()
    with pytest.raises(TrackError, match="missing"):
        act(city.inspector, item, "correct", reply="已改", on=today)
    act(city.inspector, item, "correct", reply="已按公报改", fields={"was": "31 万人", "now_is": "3.1 万人"}, on=today)
    assert visible_to(None).filter(pk=item.pk).exists()
    assert visible_fields(None, item) == {"about": "/promises/x/", "was": "31 万人", "now_is": "3.1 万人"}


def test_rates_of_decisions(city: SimpleNamespace) -> None:
    for name in ("decision through all five steps", "decision with experts left out by law"):
        book, content, steps, *_ = LIVES[name]
        walk(city, made(city, book, **content), steps)
    full, adopted = rates(shipped_playbooks()["major_decisions"], Item.objects.all(), until=date(2026, 12, 31))
    assert (full.numerator, full.denominator) == (1, 2)
    assert (adopted.numerator, adopted.denominator) == (38, 168)
