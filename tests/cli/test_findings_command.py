"""`ximu findings` as a person meets it: lines for machines, paragraphs for people, kinds switched on and off."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ximu.cli.findings import print_findings
from ximu.ledger.finding import Finding, Quotation

REPORTS = Path(__file__).resolve().parents[2] / "sample/reports"


def findings(*args: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-X", "utf8", "-m", "ximu.cli", "findings", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_one_object_a_line_with_both_quotations(tmp_path: Path) -> None:
    out = tmp_path / "found.jsonl"
    run = findings(REPORTS, "--out", out)
    assert run.returncode == 0
    rows = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert {row["type"] for row in rows} == {
        "contradiction", "arithmetic", "repeated", "ambition", "amplification", "recycled",
    }  # fmt: skip
    for row in rows:
        assert row["kind"] == "finding"
        assert {"source", "start", "end", "as_written"} == set(row["a"])
        assert row["why"]
        assert isinstance(row["sure"], bool)
        assert 1 <= row["severity"] <= 3


def test_only_and_without() -> None:
    rows = [json.loads(line) for line in findings(REPORTS, "--only", "ambition,recycled").stdout.splitlines()]
    assert {row["type"] for row in rows} == {"ambition", "recycled"}
    rows = [
        json.loads(line)
        for line in findings(
            REPORTS, "--only", "ambition", "--without", "ambition.goal_out_of_reach"
        ).stdout.splitlines()
    ]
    assert {rule for row in rows for rule in row["rules"]} == {"ambition.target_below_result"}
    rows = [json.loads(line) for line in findings(REPORTS, "--min-severity", "3").stdout.splitlines()]
    assert {row["severity"] for row in rows} == {3}


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--only", "poem"], "no such kind: poem"),
        (["--only", ","], "--only names no kind"),
        (["--without", "ambition.poem"], "no such kind"),
        (["--format", "table", "--out", "x.jsonl"], "a table is for the terminal"),
        (["--min-severity", "4"], "4"),
    ],
)
def test_wrong_usage_is_one_line_and_status_2(args: list[str], says: str) -> None:
    run = findings(REPORTS, *args)
    assert run.returncode == 2
    assert says in run.stderr
    assert run.stderr.count("\n") == 1


def test_a_file_that_is_no_report_does_not_stop_the_others(tmp_path: Path) -> None:
    poem = tmp_path / "poem.txt"
    poem.write_text("床前明月光，疑是地上霜。", encoding="utf-8")
    run = findings(poem, REPORTS / "linjiang-2022.txt")
    assert run.returncode == 1
    assert "poem.txt" in run.stderr
    assert run.stdout


@pytest.mark.parametrize(
    ("language", "words"), [("zh", ("照搬的句子", "供参考", "发现 1")), ("en", ("taken over", "note", "1"))]
)
def test_people_see_kind_severity_words_and_places(language: str, words: tuple[str, ...]) -> None:
    import io

    from rich.console import Console

    quotation = Quotation(source="a.txt", start=3, end=8, as_written="山货\n变真金")
    one = Finding(
        source="a.txt", report=1, type="recycled", severity=1, a=quotation, b=None, why="同一句话", sure=False,
        rules=("recycled.sentence",),
    )  # fmt: skip
    shown = io.StringIO()
    print_findings(Console(file=shown, width=100, color_system=None), (one,), language)  # type: ignore[arg-type]
    assert all(word in shown.getvalue() for word in (*words, "同一句话", "山货 变真金", "a.txt 3–8"))


def test_what_read_wrote_gives_the_same_findings(tmp_path: Path) -> None:
    written = tmp_path / "read.jsonl"
    read = [sys.executable, "-X", "utf8", "-m", "ximu.cli", "read", str(REPORTS), "--out", str(written)]
    subprocess.run(read, check=True)
    across = "repeated,recycled,ambition,amplification"
    assert findings(written, "--only", across).stdout == findings(REPORTS, "--only", across).stdout
