"""Codes that people copy: what is typed is found again, and a slip of the hand is noticed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ximu.track.rules.check_codes import LENGTH, SIGNS, _check, new_code, shown_code, tidy_code

codes = st.text(SIGNS, min_size=LENGTH - 1, max_size=LENGTH - 1).map(lambda free: free + _check(free))


def test_a_new_code_is_one() -> None:
    made = {new_code() for _ in range(200)}
    assert len(made) == 200
    assert all(tidy_code(one) == one for one in made)


@given(codes, st.sampled_from(["{}", " {} ", "{}\n"]), st.booleans())
def test_how_it_is_typed_does_not_matter(code: str, around: str, small: bool) -> None:
    typed = around.format(shown_code(code))
    assert tidy_code(typed.lower() if small else typed) == code


@given(codes, st.integers(0, LENGTH - 1), st.sampled_from(SIGNS))
def test_one_wrong_sign_is_noticed(code: str, at: int, sign: str) -> None:
    changed = code[:at] + sign + code[at + 1 :]
    assert tidy_code(changed) == (code if changed == code else "")


@given(codes, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_two_exchanged_signs_are_noticed(code: str, first: int, second: int) -> None:
    signs = list(code)
    signs[first], signs[second] = signs[second], signs[first]
    changed = "".join(signs)
    assert tidy_code(changed) == (code if changed == code else "")


@given(st.text(max_size=20))
def test_anything_else_is_none(text: str) -> None:
    assert tidy_code(text) == "" or len(tidy_code(text)) == LENGTH
