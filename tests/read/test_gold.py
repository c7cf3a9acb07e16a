"""The reading of judged reports, scored by the judge that lies beside them; skipped where they are not."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ximu.ledger.exchange import jsonl
from ximu.read.pipeline import read_path

pytestmark = pytest.mark.shared

# Floors, a little under what is reached; a change that falls below has made readings worse.
MEASURES = {
    "f1": 0.98,
    "precision": 0.98,
    "core": 0.97,
    "record": 0.90,
    "id_known": 0.95,
    "id_none": 0.95,
    "sure": 0.80,
    "sure_record": 0.97,
}
COMMITMENTS = {"label_f1": 0.85, "checkable": 0.90, "objects": 0.80, "stage": 0.92}


@pytest.fixture(scope="module")
def readings(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Name of each judged text → the file with its reading."""
    folder = tmp_path_factory.mktemp("readings")
    found = {}
    for path in sorted((shared / "gold").glob("*.txt")):
        target = folder / f"{path.stem}.jsonl"
        lines = [jsonl.encode(record) for record in read_path(path).records(all_numbers=True)]
        target.write_bytes(b"\n".join(lines) + b"\n")
        found[path.stem] = target
    return found


def judged(script: Path, *arguments: str) -> dict[str, float]:
    """The figures that a judge prints."""
    done = subprocess.run(
        [sys.executable, str(script), *arguments, "--json"], capture_output=True, text=True, check=True
    )
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def test_measures_are_read_as_people_read_them(shared: Path, readings: dict[str, Path]) -> None:
    gold = shared / "gold"
    pairs = [str(part) for name, reading in readings.items() for part in (gold / f"{name}.gold.jsonl", reading)]
    figures = judged(gold / "score.py", "--pairs", *pairs)
    low = {name: (figures[name], floor) for name, floor in MEASURES.items() if figures[name] < floor}
    assert not low
    assert figures["false_per_100"] <= 2


@pytest.mark.parametrize("name", ["tianyuan-2019", "zhuzhou-2017"])
def test_commitments_are_read_as_people_read_them(shared: Path, readings: dict[str, Path], name: str) -> None:
    gold = shared / "gold"
    figures = judged(
        gold / "score_commitments.py",
        str(gold / f"{name}.clauses.jsonl"),
        str(gold / f"{name}.commit.jsonl"),
        str(readings[name]),
    )
    low = {figure: (figures[figure], floor) for figure, floor in COMMITMENTS.items() if figures[figure] < floor}
    assert not low
