"""What the reader writes down in English is said in Chinese on a Chinese page."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from ximu.read.clean import STEPS, repair
from ximu.read.doubt import doubts
from ximu.read.intake import read_bytes
from ximu.read.pipeline import read_document
from ximu.site.reasons import REASONS_FILE, say_reason, say_rule

CASES = (
    ("straight quotation marks", "用了直引号"),
    ("a tab written out; full-width form", "制表符被写成了字母；全角写法"),
    ("a character was lost here; not repaired", "这里丢了字，没有补"),
    ("no list of places has 临江市", "地名表里没有临江市"),
    ("there are 3 places called 临江 and the text does not say which", "有3个地方叫临江，文中没有说是哪一个"),
    ("a reason of tomorrow", "a reason of tomorrow"),
    ("a reason of tomorrow; full-width form", "a reason of tomorrow；全角写法"),
    ("", ""),
)


@pytest.mark.parametrize(("english", "chinese"), CASES)
def test_reason(english: str, chinese: str) -> None:
    assert say_reason(english, "zh") == chinese
    assert say_reason(english, "en") == english


def test_doubts_are_said_in_both_languages() -> None:
    for doubt in doubts():
        assert (say_reason(doubt.id, "zh"), say_reason(doubt.id, "en")) == (doubt.zh, doubt.en)


def test_every_repair_has_chinese_words() -> None:
    found = set()
    for step in STEPS:
        cases = tomllib.loads(files("ximu.read.clean").joinpath(f"{step.rule}.cases.toml").read_text("utf-8"))
        for damaged in (
            entry if isinstance(entry, str) else entry[0]
            for kind in ("reads", "noted")
            for entry in cases.get(kind, [])
        ):
            found |= {one.why for one in repair(damaged).repairs}
    assert {reason for reason in found if say_reason(reason, "zh").isascii()} == set()


def test_a_rule_without_a_sentence_shows_its_id() -> None:
    assert say_rule("no.such_rule", "zh") == "no.such_rule"


def test_every_blank_of_a_reason_is_filled_in() -> None:
    for english, chinese in tomllib.loads(REASONS_FILE.read_text(encoding="utf-8"))["reasons"].items():
        blanks = {part.split("}")[0] for part in english.split("{")[1:]}
        # The English line names the field by its id; on a page it stands beside its label.
        blanks.discard("field")
        assert blanks == {part.split("}")[0] for part in chinese.split("{")[1:]}


def test_the_reasons_of_the_sample_reports_have_chinese_words(project: Path) -> None:
    found = set()
    for file in sorted((project / "sample").rglob("*.txt")):
        for one in read_document(read_bytes(file.read_bytes(), file.name)).reports:
            found |= {repair.why for repair in one.report.repairs} | set(one.report.unknown.values())
            found |= {measure.doubt for measure in one.measures} | {promise.doubt for promise in one.commitments}
    assert found
    assert {reason for reason in found if reason and say_reason(reason, "zh").isascii()} == set()
