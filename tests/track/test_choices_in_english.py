"""Choices and kinds of evidence have English words; own playbooks bring theirs."""

from __future__ import annotations

import pytest
from test_playbook_file import SMALL

from ximu.ledger.errors import TrackError
from ximu.track.rules.english import english_words, in_words
from ximu.track.rules.playbook_file import parse_playbook, shipped_playbooks

CHOICE = """
[[field]]
id = "bank"
zh = "哪一岸"
en = "Which bank"
type = "choice"
choices = ["左岸", "右岸"]
choices_en = {words}
"""


def test_every_value_of_a_shipped_playbook_has_english_words_and_no_other() -> None:
    used = set()
    for book in shipped_playbooks().values():
        used |= {value for field in book.fields for value in field.choices}
        used |= {value for move in book.moves for value in move.evidence_kinds}
    assert used == set(english_words())
    assert all(word.strip() and word.isprintable() for word in english_words().values())


def test_a_value_in_words() -> None:
    assert (in_words("满意", "en"), in_words("满意", "zh"), in_words("自拟", "en")) == ("satisfied", "满意", "自拟")


def test_an_own_playbook_brings_its_own_words() -> None:
    book = parse_playbook(SMALL + CHOICE.format(words='["left bank", "right bank"]'), "own.toml")
    field = book.field("bank")
    assert [field.shown(one, "en") for one in field.choices] == ["left bank", "right bank"]
    assert field.shown("左岸", "zh") == "左岸"
    with pytest.raises(TrackError, match="choices_en"):
        parse_playbook(SMALL + CHOICE.format(words='["left bank"]'), "own.toml")
