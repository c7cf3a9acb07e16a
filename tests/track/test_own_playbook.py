"""A playbook that lies in a folder runs without a line of code; changing it never rewrites closed work."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from test_playbook_file import SMALL

from ximu.ledger.errors import TrackError
from ximu.track.actions import ItemContent, NewEvidence, act, create_item
from ximu.track.editions import adopt, playbooks
from ximu.track.item_facts import many_item_facts
from ximu.track.models import Item
from ximu.track.rules.rates import compute_rate

DAY = date(2026, 9, 28)  # before the National Day holiday


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    place = tmp_path / "books"
    place.mkdir()
    (place / "river.toml").write_text(SMALL, encoding="utf-8")
    settings.TRACK_PLAYBOOKS = str(place)
    return place


def found(world: SimpleNamespace, title: str = "河岸垃圾") -> Item:
    return create_item(world.inspector, world.city, playbooks()["river_patrol"], ItemContent(title_zh=title), on=DAY)


def test_it_runs(world: SimpleNamespace, folder: Path) -> None:
    item = found(world)
    assert item.number == "河2026-0001"
    assert item.due_on == date(2026, 10, 10), "over the holiday to a make-up Saturday"
    other = found(world, "排口")
    with pytest.raises(TrackError, match="wrong value: depth"):
        act(world.inspector, item, "cross_off", reply="清了", fields={"depth": "深"}, on=DAY)
    act(world.inspector, item, "cross_off", reply="清了", fields={"depth": "1.50"}, on=DAY)
    assert (item.fields, item.late, item.phase) == ({"depth": "1.50"}, False, "closed")
    act(world.inspector, other, "cross_off", reply="迟了", fields={"depth": 2}, on=date(2026, 10, 13))
    assert other.late
    rate = compute_rate(item.book, "closing_rate", many_item_facts([item, other]), until=date(2026, 9, 30))
    assert (rate.numerator, rate.denominator, rate.percent) == (1, 2, 50)


def test_a_changed_playbook_needs_a_new_edition_and_leaves_closed_work(world: SimpleNamespace, folder: Path) -> None:
    closed, still_open = found(world), found(world, "排口")
    act(world.inspector, closed, "cross_off", reply="清了", fields={"depth": 1}, on=DAY)
    changed = SMALL.replace("length = 5", "length = 9").replace('zh = "销号"', 'zh = "了结"')
    (folder / "river.toml").write_text(changed, encoding="utf-8")
    with pytest.raises(TrackError, match="write edition = 2"):
        found(world, "新的")
    (folder / "river.toml").write_text(changed.replace("edition = 1", "edition = 2"), encoding="utf-8")
    new = playbooks()["river_patrol"]
    assert not adopt(closed, new)
    assert adopt(still_open, new)
    closed.refresh_from_db()
    assert (closed.book.edition, closed.book.state("done").zh) == (1, "销号")
    assert (still_open.book.edition, still_open.book.state("done").zh) == (2, "了结")
    assert still_open.due_on == date(2026, 10, 10), "a deadline that was given is not moved by a new edition"


def test_the_example_of_the_manual_runs(world: SimpleNamespace, project: Path, settings: Any) -> None:
    settings.TRACK_PLAYBOOKS = str(project / "sample" / "playbooks")
    book = playbooks()["street_trees"]
    content = ItemContent(title_zh="滨河路缺树三株", lead_unit=world.housing)
    item = create_item(world.inspector, world.city, book, content, on=DAY)
    assert item.due_on == date(2026, 10, 16), "ten working days, the holiday left out, a make-up Saturday counted"
    photo = [NewEvidence("照片", "树.png", b"\x89PNG\r\n\x1a\n")]
    with pytest.raises(TrackError, match="evidence kind: 照片"):
        wrong = [NewEvidence("发票", "树.png", b"\x89PNG\r\n\x1a\n")]
        act(world.reporter, item, "plant", reply="已补", fields={"trees": 3}, evidence=wrong, on=DAY)
    act(world.reporter, item, "plant", reply="已补", fields={"trees": 2}, evidence=photo, on=date(2026, 9, 29))
    act(world.inspector, item, "return", reason="还缺一株", on=date(2026, 9, 30))
    assert item.clocks.get().stopped_on is None
    act(world.reporter, item, "plant", reply="已补", fields={"trees": 3}, evidence=photo, on=date(2026, 10, 9))
    act(world.inspector, item, "cross_off", on=date(2026, 10, 9))
    assert (item.state, item.late, item.fields) == ("done", False, {"trees": 3})


CASES = SMALL.replace("length = 5", "length = 10\nlength_by = { matter = { consultation = 2, complaint = 15 } }").replace(
    "[[clock]]", '[[field]]\nid = "matter"\nzh = "类别"\nen = "Matter"\ntype = "choice"\n'
    'choices = ["consultation", "request", "complaint"]\n\n[[clock]]',
) + """
[[rate]]
id = "depth_rate"
zh = "按量"
en = "By amount"
numerator = [{ closed = true }]
sum_of = "depth"
source = "own"
"""  # fmt: skip


def test_a_length_goes_by_a_field_and_a_rate_by_amount(world: SimpleNamespace, folder: Path) -> None:
    (folder / "river.toml").write_text(CASES, encoding="utf-8")
    made = []
    for matter, depth in (("consultation", "1.5"), ("request", "2"), ("complaint", "0.5")):
        content = ItemContent(title_zh=matter, fields={"matter": matter, "depth": depth})
        made.append(create_item(world.inspector, world.city, playbooks()["river_patrol"], content, on=date(2026, 3, 2)))
    assert [item.due_on for item in made] == [date(2026, 3, 4), date(2026, 3, 16), date(2026, 3, 23)]
    act(world.inspector, made[0], "cross_off", reply="清了", fields={"depth": "1.5"}, on=date(2026, 3, 4))
    rate = compute_rate(made[0].book, "depth_rate", many_item_facts(made), until=date(2026, 3, 31))
    assert (rate.numerator, rate.denominator, rate.percent) == (Decimal("1.5"), 4, Decimal("37.5"))


def test_the_playbook_written_from_the_manual_alone_lives_a_whole_life(
    world: SimpleNamespace, project: Path, settings: Any
) -> None:
    settings.TRACK_PLAYBOOKS = str(project / "sample" / "playbooks")
    book = playbooks()["barrier_free"]
    item = create_item(world.inspector, world.city, book, ItemContent(title_zh="图书馆坡道太陡"), on=DAY)
    assert (item.state, item.due_on) == ("found", None)
    act(world.inspector, item, "hand_over", unit=world.housing, fields={"facility": "坡道"}, on=DAY)
    assert item.due_on == date(2026, 10, 30), "twenty working days for a ramp, over the holiday"
    act(world.unit_head, item, "wait", reason="等钢材", on=date(2026, 10, 12))
    act(world.unit_head, item, "go_on", on=date(2026, 10, 19))
    assert (item.state, item.due_on) == ("under_way", date(2026, 11, 6)), "a week of waiting does not count"
    photos = [NewEvidence("整改前后照片", "坡道.png", b"\x89PNG\r\n\x1a\n")]
    act(world.reporter, item, "report", reply="已改缓", evidence=photos, on=date(2026, 10, 26))
    with pytest.raises(TrackError, match="role"):
        act(world.reporter, item, "verify", reply="看过", on=date(2026, 10, 27))
    act(world.inspector, item, "send_back", reason="扶手没有装", on=date(2026, 10, 27))
    act(world.reporter, item, "report", reply="已装", evidence=photos, on=date(2026, 10, 29))
    act(world.inspector, item, "verify", reply="坡度合格", on=date(2026, 10, 30))
    assert (item.phase, item.late) == ("closed", False)
    rate = compute_rate(book, "on_time_rate", many_item_facts([item]), until=date(2026, 12, 31))
    assert (rate.numerator, rate.denominator) == (1, 1)
    assert book.field("facility").shown("坡道", "en") == "ramp"
