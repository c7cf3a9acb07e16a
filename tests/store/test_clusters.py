"""What lies above a place: the same from all reports and from the places alone."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ximu.link.identity import place_key
from ximu.store import models, tallies
from ximu.store.clusters import Clusters

HELD = (  # code, name, years, title
    ("", "全国", (2023, 2024), ""),
    ("430000", "湖南省", (2024,), ""),
    ("430200", "株洲市", (2023, 2024), ""),
    ("430221", "株洲县", (2016,), ""),
    ("430212", "渌口区", (2024,), ""),
    ("", "临江市", (2024,), "临江市政府工作报告"),
    ("", "滨江区", (2022, 2024), "临江市滨江区政府工作报告"),
)


def hold(code: str, name: str, years: tuple[int, ...], title: str) -> None:
    place = models.Place.objects.create(public_id=code or name, code=code, name=name)
    for year in years:
        models.Report.objects.create(
            public_id=f"{name}-{year}", place=place, report_year=year, source_kind="report", title=title,
            characters=1, reader_version="1", record={},
        )  # fmt: skip


@pytest.mark.usefixtures("ledger")
def test_the_places_alone_say_what_lies_above_as_the_reports_do() -> None:
    for held in reversed(HELD):  # the old county comes in after the district that it became
        hold(*held)
    models.Report.objects.create(
        public_id="t-1", source_kind="report", title="", characters=1, reader_version="1", record={}
    )
    tallies.recount()
    with CaptureQueriesContext(connection) as asked:
        places = Clusters.of_places()
    assert len(asked) == 2
    reports = Clusters.of_reports()
    assert set(reports.by_key) == {*places.by_key, "?t-1"}
    above = {key: [found.name for found in places.above(one)] for key, one in places.by_key.items()}
    assert above["430212"] == ["株洲市", "湖南省", "全国"]
    assert above["滨江区"] == ["临江市", "全国"]
    assert above["全国"] == []
    assert above == {key: [found.name for found in reports.above(reports.by_key[key])] for key in above}
    # A county that has become a district goes by what its latest report calls it.
    assert place_key("株洲县", "430221") == "430212"
    assert places.by_key["430212"].name == "渌口区"
