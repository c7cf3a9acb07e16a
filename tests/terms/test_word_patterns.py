"""The forms of an alternation say the same: as a trie, by branches for a search, with a look at the first character."""

import re

from hypothesis import given
from hypothesis import strategies as st

from ximu.terms.words import alternation, branches, gate

LETTERS = st.sampled_from("年月日新建(]^-")
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=4), min_size=1, max_size=8)
TEXTS = st.text(LETTERS, max_size=20)


@given(WORDS, TEXTS)
def test_branches_find_what_the_alternation_finds(choices: list[str], text: str) -> None:
    found = [match.span() for match in re.finditer(branches(choices), text)]
    assert found == [match.span() for match in re.finditer(alternation(choices), text)]


@given(WORDS, TEXTS)
def test_branches_find_nothing_behind_a_character(choices: list[str], text: str) -> None:
    found = [match.span() for match in re.finditer(f"(?:{branches(choices, '年月')})", text)]
    assert found == [match.span() for match in re.finditer(f"(?<![年月])(?:{alternation(choices)})", text)]


@given(WORDS, TEXTS)
def test_a_gate_lets_every_word_pass(choices: list[str], text: str) -> None:
    gated = re.match(gate(choices) + alternation(choices), text)
    plain = re.match(alternation(choices), text)
    assert (gated and gated.span()) == (plain and plain.span())
