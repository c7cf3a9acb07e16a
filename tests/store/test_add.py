"""`ximu add` and `ximu up` as a person meets them: files in, one line each, a site that answers."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from store_samples import text_of

from ximu.cli.main import run
from ximu.store import models
from ximu.store.database import VARIABLE

XIMU = [sys.executable, "-m", "ximu.cli"]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder with two reports, one below the other, and a hidden file."""
    folder = tmp_path / "reports"
    (folder / "older").mkdir(parents=True)
    (folder / "2022.txt").write_text(text_of(2022), encoding="utf-8")
    (folder / "older" / "2021.txt").write_text(text_of(2021), encoding="gb18030")
    (folder / ".hidden").write_text("x", encoding="utf-8")
    return folder


def ximu(*args: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*XIMU, *map(str, args)], cwd=cwd, capture_output=True, text=True, check=False)


class Said(NamedTuple):
    """What the command gave back."""

    returncode: int
    stdout: str
    stderr: str


Add = Callable[..., Said]


@pytest.fixture
def add(ledger: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Add:
    """`ximu add` into the empty ledger, in the test's folder and in this process, which is faster."""
    monkeypatch.setenv(VARIABLE, ledger)  # so that it is put back after --database has set it
    monkeypatch.chdir(tmp_path)

    def run_add(*paths: str | Path) -> Said:
        status = run(["add", *map(str, paths), "--database", ledger])
        return Said(status, *capsys.readouterr())

    return run_add


def test_a_folder_is_added_once(add: Add, reports: Path) -> None:
    first = add("reports")
    assert (first.returncode, first.stderr) == (0, "")
    lines = first.stdout.splitlines()
    assert [line.split(": ")[0] for line in lines] == ["reports/2022.txt", "reports/older/2021.txt"]
    assert all(re.search(r": new: [a-z0-9-]+, \d+ statements$", line) for line in lines)
    # Nothing of the machine's folders is kept.
    assert list(models.Source.objects.order_by("name").values_list("name", flat=True)) == ["2022.txt", "older/2021.txt"]
    again = add(reports)
    assert (again.returncode, again.stderr) == (0, "")
    assert [line.split(": ")[1] for line in again.stdout.splitlines()] == ["known", "known"]
    assert models.Source.objects.count() == 2
    once_more = add("--again", reports)
    assert [line.split(": ")[1] for line in once_more.stdout.splitlines()] == ["read again", "read again"]
    assert models.Source.objects.count() == models.Report.objects.count() == 2


def test_a_copy_is_named_as_one(add: Add, reports: Path, tmp_path: Path) -> None:
    add(reports)
    (tmp_path / "copy.txt").write_text(text_of(2022).replace("\n", "\r\n") + "来源：某网站\r\n", encoding="utf-8")
    said = add("copy.txt")
    public_id = models.ReportSource.objects.get(source__name="2022.txt").report.public_id
    assert re.fullmatch(rf"copy\.txt: second source of {public_id}, \d+% alike\n", said.stdout)


def test_a_bad_file_does_not_stop_the_others(add: Add, reports: Path, tmp_path: Path) -> None:
    (reports / "2020.txt").write_bytes(b"\x00\x01\x02" * 500)
    (reports / "novel.txt").write_text("从前有座山，山里有座庙。" * 50, encoding="utf-8")
    (reports / "empty.txt").write_bytes(b"")
    said = add(reports, "missing.txt")
    assert said.returncode == 1
    assert said.stdout.count(": new: ") == 2
    assert models.Report.objects.count() == 2
    errors = said.stderr.splitlines()
    assert [Path(line.split(": ")[0]).name for line in errors] == ["2020.txt", "empty.txt", "novel.txt", "missing.txt"]
    assert all(re.search(r"\[[RX]\d{3}\]", line) for line in errors)


def test_what_is_added_is_linked_and_can_be_linked_again(
    add: Add, project: Path, ledger: str, capsys: pytest.CaptureFixture[str]
) -> None:
    add(project / "sample" / "reports" / "linjiang-2022.txt")
    assert models.Promise.objects.exists()
    assert not models.Report.objects.filter(linked_version="").exists()
    assert run(["relink", "--changed", "--database", ledger]) == 0
    assert capsys.readouterr().out == "0 places linked: 0 targets, 0 promises, 0 findings\n"
    assert run(["relink", "--database", ledger]) == 0
    said = re.fullmatch(r"1 places linked: (\d+) targets, (\d+) promises, (\d+) findings\n", capsys.readouterr().out)
    assert said is not None
    counts = (models.Link.objects.count(), models.Promise.objects.count(), models.ComputedFinding.objects.count())
    assert tuple(map(int, said.groups())) == counts


def test_statistics_are_kept_when_asked(
    add: Add, project: Path, ledger: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(project / "sample" / "reports" / "linjiang-2022.txt")
    table = tmp_path / "table.csv"
    table.write_text(
        "place,indicator,year,value,unit,source_url\n临江市,地区生产总值,2021,7.5,%,https://stats.example/1\n"
        "临江市,地区生产总值,二〇二一,7.5,%,https://stats.example/1\n",
        encoding="utf-8",
    )
    assert run(["observe", str(table), "--format", "jsonl"]) == 1
    assert not models.Observation.objects.exists()
    capsys.readouterr()
    assert run(["observe", str(table), "--format", "jsonl", "--save", "--database", ledger]) == 1
    said = capsys.readouterr()
    assert "1 rows new in the ledger, 0 known; 1 places linked" in said.err
    assert said.out.count('"kind":"observation"') == models.Observation.objects.count() == 1
    assert run(["observe", str(table), "--database", ledger]) == 2
    assert "--database goes with --save" in capsys.readouterr().err


def test_a_bad_address_is_one_line(tmp_path: Path, reports: Path) -> None:
    said = ximu("add", reports, "--database", "mysql://host/name", cwd=tmp_path)
    assert (said.returncode, said.stdout) == (1, "")
    assert re.fullmatch(r"XIMU_DATABASE: not a database address \[S003\]; .*\n", said.stderr)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.mark.slow
def test_up_adds_and_serves_until_interrupted(reports: Path, tmp_path: Path) -> None:
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("XIMU_")}
    said = tmp_path / "said"
    with said.open("wb") as stream:
        process = subprocess.Popen(
            [*XIMU, "up", "--reports", "reports", "--port", str(port)],
            cwd=tmp_path,
            env=environment,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
    try:
        lines = wait_for(said, "ximu is at", process)
        assert [": new: " in line for line in lines] == [True, True, False]
        assert lines[2] == f"ximu is at http://127.0.0.1:{port}/  (Ctrl-C ends it)"
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as page:
            assert page.status == 200
            assert "<html" in page.read().decode()
        taken = ximu("up", "--port", str(port), cwd=tmp_path)
        assert taken.returncode == 2
        assert re.fullmatch(rf"127\.0\.0\.1:{port}: .*\[U031\]; choose another one with --port\n", taken.stderr)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=60)
    assert process.returncode == 0
    assert len(said.read_text().splitlines()) == 3
    assert (tmp_path / "var" / "ximu.sqlite3").exists()


def wait_for(said: Path, words: str, process: subprocess.Popen[bytes]) -> list[str]:
    """The lines said so far when `words` are among them, or when the process has ended, or after two minutes."""
    for _ in range(1200):
        text = said.read_text()
        if words in text or process.poll() is not None:
            break
        time.sleep(0.1)
    return text.splitlines()
