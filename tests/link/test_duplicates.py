"""Near-duplicate sentences: what counts, what is a set phrase, where both sides stand, and that no order of reading matters."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ximu.cli.main import run
from ximu.link.duplicates import Document, duplicates, wanted

REPORTS = Path(__file__).resolve().parents[2] / "sample" / "reports"
TOLD = "清早到集市问菜价，傍晚到渡口看水位，夜里到工地查进度，月底到村里算收成"
OTHER = "清早到集市问菜价，傍晚到渡口看水位，夜里到工地查进度，年末到库里点存粮"


def found(*texts: str, formula: int = 20, alike: float = 0.55) -> list[tuple[str, str, str]]:
    documents = [Document(f"{number}.txt", text) for number, text in enumerate(texts)]
    limits = wanted(alike=alike, formula=formula)
    made = list(duplicates(lambda: documents, len(documents), limits))
    for one in made:
        for quotation in (one.a, one.b):
            text = texts[int(quotation.source.removesuffix(".txt"))]
            assert text[quotation.start : quotation.end] == quotation.as_written
        for each in one.aligned:
            a, b = (texts[int(side.source.removesuffix(".txt"))] for side in (one.a, one.b))
            assert a[each.start : each.end] == b[each.other_start : each.other_end]
    return [(one.a.source, one.b.source, one.a.as_written) for one in made]


@pytest.mark.parametrize(
    ("texts", "pairs"),
    [
        ((f"开头。{TOLD}。", f"另起一段。{TOLD}！"), [("1.txt", "0.txt")]),
        ((TOLD, OTHER), [("1.txt", "0.txt")]),  # three clauses of four
        ((TOLD, TOLD.replace("，", ",")), [("1.txt", "0.txt")]),  # marks of the other width
        ((TOLD, "完全是另外的一句话，说的是修渠引水的事情，和上一份没有一处相同，也没有一个数一样"), []),
        ((f"{TOLD}。{TOLD}。",), []),  # said twice in one document
        ((TOLD[:18], TOLD[:18]), []),  # too short
        (("坚持党的领导，" + TOLD, "坚持党的领导，" + TOLD), []),  # set by custom
        ((TOLD, "别的话。", TOLD, OTHER), [("2.txt", "0.txt"), ("3.txt", "0.txt")]),
    ],
)  # fmt: skip
def test_a_sentence_is_found_in_what_came_before(texts: tuple[str, ...], pairs: list[tuple[str, str]]) -> None:
    assert [each[:2] for each in found(*texts)] == pairs


def test_what_many_documents_say_belongs_to_nobody() -> None:
    assert len(found(*[TOLD] * 4, formula=5)) == 3
    assert found(*[TOLD] * 6, formula=5) == []


def test_the_alignment_shows_the_words_inside_a_changed_clause() -> None:
    documents = [Document("a", TOLD), Document("b", TOLD.replace("算收成", "点一点收成"))]
    (one,) = duplicates(lambda: documents, 2, wanted(alike=0.55))
    (first,) = one.aligned  # two letters at the end are too few to say anything
    assert first.start == 0
    assert TOLD[: first.other_end].endswith("月底到村里")


def test_the_sentence_planted_in_the_sample_city_is_found(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    files = [str(REPORTS / f"linjiang-202{year}.txt") for year in (2, 3, 4, 5)]
    assert run(["duplicates", *files]) == 0
    rows = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert {row["kind"] for row in rows} == {"duplicate"}
    assert any("用脚步丈量民情" in row["a"]["as_written"] and "2024" in row["b"]["source"] for row in rows)
    assert run(["duplicates", *files, "--format", "table"]) == 0
    assert "用脚步丈量民情" in capfdbinary.readouterr().out.decode()


def test_a_file_that_cannot_be_read_is_said_once_and_costs_itself(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(TOLD, encoding="utf-8")
    (tmp_path / "b.txt").write_text(OTHER, encoding="utf-8")
    assert run(["duplicates", str(tmp_path), str(tmp_path / "none.txt"), "--alike", "55"]) == 1
    captured = capfdbinary.readouterr()
    assert len(captured.out.splitlines()) == 1
    assert len(captured.err.splitlines()) == 1
    assert run(["duplicates", "-"]) == 2


# 田 begins a stretch
CLAUSE = st.text("东南西北春夏秋冬山水田林", min_size=8, max_size=9).map(lambda clause: "田" + clause)


@given(st.lists(st.lists(CLAUSE, min_size=3, max_size=5), min_size=2, max_size=8))
def test_every_exact_copy_is_found_and_nothing_is_its_own_source(said: list[list[str]]) -> None:
    lines = ["，".join(clauses) for clauses in said]
    pairs = found(*lines, formula=100)
    copies = {number for number, line in enumerate(lines) if line in lines[:number]}
    assert {f"{number}.txt" for number in copies} <= {one for one, _, _ in pairs}
    assert all(int(one.split(".")[0]) > int(other.split(".")[0]) for one, other, _ in pairs)
