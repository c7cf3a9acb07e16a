"""The standing of a past month: what was closed since was open then; the paper of that month says the same."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import docx
import pytest
from bench_people import Office, as_person
from django.utils import timezone

from ximu.site.workbench.overview import past_months
from ximu.track import actions
from ximu.track.actions import keep_standings
from ximu.track.editions import playbooks
from ximu.track.models import KeptStanding

pytestmark = pytest.mark.django_db


def month_ago() -> date:
    """The last day of the month before this one."""
    return timezone.localdate().replace(day=1) - timedelta(days=1)


@pytest.fixture
def closed_since(here: Office) -> Any:
    """A task assigned before the end of last month and judged since."""
    end, people = month_ago(), here[1]
    for held in (one for person in people.values() for one in person.posts_held.all()):
        held.since = end - timedelta(days=200)
        held.save()
    content = actions.ItemContent(title_zh="疏通支渠", lead_unit=here[0].units.get(key="water"), year=end.year)
    begun = end - timedelta(days=20)
    item = actions.create_item(people["inspector"], here[0], playbooks()["key_tasks"], content, on=begun)
    actions.act(people["inspector"], item, "assign", on=begun)
    actions.act(people["bureau"], item, "accept", on=begun)
    actions.act(people["head"], item, "judge_not_completed", reason="没有做", on=end + timedelta(days=1))
    return item


def line(page: Any) -> tuple[int, int, int]:
    (found,) = page.context["lines"]
    return (found.items, found.open, found.closed)


def test_a_month_that_is_over_is_told_as_it_was(here: Office, closed_since: Any) -> None:
    client, end = as_person(here[1]["head"]), month_ago()
    now = client.get(f"/workbench/standing/?year={end.year}")
    then = client.get(f"/workbench/standing/?year={end.year}&month={end.month}")
    assert (line(now), line(then)) == ((1, 0, 1), (1, 1, 0))
    assert [one.lights for one in then.context["lines"]] == [{"none": 1}]
    page = then.content.decode()
    assert f"按 {end.isoformat()} 日终" in page
    before = client.get(f"/workbench/standing/?year={end.year}&month={(end - timedelta(days=40)).month}")
    if (end - timedelta(days=40)).year == end.year:
        assert before.context["lines"] == []


def test_the_paper_of_a_month_is_that_of_its_page(here: Office, closed_since: Any) -> None:
    end = month_ago()
    sent = as_person(here[1]["head"]).get(f"/workbench/standing.docx?year={end.year}&month={end.month}")
    document = docx.Document(io.BytesIO(sent.content))
    assert f"{end.year}年{end.month}月{end.day}日" in "\n".join(one.text for one in document.paragraphs)
    assert [cell.text for cell in document.tables[0].rows[1].cells][:4] == ["市水务局", "1", "1", "0"]


@pytest.mark.parametrize("asked", ["13", "0", "x", "99"])
def test_what_is_no_past_month_is_now(here: Office, closed_since: Any, asked: str) -> None:
    page = as_person(here[1]["head"]).get(f"/workbench/standing/?year={month_ago().year}&month={asked}")
    assert page.context["until"] is None


def test_a_month_that_runs_is_not_over() -> None:
    today = timezone.localdate()
    assert all(end < today for _, end in past_months(today.year))
    assert [name for name, _ in past_months(today.year - 1)] == [str(month) for month in range(12, 0, -1)]


def test_the_head_locks_a_month_and_opens_it_again(here: Office, closed_since: Any) -> None:
    end, address = month_ago(), "/workbench/standing/lock/"
    asked = {"government": here[0].key, "year": end.year, "month": end.month}
    assert as_person(here[1]["inspector"]).post(address, asked).status_code == 403
    head = as_person(here[1]["head"])
    assert head.post(address, {**asked, "month": 13}).status_code == 404
    assert head.post(address, asked).status_code == 302
    page = head.get(f"/workbench/standing/?year={end.year}&month={end.month}")
    assert f"至 {end.isoformat()} 已锁定" in page.content.decode()
    keep_standings()
    assert KeptStanding.objects.filter(on=end, locked=True).exists()
    assert head.post(address, {**asked, "do": "unlock"}).status_code == 422  # a reason is missing
    assert head.post(address, {**asked, "do": "unlock", "reason": "补正"}).status_code == 302
    assert not KeptStanding.objects.filter(locked=True).exists()
