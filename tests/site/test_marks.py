"""Laying spans over a text loses no character, marks exactly the spans, and gives each address once."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ximu.site.marks import Heading, Paragraph, Span, lay_out, line_ranges, render_text

TEXTS = st.text(alphabet="临江市增长8% \n\r\u3000<>&\"'𬭚", max_size=60)


@st.composite
def texts_with_spans(draw: st.DrawFn) -> tuple[str, list[Span]]:
    text = draw(TEXTS)
    places = st.integers(0, len(text))
    pairs = draw(st.lists(st.tuples(places, places), max_size=8))
    spans = [
        Span(min(pair), max(pair), f"k{number}" if number % 3 else "", f"c{number}")
        for number, pair in enumerate(pairs)
    ]
    return text, spans


def blank(text: str) -> str:
    return re.sub(r"[\s\u3000]", "", text)


def plain(markup: str) -> str:
    return unescape(re.sub("<[^>]*>", "", markup))


@given(texts_with_spans())
def test_every_character_is_shown_once_and_in_order(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    markup = render_text(lay_out(text, 0, len(text), spans, [], []))
    assert blank(plain(markup)) == blank(text)


@given(texts_with_spans())
def test_the_pieces_of_a_span_are_its_characters(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    pieces = [piece for paragraph in lay_out(text, 0, len(text), spans, [], []) for piece in paragraph.pieces]
    for span in spans:
        shown = "".join(piece.text for piece in pieces if span in piece.spans)
        assert blank(shown) == blank(text[span.start : span.end])
    for piece in pieces:
        assert text[piece.start : piece.start + len(piece.text)] == piece.text


@given(texts_with_spans())
def test_each_address_is_given_once_and_tags_are_balanced(case: tuple[str, list[Span]]) -> None:
    text, spans = case
    markup = render_text(lay_out(text, 0, len(text), spans, [], []))
    ids = re.findall(r' id="([^"]*)"', markup)
    assert len(ids) == len(set(ids))
    for tag in ("a", "span", "p"):
        assert len(re.findall(f"<{tag}[ >]", markup)) == markup.count(f"</{tag}>")
    assert "<a " not in re.sub(r"<a [^>]*>[^<]*</a>", "", markup)  # no link inside a link
    with_words = {span.key for span in spans if span.key and blank(text[span.start : span.end])}
    assert with_words <= {name.removeprefix("s-") for name in ids}


def test_a_measure_inside_a_commitment_is_linked_itself_and_marked_as_both() -> None:
    text = "确保增长8%以上"
    spans = [Span(0, 8, "promise", "commitment testable"), Span(4, 6, "number", "measure target")]
    markup = render_text(lay_out(text, 0, 8, spans, [], []))
    assert 'id="s-number" class="measure target commitment testable" href="#l-number" data-s="number promise"' in markup
    assert markup.count('href="#l-promise"') == 2


def test_spans_that_cross_share_their_middle() -> None:
    spans = [Span(0, 4, "a", "x"), Span(2, 6, "b", "y")]
    markup = render_text(lay_out("一二三四五六", 0, 6, spans, [], []))
    assert re.findall(r'data-s="([^"]+)"[^>]*>([^<]+)<', markup) == [("a", "一二"), ("a b", "三四"), ("b", "五六")]


def test_two_statements_of_the_same_characters_both_have_an_address() -> None:
    markup = render_text(lay_out("双双增长", 0, 4, [Span(0, 2, "a", "x"), Span(0, 2, "b", "x")], [], []))
    assert re.findall(r'id="(s-\w)"', markup) == ["s-b", "s-a"]
    assert 'data-s="a b"' in markup


def test_a_doubtful_statement_asks_once_where_it_ends() -> None:
    spans = [Span(0, 6, "a", "commitment doubtful"), Span(2, 3, "b", "measure")]
    markup = render_text(lay_out("一二三四五六", 0, 6, spans, [], []))
    assert [" asks" in piece for piece in re.findall(r'class="([^"]*)"', markup)] == [False, False, True]


LINES = (
    ("一\n二", (), ["一", "二"]),
    ("一\r\n\r\n\u3000\u3000二 \n", (), ["一", "二"]),
    ("打\n断的", ((1, 2),), ["打\n断的"]),
    ("打\n断\n的", ((1, 2),), ["打\n断", "的"]),
    ("打\n断\n的", ((1, 2), (3, 4)), ["打\n断\n的"]),
    ("打\n断\n的", ((3, 4),), ["打", "断\n的"]),
    ("", (), []),
    (" \n\u3000\n", (), []),
)


@pytest.mark.parametrize(("text", "joined", "lines"), LINES)
def test_lines(text: str, joined: tuple[tuple[int, int], ...], lines: list[str]) -> None:
    assert [text[first:last] for first, last in line_ranges(text, 0, len(text), joined)] == lines


HEADED = "题目\n一、回顾\n做了事。\n二、安排\n" + "接着做" * 30 + "。\n（一）小节。正文。"


def laid() -> list[Paragraph]:
    cuts = [HEADED.index(words) for words in ("一、", "二、", "（一）")]
    headings = [
        Heading(0, cuts[0], 1, "part-1", True),
        Heading(cuts[0], cuts[1], 1, "part-2", False),
        Heading(cuts[1], len(HEADED), 1, "part-3", False),
        Heading(cuts[2], len(HEADED), 2, "part-4", False),
    ]
    return lay_out(HEADED, 0, len(HEADED), [], headings, [])


def test_headings_have_their_level_and_their_anchor() -> None:
    assert [(one.level, one.anchor, one.muted) for one in laid()] == [
        (1, "part-1", True), (1, "part-2", False), (0, "", False), (1, "part-3", False), (0, "", False),
        (2, "part-4", False),
    ]  # fmt: skip


def test_a_part_without_a_title_of_its_own_is_no_heading() -> None:
    text = "很长的一段话" * 20
    assert lay_out(text, 0, len(text), [], [Heading(0, len(text), 1, "part-1", False)], [])[0].level == 0


def test_a_mark_is_described_by_the_legend() -> None:
    markup = render_text(lay_out("增长8%", 0, 4, [Span(2, 4, "a", "measure target", word="target")], [], []))
    assert 'aria-describedby="k-target"' in markup
