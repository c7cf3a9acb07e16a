"""Where readings go: every format and place, kinds, refused files, full disks; nothing half done stays."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from handmade import TEXT, read_by_hand, reading
from msgspec.structs import replace
from openpyxl import load_workbook

from ximu.cli.outputs import Format, Wish
from ximu.cli.read import read_files
from ximu.cli.sources import InputFile
from ximu.ledger.errors import ExchangeError, UsageError
from ximu.ledger.exchange.formats import read_records
from ximu.ledger.exchange.kinds import KINDS
from ximu.ledger.measure import Measure
from ximu.ledger.reading import Reading

ALL_BUT_NUMBERS = tuple(kind for kind in KINDS if kind != "number")


def wish(form: Format, out: Path | None, kinds: tuple[str, ...] = ALL_BUT_NUMBERS, stdout: Any = None) -> Wish:
    return Wish(form=form, out=out, kinds=kinds, language="zh", stdout=stdout or io.BytesIO())


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """Two files that are read, one that is refused, one hidden, one below."""
    place = tmp_path / "in"
    (place / "sub").mkdir(parents=True)
    for name in ("b.txt", "a.txt", "refused.txt", ".hidden", "sub/c.txt"):
        (place / name).write_text(TEXT, encoding="utf-8")
    yield place


def test_json_lines_hold_every_record_and_the_path_as_given(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    out = io.BytesIO()
    assert read_files(("./a.txt",), wish("jsonl", None, stdout=out), read_by_hand) == 0
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert {row["kind"] for row in rows} == set(ALL_BUT_NUMBERS)
    assert {row["source"] for row in rows} == {"./a.txt"}
    assert {row["report"] for row in rows} == {1}
    for row in rows:
        if "as_written" in row:
            assert TEXT[row["start"] : row["end"]] == row["as_written"]


def test_a_folder_is_read_in_sorted_order_and_refused_files_are_named(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = io.BytesIO()
    assert read_files((str(folder),), wish("jsonl", None, ("report",), out), read_by_hand) == 1
    sources = [json.loads(line)["source"] for line in out.getvalue().splitlines()]
    assert sources == [f"{folder}/a.txt", f"{folder}/b.txt", f"{folder}/sub/c.txt"]
    assert capsys.readouterr().err == f"{folder}/refused.txt: the file is empty [R013]; get it again\n"


def test_a_mistake_of_ours_in_one_file_does_not_cost_the_others(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "mistake.txt").touch()
    out = io.BytesIO()
    assert read_files((str(folder),), wish("jsonl", None, ("report",), out), read_by_hand) == 1
    assert len(out.getvalue().splitlines()) == 3
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert "the reader failed (KeyError at handmade.py:" in said[0]


def test_only_the_kinds_asked_for_are_written(tmp_path: Path) -> None:
    read_files(("a.txt",), wish("jsonl", tmp_path / "a.jsonl", ("measure", "number")), read_by_hand)
    kinds = [type(record).__name__ for record in read_records(tmp_path / "a.jsonl")]
    assert kinds == ["Measure"] * 3 + ["Number"] * 2


@pytest.mark.parametrize("out", ["a.jsonl", "a.csv", "csv", "parquet"])
def test_what_was_read_comes_back(tmp_path: Path, out: str) -> None:
    form: Any = {"csv": "csv", "parquet": "parquet"}.get(out, out.partition(".")[2])
    read_files(("a.txt",), wish(form, tmp_path / out), read_by_hand)
    expected = {repr(record) for record in reading("a.txt").records() if not isinstance(record, Measure)}
    found = list(read_records(tmp_path / out))
    assert {repr(record) for record in found if not isinstance(record, Measure)} == expected
    values = [record.low for record in found if isinstance(record, Measure)]
    assert values == [Decimal(250000000000), Decimal("8.5"), Decimal(20000)]


def test_a_workbook_has_all_files(tmp_path: Path, folder: Path) -> None:
    assert read_files((str(folder),), wish("xlsx", tmp_path / "a.xlsx"), read_by_hand) == 1
    sheet = load_workbook(tmp_path / "a.xlsx")["measure"]
    assert sheet.max_row == 1 + 3 * 3


@pytest.mark.parametrize(("form", "ending"), [("jsonl", "jsonl"), ("html", "html"), ("text", "txt"), ("xlsx", "xlsx")])
def test_a_folder_gets_one_file_per_document(tmp_path: Path, folder: Path, form: Any, ending: str) -> None:
    read_files((str(folder), str(folder / "a.txt")), wish(form, tmp_path / "out"), read_by_hand)
    found = sorted(str(path.relative_to(tmp_path / "out")) for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert found == [f"a.txt-2.{ending}", f"a.txt.{ending}", f"b.txt.{ending}", f"sub/c.txt.{ending}"]


def test_text_is_the_very_text_with_its_line_ends(tmp_path: Path) -> None:
    out = io.BytesIO()
    read_files(("a.txt",), wish("text", None, stdout=out), read_by_hand)
    assert out.getvalue().decode() == TEXT
    read_files(("a.txt",), wish("text", tmp_path / "a.out.txt"), read_by_hand)
    assert (tmp_path / "a.out.txt").read_bytes() == out.getvalue()


def test_text_of_two_files_is_refused_and_nothing_stays(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="one document"):
        read_files(("a.txt", "b.txt"), wish("text", tmp_path / "a.txt"), read_by_hand)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("out", ["a.jsonl", "a.csv", "a.xlsx", "a.html"])
def test_when_nothing_could_be_read_no_file_appears(tmp_path: Path, out: str) -> None:
    form: Any = out.partition(".")[2]
    assert read_files(("refused.txt",), wish(form, tmp_path / out), read_by_hand) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("out", ["a.jsonl", "a.csv", "a.xlsx", "a.html", "folder"])
def test_an_interrupt_leaves_nothing_behind(tmp_path: Path, out: str) -> None:
    def interrupted(file: Any) -> Any:
        if file.name == "b.txt":
            raise KeyboardInterrupt
        return read_by_hand(file)

    form: Any = "parquet" if out == "folder" else out.partition(".")[2]
    with pytest.raises(KeyboardInterrupt):
        read_files(("a.txt", "b.txt"), wish(form, tmp_path / out), interrupted)
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize("form", ["jsonl", "csv", "html", "text"])
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_one_line_that_names_the_place(form: Any) -> None:
    with pytest.raises(ExchangeError, match="/dev/full: could not be written: No space left on device"):
        read_files(("a.txt",), wish(form, Path("/dev/full")), read_by_hand)
    assert Path("/dev/full").is_char_device()


@pytest.mark.parametrize("out", ["file.txt/a.jsonl", "file.txt/folder"])
def test_a_place_that_cannot_be_is_named(tmp_path: Path, out: str) -> None:
    (tmp_path / "file.txt").touch()
    form: Any = "csv" if out.endswith("folder") else "jsonl"
    with pytest.raises(ExchangeError, match="could not be written"):
        read_files(("a.txt",), wish(form, tmp_path / out), read_by_hand)
    assert [path.name for path in tmp_path.rglob("*")] == ["file.txt"]


def test_pipes_and_devices_inside_a_folder_are_passed_over(folder: Path) -> None:
    import os

    os.mkfifo(folder / "pipe")
    out = io.BytesIO()
    read_files((str(folder),), wish("jsonl", None, ("report",), out), read_by_hand)
    assert len(out.getvalue().splitlines()) == 3


@pytest.mark.slow
@pytest.mark.parametrize("out", ["a.jsonl", "a.csv", "a.xlsx", "a.html", "parquet", "folder"])
def test_memory_does_not_grow_with_the_number_of_documents(tmp_path: Path, out: str) -> None:
    def read_long(file: InputFile) -> Reading:
        return replace(reading(file.name), text=TEXT + "临" * 50_000)

    form: Any = {"parquet": "parquet", "folder": "jsonl"}.get(out, out.partition(".")[2])
    peaks = []
    for count in (1, 5, 60):
        tracemalloc.start()
        read_files(tuple(f"{number}.txt" for number in range(count)), wish(form, tmp_path / out), read_long)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # The text of one document takes 100,000 bytes; the first run also imports the format.
    assert peaks[2] - peaks[1] < 1_000_000, peaks


@pytest.mark.shared
@pytest.mark.parametrize("out", ["a.jsonl", "a.csv", "csv", "parquet"])
def test_real_reports_come_back_equal_and_in_place(shared: Path, tmp_path: Path, out: str) -> None:
    from ximu.ledger.exchange.cells import kind_of
    from ximu.read.pipeline import read_path

    names = [str(path) for path in sorted((shared / "corpus").glob("*.txt"))[::30]]
    readings = {name: read_path(Path(name)) for name in names}
    form: Any = {"csv": "csv", "parquet": "parquet"}.get(out, out.partition(".")[2])
    assert read_files(tuple(names), wish(form, tmp_path / out, tuple(KINDS)), lambda file: readings[file.name]) == 0
    expected = [record for one in readings.values() for record in one.records(all_numbers=True)]
    if not out.startswith("a."):  # a file per kind: in the order of the names of the kinds
        expected.sort(key=kind_of)
    assert list(read_records(tmp_path / out)) == expected
    for record in expected:
        if hasattr(record, "as_written"):
            assert readings[record.source].text[record.start : record.end] == record.as_written
