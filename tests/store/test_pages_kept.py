"""A kept page goes with the first change of what it shows, of whatever table, and stays through all other commits."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from store_samples import reading_of

from ximu.store import models, review
from ximu.store.relink import relink
from ximu.store.save import save_reading
from ximu.track import actions
from ximu.track.editions import playbooks
from ximu.track.models import Item

sys.path.append(str(Path(__file__).resolve().parents[1] / "track"))
from track_world import make_world

pytestmark = pytest.mark.slow
Get = Callable[[str], tuple[str, bool]]
TITLE = "新开三条公交线"


@pytest.fixture
def get() -> Get:
    """The page as everyone gets it from one process, and whether it came from those that are kept."""
    client = Client()

    def asked(address: str) -> tuple[str, bool]:
        answer = client.get(address)
        return answer.content.decode(), answer["Cache-Status"] == "ximu; hit"

    return asked


def test_a_page_stays_until_what_it_shows_changes(ledger: str, get: Get) -> None:
    save_reading(*reading_of(2031))
    relink()
    world = make_world()
    statement = models.Promise.objects.values_list("public_id", flat=True).first()
    assert statement is not None
    promise, lists, register = f"/promises/{statement}/", "/findings/", "/projects/register/"

    def kept() -> list[bool]:
        return [get(address)[1] for address in (promise, lists, register)]

    assert kept() == [False] * 3
    assert kept() == [True] * 3
    content = actions.ItemContent(title_zh=TITLE, lead_unit=world.housing, statements=(statement,))
    item = actions.create_item(world.inspector, world.city, playbooks()["key_tasks"], content)
    actions.act(world.inspector, item, "assign")
    assert kept() == [True] * 3  # what is not published changes nothing for anyone
    assert TITLE not in get(promise)[0]
    actions.publish(world.head, item)
    assert TITLE in get(promise)[0]
    assert kept() == [True] * 3
    world.housing.name_zh = "市住房局"
    world.housing.save()
    assert "市住房局" in get(promise)[0]
    item.refresh_from_db()
    actions.withdraw(world.head, item, "有误")
    assert TITLE not in get(promise)[0]
    assert kept() == [True] * 3
    save_reading(*reading_of(2032, name="b.txt"))
    relink()
    assert kept() == [False] * 3


def test_a_look_at_a_reading_ends_its_page_alone(ledger: str, get: Get) -> None:
    save_reading(*reading_of(2031))
    relink()
    statement = models.Promise.objects.values_list("public_id", flat=True).first()
    address = f"/promises/{statement}/"
    for one in (address, "/promises/"):
        get(one)
    row = models.Statement.objects.get(pk=statement)
    review.give(
        row, "甲", "corrected", after={"responsible": "市住建局"} if row.kind == "commitment" else {"year": 2030}
    )
    assert not get(address)[1]
    assert get("/promises/")[1]


def test_nothing_is_kept_of_a_page_made_while_something_changed(
    ledger: str, get: Get, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ximu.site.page_reads import PageReads

    save_reading(*reading_of(2031))
    relink()
    world = make_world()
    statement = models.Promise.objects.values_list("public_id", flat=True).first()
    content = actions.ItemContent(title_zh=TITLE, lead_unit=world.housing, statements=(str(statement),))
    item = actions.create_item(world.inspector, world.city, playbooks()["key_tasks"], content)
    actions.act(world.inspector, item, "assign")
    actions.publish(world.head, item)
    ask_again = PageReads.questions

    def withdrawn_meanwhile(self: PageReads) -> object:
        """The page is made; before it is kept, the item is withdrawn."""
        if Item.objects.filter(published_at__isnull=False).exists():
            actions.withdraw(world.head, item, "有误")
        return ask_again(self)

    monkeypatch.setattr(PageReads, "questions", withdrawn_meanwhile)
    assert TITLE in get(f"/promises/{statement}/")[0]
    assert TITLE not in get(f"/promises/{statement}/")[0]
