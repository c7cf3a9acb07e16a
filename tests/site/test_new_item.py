"""Items made by hand on any playbook, and the matters of the sample city."""

from __future__ import annotations

import pytest
from bench_people import Office, as_person

from ximu.site.workbench.demonstration import demonstrate
from ximu.site.workbench.demonstration_matters import MATTERS
from ximu.track import journal
from ximu.track.models import Item
from ximu.track.rules.playbook_file import shipped_playbooks

pytestmark = pytest.mark.django_db


@pytest.mark.slow
def test_an_item_is_made_on_any_playbook(here: Office) -> None:
    client, lead = as_person(here[1]["inspector"]), here[0].units.get(key="water").pk
    for book, found in shipped_playbooks().items():
        address = f"/workbench/items/new/?playbook={book}"
        assert "目标要求" in client.get(address).content.decode()
        answer = client.post(address, {"title_zh": f"新建{found.zh}", "lead_unit": lead})
        item = Item.objects.get(title_zh=f"新建{found.zh}")
        assert (answer.status_code, item.book.id, item.state) == (302, book, found.start)
        assert client.get(f"/workbench/items/{item.pk}/").status_code == 200


def test_the_fields_of_the_playbook_are_kept_and_private_ones_hidden(here: Office) -> None:
    client = as_person(here[1]["inspector"])
    given = {
        "title_zh": "加密公交", "field_proposer": "代表甲", "field_contact": "13900000000", "field_category": "城乡建设",
        "field_promised_on": "", "field_public_answer": "true",
    }  # fmt: skip
    assert client.post("/workbench/items/new/?playbook=deputy_suggestions", given).status_code == 302
    item = Item.objects.get()
    expected = {"proposer": "代表甲", "contact": "13900000000", "category": "城乡建设", "public_answer": True}
    assert item.fields == expected
    assert "13900000000" in client.get(f"/workbench/items/{item.pk}/").content.decode()
    wrong = client.post("/workbench/items/new/?playbook=deputy_suggestions", {**given, "field_category": "天气"})
    assert wrong.status_code == 422
    assert Item.objects.count() == 1


def test_classes_are_offered_with_what_they_mean(here: Office) -> None:
    client = as_person(here[1]["inspector"])
    for language, words in (("zh", "B 正在解决（三类办法）"), ("en", "B being solved (three classes)")):
        page = client.get(f"/workbench/items/new/?playbook=deputy_suggestions&lang={language}").content.decode()
        assert words in page


@pytest.mark.parametrize("role", ["reporter", "bureau", "deputy", "admin"])
def test_who_may_not_make_items_is_refused(here: Office, role: str) -> None:
    client = as_person(here[1][role])
    assert client.get("/workbench/items/new/").status_code == 403
    assert client.post("/workbench/items/new/?playbook=key_tasks", {"title_zh": "越权"}).status_code == 403
    assert not Item.objects.exists()


def test_the_choice_of_playbooks_and_one_that_is_not_there(here: Office) -> None:
    client = as_person(here[1]["inspector"])
    page = client.get("/workbench/items/new/").content.decode()
    assert all(book.zh in page for book in shipped_playbooks().values())
    assert client.get("/workbench/items/new/?playbook=nope").status_code == 404


@pytest.mark.slow
def test_the_sample_city_has_a_matter_on_every_playbook_of_cases() -> None:
    assert demonstrate()
    for matter in MATTERS:
        item = Item.objects.get(title_zh=matter.title)
        assert item.moves.count() == len(matter.steps)
        assert (item.published_at is not None) == (matter.is_public and item.phase != "draft")
    redone = Item.objects.get(title_zh="加密开往职教城的夜班公交")
    assert (redone.round, redone.parts.get().book.id) == (2, "key_tasks")
    approval = Item.objects.get(edition__playbook="approvals")
    assert {one.clocks.get().paused[-1][1] for one in approval.parts.all()} == {None}
    assert journal.verify().broken is None
