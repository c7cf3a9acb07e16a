"""Explanations are complete, and the reader comes to the same result when it reads the sentence again, alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ximu.read.explain import explain, fields_of, replay, rule_sentences
from ximu.read.pipeline import read_path

SAMPLE = Path(__file__).parents[2] / "sample" / "reports"
REPORTS = sorted(path for path in SAMPLE.iterdir() if path.suffix in (".txt", ".html", ".docx"))


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.name)
def test_every_rule_has_a_sentence_and_evidence(path: Path) -> None:
    reading = read_path(path)
    for report in reading.reports:
        for statement in (*report.measures, *report.commitments):
            explanation = explain(reading, statement.start)
            assert explanation.steps
            for step in explanation.steps:
                assert step.sentence_zh and step.sentence_en
                for quoted in step.evidence:
                    assert reading.text[quoted.start : quoted.end] == quoted.as_written
        for number in report.numbers:
            assert number.rule in rule_sentences()


@pytest.mark.parametrize("path", [path for path in REPORTS if path.suffix == ".txt"], ids=lambda path: path.name)
def test_replay_gives_the_same_measure(path: Path) -> None:
    reading = read_path(path)
    for report in reading.reports:
        damaged = [(repair.start, repair.end) for repair in report.report.repairs]
        for measure in report.measures:
            if any(start < measure.sentence_end and measure.sentence_start < end for start, end in damaged):
                continue
            if "list.of_clause" in measure.rules and measure.sentence_start == measure.start:
                continue
            assert replay(reading, report, measure) == fields_of(measure), measure.as_written
