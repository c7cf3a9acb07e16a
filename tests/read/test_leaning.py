"""Parts whose words speak against their role: the cases, and that their statements are left for a person."""

from __future__ import annotations

import pytest

from ximu.ledger.report import Role
from ximu.read.intake import read_bytes
from ximu.read.leaning import contrary
from ximu.read.pipeline import read_document

DONE = "全年共修路9公里，同比增长5%，粮食产量比上年增加，茶叶产量创历史新高。"
TO_DO = "要抓好春耕，确保增产，力争年内再修9公里路。"


@pytest.mark.parametrize(
    ("role", "words", "against"),
    [
        ("plan", DONE, True),
        ("goals", DONE, True),
        ("plan", DONE + TO_DO, False),
        ("plan", "修路9公里，同比增长5%。", False),  # said once only
        ("review", DONE, False),
        ("review", TO_DO, True),
        ("problems", TO_DO, False),
    ],
)
def test_words_against_the_role(role: Role, words: str, against: bool) -> None:
    assert contrary(words, ((0, len(words), role),)) == (((0, len(words)),) if against else ())


def test_statements_of_such_a_part_are_not_sure() -> None:
    text = """2021年临江市政府工作报告
各位代表：
一、2020年工作回顾
全市生产总值增长6%，山更绿了，路更宽了，群众办事少跑腿，老人有了食堂，孩子有了书房，城乡面貌一天比一天好。
二、2021年工作安排
全年生产总值增长7%，同比增长5%，粮食产量达到3万吨，比上年增加2千吨，创历史新高。
"""
    (report,) = read_document(read_bytes(text.encode(), "2021.txt")).reports
    assert {measure.sure for measure in report.measures if measure.section[0].startswith("一")} == {True}
    assert {measure.doubt for measure in report.measures if measure.section[0].startswith("二")} == {"part"}
