"""`ximu explain`: by position or by words, in words or as JSON; a place without a statement names the nearest."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from own_texts import REPORT

from ximu.cli.explain import as_text, find_statement
from ximu.ledger.errors import UsageError
from ximu.ledger.reading import Reading
from ximu.read.explain import explain
from ximu.read.intake import read_bytes
from ximu.read.pipeline import read_document

XIMU = [sys.executable, "-m", "ximu.cli"]


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_document(read_bytes(REPORT.encode(), "临江.txt"))


@pytest.mark.parametrize(
    ("start", "as_written"),
    [
        ("2500亿元", "2500亿元"),
        ("增长8%以上", "8%以上"),
        ("“8%以上”", "8%以上"),
        ('"2500"', "2500亿元"),
        ("城镇就业5.2万人", "5.2万人"),
        ("江北大桥", "力争建成江北大桥"),
        ("第八届", "第八"),
        (str(REPORT.index("120.3亿元")), "120.3亿元"),
        (str(REPORT.index("亿元")), "2500亿元"),
    ],
)
def test_the_statement_is_found_by_place_or_words(reading: Reading, start: str, as_written: str) -> None:
    assert find_statement(reading, start)[0].as_written.startswith(as_written)


def test_other_places_of_the_words_are_told(reading: Reading) -> None:
    first, others = find_statement(reading, "地区生产总值")
    assert [one.as_written for one in (first, *others)] == ["2500亿元", "地区生产总值增长8%以上"]
    first, others = find_statement(reading, "“8%以上”")
    assert others == []


@pytest.mark.parametrize(
    ("start", "says"),
    [
        ("999999", "no statement at 999999 [U003]; the nearest is “"),
        ("各位代表", "no statement at"),
        (str(REPORT.index("全市地区")), "the nearest is “2500亿元”"),
        ("临河市", "“临河市” does not occur in the text"),
        ("", "does not occur"),
    ],
)
def test_a_place_without_a_statement_is_named(reading: Reading, start: str, says: str) -> None:
    with pytest.raises(UsageError, match="U003") as caught:
        find_statement(reading, start)
    assert says in caught.value.line()


def test_the_words_of_the_rules_and_their_evidence_are_printed(reading: Reading) -> None:
    statement, _ = find_statement(reading, "2500亿元")
    steps = explain(reading, statement.start).steps
    for language in ("zh", "en"):
        lines = list(as_text(statement, steps, language))
        assert "“2500亿元”" in lines[0]
        assert "low=250000000000" in lines[1]
        for step in steps:
            sentence = step.sentence_zh if language == "zh" else step.sentence_en
            assert any(sentence in line and step.id in line for line in lines)
    assert any(line.strip().startswith("“2500亿元”") for line in lines[2:])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "临江.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_piped_it_is_json_with_exact_numbers(file: Path) -> None:
    run = subprocess.run([*XIMU, "explain", str(file), "2500亿元"], capture_output=True, text=True, check=True)
    found = json.loads(run.stdout)
    assert found["statement"]["low"] == 250000000000
    assert found["statement"]["kind"] == "measure"
    assert [step["id"] for step in found["steps"]] == found["statement"]["rules"]
    for step in found["steps"]:
        assert step["sentence_zh"]
        assert all(REPORT[at["start"] : at["end"]] == at["as_written"] for at in step["evidence"])


def test_text_can_be_asked_for(file: Path) -> None:
    command = [*XIMU, "explain", str(file), "2500亿元", "--format", "text", "--lang", "en"]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    assert run.stdout.startswith("measure ")


@pytest.mark.parametrize(
    ("args", "status", "says"),
    [(["none.txt", "1"], 1, "no such file"), (["{file}", "9999"], 2, "no statement at 9999")],
)
def test_what_cannot_be_explained_is_one_line(file: Path, args: list[str], status: int, says: str) -> None:
    command = [*XIMU, "explain", *(arg.replace("{file}", str(file)) for arg in args)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == status
    assert says in run.stderr
    assert run.stderr.count("\n") == 1
