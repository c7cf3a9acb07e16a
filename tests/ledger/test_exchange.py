"""What is written can be read back equal, is safe in a spreadsheet, and is never half there."""

from __future__ import annotations

import csv
import io
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ledger_records import decimals, records, structs, texts
from openpyxl import load_workbook

from ximu.ledger.errors import ExchangeError, UsageError
from ximu.ledger.exchange import csv_table, jsonl, xlsx
from ximu.ledger.exchange.cells import from_cells, guarded, kind_of, to_cells, unguarded
from ximu.ledger.exchange.formats import read_records, record_writer
from ximu.ledger.exchange.kinds import KINDS, plain
from ximu.ledger.exchange.whole_file import WholeFiles
from ximu.ledger.measure import Measure
from ximu.ledger.reading import Record
from ximu.ledger.report import Repair, Report

ALL_KINDS = list(KINDS)
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def measure(**changed: Any) -> Measure:
    """A measure of an invented place; single fields can be changed."""
    given_fields: dict[str, Any] = {
        "source": "临江.txt", "report": 1, "start": 10, "end": 16, "as_written": "2500亿元",
        "sentence_start": 0, "sentence_end": 20, "section": ("一、回顾",), "role_of_section": "review",
        "indicator": "地区生产总值", "indicator_id": None, "action": "", "low": Decimal(250000000000),
        "high": Decimal(250000000000), "unit": "元", "bound": "eq", "aspect": "level", "role": "value",
        "stance": "result", "year": 2020, "cumulative": False, "scope": "", "place": None, "place_code": None,
    }  # fmt: skip
    return Measure(**(given_fields | changed))


def written(target: Path, form: Any, found: list[Record], kinds: list[str] = ALL_KINDS) -> None:
    with WholeFiles() as files:
        writer = record_writer(form, target, io.BytesIO(), kinds, files)
        writer.write(found)
        writer.close()


@few
@given(st.lists(records, max_size=4))
def test_json_lines_read_back_equal(found: list[Record]) -> None:
    file = io.BytesIO()
    jsonl.write(found, file)
    assert list(jsonl.read(io.BytesIO(file.getvalue()))) == found


@few
@given(st.lists(records, max_size=4))
def test_a_csv_table_reads_back_equal(found: list[Record]) -> None:
    file = io.BytesIO()
    table = csv_table.CsvTable(file, ALL_KINDS)
    table.write(found)
    table.detach()
    assert list(csv_table.read(io.BytesIO(file.getvalue()))) == found


@few
@given(st.lists(records, max_size=6))
def test_parquet_reads_back_equal(tmp_path_factory: pytest.TempPathFactory, found: list[Record]) -> None:
    folder = tmp_path_factory.mktemp("parquet")
    written(folder, "parquet", found)
    by_kind = sorted(found, key=kind_of)
    assert list(read_records(folder)) == by_kind


@given(decimals)
def test_a_json_number_has_all_digits_and_no_exponent(value: Decimal) -> None:
    line = jsonl.encode(measure(low=value)).decode()
    cut = line.split('"low":')[1].split(",")[0]
    assert "e" not in cut.lower()
    assert Decimal(cut) == value
    assert Decimal(plain(value)) == value


def test_scaled_values_are_written_out() -> None:
    row = json.loads(jsonl.encode(measure(low=Decimal("2.5E+11"), year=None)))
    assert row["low"] == 250000000000
    assert row["year"] is None
    assert next(iter(row)) == "kind"


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_what_is_no_number_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        jsonl.encode(measure(low=Decimal(value)))


def test_dates_are_iso() -> None:
    row = json.loads(jsonl.encode(Report(source="a", report=1, start=0, end=1, delivered_on=date(2021, 1, 9))))
    assert row["delivered_on"] == "2021-01-09"


@given(texts)
def test_a_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    safe = guarded(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝"))
    assert unguarded(safe) == text


@given(structs(Measure), st.sampled_from(["=1+1", "@SUM(A1)", "-2+3", "+86", "＝1"]))
def test_no_text_cell_of_a_table_starts_a_formula(found: Measure, evil: str) -> None:
    cells = to_cells(measure(as_written=evil, indicator=evil, scope=evil, place=evil, section=(evil,), source=evil))
    numeric = {"start", "end", "sentence_start", "sentence_end", "low", "high", "year", "report"}
    assert all(not cell.startswith(tuple("=+-@＝")) for name, cell in cells.items() if name not in numeric)
    assert from_cells(to_cells(found)) == found


def test_one_csv_table_holds_the_columns_of_the_kinds_asked_for(tmp_path: Path) -> None:
    target = tmp_path / "measures.csv"
    written(target, "csv", [measure()], ["measure"])
    assert target.read_bytes().startswith(b"\xef\xbb\xbfkind,source,report,start,end,as_written")
    assert list(read_records(target)) == [measure()]
    with target.open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["low"] == "250000000000"


def test_a_csv_folder_has_one_file_per_kind(tmp_path: Path) -> None:
    report = Report(source="a", report=1, start=0, end=1, unknown={"place": "not named"})
    written(tmp_path / "out", "csv", [report, measure()])
    assert sorted(path.stem for path in (tmp_path / "out").iterdir()) == sorted(KINDS)
    assert list(read_records(tmp_path / "out")) == [measure(), report]


def test_a_single_kind_goes_to_one_parquet_file(tmp_path: Path) -> None:
    from pyarrow import parquet as pq

    target = tmp_path / "measure.parquet"
    written(target, "parquet", [measure(low=Decimal("8.50"))], ["measure"])
    row = pq.read_table(target).to_pylist()[0]
    assert (row["low"], row["low_float"], row["section"]) == ("8.50", 8.5, ["一、回顾"])


def test_xlsx_has_a_sheet_per_kind_and_runs_no_formula(tmp_path: Path) -> None:
    target = tmp_path / "book.xlsx"
    evil = '=HYPERLINK("x")'
    huge = Decimal("12345678901234567890.125")
    written(target, "xlsx", [measure(as_written=evil, high=huge), Report(source="a", report=1, start=0, end=1)])
    book = load_workbook(target)
    assert book.sheetnames == ALL_KINDS
    names, values = list(book["measure"].iter_rows(values_only=True))
    row = dict(zip(names, values, strict=True))
    assert row["low"] == 250000000000
    assert row["high"] == "12345678901234567890.125"
    assert row["as_written"] == evil
    assert all(cell.data_type != "f" for line in book["measure"].iter_rows() for cell in line)
    assert not list(tmp_path.glob(".*"))


def test_the_same_records_give_the_same_workbook(tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        written(tmp_path / name, "xlsx", [measure()])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_full_sheet_goes_on_in_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)
    written(tmp_path / "book.xlsx", "xlsx", [measure(start=start) for start in range(5)], ["measure"])
    book = load_workbook(tmp_path / "book.xlsx")
    assert {name: book[name].max_row for name in book.sheetnames} == {"measure": 3, "measure 2": 3, "measure 3": 2}


def test_a_cell_longer_than_a_sheet_allows_says_so(tmp_path: Path) -> None:
    repairs = tuple(
        Repair(start=at, end=at + 1, was="?", read_as="·", rule="clean.dot", why="间隔号") for at in range(2000)
    )
    written(tmp_path / "book.xlsx", "xlsx", [Report(source="a", report=1, start=0, end=1, repairs=repairs)])
    cells = [
        cell for line in load_workbook(tmp_path / "book.xlsx")["report"].iter_rows(values_only=True) for cell in line
    ]
    assert any(isinstance(cell, str) and cell.endswith("whole in JSON Lines]") for cell in cells)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.jsonl", '{"kind":"measure"}\n', "line 1 is no record"),
        ("a.jsonl", '\n{"kind":"poem"}\n', "line 2 is no record"),
        ("a.jsonl", "\xff\n", "line 1 is no record"),
        ("a.csv", "kind,source\r\npoem,x\r\n", "line 2 is no record"),
        ("a.csv", "name\r\nx\r\n", "line 2 is no record"),
        (
            "a.csv",
            "kind,source,report,start,end,level,title,role\r\nsection,a,x,0,1,1,t,plan\r\n",
            "line 2 is no record",
        ),
        ("a.txt", "", "is no file of records"),
        ("a.parquet", "PAR0", "is no file of records"),
    ],
)
def test_a_wrong_file_is_named_with_its_line(tmp_path: Path, name: str, content: str, says: str) -> None:
    path = tmp_path / name
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(ExchangeError, match=says) as caught:
        list(read_records(path))
    assert str(path) in caught.value.line()
    assert "\n" not in caught.value.line()


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="No such file"):
        list(read_records(tmp_path / "none.jsonl"))


@pytest.mark.parametrize("form", ["xlsx", "parquet"])
def test_binary_formats_need_a_place(form: Any) -> None:
    with pytest.raises(UsageError, match="--out"), WholeFiles() as files:
        record_writer(form, None, io.BytesIO(), ALL_KINDS, files)


@pytest.mark.parametrize("target", ["out.jsonl", "out.csv", "out.xlsx", "folder", "new/deep/out.jsonl"])
def test_an_error_leaves_nothing_behind_and_the_old_file_as_it_was(tmp_path: Path, target: str) -> None:
    (tmp_path / "out.jsonl").write_text("old", encoding="utf-8")
    form: Any = "csv" if target == "folder" else Path(target).suffix[1:]
    with pytest.raises(KeyboardInterrupt), WholeFiles() as files:
        writer = record_writer(form, tmp_path / target, io.BytesIO(), ALL_KINDS, files)
        try:
            writer.write([measure()])
            raise KeyboardInterrupt
        finally:
            writer.abandon()
    assert [path.name for path in tmp_path.rglob("*")] == ["out.jsonl"]
    assert (tmp_path / "out.jsonl").read_text(encoding="utf-8") == "old"


def test_writers_that_need_the_same_new_folder_do_not_stop_each_other(tmp_path: Path) -> None:
    writers = 8
    together = Barrier(writers, timeout=60)

    def write(number: int) -> None:
        for turn in range(50):
            together.wait()
            with WholeFiles() as files:
                files.open(tmp_path / str(turn) / "deep" / f"{number}.txt").write(b"whole")

    with ThreadPoolExecutor(writers) as pool:
        list(pool.map(write, range(writers)))
    assert len(list(tmp_path.rglob("*.txt"))) == writers * 50


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_a_full_disk_is_one_line(form: Any) -> None:
    device = Path("/dev/full")
    if not device.exists():
        pytest.skip("no /dev/full on this system")
    with pytest.raises(ExchangeError, match="No space left"):
        written(device, form, [measure()])
    assert device.is_char_device()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.jsonl").write_text("old", encoding="utf-8")
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "real.jsonl")
    written(tmp_path / "link.jsonl", "jsonl", [measure()])
    assert (tmp_path / "link.jsonl").is_symlink()
    assert list(read_records(tmp_path / "real.jsonl")) == [measure()]


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ExchangeError, match="Is a directory"), WholeFiles() as files:
        files.open(tmp_path)
