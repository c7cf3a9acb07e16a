"""Every reason that is recorded in Chinese can be said in English, with the same numbers and the words quoted kept."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

import ximu.link
from ximu.site.reasons_en import TABLE, cut_by_language, reason_in_english
from ximu.store import models

SAID = {
    "目标增长8.1%左右，结果增长7.4%，低0.7个百分点": "Target growth of ≈8.1 %, result growth of 7.4 %: 0.7 percentage points below",
    "目标3万人以上，结果3.25万人，高2500人": "Target ≥ 30\u2009000 people, result 32\u2009500 people: 2500 people above",
    "目标50%，结果50%，持平": "Target 50 %, result 50 %: no difference",
    "目标是2031年的，手头最新的报告是2031年的，还没有结果可对": "The target is for 2031 and the newest report at hand is of 2031: there is no result yet",
    "2031年的报告没有说到“云溪水厂”的结果；2032、2033年的报告又列入安排": "The report of 2031 does not tell what came of “云溪水厂”; planned again in the reports of 2032, 2033",
    "这句话里有3个目标：兑现2项、未达到1项": "There are 3 targets in this sentence: kept 2, missed 1",
    "按统计数：目标增长6%，结果增长5%，低1个百分点；报告没有说到": "By the statistics: target growth of 6 %, result growth of 5 %: 1 percentage point below; the report does not mention it",
    "临江市2031年地区生产总值目标增长7%左右，全国5%左右，高2个百分点": "Linjiang City set Gross regional product (GRP) growth of ≈7 % for 2031, China ≈5 %: 2 percentage points more",
    "云溪客运量从5万人到6万人，相差1万人，文中说2万人": "“云溪客运量” from 50\u2009000 people to 60\u2009000 people is a difference of 10\u2009000 people; the text says 20\u2009000 people",
    "写在讲民生的部分里：（三）办好实事": "In a part about people's livelihood: “（三）办好实事”",
    "一条表里没有的理由": "",
    "": "",
}  # fmt: skip


@pytest.mark.parametrize(("reason", "english"), SAID.items())
def test_reasons(reason: str, english: str) -> None:
    assert reason_in_english(reason) == english


def test_every_reason_of_a_ledger_is_said_in_english(report: str, client: Client) -> None:
    told = {*models.Link.objects.values_list("reason", flat=True), *models.Promise.objects.values_list("reason", flat=True),
            *models.ComputedFinding.objects.values_list("why", flat=True)}  # fmt: skip
    assert len(told) > 5
    assert [one for one in told if one and "<" not in one and not reason_in_english(one)] == []


def test_every_reason_that_the_program_can_write_has_an_entry() -> None:
    """The Chinese words between the slots of each reason in the code stand in the table too."""
    table = "\n".join(one["zh"] for one in tomllib.loads(TABLE.read_text(encoding="utf-8"))["reason"])
    folder = Path(ximu.link.__file__).parent
    pieces = [
        (file, piece.value)
        for file in (
            "outcome.py",
            "computed.py",
            "relative.py",
            "verdict.py",
            "steps.py",
            "standing.py",
            "integrity.py",
        )
        for sentence in ast.walk(ast.parse((folder / file).read_text(encoding="utf-8")))
        if isinstance(sentence, ast.JoinedStr)
        for piece in sentence.values
        if isinstance(piece, ast.Constant) and len(re.findall("[\u4e00-\u9fff]", str(piece.value))) >= 4
    ]
    assert len(pieces) > 30
    # A unit is part of an amount.
    bare = [(file, str(words).replace("个百分点", "")) for file, words in pieces]
    assert [one for one in bare if one[1] not in table and "[" not in one[1]] == []


@given(st.lists(st.text(alphabet="ab，。 县目标8%“”", max_size=8), max_size=6).map("".join))
def test_the_pieces_of_a_sentence_are_the_sentence(text: str) -> None:
    pieces = cut_by_language(text)
    assert "".join(piece for piece, _ in pieces) == text
    assert not any(re.search("[\u4e00-\u9fff]", piece) for piece, chinese in pieces if not chinese)


@pytest.mark.parametrize("path", ["/findings/", "/places/990100/integrity/?year=2030", "/promises/"])
def test_an_english_page_says_reasons_in_english(client: Client, report: str, path: str) -> None:
    body = client.get(path + ("&" if "?" in path else "?") + "lang=en").content.decode()
    assert (
        re.search(
            r"Target growth of|The report of 20|The same sentence|Listed among|promised \d times|Only a direction|set Gross",
            body,
        )
        or path == "/promises/"
    )
    assert not re.search(r"目标增长|没有说到|列在预期", re.sub(r'lang="zh-Hans">[^<]*', "", body))
