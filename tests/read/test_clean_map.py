"""The map from clean text back to source text is exact, for any text and any damage."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ximu.read.clean import STEPS, CleanText, Edit, repair
from ximu.read.clean.edits import apply, compose, in_order

# Pieces that the repairs look for, so that random texts run into them and into each other.
PIECES = st.sampled_from(
    [
        *"增长８5％.℅ \u3000\u00a0\n\r?？*＊·・Ш∶:：，,、。；!()（）“”\"《》[]［］①¹\u200b\ufeff\ue000\\@一二三十",
        "&nbsp;", "&middot;", "&#183;", "&bogus;", "<U+00A0>", "<br/>", "</p>", "\\r\\n", "\\u3000", "\r\n", "各位代表：",
        "一、2022年工作回顾", "（一）", "生产**业", "*推进", "8.2:43.5:48.3", "2 0 2 2 年", "[12]", "www.example.com", "最新章节",
        "《重生之王》", "Ш类", "党建?共建", "5 家", "亿元", "1286.4", "临江市", "工业投资", "\ufffd",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=80)


@settings(max_examples=400, deadline=None)
@given(text=TEXTS, data=st.data())
def test_spans_map_back(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    clean = repair(text, start, end)
    repaired = [(r.start, r.end) for r in clean.repairs]
    last = start
    for position in range(len(clean.text)):
        a, b = clean.source_span(position, position + 1)
        assert start <= a <= b <= end
        assert a >= last or any(s <= a < e for s, e in repaired), "spans must not go back"
        last = a
        if not any(s <= a < e or (s == e == a) for s, e in repaired):
            assert text[a:b] == clean.text[position]
    whole = clean.source_span(0, len(clean.text))
    assert start <= whole[0] <= whole[1] <= end


@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_repairs_replay(text: str) -> None:
    clean = repair(text)
    done, pieces = 0, []
    for r in clean.repairs:
        assert done <= r.start <= r.end <= len(text)
        assert text[r.start : r.end] == r.was
        assert r.rule
        assert r.why
        pieces += [text[done : r.start], r.read_as]
        done = r.end
    assert "".join(pieces) + text[done:] == clean.text


@settings(max_examples=200, deadline=None)
@given(text=TEXTS, data=st.data())
def test_wider_spans_hold_narrower_ones(text: str, data: st.DataObject) -> None:
    clean = repair(text)
    size = len(clean.text)
    a = data.draw(st.integers(0, size))
    b = data.draw(st.integers(a, size))
    c = data.draw(st.integers(a, b))
    d = data.draw(st.integers(c, b))
    outer, inner = clean.source_span(a, b), clean.source_span(c, d)
    if d > c:
        assert outer[0] <= inner[0]
        assert inner[1] <= outer[1]


@given(text=st.text(alphabet="增长发展临江市工业投资，。、；", max_size=200))
def test_undamaged_text_maps_to_itself(text: str) -> None:
    clean = repair(text)
    assert clean.text == text
    assert clean.repairs == ()
    for start in range(0, len(text), 7):
        assert clean.source_span(start, len(text)) == (start, len(text)) or start == len(text)


EDITS = st.lists(st.tuples(st.integers(0, 14), st.integers(0, 3), st.text("XYZ", max_size=3)), max_size=5)


def fitted(text: str, drawn: list[tuple[int, int, str]]) -> list[Edit]:
    edits = [Edit(min(a, len(text)), min(a + n, len(text)), r, "r", "w") for a, n, r in drawn]
    return in_order(edits)


@settings(max_examples=600, deadline=None)
@given(text=st.text("abcdefgh", max_size=14), first=EDITS, second=EDITS)
def test_two_passes_compose_into_one(
    text: str, first: list[tuple[int, int, str]], second: list[tuple[int, int, str]]
) -> None:
    one = fitted(text, first)
    between = apply(text, one)
    two = fitted(between, second)
    both = compose(one, two, between)
    assert apply(text, both) == apply(between, two)
    assert all(a.end <= b.start for a, b in pairwise(both))
    assert CleanText(text, 0, len(text), both).text == apply(between, two)


RUNS = [
    " ", "\u3000", "*", "5", "８", "（", "[", "、", "一", "一、", "\n", " \n", "？", "?", "&", "&#", "\\", "\\r", "<", "《", "《重生", ".", "1:", "1.1:",
    "5 ", "工 ", "工 5 ", "@", "%1", "元1", "\u200b", "www.", "a.", "a-", "来源", "①", "¹", "“", "\"", "Ш", "。一、", "各位代表：",
]  # fmt: skip


@pytest.mark.parametrize("run", RUNS)
def test_long_runs_are_read_through(run: str) -> None:
    """A repair that looks back over a run from each of its characters would not come to an end here."""
    text = "工业增" + run * (60_000 // len(run)) + "增长。"
    clean = repair(text)
    assert clean.text.startswith("工业")
    assert clean.source_span(0, len(clean.text)) == (0, len(text))


def test_every_step_has_its_own_id() -> None:
    assert len({step.rule for step in STEPS}) == len(STEPS)
