"""The draft of the review: every number is cited, what is unknown stays open, and Word and Markdown say the same."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path

import docx
import pytest
from made_reports import made

from ximu.link.collection import Collection, collect
from ximu.link.links import links
from ximu.link.products.draft import Draft, Item, drafts
from ximu.link.products.draft_docx import draft_docx
from ximu.link.products.draft_markdown import draft_markdown
from ximu.link.products.words import flat
from ximu.read.pipeline import read_path

SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "reports"
NOTE = re.compile(r"字符(\d+)—(\d+)(?:：“(.*)”)?。$")
NUMBER = re.compile(r"\d+(?:\.\d+)?")


@cache
def sample() -> Collection:
    readings = [read_path(path, path.name) for path in sorted(SAMPLE.iterdir())]
    return collect((report, reading.text) for reading in readings for report in reading.reports)


@cache
def of_2024() -> Draft:
    return next(one for one in drafts(sample(), links(sample()), {2024}) if one.place == "临江市")


def items(draft: Draft) -> list[Item]:
    return [item for part in draft.parts for item in part.items]


def said(draft: Draft) -> list[str]:
    return ["".join(piece.words for piece in item.pieces) for item in items(draft)]


def test_a_note_quotes_the_very_characters() -> None:
    texts = {paper.report.source: paper.text for paper in sample().papers}
    seen = 0
    for item in items(of_2024()):
        for piece in item.pieces:
            if not piece.note:
                continue
            found = NOTE.search(piece.note)
            assert found is not None, piece.note
            source = next(source for source in texts if source in piece.note)
            start, end = int(found[1]), int(found[2])
            if found[3] is not None:
                assert flat(texts[source][start:end]) == found[3]
                seen += 1
    assert seen > 80


@pytest.mark.parametrize("year", [2022, 2023, 2024, 2025])
def test_every_number_stands_in_a_note_or_is_arithmetic_of_two(year: int) -> None:
    """A number of a sentence is quoted, a gap or tolerance between two quoted ones, or a year."""
    for draft in drafts(sample(), links(sample()), {year}):
        for item in items(draft):
            notes = "".join(piece.note for piece in item.pieces)
            cited = set(NUMBER.findall(notes))
            for number in NUMBER.findall("".join(piece.words for piece in item.pieces)):
                words = "".join(piece.words for piece in item.pieces)
                derived = re.search(
                    rf"(?:高|低|容差){number}|下降{number}|增长{number}|目标为(?:第|增长|下降)?{number}|^{number}",
                    words,
                )
                assert number in cited or number.startswith("20") or derived, words


def test_what_is_unknown_is_open_and_names_the_unit_and_where_it_is_named() -> None:
    (item,) = [each for each in of_2024().open_items if "固定资产投资" in each.about]
    assert "市发展改革委" in item.unit
    assert "division" in item.pieces[-1].note
    assert "没有说到" in item.question
    (dropped,) = [each for each in of_2024().open_items if "老火车站" in each.about]
    assert "责任单位未写明" in dropped.unit


def test_the_newest_report_is_all_open_and_invents_no_result() -> None:
    draft = next(one for one in drafts(sample(), links(sample())) if one.place == "临江市")
    assert draft.year == 2025
    assert len(draft.open_items) == len(items(draft))
    assert len(draft.open_items) >= 45
    assert all("【待填" in words for words in said(draft))


def test_a_target_of_an_earlier_report_is_reviewed_in_its_year() -> None:
    draft = next(one for one in drafts(sample(), links(sample())) if one.place == "临江市")
    (part,) = [part for part in draft.parts if "以往报告" in part.heading]
    assert any("1800亿元" in item.about for item in part.items)


def test_every_testable_promise_of_the_report_is_there() -> None:
    paper = next(paper for paper in sample().papers if paper.report.source == "linjiang-2024.txt")
    everything = "".join(piece.note for item in items(of_2024()) for piece in item.pieces)
    spans = [
        (int(start), int(end)) for start, end, _ in re.findall(r"linjiang-2024\.txt），字符(\d+)—(\d+)(：)", everything)
    ]
    missing = [
        one.as_written
        for one in paper.reading.commitments
        if one.label == "testable"
        and one.role_of_section in ("goals", "plan", "self_government")
        and not any(start < one.end and one.start < end for start, end in spans)
    ]
    assert not missing


def test_statistics_come_before_the_words_of_the_report() -> None:
    from ximu.ledger.observation import Observation
    from ximu.link.statistics import read_observations

    rows = "place,indicator,year,value,unit,source_url\n临江市,GDP,2023,5.8,%,https://example.org/a\n"
    observed = [one for one in read_observations(rows.encode(), "a.csv") if isinstance(one, Observation)]
    collection = collect([made(2023, goals="地区生产总值增长6%。")], observed)
    (draft,) = drafts(collection, links(collection))
    (words,) = said(draft)
    assert words.startswith("地区生产总值统计数为5.8%")
    assert "低0.2个百分点" in words
    assert "https://example.org/a" in items(draft)[0].pieces[0].note


def test_growth_beside_the_economy_cites_both_numbers() -> None:
    given = (
        made(2023, goals="居民人均可支配收入与经济增长基本同步。"),
        made(2024, review="地区生产总值增长6%，居民人均可支配收入增长6.1%。"),
    )
    collection = collect(given)
    (draft,) = drafts(collection, links(collection), {2023})
    notes = "".join(piece.note for piece in items(draft)[0].pieces)
    assert "地区生产总值增长6%" in notes
    assert "居民人均可支配收入增长6.1%" in notes


def test_several_numbers_of_one_clause_are_told_apart_and_no_clause_stands_twice() -> None:
    given = made(2023, goals="节能减排完成省下达任务。", plan="新建公园5座、公厕12座。完成省下达任务。")
    collection = collect([given])
    (draft,) = drafts(collection, links(collection))
    abouts = [item.about for item in draft.open_items]
    assert len(set(abouts)) == len(abouts)
    assert any(about.endswith("（公园5座）") for about in abouts)
    assert any(about.endswith("（公厕12座）") for about in abouts)
    assert all(part.heading for part in draft.parts)


def test_markdown_numbers_its_notes_and_defines_each_once() -> None:
    text = draft_markdown((of_2024(),)).decode()
    used = re.findall(r"\[\^(\d+)\](?!:)", text)
    defined = re.findall(r"^\[\^(\d+)\]: ", text, re.M)
    assert used == defined == [str(nth) for nth in range(1, len(used) + 1)]
    assert text.count("【待填：") == len(of_2024().open_items)


def test_word_opens_it_with_every_number_and_real_footnotes() -> None:
    data = draft_docx((of_2024(),))
    opened = docx.Document(io.BytesIO(data))
    paragraphs = [paragraph.text for paragraph in opened.paragraphs]
    for words in said(of_2024()):
        assert any(words == paragraph.replace(",", "") or words == paragraph for paragraph in paragraphs), words
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body, notes = (archive.read(f"word/{name}.xml").decode() for name in ("document", "footnotes"))
    used = re.findall(r'<w:footnoteReference w:id="(\d+)"/>', body)
    defined = re.findall(r'<w:footnote w:id="(\d+)">', notes)
    assert used == defined == [str(nth) for nth in range(1, len(used) + 1)]
    table = opened.tables[-1]
    assert [row.cells[0].text for row in table.rows][1:] == [str(nth + 1) for nth in range(len(of_2024().open_items))]
    assert draft_docx((of_2024(),)) == data


def test_words_of_a_report_cannot_break_markdown_or_word() -> None:
    evil = made(2023, goals="*[甲](http://x)*\x0b<b>产业投资|增长8%。")
    collection = collect([evil])
    found = drafts(collection, links(collection))
    text = draft_markdown(found).decode()
    assert not re.search(r"(?<!\\)\]\(", text)
    assert not re.search(r"(?<!\\)<", text)
    docx.Document(io.BytesIO(draft_docx(found)))


def test_the_unit_that_usually_keeps_a_figure_is_known_for_every_indicator() -> None:
    from ximu.link.words import table
    from ximu.terms.load import indicators

    data = table("products/products")
    assert {one.domain for one in indicators().values()} == set(data["ask_by_domain"])
    named = [name for ids in data["ask_by_indicator"].values() for name in ids.split()]
    assert set(named) <= set(indicators())
    assert len(named) == len(set(named))
