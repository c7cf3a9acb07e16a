"""A playbook that builds on a shipped one: only what differs is written, and mistakes are told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from ximu.ledger.errors import TrackError
from ximu.track.actions import act
from ximu.track.cases.actions import receive
from ximu.track.cases.content import NewCase
from ximu.track.rules.playbook_file import load_playbook, parse_playbook, shipped_playbooks

HEAD = 'extends = "hotline"\nid = "own"\nedition = 3\n'


def test_what_is_not_written_is_that_of_the_base() -> None:
    base, own = shipped_playbooks()["hotline"], parse_playbook(HEAD, "own.toml")
    assert (own.id, own.edition, own.zh) == ("own", base.edition * 100 + 3, base.zh)
    for name in ("states", "moves", "clocks", "fields", "rates", "sources"):
        assert getattr(own, name) == getattr(base, name)


def test_an_entry_is_laid_over_key_by_key_and_a_new_one_added() -> None:
    text = HEAD + '[[clock]]\nid = "check"\nlength = 7\n[[field]]\nid = "district"\nzh = "区"\nen = "District"\n'
    base, own = shipped_playbooks()["hotline"], parse_playbook(text, "own.toml")
    assert (own.clock("check").length, own.clock("check").starts_on) == (7, base.clock("check").starts_on)
    assert [one.id for one in own.fields] == [*(one.id for one in base.fields), "district"]
    assert [one.id for one in own.clocks] == [one.id for one in base.clocks]


WRONG = (
    (HEAD.replace('"hotline"', '"hotlin"'), "no playbook 'hotlin' ships"),
    (HEAD.replace('"hotline"', '"../playbooks/hotline"'), "ships"),
    (HEAD.replace('"hotline"', "7"), "ships"),
    (HEAD.replace('id = "own"', 'id = "hotline"'), "the id is that of the base"),
    (HEAD.replace('id = "own"\n', ""), "the id is that of the base"),
    (HEAD.replace("edition = 3", "edition = 100"), "is not from 1 to 99"),
    (HEAD.replace("edition = 3\n", ""), "edition None"),
    (HEAD + '[[clock]]\nid = "check"\nlenght = 7\n', "lenght"),
    (HEAD + '[[move]]\nid = "close"\nto = "lost"\n', "'lost' is no state"),
)


@pytest.mark.parametrize(("text", "what"), WRONG)
def test_mistakes_are_told(text: str, what: str) -> None:
    with pytest.raises(TrackError) as caught:
        parse_playbook(text, "own.toml")
    assert caught.value.code == "W002"
    assert what in caught.value.line()


DUE = (("急事", date(2026, 3, 3)), ("咨询", date(2026, 3, 6)), ("投诉", date(2026, 3, 20)))


@pytest.mark.parametrize(("matter", "due"), DUE)
def test_the_example_of_the_manual_runs(
    world: SimpleNamespace, project: Path, settings: Any, matter: str, due: date
) -> None:
    settings.TRACK_PLAYBOOKS = str(project / "sample" / "playbooks")
    assert load_playbook(project / "sample" / "playbooks" / "hotline_of_the_county.toml").moves
    new = NewCase(words_zh="燃气味很重", channel="phone", playbook="hotline_of_the_county")
    case = receive(world.city, new, by=world.clerk, on=date(2026, 3, 3))
    act(world.clerk, case.item, "take_in", fields={"matter": matter}, on=date(2026, 3, 3))
    assert (case.item.number, case.item.due_on) == ("县热2026-0001", due)
