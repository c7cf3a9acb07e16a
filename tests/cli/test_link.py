"""`ximu link`, `ximu series`, `ximu observe` as a person calls them: formats, exit status, positions that cut out the words."""

from __future__ import annotations

import csv
import io
import json
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from ximu.cli.main import run
from ximu.ledger.exchange import links as exchange
from ximu.ledger.link import Link
from ximu.read.pipeline import read_path

REPORTS = Path(__file__).resolve().parents[2] / "sample" / "reports"
TABLE = "place,indicator,year,value,unit,source_url\n临江市,GDP,2024,5.2,%,https://example.org/a\n"


def out(capfdbinary: pytest.CaptureFixture[bytes], *args: str, status: int = 0) -> bytes:
    assert run(args) == status
    return capfdbinary.readouterr().out


def test_a_link_is_one_line_with_both_ends_cut_out_of_their_files(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    lines = out(capfdbinary, "link", str(REPORTS)).splitlines()
    assert len(lines) > 150
    texts: dict[str, str] = {}
    for line in lines:
        row = json.loads(line)
        assert row["kind"] == "link"
        for end in filter(None, (row["target"], row["outcome"])):
            if end["source"] not in texts:
                texts[end["source"]] = read_path(Path(end["source"])).text
            assert texts[end["source"]][end["start"] : end["end"]] == end["as_written"]


def test_jsonl_comes_back_equal(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    lines = out(capfdbinary, "link", str(REPORTS)).splitlines(keepends=True)
    found = list(exchange.read_jsonl(lines))
    assert all(isinstance(one, Link) for one in found)
    again = io.BytesIO()
    exchange.write_jsonl(found, again)
    assert again.getvalue() == b"".join(lines)


def test_csv_has_a_row_for_every_link(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    lines = out(capfdbinary, "link", str(REPORTS)).splitlines()
    target = tmp_path / "links.csv"
    out(capfdbinary, "link", str(REPORTS), "--out", str(target))
    rows = list(csv.DictReader(io.StringIO(target.read_text(encoding="utf-8-sig"))))
    assert len(rows) == len(lines)
    assert {row["verdict"] for row in rows} >= {"met", "missed", "unreported", "not_due"}
    assert [row["gap"] for row in rows] == [
        exchange.to_cells(one)["gap"] for one in exchange.read_jsonl(lines) if isinstance(one, Link)
    ]


def test_the_table_counts_the_verdicts(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    shown = out(capfdbinary, "link", str(REPORTS), "--headline", "--format", "table").decode()
    assert "未达到" in shown
    assert "没有报告" in shown


def test_readings_give_the_same_links_as_documents(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    readings = tmp_path / "all.jsonl"
    out(capfdbinary, "read", str(REPORTS), "--out", str(readings))
    assert out(capfdbinary, "link", str(readings)) == out(capfdbinary, "link", str(REPORTS))


def test_only_some_verdicts(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    lines = out(capfdbinary, "link", str(REPORTS), "--verdict", "unreported", "--headline").splitlines()
    assert [json.loads(line)["target"]["indicator"] for line in lines] == ["固定资产投资"]
    assert run(["link", str(REPORTS), "--verdict", "broken"]) == 2


def test_statistics_are_checked_and_used(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    table = tmp_path / "statistics.csv"
    table.write_text(TABLE, encoding="utf-8")
    (row,) = out(capfdbinary, "observe", str(table)).splitlines()
    assert json.loads(row)["indicator_id"] == "gross_regional_product"
    checked = tmp_path / "statistics.jsonl"
    out(capfdbinary, "observe", str(table), "--out", str(checked))
    for given in (table, checked):
        lines = out(capfdbinary, "link", str(REPORTS), "--observed", str(given)).splitlines()
        (used,) = [one for one in map(json.loads, lines) if one["observed"]]
        assert (used["verdict"], used["gap"], used["outcome"]["as_written"]) == ("within_tolerance", -0.3, "5.4%")


def test_a_wrong_row_costs_the_row_and_the_exit_status(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    table = tmp_path / "statistics.csv"
    table.write_text(TABLE + "临江市,GDP,x,5.2,%,https://example.org/a\n", encoding="utf-8")
    assert run(["observe", str(table)]) == 1
    captured = capfdbinary.readouterr()
    assert len(captured.out.splitlines()) == 1
    assert b"line 3, year" in captured.err


def test_a_series_in_a_pipe_and_on_a_terminal(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    found = json.loads(out(capfdbinary, "series", "临江市", "GDP", str(REPORTS)))
    growth = next(one for one in found if one["aspect"] == "growth")
    years = {year["year"]: year for year in growth["years"]}
    assert years[2022]["targets"][0]["low"] == 6.5
    assert years[2022]["actuals"][0]["as_written"] == "4.1%"
    shown = out(capfdbinary, "series", "临江市", "GDP", str(REPORTS), "--format", "table").decode()
    assert "4.1% 2023:" in shown
    (line,) = [one for one in shown.splitlines() if one.startswith("2022") and "约6.5%" in one]
    assert line.index("─●") < line.index("(") < line.index("|") < line.index(")")


def test_a_series_as_chart_and_as_points(capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    asked = ("series", "临江市", "GDP", str(REPORTS), "--aspect", "growth", "--above", "滨江区", "--out")
    out(capfdbinary, *asked, str(tmp_path / "growth.svg"))
    drawn = ET.parse(tmp_path / "growth.svg")
    assert any("左右" in (element.text or "") for element in drawn.iter())
    out(capfdbinary, *asked, str(tmp_path / "growth.png"))
    assert (tmp_path / "growth.png").read_bytes().startswith(b"\x89PNG")
    out(capfdbinary, *asked, str(tmp_path / "growth.csv"))
    rows = list(csv.DictReader(io.StringIO((tmp_path / "growth.csv").read_text(encoding="utf-8-sig"))))
    texts = {row["source"]: read_path(Path(row["source"])).text for row in rows}
    assert {("2022", "about", "6.5"), ("2022", "actual", "4.1")} <= {(r["year"], r["shape"], r["value"]) for r in rows}
    assert all(texts[r["source"]][int(r["start"]) : int(r["end"])] == r["as_written"] for r in rows)
    assert run([*asked, str(tmp_path / "growth.docx")]) == 2


def test_without_the_renderer_the_chart_costs_one_line(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)  # as on a machine where it is not installed
    assert run(["series", "临江市", "GDP", str(REPORTS), "--out", str(tmp_path / "a.svg")]) == 2
    captured = capfdbinary.readouterr()
    assert len(captured.err.splitlines()) == 1
    assert b"ximu[web]" in captured.err
    assert not (tmp_path / "a.svg").exists()


def test_nothing_at_hand_is_said_in_one_line(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert run(["series", "临江市", "降雪", str(REPORTS)]) == 2
    assert len(capfdbinary.readouterr().err.splitlines()) == 1
    assert run(["link", "no-such-file.txt"]) == 1


@pytest.mark.slow
def test_the_ledger_gives_the_same_links(
    capfdbinary: pytest.CaptureFixture[bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import subprocess

    address = f"sqlite:///{tmp_path}/ledger.sqlite3"
    ximu = [sys.executable, "-m", "ximu.cli"]
    subprocess.run([*ximu, "add", str(REPORTS), "--database", address], check=True, capture_output=True)
    held = subprocess.run([*ximu, "link", "--database", address], check=True, capture_output=True).stdout
    lines = out(capfdbinary, "link", str(REPORTS)).splitlines()
    assert sorted(map(verdict_of, held.splitlines())) == sorted(map(verdict_of, lines))


def verdict_of(line: bytes) -> tuple[str, str]:
    row = json.loads(line)
    return row["target"]["as_written"], row["verdict"]
