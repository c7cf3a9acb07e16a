"""Two texts side by side: the runs are the texts, every sentence is told once, and numbers do not part two sentences."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ximu.site.aligning import aligned, pair_sentences
from ximu.site.pages.report_compare import NO_TEXTS, Texts, compared, kept_comparison

TEXT = st.text(alphabet="建设大桥和新路今年完成8.5%，。", max_size=40)


@given(TEXT, TEXT)
def test_the_runs_are_the_texts(one: str, other: str) -> None:
    mine, theirs = aligned(one, other)
    assert "".join(part.text for part in mine) == one
    assert "".join(part.text for part in theirs) == other
    assert [part.text for part in mine if part.same] == [part.text for part in theirs if part.same]


@given(st.lists(TEXT, max_size=8), st.lists(TEXT, max_size=8))
def test_every_sentence_is_told_once(here: list[str], there: list[str]) -> None:
    pairs = pair_sentences(here, there)
    assert [pair.here for pair in pairs] == list(range(len(here)))
    used = [pair.there for pair in pairs if pair.there is not None]
    assert len(used) == len(set(used))
    assert all((pair.there is None) == (pair.how == "new") for pair in pairs)
    assert all(0 <= pair.share <= 1 for pair in pairs)


@pytest.mark.parametrize(
    ("here", "there", "how"),
    [
        ("全面推进老旧小区改造。", "全面推进老旧小区改造。", "same"),
        ("全面推进，老旧小区改造。", "全面推进老旧小区 改造！", "same"),
        ("工业增加值完成512亿元，增长8.1%。", "工业增加值完成473.9亿元，增长7.46%。", "changed"),
        ("全面推进老旧小区改造和加装电梯。", "全面推进老旧小区改造。", "changed"),
        ("新建两所学校。", "关停三家电厂。", "new"),
    ],
)
def test_a_sentence_stayed_was_changed_or_is_new(here: str, there: str, how: str) -> None:
    (pair,) = pair_sentences([here], [there])
    assert pair.how == how


def test_the_most_alike_is_taken() -> None:
    there = ["建成滨江路和环山路二期。", "建成滨江路和环山路。"]
    pairs = pair_sentences(["建成滨江路和环山路，通车。", "建成滨江路和环山路二期工程。"], there)
    assert [pair.there for pair in pairs] == [1, 0]


def test_a_kept_comparison_is_that_of_these_sentences() -> None:
    """Told again from what was kept, it is the same; other sentences have a comparison of their own."""
    here, there = Texts((), ("今年建设大桥8座。", "新路完成。")), Texts((), ("今年建设大桥7座。", "别的事情。"))
    for one, other in ((here, there), (there, here), (here, here), (here, NO_TEXTS)):
        first, again = kept_comparison(one, other), kept_comparison(one, other)
        assert first == again == compared(one, other)
