"""Links, promises and findings in the database: the same however the reports came in, and every id leads somewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ximu import __version__
from ximu.ledger.observation import Observation
from ximu.ledger.reading import Reading
from ximu.link.collection import collect
from ximu.link.links import links
from ximu.link.standing import STATE_OF
from ximu.read.intake import read_bytes
from ximu.read.pipeline import read_document
from ximu.store import models, relink
from ximu.store.load import held_reports
from ximu.store.observations import keep_observations
from ximu.store.save import save_reading

SAMPLE = Path(__file__).resolve().parents[2] / "sample" / "reports"
CITY = ("linjiang-2022.txt", "linjiang-2023.txt", "linjiang-2024.txt", "linjiang-2025.txt")
DISTRICT = "binjiang-district-2024.txt"
Ids = dict[str, list[tuple[Any, ...]]]


@cache
def read(name: str) -> tuple[Reading, bytes]:
    data = (SAMPLE / name).read_bytes()
    return read_document(read_bytes(data, name)), data


def add(*names: str) -> list[str]:
    return [save_reading(*read(name)).reports[0].public_id for name in names]


def tables() -> Ids:
    """Every row of the computed tables as it can be compared: the keys of the database are made anew each time."""
    return {
        table.__name__: sorted(
            tuple(str(value) for value in row)
            for row in table._default_manager.values_list(
                *[
                    field.name if not field.is_relation else f"{field.name}__public_id"
                    for field in table._meta.concrete_fields
                    if field.name != "record"
                ]
            )
        )
        for table in (models.Link, models.Promise, models.ComputedFinding, models.NamedProject)
    }


@pytest.fixture
def city(ledger: str) -> Iterator[None]:
    """The four reports of the sample city and that of its district, linked."""
    add(*CITY, DISTRICT)
    relink.relink()
    yield


def test_the_order_of_coming_in_makes_no_difference(ledger: str) -> None:
    for name in (DISTRICT, *reversed(CITY)):
        add(name)
        relink.relink()
    one_by_one = tables()
    assert all(one_by_one.values())
    relink.relink(everything=True)
    assert tables() == one_by_one


def test_a_district_is_compared_again_when_its_city_comes_in(ledger: str) -> None:
    add(DISTRICT)
    relink.relink()
    above = models.ComputedFinding.objects.filter(rule="amplification.above_superior")
    assert not above.exists()
    add(*CITY)
    relink.relink()
    found = above.get()
    assert found.report.place is not None
    assert found.other_report is not None
    assert (found.report.place.name, found.other_report.report_year) == ("滨江区", 2024)


@pytest.mark.usefixtures("city")
def test_the_rows_are_what_the_rules_say_over_all_reports_at_once() -> None:
    said = sorted(
        (one.target.source, one.target.start, one.verdict, one.reason, str(one.gap), one.sure)
        for one in links(collect(held_reports()))
    )
    kept = models.Link.objects.values_list(
        "report__in_sources__source__name", "target_start", "verdict", "reason", "gap", "sure"
    )
    assert sorted((*row[:4], str(row[4]), row[5]) for row in kept) == said


@pytest.mark.usefixtures("city")
def test_every_id_leads_somewhere_and_every_position_cuts_the_words() -> None:
    known = set(models.Statement.objects.values_list("public_id", flat=True))
    promises = dict(models.Promise.objects.values_list("public_id", "kind"))
    texts = dict(models.Report.objects.values_list("pk", "sources__text_row__text"))
    commitments = models.Commitment.objects.values_list("statement_id", flat=True)
    assert set(commitments) == {key for key, kind in promises.items() if kind == "commitment"}
    for link in models.Link.objects.all():
        assert link.promise in promises
        assert {link.target, link.outcome} - {""} <= known
        target = link.record["target"]
        assert "".join(texts[link.report_id][link.target_start : link.target_end].split()) == target["as_written"]
        if link.outcome_report_id is not None:
            told = link.record["outcome"]
            words = texts[link.outcome_report_id][link.outcome_start : link.outcome_end]
            assert "".join(words.split()) == "".join(told["as_written"].split())
    for promise in models.Promise.objects.all():
        assert promise.public_id in known or promise.kind == "clause"
        assert texts[promise.report_id][promise.start : promise.end] == promise.as_written
    for finding in models.ComputedFinding.objects.all():
        assert texts[finding.report_id][finding.a_start : finding.a_end] == finding.a_text
        assert {finding.a_statement, finding.b_statement} - {""} <= known


@pytest.mark.usefixtures("city")
def test_a_promise_of_one_target_stands_as_its_link_says() -> None:
    verdicts = dict(models.Link.objects.values_list("promise", "verdict"))
    single = models.Promise.objects.filter(targets=1)
    assert single.count() > 100
    assert all(one.verdict == verdicts[one.public_id] and one.state == STATE_OF[one.verdict] for one in single)  # type: ignore[index]
    assert set(models.Promise.objects.filter(targets=0).values_list("state", flat=True)) == {"not_testable", "not_due"}
    assert models.Promise.objects.filter(repeated__gt=0).exists()


@pytest.mark.usefixtures("city")
def test_a_project_is_followed_over_the_years() -> None:
    named = {one.name: one for one in models.NamedProject.objects.filter(place__name="临江市")}
    statements = dict(models.Project.objects.values_list("statement_id", "report__report_year"))
    said = models.Project.objects.filter(report__place__name="临江市").values_list("statement_id", flat=True)
    assert sorted(said) == sorted(key for one in named.values() for key in one.statements)
    most = max(named.values(), key=lambda one: one.reports)
    assert most.reports == len(most.years) >= 3
    assert [statements[key] for key in most.statements] == most.years
    assert (most.first_year, most.last_year) == (most.years[0], most.years[-1])


@pytest.mark.usefixtures("city")
def test_what_has_not_changed_is_not_linked_again() -> None:
    before = tables()
    assert relink.relink() == (0, 0, 0, 0)
    add(*CITY)  # the same bytes
    assert relink.relink().places == 0
    save_reading(*read(CITY[0]), again=True)
    assert relink.relink().places == 2  # the city, and the district that is compared with it
    assert tables() == before
    assert set(models.Report.objects.values_list("linked_version", flat=True)) == {__version__}


@pytest.mark.usefixtures("city")
def test_a_report_that_is_gone_takes_its_links_along() -> None:
    reading, data = read(CITY[3])
    public_id = models.Report.objects.get(report_year=2025).public_id
    save_reading(Reading(**{**_fields(reading), "reports": ()}), data, again=True)
    assert not models.Report.objects.filter(public_id=public_id).exists()
    relink.relink()
    assert not models.Link.objects.filter(outcome_report__public_id=public_id).exists()
    # What was promised for 2024 has no report that looks back any more.
    verdicts = models.Link.objects.filter(report_year=2024, year=2024).exclude(bound="delegated")
    assert set(verdicts.values_list("verdict", flat=True)) == {"not_due"}


def _fields(reading: Reading) -> dict[str, Any]:
    return {name: getattr(reading, name) for name in reading.__struct_fields__}


@pytest.mark.usefixtures("city")
def test_a_stop_in_the_middle_leaves_whole_places(monkeypatch: pytest.MonkeyPatch) -> None:
    before = tables()
    models.Report.objects.update(linked_version="")
    write: Callable[..., None] = relink._write
    written: list[Sequence[int]] = []

    def stop_at_the_second(reports: Sequence[int], rows: Any) -> None:
        write(reports, rows)
        written.append(reports)
        if len(written) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(relink, "_write", stop_at_the_second)
        with pytest.raises(KeyboardInterrupt):
            relink.relink()
    assert tables() == before
    assert models.Report.objects.exclude(linked_version="").count() == len(written[0])
    assert relink.relink().places == 1
    assert tables() == before


def row(value: str, url: str = "https://stats.example/2024") -> Observation:
    return Observation(
        source="table.csv", line=2, place="临江市", place_code=None, indicator="地区生产总值",
        indicator_id="gross_regional_product", year=2024, value=Decimal(value), unit="%", aspect="growth",
        source_url=url, published_on=date(2025, 3, 1),
    )  # fmt: skip


@pytest.mark.usefixtures("city")
def test_statistics_rank_above_the_report() -> None:
    assert keep_observations([row("1.0"), row("1.00")]) == (1, 0)
    assert keep_observations([row("1")]) == (0, 1)
    assert relink.relink().places == 2
    link = models.Link.objects.get(
        indicator_id="gross_regional_product", aspect="growth", year=2024, report_year=2024, origin="statistics",
        place__name="临江市",
    )  # fmt: skip
    assert (link.verdict, link.outcome_low, link.outcome_report) == ("missed", Decimal("1.0"), None)
    assert models.Observation.objects.get().value == Decimal("1.0")


def test_more_reports_of_a_place_are_linked_with_as_many_queries_a_report(ledger: str) -> None:
    def queries(name: str) -> int:
        add(name)
        with CaptureQueriesContext(connection) as asked:
            relink.relink()
        return len(asked)

    counts = [queries(name) for name in CITY]
    # A report more costs its own reading (eight queries) and the batches of its rows, nothing that grows.
    assert max(after - before for before, after in pairwise(counts)) <= 16
