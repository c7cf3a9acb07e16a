"""`ximu integrity` as a person calls it: table, formats, positions that cut out the words, the ledger."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from ximu.cli.main import run
from ximu.ledger.exchange.integrity import groups_header, points_header
from ximu.read.pipeline import read_path

REPORTS = Path(__file__).resolve().parents[2] / "sample" / "reports"


def out(capfdbinary: pytest.CaptureFixture[bytes], *args: str, status: int = 0) -> bytes:
    assert run(args) == status
    return capfdbinary.readouterr().out


def test_a_table_with_counts_bands_and_reasons(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    asked = ("integrity", str(REPORTS), "--year", "2024", "--format", "table")
    shown = out(capfdbinary, *asked).decode()
    assert "8 / 10" in shown
    assert "七成五到九成" in shown
    assert "不分档" in shown
    told = out(capfdbinary, *asked, "--points", "--lang", "en").decode()
    assert "never mentioned again  固定资产投资" in told
    assert "2 could be judged, fewer than 5: no band" in told
    assert "Listed among the goals of the year" in told


def test_every_point_resolves_to_its_words(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    rows = [json.loads(line) for line in out(capfdbinary, "integrity", str(REPORTS)).splitlines()]
    assert {row["kind"] for row in rows} == {"integrity"}
    texts = {str(path): read_path(path).text for path in REPORTS.iterdir()}
    said = [
        end
        for row in rows
        for group in row["groups"]
        for point in group["points"]
        for end in (point["target"], point["outcome"])
    ]
    said += [one for row in rows for one in row["admissions"]]
    assert len(said) > 100
    for one in filter(None, said):
        assert texts[one["source"]][one["start"] : one["end"]] == one["as_written"]


def test_tables_have_a_row_for_each_group_and_for_each_target(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    years = json.loads(out(capfdbinary, "integrity", str(REPORTS), "--format", "json"))
    groups, points = tmp_path / "groups.csv", tmp_path / "points.csv"
    out(capfdbinary, "integrity", str(REPORTS), "--out", str(groups))
    out(capfdbinary, "integrity", str(REPORTS), "--points", "--out", str(points))
    by_group = list(csv.DictReader(io.StringIO(groups.read_text(encoding="utf-8-sig"))))
    by_point = list(csv.DictReader(io.StringIO(points.read_text(encoding="utf-8-sig"))))
    assert list(by_group[0]) == groups_header()
    assert list(by_point[0]) == points_header()
    assert len(by_group) == 3 * len(years)
    for row in by_group:
        of_group = [one for one in by_point if all(one[name] == row[name] for name in ("place", "year", "group"))]
        assert sum(one["part"] == "kept" for one in of_group) == int(row["fulfillment_count"])


@pytest.mark.slow
def test_the_ledger_gives_the_same_counts(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/ledger.sqlite3"
    ximu = [sys.executable, "-m", "ximu.cli"]
    subprocess.run([*ximu, "add", str(REPORTS), "--database", address], check=True, capture_output=True)
    held = subprocess.run(
        [*ximu, "integrity", "--database", address, "--format", "csv"], check=True, capture_output=True
    ).stdout
    assert sorted(held.splitlines()) == sorted(
        out(capfdbinary, "integrity", str(REPORTS), "--format", "csv").splitlines()
    )


def test_wrong_wishes_are_said_in_one_line(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    assert run(["integrity", str(REPORTS), "--format", "table", "--out", str(tmp_path / "a")]) == 2
    assert len(capfdbinary.readouterr().err.splitlines()) == 1
    assert run(["integrity", "no-such-file.txt"]) == 1
