"""The standing as documents, and the calendar of a unit: what they say, and who may take them away."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import docx
import pytest
from bench_people import Office, as_person, make_item, office
from django.utils import timezone
from icalendar import Calendar
from openpyxl import load_workbook

from ximu.track import actions
from ximu.track.models import Item

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(here: Office) -> Item:
    """An open key task three days past its deadline, and another that is in time."""
    today = timezone.localdate()
    found = []
    for days, title in ((-3, "整治黑臭水体12条"), (40, "改造泵站三座")):
        item = make_item(here, title=title, due_on=today + timedelta(days=days))
        actions.act(here[1]["inspector"], item, "assign")
        found.append(item)
    return found[0]


def test_the_document_tells_units_rates_and_late_work(here: Office, late: Item) -> None:
    sent = as_person(here[1]["inspector"]).get("/workbench/standing.docx")
    document = docx.Document(io.BytesIO(sent.content))
    text = "\n".join(one.text for one in document.paragraphs)
    assert "临江市人民政府" in document.paragraphs[0].text
    assert "事项共2项" in text
    units, rates, over = document.tables
    assert [cell.text for cell in units.rows[1].cells] == ["市水务局", "2", "2", "0", "1", "1"]
    assert [cell.text for cell in rates.rows[0].cells][3:] == ["分子", "分母", "不计"]
    assert [[cell.text for cell in row.cells][1] for row in over.rows[1:]] == [late.title_zh]
    assert over.rows[1].cells[-1].text == "3"


def test_the_workbook_says_the_same_and_runs_nothing(here: Office, late: Item) -> None:
    actions.edit_item(here[1]["inspector"], late, actions.ItemContent(title_zh="=1+1"), reason="试")
    sent = as_person(here[1]["inspector"]).get("/workbench/standing.xlsx")
    book = load_workbook(io.BytesIO(sent.content))
    assert book.sheetnames == ["各单位情况", "各项率", "逾期事项"]
    cell = book["逾期事项"]["B5"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
    assert book["各单位情况"]["B5"].value == 2


@pytest.mark.parametrize(("role", "status"), [("inspector", 200), ("head", 200), ("admin", 200), ("reporter", 403), ("bureau", 403), ("deputy", 403)])  # fmt: skip
def test_who_takes_the_standing_away(here: Office, late: Item, role: str, status: int) -> None:
    for form in ("docx", "xlsx"):
        assert as_person(here[1][role]).get(f"/workbench/standing.{form}").status_code == status
    assert as_person(here[1]["head"]).get("/workbench/standing.pdf").status_code == 404


def test_the_standing_of_another_government_is_ones_own(here: Office, late: Item) -> None:
    other = office("there", "望川市")
    sent = as_person(other[1]["head"]).get("/workbench/standing.xlsx?government=here")
    book = load_workbook(io.BytesIO(sent.content))
    said = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert late.title_zh not in said
    assert not any("临江" in str(one) for one in said)


def events(response: Any) -> list[str]:
    return [str(one["summary"]) for one in Calendar.from_ical(response.content).walk("VEVENT")]


def test_a_unit_takes_its_own_deadlines_away(here: Office, late: Item) -> None:
    unit = here[0].units.get(key="water")
    address = f"/workbench/units/{unit.pk}/deadlines.ics"
    client = as_person(here[1]["reporter"])
    assert "/workbench/calendars/" in client.get("/workbench/").content.decode()
    assert address in client.get("/workbench/calendars/").content.decode()
    sent = client.get(address)
    assert sent["Content-Type"].startswith("text/calendar")
    assert any(late.title_zh in one for one in events(sent))
    assert as_person(here[1]["deputy"]).get(address).status_code == 403
    other = here[0].units.get(key="inspection")
    assert client.get(f"/workbench/units/{other.pk}/deadlines.ics").status_code == 403
    there = office("there", "望川市")
    assert as_person(there[1]["head"]).get(address).status_code == 404
