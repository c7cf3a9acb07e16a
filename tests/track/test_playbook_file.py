"""Playbooks are read strictly: every mistake is one line with file, key and what to do; those that ship are right."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from ximu.ledger.errors import TrackError
from ximu.track.rules.playbook import Playbook, playbook_digest
from ximu.track.rules.playbook_file import (
    check_playbook,
    folder_playbooks,
    load_playbook,
    parse_playbook,
    shipped_playbooks,
)

SHIPPED = (
    "action_plans", "approval_parts", "approvals", "cppcc_proposals", "deputy_suggestions",
    "enterprise_support", "environmental_cases", "grid_events", "headline_targets", "housing_renewal",
    "inspection", "investment_promotion", "key_projects", "key_tasks", "livelihood_projects",
    "penalty_oversight", "petitions", "title_campaigns", "watch_warnings",
)  # fmt: skip

SMALL = """
id = "river_patrol"
kind = "register"
edition = 1
zh = "巡河"
en = "River patrol"
about_zh = "发现问题，整改，销号。"
about_en = "Found, put right, crossed off."
number = "河"
start = "found"

[[source]]
id = "own"
title_zh = "自定"
ours = true

[[state]]
id = "found"
zh = "发现"
en = "Found"

[[state]]
id = "done"
zh = "销号"
en = "Crossed off"
phase = "closed"

[[move]]
id = "cross_off"
zh = "销号"
en = "Cross off"
from = ["found"]
to = "done"
who = ["inspector"]
carries = ["reply", "depth"]
source = "own"

[[field]]
id = "depth"
zh = "水深"
en = "Depth"
type = "number"

[[clock]]
id = "patrol"
zh = "整改时限"
en = "Time to put right"
starts_on = ["created"]
stops_on = ["cross_off"]
length = 5
main = true
source = "own"

[[rate]]
id = "closing_rate"
zh = "销号率"
en = "Closing rate"
numerator = [{ closed = true }]
source = "own"
"""


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_playbook_is_complete(name: str) -> None:
    book = shipped_playbooks()[name]
    assert book.id == name
    assert book.rates
    assert book.clocks
    assert all(move.who for move in book.moves)
    assert book.about_en.endswith(".")
    told = {move.source for move in book.moves} | {rate.source for rate in book.rates}
    assert told <= {source.id for source in book.sources}
    assert all(
        source.ours or source.url or source.document_no or source.valid_from or source.note_zh
        for source in book.sources
    )


def test_what_ships_is_what_is_promised() -> None:
    assert set(SHIPPED) <= set(shipped_playbooks())


def test_a_small_playbook_is_read() -> None:
    book = parse_playbook(SMALL, "small.toml")
    assert book.move("cross_off").carries == ("reply", "depth")
    assert msgspec.json.decode(msgspec.json.encode(book), type=Playbook) == book


def test_comments_change_nothing_and_rules_do() -> None:
    book = parse_playbook(SMALL, "a")
    assert playbook_digest(parse_playbook("# 说明\n" + SMALL, "b")) == playbook_digest(book)
    assert playbook_digest(parse_playbook(SMALL.replace("length = 5", "length = 6"), "c")) != playbook_digest(book)


@pytest.mark.parametrize(
    ("old", "new", "where", "what"),
    [
        ('start = "found"', 'start = "lost"', "start", "'lost' is no state"),
        ('from = ["found"]', 'from = ["lost"]', "move cross_off: from", "'lost' is no state"),
        ('to = "done"', 'to = "gone"', "move cross_off: to", "'gone' is no state"),
        ('who = ["inspector"]', 'who = ["mayor"]', "move 1: who 1", "Invalid enum value 'mayor'"),
        ('who = ["inspector"]', "who = []", "move cross_off: who", "nobody may"),
        ('carries = ["reply", "depth"]', 'carries = ["dept"]', "move cross_off: carries", "'dept' is no field"),
        ('source = "own"\n\n[[field]]', 'source = "law"\n\n[[field]]', "move cross_off: source", "'law' is no source"),
        ("length = 5", "length = -5", "clock patrol: length", "negative"),
        ("length = 5", "", "clock patrol", "either length or of_item"),
        ('stops_on = ["cross_off"]', 'stops_on = ["cross_of"]', "clock patrol: stops_on", "is no move"),
        ('phase = "closed"', "", "state", "no state is closed"),
        ('phase = "closed"', 'phase = "shut"', "state 2: phase", "Invalid enum value 'shut'"),
        ("edition = 1", 'edition = "one"', "edition", "Expected `int`"),
        ("edition = 1", "", "river.toml", "missing required field `edition`"),
        ('kind = "register"', 'kind = "register"\ncolour = "red"', "river.toml", "unknown field `colour`"),
        ('id = "river_patrol"', 'id = "River patrol"', "id", "is no id"),
        ("closed = true", "closed = true, field = 'width', known = true", "rate closing_rate", "'width' is no field"),
        ('[[state]]\nid = "done"', '[[state]]\nid = "found"', "state found", "stands 2 times"),
        ("[[rate]]", "[[rate", "river.toml", "no TOML"),
        ("length = 5", "of_parent = true\nof_item = true", "clock patrol", "either length or of_item"),
        ("closed = true", 'clock = ["walk"], over = 1', "rate closing_rate", "'walk' is no clock"),
        ("closed = true", 'clock = ["patrol"]', "rate closing_rate", "clock and over belong together"),
        ('type = "number"', 'type = "choice"', "field depth", "a choice needs them"),
        ('source = "own"\n\n[[field]]', 'source = "own"\nfollow_up = { playbook = "x", due = "depth" }\n\n[[field]]',
         "move cross_off: follow_up: due", "'depth' is no date field"),
        ('source = "own"\n\n[[field]]', 'source = "own"\nfollow_up = { playbook = "x", due = "depth", title_zh = "续" }\n\n[[field]]',
         "move cross_off: follow_up", "does not name the item"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_that_names_the_key(old: str, new: str, where: str, what: str) -> None:
    assert old in SMALL
    _, mistakes = check_playbook(SMALL.replace(old, new, 1), "river.toml")
    lines = [mistake.line() for mistake in mistakes]
    assert any(where in line and what in line for line in lines), lines
    assert all(line.startswith("river.toml") and "\n" not in line and "; " in line for line in lines)


def test_a_state_that_no_move_reaches_is_a_mistake() -> None:
    text = SMALL + '\n[[state]]\nid = "island"\nzh = "岛"\nen = "Island"\n'
    with pytest.raises(TrackError, match="state island: no move leads there"):
        parse_playbook(text, "x.toml")


def test_files_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "river.toml").write_text(SMALL, encoding="utf-8")
    assert set(folder_playbooks(tmp_path)) == {"river_patrol"}
    (tmp_path / "second.toml").write_text(SMALL, encoding="utf-8")
    with pytest.raises(TrackError, match=r"second\.toml: id: river_patrol is also"):
        folder_playbooks(tmp_path)


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(TrackError, match="W003"):
        load_playbook(tmp_path / "none.toml")
    (tmp_path / "gbk.toml").write_bytes("# 巡河".encode("gb18030"))
    with pytest.raises(TrackError, match="not UTF-8"):
        load_playbook(tmp_path / "gbk.toml")
