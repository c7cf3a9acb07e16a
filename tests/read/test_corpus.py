"""Ninety real reports: all are read, every position is true, every digit is accounted for; skipped where they are not."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from ximu.ledger.measure import Measure
from ximu.ledger.reading import Reading
from ximu.read.pipeline import read_path

pytestmark = pytest.mark.shared

LEVELS = {"district": "county"}
DIGITS = re.compile(r"[0-9０-９]+")


@cache
def reading_of(path: Path) -> Reading:
    """The reading of a file under a name that gives nothing away."""
    return read_path(path, "a.txt")


def texts(shared: Path) -> list[Path]:
    return [path for folder in ("seeds", "gold", "corpus") for path in sorted((shared / folder).glob("*.txt"))]


def index(shared: Path) -> list[dict[str, str]]:
    with (shared / "corpus" / "index.tsv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="\t"))


def test_every_statement_points_to_its_characters(shared: Path) -> None:
    for path in texts(shared):
        reading = reading_of(path)
        for report in reading.reports:
            for record in (
                *report.measures,
                *report.commitments,
                *report.admissions,
                *report.projects,
                *report.numbers,
            ):
                assert reading.text[record.start : record.end] == record.as_written, (path.name, record)


def test_every_digit_run_is_accounted_for(shared: Path) -> None:
    for path in texts(shared):
        reading = reading_of(path)
        for report in reading.reports:
            covered = bytearray(len(reading.text) + 1)
            for number in report.numbers:
                covered[number.start : number.end] = b"\1" * (number.end - number.start)
            for repair in report.report.repairs:  # what a repair took out is accounted for by the repair
                covered[repair.start : repair.end] = b"\1" * (repair.end - repair.start)
            lost = [
                (run.start(), reading.text[run.start() - 10 : run.end() + 10])
                for run in DIGITS.finditer(reading.text, report.report.start, report.report.end)
                if not all(covered[run.start() : run.end()])
            ]
            assert not lost, (path.name, lost[:5])


def test_place_level_and_year_are_right(shared: Path) -> None:
    wrong = []
    rows = index(shared)
    for row in rows:
        report = reading_of(shared / "corpus" / row["file"]).reports[0].report
        level = row["level"].split(" ")[0]
        place = report.place or "?"
        near = place in row["place"] or row["place"] in place or (row["place"] == "国务院" and report.level == "state")
        if not (near and report.level == LEVELS.get(level, level) and str(report.report_year) == row["year"]):
            wrong.append((row["file"], report.place, report.level, report.report_year))
    assert len(wrong) <= len(rows) * 0.05, wrong


def test_one_report_a_file(shared: Path) -> None:
    assert {
        path.name: len(reading_of(path).reports) for path in texts(shared) if len(reading_of(path).reports) != 1
    } == {}


def test_seeds_with_copies_list_the_seven_others(shared: Path) -> None:
    copies = [len(reading_of(path).reports[0].report.copies) for path in sorted((shared / "seeds").glob("*.txt"))]
    assert sorted(copies) == [0, 0, 7, 7, 7]


def test_growth_targets_of_the_provinces(shared: Path) -> None:
    with (shared / "corpus" / "prov-gdp-target-2025.csv").open(encoding="utf-8-sig", newline="") as lines:
        wanted = {row["province"]: row["target_text"] for row in csv.DictReader(lines)}
    missing = []
    for row in index(shared):
        province = next((name for name in wanted if row["place"].startswith(name)), None)
        if province is None or row["year"] != "2025" or row["level"] != "province":
            continue
        target = wanted.pop(province)
        measures = reading_of(shared / "corpus" / row["file"]).reports[0].measures
        if not any(is_target(measure, target) for measure in measures):
            missing.append((province, target))
    assert not missing
    assert set(wanted) <= {"河北"}  # its text is not in the folder


def is_target(measure: Measure, target: str) -> bool:
    """Whether a measure is that growth target of the whole economy, with value and bound."""
    ends = [Decimal(number) for number in re.findall(r"[\d.]+", target)]
    bound = "approx" if "左右" in target else "ge" if "以上" in target else "range" if len(ends) == 2 else "eq"
    return (
        measure.indicator_id == "gross_regional_product"
        and measure.stance == "target"
        and measure.aspect == "growth"
        and (measure.low, measure.high, measure.bound) == (ends[0], ends[-1], bound)
        and measure.year == 2025
    )
