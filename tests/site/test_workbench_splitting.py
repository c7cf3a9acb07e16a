"""Splitting and merging over the wire: parts keep what they came from, and only the inspection office does it."""

from __future__ import annotations

from typing import Any

import pytest
from bench_people import Office, as_person, make_item, office
from django.test import Client

from ximu.track import actions
from ximu.track.models import Item

pytestmark = pytest.mark.django_db


def split(client: Client, item: Item, *titles: str, **more: Any) -> Any:
    data: dict[str, Any] = {"form-TOTAL_FORMS": len(titles), "form-INITIAL_FORMS": 0, "version": item.version}
    data |= {f"form-{nth}-title_zh": title for nth, title in enumerate(titles)}
    return client.post(f"/workbench/items/{item.pk}/split/", data | more)


def test_one_item_becomes_parts_that_keep_their_sentence(here: Office) -> None:
    item = make_item(here, statements=("m-1",))
    client = as_person(here[1]["inspector"])
    assert client.get(f"/workbench/items/{item.pk}/split/?parts=7").content.decode().count("第 ") >= 7
    water = here[0].units.get(key="water").pk
    more = {"form-1-lead_unit": water, "form-1-due_on": "2026-06-30"}
    assert split(client, item, "整治河道八条", "建设泵站四座", "", **more).status_code == 302
    parts = list(item.parts.order_by("pk"))
    assert [one.title_zh for one in parts] == ["整治河道八条", "建设泵站四座"]
    assert [one.sources.get().statement for one in parts] == ["m-1", "m-1"]
    assert (str(parts[1].lead_unit), str(parts[1].due_on)) == ("市水务局", "2026-06-30")
    assert "整治河道八条" in client.get(f"/workbench/items/{item.pk}/").content.decode()


def test_parts_go_by_the_playbook_that_is_named_for_them(here: Office) -> None:
    item = make_item(here, book="approvals")
    actions.act(here[1]["reporter"], item, "accept", fields={"funding": "社会投资"})
    client = as_person(here[1]["inspector"])
    assert split(client, item, "水土保持", "施工许可").status_code == 302
    assert {(one.book.id, one.due_on) for one in item.parts.all()} == {("approval_parts", item.due_on)}
    page = client.get(f"/workbench/items/{item.pk}/").content.decode()
    assert page.count("审查中") == 2, "where each part stands"
    item.refresh_from_db()
    actions.act(here[1]["reporter"], item, "ask_correction", reason="缺图")
    part = item.parts.order_by("pk")[0]
    assert "起暂停" in client.get(f"/workbench/items/{part.pk}/").content.decode()


def test_a_part_without_a_title_and_no_parts_at_all_are_refused(here: Office) -> None:
    item = make_item(here)
    client = as_person(here[1]["inspector"])
    assert split(client, item, "", **{"form-0-due_on": "2026-06-30"}).status_code == 422
    assert split(client, item, "", "").status_code == 422
    assert client.get(f"/workbench/items/{item.pk}/split/?parts=x").status_code == 200
    assert not item.parts.exists()


def test_someone_else_was_first(here: Office) -> None:
    item = make_item(here)
    seen = item.version
    actions.act(here[1]["head"], item, "assign")
    item.version = seen
    assert split(as_person(here[1]["inspector"]), item, "整治河道八条").status_code == 409


def test_drafts_become_one_and_point_to_it(here: Office) -> None:
    first = make_item(here, statements=("m-1",))
    second = make_item(here, title="改造泵站三座", statements=("m-2",))
    client = as_person(here[1]["inspector"])
    page = f"/workbench/items/{first.pk}/merge/"
    assert second.number in client.get(page).content.decode()
    assert second.number not in client.get(page + "?q=没有").content.decode()
    assert client.post(page, {"title_zh": "治水", "item": []}).status_code == 422  # one item alone is no merging
    assert client.post(page, {"title_zh": "治水", "item": [second.pk]}).status_code == 302
    first.refresh_from_db()
    whole = first.merged_into
    assert whole is not None
    assert sorted(whole.sources.values_list("statement", flat=True)) == ["m-1", "m-2"]
    assert whole.number in client.get(f"/workbench/items/{first.pk}/").content.decode()


@pytest.mark.parametrize(("role", "status"), [("admin", 403), ("reporter", 403), ("bureau", 403), ("deputy", 404)])
def test_others_do_not(here: Office, role: str, status: int) -> None:
    item = make_item(here)
    actions.act(here[1]["inspector"], item, "assign")
    client = as_person(here[1][role])
    assert client.get(f"/workbench/items/{item.pk}/split/").status_code == status
    assert split(client, item, "整治河道八条").status_code == status
    assert client.post(f"/workbench/items/{item.pk}/merge/", {}).status_code == status
    assert not item.parts.exists()


def test_another_government_finds_nothing_to_split_or_merge(here: Office) -> None:
    item = make_item(here)
    there = office("there", "望川市")
    own = make_item(there, title="改造泵站三座")
    client = as_person(there[1]["inspector"])
    assert split(client, item, "整治河道八条").status_code == 404
    assert client.post(f"/workbench/items/{own.pk}/merge/", {"item": [item.pk]}).status_code == 422
    assert Item.objects.filter(merged_into=None).count() == 2
