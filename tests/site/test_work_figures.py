"""The draft of the review filled from a government's own work: a part of rates with sources, and targets no report tells of."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from bench_people import office

from case_builder import Walked, build
from ximu.link.collection import collect
from ximu.link.links import links
from ximu.link.products.draft import Draft, drafts
from ximu.link.products.draft_docx import draft_docx
from ximu.link.products.draft_markdown import draft_markdown
from ximu.read.intake import read_bytes
from ximu.read.pipeline import read_document
from ximu.site.work_figures import work_figures
from ximu.track.models import Unit

pytestmark = pytest.mark.django_db
HOTLINE = ("take_in", "dispatch", "accept", "report", "close")
REPORT = """政府工作报告
——2023年1月5日在临江市第八届人民代表大会第二次会议上
一、2022年工作回顾
过去一年，我们办理人大代表建议、政协提案319件。
二、2023年工作安排
2023年主要预期目标是：地区生产总值增长6%左右。做优12345热线，热线按期办结率达到99%以上。
"""


@pytest.fixture
def draft() -> Draft:
    """The draft for 2023 of a city whose work of the year is 285 of 300 hotline cases on time, and 2 suggestions withdrawn."""
    city, people = office("linjiang", "临江市")
    parks = Unit.objects.create(government=city, key="parks", name_zh="市园林局")
    world = SimpleNamespace(
        city=city, inspector=people["inspector"], housing=city.units.get(key="water"), water=parks
    )  # fmt: skip
    groups = [(285, Walked(HOTLINE, due_after=14)), (15, Walked(HOTLINE, due_after=14, late=True))]
    build(world, "hotline", groups, date(2023, 5, 1))
    build(world, "deputy_suggestions", [(2, Walked(("assign", "accept", "withdraw_it"))),
                                        (1, Walked(("assign", "accept"), due_after=30))], date(2023, 5, 1))  # fmt: skip
    reading = read_document(read_bytes(REPORT.encode(), "linjiang-2023.txt"))
    collection = collect((report, reading.text) for report in reading.reports)
    (found,) = drafts(collection, links(collection), None, work_figures({("临江市", 2023), ("别处", 2023)}))
    return found


def said(draft: Draft) -> list[str]:
    return ["".join(piece.words for piece in item.pieces) for part in draft.parts for item in part.items]


def test_the_rates_of_the_work_stand_in_a_part_with_their_sources(draft: Draft) -> None:
    part = next(part for part in draft.parts if "办理台账" in part.heading)
    assert part.heading.endswith("2023年办理台账算出的比率")
    lines = {item.pieces[0].words: item for item in part.items}
    hotline = lines["热线办件："]
    notes = [piece.note for piece in hotline.pieces if piece.note]
    assert "按期办结率95.0%（285/300）" in "".join(piece.words for piece in hotline.pieces)
    assert all("截至2023-12-31" in note and "分母：" in note and "依据：" in note for note in notes)
    suggestions = [piece.note for piece in lines["人大代表建议："].pieces if "办复率" in piece.words]
    assert "不计入：撤回2件。" in suggestions[0]


def test_a_target_that_no_report_tells_of_is_answered_by_the_work_and_marked(draft: Draft) -> None:
    line = next(text for text in said(draft) if "目标为" in text and "热线" in text)
    assert "按办理台账，热线办件95.0%（285/300）" in line
    assert line.endswith("【待核】")
    assert not any("热线按期办结率" in item.question for item in draft.open_items)


def test_what_the_work_does_not_know_stays_open(draft: Draft) -> None:
    assert any("地区生产总值" in item.about for item in draft.open_items)


def test_word_and_markdown_tell_it_alike(draft: Draft) -> None:
    text = draft_markdown((draft,)).decode()
    assert "按期办结率95.0%（285/300）" in text
    assert "规程“热线办件”第" in text
    assert draft_docx((draft,)) == draft_docx((draft,))
