"""Whole lives on the other playbooks: a key task, a livelihood project with its votes, a title, a plan in parts, a target."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from ximu.ledger.errors import TrackError
from ximu.track import journal
from ximu.track.actions import ItemContent, NewEvidence, act, cast_vote, create_item, publish, split
from ximu.track.models import Item, ItemMove
from ximu.track.permissions import visible_fields
from ximu.track.rules.playbook_file import shipped_playbooks
from ximu.track.standing import standing

FIRST = date(2026, 3, 2)


def made(world: SimpleNamespace, book: str, **content: Any) -> Item:
    given = {"title_zh": "事项", "lead_unit": world.housing, "due_on": date(2026, 12, 31), **content}
    return create_item(world.inspector, world.city, shipped_playbooks()[book], ItemContent(**given), on=FIRST)


def walk(world: SimpleNamespace, item: Item, *steps: tuple[str, str, dict[str, Any]]) -> None:
    """Make the moves one a day: who, which move, what it carries; a kind of evidence stands for a note of that kind."""
    for who, move, given in steps:
        day = (item.moves.last().on if item.moves.exists() else FIRST) + timedelta(days=1)  # type: ignore[union-attr]
        evidence = [NewEvidence(given["evidence"], note_zh="见附件")] if "evidence" in given else []
        carried = {**given, "evidence": evidence}
        act(getattr(world, who), item, move, on=day, **carried)


LIVES: dict[str, tuple[str, list[tuple[str, str, dict[str, Any]]], str]] = {
    "key task with return and transfer": ("key_tasks", [
        ("inspector", "assign", {}), ("unit_head", "decline", {"reason": "不属本局"}), ("inspector", "assign", {}),
        ("reporter", "accept", {}), ("inspector", "ask_report", {}), ("head", "suspend", {"reason": "待批复"}),
        ("head", "resume", {}), ("reporter", "report_done", {"reply": "完成", "evidence": "照片"}),
        ("inspector", "return", {"reason": "照片不清"}), ("reporter", "report_done", {"reply": "完成", "evidence": "照片"}),
        ("inspector", "verify_done", {"reply": "属实"}), ("inspector", "archive", {}),
    ], "archived"),
    "headline target judged by someone else": ("headline_targets", [
        ("inspector", "assign", {}), ("reporter", "report_result", {"reply": "完成", "fields": {"result": "8.1"}}),
        ("inspector", "judge_met", {"reply": "与公报一致", "fields": {"data_source": "统计公报"}}),
        ("head", "revise", {"reason": "数据修订"}),
        ("inspector_two", "judge_missed", {"reason": "修订后为 7.9", "fields": {"data_source": "统计公报"}}),
    ], "missed"),
    "title kept, then lost": ("title_campaigns", [
        ("inspector", "assign", {}), ("reporter", "apply", {"evidence": "申报材料", "date": FIRST}),
        ("inspector", "record_approval", {"evidence": "批准文件", "date": FIRST}),
        ("inspector", "record_midterm", {"evidence": "评估报告"}), ("inspector", "record_standard", {"evidence": "验收意见"}),
        ("inspector", "record_award", {"evidence": "命名文件", "date": FIRST, "fields": {"awarded_by": "省爱卫会"}}),
        ("inspector", "open_review", {"date": date(2027, 6, 30)}), ("inspector", "pass_review", {"evidence": "复审结果"}),
        ("inspector", "open_review", {"date": date(2029, 6, 30)}),
        ("inspector", "lose_title", {"reason": "复审不合格", "evidence": "通报"}),
    ], "withdrawn"),
}  # fmt: skip


@pytest.mark.parametrize("name", LIVES)
def test_a_whole_life(world: SimpleNamespace, name: str) -> None:
    book, steps, end = LIVES[name]
    item = made(world, book)
    walk(world, item, *steps)
    assert item.state == end
    assert item.moves.count() == len(steps)
    assert journal.verify() == (len(steps) + 1, journal.verify().last_hash, None)


def test_a_livelihood_project_from_candidate_to_rating(world: SimpleNamespace) -> None:
    item = made(world, "livelihood_projects", title_zh="建口袋公园")
    with pytest.raises(TrackError, match="still a draft"):
        publish(world.head, item)
    walk(world, item, ("inspector", "shortlist", {}))
    publish(world.head, item)
    for person in (world.deputy, world.deputy_two):
        cast_vote(person, item, "selection", "for")
    walk(world, item, ("head", "select", {}), ("inspector", "assign", {}))
    with pytest.raises(TrackError, match="evidence kind"):
        walk(world, item, ("reporter", "report_done", {"reply": "完成", "evidence": "新闻稿"}))
    walk(
        world,
        item,
        ("reporter", "report_done", {"reply": "完成", "evidence": "验收单"}),
        ("inspector", "verify_done", {"reply": "属实"}),
    )
    for person, choice in (
        (world.deputy, "satisfied"),
        (world.deputy_two, "basically"),
        (world.deputy_three, "dissatisfied"),
    ):
        cast_vote(person, item, "satisfaction", choice)
    walk(world, item, ("head", "complete", {}), ("inspector", "archive", {}))
    assert item.state == "archived"
    assert standing(item).schedule == "closed_on_time"


def test_a_plan_ends_when_its_years_have(world: SimpleNamespace) -> None:
    plan = made(world, "action_plans", title_zh="三年行动")
    years = split(
        world.inspector,
        plan,
        [ItemContent(title_zh=f"第{n}年", lead_unit=world.housing) for n in (1, 2)],
        book=shipped_playbooks()["key_tasks"],
    )
    walk(
        world, plan, ("inspector", "issue", {"date": FIRST, "fields": {"document_no": "临政发〔2026〕1号"}}), ("inspector", "assign", {}),
        ("inspector", "assess_midterm", {"reply": "按期", "evidence": "评估报告"}), ("reporter", "report_done", {"reply": "完成", "evidence": "总结"}),
    )  # fmt: skip
    with pytest.raises(TrackError, match="not yet"):
        walk(world, plan, ("inspector", "verify_done", {"reply": "属实"}))
    for year in years:
        walk(
            world, year, ("inspector", "assign", {}), ("reporter", "accept", {}),
            ("reporter", "report_done", {"reply": "完成", "evidence": "照片"}), ("inspector", "verify_done", {"reply": "属实"}),
        )  # fmt: skip
    walk(world, plan, ("inspector", "verify_done", {"reply": "属实"}))
    assert plan.state == "completed"


def test_reported_in_time_is_not_overdue_while_it_waits_for_review(world: SimpleNamespace, inspection: Item) -> None:
    act(world.inspector, inspection, "assign", on=date(2026, 10, 12))
    act(world.reporter, inspection, "accept", on=date(2026, 10, 12))
    assert standing(inspection, date(2026, 11, 4)).schedule == "overdue"
    act(world.reporter, inspection, "report", reply="完成", on=date(2026, 10, 30))
    waiting = standing(inspection, date(2026, 11, 4))
    assert (waiting.schedule, waiting.light.light, waiting.late) == ("on_schedule", "green", False)
    act(world.inspector, inspection, "return", reason="不实", on=date(2026, 11, 4))
    assert standing(inspection, date(2026, 11, 4)).schedule == "overdue"


def test_a_pause_after_expiry_does_not_hide_it(world: SimpleNamespace, inspection: Item) -> None:
    act(world.inspector, inspection, "assign", on=date(2026, 10, 12))
    act(world.reporter, inspection, "accept", on=date(2026, 10, 12))
    act(world.head, inspection, "suspend", reason="晚了", on=date(2026, 11, 5))
    assert inspection.late


def test_private_fields_reach_nobody_else(world: SimpleNamespace, tmp_path: Any, settings: Any) -> None:
    from test_playbook_file import SMALL

    from ximu.track.editions import playbooks
    from ximu.track.models import JournalEntry

    text = SMALL.replace('type = "number"', 'type = "text"\nprivate = true').replace(
        'who = ["inspector"]', 'who = ["reporter"]'
    )
    (tmp_path / "private.toml").write_text(text, encoding="utf-8")
    settings.TRACK_PLAYBOOKS = str(tmp_path)
    content = ItemContent(title_zh="来电", lead_unit=world.housing, fields={"depth": "13800000000"})
    item = create_item(world.inspector, world.city, playbooks()["river_patrol"], content, on=FIRST)
    act(world.reporter, item, "cross_off", reply="已办", fields={"depth": "13900000000"}, on=FIRST)
    publish(world.head, item)
    for person in (None, world.deputy, world.far_head, world.water_reporter):
        assert visible_fields(person, item) == {}
    for person in (world.reporter, world.inspector):
        assert visible_fields(person, item) == {"depth": "13900000000"}
    assert all("1380000" not in one.content and "1390000" not in one.content for one in JournalEntry.objects.all())
    assert "1390000" not in str(list(ItemMove.objects.values()))
