"""A document is kept once, whole, and findable; a copy of a report is a further source, not another report."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from django.db import connection
from msgspec.structs import replace
from store_samples import reading_of, text_of, with_report

from ximu.ledger import commitment, finding, measure
from ximu.ledger.errors import StoreError
from ximu.ledger.reading import Reading
from ximu.store import models
from ximu.store.save import known_source, save_reading

TABLES = (
    models.Place, models.Source, models.SourceText, models.SourceFile, models.Report, models.ReportSource,
    models.ReportSketch, models.Section, models.Statement, models.Measure, models.Commitment, models.Admission,
    models.Project, models.Finding, models.Number, models.Passage,
)  # fmt: skip


def rows() -> dict[str, int]:
    """How many rows each table has, and the search index."""
    counted = {table.__name__: table._default_manager.count() for table in TABLES}
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT count(*) FROM store_passage_bigrams WHERE store_passage_bigrams MATCH '\"临江\"'")
        else:
            cursor.execute(
                "SELECT count(*) FROM store_passage WHERE '临江' = ANY (SELECT substr(one, 5) FROM unnest(tsvector_to_array(bigrams)) one)"
            )
        counted["indexed"] = cursor.fetchone()[0]
    return counted


def ids() -> list[str]:
    return sorted(models.Statement.objects.values_list("public_id", flat=True))


def test_everything_of_a_new_document_is_kept(ledger: str) -> None:
    reading, data = reading_of()
    result = save_reading(reading, data)
    assert (result.what, [(one.public_id, one.what, one.statements) for one in result.reports]) == (
        "new",
        [("990100-2031", "new", 10)],
    )
    source = models.Source.objects.get()
    assert (source.text, source.data, source.sha256) == (reading.text, data, reading.sha256)
    report = models.Report.objects.get()
    assert report.place is not None
    assert (report.place.name, report.place.level, report.report_year) == ("临江市", "prefecture", 2031)
    for statement in models.Statement.objects.all():
        assert source.text[statement.start : statement.end] == statement.as_written
        assert statement.sentence_start <= statement.start < statement.end <= statement.sentence_end


def test_the_records_come_back_equal(ledger: str) -> None:
    reading, data = reading_of()
    save_reading(reading, data)
    (found,) = reading.reports
    kinds: tuple[tuple[Any, Any, Any], ...] = (
        (models.Measure, measure.Measure, found.measures),
        (models.Commitment, commitment.Commitment, found.commitments),
        (models.Admission, commitment.Admission, found.admissions),
        (models.Project, commitment.Project, found.projects),
        (models.Finding, finding.Finding, found.findings),
    )
    for table, record, expected in kinds:
        stored = table.objects.order_by("start").values_list("record", flat=True)
        back = sorted(msgspec.json.encode(msgspec.convert(one, record)) for one in stored)
        assert back == sorted(msgspec.json.encode(one) for one in expected)


def test_the_same_document_again_changes_nothing(ledger: str) -> None:
    reading, data = reading_of()
    save_reading(reading, data)
    before = rows(), ids()
    again = save_reading(replace(reading, source="other-name.txt"), data)
    assert (again.what, [one.what for one in again.reports]) == ("known", ["known"])
    assert (rows(), ids()) == before
    assert known_source(reading.sha256) == again
    assert known_source("0" * 64) is None


COPIES: dict[str, dict[str, Any]] = {
    "other line ends": {"text": text_of(2031).replace("\n", "\r\n")},
    "words masked and a site name added": {"text": text_of(2031).replace("加快", "**", 1) + "本站转载\n"},
    "the second half lost": {"text": text_of(2031)[: len(text_of(2031)) * 6 // 10]},
    "no place and no year known": {"year": None, "place": None, "code": None, "data": b"other bytes"},
    "another year read": {"year": 2032, "text": text_of(2031) + "完。\n"},
}


@pytest.mark.parametrize("changes", COPIES.values(), ids=COPIES.keys())
def test_a_copy_is_a_further_source_of_the_same_report(ledger: str, changes: dict[str, Any]) -> None:
    save_reading(*reading_of())
    before = ids()
    copy, data = reading_of(**{"year": 2031, "name": "copy.txt"} | changes)
    result = save_reading(copy, data)
    assert (result.what, [(one.public_id, one.what) for one in result.reports]) == (
        "new",
        [("990100-2031", "second_source")],
    )
    assert 0.5 < result.reports[0].similarity <= 1
    assert ids() == before
    report = models.Report.objects.get()
    assert [held.source.name for held in report.in_sources.order_by("-primary")] == ["linjiang.txt", "copy.txt"]


OTHERS: dict[str, tuple[dict[str, Any], str]] = {
    "another year": ({"year": 2032}, "990100-2032"),
    "another place": ({"code": "990200", "place": "望海市", "text": text_of(2033)}, "990200-2031"),
    "a place without code": ({"code": None, "place": "望海市", "text": text_of(2033)}, "p-"),
    "no facts and another text": ({"year": None, "place": None, "code": None, "text": text_of(2034)}, "t-"),
    "the same place and year, another text": ({"text": "临江市补充报告。" + text_of(2040)[200:]}, "990100-2031-"),
}


@pytest.mark.parametrize(("changes", "public_id"), OTHERS.values(), ids=OTHERS.keys())
def test_another_text_is_another_report(ledger: str, changes: dict[str, Any], public_id: str) -> None:
    save_reading(*reading_of())
    result = save_reading(*reading_of(**{"year": 2031, "name": "other.txt"} | changes))
    assert result.reports[0].what == "new"
    assert result.reports[0].public_id.startswith(public_id)
    assert models.Report.objects.count() == 2


def test_an_explainer_is_not_the_report(ledger: str) -> None:
    save_reading(*reading_of())
    explainer, data = reading_of(text=text_of(2050))
    result = save_reading(with_report(explainer, source_kind="explainer"), data)
    assert result.reports[0].public_id == "990100-2031-explainer"


def test_two_reports_in_one_document(ledger: str) -> None:
    one, _ = reading_of(2031)
    other, _ = reading_of(2032)
    text = one.text + other.text
    second = replace(other.reports[0].report, report=2, start=len(one.text), end=len(text))
    reports = (one.reports[0], replace(other.reports[0], report=second, **dict.fromkeys(PARTS, ())))
    both = Reading(source="both.txt", text=text, sha256="", encoding="utf-8", format="txt", reports=reports)
    result = save_reading(both, text.encode())
    assert [saved.public_id for saved in result.reports] == ["990100-2031", "990100-2032"]
    assert models.Source.objects.get().reports.count() == 2


PARTS = ("sections", "measures", "commitments", "admissions", "projects", "numbers", "findings")


def test_a_newer_reader_replaces_statements_and_keeps_ids(ledger: str) -> None:
    reading, data = reading_of()
    save_reading(reading, data, reader_version="1")
    before = set(ids())
    (found,) = reading.reports
    longer = replace(found.measures[0], end=found.measures[0].end + 1, as_written="８.5%，")
    better = replace(reading, reports=(replace(found, measures=(longer, *found.measures[2:])),))
    result = save_reading(better, data, reader_version="2")
    assert (result.what, result.reports[0].what, result.reports[0].statements) == ("reread", "reread", 9)
    assert set(ids()) < before
    assert len(before) - len(ids()) == 1
    assert models.Measure.objects.order_by("start")[0].record["as_written"] == "８.5%，"
    source = models.Source.objects.get()
    assert (source.reader_version, source.earlier_versions) == ("2", ["1"])
    assert save_reading(better, data, reader_version="2").what == "known"
    once_more = save_reading(reading, data, reader_version="3")
    assert (once_more.what, set(ids())) == ("reread", before)


def test_the_same_reader_may_be_asked_again(ledger: str) -> None:
    reading, data = reading_of()
    save_reading(reading, data)
    before = rows(), ids()
    assert save_reading(reading, data, again=True).what == "reread"
    assert (rows(), ids()) == before
    assert models.Source.objects.get().earlier_versions == []


def test_a_newer_reader_leaves_no_rows_behind(ledger: str) -> None:
    reading, data = reading_of()
    save_reading(reading, data, reader_version="1")
    before = rows()
    save_reading(reading, data, reader_version="2")
    assert rows() == before


def test_a_newer_reader_may_learn_the_place(ledger: str) -> None:
    nameless, data = reading_of(None, place=None, code=None)
    first = save_reading(nameless, data, reader_version="1").reports[0].public_id
    known, _ = reading_of(text=nameless.text)
    again = save_reading(known, data, reader_version="2")
    assert again.reports[0].public_id == first  # the address that was quoted stays
    assert models.Report.objects.get().report_year == 2031


def test_a_newer_reader_may_find_no_report_there(ledger: str) -> None:
    reading, data = reading_of()
    save_reading(reading, data, reader_version="1")
    save_reading(replace(reading, reports=()), data, reader_version="2")
    left = {name: count for name, count in rows().items() if count}
    assert left == {"Place": 1, "Source": 1, "SourceText": 1, "SourceFile": 1}


@pytest.mark.parametrize(
    "value", ["0.1", "8.50", "-0.3", "0", "123456789012345678901234567890.123456789", "4.1E+12", "1E-20"]
)
def test_values_are_exact(ledger: str, value: str) -> None:
    reading, data = reading_of()
    (found,) = reading.reports
    one = replace(found.measures[0], low=Decimal(value), high=Decimal(value))
    save_reading(replace(reading, reports=(replace(found, measures=(one,)),)), data)
    stored = models.Measure.objects.get(low=Decimal(value))
    assert (stored.low, stored.high) == (Decimal(value), Decimal(value))


def test_characters_no_database_keeps_do_not_move_positions(ledger: str) -> None:
    text = text_of(2031).replace("　　", "\0\0", 1)
    reading, data = reading_of(text=text)
    save_reading(reading, data)
    stored = models.Source.objects.get()
    assert len(stored.text) == len(text)
    assert "\0" not in stored.text
    assert stored.data == data


def test_a_reading_of_other_bytes_is_refused(ledger: str) -> None:
    reading, _ = reading_of()
    with pytest.raises(StoreError, match="S005"):
        save_reading(reading, b"something else")
    assert not any(rows().values())


def test_a_failure_on_the_way_keeps_nothing(ledger: str) -> None:
    reading, data = reading_of()
    (found,) = reading.reports
    twice = replace(found, report=replace(found.report, report=2))  # the same place in the source: refused
    with pytest.raises(StoreError):
        save_reading(replace(reading, reports=(found, replace(twice, report=replace(twice.report, end=9)))), data)
    assert not any(rows().values())
