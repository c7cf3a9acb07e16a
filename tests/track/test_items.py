"""Making, splitting, merging, editing and publishing items; evidence; progress; locked periods; votes; rates; burden."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ximu.ledger.errors import ConflictError, TrackError
from ximu.track.actions import (
    ItemContent,
    NewEvidence,
    NewMilestone,
    NewProgress,
    act,
    appoint,
    bring_evidence,
    cast_vote,
    create_item,
    edit_item,
    evidence_path,
    found_government,
    lock_period,
    make_person,
    make_post,
    make_unit,
    merge,
    publish,
    report_progress,
    split,
    unlock_period,
    verify_evidence,
    verify_progress,
    withdraw,
)
from ximu.track.figures import burden, rates
from ximu.track.models import Item, JournalEntry, Post
from ximu.track.permissions import visible_to
from ximu.track.rules.playbook_file import shipped_playbooks

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 32


def key_task(world: SimpleNamespace, **content: Any) -> Item:
    """A key task of the housing bureau."""
    given = {"title_zh": "改造背街小巷", "lead_unit": world.housing, "due_on": date(2026, 12, 31), **content}
    book = shipped_playbooks()["key_tasks"]
    return create_item(world.inspector, world.city, book, ItemContent(**given), on=date(2026, 1, 10))


def under_way(world: SimpleNamespace, **content: Any) -> Item:
    item = key_task(world, **content)
    act(world.inspector, item, "assign", on=date(2026, 1, 12))
    act(world.reporter, item, "accept", on=date(2026, 1, 13))
    return item


def test_numbers_run_by_government_playbook_and_year(world: SimpleNamespace) -> None:
    assert [key_task(world).number, key_task(world).number, key_task(world, year=2027).number] == [
        "重2026-0001", "重2026-0002", "重2027-0001",
    ]  # fmt: skip
    with pytest.raises(TrackError, match="the number is taken"):
        key_task(world, number="重2026-0001")
    with pytest.raises(TrackError, match="the title is missing"):
        key_task(world, title_zh=" ")
    with pytest.raises(TrackError, match="another government"):
        key_task(world, lead_unit=world.far_bureau)


def test_one_commitment_many_parts_and_all_keep_the_span(world: SimpleNamespace) -> None:
    item = key_task(world, statements=["s-one", "s-two"])
    parts = split(world.inspector, item, [
        ItemContent(title_zh="东城", lead_unit=world.housing),
        ItemContent(title_zh="西城", lead_unit=world.water, statements=["s-two"], due_on=date(2026, 6, 30)),
    ])  # fmt: skip
    assert [sorted(part.sources.values_list("statement", flat=True)) for part in parts] == [
        ["s-one", "s-two"],
        ["s-two"],
    ]
    assert [part.due_on for part in parts] == [date(2026, 12, 31), date(2026, 6, 30)]
    act(world.inspector, item, "assign", on=date(2026, 1, 12))
    act(world.reporter, item, "accept", on=date(2026, 1, 12))
    act(
        world.reporter,
        item,
        "report_done",
        reply="完成",
        evidence=[NewEvidence("照片", "a.png", PNG)],
        on=date(2026, 1, 12),
    )
    with pytest.raises(TrackError, match="not yet"):
        act(world.inspector, item, "verify_done", reply="属实", on=date(2026, 1, 12))


def test_many_become_one(world: SimpleNamespace) -> None:
    one, two = key_task(world, statements=["s-one"]), key_task(world, statements=["s-two", "s-one"])
    whole = merge(world.inspector, [two, one], ItemContent(title_zh="合并", lead_unit=world.housing))
    assert sorted(whole.sources.values_list("statement", flat=True)) == ["s-one", "s-two"]
    assert (one.merged_into, two.merged_into) == (whole, whole)
    with pytest.raises(TrackError, match="under way"):
        merge(world.inspector, [one, whole], ItemContent(title_zh="再并"))
    with pytest.raises(TrackError, match="nothing to merge"):
        merge(world.inspector, [whole], ItemContent(title_zh="再并"))


def test_open_work_changes_with_a_reason_and_its_unit_by_transfer_only(world: SimpleNamespace) -> None:
    item = under_way(world)
    with pytest.raises(TrackError, match="reason"):
        edit_item(world.inspector, item, ItemContent(title_zh="改"))
    with pytest.raises(TrackError, match="transfers"):
        edit_item(world.inspector, item, ItemContent(lead_unit=world.water), reason="错了")
    stale = Item.objects.get(pk=item.pk)
    edit_item(world.inspector, item, ItemContent(title_zh="改造十条背街小巷"), reason="写全")
    assert item.title_zh == "改造十条背街小巷"
    with pytest.raises(ConflictError):
        edit_item(world.inspector, stale, ItemContent(title_zh="又改"), reason="写全")


def test_a_later_deadline_does_not_wash_lateness_away(world: SimpleNamespace) -> None:
    item = under_way(world, due_on=date(2026, 2, 1))
    edit_item(world.inspector, item, ItemContent(due_on=date(2026, 12, 31)), reason="改期")
    assert item.late
    assert item.clocks.get(clock="complete").due_on == date(2026, 12, 31)


def test_an_assumed_unit_or_deadline_says_so(world: SimpleNamespace) -> None:
    item = key_task(world, lead_unit_assumed=True, due_assumed=True)
    assert (item.lead_unit_assumed, item.due_assumed) == (True, True)
    part = split(world.inspector, item, [ItemContent(title_zh="其一")])[0]
    assert part.due_assumed
    assert key_task(world, due_on=date(2027, 6, 30)).due_provisional


def test_published_and_withdrawn(world: SimpleNamespace) -> None:
    item = under_way(world)
    assert item not in visible_to(None)
    publish(world.head, item)
    assert item in visible_to(None)
    assert item in visible_to(world.far_head)
    with pytest.raises(TrackError, match="reason"):
        withdraw(world.head, item, " ")
    withdraw(world.head, item, "有误")
    assert item not in visible_to(None)
    assert JournalEntry.objects.filter(action="withdraw").exists()


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.exe", b"MZ", "a type that is not taken"),
        ("a.png", b"%PDF-1.7", "its content is not .png"),
        ("a.png.html", b"<script>", "a type that is not taken"),
        ("a.pdf", b"PK\x03\x04", "its content is not .pdf"),
        ("a.txt", b"\x00\x01", "its content is no text"),
        ("noname", b"text", "a type that is not taken"),
        ("a.pdf", b"%PDF-" + b"0" * (20 * 1024 * 1024), "over 20 MB"),
        ("", b"", "it is empty"),
    ],
)
def test_evidence_that_is_not_taken(world: SimpleNamespace, name: str, data: bytes, why: str) -> None:
    item = under_way(world)
    with pytest.raises(TrackError, match=why):
        bring_evidence(world.reporter, item, [NewEvidence("照片", name, data)])
    assert item.evidence.count() == 0


def test_a_file_name_leads_nowhere(world: SimpleNamespace, settings: Any) -> None:
    item = under_way(world)
    names = ["../../etc/passwd.txt", "..\\..\\win.txt", "a\x1b[2J\r\n.txt", "/abs/路径.txt"]
    pieces = bring_evidence(world.reporter, item, [NewEvidence("说明", name, "正文".encode()) for name in names])
    assert [piece.name for piece in pieces] == ["passwd.txt", "win.txt", "a[2J.txt", "路径.txt"]
    root = Path(settings.TRACK_FILES)
    files = [path for path in root.rglob("*") if path.is_file()]
    assert files == [evidence_path(pieces[0].sha256)], "the same content is kept once"
    assert files[0].read_bytes() == "正文".encode()
    with pytest.raises(TrackError, match="no sha256"):
        evidence_path("../../../etc/passwd")


def test_addresses_must_be_of_the_web(world: SimpleNamespace) -> None:
    item = under_way(world)
    for url in ("javascript:alert(1)", "file:///etc/passwd", "https://", "http://" + "a" * 600):
        with pytest.raises(TrackError, match="no web address"):
            bring_evidence(world.reporter, item, [NewEvidence("网页", url=url)])
    assert bring_evidence(world.reporter, item, [NewEvidence("网页", url="https://linjiang.example/a")])


def test_who_brings_evidence_does_not_verify_it(world: SimpleNamespace) -> None:
    item = under_way(world)
    own = bring_evidence(world.inspector, item, [NewEvidence("照片", "a.png", PNG)])[0]
    with pytest.raises(TrackError, match="W016"):
        verify_evidence(world.inspector, own, "holds")
    with pytest.raises(TrackError, match="W010"):
        verify_evidence(world.reporter, own, "holds")
    assert verify_evidence(world.inspector_two, own, "holds").verified_by == world.inspector_two


def test_progress_is_reported_verified_and_locked(world: SimpleNamespace) -> None:
    item = under_way(
        world, amount_target=Decimal(40), amount_unit="条", milestones=[NewMilestone("2026-03", "十条", Decimal(10))]
    )
    with pytest.raises(TrackError, match="nothing is reported"):
        report_progress(world.reporter, item, NewProgress("2026-02"))
    with pytest.raises(TrackError, match="still to come"):
        report_progress(world.reporter, item, NewProgress("2999-01", Decimal(1)))
    with pytest.raises(TrackError, match="W010"):
        report_progress(world.water_reporter, item, NewProgress("2026-02", Decimal(4)))
    report = report_progress(world.reporter, item, NewProgress("2026-02", Decimal(4), "在做"))
    assert verify_progress(world.inspector, report).verified_by == world.inspector
    item.refresh_from_db()
    locked = lock_period(world.head, world.city, date(2026, 1, 1), date(2026, 3, 31))
    with pytest.raises(TrackError, match="is locked"):
        report_progress(world.reporter, item, NewProgress("2026-03", Decimal(12)))
    with pytest.raises(TrackError, match="reason"):
        unlock_period(world.head, locked, "")
    unlock_period(world.head, locked, "补报")
    report_progress(world.reporter, item, NewProgress("2026-03", Decimal(12)))
    milestone = item.milestones.get()
    assert milestone.met_on is not None
    assert milestone.missed, "made good after its day: the milestone stays missed"


def test_a_move_in_a_locked_period_is_refused(world: SimpleNamespace) -> None:
    item = under_way(world)
    lock_period(world.head, world.city, date(2026, 2, 1), date(2026, 2, 28))
    with pytest.raises(TrackError, match="is locked"):
        act(world.unit_head, item, "ask_extension", reason="迟", date=date(2027, 1, 5), on=date(2026, 2, 3))


@pytest.mark.parametrize(
    ("votes", "move"), [(("for", "for", "against"), "select"), (("for", "against", None), "reject")]
)
def test_deputies_vote(world: SimpleNamespace, votes: tuple[str | None, ...], move: str) -> None:
    item = create_item(
        world.inspector, world.city, shipped_playbooks()["livelihood_projects"], ItemContent(title_zh="口袋公园")
    )
    with pytest.raises(TrackError, match="not open"):
        cast_vote(world.deputy, item, "selection", "for")
    act(world.inspector, item, "shortlist")
    for person, choice in zip((world.deputy, world.deputy_two, world.deputy_three), votes, strict=True):
        if choice:
            cast_vote(person, item, "selection", "abstain")
            cast_vote(person, item, "selection", choice)
    with pytest.raises(TrackError, match="no choice"):
        cast_vote(world.deputy, item, "selection", "perhaps")
    other = {"select": "reject", "reject": "select"}[move]
    with pytest.raises(TrackError, match="not yet"):
        act(world.head, item, other, reply="票决结果")
    act(world.head, item, move, reply="票决结果")
    assert JournalEntry.objects.filter(action="cast_vote").count() == 2 * sum(choice is not None for choice in votes)
    assert not JournalEntry.objects.filter(action="cast_vote", content__contains="against").exists(), "a vote is secret"


def test_rates_open_to_their_items(world: SimpleNamespace) -> None:
    done, late, running, left_out = (under_way(world, due_on=date(2026, 2, 27)) for _ in range(4))
    for item, day in ((done, date(2026, 2, 10)), (late, date(2026, 3, 10))):
        act(world.reporter, item, "report_done", reply="完成", evidence=[NewEvidence("照片", "a.png", PNG)], on=day)
        act(world.inspector, item, "verify_done", reply="属实", on=day)
    act(world.head, left_out, "exclude", reason="政策取消", on=date(2026, 3, 1))
    found = {
        one.rate: one
        for one in rates(shipped_playbooks()["key_tasks"], visible_to(world.head), until=date(2026, 3, 31))
    }
    assert (found["completion_rate"].numerator, found["completion_rate"].denominator) == (2, 3)
    assert (found["on_time_rate"].numerator, found["on_time_rate"].denominator) == (1, 3)
    assert found["on_time_rate"].numerator_keys == (str(done.pk),)
    assert found["completion_rate"].left_out_keys == (str(left_out.pk),)
    assert str(running.pk) in found["on_time_rate"].denominator_keys
    before = rates(shipped_playbooks()["key_tasks"], visible_to(world.head), until=date(2026, 2, 28))[0]
    assert before.numerator == 1, "as things stood then"


def test_what_units_were_asked_for_is_counted(world: SimpleNamespace) -> None:
    item = under_way(world)
    for day in (2, 3):
        act(world.inspector, item, "ask_report", on=date(2026, 3, day))
    first = burden(world.city, date(2026, 1, 1), date(2026, 12, 31))[0]
    assert (first.unit, first.requests, first.items, first.by_move) == (
        world.housing,
        3,
        1,
        {"assign": 1, "ask_report": 2},
    )
    assert [one.requests for one in burden(world.city, date(2026, 3, 3), date(2026, 3, 3))] == [1, 0, 0, 0]


def test_a_government_with_its_people_is_made(db: None) -> None:
    city, admin = found_government("xinhe", "新河市人民政府", administrator="root", administrator_name_zh="管理员")
    unit = make_unit(admin, city, "housing", "市住建局", other_names=("住建局",))
    with pytest.raises(TrackError, match="the key is taken"):
        make_unit(admin, city, "housing", "又一个")
    post = make_post(admin, unit, "综合科科长", "reporter")
    with pytest.raises(TrackError, match="is no role"):
        make_post(admin, unit, "科长", "king")
    one, two = make_person(admin, city, "one", "甲"), make_person(admin, city, "two", "乙")
    appoint(admin, post, one, since=date(2024, 1, 1))
    appoint(admin, post, two, since=date(2025, 7, 1))
    assert [(held.person, held.until) for held in post.holders.order_by("since")] == [
        (one, date(2025, 6, 30)),
        (two, None),
    ]
    assert (len(one.roles_on(date(2025, 6, 30))), len(one.roles_on(date(2025, 7, 1)))) == (1, 0)
    other, far_admin = found_government(
        "beishan", "北山县人民政府", administrator="far", administrator_name_zh="管理员"
    )
    with pytest.raises(TrackError, match="W010"):
        make_unit(far_admin, city, "x", "越权")
    assert Post.objects.filter(unit__government=other).count() == 1
