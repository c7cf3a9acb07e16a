"""Web annotations of the sample city: every selector leads to the very characters, and the body is the record."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from ximu.ledger.exchange import jsonl
from ximu.ledger.exchange.annotations import AROUND, write_annotations
from ximu.ledger.reading import ReportReading
from ximu.read.pipeline import read_path

SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "reports"


@cache
def sample() -> tuple[tuple[ReportReading, str], ...]:
    readings = [read_path(path, path.name) for path in sorted(SAMPLE.iterdir())]
    return tuple((report, reading.text) for reading in readings for report in reading.reports)


def read_text(path: Path) -> str:
    """Without changing line ends: positions count them."""
    return path.read_bytes().decode("utf-8")


def found_by_quote(selector: dict[str, str], text: str) -> list[int]:
    """Where a TextQuoteSelector matches, by the rule of the model: prefix, exact and suffix side by side."""
    words = selector["prefix"] + selector["exact"] + selector["suffix"]
    hits, at = [], text.find(words)
    while at >= 0:
        hits.append(at + len(selector["prefix"]))
        at = text.find(words, at + 1)
    return hits


def check(folder: Path, given: tuple[tuple[ReportReading, str], ...]) -> int:
    """Resolve every selector of every file; the number of annotations."""
    seen = 0
    records = {jsonl.encode(record) for reading, _ in given for record in reading.records()}
    for path in sorted(folder.glob("*.jsonld")):
        collection: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        page = collection["first"]
        assert (collection["@context"], collection["type"]) == (
            "http://www.w3.org/ns/anno.jsonld",
            "AnnotationCollection",
        )
        assert (page["type"], page["partOf"], page["startIndex"]) == ("AnnotationPage", collection["id"], 0)
        assert collection["total"] == len(page["items"]) > 0
        assert len({item["id"] for item in page["items"]}) == len(page["items"])
        for item in page["items"]:
            text = read_text(folder / item["target"]["source"])
            position, quote = item["target"]["selector"]
            assert (position["type"], quote["type"]) == ("TextPositionSelector", "TextQuoteSelector")
            assert text[position["start"] : position["end"]] == quote["exact"]
            assert position["start"] in found_by_quote(quote, text)
            assert len(quote["prefix"]) == min(AROUND, position["start"])
            tag, body = item["body"]
            record = json.loads(body["value"])
            assert body["value"].encode() in records
            assert tag["value"] == record["kind"]
            assert record.get("as_written", quote["exact"]) == quote["exact"] or record["kind"] == "section"
            seen += 1
    return seen


def test_every_statement_is_found_again_by_position_and_by_quotation(tmp_path: Path) -> None:
    written, left_out = write_annotations(sample(), tmp_path)
    assert (written, left_out) == (len(sample()), ())
    assert len(list(tmp_path.glob("*.jsonld"))) == len(list(tmp_path.glob("*.txt"))) == written
    statements = sum(len(list(reading.records())) - 1 for reading, _ in sample())
    assert check(tmp_path, sample()) == statements > 1000


def test_positions_count_code_points_beyond_the_first_plane(tmp_path: Path) -> None:
    reading, text = sample()[1]
    moved = "𠮷" * 3 + text
    shifted = jsonl.encode(reading.measures[0]).decode()
    start, end = reading.measures[0].start, reading.measures[0].end
    record = json.loads(shifted) | {"start": start + 3, "end": end + 3}
    measure = next(iter(jsonl.read([json.dumps(record).encode()])))
    other = ReportReading(report=reading.report, measures=(measure,))  # type: ignore[arg-type]
    write_annotations([(other, moved)], tmp_path)
    assert check(tmp_path, ((other, moved),)) == 1


def test_the_same_reports_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_annotations(sample(), tmp_path / name)
    first, second = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("a", "b"))
    assert first == second


def test_a_report_without_its_text_is_named(tmp_path: Path) -> None:
    reading, _ = sample()[0]
    assert write_annotations([(reading, "")], tmp_path / "none") == (0, (reading.report.source,))


@pytest.mark.shared
def test_a_real_report(shared: Path, tmp_path: Path) -> None:
    reading = read_path(shared / "corpus" / "shenzhen-2025.txt", "shenzhen-2025.txt")
    given = tuple((report, reading.text) for report in reading.reports)
    write_annotations(given, tmp_path)
    assert check(tmp_path, given) > 1000
