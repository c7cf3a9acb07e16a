"""Tallies are what a fresh count gives, whatever comes in, is read again or moves; a wrong one is found and mended."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.models import F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from store_samples import reading_of, text_of, with_report

from ximu.site.operations.examination import Check, examine
from ximu.site.pages import findings, indicator, projects, promises
from ximu.store import models, tallies, tally_models
from ximu.store.prepare import prepare
from ximu.store.relink import relink
from ximu.store.save import save_reading

YEARS = st.sampled_from((2031, 2032, 2033))
PLACES = st.sampled_from((("临江市", "990100"), ("海东市", "990200"), (None, None)))


def add(year: int, place: tuple[str | None, str | None] = ("临江市", "990100"), *, version: str = "1") -> None:
    """A report of the year and place comes in; with another version of the reader it is read again."""
    name, code = place
    text = text_of(year).replace("临江市", name or "某某市")
    reading, data = reading_of(year, text=text, name=f"{name}{year}.txt", place=name, code=code)
    save_reading(reading, data, reader_version=version)


def move(year: int, to: tuple[str | None, str | None]) -> None:
    """The report of the year is read again as one of another place and of another year, as `to` says."""
    reading, data = reading_of(year, name=f"临江市{year}.txt")
    name, code = to
    facts = {"place": name, "place_code": code, "report_year": year + 1 if name else year}
    save_reading(with_report(reading, **facts), data, again=True)


def nothing_read(year: int) -> None:
    """A newer reader finds no report in the document any more."""
    reading, data = reading_of(year, name=f"临江市{year}.txt")
    save_reading(replace(reading, reports=()), data, again=True)


STEPS = st.one_of(
    st.tuples(st.just(add), YEARS, PLACES),
    st.tuples(st.just(move), YEARS, PLACES),
    st.tuples(st.just(nothing_read), YEARS),
    st.tuples(st.just(relink)),
)


@pytest.mark.slow
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEPS, min_size=1, max_size=5))
def test_tallies_are_what_a_fresh_count_gives(ledger: str, steps: list[tuple[object, ...]]) -> None:
    for step, *values in steps:  # one ledger goes on through all examples
        step(*values)  # type: ignore[operator]  # a function with its values
        assert list(tallies.differences()) == []


@pytest.fixture
def linked(ledger: str) -> None:
    """Two reports of a city, linked."""
    add(2031)
    add(2032)
    relink()


@pytest.mark.usefixtures("linked")
def test_there_is_something_to_count() -> None:
    assert models.ReportTally.objects.count() == 2
    for tally in (
        models.StatementTally,
        models.NumberTally,
        models.MeasureTally,
        models.LinkTally,
        models.PromiseTally,
    ):
        assert tally._default_manager.filter(n__gt=0).exists(), tally
    held = models.PlaceTally.objects.get(place__name="临江市")
    assert (held.reports, held.first_year, held.last_year) == (2, 2031, 2032)


@pytest.mark.usefixtures("linked")
@pytest.mark.parametrize(
    "tally", [one for one in vars(tally_models).values() if isinstance(one, type) and one.__name__.endswith("Tally")]
)
def test_a_wrong_tally_is_found_and_mended(tally: type[tally_models.Tally]) -> None:
    if tally is tally_models.Tally:
        return
    column = "reports" if tally is models.PlaceTally else "n"
    row = tally._default_manager.first()
    if row is None:
        pytest.skip("the sample has nothing of it")
    tally._default_manager.filter(pk=row.pk).update(**{column: F(column) + 1})
    assert [(one.tally, one.kept - one.counted) for one in tallies.differences()] == [(tally.__name__, 1)]
    tallies.recount()
    assert list(tallies.differences()) == []


@pytest.mark.usefixtures("linked")
def test_a_ledger_without_tallies_is_counted_when_it_is_opened() -> None:
    for tally in (*tallies._COLUMNS, models.PlaceTally):
        tally._default_manager.all().delete()
    assert list(tallies.differences())
    assert not prepare()
    assert list(tallies.differences()) == []


@pytest.mark.usefixtures("linked")
def test_the_edition_changes_with_the_ledger_alone() -> None:
    before = tallies.edition()
    add(2032)  # known
    assert tallies.edition() == before
    add(2033)
    assert tallies.edition() != before


@pytest.mark.usefixtures("linked")
@pytest.mark.parametrize(("table", "thorough"), [(models.ReportTally, False), (models.PromiseTally, True)])
def test_the_examination_tells_of_wrong_counts(table: type[tally_models.Tally], *, thorough: bool) -> None:
    def counts() -> Check:
        return next(one for one in examine(thorough=thorough) if one.name == "counts")

    assert counts().state == "ok"
    table._default_manager.update(n=F("n") + 1)
    assert (counts().state, counts().mend.split()[:2]) == ("wrong", ["ximu", "relink"])
    relink(everything=True)
    assert counts().state == "ok"


LISTS = [
    *((models.Promise.objects.filter(label="testable"), order) for order in promises.ORDERS.values()),
    (models.Promise.objects.all(), promises.ORDERS["year"]),
    (models.Promise.objects.filter(label="testable", state="missed"), promises.ORDERS["year"]),
    *((models.ComputedFinding.objects.all(), findings.ORDERS[name]) for name in ("grave", "year", "place", "kind")),
    *((models.NamedProject.objects.all(), projects.ORDERS[name]) for name in ("reports", "year", "name")),
    *(
        (models.Measure.objects.filter(indicator_id="gross_regional_product", aspect="growth", unit="%"), order)
        for order in indicator.ORDERS.values()
    ),
    (models.Measure.objects.filter(indicator_id="gross_regional_product"), ("-report", "-start")),
]


@pytest.mark.usefixtures("linked")
def test_every_list_is_read_in_the_order_of_an_index() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # the tables are small: say that only an index will do
            for way in ("sort", "seqscan", "bitmapscan"):
                cursor.execute(f"SET enable_{way} = off")
    try:
        for rows, order in LISTS:
            plan = rows.order_by(*order).values("pk")[:50].explain()
            assert "Sort" not in plan, plan
            assert "TEMP B-TREE" not in plan, plan
    finally:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("RESET ALL")
