"""Voting over the wire: who may, what is shown of it and when, and that nobody else is told."""

from __future__ import annotations

import pytest
from bench_people import Office, as_person, make_item

from ximu.track import actions
from ximu.track.models import Ballot, Item, JournalEntry

pytestmark = pytest.mark.django_db


@pytest.fixture
def candidate(here: Office) -> Item:
    """A livelihood project that is up for the vote, shown to everyone."""
    item = make_item(here, "livelihood_projects", "新建社区食堂6处")
    for move in item.book.moves_from(item.state):
        if move.to == "candidate":
            actions.act(here[1]["inspector"], item, move.id)
    actions.publish(here[1]["head"], item)
    assert item.state == "candidate"
    return item


def address(item: Item) -> str:
    return f"/workbench/items/{item.pk}/votes/selection/"


def test_a_deputy_votes_and_may_change_it(here: Office, candidate: Item) -> None:
    client = as_person(here[1]["deputy"])
    listed = client.get("/workbench/votes/").content.decode()
    assert candidate.title_zh in listed
    assert "还有 1 票没有投" in listed
    assert client.post(address(candidate), {"choice": "for"}).status_code == 302
    page = client.get(f"/workbench/items/{candidate.pk}/").content.decode()
    assert "你投的是：赞成" in page
    assert client.post(address(candidate), {"choice": "against", "next": "/workbench/votes/"}).status_code == 302
    assert Ballot.objects.get().choice == "against"
    assert "还有 0 票没有投" in client.get("/workbench/votes/").content.decode()
    assert "against" not in "".join(JournalEntry.objects.values_list("content", flat=True))


@pytest.mark.parametrize("role", ["inspector", "head", "reporter", "bureau", "admin"])
def test_others_may_not_vote(here: Office, candidate: Item, role: str) -> None:
    client = as_person(here[1][role])
    assert client.post(address(candidate), {"choice": "for"}).status_code == 403
    assert "社区食堂" not in client.get("/workbench/votes/").content.decode()
    assert not Ballot.objects.exists()


def test_a_deputy_of_another_government_may_not_vote(there: Office, candidate: Item) -> None:
    client = as_person(there[1]["deputy"])
    assert client.post(address(candidate), {"choice": "for"}).status_code == 403
    assert "社区食堂" not in client.get("/workbench/votes/").content.decode()


@pytest.mark.parametrize("wrong", [{"choice": "perhaps"}, {}])
def test_what_is_no_choice_is_refused(here: Office, candidate: Item, wrong: dict[str, str]) -> None:
    assert as_person(here[1]["deputy"]).post(address(candidate), wrong).status_code == 422


def test_a_vote_that_is_hidden_is_not_there(here: Office) -> None:
    hidden = make_item(here, "livelihood_projects", "新建停车位")
    assert as_person(here[1]["deputy"]).post(address(hidden), {"choice": "for"}).status_code == 404


def test_the_count_is_for_the_head_until_the_vote_is_over(here: Office, candidate: Item) -> None:
    as_person(here[1]["deputy"]).post(address(candidate), {"choice": "for"})
    page = f"/workbench/items/{candidate.pk}/"

    def shown(role: str) -> bool:
        return "投票 1 人，应投 1 人" in as_person(here[1][role]).get(page).content.decode()

    assert [shown(role) for role in ("head", "inspector", "deputy")] == [True, False, False]
    candidate.refresh_from_db()
    (chosen,) = [one.id for one in candidate.book.moves_from("candidate") if one.to == "selected"]
    actions.act(here[1]["head"], candidate, chosen, reply="通过")
    assert [shown(role) for role in ("head", "inspector", "deputy")] == [True, True, True]
    assert as_person(here[1]["deputy"]).post(address(candidate), {"choice": "against"}).status_code == 422


def test_no_way_out_of_the_site(here: Office, candidate: Item) -> None:
    sent = {"choice": "for", "next": "https://elsewhere.example/"}
    assert as_person(here[1]["deputy"]).post(address(candidate), sent)["Location"].startswith("/workbench/")
