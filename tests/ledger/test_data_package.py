"""The data package of the sample city, checked by frictionless: keys, types, checksums; a broken one is refused."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import frictionless
import pytest

from ximu.ledger.errors import UsageError
from ximu.ledger.exchange.cells import unguarded
from ximu.ledger.exchange.data_package import LICENSES, write_package
from ximu.ledger.exchange.formats import read_records
from ximu.ledger.exchange.kinds import KINDS, columns
from ximu.ledger.exchange.table_schema import link_schema, schema
from ximu.ledger.reading import ReportReading
from ximu.link.collection import collect
from ximu.link.links import links
from ximu.read.pipeline import read_path

SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "reports"


@cache
def sample() -> tuple[tuple[ReportReading, str], ...]:
    readings = [read_path(path, path.name) for path in sorted(SAMPLE.iterdir())]
    return tuple((report, reading.text) for reading in readings for report in reading.reports)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("package")
    write_package(sample(), folder, links=links(collect(sample())), license_name="CC-BY-4.0")
    return folder


def errors(folder: Path) -> list[str]:
    """What frictionless says is wrong, as `resource type`."""
    report = frictionless.validate(str(folder / "datapackage.json"))
    return [f"{task.name} {error.type}" for task in report.tasks for error in task.errors] + [
        error.type for error in report.errors
    ]


def test_frictionless_finds_nothing_wrong(package: Path) -> None:
    assert errors(package) == []
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    assert {one["name"] for one in descriptor["resources"]} >= {*KINDS, "link", "text-1"}
    assert descriptor["licenses"][0]["path"].startswith("https://creativecommons.org/")
    assert "2024年临江市政府工作报告" in {source["title"] for source in descriptor["sources"]}


def change(name: str, edit: Callable[[str], str]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = folder / name
        path.write_bytes(edit(path.read_bytes().decode("utf-8")).encode("utf-8"))

    return apply


def of_table(folder: Path, name: str, column: str, value: str) -> None:
    """Put a value into a cell of the first row of a table and mend the checksum, so that only the value is wrong."""
    import hashlib

    path = folder / name
    rows = list(csv.DictReader(path.open(encoding="utf-8", newline="")))
    rows[0][column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    place = folder / "datapackage.json"
    descriptor: dict[str, Any] = json.loads(place.read_text(encoding="utf-8"))
    for one in descriptor["resources"]:
        if one["path"] == name:
            one["bytes"] = path.stat().st_size
            one["hash"] = f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    place.write_text(json.dumps(descriptor, ensure_ascii=False), encoding="utf-8")


BROKEN = {
    "a changed text": (change("texts/1.txt", lambda text: text.replace("2024", "2042", 1)), "text-1 hash-count"),
    "a changed number": (change("data/measure.csv", lambda text: text.replace("5.5", "5.6", 1)), "measure hash-count"),
    "a row without its report": (
        lambda folder: of_table(folder, "data/measure.csv", "report_id", "999999-2024"),
        "measure foreign-key",
    ),
    "an id that stands twice": (
        lambda folder: of_table(folder, "data/section.csv", "id", second_id(folder)),
        "section primary-key",
    ),
    "a number that is none": (lambda folder: of_table(folder, "data/measure.csv", "low", "viel"), "measure type-error"),
    "a bound nobody knows": (
        lambda folder: of_table(folder, "data/measure.csv", "bound", "some"),
        "measure constraint-error",
    ),
}  # fmt: skip


def second_id(folder: Path) -> str:
    rows = list(csv.DictReader((folder / "data" / "section.csv").open(encoding="utf-8", newline="")))
    return rows[1]["id"]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_package_is_refused(name: str, tmp_path: Path) -> None:
    write_package(sample()[:2], tmp_path)
    assert errors(tmp_path) == []
    broken, error = BROKEN[name]
    broken(tmp_path)
    assert error in errors(tmp_path)


def test_the_tables_are_read_back_as_the_records_they_were(package: Path) -> None:
    again = list(read_records(package / "data"))
    records = [record for reading, _ in sample() for record in reading.records(all_numbers=True)]
    assert sorted(map(repr, again)) == sorted(map(repr, records))


def test_positions_cut_the_words_out_of_the_texts(package: Path) -> None:
    with (package / "data" / "report.csv").open(encoding="utf-8", newline="") as file:
        texts = {row["id"]: (package / row["text_path"]).read_bytes().decode("utf-8") for row in csv.DictReader(file)}
    with (package / "data" / "measure.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 600
    for row in rows:
        assert texts[row["report_id"]][int(row["start"]) : int(row["end"])] == unguarded(row["as_written"])


def test_links_name_the_statements_at_their_ends(package: Path) -> None:
    with (package / "links" / "link.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with (package / "data" / "measure.csv").open(encoding="utf-8", newline="") as file:
        measures = {row["id"]: row for row in csv.DictReader(file)}
    named = [row for row in rows if row["target_low"]]
    assert named
    for row in named:
        assert measures[row["target_id"]]["start"] == row["target_start"]
        assert Decimal(measures[row["target_id"]]["low"]) == Decimal(row["target_low"])


def test_the_same_ledger_gives_the_same_bytes(package: Path, tmp_path: Path) -> None:
    write_package(sample(), tmp_path, links=links(collect(sample())), license_name="CC-BY-4.0")
    first, second = (
        {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        for folder in (package, tmp_path)
    )
    assert first == second


def test_every_field_of_every_table_is_described() -> None:
    for kind in KINDS:
        described = schema(kind)["fields"]
        assert [
            field["name"] for field in described if field["name"] not in ("id", "report_id", "kind", "text_path")
        ] == [column.name for column in columns(kind)]
        assert all(field["description"] for field in described)
    assert all(field["description"] for field in link_schema()["fields"])


def test_a_license_that_nobody_knows_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such license"):
        write_package(sample(), tmp_path / "none", license_name="mine")
    assert not (tmp_path / "none").exists()
    assert all(path.startswith("https://") for _, path in LICENSES.values())


def test_nothing_stays_behind_when_reading_fails(tmp_path: Path) -> None:
    def given() -> Any:
        yield sample()[0]
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"):
        write_package(given(), tmp_path / "half")
    assert not (tmp_path / "half").exists()


@pytest.mark.shared
def test_a_real_city(shared: Path, tmp_path: Path) -> None:
    readings = [read_path(shared / "corpus" / f"shenzhen-{year}.txt", f"shenzhen-{year}.txt") for year in (2024, 2025)]
    given = [(report, reading.text) for reading in readings for report in reading.reports]
    write_package(given, tmp_path, links=links(collect(given)))
    assert errors(tmp_path) == []
