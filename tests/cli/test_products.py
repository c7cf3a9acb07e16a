"""`ximu table`, `ximu draft`, `ximu export` as a person calls them: formats, exit status, whole files or none."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import docx
import pytest
from openpyxl import load_workbook

from ximu.cli.export import LICENSES
from ximu.cli.main import run
from ximu.ledger.exchange import data_package

REPORTS = str(Path(__file__).resolve().parents[2] / "sample" / "reports")
STATISTICS = "place,indicator,year,value,unit,source_url\n临江市,GDP,2024,5.2,%,https://example.org/a\n"


def said(capfd: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    """Exit status, standard output, standard error."""
    status = run(args)
    captured = capfd.readouterr()
    return status, captured.out, captured.err


def test_the_ending_of_out_chooses_the_format(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    for name in ("a.docx", "a.xlsx", "a.html"):
        assert said(capfd, "table", REPORTS, "--out", str(tmp_path / name)) == (0, "", "")
    assert docx.Document(str(tmp_path / "a.docx")).tables
    assert load_workbook(tmp_path / "a.xlsx").sheetnames == ["对照表", "汇总", "图例"]
    assert (tmp_path / "a.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_one_report_of_one_year_and_its_headline_targets(capfd: pytest.CaptureFixture[str]) -> None:
    status, shown, _ = said(capfd, "table", REPORTS, "--year", "2022", "--headline")
    assert status == 0
    assert shown.count("<table") == 1
    assert "临江市2022年" in shown
    assert "具体事项" not in shown
    status, shown, _ = said(capfd, "table", REPORTS, "--year", "all", "--lang", "en")
    assert (status, shown.count("<table")) == (0, 5)
    assert "Main projected targets" in shown


def test_statistics_rank_above_the_report(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "statistics.csv"
    table.write_text(STATISTICS, encoding="utf-8")
    _, shown, _ = said(capfd, "table", REPORTS, "--headline", "--observed", str(table))
    assert "统计数：5.2%" in shown
    _, shown, _ = said(capfd, "draft", REPORTS, "--year", "2024", "--observed", str(table))
    assert "统计数为5.2%" in shown


def test_a_draft_for_word_and_as_markdown(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, shown, _ = said(capfd, "draft", REPORTS, "--year", "2024")
    assert status == 0
    assert shown.startswith("# 临江市2024年工作回顾（草稿）")
    assert said(capfd, "draft", REPORTS, "--year", "2024", "--out", str(tmp_path / "a.docx")) == (0, "", "")
    words = "\n".join(paragraph.text for paragraph in docx.Document(str(tmp_path / "a.docx")).paragraphs)
    assert "【待填：" in words


@pytest.mark.parametrize(
    ("form", "files"),
    [
        (
            "panel",
            {
                "panel_long.csv",
                "panel_wide.csv",
                "panel_long.parquet",
                "panel_wide.parquet",
                "codebook.csv",
                "codebook.md",
                "panel.do",
            },
        ),
        ("sdmx", {"structure.xml", "data.xml"}),
    ],
)
def test_an_export_is_a_folder_of_files(
    form: str, files: set[str], capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    assert said(capfd, "export", REPORTS, "--as", form, "--out", str(out)) == (0, f"{len(files)} files in {out}\n", "")
    assert {path.name for path in out.iterdir()} == files


def test_a_package_says_its_license_and_may_leave_out_the_texts(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "out"
    status, shown, _ = said(
        capfd, "export", REPORTS, "--as", "package", "--out", str(out), "--license", "CC0-1.0", "--no-texts"
    )
    assert (status, shown) == (0, f"8 reports in {out / 'datapackage.json'}\n")
    descriptor = json.loads((out / "datapackage.json").read_text(encoding="utf-8"))
    assert descriptor["licenses"][0]["name"] == "CC0-1.0"
    assert not (out / "texts").exists()
    assert set(LICENSES) == set(data_package.LICENSES)


def test_annotations_need_the_text(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out, readings = tmp_path / "out", tmp_path / "all.jsonl"
    assert said(capfd, "export", REPORTS, "--as", "annotations", "--out", str(out)) == (0, f"8 reports in {out}\n", "")
    assert run(["read", REPORTS, "--out", str(readings)]) == 0
    gone = tmp_path / "gone.jsonl"
    gone.write_text(readings.read_text(encoding="utf-8").replace(REPORTS, "/nowhere"), encoding="utf-8")
    status, shown, errors = said(capfd, "export", str(gone), "--as", "annotations", "--out", str(tmp_path / "b"))
    assert (status, shown) == (1, f"0 reports in {tmp_path / 'b'}\n")
    assert len(errors.splitlines()) == 8
    assert "[E002]" in errors


@pytest.mark.slow
def test_the_ledger_gives_the_same_table_and_the_same_ids(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/ledger.sqlite3"
    ximu = [sys.executable, "-m", "ximu.cli"]
    subprocess.run([*ximu, "add", REPORTS, "--database", address], check=True, capture_output=True)
    held, from_files = (
        subprocess.run([*ximu, "table", *more, "--year", "2022"], check=True, capture_output=True).stdout
        for more in (["--database", address], [REPORTS])
    )
    # The ledger knows a document by its name, without the folder it came from.
    assert held == from_files.replace(f"{REPORTS}/".encode(), b"")
    out = str(tmp_path / "package")
    subprocess.run([*ximu, "export", "--database", address, "--as", "package", "--out", out], check=True)
    with sqlite3.connect(tmp_path / "ledger.sqlite3") as ledger:
        ids = {row[0] for row in ledger.execute("SELECT public_id FROM store_statement")}
    kinds = ("measure", "commitment", "admission", "project", "finding")
    tables = [csv.DictReader((Path(out) / "data" / f"{kind}.csv").open(encoding="utf-8", newline="")) for kind in kinds]
    assert {row["id"] for rows in tables for row in rows} == ids


WRONG = [
    ("table", REPORTS, "--out", "a.pdf"),
    ("table", REPORTS, "--format", "docx"),
    ("table", REPORTS, "--year", "20x4"),
    ("table", REPORTS, "--year", "1990"),
    ("table", "no-such-file.txt"),
    ("draft", REPORTS, "--out", "a.html"),
    ("draft", REPORTS, "--format", "docx"),
    ("draft", REPORTS, "--year", ","),
    ("export", REPORTS, "--as", "panel"),
    ("export", REPORTS, "--as", "csv", "--out", "x"),
    ("export", REPORTS, "--as", "panel", "--out", __file__),
    ("export", REPORTS, "--as", "sdmx", "--out", "x", "--no-texts"),
    ("export", "no-such-file.txt", "--as", "panel", "--out", "x"),
]


@pytest.mark.parametrize(
    "args", WRONG, ids=[" ".join(each[0:1] + each[2:]).replace(__file__, "file") for each in WRONG]
)
def test_wrong_usage_is_one_line_and_leaves_nothing(
    args: tuple[str, ...], capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    status, shown, errors = said(capfd, *args)
    assert (status, shown) == (2, "")
    assert len([line for line in errors.splitlines() if "no-such-file" not in line]) == 1
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("args", [("table",), ("draft",), ("export", "--as", "package"), ("export", "--as", "panel")])
def test_a_place_that_refuses_is_one_line_and_leaves_nothing(
    args: tuple[str, ...], capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    place = tmp_path / "file" / "below" / ("a" if args[0] == "export" else "a.docx")
    status, shown, errors = said(capfd, args[0], REPORTS, *args[1:], "--out", str(place))
    assert (status, shown) == (1, "")
    assert len(errors.splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_that_cannot_be_read_costs_itself_and_the_exit_status(
    capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "novel.txt").write_text("从前有座山，山里有座庙。" * 50, encoding="utf-8")
    out = tmp_path / "a.docx"
    status, _, errors = said(capfd, "table", REPORTS, str(tmp_path / "novel.txt"), "--out", str(out))
    assert status == 1
    assert len(errors.splitlines()) == 1
    assert docx.Document(io.BytesIO(out.read_bytes())).tables
