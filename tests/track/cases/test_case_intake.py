"""A case comes in: what is kept, what is refused, what nobody may see."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from case_samples import MONDAY, SECRET, came_in, closed, dispatched
from hypothesis import given
from hypothesis import strategies as st

from ximu.ledger.errors import TrackError
from ximu.track.actions import NewEvidence, publish
from ximu.track.cases.actions import admit, change_case, receive
from ximu.track.cases.codes import LENGTH, LETTERS, new_code, shown_code, typed_code
from ximu.track.cases.content import CaseChange, NewCase, NewRequester, title_of, wrongs
from ximu.track.cases.models import Case, IntakeTry, Requester
from ximu.track.cases.schemes import schemes
from ximu.track.models import Item, JournalEntry, Notice
from ximu.track.permissions import may, visible_to

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20


def test_what_is_kept(world: SimpleNamespace) -> None:
    case = came_in(world, place_zh="滨河路 12 号", evidence=(NewEvidence("照片", "灯.png", PNG),))
    item = case.item
    assert (item.number, item.state, item.phase, item.created_on) == ("热2026-0001", "received", "draft", MONDAY)
    assert item.title_zh == "滨河路路灯不亮，夜里很黑"
    assert case.requester.phone == SECRET.phone
    assert item.evidence.get().media_type == "image/png"
    assert item.clocks.get(clock="take_in").due_on == date(2026, 3, 3)
    assert {one.person for one in Notice.objects.all()} == {world.clerk, world.clerk_two}


WRONG = (
    ({"words_zh": "  "}, "words_zh: missing"),
    ({"words_zh": "长" * 5001}, "words_zh: too long"),
    ({"title_zh": "长" * 201}, "title_zh: too long"),
    ({"channel": "smoke"}, "channel: unknown"),
    ({"category": "moon"}, "category: unknown"),
    ({"scheme": "none"}, "scheme: unknown"),
    ({"place_zh": "路" * 201}, "place_zh: too long"),
    ({"latitude": Decimal(91), "longitude": Decimal(0)}, "latitude: out of range"),
    ({"latitude": Decimal(9)}, "latitude: needs both"),
    ({"latitude": Decimal(9), "longitude": Decimal(181)}, "longitude: out of range"),
    ({"requester": NewRequester(phone="call me")}, "phone: no telephone number"),
    ({"requester": NewRequester(email="nobody")}, "email: no address"),
    ({"requester": NewRequester(name_zh="钱" * 81)}, "name_zh: too long"),
)


@pytest.mark.parametrize(("given_", "what"), WRONG)
def test_what_is_refused(world: SimpleNamespace, given_: dict[str, Any], what: str) -> None:
    with pytest.raises(TrackError, match=what) as caught:
        came_in(world, **{"words": given_.pop("words_zh", "路灯不亮"), **given_})
    assert caught.value.code == "W071"
    assert not Item.objects.exists()
    assert not JournalEntry.objects.exists()


def test_no_playbook_of_cases_and_no_picture(world: SimpleNamespace) -> None:
    with pytest.raises(TrackError, match="no playbook of cases"):
        came_in(world, playbook="key_tasks")
    with pytest.raises(TrackError, match="灯"):
        came_in(world, evidence=(NewEvidence("照片", "灯.png", b"MZ no picture"),))
    assert not Case.objects.exists()


def test_the_same_number_from_outside_is_one_case(world: SimpleNamespace) -> None:
    first = came_in(world, outside_id="<a@mail.example>", channel="mail")
    again = came_in(world, outside_id="<a@mail.example>", channel="mail")
    other = came_in(world, outside_id="<a@mail.example>", channel="table")
    assert first.pk == again.pk != other.pk
    assert Case.objects.count() == 2


def test_only_a_clerk_of_the_government_takes_a_call(world: SimpleNamespace) -> None:
    assert came_in(world, by=world.clerk, channel="phone").item.created_by == world.clerk
    for other in (world.far_clerk, world.reporter, world.inspector, world.deputy, world.admin):
        with pytest.raises(TrackError, match="not allowed: take_in"):
            came_in(world, by=other, channel="phone")


SEES = {  # who sees the item, and who sees the requester: received, dispatched to housing
    "clerk": ("sr", "sr"), "inspector": ("s", "s"), "head": ("s", "s"), "admin": ("s", "s"), "reporter": ("", "sr"),
    "unit_head": ("", "sr"), "water_reporter": ("", ""), "deputy": ("", ""), "far_clerk": ("", ""), "far_head": ("", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", SEES)
def test_who_sees_what(world: SimpleNamespace, name: str) -> None:
    cases = (came_in(world), dispatched(world))
    cases[1].item.supporting_units.add(world.water)
    person = getattr(world, name)
    seen = set(visible_to(person).values_list("pk", flat=True))
    for case, expected in zip(cases, SEES[name], strict=True):
        case.item.refresh_from_db()
        sees = "s" if may(person, "see", case.item) else ""
        if name == "water_reporter" and case is cases[1]:  # a supporting unit sees the work, never who asked
            expected = "s"
        assert (case.item.pk in seen) == bool(sees)
        assert sees + ("r" if may(person, "see_requester", case.item) else "") == expected


def test_published_it_still_shows_nobody_who_asked(world: SimpleNamespace) -> None:
    case = dispatched(world)
    publish(world.clerk, case.item)
    for person in (None, world.deputy, world.far_clerk, world.inspector):
        assert may(person, "see", case.item)
        assert not may(person, "see_requester", case.item)


def test_nothing_private_in_the_journal(world: SimpleNamespace) -> None:
    case = closed(world, words="我叫钱某，电话13800001111，灯不亮", place_zh="临江路8号")
    change_case(world.clerk, case, CaseChange(title_zh="钱某家门口路灯不亮"))
    text = " ".join(one.content for one in JournalEntry.objects.all())
    for secret in (*SECRET, "临江路", case.code):
        assert secret not in text
    assert '"requester":["name_zh","phone","email","address_zh"]' in text


def test_a_clerk_puts_it_in_order(world: SimpleNamespace) -> None:
    case = came_in(world)
    change = CaseChange(title_zh=" 滨河路\n路灯 ", category="road", place_zh="滨河路", requirement_zh="修灯")
    change_case(world.clerk, case, change, version=1)
    item = Item.objects.get(pk=case.item_id)
    assert (item.title_zh, item.requirement_zh, case.category, case.place_zh) == (
        "滨河路 路灯",
        "修灯",
        "road",
        "滨河路",
    )
    assert case.words_zh == "滨河路路灯不亮，夜里很黑。"
    for change, what in ((CaseChange(title_zh=" "), "title_zh"), (CaseChange(category="moon"), "category")):
        with pytest.raises(TrackError, match=what):
            change_case(world.clerk, case, change, version=item.version)
    with pytest.raises(TrackError, match="someone else"):
        change_case(world.clerk, case, CaseChange(place_zh="别处"), version=1)
    for other in (world.reporter, world.inspector, world.far_clerk):
        with pytest.raises(TrackError, match="not allowed"):
            change_case(other, case, CaseChange(place_zh="别处"), version=item.version)


def test_without_contact_there_is_no_row_of_it(world: SimpleNamespace) -> None:
    came_in(world, requester=NewRequester())
    assert not Requester.objects.exists()


@given(st.text(alphabet="滨河路灯。！\n；abc ", max_size=80))
def test_a_title_is_one_line_and_short(words: str) -> None:
    title = title_of(words)
    assert len(title) <= 40
    assert "\n" not in title
    if words.strip(" 。！\n；"):
        assert title


def test_codes() -> None:
    made = {new_code() for _ in range(500)}
    assert len(made) == 500
    assert all(len(code) == LENGTH and set(code) <= set(LETTERS) for code in made)


@given(st.text(alphabet=LETTERS, min_size=LENGTH, max_size=LENGTH))
def test_a_code_is_read_however_it_is_typed(code: str) -> None:
    assert typed_code(shown_code(code)) == code
    assert typed_code(f" {shown_code(code).upper()}　") == code
    assert typed_code(code[:-1]) == ""


def test_schemes_name_kinds_of_the_playbook(world: SimpleNamespace) -> None:
    from ximu.track.rules.playbook_file import shipped_playbooks

    kinds = set(shipped_playbooks()["hotline"].field("matter").choices)
    for one in schemes()["hotline"].categories:
        assert one.matter in kinds, one.code
        assert one.zh
        assert one.en


def test_a_flood_is_stopped_and_no_address_kept(db: None) -> None:
    assert [admit("10.0.0.7", "form", 3) for _ in range(4)] == [True, True, True, False]
    assert admit("10.0.0.8", "form", 3)
    assert admit("10.0.0.7", "open311", 3)
    assert all("10.0.0" not in one.mark for one in IntakeTry.objects.all())


def test_every_way_to_be_wrong_is_tried() -> None:
    tried = {what for _, what in WRONG}
    assert not list(wrongs(NewCase(words_zh="路灯不亮", channel="web")))
    assert len(tried) == len(WRONG)


def test_a_field_the_playbook_does_not_have(world: SimpleNamespace) -> None:
    with pytest.raises(TrackError, match="no field"):
        receive(world.city, NewCase(words_zh="灯不亮", channel="web", fields={"mood": "bad"}))
    assert not Case.objects.exists()
