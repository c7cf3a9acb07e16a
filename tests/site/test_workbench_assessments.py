"""An assessment over the wire: from facts to a published table, with an appeal; who sees what of it and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from bench_people import Office, as_person, make_item, office
from django.test import Client
from django.utils import timezone

from ximu.site.workbench.assessments import changed
from ximu.track import actions
from ximu.track.models import Appeal, Assessment, AssessmentScore, JournalEntry
from ximu.track.scoring.rules import rule_sets

pytestmark = pytest.mark.django_db
LIST = "/workbench/assessments/"


def make(client: Client, of: Office, **more: Any) -> Any:
    today = timezone.localdate()
    data = {
        "title_zh": "上半年考核", "rule_set": "work_of_units", "since": (today - timedelta(days=90)).isoformat(),
        "until": today.isoformat(), "units": [of[0].units.get(key="water").pk],
    }  # fmt: skip
    return client.post(LIST, data | more)


@pytest.fixture
def draft(here: Office) -> Assessment:
    item = make_item(here, due_on=timezone.localdate() + timedelta(days=40))
    actions.act(here[1]["inspector"], item, "assign")
    assert make(as_person(here[1]["inspector"]), here).status_code == 302
    return Assessment.objects.get()


def at(found: Assessment, what: str = "") -> str:
    return f"{LIST}{found.pk}/{what}"


def test_every_point_opens_to_its_facts(here: Office, draft: Assessment) -> None:
    client = as_person(here[1]["inspector"])
    assert draft.title_zh in client.get(LIST).content.decode()
    assert "市水务局" in client.get(at(draft)).content.decode()
    row = AssessmentScore.objects.get()
    page = client.get(at(draft, f"{row.unit_id}/")).content.decode()
    assert "重点工作完成率" in page
    assert "整治黑臭水体12条" in page


def test_what_if_shows_another_total_and_saves_nothing(here: Office, draft: Assessment) -> None:
    client = as_person(here[1]["inspector"])
    row = AssessmentScore.objects.get()
    before = (row.total, draft.rule_content)
    seen = client.get(at(draft, f"{row.unit_id}/?tasks.full=80"))
    assert seen.context["then"] is not None
    assert client.get(at(draft, f"{row.unit_id}/?tasks.full=50")).context["then"] is None  # as it is
    for wrong in ("viel", "NaN", "1e99"):
        assert client.get(at(draft, f"{row.unit_id}/?tasks.full={wrong}")).status_code == 422
    row.refresh_from_db()
    assert (row.total, Assessment.objects.get().rule_content) == before


def test_a_goal_of_nothing_is_no_goal() -> None:
    rules = rule_sets()["quarterly_full_when_met"]
    assert changed(rules, {f"{rules.points[0].id}.goal": "0"}) == (rules, ["0"])


def test_from_a_draft_to_the_published_table_with_an_appeal(here: Office, draft: Assessment) -> None:
    people = {name: as_person(person) for name, person in here[1].items()}
    unit = here[0].units.get(key="water").pk
    assert people["deputy"].get(at(draft)).status_code == 404
    assert people["bureau"].get(at(draft, f"{unit}/")).status_code == 200
    assert people["bureau"].post(at(draft, "appeal/"), {"unit": unit, "reason": " "}).status_code == 422
    assert people["bureau"].post(at(draft, "appeal/"), {"unit": unit, "reason": "少算一项"}).status_code == 302
    assert people["head"].post(at(draft, "freeze/")).status_code == 422  # an appeal is open
    given = Appeal.objects.get()
    answer = {"appeal": given.pk, "answer": "refused", "reason": "已核对"}
    assert people["inspector"].post(at(draft, "answer/"), answer).status_code == 403
    assert people["head"].post(at(draft, "answer/"), answer).status_code == 302
    assert people["inspector"].post(at(draft, "again/")).status_code == 302
    assert people["head"].post(at(draft, "publish/")).status_code == 422  # not frozen
    assert people["inspector"].post(at(draft, "freeze/")).status_code == 403
    assert people["head"].post(at(draft, "freeze/")).status_code == 302
    assert people["inspector"].post(at(draft, "again/")).status_code == 422
    assert people["bureau"].post(at(draft, "appeal/"), {"unit": unit, "reason": "太迟"}).status_code == 422
    assert people["head"].post(at(draft, "publish/")).status_code == 302
    assert "市水务局" in people["deputy"].get(at(draft)).content.decode()
    assert people["head"].post(at(draft, "burn/")).status_code == 404


def test_the_day_of_an_appeal_is_that_of_the_place(here: Office, draft: Assessment) -> None:
    unit = here[0].units.get(key="water").pk
    client = as_person(here[1]["bureau"])
    assert client.post(at(draft, "appeal/"), {"unit": unit, "reason": "少算一项"}).status_code == 302
    Appeal.objects.update(at=datetime(2031, 5, 1, 17, tzinfo=UTC))
    page = as_person(here[1]["head"]).get(at(draft)).content.decode()
    assert "2031-05-02" in page  # one in the morning there
    assert "2031-05-01" not in page


@pytest.mark.parametrize("role", ["reporter", "bureau", "deputy", "admin"])
def test_only_the_inspection_office_makes_one(here: Office, role: str) -> None:
    assert make(as_person(here[1][role]), here).status_code == 403
    assert not Assessment.objects.exists()


@pytest.mark.parametrize("wrong", [{"units": []}, {"rule_set": "mine"}, {"until": "2001-01-01"}])
def test_what_does_not_fit_is_told(here: Office, wrong: dict[str, Any]) -> None:
    assert make(as_person(here[1]["inspector"]), here, **wrong).status_code == 422


def test_another_government_neither_sees_nor_changes_it(here: Office, draft: Assessment) -> None:
    there = office("there", "望川市")
    unit = here[0].units.get(key="water").pk
    client = as_person(there[1]["head"])
    assert draft.title_zh not in client.get(LIST).content.decode()
    for what in ("", f"{unit}/"):
        assert client.get(at(draft, what)).status_code == 404
    for what in ("freeze/", "again/", "publish/", "appeal/", "answer/"):
        assert client.post(at(draft, what), {"unit": unit, "reason": "x"}).status_code == 404
    assert make(as_person(there[1]["inspector"]), here).status_code == 422  # their units are no choice


def test_a_figure_of_another_office_counts_once_it_has_a_source(here: Office) -> None:
    client = as_person(here[1]["inspector"])
    assert make(client, here, rule_set="lianyungang_hotline").status_code == 302
    found, row = Assessment.objects.get(), AssessmentScore.objects.get()
    page = at(found, f"{row.unit_id}/")
    asked = client.get(page).context["confirming"]
    assert asked
    fact = asked[0][0]
    before = row.total
    given = {"fact": fact, f"{fact}-value": "95", f"{fact}-confirmed_by": "", f"{fact}-source": "热线月报"}
    assert client.post(page, given).status_code == 422  # nobody confirms it
    assert client.post(page, given | {f"{fact}-confirmed_by": "市信访局"}).status_code == 302
    row.refresh_from_db()
    assert row.total != before
    assert row.facts[fact]["confirmed_by"] == "市信访局"
    assert "热线月报" in client.get(page).content.decode()
    told = JournalEntry.objects.filter(action="score_again").get()
    assert "市信访局" in told.content
    # Scored again later, it stays.
    assert client.post(at(found, "again/")).status_code == 302
    row = AssessmentScore.objects.get()
    assert row.facts[fact]["value"] == "95"
    assert client.post(page, {"fact": "nothing"}).status_code == 404
    for role, status in (("bureau", 403), ("deputy", 404)):
        answer = as_person(here[1][role]).post(page, given | {f"{fact}-confirmed_by": "自己"})
        assert answer.status_code == status
    assert as_person(here[1]["head"]).post(at(found, "freeze/")).status_code == 302
    assert client.post(page, given | {f"{fact}-confirmed_by": "市信访局"}).status_code == 422
